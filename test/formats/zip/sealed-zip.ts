/** Seals a member of a ZIP file for tests: the traditional encryption, and WinZip's AES. */
import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';

export type Seal = 'traditional' | 'aes-1' | 'aes-2';

const table = Uint32Array.from({ length: 256 }, (_, value) => {
  let one = value;
  for (let bit = 0; bit < 8; bit++) one = one & 1 ? (one >>> 1) ^ 0xedb88320 : one >>> 1;
  return one >>> 0;
});
const step = (crc: number, byte: number): number => ((table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;

/** APPNOTE 6.3.10, 6.1.5 and 6.1.6, with a header of zeros but its last byte. */
function sealTraditional(data: Buffer, crc: number, word: string): Buffer {
  let keys = [0x12345678, 0x23456789, 0x34567890] as [number, number, number];
  const update = (byte: number): void => {
    const a = step(keys[0], byte);
    const b = (Math.imul((keys[1] + (a & 0xff)) | 0, 134_775_813) + 1) >>> 0;
    keys = [a, b, step(keys[2], b >>> 24)];
  };
  for (const byte of Buffer.from(word)) update(byte);
  const plain = Buffer.concat([Buffer.alloc(11), Buffer.of(crc >>> 24), data]);
  return plain.map((byte) => {
    const key = (keys[2] | 2) & 0xffff;
    const sealed = byte ^ ((Math.imul(key, key ^ 1) >>> 8) & 0xff);
    update(byte);
    return sealed;
  }) as Buffer;
}

/** AES-256 as WinZip writes it: salt, verifier, data, ten bytes of its authentication code. */
function sealAes(data: Buffer, word: string): Buffer {
  const salt = Buffer.alloc(16, 7);
  const derived = pbkdf2Sync(word, salt, 1_000, 66, 'sha1');
  const blocks = Math.ceil(data.length / 16);
  const counters = Buffer.alloc(blocks * 16);
  for (let block = 0; block < blocks; block++) counters.writeUInt32LE(block + 1, block * 16);
  const stream = createCipheriv('aes-256-ecb', derived.subarray(0, 32), null).update(counters);
  const sealed = Buffer.from(data.map((byte, at) => byte ^ (stream[at] ?? 0)));
  const code = createHmac('sha1', derived.subarray(32, 64)).update(sealed).digest().subarray(0, 10);
  return Buffer.concat([salt, derived.subarray(64), sealed, code]);
}

/** A ZIP file of one deflated member. */
export function sealedZip(name: string, text: Uint8Array, seal: Seal, word: string): Buffer {
  const crc = crc32(text);
  const packed = deflateRawSync(text);
  const isAes = seal !== 'traditional';
  const data = isAes ? sealAes(packed, word) : sealTraditional(packed, crc, word);
  const extra = isAes
    ? Buffer.from([0x01, 0x99, 7, 0, seal === 'aes-1' ? 1 : 2, 0, 0x41, 0x45, 3, 8, 0])
    : Buffer.alloc(0);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(51, 0);
  fields.writeUInt16LE(1, 2);
  fields.writeUInt16LE(isAes ? 99 : 8, 4);
  fields.writeUInt32LE(seal === 'aes-2' ? 0 : crc, 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(text.length, 18);
  fields.writeUInt16LE(name.length, 22);
  fields.writeUInt16LE(extra.length, 24);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), extra, data]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    Buffer.of(51, 0),
    fields,
    Buffer.alloc(14),
    Buffer.from(name),
    extra,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
