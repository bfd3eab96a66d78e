/** A SQLite catalogue in a folder of the test's own, with one listed source, whose answers may come late. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Catalogue } from '../../../case/catalogue.ts';
import type { CommitBatch, ItemCommit } from '../../../case/catalogue/commits.ts';
import { claimUnit, type Lease } from '../../../case/catalogue/runs.ts';
import type { ListedEntry, SourceRow } from '../../../case/catalogue/sources.ts';
import type { KnownContent } from '../../../case/catalogue/work.ts';
import { SqliteCatalogue } from '../../../case/sqlite/sqlite-catalogue.ts';
import { itemId } from '../../../sources/item-id.ts';
import { hashesOf } from '../../contracts/made-commits.ts';

/** Called around each method of the catalogue; what it waits for, the caller waits for. */
export type Delay = (method: string, when: 'before' | 'after', words: readonly unknown[]) => Promise<void>;

/** The same catalogue, later: every method does its work, but not at once. */
export function lateCatalogue(catalogue: Catalogue, delay: Delay): Catalogue {
  return new Proxy(catalogue, {
    get(target, name: keyof Catalogue) {
      return async (...words: unknown[]): Promise<unknown> => {
        await delay(name, 'before', words);
        const answer: unknown = await Reflect.apply(target[name], target, words);
        await delay(name, 'after', words);
        return answer;
      };
    },
  });
}

/** Up to four turns of the event loop; the numbers follow from the seed. */
export function randomTurns(seed: number): Delay {
  let state = seed;
  return async () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    for (let turn = state >>> 30; turn > 0; turn--) await setImmediate();
  };
}

/** Holds back the answers of one method until they are let go, oldest first. */
export class Gate {
  readonly #method: keyof Catalogue;
  readonly #when: 'before' | 'after';
  readonly #waiting: { readonly go: () => void; readonly fail: (error: Error) => void }[] = [];
  readonly asked: (readonly unknown[])[] = [];
  isOpen = false;

  constructor(method: keyof Catalogue, when: 'before' | 'after' = 'after') {
    this.#method = method;
    this.#when = when;
  }

  readonly delay: Delay = async (method, when, words) => {
    if (method !== this.#method || when !== this.#when) return;
    this.asked.push(words);
    if (this.isOpen) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ go: resolve, fail: reject });
    });
  };

  get waiting(): number {
    return this.#waiting.length;
  }

  async letGo(): Promise<void> {
    this.#waiting.shift()?.go();
    await settled();
  }

  async fail(message: string): Promise<void> {
    this.#waiting.shift()?.fail(new Error(message));
    await settled();
  }
}

/** When all that can go on without an answer has gone on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

export interface CoordinatedCase {
  readonly catalogue: Catalogue;
  readonly path: string;
  readonly lease: Lease;
  readonly source: SourceRow;
  list(...entries: ListedEntry[]): Promise<void>;
  commit(items: ItemCommit[], documents?: CommitBatch['documents']): Promise<void>;
  known(content: string): Promise<KnownContent | undefined>;
  /** The id of a file of the source's root. */
  idOf(name: string): string;
}

let number = 0;

export async function coordinatedCase(folder: string): Promise<CoordinatedCase> {
  const work = join(folder, String(number++));
  mkdirSync(work);
  const path = join(work, 'catalogue.sqlite');
  const catalogue = new SqliteCatalogue(path);
  const lease = await catalogue.beginRun(randomUUID(), 'ingest', {});
  const source = await catalogue.registerSource(claimUnit(lease), {
    id: itemId('evidex source', 'EX-1'),
    reference: 'EX-1',
    kind: 'folder',
    root: Buffer.from('/evidence'),
    intake: { reference: 'EX-1' },
  });
  return {
    catalogue,
    path,
    lease,
    source,
    async list(...entries) {
      await catalogue.listFolder(claimUnit(lease), source, source.id, entries);
    },
    commit: (items, documents = []) => catalogue.commit(claimUnit(lease), { items, documents }),
    async known(content) {
      const { sha256 } = hashesOf(content);
      return (await catalogue.knownContent([sha256])).get(sha256);
    },
    idOf: (name) => itemId(source.id, Buffer.from(name)),
  };
}
