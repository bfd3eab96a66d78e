/** Elasticsearch's analysis and ours give the same tokens, with the same offsets, for any text. */
import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  analyzeByElasticsearch,
  chunksOf,
  compareAnalysis,
  differencesOf,
  maxChunkUnits,
} from '../../scripts/bench/analysis-compare.ts';
import { analyze } from '../../search/words/analysis.ts';
import { describeElasticsearch, elasticsearchUrl } from '../services.ts';

const token = (term: string, start: number) => ({ term, start, end: start + term.length });

test('a text is cut where no word goes on, and otherwise between characters', () => {
  const lines = `${'word '.repeat(1_500)}\n`.repeat(4);
  const spaced = 'ab '.repeat(10_000);
  const solid = '𝒳'.repeat(7_001);
  for (const text of [lines, spaced, solid, 'x', '']) {
    const chunks = [...chunksOf(text)];
    expect(chunks.join('')).toBe(text);
    for (const chunk of chunks) {
      expect(chunk.length).toBeLessThanOrEqual(maxChunkUnits);
      expect(chunk.isWellFormed()).toBe(true);
    }
  }
  expect([...chunksOf(lines)].every((chunk) => chunk.endsWith('\n'))).toBe(true);
  expect([...chunksOf(spaced)].slice(0, -1).every((chunk) => chunk.endsWith(' '))).toBe(true);
});

test.each([
  ['nothing', [token('a', 0)], [token('a', 0)], []],
  ['a form', [token('a', 0), token('b', 2)], [token('a', 0), token('c', 2)], [['form', 1, 1]]],
  ['a word that is two', [token('ab', 0), token('c', 3)], [token('a', 0), token('b', 1), token('c', 3)], [['words', 1, 2]]],
  ['a word that only we have', [token('a', 0), token('b', 2), token('c', 4)], [token('a', 0), token('c', 4)], [['words', 1, 0]]],
  ['a word at the end', [], [token('a', 0)], [['words', 0, 1]]],
] as const)('the comparison sees %s', (_, ours, theirs, expected) => {
  const seen = differencesOf(ours, theirs).map(({ kind, ours, theirs }) => [kind, ours.length, theirs.length]);
  expect(seen).toEqual(expected);
}); // prettier-ignore

/** Capitals that Unicode 16 and 17 brought: which of them a node lower-cases depends on its Java. */
const newCapitals =
  /[\u{a7cb}\u{a7cc}\u{a7ce}\u{a7d2}\u{a7d4}\u{a7da}\u{a7dc}\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}]/u;

const tricky: [string, string][] = [
  [
    'marks inside words',
    "Don't panic, don’t; 10:30 1,000.50 3.14.15 a.1 foo:bar foo_bar _x_ ___ x-ray ann@example.com",
  ],
  [
    'scripts',
    'हिन्दी 自民党 ひらがな カタカナ 한국어 글 ภาษาไทย ພາສາລາວ မြန်မာ ខ្មែរ العربية עברית צ"ה ג\' Ελληνικά ΣΊΣΥΦΟΣ',
  ],
  [
    'letters that change when folded',
    'İstanbul ISTANBUL ı Straße STRASSE ẞ naïve NAÏVE ﬁn Ⅷ ⓐ ᴀ cafe\u0301 １２ ＡＢ ǅ Œ ŉ',
  ],
  ['emoji', '👍🏽👩‍💻 🇬🇧🇮🇳🇬 1️⃣ #️⃣ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️ ☎ ©'],
  [
    'invisible characters',
    'a\u00adb a\u200db a\u200bb \u0301a \ufeffa a\u2060b \u202ea\u202c a\u0000b a\u0085b a\u2028b',
  ],
  [
    'words over 255 units',
    `${'x'.repeat(600)} ${'𝒳'.repeat(200)} ${'é'.repeat(254)}e\u0301 ${'自'.repeat(300)}`,
  ],
];

describeElasticsearch('analysis as in Elasticsearch', () => {
  let url = '';
  beforeAll(() => {
    url = elasticsearchUrl();
  });

  test.each(tricky)('%s', async (_, text) => {
    expect(await analyzeByElasticsearch(url, text)).toEqual(analyze(text));
  });

  test('every file of the sample case, read as text', async () => {
    const folder = join(import.meta.dirname, '../../samples/share');
    let compared = 0;
    for (const path of globSync('**/*.*', { cwd: folder, withFileTypes: true })) {
      if (!path.isFile()) continue;
      const text = readFileSync(join(path.parentPath, path.name), 'utf8').slice(0, 200_000);
      const { tokens, differences } = await compareAnalysis(url, text);
      expect(differences).toEqual([]);
      compared += tokens;
    }
    expect(compared).toBeGreaterThan(10_000);
  });

  test('every character that is not one of a great many alike, alone and between letters and digits', async () => {
    const alike =
      /[\p{Cn}\p{Co}\p{Cs}\u{4e00}-\u{9fff}\u{ac00}-\u{d7a3}\u{17000}-\u{18cff}\u{20000}-\u{3ffff}]/u;
    const lines: string[] = [];
    for (let point = 0; point < 0x110000; point++) {
      const character = String.fromCodePoint(point);
      if (alike.test(character) || newCapitals.test(character)) continue;
      lines.push(`${character} a${character}b 1${character}2\n`);
    }
    const { tokens, differences } = await compareAnalysis(url, lines.join(''));
    expect(differences).toEqual([]);
    expect(tokens).toBeGreaterThan(100_000);
  });

  test('random texts', async () => {
    const pieces = fc.oneof(
      fc.constantFrom(
        ...Array.from('abZ09_.\'",:; #*-אב״アーか漢한กำ\u0300\u200d\ufe0f\u20e3\u00ad‿’．❤हि्Σßᴀ👍🏽🇬🏴𝒳\n'),
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const texts = fc
      .array(pieces, { minLength: 200, maxLength: 3_000 })
      .map((all) => all.join('').replaceAll(new RegExp(newCapitals, 'gu'), ''));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await analyzeByElasticsearch(url, text)).toEqual(analyze(text));
      }),
      { numRuns: 50 },
    );
  });
});
