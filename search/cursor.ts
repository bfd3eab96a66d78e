/** Cursors of result pages: opaque text that says where the next page starts, and for which question. */
import { createHash } from 'node:crypto';
import { isEntryId } from '../schemas/index-entry.ts';
import type { Query } from './query/ast.ts';
import { printQuery } from './query/print.ts';

/** `code` is `bad-cursor`: not ours, or of another query, scope or sort. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
  readonly code = 'bad-cursor';

  constructor() {
    super('the cursor belongs to another search');
  }
}

/**
 * The last hit of a page: its sort key and document; and the total, which holds in one state of the index.
 * `generation` is that state: a count of writes, or the name of a point in time.
 */
export interface Cursor {
  readonly key: number | string | null;
  readonly document: string;
  readonly total: number;
  readonly generation: number | string;
}

const questionOf = (query: Query, scope: readonly string[], sort: string): string =>
  createHash('sha256')
    .update(JSON.stringify([printQuery(query), [...scope].sort(), sort]))
    .digest('base64url')
    .slice(0, 16);

export const writeCursor = (cursor: Cursor, query: Query, scope: readonly string[], sort: string): string =>
  Buffer.from(
    JSON.stringify([
      questionOf(query, scope, sort),
      cursor.key,
      cursor.document,
      cursor.total,
      cursor.generation,
    ]),
  ).toString('base64url');

/** Throws `CursorError`. */
export function readCursor(text: string, query: Query, scope: readonly string[], sort: string): Cursor {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text.slice(0, 100_000), 'base64url').toString());
  } catch {
    throw new CursorError();
  }
  if (!Array.isArray(parts) || parts.length !== 5) throw new CursorError();
  const [question, key, document, total, generation] = parts as unknown[];
  if (
    question !== questionOf(query, scope, sort) ||
    (key !== null && typeof key !== 'number' && typeof key !== 'string') ||
    typeof document !== 'string' ||
    !isEntryId(document) ||
    typeof total !== 'number' ||
    (typeof generation !== 'number' && typeof generation !== 'string')
  ) {
    throw new CursorError();
  }
  return { key, document, total, generation };
}
