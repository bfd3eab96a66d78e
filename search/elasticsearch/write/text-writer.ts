/**
 * Texts on their way into Elasticsearch: staged in chunks under a handle, sealed under their hash. A text of a
 * short document waits in memory; what grows beyond that goes out in chunks under a random key, and the seal
 * gives it its header last: a header always has all of its chunks.
 */
import { hash, randomUUID } from 'node:crypto';
import { splitsPair, TextHash } from '../../text-hash.ts';
import { createAction, deleteAction, indexAction } from './actions.ts';
import type { Outcome } from './bulk-answer.ts';
import { chunkId, idsAtOnce, inlineUnits, storedChunkUnits, type TextHeader } from '../text-store.ts';
import type { Writing } from './writing.ts';

/** Units of one text that are held in memory, for each handle that is open. */
const heldUnits = 2 * 1024 * 1024;

/** What went out, or goes out, in chunks. */
interface Chunks {
  readonly key: string;
  count: number;
  /** Offset of `pending` in the text. */
  at: number;
  pending: string;
  /** Why the index refused one of them. */
  refused: string | undefined;
}

interface Staged {
  nextSeq: number;
  units: number;
  /** A chunk is missing. */
  broken: boolean;
  held: string[];
  /** Of one that is no longer held. */
  chunks: Chunks | undefined;
  hash: TextHash | undefined;
}

/** A text sealed in the batch that is being written. */
export interface SealedText {
  readonly header: TextHeader;
  /** The whole of it, where it was held. */
  readonly content: string | undefined;
  /** Why the index refused it. */
  refused: string | undefined;
}

const emptyId = hash('sha256', '');
const isId = (id: string): boolean => /^[0-9a-f]{64}$/.test(id);
const newlyStaged = (): Staged => ({
  nextSeq: 0,
  units: 0,
  broken: false,
  held: [],
  chunks: undefined,
  hash: undefined,
});

export class TextWriter {
  readonly #writing: Writing;
  readonly #open = new Map<string, Staged>();
  /** Of this batch, by id. */
  readonly #sealed = new Map<string, SealedText>();
  /** Chunks without a header; deleted when the batch is out. */
  #orphans: Pick<Chunks, 'key' | 'count'>[] = [];
  /** Sealed by this writer, and not yet named by an entry. */
  readonly loose = new Set<string>();
  /** Headers and chunks written. */
  written = 0;

  constructor(writing: Writing) {
    this.#writing = writing;
  }

