import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { escapeLine, escapeLines, safeJson, unescapeLine } from '../../../cli/frame/escape.ts';

describe('escapeLine', () => {
  test.each([
    ['plain é हिन्दी 選挙 👩‍👩‍👧', 'plain é हिन्दी 選挙 👩‍👩‍👧'],
    ['a\nb\rc\td', String.raw`a\nb\rc\td`],
    ['\u001b[2J\u0007', String.raw`\x1b[2J\x07`],
    ['\u009b31m', String.raw`\x9b31m`],
    ['invoice\u202Efdp.exe', String.raw`invoice\u{202e}fdp.exe`],
    ['\u2066x\u2069\u200e\u200f\u061c', String.raw`\u{2066}x\u{2069}\u{200e}\u{200f}\u{61c}`],
    ['line\u2028para\u2029', String.raw`line\u{2028}para\u{2029}`],
    ['zero\u200bwidth\ufeff soft\u00ad', String.raw`zero\u{200b}width\u{feff} soft\xad`],
    ['lone \ud83d here', String.raw`lone \u{d83d} here`],
    ['tag \u{e0041}', String.raw`tag \u{e0041}`],
    ['क्\u200dष', 'क्\u200dष'],
  ])('%j', (text, shown) => {
    expect(escapeLine(text)).toBe(shown);
  });

  test('takes each character alone as it does beside one that is never safe', () => {
    const each = Array.from({ length: 0x11_0000 }, (_, point) => String.fromCodePoint(point));
    expect(each.filter((one) => escapeLine(`${one}\n`) !== `${escapeLine(one)}\\n`)).toEqual([]);
  });

  test('leaves line feeds of a document, and nothing else that steers', () => {
    expect(escapeLines('a\nb\r\u001b')).toBe(String.raw`a` + '\n' + String.raw`b\r\x1b`);
  });
});

describe('properties', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 40 });

  test('nothing that a terminal obeys comes through', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const steering = escapeLine(text).match(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu) ?? [];
        expect(steering).toEqual([]);
      }),
    );
  });

  test('JSON keeps its value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = safeJson(value);
        expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

test.each(['a\nb\t.txt', 'evil \u001b]0;title\u0007\u202e.txt', 'C:\\notes\\x.txt', '\u{e0041}'])(
  'what was shown of %j can be given',
  (name) => {
    expect(unescapeLine(escapeLine(name))).toBe(name.replaceAll('\\n', '\n'));
  },
);
