/**
 * A hash of what a query finds, by which a later run tells whether it finds the same: SHA-256 of the ids of all
 * documents (their SHA-256s) and of entries of items, in order, each followed by a line feed. Anybody can make it from
 * a list of hits.
 */
import { createHash } from 'node:crypto';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { documentPages } from './query.ts';

/** Of ids that come in order. */
export class ResultHash {
  readonly #hash = createHash('sha256');

  add(id: string): void {
    this.#hash.update(`${id}\n`);
  }

  /** Once. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}

export async function resultHash(
  index: Pick<IndexReader, 'documents'>,
  query: Query,
  scope: Scope,
): Promise<string> {
  const hash = new ResultHash();
  for await (const page of documentPages(index, query, scope)) for (const id of page) hash.add(id);
  return hash.digest();
}
