/** Character sets: labels, guesses, mixed slices, and that decoding does not depend on where slices end. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeBytes, decodeText } from '../../../formats/charset/charset.ts';
import { normaliseCharset } from '../../../formats/charset/charset-label.ts';
import { readTextHead } from '../../../formats/charset/text-bytes.ts';
import type { Content } from '../../../formats/contract.ts';

const sliced = (bytes: Uint8Array, sliceBytes: number): Content => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
  whole: () => bytes,
  *slices(start = 0, end = bytes.length) {
    for (let at = start; at < end; at += sliceBytes) yield bytes.subarray(at, Math.min(end, at + sliceBytes));
  },
});

const decode = (content: Content, stated?: string) => {
  const decoded = decodeText(content, stated);
  const text = [...decoded.chunks()].join('');
  return { text, charset: decoded.charset, guessed: decoded.guessed, replaced: decoded.replaced() };
};

const sentences: readonly (readonly [string, readonly string[]])[] = [
  [
    'Партия передала список избирателей аналитической фирме без согласия.',
    ['windows-1251', 'koi8-r', 'ibm866', 'iso-8859-5'],
  ],
  ['Το κόμμα παρέδωσε τον κατάλογο των ψηφοφόρων σε εταιρεία.', ['windows-1253', 'iso-8859-7']],
  ['המפלגה מסרה את רשימת הבוחרים לחברת ניתוח נתונים.', ['windows-1255']],
  ['سلم الحزب قائمة الناخبين إلى شركة تحليل البيانات.', ['windows-1256']],
  ['该党将选民名单交给了一家分析公司，谁同意处理这些数据仍不清楚。', ['gbk']],
  ['該黨將選民名單交給了一家分析公司，誰同意處理這些資料仍不清楚。', ['big5']],
  ['党が有権者名簿を分析会社に渡したことを確認した。', ['shift_jis', 'euc-jp']],
  ['정당이 유권자 명단을 분석 회사에 넘겼다는 사실을 확인했다.', ['euc-kr']],
  ['Die Behörde prüfte größere Firmen, später hieß es: „übergeben“.', ['windows-1252']],
  ['Partia przekazała listę wyborców firmie, żeby ją sprawdziła później.', ['windows-1250', 'iso-8859-2']],
];

describe('decodeText', () => {
  test.each(sentences.flatMap(([text, charsets]) => charsets.map((charset) => [charset, text] as const)))(
    'guesses %s',
    (charset, text) => {
      const result = decode(sliced(iconv.encode(`Dear Sir,\n${text}\n`, charset), 50));
      expect(result).toMatchObject({ text: `Dear Sir,\n${text}\n`, guessed: true, replaced: 0 });
    },
  );

  test.each([
    [
      '氏名,住所,ﾌﾘｶﾞﾅ,電話\n山田太郎,東京都千代田区丸の内,ﾔﾏﾀﾞﾀﾛｳ,03-1234-5600\n佐藤花子,大阪市北区梅田,ｻﾄｳﾊﾅｺ,06-6345-1100\n',
      'shift_jis',
    ],
    ['有権者名簿のデータベース ｶﾀｶﾅ\n', 'shift_jis'],
    ['ﾕｳｹﾝｼｬ ﾒｲﾎﾞ ｲｲﾝｶｲ\n', 'shift_jis'],
    ['该党将选民名单交给了一家分析公司，谁同意处理这些数据仍不清楚。', 'gbk'],
    ['RELAÇÃO DE ELEITORES DA REGIÃO: SÃO JOÃO, CONCEIÇÃO, MARANHÃO, ANTÔNIO', 'windows-1252'],
    [
      'It’s the party’s list, that’s what they’ve said, and it isn’t ours: we’d say they’re wrong.',
      'windows-1252',
    ],
    ['Die Behörde prüfte größere Firmen; später hieß es: übergeben. ÄÖÜ ÄÄÄ ÖÖÖ ÜÜÜ', 'windows-1252'],
    ['Straße: Große Allee; Ärzte, Öl, Übermut', 'windows-1252'],
  ])('tells katakana of half a width from what looks like it: %.20s', (text, charset) => {
    for (const words of [text, text.repeat(50)])
      expect(decode(sliced(iconv.encode(words, charset), 64)).text).toBe(words);
  });

  test.each([
    ['utf-7', '+ZeVnLIqe- and so on', '日本語 and so on'],
    ['cp850', Buffer.from([0x81, 0x84, 0x94]), 'üäö'],
    ['utf-32le', Buffer.from('61000000470900000', 'hex').subarray(0, 8), 'aे'],
    ['"UTF-8"', 'é', 'é'],
    ['no-such-charset', 'é', 'é'],
    ['utf-16', '<?xml encoding="utf-16"?><a/>', '<?xml encoding="utf-16"?><a/>'],
  ])('stated as %s', (stated, bytes, text) => {
    expect(decode(sliced(Buffer.from(bytes), 64), stated).text).toBe(text);
  });

  test.each([
    ['X-SJIS', 'shift_jis'],
    ['cp936', 'gbk'],
    ['win-1251', 'windows-1251'],
    ['cp-1250', 'windows-1250'],
    ['iso8859_15', 'iso-8859-15'],
    ['latin-2', 'iso-8859-2'],
    ['utf_8', 'utf-8'],
    ['x-euc_jp', 'euc-jp'],
    ['ISO-2022-KR', 'iso-2022-kr'],
    ['hz', 'hz-gb-2312'],
    ['ISO-8859-1', 'windows-1252'],
    ['replacement', undefined],
    ['../../etc/passwd', undefined],
    ['', undefined],
  ])('the label %s', (label, canonical) => {
    expect(normaliseCharset(label)).toBe(canonical);
  });

  test('a stated UTF-16 is believed although the text holds a NUL', () => {
    const text = 'plain words before it: \0';
    expect(decode(sliced(Buffer.from(text, 'utf16le'), 9), 'utf-16le')).toMatchObject({
      text,
      charset: 'utf-16le',
    });
  });

  test('any text comes out again, however slices cut it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).map((text) => text.toWellFormed().replace(/^\uFEFF+/, '')),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('utf-8', 'utf-16le', 'gb18030'),
        (text, size, charset) => {
          // ASCII before it keeps chance patterns (zeros, marks) of short strings from meaning something.
          const whole = `plain words before it: ${text}`;
          const bytes = charset === 'utf-16le' ? Buffer.from(whole, 'utf16le') : iconv.encode(whole, charset);
          fc.pre(
            iconv.decode(bytes, charset) === whole && (charset !== 'gb18030' || !text.includes('\u001b')),
          );
          const result = decode(sliced(bytes, size), charset);
          // Bytes that are valid UTF-8 throughout may be taken for it over a stated double-byte charset.
          fc.pre(charset !== 'gb18030' || result.charset === 'gb18030' || /^[\0-\x7f]*$/.test(text));
          expect(result.text).toBe(charset === 'gb18030' ? new TextDecoder('gb18030').decode(bytes) : whole);
        },
      ),
    );
  });

  test('a genuine replacement character is no damage', () => {
    expect(decode(sliced(Buffer.from('ä\uFFFDö'), 64))).toMatchObject({ text: 'ä\uFFFDö', replaced: 0 });
  });
});

const korean = '계좌 변경: 새 계좌 번호는 비밀입니다.\n홍보 전략 회의\n';
const chinese = '关于仓库的会议，~不改期。\n';
/** Pairs of a charset of eight bits without their eighth bits, between shifts. */
const shifted = (text: string, charset: string, out: string, back: string): string =>
  text.replaceAll(/[^\0-\x7f]+/g, (run) => {
    const bytes = [...iconv.encode(run, charset)].map((byte) => byte & 0x7f);
    return `${out}${String.fromCharCode(...bytes)}${back}`;
  });
