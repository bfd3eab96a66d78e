/** Full-text rows of documents: one in `words`, or for a long document overlapping stretches in `parts`. */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import { maxReachUnits, TermBytes } from '../words/analysis.ts';
import { queryLimits } from '../query/ast.ts';
import { metadataFields, metadataWords } from '../query/fields.ts';
import { wordColumns } from './schema.ts';
import type { Parameter, Statements } from './statements.ts';
import type { SealedText, TextStore } from './text-store.ts';

/** Terms of one part, in bytes. */
const partBytes = 512 * 1024;
/** Terms that a part repeats of the one before, so that no phrase or proximity falls between two. */
const overlapTerms = queryLimits.distance + queryLimits.phraseWords;
/** Terms gathered before they are written. */
const maxPendingBytes = 8 * 1024 * 1024;
/** Stands between two values of a column: a word that no query can hold. */
const separator = '\ue000';

interface TextOf {
  readonly id: string;
  readonly kind: string;
  readonly text: SealedText;
}

const insertInto = (table: string): string =>
  `INSERT INTO ${table}(rowid, ${wordColumns.map((column) => `"${column}"`).join(', ')})
   VALUES(?${', ?'.repeat(wordColumns.length)})`;
const insertWords = insertInto('words');
const insertParts = insertInto('parts');

const scratch = new TermBytes();

/** The terms of values as one column holds them. */
export function joinTerms(values: readonly string[]): string {
  scratch.clear();
  for (const [at, value] of values.entries()) {
    if (at > 0) scratch.addRaw(separator);
    scratch.append(value, 0, value.length);
  }
  return scratch.text();
}

const columnOf = new Map<string, number>(wordColumns.map((column, at) => [column, at]));
const metadataColumns = metadataFields.map((field) => [field, columnOf.get(field) ?? 0] as const);

/** The metadata columns' terms, in the order of `wordColumns`; texts are null. */
function metadataRow(entry: IndexEntry): (string | Uint8Array | null)[] {
  const row = wordColumns.map((): string | Uint8Array | null => null);
  for (const [field, column] of metadataColumns) {
    const values = metadataWords(entry, field);
    if (values.length > 0) row[column] = joinTerms(values);
  }
  return row;
}

/** Whether the rows of both are the same: their texts and what their metadata adds. */
export function haveSameWords(
  before: Pick<IndexEntry, 'metadata' | 'texts'>,
  entry: Pick<IndexEntry, 'metadata' | 'texts'>,
): boolean {
  const wordsOf = ({ metadata, texts }: Pick<IndexEntry, 'metadata' | 'texts'>): string =>
    JSON.stringify([
      texts.map(({ id, kind }) => [id, kind]),
      metadataFields.map((field) => metadataWords({ metadata }, field)),
    ]);
  return wordsOf(before) === wordsOf(entry);
}

export class WordRows {
  readonly #statements: Statements;
  readonly #texts: TextStore;
  readonly #bytes = new Map<string, TermBytes>();
  /** Rows of \`words\` of this batch, by document. */
  readonly #pending = new Map<number, readonly Parameter[]>();
  #pendingBytes = 0;

  constructor(statements: Statements, texts: TextStore) {
    this.#statements = statements;
    this.#texts = texts;
  }

  write(doc: number, entry: IndexEntry, texts: readonly TextOf[], isLong: boolean): void {
    const row = metadataRow(entry);
    if (isLong) {
      this.#insertPart(doc, null, 0, row);
      for (const text of texts) this.#writeParts(doc, text);
      return;
    }
    for (const bytes of this.#bytes.values()) bytes.clear();
    for (const { kind, text } of texts) this.#collect(kind, text);
    for (const [kind, bytes] of this.#bytes) {
      const column = columnOf.get(kind);
      if (bytes.terms === 0 || column === undefined) continue;
      row[column] = Buffer.from(bytes.view());
      this.#pendingBytes += bytes.view().length;
    }
    this.#pending.set(doc, row);
    if (this.#pendingBytes >= maxPendingBytes) this.flush();
  }

  /**
   * Writes the rows that were gathered: one after the other they find FTS5's tables in the processor's cache, and
   * rows out of order would make it write out what it has collected.
   */
  flush(): void {
    for (const [doc, row] of [...this.#pending].sort(([a], [b]) => a - b)) {
      this.#statements.run(insertWords, doc, ...row);
    }
    this.abandon();
  }

  /** Forgets the batch; after its rollback. */
  abandon(): void {
    this.#pending.clear();
    this.#pendingBytes = 0;
  }

  delete(doc: number, isLong: boolean): void {
    if (!isLong) {
      if (this.#pending.delete(doc)) return;
      this.#statements.run('DELETE FROM words WHERE rowid = ?', doc);
      return;
    }
    this.#statements.run('DELETE FROM parts WHERE rowid IN (SELECT part FROM part WHERE doc = ?)', doc);
    this.#statements.run('DELETE FROM part WHERE doc = ?', doc);
  }

  #bytesOf(kind: string): TermBytes {
    let bytes = this.#bytes.get(kind);
    if (bytes === undefined) this.#bytes.set(kind, (bytes = new TermBytes()));
    return bytes;
  }

  #collect(kind: string, text: SealedText): void {
    const bytes = this.#bytesOf(kind);
    if (bytes.terms > 0) bytes.addRaw(separator);
    let rest = '';
    for (const chunk of this.#texts.pieces(text)) {
      const joined = rest + chunk;
      rest = joined.slice(bytes.append(joined, 0, Math.max(0, joined.length - maxReachUnits)));
    }
    bytes.append(rest, 0, rest.length);
  }

  #writeParts(doc: number, { id, kind, text }: TextOf): void {
    const textRow = this.#texts.rowOf(id, text);
    const bytes = this.#bytesOf(`${kind} part`);
    bytes.clear();
    let rest = '';
    let restAt = 0;
    let partAt = 0;
    const flush = (nextAt: number): void => {
      if (bytes.terms === 0) return;
      const row: (string | Uint8Array | null)[] = wordColumns.map((column) =>
        column === kind ? bytes.view() : null,
      );
      this.#insertPart(doc, textRow, partAt, row);
      bytes.keepLast(overlapTerms);
      partAt = nextAt;
    };
    for (const chunk of this.#texts.pieces(text)) {
      const joined = rest + chunk;
      const next = bytes.append(joined, 0, Math.max(0, joined.length - maxReachUnits));
      rest = joined.slice(next);
      restAt += next;
      if (bytes.view().length >= partBytes) flush(restAt);
    }
    const kept = bytes.terms;
    bytes.append(rest, 0, rest.length);
    if (bytes.terms > kept || partAt === 0 || kept > overlapTerms) flush(restAt);
  }

  #insertPart(doc: number, text: number | null, at: number, row: readonly Parameter[]): void {
    const part = this.#statements.run('INSERT INTO part(doc, text, at) VALUES(?, ?, ?)', doc, text, at);
    this.#statements.run(insertParts, part, ...row);
  }
}
