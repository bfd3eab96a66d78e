/** What the index is told of an item that has no document there: where it lies, how it ended, what its folder says of it. */
import { indexDate } from '../../case/index-dates.ts';
import type { ItemEntry } from '../../case/item-entry.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import { indexedPlaces } from './indexed-places.ts';

/** Nothing looked into it; a report counts it under the same words. */
const notRead = '(not read)';

export function itemEntryOf(document: string, revision: number, of: ItemEntry): IndexEntry {
  const { item, status, code, warnings, size, format, mediaType, times, run, zone, carried, occurrences } =
    of;
  const folder = item.kind === 'folder' ? 'folder' : notRead;
  const { modified, created } = times;
  return {
    document,
    item,
    format: format ?? folder,
    mediaType: mediaType ?? folder,
    ...(size === undefined || item.kind === 'folder' ? {} : { size }),
    status,
    run,
    revision,
    metadata: {},
    texts: [],
    entities: [],
    personalData: [],
    codes: [...new Set([...(code ? [code] : []), ...warnings.map((warning) => warning.code)])],
    dates: [
      ...(carried ? [carried] : []),
      ...(modified ? [{ kind: 'modified', date: indexDate(modified, zone) }] : []),
      ...(created ? [{ kind: 'created', date: indexDate(created, zone) }] : []),
    ],
    occurrences: indexedPlaces(occurrences),
  };
}
