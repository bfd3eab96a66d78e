/** Finds ZIP members without their directory, by the local headers in the file. */
import type { Content } from '../contract.ts';
import { readLocal, type ZipEntry } from './zip-records.ts';

const maxWindowBytes = 1024 * 1024;

/** Where the four bytes `PK` plus `kind` next occur at or after `from`; undefined if nowhere before `to`. */
function findRecord(content: Content, kind: string, from: number, to: number): number | undefined {
  // The window grows: small members lie close together, and reading a megabyte for each would be quadratic.
  let windowBytes = 1024;
  for (let at = from; at < to; at += windowBytes) {
    windowBytes = Math.min(windowBytes * 4, maxWindowBytes);
    // Three bytes of overlap, for a signature that lies across the border.
    const bytes = content.read(at, Math.min(windowBytes + 3, to - at));
    const window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found = window.indexOf(`PK${kind}`, 0, 'latin1');
    if (found >= 0) return at + found;
  }
  return undefined;
}

/** An entry with the sizes of its data descriptor (4.3.9), which follows the data, in place of the header's zeros. */
function fromDescriptor(content: Content, entry: ZipEntry, dataStart: number, next: number): ZipEntry {
  let at: number | undefined = dataStart;
  // Every signature that is no descriptor costs a look; the data of a member may hold many.
  for (let tries = 0; tries < 10_000; tries++) {
    at = findRecord(content, '\x07\x08', at, next);
    if (at === undefined) break;
    const record = Buffer.from(content.read(at, 24));
    const length = at - dataStart;
    if (record.length >= 16 && record.readUInt32LE(8) === length) {
      return {
        ...entry,
        crc: record.readUInt32LE(4),
        compressedBytes: length,
        bytes: record.readUInt32LE(12),
      };
    }
    if (record.length >= 24 && Number(record.readBigUInt64LE(8)) === length) {
      const bytes = Number(record.readBigUInt64LE(16));
      return { ...entry, crc: record.readUInt32LE(4), compressedBytes: length, bytes };
    }
    at += 4;
  }
  return { ...entry, compressedBytes: next - dataStart };
}

/** A name of no length or over this, or a high version, says that the signature stood there by chance. */
const maxLikelyNameBytes = 4096;

const isPlausible = (entry: ZipEntry): boolean =>
  entry.rawName.length > 0 && entry.rawName.length <= maxLikelyNameBytes && !entry.rawName.includes(0);

/** Searched without a pause for progress. */
const maxStretchBytes = 64 * 1024 * 1024;

/**
 * Entries by their local headers that begin from `start` on and before `limit`, in file order; `undefined` where a long
 * stretch held none, so that the reader can report progress. Offsets in `known` were read already.
 */
export function* salvageEntries(
  content: Content,
  known: ReadonlySet<number>,
  limit = content.size,
  start = 0,
): Generator<ZipEntry | undefined> {
  for (let from = start; from < limit;) {
    const to = Math.min(from + maxStretchBytes, limit);
    const at = findRecord(content, '\x03\x04', from, to);
    if (at === undefined) {
      // A signature that lies across the border begins in its last three bytes.
      from = to === limit ? to : to - 3;
      yield undefined;
      continue;
    }
    const local = readLocal(content, at);
    from = at + 4;
    if (!local || !isPlausible(local.entry)) continue;
    let { entry } = local;
    if (entry.flags & 8 && entry.compressedBytes === 0) {
      const border = findRecord(content, '\x03\x04', local.dataStart, limit) ?? limit;
      entry = fromDescriptor(content, entry, local.dataStart, border);
    }
    from = Math.max(from, Math.min(local.dataStart + entry.compressedBytes, limit));
    if (!known.has(at)) yield entry;
  }
}
