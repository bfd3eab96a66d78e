/**
 * Makes documents, one in ten of them nearly the same as another, and groups them: time and memory as their number grows,
 * how many of the planted pairs are found, and how many of those that are grouped are that near, by shingles counted as
 * strings. No case: what is measured is sketching, grouping and counting, without reading texts from an index.
 */
import { groupNear, nearSimilarity } from '../../search/likeness/near-groups.ts';
import { ShingleSets, similarityOf } from '../../search/likeness/shared-shingles.ts';
import { sketchBands, sketchOf, sketchValues } from '../../search/likeness/sketch.ts';
import { termsOf } from '../../search/words/analysis.ts';
import { randomOf } from './kill.ts';
import { formatTable, percent } from './table.ts';

const vocabulary = Array.from({ length: 20_000 }, (_, at) => `w${((at + 11) * 7_919).toString(36)}`);
const plantedEvery = 10;
const formEvery = 25;
const formWords = 80;

type Random = () => number;
const wordOf = (random: Random): string =>
  vocabulary[Math.floor(random() ** 3 * vocabulary.length)] ?? 'word';
const wordsOf = (random: Random, count: number): string[] =>
  Array.from({ length: count }, () => wordOf(random));

/** The words that all filled-in forms have. */
const form = wordsOf(randomOf(1), formWords);

/** The text of a number, the same each time: memory holds none. */
function textOf(number: number, seed: number, changed: number): string {
  const isPlanted = number % plantedEvery === plantedEvery - 1;
  const random = randomOf(seed * 1_000_003 + (isPlanted ? number - 1 : number));
  const isForm = (isPlanted ? number - 1 : number) % formEvery === 0;
  const words = isForm
    ? [...form, ...wordsOf(random, 60)]
    : wordsOf(random, 60 + Math.floor(random() ** 2 * 500));
  if (isPlanted)
    for (let times = Math.max(1, Math.round(words.length * changed)); times > 0; times--)
      words[Math.floor(random() * words.length)] = `changed${Math.floor(random() * 1e6)}`;
  return words.join(' ');
}

/** Of strings, without any of what is measured. */
function trueSimilarity(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => {
    const terms = termsOf(text);
    return new Set(
      terms.map((_, at) => terms.slice(at, at + 5).join(' ')).slice(0, Math.max(1, terms.length - 4)),
    );
  });
  const shared = a?.intersection(b ?? new Set()).size ?? 0;
  return shared / ((a?.size ?? 0) + (b?.size ?? 0) - shared);
}

const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(1);
const processor = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

interface Measured {
  readonly row: readonly (string | number)[];
  readonly isEnough: boolean;
}

async function measure(count: number, seed: number, changed: number): Promise<Measured> {
  const values = new Uint8Array(count * sketchValues);
  const bands = new Uint32Array(count * sketchBands);
  let units = 0;
  let sketching = 0;
  for (let number = 0; number < count; number++) {
    const text = textOf(number, seed, changed);
    units += text.length;
    const from = processor();
    const sketch = sketchOf(text);
    sketching += processor() - from;
    values.set(sketch.values, number * sketchValues);
    bands.set(sketch.bands, number * sketchBands);
  }
  const sets = new ShingleSets(() => Math.floor(Math.random() * 2 ** 32) | 0);
  let counted = 0;
  const [from, began] = [performance.now(), processor()];
  const { shown, notCompared } = await groupNear({ length: count, values, bands }, (one, other) => {
    counted++;
    sets.renew();
    return similarityOf(sets.of(textOf(one, seed, changed)), sets.of(textOf(other, seed, changed)));
  });
  const grouping = processor() - began;
  const wall = seconds(from);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  let [grouped, right, planted, found] = [0, 0, 0, 0];
  for (let number = 0; number < count; number++) {
    const other = shown[number] ?? number;
    if (other !== number) {
      grouped++;
      if (trueSimilarity(textOf(number, seed, changed), textOf(other, seed, changed)) >= nearSimilarity)
        right++;
    }
    if (number % plantedEvery !== plantedEvery - 1) continue;
    if (trueSimilarity(textOf(number, seed, changed), textOf(number - 1, seed, changed)) < nearSimilarity)
      continue;
    planted++;
    if (shown[number] === shown[number - 1]) found++;
  }
  return {
    row: [count, `${(units / 1e6).toFixed(0)} MB`, `${sketching.toFixed(1)} s`, `${grouping.toFixed(1)} s`, `${wall} s`, `${peak} MiB`, counted, notCompared, percent(found, planted), percent(right, grouped)], // prettier-ignore
    isEnough: found / planted >= 0.99 && right / grouped >= 0.98,
  };
}

/** Prints a row for each number of documents; whether recall is 0.99 and precision 0.98 in each. */
export async function benchNear(counts: readonly number[], seed: number, changed: number): Promise<boolean> {
  const rows: (readonly (string | number)[])[] = [];
  let isEnough = true;
  for (const count of counts) {
    const measured = await measure(count, seed, changed);
    rows.push(measured.row);
    isEnough &&= measured.isEnough;
    console.log(formatTable(['documents', 'texts', 'sketches (cpu)', 'groups (cpu)', 'groups (wall)', 'peak of the process', 'texts counted', 'not compared', 'planted pairs found', 'as near as said'], rows)); // prettier-ignore
  }
  return isEnough;
}
