/**
 * A time, or two of them with a solidus between, start and end of what lasts (ISO 8601-1, 5.5). A zone's name in brackets
 * (RFC 9557) has a solidus too, which no digit follows.
 */
const parting = /\/(?=[+-]?\d)/u;

/** The times that are stated: one or two. */
export const startAndEnd = (stated: string): string[] => stated.split(parting, 2);

/** Of start and end; of one alone, or of two that are the same, that. */
export const between = (start = '', end = start): string => (start === end ? start : `${start}/${end}`);
