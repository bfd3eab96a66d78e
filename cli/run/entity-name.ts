/** Finds the entity that a user means by a name, in any case and with any accents, and says what is near where there is none. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import { keywordKey } from '../../search/query/fields.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Output } from '../frame/output.ts';
import { namesOfAlias } from './near-values.ts';

/** Names that are offered where the one asked for is not there. */
const maxOffered = 5;
/** Letters that two names begin with in common, at the least, to be near each other. */
const minCommonUnits = 4;

/**
 * The canonical names that `asked` stands for; several entities may differ in case alone. Where none is named so, the
 * name as asked, and a note of what is there.
 */
export async function entitiesNamed(
  ledger: Ledger,
  asked: string,
  scope: Scope,
  out: Pick<Output, 'note'>,
): Promise<readonly string[]> {
  const counted = await ledger.tags.entities(scope);
  const known = [...new Set(counted.map(({ entity }) => entity))];
  if (known.includes(asked)) return [asked];
  const key = keywordKey(asked);
  const same = counted.filter(({ entity, listedAs = [] }) =>
    [entity, ...listedAs].some((one) => keywordKey(one) === key),
  );
  if (same.length > 0) return [...new Set(same.map(({ entity }) => entity))];
  const named = new Set(namesOfAlias(asked));
  const near = known
    .filter((entity) => named.has(entity) || isNear(keywordKey(entity), key))
    .slice(0, maxOffered);
  const offered = near.map((entity) => `"${escapeLine(entity)}"`).join(', ');
  out.note(
    `No entity of this case is called "${escapeLine(asked)}". ${near.length > 0 ? `Did you mean ${offered}?` : '`evidex entities` lists those that are named.'}`,
  );
  return [asked];
}

const wordsOf = (key: string): readonly string[] =>
  key.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');

/** Whether one holds the other or a word of it, or both begin alike. */
function isNear(one: string, other: string): boolean {
  if (one.includes(other) || other.includes(one)) return true;
  const words = wordsOf(one);
  return wordsOf(other).some(
    (word) =>
      words.includes(word) ||
      (word.length >= minCommonUnits &&
        words.some((known) => known.slice(0, minCommonUnits) === word.slice(0, minCommonUnits))),
  );
}
