/** Numbers of what went out of the case. */
import type { NumberedPlace } from '../../case/catalogue/numbers.ts';
import { notFound, type State } from './state.ts';

export function giveNumbers(
  state: State,
  prefix: string,
  places: readonly NumberedPlace[],
): readonly number[] {
  const given = [...(state.numbers.get(prefix) ?? [])];
  const numbers = places.map((place) => {
    const { item, revision, family } = place;
    if (!state.items.has(family) || !state.items.get(item)?.some((one) => one.revision === revision))
      throw notFound(`the item ${item}`);
    const at = given.findIndex(
      (one) => one?.item === item && one.revision === revision && one.family === family,
    );
    return at < 0 ? given.push({ item, revision, family }) : at + 1;
  });
  state.numbers.set(prefix, given);
  return numbers;
}

/** They stay given. */
export function forgetNumbered({ numbers }: State, items: ReadonlySet<string>): void {
  for (const [prefix, given] of numbers)
    numbers.set(
      prefix,
      given.map((one) => (one && (items.has(one.item) || items.has(one.family)) ? undefined : one)),
    );
}
