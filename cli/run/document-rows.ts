/** What is known of a document beside its texts, as rows of a name and a value. */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Annotator, LabelRecord, NoteRecord } from '../../schemas/label.ts';
import type { Time } from '../../schemas/time.ts';
import { formatCount } from '../frame/quantities.ts';
import { carriedWords } from './carried-words.ts';
import { placeWords } from './place-words.ts';
import { type ItemZones, notedMoment, timeWords } from './display-zone.ts';
import { unreadWords } from './entry-counts.ts';
import { mailPlaceWords } from './mail-place-words.ts';
import { pastWords } from './past-words.ts';

function flatten(value: unknown, key: string, zones: ItemZones): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((entry) => flatten(entry, key, zones));
  if (typeof value === 'object' && value !== null) {
    if ('raw' in value && 'precision' in value) {
      const time = value as Time;
      const shown = timeWords(time, zones).replace(/ \((?:no zone|zone declared|zone unclear)\)$/u, '');
      const ground = time.zoneSource === 'none' && shown !== time.local ? 'declared' : time.zoneSource;
      return [[key, `${shown} (zone ${ground}; stated as ${time.raw})`]];
    }
    if ('name' in value || 'address' in value) {
      const { name, address } = value as { name?: string; address?: string };
      return [[key, [name, address && `<${address}>`].filter(Boolean).join(' ')]];
    }
    return Object.entries(value).flatMap(([inner, entry]) =>
      flatten(entry, key === 'other' ? inner : `${key}.${inner}`, zones),
    );
  }
  return [[key, String(value)]];
}

const whoWhen = ({ by, at, record }: Annotator, display: string): string =>
  `${by}, ${notedMoment(at, display)}, audit record ${record}`;

/** Labels that it has, then those that it had, then the notes: what and by whom. */
export const annotations = (
  labels: readonly LabelRecord[],
  notes: readonly NoteRecord[],
  display: string,
): [string, string][] => [
  ...labels
    .filter(({ removed }) => !removed)
    .map((one): [string, string] => [
      'label',
      `${one.label} (${whoWhen(one, display)}${carriedWords(one.carried)})`,
    ]),
  ...labels.flatMap(({ label, removed, ...added }): [string, string][] =>
    removed
      ? [['label removed', `${label} (${whoWhen(removed, display)}; added by ${whoWhen(added, display)})`]]
      : [],
  ),
  ...notes.map((one): [string, string] => ['note', `${one.text} (${whoWhen(one, display)})`]),
];

/** Places, status, type, size and metadata, then labels and notes. */
export function metadataRows(
  entry: IndexEntry,
  labels: readonly LabelRecord[],
  notes: readonly NoteRecord[],
  zones: ItemZones,
): [string, string][] {
  const { item, metadata, format, mediaType, size, dates, occurrences } = entry;
  const unread = unreadWords(entry);
  return [
    ...occurrences.map(({ source, path, past, ...said }): [string, string] => [
      'place',
      `${source}/${path}${pastWords(past)}${mailPlaceWords(path)}${placeWords(said)
        .map((one) => `  [${one}]`)
        .join('')}`,
    ]),
    ...(unread === undefined ? [] : [['status', unread] as [string, string]]),
    ['type', `${format} (${mediaType})`],
    ...(size === undefined ? [] : [['size', `${formatCount(size)} bytes`] as [string, string]]),
    ...(item
      ? dates.map(({ kind, date }): [string, string] => [kind, `${date} (stated where it lies)`])
      : []),
    ...Object.entries(metadata).flatMap(([key, value]) => flatten(value, key, zones)),
    ...annotations(labels, notes, zones.display),
  ];
}
