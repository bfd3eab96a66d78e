/** Reads what data of OpenPGP holds without any key: who signed, for whom it is encrypted, whose keys they are, and files that are signed alone. */
import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import type { Limits } from '../../schemas/limits.ts';
import type { Time } from '../../schemas/time.ts';
import { decodeBzip2 } from '../archives/bzip2-decoder.ts';
import { assertExpansion } from '../archives/expansion-limit.ts';
import { newReport } from '../archives/single-member.ts';
import { memoryContent } from '../content.ts';
import { type ByteRange, type Content, LimitError } from '../contract.ts';
import { unixTime } from '../time/archive-time.ts';
import { bodyOf, keyOf, type PgpKey, type PgpSignature, recipientOf, signatureOf } from './pgp-keys.ts';
import { type Packet, packetTypes, readPackets } from './pgp-packets.ts';

/** A file that is signed or compressed, and not encrypted. */
export interface PgpFile {
  readonly name: string;
  readonly time: Time | undefined;
  /** Where its bytes lie. */
  readonly content: Content;
  readonly ranges: readonly ByteRange[];
}

export interface PgpMessage {
  readonly isEncrypted: boolean;
  /** Ids of keys, or fingerprints; '' for one that the sender hides. */
  readonly recipients: readonly string[];
  readonly hasPassphrase: boolean;
  readonly signatures: readonly PgpSignature[];
  readonly keys: readonly PgpKey[];
  readonly userIds: readonly string[];
  readonly files: readonly PgpFile[];
  /** What could not be read. */
  readonly problems: readonly {
    readonly code: 'truncated' | 'corrupt' | 'depth-limit' | 'no-extractor';
    readonly detail: string;
  }[];
  /** The first byte that belongs to none of its packets. */
  readonly end: number;
}

/** Compressed data within one another; writers compress once. Stops data that decompresses to itself. */
const maxLayers = 4;
/** Names, signatures and keys that are kept, of each. */
const maxKept = 10_000;
/** Bytes of a user id; RFC 9580 has no limit, GnuPG takes 2,048. */
const maxUserIdBytes = 2_048;

const knownTypes: ReadonlySet<number> = new Set(Object.values(packetTypes));
const sealedTypes: ReadonlySet<number> = new Set([
  packetTypes.encrypted,
  packetTypes.sealed,
  packetTypes.authenticated,
]);
const keyTypes: ReadonlySet<number> = new Set([
  packetTypes.publicKey,
  packetTypes.publicSubkey,
  packetTypes.secretKey,
  packetTypes.secretSubkey,
]);

/** The parts of a body from its byte `skip` on. */
function rangesFrom(body: readonly ByteRange[], skip: number): ByteRange[] {
  let left = skip;
  return body.flatMap(({ start, end }) => {
    const passed = Math.min(left, end - start);
    left -= passed;
    return end > start + passed ? [{ start: start + passed, end }] : [];
  });
}

function* inflateBzip2(packed: Uint8Array, limits: Limits): Generator<Uint8Array> {
  let bytes = 0;
  for (const chunk of decodeBzip2([packed], newReport())) {
    bytes += chunk.length;
    if (bytes > limits.maxHeldBytes)
      throw new LimitError('too-large', `compressed, over ${limits.maxHeldBytes} bytes`);
    assertExpansion(bytes, packed.length, limits);
    yield chunk;
  }
}

/** RFC 9580, 9.4; undefined for a method that is none of it. What comes before damage is given. */
function decompress(method: number, packed: Uint8Array, limits: Limits): Uint8Array | undefined {
  const options = { maxOutputLength: limits.maxHeldBytes, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    if (method === 0) return packed;
    if (method === 3) return Buffer.concat([...inflateBzip2(packed, limits)]);
    if (method !== 1 && method !== 2) return undefined;
    const bytes = method === 1 ? inflateRawSync(packed, options) : inflateSync(packed, options);
    assertExpansion(bytes.length, packed.length, limits);
    return bytes;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new LimitError('too-large', `compressed, over ${limits.maxHeldBytes} bytes`);
    throw error;
  }
}

