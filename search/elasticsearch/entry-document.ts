/** What an entry and a place are in Elasticsearch: the fields of `mapping.ts`, each cut so that none is refused. */
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { Stretch } from '../query/dates.ts';
import { carriedKind, dateFacetsOf, mainDate, senderClock, stretchOf } from '../query/dates.ts';
import {
  hasOf,
  keywordFields,
  keywordKey,
  keywordValues,
  maxKeywordUnits,
  metadataFields,
  metadataWords,
  metaName,
  nameKeys,
  pathKey,
} from '../query/fields.ts';
import { termText } from '../words/analysis.ts';
import { codesOf, givenLabels, labelsOf } from '../place-marks.ts';
import { dateKinds } from './server/mapping.ts';

/** Occurrences nested in the entry; the others are documents of `places`. A rewrite of an entry rewrites these. */
export const maxNestedPlaces = 500;
/** Units of a value that is counted or sorted by: a keyword over 32,766 bytes refuses the whole document. */
const maxShownUnits = 4_096;
/** Units of a path that patterns and sorting see, for the same reason. */
export const maxPathUnits = 8_000;

/** JSON has no form for half a pair. */
const wellFormed = (value: string): string => value.toWellFormed();
const shown = (value: string): string => wellFormed(value.slice(0, maxShownUnits));
const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** One term for a pair of the format's own metadata; the length keeps `a=b: c` and `a: b=c` apart. */
export const metaKey = (key: string, value: string): string => `${metaKeyPrefix(key)}${keywordKey(value)}`;
export const metaKeyPrefix = (key: string): string => {
  const cut = wellFormed(metaName(key).slice(0, maxKeywordUnits));
  return `${cut.length}:${cut}=`;
};

/** A range of Elasticsearch holds both ends. */
const rangeOf = ({ from, to }: Stretch) => ({ gte: from, lt: to });

function datesOf(dates: IndexEntry['dates']): Record<string, { gte: number; lt: number }[]> {
  const ranges: Record<string, { gte: number; lt: number }[]> = {};
  for (const { kind, date } of dates) {
    const stretch = kind === carriedKind ? undefined : stretchOf(date);
    if (stretch === undefined) continue;
    const named = dateKinds.find((known) => known === kind);
    const fields = named === senderClock ? [named] : named === undefined ? ['any'] : [named, 'any'];
    for (const field of fields) (ranges[field.replace('.', '-')] ??= []).push(rangeOf(stretch));
  }
  return ranges;
}

/** What is searched of one place. */
export const placeDocument = (place: Occurrence): Record<string, unknown> => ({
  pathKey: wellFormed(pathKey(place.path).slice(0, maxPathUnits)),
  nameKey: nameKeys(place.name).map(wellFormed),
  sourceKey: wellFormed(keywordKey(place.source)),
  path: termText(place.path),
  name: termText(place.name),
  source: termText(place.source),
  ...(place.custodian === undefined
    ? {}
    : {
        custodianKey: wellFormed(keywordKey(place.custodian)),
        custodian: termText(place.custodian),
      }),
  ...(place.deletions ? { deletedKey: place.deletions.map(({ kind }) => kind) } : {}),
  family: wellFormed(place.family),
  gone: place.past !== undefined,
  ...(place.labels ? { labelKey: place.labels.map((label) => wellFormed(keywordKey(label))) } : {}),
  ...(place.codes ? { codeKey: place.codes } : {}),
  ...(place.withheld ? { withheld: place.withheld.map(wellFormed) } : {}),
});

const scopesOf = ({ withheld = [] }: Occurrence): string => JSON.stringify(withheld);

/** Of the places withheld for the same scopes the one with the least path: one of these is the first that a scope shows. */
function leadersOf(places: readonly Occurrence[]): Occurrence[] {
  const leaders = new Map<string, Occurrence>();
  for (const place of places) {
    const known = leaders.get(scopesOf(place));
    if (!known || compare(place.path, known.path) < 0) leaders.set(scopesOf(place), place);
  }
  return [...leaders.values()];
}

