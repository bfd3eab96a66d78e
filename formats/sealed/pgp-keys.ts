/** Reads which keys packets of OpenPGP name: of recipients, signers and owners. That a signature is valid is never said. */
import { createHash } from 'node:crypto';
import type { Time } from '../../schemas/time.ts';
import type { Content } from '../contract.ts';
import { unixTime } from '../time/archive-time.ts';
import { type Packet, packetTypes, readPackets } from './pgp-packets.ts';

export interface PgpSignature {
  /** Hexadecimal: a fingerprint, or the id that is its end; '' where none is stated. */
  readonly key: string;
  readonly time?: Time | undefined;
}

export interface PgpKey {
  /** Hexadecimal. */
  readonly fingerprint: string;
  readonly isSecret: boolean;
  readonly isSubkey: boolean;
  readonly created?: Time | undefined;
}

/** Bytes of one packet that say whose key it is; a key of 16,384 bits has some KiB. */
const maxBodyBytes = 64 * 1024;

/** The first bytes of the body of a packet. */
export function bodyOf(content: Content, { body }: Packet, most = maxBodyBytes): Buffer {
  const parts: Uint8Array[] = [];
  let left = most;
  for (const { start, end } of body) {
    if (left <= 0) break;
    const part = content.read(start, Math.min(end - start, left));
    parts.push(part);
    left -= part.length;
  }
  return Buffer.concat(parts);
}

const timeAt = (bytes: Buffer, at: number): Time | undefined => {
  if (at + 4 > bytes.length) return undefined;
  const seconds = bytes.readUInt32BE(at);
  return unixTime(seconds, String(seconds));
};

/** The key that a session key is encrypted for (RFC 9580, 5.1); '' where the sender hides it. */
export function recipientOf(content: Content, packet: Packet): string {
  const bytes = bodyOf(content, packet, 64);
  if (bytes[0] === 6) return bytes.toString('hex', 3, 2 + Math.min(bytes[1] ?? 0, 40));
  const id = bytes.toString('hex', 1, 9);
  return /^0*$/.test(id) ? '' : id;
}

/** The subpackets of a signature (RFC 9580, 5.2.3.7): when, and by which key. */
function readSubpackets(bytes: Buffer): { time?: Time | undefined; id?: string; fingerprint?: string } {
  const found: { time?: Time | undefined; id?: string; fingerprint?: string } = {};
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const octets = first < 192 ? 1 : first < 255 ? 2 : 5;
    if (at + octets > bytes.length) break;
    const length =
      octets === 1
        ? first
        : octets === 2
          ? (first - 192) * 256 + (bytes[at + 1] ?? 0) + 192
          : bytes.readUInt32BE(at + 1);
    const value = bytes.subarray(at + octets, at + octets + length);
    const type = (value[0] ?? 0) & 0x7f;
    if (type === 2) found.time ??= timeAt(value, 1);
    if (type === 16) found.id ??= value.toString('hex', 1, 9);
    if (type === 33) found.fingerprint ??= value.toString('hex', 2, 34);
    at += octets + Math.max(1, length);
  }
  return found;
}

/** Who a signature states to be by (RFC 9580, 5.2), or one that follows what it signs (5.4). */
export function signatureOf(content: Content, packet: Packet): PgpSignature {
  const bytes = bodyOf(content, packet);
  const [version] = bytes;
  if (packet.type === packetTypes.onePassSignature)
    return { key: version === 3 ? bytes.toString('hex', 4, 12) : '' };
  if (version === 3) return { key: bytes.toString('hex', 7, 15), time: timeAt(bytes, 3) };
  // Version 6 has lengths of four octets.
  const step = version === 6 ? 4 : 2;
  if (bytes.length < 4 + step) return { key: '' };
  const hashedEnd = 4 + step + bytes.readUIntBE(4, step);
  const hashed = readSubpackets(bytes.subarray(4 + step, hashedEnd));
  const rest =
    hashedEnd + step > bytes.length
      ? {}
      : readSubpackets(
          bytes.subarray(hashedEnd + step, hashedEnd + step + bytes.readUIntBE(hashedEnd, step)),
        );
  const key = hashed.fingerprint ?? rest.fingerprint ?? hashed.id ?? rest.id ?? '';
  return { key, time: hashed.time };
}

/** Bytes of a secret key that are its public part lie before others, so that its fingerprint is not told. */
function fingerprintOf(bytes: Buffer, isSecret: boolean): string {
  if (isSecret) return '';
  const [version] = bytes;
  if (version === 4)
    return createHash('sha1')
      .update(Buffer.of(0x99, bytes.length >> 8, bytes.length & 0xff))
      .update(bytes)
      .digest('hex');
  if (version !== 6) return '';
  const head = Buffer.alloc(5, 0x9b);
  head.writeUInt32BE(bytes.length, 1);
  return createHash('sha256').update(head).update(bytes).digest('hex');
}

const secretTypes: ReadonlySet<number> = new Set([packetTypes.secretKey, packetTypes.secretSubkey]);
const subkeyTypes: ReadonlySet<number> = new Set([packetTypes.secretSubkey, packetTypes.publicSubkey]);

/** A key (RFC 9580, 5.5), with the fingerprint by which others name it. */
export function keyOf(content: Content, packet: Packet): PgpKey {
  const bytes = bodyOf(content, packet);
  const isSecret = secretTypes.has(packet.type);
  return {
    fingerprint: fingerprintOf(bytes, isSecret),
    isSecret,
    isSubkey: subkeyTypes.has(packet.type),
    created: timeAt(bytes, 1),
  };
}

/** Signatures of one file that are looked at. */
const maxSignatures = 100;

/** The signatures of a content that has nothing else. */
export const readSignatures = (content: Content): PgpSignature[] =>
  readPackets(content)
    .packets.filter(({ type }) => type === packetTypes.signature)
    .slice(0, maxSignatures)
    .map((packet) => signatureOf(content, packet));
