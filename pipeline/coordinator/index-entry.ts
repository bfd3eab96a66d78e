/** What the index is told of a document when its parsing ends. */
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { DocumentMessage } from '../../schemas/parser-messages.ts';
import type { Time } from '../../schemas/time.ts';

const dated = ['created', 'modified', 'sent', 'received', 'taken'] as const;

function summed<T extends { count: number }>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const sums = new Map<string, T>();
  for (const value of values) {
    const key = keyOf(value);
    const known = sums.get(key);
    sums.set(key, known ? { ...known, count: known.count + value.count } : value);
  }
  return [...sums.values()];
}

/** The stated time to the second at most; floating times count as they stand. */
function indexDate(time: Time): string {
  return (time.instant ?? time.local ?? '').replace(/(T\d\d:\d\d:\d\d)\.\d+/u, '$1');
}

/** What of a parser's outcome the entry is made of; the catalogue keeps the same. */
export type EntryContent = Pick<
  DocumentMessage,
  'hashes' | 'format' | 'mediaType' | 'size' | 'status' | 'metadata' | 'code' | 'warnings'
> & {
  readonly texts: readonly Pick<
    DocumentMessage['texts'][number],
    'kind' | 'id' | 'units' | 'anchors' | 'entities' | 'personalData'
  >[];
};

/** What of the entry the catalogue decides. */
export interface EntryState {
  readonly run: number;
  readonly revision: number;
  readonly labels: readonly string[];
  readonly occurrences: readonly Occurrence[];
}

export function indexEntryOf(message: EntryContent, state: EntryState): IndexEntry {
  const { metadata, texts, warnings } = message;
  return {
    document: message.hashes.sha256,
    format: message.format,
    mediaType: message.mediaType,
    size: message.size,
    status: message.status,
    run: state.run,
    revision: state.revision,
    metadata,
    texts: texts.map(({ kind, id, units, anchors }) => ({ kind, id, units, anchors })),
    entities: summed(
      texts.flatMap(({ entities }) => entities),
      ({ entity, kind }) => `${kind}\0${entity}`,
    ),
    personalData: summed(
      texts.flatMap(({ personalData }) => personalData),
      ({ kind }) => kind,
    ),
    codes: [...new Set([...(message.code ? [message.code] : []), ...warnings.map(({ code }) => code)])],
    dates: dated.flatMap((kind) => {
      const time = metadata[kind];
      return time ? [{ kind, date: indexDate(time) }] : [];
    }),
    labels: [...state.labels],
    withheld: [],
    occurrences: [...state.occurrences],
  };
}
