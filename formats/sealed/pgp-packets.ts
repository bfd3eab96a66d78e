/** Walks the packets of OpenPGP (RFC 9580, 4) of a content, by ranges: what each is, and where its body lies. */
import { bufferAt } from '../content.ts';
import type { ByteRange, Content } from '../contract.ts';

/** Types of packets (RFC 9580, 5). */
export const packetTypes = {
  sessionKey: 1,
  signature: 2,
  passphraseKey: 3,
  onePassSignature: 4,
  secretKey: 5,
  publicKey: 6,
  secretSubkey: 7,
  compressed: 8,
  encrypted: 9,
  literal: 11,
  userId: 13,
  publicSubkey: 14,
  sealed: 18,
  authenticated: 20,
} as const;

/** Types that this version of the format has. */
const lastType = 21;

export interface Packet {
  readonly type: number;
  readonly start: number;
  /** The parts of its body, which a writer that did not know its length cut. */
  readonly body: readonly ByteRange[];
  readonly isWhole: boolean;
}

export interface Packets {
  readonly packets: readonly Packet[];
  /** The first byte that belongs to none. */
  readonly end: number;
}

/** A key ring of a server has some ten thousand; stops a million empty ones. */
const maxPackets = 100_000;
/** Parts of one body: a writer gives some KiB in each; stops parts of one byte. */
const maxPieces = 100_000;

interface Length {
  readonly from: number;
  /** Undefined where it goes to the end of the content. */
  readonly bytes: number | undefined;
  /** Another length follows the part. */
  readonly isPart: boolean;
}

/** RFC 9580, 4.2.1. */
function readLength(content: Content, at: number): Length | undefined {
  const bytes = bufferAt(content, at, 5);
  const [first, second] = bytes;
  if (first === undefined) return undefined;
  if (first < 192) return { from: at + 1, bytes: first, isPart: false };
  if (first < 224) {
    if (second === undefined) return undefined;
    return { from: at + 2, bytes: (first - 192) * 256 + second + 192, isPart: false };
  }
  if (first < 255) return { from: at + 1, bytes: 2 ** (first & 0x1f), isPart: true };
  return bytes.length < 5 ? undefined : { from: at + 5, bytes: bytes.readUInt32BE(1), isPart: false };
}

/** RFC 9580, 4.2.2: what was written before 1998, and by GnuPG to this day. */
function readOldLength(content: Content, at: number, kind: number): Length | undefined {
  if (kind === 3) return { from: at, bytes: undefined, isPart: false };
  const octets = 1 << kind;
  const bytes = bufferAt(content, at, octets);
  if (bytes.length < octets) return undefined;
  return { from: at + octets, bytes: bytes.readUIntBE(0, octets), isPart: false };
}

function readPacket(content: Content, start: number): { packet: Packet; end: number } | undefined {
  const [first = 0] = content.read(start, 1);
  const isOld = (first & 0x40) === 0;
  const type = isOld ? (first >> 2) & 0x0f : first & 0x3f;
  if ((first & 0x80) === 0 || type === 0 || type > lastType) return undefined;
  const body: ByteRange[] = [];
  let length = isOld ? readOldLength(content, start + 1, first & 3) : readLength(content, start + 1);
  if (!length) return undefined;
  for (;;) {
    const stated: number = length.from + (length.bytes ?? content.size - length.from);
    const end = Math.min(stated, content.size);
    body.push({ start: length.from, end });
    const isCut: boolean = stated > content.size;
    const next: Length | undefined =
      length.isPart && !isCut && body.length < maxPieces ? readLength(content, end) : undefined;
    if (!next) return { packet: { type, start, body, isWhole: !isCut && !length.isPart }, end };
    length = next;
  }
}

/** The packets from the start on; empty where none begins there. Never throws for what the content holds. */
export function readPackets(content: Content): Packets {
  const packets: Packet[] = [];
  let at = 0;
  while (at < content.size && packets.length < maxPackets) {
    const read = readPacket(content, at);
    if (!read) break;
    packets.push(read.packet);
    at = read.end;
  }
  return { packets, end: at };
}
