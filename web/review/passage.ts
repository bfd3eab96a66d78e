/** Finds the passage of a text that somebody's words name: what a comment cites. */
import { Problem } from '../../schemas/problem.ts';
import { type Citation, maxQuoteUnits } from '../../schemas/case-record.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { IndexReader } from '../../search/port.ts';
import { shownUnits } from '../text-view.ts';
import type { MarkedEntry } from './targets.ts';

/** The whole document, or the item that has none. */
export const citationOf = ({ entry }: Pick<MarkedEntry, 'entry'>): Pick<Citation, 'covers' | 'id'> =>
  entry.item ? { covers: 'item', id: entry.item.id } : { covers: 'content', id: entry.document };

/** What was copied from a page has other blanks and line ends than the text. The words stand between blanks, so that nothing is tried twice. */
const patternOf = (words: string): RegExp =>
  new RegExp(
    words
      .trim()
      .split(/\s+/u)
      .map((word) => RegExp.escape(word))
      .join(String.raw`\s+`),
    'gu',
  );

/** Where the words stand in the stretch of the text that is shown from `from` on. Throws `wrong-value` where that is nowhere, or not one place. */
export async function findPassage(
  index: Pick<IndexReader, 'text'>,
  text: IndexEntry['texts'][number] | undefined,
  from: number,
  words: string,
): Promise<Required<Pick<Citation, 'text' | 'start' | 'end' | 'quote'>>> {
  if (words.length > maxQuoteUnits)
    throw new Problem('wrong-value', `a passage has up to ${maxQuoteUnits} characters`);
  const stretch = text && (await index.text(text.id, from, from + shownUnits));
  const [found, another] = stretch?.matchAll(patternOf(words)) ?? [];
  if (!text || !found)
    throw new Problem('wrong-value', 'these words do not stand in the part of the text that was shown', 'Copy them from the text as it is shown.'); // prettier-ignore
  if (another)
    throw new Problem('wrong-value', 'these words stand there more than once', 'Take some of those before or behind them too.'); // prettier-ignore
  const start = from + found.index;
  const [quote] = found;
  return { text: text.id, start, end: start + quote.length, quote };
}
