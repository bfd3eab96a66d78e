/**
 * How often the charset of archive members' names is guessed right, from one name and from four together: by what
 * Evidex does, by chardetng alone, and by chardet where its module is named:
 * `node scripts/bench/member-names.ts [FOLDER/node_modules/chardet/lib/index.js]`.
 */
import { pathToFileURL } from 'node:url';
import iconv from 'iconv-lite';
import { guessNameCharset } from '../../formats/archives/member-name.ts';
import { guessCharset } from '../../formats/charset/guess-charset.ts';

type Guess = (bytes: Uint8Array) => string;
interface Chardet {
  analyse(bytes: Uint8Array): { readonly name: string; readonly confidence: number }[];
}

const western = (word: string): string[] => [
  word,
  `${word}.txt`,
  `${word}.doc`,
  `2018-03 ${word}.pdf`,
  `docs/${word}/${word}.xls`,
  `Kopie von ${word}.docx`,
];
const others = (word: string): string[] => [
  word,
  `${word}.txt`,
  `2018-03 ${word}.pdf`,
  `${word}/${word}.xls`,
  `IMG_${word}.jpg`,
];
const namesFrom = (words: string, write: (word: string) => string[]): string[] =>
  words.split(' ').flatMap(write);
const japanese =
  '報告書 議事録 名簿 会員一覧 写真 旅行 請求書 テスト データ メモ 新しいフォルダー 契約書 住所録 アンケート 選挙 お知らせ 資料';
const names: Readonly<Record<string, readonly string[]>> = {
  cp437: namesFrom(
    'Müller Rückmeldung März Größe Häuser Übersicht für öl über Straße Bücher Prüfung Verträge Jürgen Schröder ' +
      'Anhänge Änderung Köln Zürich café résumé naïve élève école père reçu août forêt hôtel président Noël français ' +
      'garçon España niño mañana año económico político Ångström lönn smörgås Malmö Göteborg årsredovisning åpen ' +
      'Füße Löhne Gehälter Lübeck Spaß Gruß Maß',
    western,
  ),
  ibm866: namesFrom(
    'Отчёт Протокол Список Участники Фото Договор Выборы Данные Письмо Справка Новая_папка',
    others,
  ),
  shift_jis: namesFrom(japanese, others),
  'euc-jp': namesFrom(japanese, others),
  gb18030: namesFrom(
    '报告 会议记录 名单 成员列表 照片 旅行 发票 合同 新建文件夹 备注 说明 通讯录 选举 数据 资料 总结',
    others,
  ),
  big5: namesFrom(
    '報告 會議記錄 名單 成員列表 照片 旅行 發票 合約 新資料夾 備註 說明 通訊錄 選舉 數據 資料 總結',
    others,
  ),
  'euc-kr': namesFrom(
    '보고서 회의록 명단 회원목록 사진 여행 청구서 계약서 새폴더 메모 주소록 선거 자료 설문 안내',
    others,
  ),
};

const known = Object.keys(names);
const asName = (label: string): string => {
  const plain = label.toLowerCase().replace('gbk', 'gb18030');
  return known.includes(plain) ? plain : 'cp437';
};
const guesses: Record<string, Guess> = {
  Evidex: guessNameCharset,
  'chardetng alone': (bytes) => asName(guessCharset(bytes)),
};
const [path] = process.argv.slice(2);
if (path !== undefined) {
  const chardet = (await import(pathToFileURL(path).href)) as Chardet;
  guesses['chardet, confidence of 50'] = (bytes) => {
    const [best] = chardet
      .analyse(bytes)
      .filter(({ name }) => known.includes(asName(name)) && asName(name) !== 'cp437');
    return best && best.confidence >= 50 ? asName(best.name) : 'cp437';
  };
}

const encoded = (name: string, charset: string): Buffer => iconv.encode(name, charset);
const rightOf = (guess: Guess, charset: string, samples: readonly Uint8Array[]): string =>
  `${samples.filter((sample) => guess(sample) === charset).length}/${samples.length}`;

for (const [charset, all] of Object.entries(names)) {
  const single = all.map((name) => encoded(name, charset));
  const fours = all.flatMap((_, at) =>
    at % 2 === 0
      ? [encoded([0, 1, 2, 3].map((step) => all[(at * 7 + step * 11) % all.length]).join('\n'), charset)]
      : [],
  );
  for (const [who, guess] of Object.entries(guesses))
    console.log(
      `${charset} | ${who} | one: ${rightOf(guess, charset, single)} | four: ${rightOf(guess, charset, fours)}`,
    );
}
