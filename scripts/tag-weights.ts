/**
 * What each weight of the tagger is worth: sets one at a time to nothing and to double, tags a labelled set, and prints
 * a table of precision, recall and alarms (share of the passages without a name in which one is found):
 * `node scripts/tag-weights.ts LABELLED [TEXT …]`. The set is JSON Lines, or a text of one passage a line with names in
 * `[[…]]` (`test/tagging/names/passages.txt`). With texts that nobody labelled it counts the mentions that come or go.
 */
import { readFileSync } from 'node:fs';
import { loadGazetteers } from '../config/gazetteers/load.ts';
import { topics } from '../tagging/names/name-index.ts';
import { topicWeights, weights } from '../tagging/names/weights.ts';
import { createTagger, tagText } from '../tagging/tagger.ts';

interface Span {
  readonly start: number;
  readonly end: number;
  /** Not stated where names are marked in a text. */
  readonly kind?: string;
}
interface Passage {
  readonly text: string;
  readonly mentions: readonly Span[];
}
/** A weight that can be set. */
interface Dial {
  readonly name: string;
  readonly value: number;
  set(value: number): void;
}
interface Outcome {
  readonly found: number;
  readonly false: number;
  readonly alarms: number;
  readonly inTexts: ReadonlySet<string>;
}

const [file, ...textFiles] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node scripts/tag-weights.ts LABELLED.jsonl [TEXT …]');
  process.exit(2);
}
const passages = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => (file.endsWith('.txt') ? markedPassage(line) : (JSON.parse(line) as Passage)));
const texts = textFiles.map((path) => readFileSync(path, 'utf8'));
const lists = loadGazetteers();

function markedPassage(line: string): Passage {
  const mentions: Span[] = [];
  const text = line.replaceAll(/\[\[(.+?)\]\]/gu, (_, name: string, at: number) => {
    const start = at - mentions.length * 4;
    mentions.push({ start, end: start + name.length });
    return name;
  });
  return { text, mentions };
}

const isSame = (one: Span, other: Span): boolean =>
  (one.kind === undefined || other.kind === undefined || one.kind === other.kind) &&
  one.start < other.end &&
  other.start < one.end;

/** Each labelled mention takes the first found one of its kind that overlaps it; what is left is false. */
function outcome(): Outcome {
  // Anew each time: some weights decide what is put into the index of names.
  const tagger = createTagger(lists);
  let found = 0;
  let wrong = 0;
  let alarms = 0;
  for (const { text, mentions } of passages) {
    const left = [...tagText(tagger, text).mentions];
    for (const mention of mentions) {
      const at = left.findIndex((one) => isSame(one, mention));
      if (at < 0) continue;
      found += 1;
      left.splice(at, 1);
    }
    wrong += left.length;
    if (mentions.length === 0 && left.length > 0) alarms += 1;
  }
  const inTexts = texts.flatMap((text, number) =>
    tagText(tagger, text).mentions.map(({ start, end, entity }) => `${number} ${start} ${end} ${entity}`),
  );
  return { found, false: wrong, alarms, inTexts: new Set(inTexts) };
}

function dials(): Dial[] {
  const named = Object.entries(weights).flatMap(([group, members]: [string, Record<string, number>]) =>
    Object.entries(members).map(([name, value]) => ({
      name: `${group}.${name}`,
      value,
      set(changed: number) {
        members[name] = changed;
      },
    })),
  );
  const topicNames = new Map(Object.entries(topics).map(([name, bit]) => [bit as number, name]));
  const ofTopics = Object.entries(topicWeights).flatMap(([kind, rows]) =>
    rows.map((row) => {
      const [topic, value] = row;
      return {
        name: `${kind}, words of ${topicNames.get(topic) ?? ''}`,
        value,
        set(changed: number) {
          (row as [number, number])[1] = changed;
        },
      };
    }),
  );
  return [...named, ...ofTopics];
}

const wanted = passages.reduce((sum, { mentions }) => sum + mentions.length, 0);
const share = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(3));
const withoutName = passages.filter(({ mentions }) => mentions.length === 0).length;
const rates = ({ found, false: wrong, alarms }: Outcome): string =>
  `${share(found, found + wrong)} | ${share(found, wanted)} | ${share(alarms, withoutName)}`;
const changes = (before: Outcome, after: Outcome): number =>
  [...before.inTexts].filter((key) => !after.inTexts.has(key)).length +
  [...after.inTexts].filter((key) => !before.inTexts.has(key)).length;

const asIs = outcome();
console.log(
  `as it is: precision, recall and alarms ${rates(asIs)}; mentions in the texts: ${asIs.inTexts.size}\n`,
);
console.log(
  '| weight | value | at 0: precision | recall | alarms | changed in texts | doubled: precision | recall | alarms | changed in texts |\n' +
    '| - | - | - | - | - | - | - | - | - | - |',
);
for (const dial of dials()) {
  const { name, value } = dial;
  dial.set(0);
  const without = outcome();
  dial.set(value * 2);
  const doubled = outcome();
  dial.set(value);
  const cells = [without, doubled].map((after) => `${rates(after)} | ${changes(asIs, after)}`);
  console.log(`| ${name} | ${value} | ${cells.join(' | ')} |`);
}