const isoKr = `\x1b$)C${shifted(korean, 'euc-kr', '\x0e', '\x0f')}`;
const isoCn = `\x1b$)A${shifted(chinese, 'gb2312', '\x0e', '\x0f')}`;
const hz = shifted(chinese.replaceAll('~', '~~'), 'gb2312', '~{', '~}');

describe('charsets that shift', () => {
  test.each([
    ['iso-2022-kr', isoKr, 'ISO-2022-KR', korean],
    ['iso-2022-kr without its first sequence', isoKr.slice(4), 'csISO2022KR', korean],
    ['iso-2022-cn', isoCn, 'iso-2022-cn', chinese],
    ['hz', hz, 'HZ-GB-2312', chinese],
    ['hz with a line that goes on', '~{\x39\x58~}~\n~{\x53\x5a~}', 'hz', '关于'],
    [
      'iso-2022-jp-2 in three languages',
      '\x1b$BEl5~\x1b$(C0hAB\x1b$A9XSZ\x1b(B!',
      'iso-2022-jp-2',
      '東京계좌关于!',
    ],
    ['iso-2022-jp with supplementary kanji', '\x1b$(D0!\x1b(B.', 'iso-2022-jp', '丂.'],
    ['kana of seven bits', '\x1b(I1\x1b(B', 'cp50221', 'ｱ'],
  ])('%s, as stated, in slices of any size', (_, bytes, stated, text) => {
    for (const size of [1, 2, 3, 64])
      expect(decode(sliced(Buffer.from(bytes, 'latin1'), size), stated)).toMatchObject({
        text,
        guessed: false,
        replaced: 0,
      });
  });

  test.each([
    ['iso-2022-kr', isoKr, undefined, korean],
    ['iso-2022-cn', isoCn, 'us-ascii', chinese],
    ['hz-gb-2312', hz, undefined, chinese],
    ['iso-2022-kr', isoKr, 'iso-2022-jp', korean],
  ])('%s is seen where it is not stated', (charset, bytes, stated, text) => {
    const content = sliced(Buffer.from(bytes, 'latin1'), 4_096);
    expect(decode(content, stated)).toEqual({ text, charset, guessed: true, replaced: 0 });
  });

  test.each([
    'a path: ~{x}~ and ~} more',
    'set ~{ab~} and ~{abc~}',
    '~{home~}',
    'tilde ~ alone',
    '\x1b[31mred\x1b[0m',
  ])('what only looks so stays as it is: %s', (text) =>
    expect(decode(sliced(Buffer.from(text), 64)).text).toBe(text),
  );

  test('damage and planes without a table are counted', () => {
    expect(decode(sliced(Buffer.from('\x1b$)C\x0e0h0\n', 'latin1'), 64), 'iso-2022-kr')).toMatchObject({
      text: '계\uFFFD\n',
      replaced: 1,
    });
    expect(decode(sliced(Buffer.from('\x1b$)G\x0eDZ\x0f.', 'latin1'), 64), 'iso-2022-cn').replaced).toBe(1);
  });
});

