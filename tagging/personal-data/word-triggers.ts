/** Finds what a word gives away: dates of birth and profiles begin at words that few texts hold. */
import type { PersonalDatum } from '../../schemas/mention.ts';
import { splitWords, Words, firstWordFrom } from '../names/words.ts';
import type { BirthColumn } from './birth-column.ts';
import { type BirthCue, birthCues, birthReachUnits, findDatesOfBirth } from './dates-of-birth.ts';
import { findScaled, scaledLabels } from './coordinates.ts';
import { findProfile, networkLabels } from './profiles.ts';

/** Units between a word and the value that it speaks for, on either side. */
export const wordReachUnits = 2 * birthReachUnits;

type Finder = (text: string, start: number, end: number, out: PersonalDatum[], column: BirthColumn) => void;

/** The hash of a word as it stands in a text. */
function hashOf(word: string): number {
  const words = new Words(8);
  splitWords(word, words);
  return words.hashes[0] as number;
}

const finders = new Map<number, Finder>();
for (const [cue, list] of Object.entries(birthCues) as [BirthCue, string][]) {
  for (const word of list.split(' '))
    finders.set(hashOf(word), (text, start, end, out, column) =>
      findDatesOfBirth(text, { start, end }, cue, column, out),
    );
}
for (const label of networkLabels) finders.set(hashOf(label), findProfile);
for (const label of scaledLabels) finders.set(hashOf(label), findScaled);

/** Bits of the hashes above: nearly every word of a text is passed by at one look. */
const slots = 1 << 12;
const marked = new Uint8Array(slots);
for (const hash of finders.keys()) marked[hash & (slots - 1)] = 1;

/** Values whose words begin in `[from, to)`; a column of dates whose heading is among them is opened. */
export function findByWords(
  text: string,
  words: Words,
  from: number,
  to: number,
  out: PersonalDatum[],
  column: BirthColumn,
): void {
  const { starts, ends, hashes, count } = words;
  for (let word = firstWordFrom(words, from); word < count; word += 1) {
    const hash = hashes[word] as number;
    if (marked[hash & (slots - 1)] === 0) continue;
    const start = starts[word] as number;
    if (start >= to) return;
    finders.get(hash)?.(text, start, ends[word] as number, out, column);
  }
}
