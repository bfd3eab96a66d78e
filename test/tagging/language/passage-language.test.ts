/** The language of a passage: what is sure, and what is left unknown. Texts are our own. */
import { expect, test } from '@jest/globals';
import { DocumentLanguages } from '../../../tagging/language/document-languages.ts';
import { languageOf } from '../../../tagging/language/passage-language.ts';

const english = 'We have read the contract and will not sign it, because the deadline was on 3 March. ';
const german = 'Wir haben den Vertrag geprüft und können ihn nicht unterschreiben, weil die Frist um ist. ';

test.each([
  [english, 'en'],
  [german, 'de'],
  [german.normalize('NFD'), 'de'],
  [german.toUpperCase(), 'de'],
  ['Nous avons bien reçu votre lettre et nous vous remercions; les fichiers ne sont pas encore là.', 'fr'],
  ['Hemos recibido su carta y le damos las gracias, pero los archivos no están todavía aquí.', 'es'],
  ['Recebemos a sua carta e agradecemos, mas os arquivos ainda não estão aqui com a gente.', 'pt'],
  ['Abbiamo ricevuto la sua lettera e la ringraziamo, ma i documenti non sono ancora qui con noi.', 'it'],
  ['Wij hebben uw brief ontvangen en danken u daarvoor, maar de bestanden zijn er nog niet.', 'nl'],
  [
    'Tumepokea barua yako na tunashukuru kwa hiyo, lakini faili hizo bado hazipo katika ofisi ya kwetu.',
    'sw',
  ],
  ['हमने आपका पत्र पढ़ लिया है और हम इस समझौते पर हस्ताक्षर नहीं कर सकते', 'hi'],
  ['आम्ही आपले पत्र वाचले आहे आणि या करारावर सही करता येत नाही असे ठरले', 'mr'],
  ['Мы получили ваше письмо и не можем подписать этот договор, так как срок уже прошёл', 'ru'],
  ['Ми отримали ваш лист і не можемо підписати цей договір, бо термін вже минув, але що було', 'uk'],
  ['لقد تلقينا رسالتكم ولا يمكن التوقيع على هذا العقد لأن الموعد قد انتهى', 'ar'],
  ['ہم نے آپ کا خط پڑھ لیا ہے اور اس معاہدے پر دستخط نہیں کر سکتے کیونکہ وقت ختم ہو گیا ہے', 'ur'],
  ['契約書を読みましたが、期限が過ぎたので署名できません。', 'ja'],
  ['我们已经阅读了合同，但是不能签署', 'zh'],
  ['우리는 계약서를 읽었지만 서명할 수 없습니다', 'ko'],
])('%s', (passage, language) => {
  expect(languageOf(passage).language).toBe(language);
});

test.each([
  ['too short', 'Thanks, will do'],
  ['figures', '30,313,908 6,792,300 1,100,882 22,890,733 '.repeat(5)],
  [
    'names with initials',
    'Vickers, F. D.; Williams, J. (Trading); Mims, P. L.; Simpson, J. A.; Keavey, P. F.',
  ],
  [
    'headers',
    'EMAMPE13.notes.chase.test by emappx13.net.tid.chase.test SMTPRS 4.1.5 <TG2YGMDM> Content-Type',
  ],
  ['code', 'const x1 = fnCall(argOne, argTwo); return x1 === undefined ? cacheKey : keyOf(x1);'],
  ['nothing', ''],
])('%s is unknown', (_, passage) => {
  expect(languageOf(passage).language).toBe('unknown');
});

test('a flood of one word, of marks and of words without end takes time by its length', () => {
  for (const flood of ['the '.repeat(50), '\u0301'.repeat(200), 'x'.repeat(200), '\ud800'.repeat(200)])
    expect(languageOf(flood).language).toMatch(/^(en|unknown)$/u);
});

function languagesOf(...pieces: readonly string[]): unknown {
  const languages = new DocumentLanguages();
  for (const piece of pieces) languages.text('body', piece);
  return languages.finish();
}

test.each([
  ['one language', [english.repeat(20)], [{ language: 'en', share: 1 }]],
  ['the same in small pieces', Array.from(english.repeat(20)), [{ language: 'en', share: 1 }]],
  ['a short text', ['ok, thanks'], [{ language: 'unknown', share: 1 }]],
  [
    'another language from the middle on',
    [english.repeat(20), german.repeat(200)],
    [
      { language: 'en', share: 0.5 },
      { language: 'de', share: 0.5 },
    ],
  ],
])('%s', (_, pieces, languages) => {
  const found = languagesOf(...pieces) as { language: string; share: number }[];
  expect(found.map(({ language }) => language)).toEqual(languages.map(({ language }) => language));
  for (const [at, { share }] of languages.entries())
    expect(Math.abs((found[at]?.share ?? 0) - share)).toBeLessThan(0.2);
});

test('a document without texts has none; headers alone say nothing', () => {
  expect(new DocumentLanguages().finish()).toBeUndefined();
  const languages = new DocumentLanguages();
  languages.text('headers', english.repeat(3));
  expect(languages.finish()).toEqual([{ language: 'unknown', share: 1 }]);
});
