/** Elasticsearch makes of our terms exactly these terms, for any text. */
import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  analyzeByElasticsearch,
  compareAnalysis,
  differenceOf,
} from '../../scripts/bench/analysis-compare.ts';
import { termsOf, termText } from '../../search/words/analysis.ts';
import { describeElasticsearch, elasticsearchUrl } from '../services.ts';

test.each([
  ['nothing', ['a', 'b'], ['a', 'b'], undefined],
  ['another form', ['a', 'b'], ['a', 'c'], { ours: ['b'], theirs: ['c'] }],
  ['one more', ['a'], ['a', 'c'], { ours: [], theirs: ['c'] }],
  ['one less', ['a', 'b'], ['b'], { ours: ['a', 'b'], theirs: ['b'] }],
] as const)('the comparison sees %s', (_, ours, theirs, expected) => {
  expect(differenceOf(ours, theirs)).toEqual(expected);
});

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
  ['control sequences', '\u001b[31mHol\u001b[1mlin\u001b[0m H\bHo\bo \u001b]0;title\u0007 one\u001b[2;2Htwo'],
  ['words broken at the end of a line', 'super-\nvision com\u00ad\n> mittee Hollin-\nSmith SUPER-\nVISION'],
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
    expect(termsOf(text).length).toBeGreaterThan(0);
    expect(await analyzeByElasticsearch(url, termText(text))).toEqual(termsOf(text));
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
      if (alike.test(character)) continue;
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
    const texts = fc.array(pieces, { minLength: 200, maxLength: 3_000 }).map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await analyzeByElasticsearch(url, termText(text))).toEqual(termsOf(text));
      }),
      { numRuns: 50 },
    );
  });
});
