/** Finds names of hosts that are written in ASCII for letters beyond it (RFC 3492, RFC 5890): `xn--mller-kva.example`. */
import { domainToUnicode } from 'node:url';
import type { Decoded } from './stretches.ts';

/** A label of 63 and what stands behind it. */
const coded = /(?<![A-Za-z\d-])xn--[A-Za-z\d-]{1,59}(?:\.[A-Za-z\d-]{1,63}){0,8}/gi;

export function* findHostNames(text: string): Generator<Decoded> {
  for (const { 0: whole, index } of text.matchAll(coded)) {
    const decoded = domainToUnicode(whole);
    // What is no such name comes back as it was, or as nothing.
    if (decoded !== '' && !/xn--/i.test(decoded.split('.')[0] ?? ''))
      yield { start: index, end: index + whole.length, text: decoded };
  }
}