describe('a label that the bytes contradict', () => {
  const russian = sentences[0]?.[0] ?? '';
  const japanese = `${sentences[6]?.[0] ?? ''}ラーメンとコーヒーとデータ。`;
  test.each([
    ['UTF-8 as ISO-2022-JP', Buffer.from(japanese), 'iso-2022-jp', japanese, 'utf-8'],
    ['UTF-8 as HZ', Buffer.from(russian), 'hz-gb-2312', russian, 'utf-8'],
    ['UTF-8 as UTF-7', Buffer.from(russian), 'utf-7', russian, 'utf-8'],
    ['Shift_JIS as ISO-2022-JP', iconv.encode(japanese, 'shift_jis'), 'iso-2022-jp', japanese, 'shift_jis'],
    ['Shift_JIS as Latin 1', iconv.encode(japanese, 'shift_jis'), 'iso-8859-1', japanese, 'shift_jis'],
    ['EUC-JP as Shift_JIS', iconv.encode(japanese, 'euc-jp'), 'shift_jis', japanese, 'euc-jp'],
    ['KOI8-R as Latin 1', iconv.encode(russian, 'koi8-r'), 'iso-8859-1', russian, undefined],
    ['windows-1251 as UTF-8', iconv.encode(russian, 'windows-1251'), 'utf-8', russian, 'windows-1251'],
  ])('%s', (_, bytes, stated, text, charset) => {
    const result = decode(sliced(bytes, 4_096), stated);
    expect(result).toMatchObject({ text, guessed: true, replaced: 0 });
    if (charset !== undefined) expect(result.charset).toBe(charset);
  });

  test.each([
    [
      'Latin 1',
      iconv.encode('Müßiggang, überall; größer.', 'iso-8859-1'),
      'iso-8859-1',
      'Müßiggang, überall; größer.',
    ],
    ['Latin 1, capitals', iconv.encode('ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ', 'iso-8859-1'), 'iso-8859-1', 'ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ'],
    [
      'damaged Shift_JIS',
      Buffer.concat([iconv.encode(japanese.repeat(9), 'shift_jis'), Buffer.of(0xff, 0x41)]),
      'shift_jis',
      `${japanese.repeat(9)}\uFFFDA`,
    ],
  ])('a true label is kept: %s', (_, bytes, stated, text) => {
    expect(decode(sliced(bytes, 4_096), stated)).toMatchObject({ text, guessed: false });
  });
});

