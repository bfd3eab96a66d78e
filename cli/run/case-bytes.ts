/** Searches every file of a case folder byte by byte, and what the stores hold compressed in them. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Stores } from '../../case/stores.ts';
import { ByteSearch, type Needle, piecesOf } from './byte-search.ts';

/** A string that still stands in the case, and where. */
export interface FoundBytes {
  /** Below the case folder. */
  readonly file: string;
  readonly kind: Needle['kind'];
  readonly text: string;
  readonly times: number;
}

export interface SearchedBytes {
  readonly files: number;
  readonly bytes: number;
  /** Compressed values that were unpacked, and those that could not be. */
  readonly unpacked: number;
  readonly notUnpacked: number;
  readonly found: readonly FoundBytes[];
}

/** Throws the reason of `signal` when it is aborted. */
export async function searchCaseBytes(
  { path, stores }: { path: string; stores: Pick<Stores, 'packedValues'> },
  needles: readonly Needle[],
  signal: AbortSignal,
): Promise<SearchedBytes> {
  const search = new ByteSearch(needles);
  const sums = { files: 0, bytes: 0, unpacked: 0, notUnpacked: 0 };
  const found = new Map<string, FoundBytes>();
  const gather = (file: string): void => {
    for (const [{ kind, text }, times] of search.found) {
      const key = `${file} ${kind} ${text}`;
      found.set(key, { file, kind, text, times: times + (found.get(key)?.times ?? 0) });
    }
  };
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    const whole = join(entry.parentPath, entry.name);
    const file = relative(path, whole);
    if (!entry.isFile()) continue;
    sums.files += 1;
    search.begin();
    for await (const piece of piecesOf(whole, signal)) {
      sums.bytes += piece.length;
      search.take(piece);
    }
    gather(file);
    for await (const { bytes } of stores.packedValues(whole)) {
      sums[bytes ? 'unpacked' : 'notUnpacked'] += 1;
      if (!bytes) continue;
      search.begin();
      search.take(bytes);
      gather(file);
      if (sums.unpacked % 100 === 0) await setImmediate(undefined, { signal });
    }
  }
  return { ...sums, found: [...found.values()] };
}
