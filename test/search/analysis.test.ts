/** The analysis: tokens as Lucene 10 gave them for the same strings, and properties of any text. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  analyze,
  ChunkedAnalyzer,
  decodeTerm,
  encodeTerm,
  foldToAscii,
  normalize,
  TermBytes,
  termsOf,
} from '../../search/words/analysis.ts';

describe('tokens', () => {
  test.each([
    ["Don't panic", ["don't", 'panic']],
    ['don’t', ["don't"]],
    ['ann@example.com', ['ann', 'example.com']],
    ['10:30 1,000.50 3.14.15 a.1', ['10', '30', '1,000.50', '3.14.15', 'a', '1']],
    ['foo:bar foo_bar _x_ ___ x-ray', ['foo:bar', 'foo_bar', '_x_', 'x', 'ray']],
    ['हिन्दी', ['हिन्दी']],
    ['自民党', ['自', '民', '党']],
    ['ひらがな カタカナ', ['ひ', 'ら', 'が', 'な', 'カタカナ']],
    ['한국어 글', ['한국어', '글']],
    ['ภาษาไทย', ['ภาษาไทย']],
    ['ΣΊΣΥΦΟΣ', ['σίσυφοσ']],
    ['İstanbul ISTANBUL', ['istanbul', 'istanbul']],
    ['Straße STRASSE ẞ', ['strasse', 'strasse', 'ss']],
    ['naïve NAÏVE', ['naive', 'naive']],
    ['ﬁn Ⅷ ⓐ', ['fin', 'ⅷ', 'a']],
    ['ᴀ', ['A']],
    ['cafe\u0301', ['cafe\u0301']],
    ['צ"ה ג\'', ['צ"ה', "ג'"]],
    ['👍🏽👩‍💻 🇬🇧🇮🇳 1️⃣ #️⃣', ['👍🏽', '👩‍💻', '🇬🇧', '🇮🇳', '1️⃣', '#️⃣']],
    ['１２', ['12']],
    ['a\u00adb', ['a\u00adb']],
    ['\u0301a', ['a']],
  ])('%s', (text, terms) => {
    expect(termsOf(text)).toEqual(terms);
  });

  test('words over 255 units are split there', () => {
    expect(analyze('x'.repeat(600)).map(({ end, start }) => end - start)).toEqual([255, 255, 90]);
    expect(analyze('𝒳'.repeat(200)).map(({ end, start }) => end - start)).toEqual([254, 146]);
  });
});

const pieces = fc.constantFrom(
  ...Array.from('abZ09_.\'",:; #*-אב״アーか漢한กำ한\u0300\u200d\ufe0f\u20e3\u00ad‿’．❤हि्Σßᴀ'),
  '👍',
  '🏽',
  '🇬',
  '🏴',
  '𝒳',
  'x'.repeat(300),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(pieces, { maxLength: 200 }).map((all) => all.join('')),
);

describe('properties', () => {
  test('offsets name stretches in order, and each term is its stretch normalised', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let last = 0;
        for (const { term, start, end } of analyze(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end - start).toBeLessThanOrEqual(255);
          expect(normalize(text.slice(start, end))).toBe(term);
          expect(term).not.toMatch(/\s/);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  test('in chunks as in one', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 6 }), fc.integer({ min: 1, max: 400 }), (parts, size) => {
        const text = parts.join('');
        const tokens: unknown[] = [];
        const analyzer = new ChunkedAnalyzer((term, start, end) => tokens.push({ term, start, end }));
        for (let at = 0; at < text.length; at += size) analyzer.push(text.slice(at, at + size));
        analyzer.finish();
        expect(tokens).toEqual(analyze(text));
      }),
    );
  });

  test('folding twice is folding once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldToAscii(foldToAscii(text))).toBe(foldToAscii(text));
      }),
    );
    for (let unit = 0; unit < 0x10000; unit++) {
      const once = foldToAscii(String.fromCharCode(unit));
      expect(foldToAscii(once)).toBe(once);
    }
  });

  test('the bytes for the full-text engine are the terms, and encoding is undone', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = new TermBytes();
        bytes.append(text, 0, text.length);
        const terms = bytes.view().toString('utf8').split(' ').slice(0, -1);
        const expected = termsOf(text).map((term) => Buffer.from(encodeTerm(term)).toString('utf8'));
        expect(terms).toEqual(expected);
        expect(bytes.terms).toBe(expected.length);
        for (const term of termsOf(text)) expect(decodeTerm(encodeTerm(term))).toBe(term);
        for (const term of terms) expect(term).not.toMatch(/[A-Z\s]/);
        bytes.keepLast(3);
        expect(bytes.view().toString('utf8').split(' ').slice(0, -1)).toEqual(terms.slice(-3));
      }),
    );
  });
});
