/** By what removals are known again in the ledger in memory. */
import { randomBytes } from 'node:crypto';
import { saltBytes, saltedHash } from '../../case/tombstone.ts';
import type { State } from './state.ts';

export function hashOf(state: State, words: string): string {
  state.salt ??= randomBytes(saltBytes);
  return saltedHash(state.salt, words);
}

export const isRemoved = (state: State, id: string): boolean =>
  state.salt !== undefined && state.tombstones.has(saltedHash(state.salt, id));
