/** Signs of the language that in what is pasted are just signs: the `?` of addresses, the backslash of Windows paths. */
import type { Target } from './leaf.ts';

/** Between two letters or digits; one behind a backslash has no meaning. */
const inside = /(\\.)|(?<=[\p{L}\p{M}\p{N}])\?(?=[\p{L}\p{M}\p{N}])/gsu;
/** The same, before the first name and value of an address. */
const inAddress = /(?<=[\p{L}\p{M}\p{N}])\?(?=[\p{L}\p{N}_.-]{1,64}=)/u;

/** The ways to read what stands in quotes: with each `?` inside a word as a question mark, and as any character. */
export function readingsOf(pattern: string): string[] {
  const literal = pattern.replace(inside, (_, escaped?: string) => escaped ?? '\\?');
  return literal === pattern ? [pattern] : [literal, pattern];
}

/** Likewise of a pattern without quotes, where as it is `typed` only that of an address can be one. Of words alone. */
export const addressReadings = ({ name }: Target, typed: string, pattern: string): string[] =>
  (name === undefined || name === 'body') && inAddress.test(typed) ? readingsOf(pattern) : [pattern];

/** Whether a backslash takes no meaning from what follows, which has none: `C:\Users`, `CORP\ann`. */
export const isLiteralBackslash = (query: string, at: number): boolean =>
  /^[\p{L}\p{M}\p{N}]/u.test(String.fromCodePoint(query.codePointAt(at + 1) ?? 32));
