/** A hit of `search` as a row of a table: one row a document, its first place, how many others there are. */
import { mainDate } from '../../search/query/dates.ts';
import type { Hit } from '../../search/port.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { Cell } from '../frame/csv.ts';
import { anchorWords } from './anchor-words.ts';
import type { FieldMatch } from './field-matches.ts';
import { personWords, zoneGround } from './hit-words.ts';
import { inDisplayZone } from './display-zone.ts';

export const hitColumns = [
  'document',
  'title',
  'date',
  'date of',
  'zone',
  'from',
  'to',
  'cc',
  'bcc',
  'sent by',
  'resent',
  'source',
  'path',
  'custodian',
  'past',
  'places',
  'labels',
  'format',
  'media type',
  'size',
  'status',
  'run',
  'matches',
  'all matches counted',
  'found at',
  'passage',
] as const;

/** Of several in one cell: no name and no label is told apart by it in Evidex, so it may stand in one. */
const between = ' | ';

const names = (people: Metadata['from'] = []): string => people.map(personWords).join(between);

export function cellsOf(
  hit: Hit,
  fields: readonly FieldMatch[],
  zone: string,
): Record<(typeof hitColumns)[number], Cell> {
  const { metadata, dates, format, mediaType, size, status, run } = hit.entry;
  const [first] = hit.occurrences;
  const [passage] = hit.snippets;
  const [field] = fields;
  const main = mainDate(dates);
  return {
    document: hit.document,
    title: metadata.title ?? metadata.subject,
    date: main && inDisplayZone(main.date, zone),
    'date of': main?.kind,
    zone: main && zoneGround(main.date, metadata[main.kind as 'sent']),
    from: names(metadata.from),
    to: names(metadata.to),
    cc: names(metadata.cc),
    bcc: names(metadata.bcc),
    'sent by': names(metadata.sender),
    resent: names(metadata.resent),
    source: first?.source,
    path: first?.path,
    custodian: first?.custodian,
    past: first?.past,
    places: hit.places,
    labels: hit.labels.join(between),
    format,
    'media type': mediaType,
    size,
    status,
    run,
    matches: hit.matches?.count,
    'all matches counted': hit.matches && (hit.matches.isAll ? 'yes' : 'no'),
    'found at': passage ? anchorWords(passage.anchor) : field?.field,
    passage: (passage?.snippet ?? field?.value)?.replaceAll(/\s+/gu, ' ').trim(),
  };
}
