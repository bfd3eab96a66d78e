/** A near-duplicate as it is listed: where it lies, and how near it is. */
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { pastWords } from './past-words.ts';
import type { NearCounts, NearMember } from './near-documents.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';

/** A document at the first of its places that the reader sees. */
export interface NearPlace {
  readonly document: string;
  readonly source: string;
  readonly path: string;
  readonly past?: Occurrence['past'];
  /** How many places it has. */
  readonly places: number;
  readonly title?: string;
}

export type NearCopy = NearPlace & Pick<NearMember, 'similarity'>;

/** Undefined for one that is not there in this scope. */
export async function nearPlace(
  index: IndexReader,
  document: string,
  scope: Scope,
): Promise<NearPlace | undefined> {
  const shown = await index.shownEntry(document, scope);
  const [first] = shown?.entry.occurrences ?? [];
  if (!shown || !first) return undefined;
  const { title = shown.entry.metadata.subject } = shown.entry.metadata;
  return {
    document,
    source: first.source,
    path: first.path,
    ...(first.past && { past: first.past }),
    places: shown.places,
    ...(title !== undefined && { title }),
  };
}

/** The members of a list with their places, at most `most`. */
export async function nearCopies(
  index: IndexReader,
  members: readonly NearMember[],
  most: number,
  scope: Scope,
): Promise<NearCopy[]> {
  const copies: NearCopy[] = [];
  for (const { document, similarity } of members.slice(0, most)) {
    const place = await nearPlace(index, document, scope);
    if (place) copies.push({ ...place, similarity });
  }
  return copies;
}

/** In hundredths, never rounded up: 1.00 is the same words. */
export const similarityWords = (similarity: number): string =>
  (Math.floor(similarity * 100 + 1e-9) / 100).toFixed(2);

export const placeWords = ({ source, path, past, places, title }: NearPlace): string =>
  escapeLine(
    `${source}/${path}${past ? pastWords(past) : ''}${places > 1 ? `, and ${countOf(places - 1, 'more place')}` : ''}${title === undefined ? '' : `  "${title}"`}`,
  );

/** What of the documents was not compared, or not wholly: nothing is told of these. */
export function notComparedWords({ withoutText, cut }: NearCounts, notCompared: number): string[] {
  return [
    ...(withoutText > 0
      ? [
          `${countOf(withoutText, 'document')} without text ${withoutText === 1 ? 'is' : 'are'} near to nothing.`,
        ]
      : []),
    ...(cut > 0 ? [`Of ${countOf(cut, 'document')} the first 8 Mi characters alone were compared.`] : []),
    ...(notCompared > 0
      ? [
          `${formatCount(notCompared)} more may be near: there are too many that are half alike, and not all of these were compared.`,
        ]
      : []),
  ];
}
