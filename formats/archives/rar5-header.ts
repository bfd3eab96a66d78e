/** Reads the blocks of RAR 5 and later (RAR 5.0 archive format, www.rarlab.com/technote.htm). */
import type { ItemTimes } from '../../schemas/item-times.ts';
import type { Content } from '../contract.ts';
import { filetime, unixTime } from '../time/archive-time.ts';
import { headerCrc, maxHeaderBytes, type RarBlock, type RarEntry, readHead } from './rar-header.ts';

const kinds: readonly RarBlock['kind'][] = ['other', 'main', 'file', 'other', 'encryption', 'end'];
/** What the extra area of a file can say. */
const extraKinds = { encryption: 1, time: 3, redirection: 5 };

/** Numbers of a header, seven bits a byte; past the end they are zero. */
class Fields {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number(): number {
    let [value, scale] = [0, 1];
    for (let index = 0; index < 10; index++, scale *= 128) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  }

  u32(): number {
    this.at += 4;
    return this.at <= this.bytes.length ? this.bytes.readUInt32LE(this.at - 4) : 0;
  }

  u64(): bigint {
    this.at += 8;
    return this.at <= this.bytes.length ? this.bytes.readBigUInt64LE(this.at - 8) : 0n;
  }

  take(length: number): Buffer {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

interface Extras {
  isEncrypted: boolean;
  target?: string | undefined;
  times: { -readonly [K in keyof ItemTimes]: ItemTimes[K] };
}

function readTimes(fields: Fields, times: Extras['times']): void {
  const flags = fields.number();
  for (const [bit, key] of (['modified', 'created', 'accessed'] as const).entries()) {
    if (!(flags & (2 << bit))) continue;
    const seconds = flags & 1 ? fields.u32() : undefined;
    const time = seconds === undefined ? filetime(fields.u64()) : unixTime(seconds, String(seconds));
    if (time) times[key] = time;
  }
}

/** Records of the extra area, each its size, its kind and its data. */
function readExtras(area: Buffer, extras: Extras): void {
  for (let at = 0; at < area.length;) {
    const fields = new Fields(area, at);
    const size = fields.number();
    const end = fields.at + size;
    if (size === 0 || end > area.length) return;
    const kind = fields.number();
    if (kind === extraKinds.encryption) extras.isEncrypted = true;
    if (kind === extraKinds.time) readTimes(fields, extras.times);
    if (kind === extraKinds.redirection) {
      fields.number();
      fields.number();
      extras.target = fields.take(fields.number()).toString('utf8').slice(0, 500);
    }
    at = end;
  }
}

interface Header {
  readonly start: number;
  readonly dataStart: number;
  readonly packed: number;
  readonly flags: number;
  readonly extra: Buffer;
}

function readEntry(fields: Fields, { extra, flags, ...place }: Header): RarEntry {
  const fileFlags = fields.number();
  const bytes = fields.number();
  fields.number();
  const extras: Extras = { isEncrypted: false, times: {} };
  if (fileFlags & 2) {
    const seconds = fields.u32();
    const modified = unixTime(seconds, String(seconds));
    if (modified) extras.times.modified = modified;
  }
  const crc = fileFlags & 4 ? fields.u32() : undefined;
  const packing = fields.number();
  fields.number();
  const name = fields.take(fields.number()).toString('utf8');
  readExtras(extra, extras);
  return {
    ...place,
    bytes: fileFlags & 8 ? undefined : bytes,
    crc,
    name,
    times: extras.times,
    isDirectory: (fileFlags & 1) !== 0,
    isStored: ((packing >> 7) & 7) === 0,
    isSolid: (packing & 0x40) !== 0,
    isEncrypted: extras.isEncrypted,
    dictionaryBytes: 131_072 * 2 ** ((packing >> 10) & 15),
    isContinued: (flags & 8) !== 0,
    continues: (flags & 0x10) !== 0,
    target: extras.target,
    isLink: extras.target !== undefined,
  };
}

/** The block at `at`, undefined where none whole begins there. */
export function readBlock5(content: Content, at: number): RarBlock | undefined {
  const size = new Fields(readHead(content, at, 16), 4);
  const length = size.number();
  if (length === 0 || length > maxHeaderBytes) return undefined;
  const head = readHead(content, at, size.at + length);
  if (head.length < size.at + length || headerCrc(head, 4) !== head.readUInt32LE(0)) return undefined;
  const fields = new Fields(head, size.at);
  const kind = kinds[fields.number()] ?? 'other';
  const flags = fields.number();
  const extraBytes = flags & 1 ? fields.number() : 0;
  const packed = flags & 2 ? fields.number() : 0;
  const end = at + head.length + packed;
  if (extraBytes > head.length || !Number.isSafeInteger(end)) return undefined;
  if (kind === 'main' || kind === 'end') return { kind, end, isVolume: (fields.number() & 1) !== 0 };
  if (kind !== 'file') return { kind, end };
  const extra = head.subarray(head.length - extraBytes);
  const place = { start: at, dataStart: at + head.length, packed };
  return { kind, end, entry: readEntry(fields, { ...place, flags, extra }) };
}