describe('UTF-16 without a mark', () => {
  const texts = sentences.slice(0, 7).map(([text]) => text);
  const order = (text: string, isBig: boolean): Buffer => {
    const bytes = Buffer.from(`${text}\r\n${text}\r\n`, 'utf16le');
    return isBig ? bytes.swap16() : bytes;
  };
  test.each(texts.flatMap((text) => [[text, false] as const, [text, true] as const]))(
    'is read by what it says: %s, big-endian %s',
    (text, isBig) => {
      expect(decode(sliced(order(text, isBig), 4_096))).toMatchObject({
        text: `${text}\r\n${text}\r\n`,
        charset: isBig ? 'utf-16be' : 'utf-16le',
        replaced: 0,
      });
    },
  );

  test('UTF-16 whose label does not say the order, or says the wrong one', () => {
    for (const label of ['utf-16', 'utf-16le'])
      expect(decode(sliced(order(texts[0] ?? '', true), 4_096), label).text).toContain(texts[0]);
  });

  test('other bytes are none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 30, maxLength: 400 }), (bytes) => {
        // Those that happen to begin with a mark say so themselves.
        fc.pre(!/^(?:feff|fffe)/.test(Buffer.from(bytes).toString('hex')));
        expect(readTextHead(bytes)?.charset ?? '').not.toMatch(/utf-16/);
      }),
      {
        examples: [
          [Uint8Array.from(Buffer.from('Bush hid the facts and the money too'))],
          [Uint8Array.from(iconv.encode(texts[4] ?? '', 'gbk'))],
        ],
      },
    );
  });
});

describe('decodeBytes', () => {
  test('by label, by bytes', () => {
    expect(decodeBytes(Buffer.from('plain'))).toBe('plain');
    expect(decodeBytes(Buffer.from('GrÃ¼n', 'latin1'))).toBe('Grün');
    expect(decodeBytes(Uint8Array.of(0xcf, 0xf0, 0xe8), 'windows-1251')).toBe('При');
  });
});

test('EBCDIC is told by its letters, and read', () => {
  const page037 = Buffer.from(
    'e3888540a696998440968640a38885409489939340a681a24081879985858440899540d481a86b4082a8408193934b15',
    'hex',
  );
  const page500 = Buffer.from(
    'e3888540a696998440968640a388854094899393404af15a40a681a24081879985858440899540d481a86b4082a8408193934b',
    'hex',
  );
  expect(readTextHead(page037)).toMatchObject({ charset: 'cp037' });
  expect(decode(sliced(page037, 7), 'ibm037')).toMatchObject({
    text: 'The word of the mill was agreed in May, by all.\n',
    charset: 'cp037',
    guessed: false,
  });
  expect(decode(sliced(page500, 7), 'IBM500').text).toBe(
    'The word of the mill [1] was agreed in May, by all.',
  );
});

const fieldsOf = (separator: number): Buffer =>
  Buffer.concat(Array.from({ length: 20 }, () => Buffer.from([...Buffer.from('ward'), separator, ...Buffer.from('six\n')]))); // prettier-ignore

test.each([
  ['fields parted as Hive does', fieldsOf(1), true],
  ['by a separator of ASCII', fieldsOf(0x1e), true],
  ['by a control that parts nothing', fieldsOf(2), false],
  ['by two kinds', Buffer.concat([fieldsOf(1), fieldsOf(0x14)]), false],
  ['separators in what is short', fieldsOf(1).subarray(0, 30), false],
  ['separators alone', Buffer.alloc(200, 1), false],
])('what is text: %s', (_what, bytes, expected) => {
  expect(readTextHead(bytes) !== undefined).toBe(expected);
});