class MessageReader {
  readonly #limits: Limits;
  isEncrypted = false;
  hasPassphrase = false;
  readonly recipients: string[] = [];
  readonly signatures: PgpSignature[] = [];
  readonly keys: PgpKey[] = [];
  readonly userIds: string[] = [];
  readonly files: PgpFile[] = [];
  readonly problems: PgpMessage['problems'][number][] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  read(content: Content, packets: readonly Packet[], layer: number): void {
    for (const packet of packets) {
      if (!packet.isWhole) this.#problem('truncated', `a packet at ${packet.start} is cut off`);
      if (packet.type === packetTypes.compressed) this.#readCompressed(content, packet, layer);
      else if (packet.type === packetTypes.literal) this.#readLiteral(content, packet);
      else this.#take(content, packet);
    }
  }

  #problem(code: PgpMessage['problems'][number]['code'], detail: string): void {
    if (!this.problems.some((known) => known.code === code)) this.problems.push({ code, detail });
  }

  #take(content: Content, packet: Packet): void {
    const { type } = packet;
    const keep = <Value>(values: Value[], value: Value): void =>
      void (values.length < maxKept && values.push(value));
    if (type === packetTypes.sessionKey) keep(this.recipients, recipientOf(content, packet));
    else if (type === packetTypes.passphraseKey) this.hasPassphrase = true;
    else if (type === packetTypes.signature || type === packetTypes.onePassSignature)
      keep(this.signatures, signatureOf(content, packet));
    else if (keyTypes.has(type)) keep(this.keys, keyOf(content, packet));
    else if (type === packetTypes.userId)
      keep(this.userIds, bodyOf(content, packet, maxUserIdBytes).toString('utf8'));
    this.isEncrypted ||=
      sealedTypes.has(type) || type === packetTypes.sessionKey || type === packetTypes.passphraseKey;
  }

  #readCompressed(content: Content, packet: Packet, layer: number): void {
    if (layer >= maxLayers) {
      this.#problem('depth-limit', `compressed over ${maxLayers} times`);
      return;
    }
    const bytes = packet.body.reduce((sum, { start, end }) => sum + end - start, 0);
    if (bytes > this.#limits.maxHeldBytes)
      throw new LimitError('too-large', `${bytes} bytes of compressed data`);
    const body = bodyOf(content, packet, bytes);
    const unpacked = this.#decompress(body);
    if (!unpacked) return;
    const inner = memoryContent(unpacked);
    const { packets, end } = readPackets(inner);
    if (end < inner.size)
      this.#problem('corrupt', `${inner.size - end} bytes of compressed data are no packet`);
    this.read(inner, packets, layer + 1);
  }

  #decompress(body: Buffer): Uint8Array | undefined {
    const method = body[0] ?? 0;
    try {
      const unpacked = decompress(method, body.subarray(1), this.#limits);
      if (!unpacked) this.#problem('no-extractor', `compressed by method ${method}`);
      return unpacked;
    } catch (error) {
      if ((error as { name?: unknown }).name === 'LimitError') throw error;
      this.#problem('corrupt', 'compressed data that cannot be read');
      return undefined;
    }
  }

  /** RFC 9580, 5.9: form, length of the name, name, time, and then the file. */
  #readLiteral(content: Content, { body }: Packet): void {
    const head = bodyOf(content, { body, type: packetTypes.literal, start: 0, isWhole: true }, 300);
    const nameEnd = 2 + (head[1] ?? 0);
    const seconds = nameEnd + 4 <= head.length ? head.readUInt32BE(nameEnd) : 0;
    if (this.files.length >= maxKept) return;
    this.files.push({
      name: head.toString('utf8', 2, nameEnd),
      time: seconds === 0 ? undefined : unixTime(seconds, String(seconds)),
      content,
      ranges: rangesFrom(body, nameEnd + 4),
    });
  }
}

/**
 * What the packets of a content state; undefined where they are none. Throws a `LimitError` for compressed data over the
 * limits, and nothing else.
 */
export function readPgp(content: Content, limits: Limits): PgpMessage | undefined {
  const { packets, end } = readPackets(content);
  const [first] = packets;
  if (!first || !knownTypes.has(first.type) || (!first.isWhole && first.body[0]?.start === content.size))
    return undefined;
  const reader = new MessageReader(limits);
  reader.read(content, packets, 0);
  const { isEncrypted, hasPassphrase, recipients, signatures, keys, userIds, files, problems } = reader;
  return { isEncrypted, hasPassphrase, recipients, signatures, keys, userIds, files, problems, end };
}
