/** The analysis: which words a text has, in which form, and properties of any text. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  analyze,
  maxReachUnits,
  normalize,
  scanTerms,
  TermBytes,
  termsOf,
} from '../../search/words/analysis.ts';

describe('words', () => {
  test.each([
    ["Don't panic", ['don', 't', 'panic']],
    ['ann@example.com', ['ann', 'example', 'com']],
    ['RE:Quarry Chair:Hollin x/y gone.Then', ['re', 'quarry', 'chair', 'hollin', 'x', 'y', 'gone', 'then']],
    ['10:30 1,000.50 3.14.15 a.1', ['10', '30', '1', '000', '50', '3', '14', '15', 'a', '1']],
    ['foo:bar foo_bar _x_ ___ x-ray', ['foo', 'bar', 'foo', 'bar', 'x', 'x', 'ray']],
    ['PB1177 m² 1½', ['pb1177', 'm', '1']],
    ['CO₂ H₂O, a note² and x⁻¹', ['co2', 'h2o', 'a', 'note', 'and', 'x']],
    ['٣٤٥ ۳۴۵ १२३ ๔๒ １２ 𝟗𝟖 a٣', ['345', '345', '123', '42', '12', '98', 'a3']],
    ['हिन्दी', ['हिन्दी']],
    ['自民党', ['自', '民', '党']],
    ['ひらがな カタカナ', ['ひ', 'ら', 'が', 'な', 'カタカナ']],
    ['한국어 글', ['한국어', '글']],
    ['ภาษาไทย', ['ภาษาไทย']],
    ['צ״ה שָׁלוֹם', ['צ', 'ה', 'שלום']],
    ['مُحَمَّد مـحـمد', ['محمد', 'محمد']],
    ['أحمد احمد إلى آدم', ['احمد', 'احمد', 'الي', 'ادم']],
    ['علی على کتاب مدرسة', ['علي', 'علي', 'كتاب', 'مدرسه']],
    ['١٢٣٫٤٥', ['123', '45']],
    [
      '2019-05-11T10:15:30Z x 11T00 111T00:30',
      ['2019', '05', '11', '10', '15', '30z', 'x', '11t00', '111t00', '30'],
    ],
    ['2019-05-11T10 AB-12T34 11T10', ['2019', '05', '11', '10', 'ab', '12t34', '11t10']],
    ['é 2019-05-11T10:15:30+02:00', ['e', '2019', '05', '11', '10', '15', '30', '02', '00']],
    ['👍🏽👩‍💻 🇬🇧 ❤️❤', ['👍', '👩', '💻', '🇬', '🇧', '❤', '❤']],
    ['1️⃣ #️⃣', ['1']],
    ['Harbour™ levy ©2015', ['harbour', 'levy', '2015']],
    ['\u0301a', ['a']],
  ])('%s', (text, terms) => {
    expect(termsOf(text)).toEqual(terms);
  });

  test.each([
    ["Ridley's boat", ['ridley', 'boat']],
    ['RIDLEY’S boat, Ridley´s, Ridleyʼs', ['ridley', 'boat', 'ridley', 'ridley']],
    ["Ridleys' boat, the 1980's, it's", ['ridleys', 'boat', 'the', '1980', 'it']],
    ["'sauce' O'Shea's rock'n'roll", ['sauce', 'o', 'shea', 'rock', 'n', 'roll']],
    ["a 's b", ['a', 's', 'b']],
  ])('possessives: %s', (text, terms) => {
    expect(termsOf(text)).toEqual(terms);
  });

  test('words over 255 units are split there, in their form too', () => {
    expect(analyze('x'.repeat(600)).map(({ end, start }) => end - start)).toEqual([255, 255, 90]);
    expect(analyze('𠮷a'.repeat(200)).every(({ term }) => term.length <= 255)).toBe(true);
    expect(termsOf('ﬃ'.repeat(200)).map(({ length }) => length)).toEqual([255, 255, 90]);
  });
});

describe('forms', () => {
  test.each([
    ['Jo\u0308rg', 'JÖRG'],
    ['Nguyễn', 'Nguye\u0302\u0303n'],
    ['nguyen', 'Nguyễn'],
    ['й ё', 'и\u0306 е\u0308'],
    ['ΣΊΣΥΦΟΣ', 'Σίσυφος'],
    ['İstanbul ISTANBUL', 'istanbul istanbul'],
    ['Straße ẞ', 'STRASSE SS'],
    ['ﬁn Ⅷ ⓐ ᴀ', 'FIN viii a a'],
    ['１２ ＡＢ', '12 ab'],
    ['ﾔﾏﾀﾞ ﾊﾟ', 'ヤマダ パ'],
    ['か\u3099', 'が'],
    ['\u1112\u1161\u11ab ﾡ', '한 ㄱ'],
    ['𝐇arbour', 'harbour'],
  ])('%s is %s', (one, other) => {
    expect(termsOf(one)).toEqual(termsOf(other));
    expect(termsOf(one).length).toBeGreaterThan(0);
  });

  test.each([
    ['soft hyphens', 'Wäh\u00adler\u00adver\u00adzeichnis'],
    ['marks of direction', '\u2067W\u200eählerverzeich\u202cnis\u2069'],
    ['characters without width', 'W\u200b\u2060ähler\ufeffver\u200c\u200dzeichnis'],
    ['fillers', 'Wähler\u3164\u115f\u034fverzeichnis'],
  ])('%s are gone', (_, text) => {
    expect(termsOf(text)).toEqual(['wahlerverzeichnis']);
    expect(normalize(text)).toBe('wahlerverzeichnis');
    expect(termsOf('\u3164 \u115f')).toEqual([]);
  });

  test('a space without width parts words where scripts have no other', () => {
    expect(termsOf('ภาษา\u200bไทย')).toEqual(['ภาษา', 'ไทย']);
  });
});

describe('what terminals and printers do not show', () => {
  test.each([
    ['\u001b[31mHollin\u001b[0m was', ['hollin', 'was']],
    ['\u001b[1;32mHol\u001b[1mlin\u001b[m\u001b[K was', ['hollin', 'was']],
    ['\u001b(BHollin\u001b[m was\u001b7', ['hollin', 'was']],
    ['\u009b31mHollin\u009b0m', ['hollin']],
    ['\u009bHollin', ['hollin']],
    ['one\u001b[5;10Htwo', ['one', 'two']],
    ['\u001b]0;title of window\u0007rest', ['0', 'title', 'of', 'window', 'rest']],
    ['#033[31mHollin#033[0m \\u001b[1mwas ^[[2Kgone', ['hollin', 'was', 'gone']],
    ['H\bHo\bol\bl _\bi_\bn', ['hol', 'in']],
    ['one\btwo', ['one', 'two']],
    ['\u001b[Killed by \u001b', ['illed', 'by']],
  ])('%j', (text, terms) => {
    expect(termsOf(text)).toEqual(terms);
  });
});

describe('words broken at the end of a line', () => {
  test.each([
    ['the super-\nvision of', ['the', 'supervision', 'of']],
    ['super- \r\n   vision', ['supervision']],
    ['super\u2010\u2028vision super¬\nvision', ['supervision', 'supervision']],
    ['super\u00ad\nvision', ['supervision']],
    ['> the super-\n> vision', ['the', 'supervision']],
    ['su-\nper-\nvi-\nsion', ['supervision']],
    ['SUPER-\nVISION', ['supervision']],
    ['Überwa-\nchung', ['uberwachung']],
    ['Hollin-\nSmith', ['hollin', 'smith']],
    ['2015-\n2016 PB-\n1177', ['2015', '2016', 'pb', '1177']],
    ['pre-\nand post-war, Haupt-\nund Nebenbuch', ['pre', 'and', 'post', 'war', 'haupt', 'und', 'nebenbuch']],
    ['super-\n\nvision', ['super', 'vision']],
    ['super-vision super - vision', ['super', 'vision', 'super', 'vision']],
    ['- one -\ntwo', ['one', 'two']],
  ])('%j', (text, terms) => {
    expect(termsOf(text)).toEqual(terms);
  });

  test('a word is cited with all that stands in it', () => {
    const text = 'the super-\n> vision’s end';
    const [, broken] = analyze(text);
    expect(text.slice(broken?.start, broken?.end)).toBe('super-\n> vision');
  });
});

const pieces = fc.constantFrom(
  ...Array.from(
    'abZ09_.\'",:; #*-אב״アーか漢한กำ\u0300\u200d\ufe0f\u20e3\u00ad‿’．❤हि्Σßᴀsé\n\r>\b\u001b[m\u200b\u3099ﾞﾀ',
  ),
  '👍',
  '🏽',
  '🇬',
  '🏴',
  '𝒳',
  '\u001b[31m',
  '-\n',
  "'s",
  'x'.repeat(300),
  '\u0301'.repeat(700),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(pieces, { maxLength: 200 }).map((all) => all.join('')),
);

describe('properties', () => {
  test('offsets name stretches in order; terms are short, whole and free of blanks', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let last = 0;
        for (const { term, start, end } of analyze(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end - start).toBeLessThanOrEqual(maxReachUnits);
          expect(term).toMatch(/^[^\sA-Z]{1,255}$/);
          expect(term.isWellFormed()).toBe(true);
          last = start;
        }
      }),
    );
  });

  test('in chunks as in one', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 6 }), fc.integer({ min: 1, max: 2_000 }), (parts, size) => {
        const text = parts.join('');
        const tokens: unknown[] = [];
        let [rest, restAt] = ['', 0];
        const scan = (to: number): void => {
          const base = restAt;
          const next = scanTerms(rest, 0, to, (term, start, end) =>
            tokens.push({ term, start: base + start, end: base + end }),
          );
          rest = rest.slice(next);
          restAt += next;
        };
        for (let at = 0; at < text.length; at += size) {
          rest += text.slice(at, at + size);
          scan(Math.max(0, rest.length - maxReachUnits));
        }
        scan(rest.length);
        expect(tokens).toEqual(analyze(text));
      }),
    );
  });

  test('texts that are canonically equivalent have the same terms', () => {
    const letters = fc
      .array(
        fc.oneof(
          pieces.filter((piece) => piece.length < 3),
          fc.string({ unit: 'grapheme', maxLength: 2 }),
        ),
        {
          maxLength: 60,
        },
      )
      .map((all) => all.join(''));
    fc.assert(
      fc.property(letters, (text) => {
        expect(termsOf(text.normalize('NFD'))).toEqual(termsOf(text));
        expect(termsOf(text.normalize('NFC'))).toEqual(termsOf(text));
      }),
      { examples: [['\u001b\u00c0'], ['\u001b[1\u00c0'], ['\u001b(\u00c0']] },
    );
    for (let point = 0; point < 0x30000; point++) {
      const character = String.fromCodePoint(point);
      const apart = character.normalize('NFD');
      if (apart !== character)
        expect([point, ...termsOf(`a${apart}b`)]).toEqual([point, ...termsOf(`a${character}b`)]);
    }
  });

  test('the form of a form is itself, and the words of terms are these terms', () => {
    for (let point = 0; point < 0x30000; point++) {
      const character = String.fromCodePoint(point);
      const form = normalize(character);
      if (normalize(form) !== form)
        throw new Error(`U+${point.toString(16)}: ${form} becomes ${normalize(form)}`);
      const terms = termsOf(character);
      expect(termsOf(terms.join(' '))).toEqual(terms);
    }
    fc.assert(
      fc.property(texts, (text) => {
        const form = normalize(text);
        expect(normalize(form)).toBe(form);
        expect(termsOf(termsOf(text).join(' '))).toEqual(termsOf(text));
      }),
    );
  });

  test('the bytes for the full-text engines are the terms', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = new TermBytes();
        bytes.append(text, 0, text.length);
        const terms = termsOf(text);
        expect(bytes.text()).toBe(terms.join(' '));
        expect(bytes.terms).toBe(terms.length);
        bytes.keepLast(3);
        expect(bytes.text()).toBe(terms.slice(-3).join(' '));
      }),
    );
  });

  test('a flood of marks, breaks or escapes costs no more than its length', () => {
    const floods = [
      '\u0301',
      '\u00ad',
      '\u200b',
      '\u001b[1m',
      '\u001b[;;;;;;;;',
      '-\n',
      "'",
      '\b',
      '> ',
      '\\x1b[',
    ];
    for (const flood of floods) {
      const text = `a${flood.repeat(400_000)}\nb`;
      const start = performance.now();
      const bytes = new TermBytes();
      bytes.append(text, 0, text.length);
      expect(performance.now() - start).toBeLessThan(5_000);
      expect(bytes.text().startsWith('a')).toBe(true);
      expect(bytes.text().endsWith('b')).toBe(true);
    }
  });
});
