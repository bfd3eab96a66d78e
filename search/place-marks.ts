/** What the places of a document have of labels, codes and withholding, the same in every index. */
import type { Occurrence } from '../schemas/index-entry.ts';
import { isOfProduction } from '../schemas/label.ts';
import { everyScope, type Scope } from '../schemas/scope.ts';
import { keywordKey } from './query/fields.ts';

type Marked = Pick<Occurrence, 'labels' | 'codes' | 'withheld'>;

export const opensAll = ({ open }: Scope): boolean => open.some((one) => everyScope.open.includes(one));

/** A place that is withheld shows only to a reader with one of the scopes it is withheld for. */
export const isShown = ({ withheld = [] }: Marked, scope: Scope): boolean =>
  withheld.length === 0 || opensAll(scope) || withheld.some((one) => scope.open.includes(one));

/** A document whose places are all withheld does not show at all. */
export const shownPlaces = <Place extends Marked>(places: readonly Place[], scope: Scope): Place[] =>
  places.filter((place) => isShown(place, scope));

/** The labels of all the places, each once, in the order of what they are compared by. */
export function labelsOf(places: readonly Marked[]): string[] {
  const labels = new Set(places.flatMap(({ labels: own = [] }) => own));
  return [...labels].sort((a, b) => (keywordKey(a) < keywordKey(b) ? -1 : 1));
}

/** The codes of the items at all the places, each once. */
export const codesOf = (places: readonly Marked[]): string[] => [
  ...new Set(places.flatMap(({ codes = [] }) => codes)),
];

/** Of these the ones that people gave: what suppliers state is searched, and no label to be shown or counted. */
export const givenLabels = (labels: readonly string[]): string[] =>
  labels.filter((label) => !isOfProduction(label));

/** All marks of all places in one string, whatever the order of the places: two that are equal say the same. */
export const marksIn = (places: readonly (Marked & Pick<Occurrence, 'item' | 'path'>)[]): string =>
  places
    .filter(({ labels, codes, withheld }) => labels || codes || withheld)
    .map(({ item, path, labels = [], codes = [], withheld = [] }) =>
      JSON.stringify([item, path, labels, codes, withheld]),
    )
    .toSorted()
    .join('\n');

/** Of an entry as it was kept while labels and withholding were of whole documents: each place has them. */
export function withMarksOfBefore(
  before: { readonly labels?: readonly string[]; readonly withheld?: readonly string[] },
  places: readonly Occurrence[],
): Occurrence[] {
  const { labels = [], withheld = [] } = before;
  if (labels.length === 0 && withheld.length === 0) return [...places];
  const marks = {
    ...(labels.length > 0 ? { labels: [...labels] } : {}),
    ...(withheld.length > 0 ? { withheld: [...withheld] } : {}),
  };
  return places.map((place) => ({ ...marks, ...place }));
}
