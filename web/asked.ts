/** What an address or a form asks, as text; each value is read by a schema that takes whatever somebody typed. */
import { z } from 'zod';

/** The values of each name, in their order. */
export type Given = Readonly<Record<string, readonly string[]>>;

const values = z.array(z.string());

/** The first value; an empty text where there is none. */
export const oneText = values
  .catch([])
  .transform(([first = '']) => first)
  .prefault([]);

/** The first value; undefined where it is not given. */
export const maybeText = values
  .catch([])
  .transform(([first]): string | undefined => first)
  .prefault([]);

export const manyTexts = values.catch([]).prefault([]);

const wholeOf = (text: string | undefined): number | undefined => {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
};

/** A whole number from 0; 0 for anything else. */
export const oneNumber = maybeText.transform((text) => wholeOf(text) ?? 0);

/** A whole number from 0; undefined where none is given, and 0 for anything else. */
export const maybeNumber = maybeText.transform((text) =>
  text === undefined ? undefined : (wholeOf(text) ?? 0),
);

/** One of these; the first of them for anything else. */
export const oneOf = <const Value extends string>(known: readonly [Value, ...Value[]]) =>
  oneText.transform((text): Value => known.find((one) => one === text) ?? known[0]);
