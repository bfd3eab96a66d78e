/** What the index is told of a document when its parsing ends. */
import { indexDates } from '../../case/index-dates.ts';
import { marksOf } from '../../schemas/anchor.ts';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { DocumentResult } from '../../schemas/findings.ts';
import { indexedPlaces } from './indexed-places.ts';

function summed<T extends { count: number }>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const sums = new Map<string, T>();
  for (const value of values) {
    const key = keyOf(value);
    const known = sums.get(key);
    sums.set(key, known ? { ...known, count: known.count + value.count } : value);
  }
  return [...sums.values()];
}

/** What of a parser's outcome the entry is made of; the ledger keeps the same. */
export type EntryContent = Pick<
  DocumentResult,
  'format' | 'mediaType' | 'size' | 'status' | 'metadata' | 'code'
> & {
  readonly sha256: string;
  readonly warnings: readonly Pick<DocumentResult['warnings'][number], 'code'>[];
  readonly texts: readonly Pick<DocumentResult['texts'][number], 'kind' | 'id' | 'units' | 'anchors'>[];
  /** What is named in several texts may stand here several times. */
  readonly entities: IndexEntry['entities'];
  readonly personalData: IndexEntry['personalData'];
};

/** What of the entry the catalogue decides. */
export interface EntryState {
  readonly run: number;
  readonly revision: number;
  readonly occurrences: readonly Occurrence[];
  /** What the source of its first carrier declares for clocks that state no zone. */
  readonly zone?: string;
  /** The date of the message that carries it, where one that has ended does. */
  readonly carried?: IndexEntry['dates'][number];
}

/** The tags of all texts of a document together. */
export const tagsInAll = (
  texts: readonly Pick<DocumentResult['texts'][number], 'entities' | 'personalData'>[],
): Pick<IndexEntry, 'entities' | 'personalData'> => ({
  entities: summed(
    texts.flatMap(({ entities }) => entities),
    ({ entity, kind }) => `${kind}\0${entity}`,
  ),
  personalData: summed(
    texts.flatMap(({ personalData }) => personalData),
    ({ kind }) => kind,
  ),
});

/** Of a document whose parsing has just ended. */
export function indexEntryOf(message: DocumentResult, state: EntryState): IndexEntry {
  return entryOf(
    {
      ...message,
      sha256: message.hashes.sha256,
      entities: message.texts.flatMap(({ entities }) => entities),
      personalData: message.texts.flatMap(({ personalData }) => personalData),
    },
    state,
  );
}

export function entryOf(content: EntryContent, state: EntryState): IndexEntry {
  const { metadata, texts, warnings } = content;
  return {
    document: content.sha256,
    format: content.format,
    mediaType: content.mediaType,
    size: content.size,
    status: content.status,
    run: state.run,
    revision: state.revision,
    metadata,
    texts: texts.map(({ kind, id, units, anchors }) => {
      const marks = marksOf(anchors);
      return { kind, id, units, anchors, ...(marks.length > 0 ? { marks } : {}) };
    }),
    entities: summed(content.entities, ({ entity, kind }) => `${kind}\0${entity}`),
    personalData: summed(content.personalData, ({ kind }) => kind),
    codes: [...new Set([...(content.code ? [content.code] : []), ...warnings.map(({ code }) => code)])],
    dates: indexDates(metadata, state.zone, state.carried),
    occurrences: indexedPlaces(state.occurrences),
  };
}