/** The order in which they are nested: the leaders, then by path. Without withholding it is the order of paths almost. */
export function inNestingOrder(places: readonly Occurrence[]): Occurrence[] {
  const sorted = places.toSorted(inPlaceOrder);
  const leaders = new Set(leadersOf(sorted));
  return [...leaders, ...sorted.filter((place) => !leaders.has(place))];
}

/** The order in which places are shown and nested: by path, then item. */
export const inPlaceOrder = (a: Occurrence, b: Occurrence): number =>
  compare(pathKey(a.path), pathKey(b.path)) || compare(a.path, b.path) || compare(a.item, b.item);
/** As UTF-8 bytes compare, which is how both indexes sort. */
const compare = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What facets show of a value: cut, and without half a pair. */
export const shownValue = shown;

/** What can be searched of an entry besides the words of its texts. Its places come in the order of `inNestingOrder`. */
export function entryFields(entry: IndexEntry): Record<string, unknown> {
  const main = mainDate(entry.dates);
  const leaders = new Set(leadersOf(entry.occurrences));
  const free = entry.occurrences.filter(({ withheld }) => !withheld);
  const words = metadataFields.flatMap((field) => {
    const values = metadataWords(entry, field);
    return values.length > 0 ? [[field, values.map(termText)] as const] : [];
  });
  return {
    document: entry.document,
    ...(entry.item?.sha256 === undefined ? {} : { sha256: entry.item.sha256 }),
    ...Object.fromEntries(words),
    keys: Object.fromEntries(
      keywordFields.map((field) => [
        field,
        unique(keywordValues(entry, field).map((value) => wellFormed(keywordKey(value)))),
      ]),
    ),
    has: hasOf(entry),
    meta: unique(
      Object.entries(entry.metadata.other ?? {}).map(([key, value]) => wellFormed(metaKey(key, value))),
    ),
    show: shownValues(entry),
    dates: datesOf(entry.dates),
    ...(main === undefined ? {} : { mainDate: main.from }),
    ...(entry.occurrences.length === 0 ? {} : { firstPath: leastPath(entry.occurrences) }),
    size: entry.size,
    run: entry.run,
    revision: entry.revision,
    placeCount: entry.occurrences.length,
    texts: unique(entry.texts.map(({ id }) => id)),
    ...(free.length > 0 ? { free: true, firstFree: leastPath(free) } : {}),
    withheld: unique(entry.occurrences.flatMap(({ withheld = [] }) => withheld.map(wellFormed))),
    occurrences: entry.occurrences.slice(0, maxNestedPlaces).map((place) => ({
      ...placeDocument(place),
      ...(leaders.has(place) ? { sortPath: leastPath([place]) } : {}),
    })),
  };
}

function leastPath(places: readonly Occurrence[]): string {
  let least = places[0]?.path ?? '';
  for (const { path } of places) if (compare(path, least) < 0) least = path;
  return wellFormed(least.slice(0, maxPathUnits));
}

function shownValues(entry: IndexEntry): Record<string, readonly string[]> {
  const of = (values: readonly string[]): string[] => unique(values.map(shown));
  return {
    type: of([entry.format]),
    status: [entry.status],
    item: entry.item ? [entry.item.kind] : [],
    source: of(entry.occurrences.map(({ source }) => source)),
    custodian: of(entry.occurrences.flatMap(({ custodian }) => custodian ?? [])),
    entity: of(keywordValues(entry, 'entity')),
    kind: of(keywordValues(entry, 'kind')),
    'personal-data': of(keywordValues(entry, 'personal')),
    language: of(keywordValues(entry, 'language')),
    label: of(givenLabels(labelsOf(entry.occurrences))),
    deleted: of(entry.occurrences.flatMap(({ deletions = [] }) => deletions.map(({ kind }) => kind))),
    code: of([...entry.codes, ...codesOf(entry.occurrences)]),
    ...Object.fromEntries(
      Object.entries(dateFacetsOf(entry.dates)).map(([facet, value]) => [facet, [value]]),
    ),
  };
}
