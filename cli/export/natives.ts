/** The natives of an export: each in its file, with the bytes that the ledger says, or the problem that keeps it away. */
import { createHash } from 'node:crypto';
import { constants, copyFileSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { reasonOf } from '../../pipeline/originals/original-problem.ts';
import { Originals, type OriginalsOptions } from '../../pipeline/originals/originals.ts';
import { messageOf } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { ExportFolder } from './export-folder.ts';
import { nativePath } from './numbers.ts';
import type { Chosen } from './selection.ts';

/** An item with its number. */
export interface Numbered {
  readonly number: number;
  readonly chosen: Chosen;
}

/** Why there is no native of an item. */
export interface Missing {
  /** For programs: a code of the ledger or of `OriginalReason`. */
  readonly reason: string;
  readonly words: string;
}

export interface NativesOptions {
  readonly ledger: Ledger;
  readonly scope: Scope;
  readonly parser: OriginalsOptions['parser'];
  readonly prefix: string;
  readonly folder: ExportFolder;
  readonly signal: AbortSignal;
  /** After each, with how many of all were taken. */
  readonly onProgress: (done: number) => void;
}

const flags = constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
const pieceBytes = 1024 * 1024;

/** Whether the file is there with these bytes: of an export that goes on nothing is believed. */
async function isWhole(path: string, { size = 0, sha256 }: LedgerItem): Promise<boolean> {
  if (!existsSync(path) || statSync(path).size !== size) return false;
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (;;) {
      const { bytesRead } = await file.read(piece);
      if (bytesRead === 0) return hash.digest('hex') === sha256;
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** Under its name in each of its places, the last by renaming: what has its name is whole. */
function placeAt(part: string, paths: readonly string[]): void {
  const [last = part, ...others] = paths.toReversed();
  for (const [at, path] of others.entries()) {
    copyFileSync(part, `${part}.${at}`);
    renameSync(`${part}.${at}`, path);
  }
  renameSync(part, last);
}

/** Items in the order of the evidence, so that what lies in one file comes in one reading. Gives what is missing, by number. */
export async function exportNatives(
  all: readonly Numbered[],
  options: NativesOptions,
): Promise<{ readonly missing: ReadonlyMap<number, Missing>; readonly readings: number }> {
  const { ledger, scope, folder, prefix, signal, parser, onProgress } = options;
  const missing = new Map<number, Missing>();
  // The same item may lie in several families: each has its own file.
  const waiting = new Map<string, number[]>();
  const partOf = ({ id }: Pick<LedgerItem, 'id'>): string => join(folder.parts, id);
  const originals = new Originals({
    ledger,
    scope,
    parser,
    spoolFolder: folder.parts,
    open: (item) => openSync(partOf(item), flags, 0o600),
  });
  let done = 0;
  async function* toFetch(): AsyncGenerator<LedgerItem> {
    for (const { number, chosen } of all) {
      signal.throwIfAborted();
      const item = await ledger.items.get(chosen.id, scope);
      const path = item && folder.pathOf(nativePath(prefix, number, item.format));
      if (!item || item.revision !== chosen.revision)
        missing.set(number, { reason: 'changed', words: 'it is no longer in the case as it was chosen' });
      else if (item.sha256 === undefined)
        missing.set(number, { reason: item.code ?? item.status, words: item.detail ?? '' });
      else if (path === undefined || !(await isWhole(path, item))) {
        const known = waiting.get(item.id);
        waiting.set(item.id, [...(known ?? []), number]);
        if (!known) yield item;
        continue;
      }
      onProgress((done += 1));
    }
  }
  try {
    for await (const fetched of originals.fetch(toFetch(), signal)) {
      const { item } = fetched;
      const numbers = waiting.get(item.id) ?? [];
      waiting.delete(item.id);
      if ('problem' in fetched) {
        // Nothing is wrong with the evidence: the same command goes on when there is room.
        if (fetched.problem.code === 'disk-full') throw fetched.problem;
        for (const number of numbers)
          missing.set(number, { reason: reasonOf(fetched.problem), words: messageOf(fetched.problem) });
      } else {
        fetched.original.close();
        placeAt(partOf(item), numbers.map((number) => folder.pathOf(nativePath(prefix, number, item.format)))); // prettier-ignore
      }
      onProgress((done += numbers.length));
    }
    return { missing, readings: originals.readings };
  } finally {
    originals.close();
  }
}
