/** Reads the extra fields of a ZIP entry (APPNOTE 4.5): times, the name and comment in Unicode, and what is not known. */
import { crc32 } from 'node:zlib';
import type { ItemTimes } from '../../schemas/item-times.ts';
import type { ByteRange } from '../contract.ts';
import { dosTime, filetime, unixTime } from '../time/archive-time.ts';
import type { ZipEntry } from './zip-records.ts';

/** Calls `visit` for each extra field of a header (4.5.1); a field that runs over the end is left out. */
export function eachExtra(extra: Buffer, visit: (id: number, data: Buffer) => void): void {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (at + 4 + length > extra.length) return;
    visit(extra.readUInt16LE(at), extra.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
}

/** The times of the DOS fields and of the extra fields that state instants; the local header has more of them. */
export function readTimes(entry: ZipEntry, localExtra: Buffer | undefined): ItemTimes | undefined {
  const times: { -readonly [K in keyof ItemTimes]: ItemTimes[K] } = {};
  const set = (key: keyof ItemTimes, value: ItemTimes['modified']): void => {
    if (value) times[key] = value;
  };
  set('modified', dosTime(entry.dosDate, entry.dosTime));
  for (const extra of [entry.extra, localExtra]) {
    if (!extra) continue;
    eachExtra(extra, (id, data) => {
      if (id === 0x5455) readUnixTimes(data, 1980 + (entry.dosDate >> 9) >= 2038, set);
    });
  }
  eachExtra(entry.extra, (id, data) => {
    if (id === 0x000a) readNtfsTimes(data, set);
  });
  return Object.keys(times).length > 0 ? times : undefined;
}

type SetTime = (key: keyof ItemTimes, value: ItemTimes['modified']) => void;

/**
 * Info-ZIP's extended timestamp: flags, then those of modified, accessed, created that are there. Signed 32 bits,
 * which overflow in 2038: where the DOS date says that it is `late`, a negative one is taken for that.
 */
function readUnixTimes(data: Buffer, late: boolean, set: SetTime): void {
  let at = 1;
  for (const [bit, key] of ['modified', 'accessed', 'created'].entries()) {
    if (data.length < 1 || !(data.readUInt8(0) & (1 << bit)) || at + 4 > data.length) continue;
    const seconds = late ? data.readUInt32LE(at) : data.readInt32LE(at);
    set(key as keyof ItemTimes, unixTime(seconds, String(seconds)));
    at += 4;
  }
}

/** NTFS times (4.5.5): reserved, then attribute 1 of 24 bytes. */
function readNtfsTimes(data: Buffer, set: SetTime): void {
  if (data.length < 32 || data.readUInt16LE(4) !== 1) return;
  for (const [index, key] of ['modified', 'accessed', 'created'].entries()) {
    set(key as keyof ItemTimes, filetime(data.readBigUInt64LE(8 + index * 8)));
  }
}

/** Extra fields that say sizes, times, owners, names, encryption or alignment (4.5.2, 4.6.1, Info-ZIP's list, PyTorch's padding). */
const knownExtras = new Set([
  0x0001, 0x0007, 0x0008, 0x0009, 0x000a, 0x000c, 0x000d, 0x000e, 0x000f, 0x0014, 0x0015, 0x0016, 0x0017,
  0x0018, 0x0019, 0x0020, 0x0021, 0x0022, 0x0023, 0x0065, 0x0066, 0x2605, 0x2705, 0x2805, 0x334d, 0x4154,
  0x4246, 0x4341, 0x4453, 0x4690, 0x470f, 0x4b46, 0x4c41, 0x4d49, 0x4f4c, 0x5356, 0x5455, 0x554e, 0x5855,
  0x6375, 0x6542, 0x7075, 0x7441, 0x756e, 0x7855, 0x7875, 0x9901, 0x9902, 0xa11e, 0xa220, 0xcafe, 0xd935,
  0xfb4a, 0xfd4a,
]);

/** Where the entry's record holds extra fields that nothing is known of, or bytes that are no field. */
export function findUnknownExtras({ extra, extraAt }: ZipEntry): ByteRange[] {
  const found: ByteRange[] = [];
  let at = 0;
  eachExtra(extra, (id, data) => {
    at += 4 + data.length;
    if (data.length > 0 && !knownExtras.has(id))
      found.push({ start: extraAt + at - data.length, end: extraAt + at });
  });
  if (at < extra.length) found.push({ start: extraAt + at, end: extraAt + extra.length });
  return found;
}

/** The comment's bytes: Info-ZIP's Unicode comment (4.6.8) where it still belongs to the one beside it. */
export function readComment(entry: ZipEntry): Buffer {
  let { comment } = entry;
  eachExtra(entry.extra, (id, data) => {
    if (id === 0x6375 && data.length > 5 && data.readUInt32LE(1) === crc32(entry.comment))
      comment = data.subarray(5);
  });
  return comment;
}

/** The name's bytes: Info-ZIP's Unicode path (4.6.9) where it still belongs to the name beside it. */
export function readName(entry: ZipEntry): Buffer {
  let path = entry.rawName;
  eachExtra(entry.extra, (id, data) => {
    if (id === 0x7075 && data.length > 5 && data.readUInt32LE(1) === crc32(entry.rawName))
      path = data.subarray(5);
  });
  return path;
}