  get hasOpenChunks(): boolean {
    return [...this.#open.values()].some(({ chunks }) => chunks !== undefined);
  }

  /** Takes a chunk; one that was taken before is left out. Returns why it cannot be taken. */
  async stage(handle: string, seq: number, chunk: string | Uint8Array): Promise<string | undefined> {
    let staged = this.#open.get(handle);
    if (staged === undefined) this.#open.set(handle, (staged = newlyStaged()));
    if (seq < staged.nextSeq) return undefined;
    if (seq > staged.nextSeq) staged.broken = true;
    staged.nextSeq = seq + 1;
    const text =
      typeof chunk === 'string'
        ? chunk
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('utf8');
    staged.units += text.length;
    if (staged.chunks === undefined) {
      staged.held.push(text);
      if (staged.units <= heldUnits) return undefined;
      staged.chunks = {
        key: randomUUID(),
        count: 0,
        at: 0,
        pending: staged.held.join(''),
        refused: undefined,
      };
      staged.hash = new TextHash();
      staged.hash.update(staged.chunks.pending);
      staged.held = [];
    } else {
      staged.hash?.update(text);
      staged.chunks.pending += text;
    }
    await this.#writeChunks(staged.chunks, false);
    return undefined;
  }

  /** Gives the staged text its id. Sealing what is sealed already changes nothing. Returns why it cannot be. */
  async seal(handle: string, id: string): Promise<string | undefined> {
    if (!isId(id)) return 'the id of a text is its SHA-256';
    const staged = this.#open.get(handle) ?? (id === emptyId ? newlyStaged() : undefined);
    this.#open.delete(handle);
    if (staged === undefined)
      return (await this.has([id])).has(id) ? undefined : 'nothing is staged under it';
    const reason = this.#reasonAgainst(staged, id);
    if (reason !== undefined || this.#sealed.has(id)) {
      this.#discard(staged);
      return reason;
    }
    this.loose.add(id);
    await (staged.chunks === undefined
      ? this.#sealHeld(staged, id)
      : this.#sealChunks(staged, staged.chunks, id));
    return undefined;
  }

  sealed(id: string): SealedText | undefined {
    return this.#sealed.get(id);
  }

  /** Those of the ids that are sealed, in this batch or before. */
  async has(ids: readonly string[]): Promise<Set<string>> {
    const found = new Set(ids.filter((id) => this.#sealed.has(id)));
    const unknown = ids.filter((id) => isId(id) && !found.has(id));
    const { connection, names } = this.#writing;
    for (let at = 0; at < unknown.length; at += idsAtOnce) {
      const { docs } = await connection.client.mget({
        index: names.texts,
        ids: unknown.slice(at, at + idsAtOnce),
        _source: false,
      });
      for (const doc of docs) if ('found' in doc && doc.found) found.add(doc._id);
    }
    return found;
  }

  /** Forgets the sealed texts of a batch that is out, and deletes what it left without a header. */
  async endBatch(): Promise<void> {
    this.#sealed.clear();
    const orphans = this.#orphans;
    this.#orphans = [];
    for (const orphan of orphans) await this.deleteChunks(orphan);
    if (orphans.length > 0) await this.#writing.bulk.flush();
  }

  /** Forgets all that is staged; after a write that failed. */
  abandon(): void {
    this.#open.clear();
    this.#sealed.clear();
    this.#orphans = [];
  }

  /** Lets go of what is staged and not sealed; returns how many texts. `endBatch` deletes their chunks. */
  discardOpen(): number {
    const { size } = this.#open;
    for (const staged of this.#open.values()) this.#discard(staged);
    this.#open.clear();
    return size;
  }

  async deleteChunks({ key, count }: Pick<Chunks, 'key' | 'count'>): Promise<void> {
    const { bulk, names } = this.#writing;
    for (let number = 0; number < count; number++)
      await bulk.add(deleteAction(names.texts, chunkId(key, number)), ignore);
  }

  #reasonAgainst(staged: Staged, id: string): string | undefined {
    if (staged.broken) return 'chunks are missing';
    const digest = staged.hash?.digest() ?? hash('sha256', staged.held.join(''));
    return digest === id ? undefined : 'the text has another SHA-256 than its id';
  }

  #discard({ chunks }: Staged): void {
    if (chunks !== undefined) this.#orphans.push(chunks);
  }

  async #sealHeld(staged: Staged, id: string): Promise<void> {
    const content = staged.held.join('');
    const { units } = staged;
    if (units <= inlineUnits) return this.#addHeader(id, { of: 'header', units, text: content }, content);
    // Under its own id, so that writing it again writes the same.
    const chunks: Chunks = { key: id, count: 0, at: 0, pending: content, refused: undefined };
    await this.#writeChunks(chunks, true);
    await this.#writing.bulk.flush();
    await this.#addHeader(
      id,
      { of: 'header', units, key: id, chunks: chunks.count },
      content,
      chunks.refused,
    );
  }

  async #sealChunks(staged: Staged, chunks: Chunks, id: string): Promise<void> {
    await this.#writeChunks(chunks, true);
    await this.#writing.bulk.flush();
    const { key, count } = chunks;
    const header = { of: 'header' as const, units: staged.units, key, chunks: count };
    await this.#addHeader(id, header, undefined, chunks.refused);
    await this.#writing.bulk.flush();
    // An earlier seal of the same text may have been first; or it was this one, and its answer was lost.
    const kept = (await this.#writing.texts.headers([id])).get(id);
    if (kept?.key !== key) this.#orphans.push(chunks);
    const sealed = this.#sealed.get(id);
    if (kept !== undefined && sealed !== undefined) this.#sealed.set(id, { ...sealed, header: kept });
  }

  async #addHeader(
    id: string,
    header: TextHeader,
    content: string | undefined,
    refused?: string,
  ): Promise<void> {
    const sealed: SealedText = { header, content, refused };
    this.#sealed.set(id, sealed);
    if (refused !== undefined) return;
    const { bulk, names, epoch } = this.#writing;
    this.written++;
    await bulk.add(createAction(names.texts, id, JSON.stringify({ ...header, epoch })), (outcome) => {
      sealed.refused = reasonIn(outcome);
    });
  }

  /** Cuts at offsets that are known without counting: see `text-store.ts`. */
  async #writeChunks(chunks: Chunks, last: boolean): Promise<void> {
    const { bulk, names, epoch } = this.#writing;
    for (;;) {
      const border = (chunks.count + 1) * storedChunkUnits - chunks.at;
      // One unit more must be there to know whether the cut parts a pair.
      if (chunks.pending.length <= border && !(last && chunks.pending.length > 0)) return;
      const end = splitsPair(chunks.pending, border) ? border - 1 : border;
      const text = chunks.pending.slice(0, end);
      const body = JSON.stringify({ of: 'chunk', key: chunks.key, at: chunks.at, text, epoch });
      this.written++;
      await bulk.add(indexAction(names.texts, chunkId(chunks.key, chunks.count), body), (outcome) => {
        chunks.refused ??= reasonIn(outcome);
      });
      chunks.count++;
      chunks.at += text.length;
      chunks.pending = chunks.pending.slice(text.length);
    }
  }
}

export const ignore = (): void => undefined;

/** Why an action was refused; undefined where it was not. */
export const reasonIn = (outcome: Outcome): string | undefined =>
  typeof outcome === 'object' ? outcome.rejected : outcome === 'too-large' ? 'it is too large' : undefined;
