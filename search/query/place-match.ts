/** Whether a place meets what a query asks of places, told from the place itself: for whoever has the entry at hand. */
import type { Occurrence } from '../../schemas/index-entry.ts';
import { isOfProduction } from '../../schemas/label.ts';
import { termsOf } from '../words/analysis.ts';
import type { OfFamily, Query } from './ast.ts';
import { keywordKey, nameKeys, pathKey } from './fields.ts';
import { itemCodeField } from './item-codes.ts';
import { matcherOf, normalizedPieces } from './pattern.ts';
import { printedPath } from './printed-paths.ts';
import { asksForLabel, isPlaceQuery } from './places.ts';

/** The whole values that a pattern on a place field is compared with. */
function placeValues(place: Occurrence, field: string): string[] {
  if (field === 'path') return [pathKey(place.path)];
  if (field === 'name') return nameKeys(place.name);
  if (field === 'label') return (place.labels ?? []).map(keywordKey);
  if (field === itemCodeField) return place.codes ?? [];
  return [keywordKey((field === 'source' ? place.source : place.custodian) ?? '')];
}

/** Whether the words stand in the value one after the other. */
function holdsWords(value: string, text: string): boolean {
  const [words, wanted] = [termsOf(value), termsOf(text)];
  return words.some((_, from) => wanted.every((word, at) => words[from + at] === word));
}

function isDeleted({ deletions = [] }: Occurrence, asked: string): boolean {
  const value = asked.toLowerCase();
  if (value === 'true' || value === 'false') return deletions.length > 0 === (value === 'true');
  return deletions.some(({ kind }) => kind === value);
}

/** Of what one place must meet. */
function meets(place: Occurrence, query: Query): boolean {
  const printed = printedPath(query, [place.source]);
  if (printed.some((meant) => meets(place, meant))) return true;
  if (query.op === 'and') return query.of.every((one) => meets(place, one));
  if (query.op === 'or') return query.of.some((one) => meets(place, one));
  if (query.op === 'not') return !meets(place, query.of);
  if (query.op === 'place') return meets(place, query.of);
  if (asksForLabel(query)) return (place.labels ?? []).some((label) => !isOfProduction(label));
  if (query.op === 'pattern' && query.field !== undefined) {
    const { field, pattern } = query;
    const slashed = field === 'path' && !pattern.startsWith('/') ? `/${pattern}` : pattern;
    const matches = matcherOf(normalizedPieces(slashed));
    return placeValues(place, field).some(matches);
  }
  if (query.op !== 'match' || query.field === undefined) throw new Error(`${query.op} is no place condition`);
  const { field, text } = query;
  if (field === 'label' || field === itemCodeField)
    return placeValues(place, field).includes(keywordKey(text));
  if (field === 'deleted') return isDeleted(place, text);
  if (field === 'gone') return (place.past !== undefined) === (text === 'true');
  if (field === 'path' && text.startsWith('/')) {
    const [path, wanted] = [pathKey(place.path), pathKey(text).replace(/\/+$/u, '')];
    return path === wanted || path.startsWith(`${wanted}/`);
  }
  const value = { path: place.path, name: place.name, source: place.source, custodian: place.custodian };
  return holdsWords(value[field as keyof typeof value] ?? '', text);
}

/** Conditions on places, and `family(…)`, which a place meets that lies in such a family. */
const isOfPlaces = (query: Query): boolean =>
  query.op === 'family' || isPlaceQuery(query) || (query.op === 'or' && query.of.every(isOfPlaces));

/** All `family(…)` that a place can be asked of, for whoever looks their families up. */
export function familiesAsked(query: Query): OfFamily[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(familiesAsked);
  return query.op === 'family' ? [query] : [];
}

/** The ids of the families that a `family(…)` stands for. */
export type FamiliesMeant = (query: OfFamily) => ReadonlySet<string>;

/**
 * The places of a matching document that the query speaks of: those that meet all its conditions on places, where any
 * does; else those that meet one of them (`custodian:A AND custodian:B`); all, where there is no such condition.
 */
export function placesMeant(
  query: Query,
  places: readonly Occurrence[],
  families: FamiliesMeant,
): Occurrence[] {
  const operands = query.op === 'and' ? query.of : [query];
  const conditions = operands.filter(isOfPlaces);
  const holds = (place: Occurrence, one: Query): boolean => {
    if (one.op === 'family') return families(one).has(place.family);
    return one.op === 'or' ? one.of.some((some) => holds(place, some)) : meets(place, one);
  };
  const all = places.filter((place) => conditions.every((condition) => holds(place, condition)));
  if (all.length > 0) return all;
  return places.filter((place) => conditions.some((condition) => holds(place, condition)));
}
