/**
 * Texts in the embedded index: sealed under their hash, named by entries, read by offset. A text of one chunk waits
 * in memory until its batch ends and then lies in a block with others; a longer one has rows of its own.
 */
import { hash } from 'node:crypto';
import { TextHash } from '../text-hash.ts';
import { decode, encode, unpackText } from './packing.ts';
import type { Row, Statements } from './statements.ts';
import { bytesIn, numberIn } from './statements.ts';
import type { Slot } from './text-blocks.ts';
import { TextBlocks } from './text-blocks.ts';
import type { Staged } from './text-staging.ts';
import { maxChunks, newlyStaged, noRow, TextStaging } from './text-staging.ts';

interface Content {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** The bytes are UTF-16. */
  readonly wide: boolean;
}

/** A sealed text in the batch that is being written. */
export interface SealedText {
  row: number;
  readonly units: number;
  /** Of a short one that was staged in this batch. */
  content: Content | undefined;
  /** Documents that came to name it in this batch, less those that no longer do. */
  named: number;
  /** A document let go of it: it goes where no other names it. */
  released: boolean;
}

const isId = (id: string): boolean => /^[0-9a-f]{64}$/.test(id);
const columns = 'text, units, chunks, docs, block, at, bytes, wide';

export class TextStore {
  readonly #statements: Statements;
  readonly #blocks: TextBlocks;
  readonly #staging: TextStaging;
  /** Texts sealed or named in this batch, by id. */
  readonly #sealed = new Map<string, SealedText>();

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#blocks = new TextBlocks(statements);
    this.#staging = new TextStaging(statements);
  }

  /** Takes a chunk; one that was taken before is left out. Returns why it cannot be taken. */
  stage(handle: string, seq: number, chunk: string | Uint8Array): string | undefined {
    return this.#staging.stage(handle, seq, chunk);
  }

  /** Gives the staged text its id. Sealing what is sealed already changes nothing. */
  seal(handle: string, id: string): string | undefined {
    if (!isId(id)) return 'the id of a text is its SHA-256';
    const staged = this.#staging.take(handle);
    const known = this.named(id);
    if (known !== undefined) {
      known.released = false;
      if (staged === undefined) return undefined;
      if (staged.row !== noRow) this.#drop(staged.row);
      // Sent again it need not be read again.
      else if (!staged.broken) known.content ??= contentOf(staged, id);
      return undefined;
    }
    if (staged === undefined && id !== emptyId) return 'nothing is staged under this handle';
    const reason =
      staged === undefined || staged.row === noRow
        ? this.#sealShort(staged ?? newlyStaged(), id)
        : this.#sealLong(staged, id);
    if (reason !== undefined && staged !== undefined && staged.row !== noRow) this.#drop(staged.row);
    return reason;
  }

  /** A sealed text, for writing; undefined where there is none under this id. */
  named(id: string): SealedText | undefined {
    let sealed = this.#sealed.get(id);
    if (sealed !== undefined || !isId(id)) return sealed;
    const row = this.#statements.get('SELECT text, units FROM text WHERE id = ?', Buffer.from(id, 'hex'));
    if (row === undefined) return undefined;
    sealed = {
      row: numberIn(row, 'text'),
      units: numberIn(row, 'units'),
      content: undefined,
      named: 0,
      released: false,
    };
    this.#sealed.set(id, sealed);
    return sealed;
  }

  /** The row of a sealed text that may have none yet. */
  rowOf(id: string, text: SealedText): number {
    if (text.row === noRow) this.#insert(id, text);
    return text.row;
  }

  /** The whole text in pieces, for writing its words. */
  *pieces(text: SealedText): Generator<string> {
    if (text.content !== undefined) yield text.content.text;
    else for (const { chunk } of this.chunks(text.row)) yield chunk;
  }

  /** Writes what the batch left unfinished, and takes away what lost its last name; before its commit. */
  flush(): void {
    this.#staging.flush();
    const released: number[] = [];
    for (const [id, text] of this.#sealed) {
      if (text.row === noRow) {
        if (text.named > 0 || !text.released) this.#insert(id, text);
      } else if (text.named !== 0 || text.released) {
        this.#statements.run('UPDATE text SET docs = docs + ? WHERE text = ?', text.named, text.row);
        if (text.released) released.push(text.row);
      }
    }
    this.#blocks.flush();
    for (const text of released) {
      const row = this.#statements.get('SELECT docs FROM text WHERE text = ?', text);
      if (numberIn(row, 'docs') <= 0) this.delete(text);
    }
    this.#sealed.clear();
  }

  /** Forgets the batch; after its rollback. */
  abandon(): void {
    this.#staging.abandon();
    this.#sealed.clear();
    this.#blocks.abandon();
  }

  /** Before a read, within its transaction: another process may have written since the last. */
  startAt(generation: number): void {
    this.#blocks.startAt(generation);
  }

  /** Deletes the texts that no entry names, sealed or not; inside a transaction. Returns how many. */
  sweep(): number {
    const rows = this.#statements.all('SELECT text FROM text WHERE docs <= 0');
    for (const row of rows) this.delete(numberIn(row, 'text'));
    this.#statements.run('DELETE FROM staged');
    this.abandon();
    return rows.length;
  }

  /** The row of a sealed text, for reading. */
  find(id: string): { readonly text: number; readonly units: number } | undefined {
    if (!isId(id)) return undefined;
    const row = this.#statements.get('SELECT text, units FROM text WHERE id = ?', Buffer.from(id, 'hex'));
    return row === undefined ? undefined : { text: numberIn(row, 'text'), units: numberIn(row, 'units') };
  }

  /** Whether it is here to its end. */
  isWhole({ id, units }: { readonly id: string; readonly units: number }): boolean {
    const found = this.find(id);
    if (found === undefined || found.units < units) return false;
    return this.read(found.text, Math.max(0, units - 1), units).length === Math.min(1, units);
  }

  /** `slice(start, end)` of the text; only the chunks that it touches are unpacked. */
  read(text: number, start: number, end: number): string {
    let result = '';
    for (const { at, chunk } of this.chunks(text, start, end)) {
      result += chunk.slice(Math.max(0, start - at), Math.max(0, end - at));
    }
    return result;
  }

  /** The chunks that touch `[start, end)`, one unpacked at a time. */
  *chunks(text: number, start = 0, end = Infinity): Generator<{ at: number; chunk: string }> {
    const found = this.#statements.get(`SELECT ${columns} FROM text WHERE text = ?`, text);
    const slot = slotOf(found);
    if (slot !== undefined) {
      yield { at: 0, chunk: decode(numberIn(found, 'wide') === 1, this.#blocks.read(slot)) };
      return;
    }
    const count = numberIn(found, 'chunks');
    for (let number = this.#chunkOf(text, count, start); number < count; number++) {
      const row = this.#statements.get(
        'SELECT at, coding, data FROM chunk WHERE chunk = ?',
        text * maxChunks + number,
      );
      const at = numberIn(row, 'at');
      if (row === undefined || at >= end) return;
      yield { at, chunk: unpackText(numberIn(row, 'coding'), bytesIn(row, 'data')) };
    }
  }

  /** With all its content; its block must have been written. */
  delete(text: number): void {
    const slot = slotOf(this.#statements.get(`SELECT ${columns} FROM text WHERE text = ?`, text));
    if (slot !== undefined) this.#blocks.erase(slot);
    this.#drop(text);
  }

  #drop(text: number): void {
    this.#statements.run(
      'DELETE FROM chunk WHERE chunk BETWEEN ? AND ?',
      text * maxChunks,
      (text + 1) * maxChunks - 1,
    );
    this.#statements.run('DELETE FROM staged WHERE text = ?', text);
    this.#statements.run('DELETE FROM text WHERE text = ?', text);
  }

  #insert(id: string, text: SealedText): void {
    const { content, units, named } = text;
    const slot = content === undefined || units === 0 ? undefined : this.#blocks.add(content.bytes);
    text.row = this.#statements.run(
      'INSERT INTO text(id, units, chunks, docs, block, at, bytes, wide) VALUES(?, ?, 0, ?, ?, ?, ?, ?)',
      Buffer.from(id, 'hex'),
      units,
      named,
      slot?.block ?? null,
      slot?.at ?? null,
      slot?.bytes ?? null,
      content?.wide === true ? 1 : 0,
    );
    text.named = 0;
  }

  /** The number of the chunk that holds `at`, by halving: chunks differ in length. */
  #chunkOf(text: number, count: number, at: number): number {
    if (at <= 0) return 0;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const row = this.#statements.get('SELECT at FROM chunk WHERE chunk = ?', text * maxChunks + middle);
      if (numberIn(row, 'at') <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Nothing is sealed under a hash that is not its own. */
  #sealShort(staged: Staged, id: string): string | undefined {
    if (staged.broken) return chunksMissing;
    const content = contentOf(staged, id);
    if (content === undefined) return wrongHash;
    this.#sealed.set(id, {
      row: noRow,
      units: content.text.length,
      content,
      named: 0,
      released: false,
    });
    return undefined;
  }

  #sealLong(staged: Staged, id: string): string | undefined {
    this.#staging.complete(staged);
    if (staged.broken) return chunksMissing;
    if ((staged.hash?.digest() ?? this.#hashOf(staged.row)) !== id) return wrongHash;
    this.#statements.run('UPDATE text SET id = ? WHERE text = ?', Buffer.from(id, 'hex'), staged.row);
    const { row, units } = staged;
    this.#sealed.set(id, { row, units, content: undefined, named: 0, released: false });
    return undefined;
  }

  /** Of a text that another writer began. */
  #hashOf(text: number): string {
    const whole = new TextHash();
    for (const { chunk } of this.chunks(text)) whole.update(chunk);
    return whole.digest();
  }
}

const chunksMissing = 'chunks are missing';
const wrongHash = 'the text has another SHA-256 than its id';
const emptyId = hash('sha256', '');

/** The whole of a text that has no row, or undefined where it has another hash. */
function contentOf({ pending: text, bytes: given }: Staged, id: string): Content | undefined {
  const { wide, bytes } = given === undefined ? encode(text) : { wide: false, bytes: given };
  // UTF-8 has no form for half a pair: such a text is known by the hash that its replacement has.
  const said = wide ? Buffer.from(text, 'utf8') : bytes;
  return hash('sha256', said) === id ? { text, bytes, wide } : undefined;
}

function slotOf(row: Row | undefined): Slot | undefined {
  if (typeof row?.['block'] !== 'number') return undefined;
  return { block: row['block'], at: numberIn(row, 'at'), bytes: numberIn(row, 'bytes') };
}
