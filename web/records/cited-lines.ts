/** The lines of a chronology with where what they cite lies, whole: what goes out of a case leaves none away without a word. */
import type { Citation } from '../../schemas/case-record.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Reading } from '../served-case.ts';
import { placeOf } from './citations.ts';
import { chronology } from './kinds.ts';
import type { WordedRecord } from './record-kind.ts';
import { everyWorded } from './record-routes.ts';

/** A file is made in memory; both stop the chronology that a script wrote from taking all of it. */
const mostLines = 20_000;
const mostUnits = 16 * 1024 * 1024;

/** A line with where what it cites lies. */
export interface CitedLine {
  readonly record: WordedRecord;
  readonly cites: readonly { readonly cited: Citation; readonly words: string }[];
}

export const hashWords = ({ covers, id }: Citation): string =>
  `${covers === 'content' ? 'SHA-256' : 'item'} ${id}`;

const passageWords = ({ start, end, text }: Citation): string =>
  start === undefined || end === undefined ? '' : `, characters ${start} to ${end} of text ${text ?? ''}`;

const unitsOf = ({ words, cites }: WordedRecord): number =>
  Object.values(words).reduce((sum, one) => sum + one.length, 0) +
  cites.reduce((sum, { quote = '' }) => sum + quote.length, 0);

/** Of one chronology, or of all where `part` is empty. Throws `wrong-value` for more than one file is made of. */
async function recordsOf(reading: Reading, part: string): Promise<WordedRecord[]> {
  const found: WordedRecord[] = [];
  let units = 0;
  for await (const record of everyWorded(reading, chronology)) {
    if (part !== '' && record.words['chronology'] !== part) continue;
    found.push(record);
    units += unitsOf(record);
    if (found.length > mostLines || units > mostUnits)
      throw new Problem('wrong-value', 'this is more than goes into one file: nothing was made of it', 'Export one chronology at a time, and part one that is larger.'); // prettier-ignore
  }
  return found.sort((a, b) => chronology.compare(a.words, b.words));
}

/** As `recordsOf`, in the order of their times. */
export async function citedLines(reading: Reading, part: string): Promise<CitedLine[]> {
  const lines: CitedLine[] = [];
  for (const record of await recordsOf(reading, part)) {
    const cites = [];
    for (const cited of record.cites)
      cites.push({ cited, words: `${await placeOf(reading, cited)}${passageWords(cited)}` });
    lines.push({ record, cites });
  }
  return lines;
}
