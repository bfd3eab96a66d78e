/** Character sets: labels, guesses, mixed slices, and that decoding does not depend on where slices end. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeBytes, decodeText, normaliseCharset } from '../../../formats/charset/charset.ts';
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

describe('decodeBytes', () => {
  test('by label, by bytes', () => {
    expect(decodeBytes(Buffer.from('plain'))).toBe('plain');
    expect(decodeBytes(Buffer.from('GrÃ¼n', 'latin1'))).toBe('Grün');
    expect(decodeBytes(Uint8Array.of(0xcf, 0xf0, 0xe8), 'windows-1251')).toBe('При');
  });
});
