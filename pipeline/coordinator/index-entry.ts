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

export function indexEntryOf(
  message: DocumentMessage,
  occurrence: Occurrence,
  run: number,
  revision: number,
): IndexEntry {
  const { metadata, texts, warnings } = message;
  return {
    document: message.hashes.sha256,
    format: message.format,
    mediaType: message.mediaType,
    size: message.size,
    status: message.status,
    run,
    revision,
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
    labels: [],
    withheld: [],
    occurrences: [occurrence],
  };
}
