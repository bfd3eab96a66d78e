/**
 * A time, or two of them with a solidus between, start and end of what lasts (ISO 8601-1, 5.5). A zone's name in brackets
 * (RFC 9557) has a solidus too, which no digit follows.
 */
const parting = /\/(?=[+-]?\d)/u;

/** The times that are stated: one or two. */
export const startAndEnd = (stated: string): string[] => stated.split(parting, 2);

/** Of start and end; of one alone, or of two that are the same, that. */
export const between = (start = '', end = start): string => (start === end ? start : `${start}/${end}`);

/** A clock of a zone that is stated and not clear: the mark of what is uncertain behind it (ISO 8601-2, 8.2.1). */
export const asUnclear = (local: string): string => `${local}?`;

/** What one time of a list states: an instant with its `Z`, or a clock. */
export function statedIn(
  one: string,
): { instant: string } | { local: string; zoneSource: 'none' | 'unclear' } {
  if (one.endsWith('Z')) return { instant: one };
  return one.endsWith('?')
    ? { local: one.slice(0, -1), zoneSource: 'unclear' }
    : { local: one, zoneSource: 'none' };
}
