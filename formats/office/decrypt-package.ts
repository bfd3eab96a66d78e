/** Opens an encrypted Office package with a given password: agile and standard encryption ([MS-OFFCRYPTO] 2.3.4). */
import { createDecipheriv, hash } from 'node:crypto';
import { attribute, parseXml, type XmlHandler } from './xml.ts';

/** Office writes 100,000; the specification allows 10 million, which would keep a parser busy for each such file. */
const maxSpins = 200_000;
/** Written by Office: a kilobyte or two. */
const maxInfoBytes = 65_536;
const segmentBytes = 4096;

/** The keys of the three things that are derived from one password (2.3.4.13). */
const blockKeys = {
  verifierInput: Buffer.from('fea7d2763b4b9e79', 'hex'),
  verifierHash: Buffer.from('d7aa0f6d3061344e', 'hex'),
  packageKey: Buffer.from('146e0be7abacd0d6', 'hex'),
};

const hashNames: Readonly<Record<string, string>> = {
  SHA1: 'sha1',
  'SHA-1': 'sha1',
  SHA256: 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
};

const littleEndian = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Cut to `length`, or filled up with 0x36 (2.3.4.11). */
const fit = (bytes: Buffer, length: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(length, 0x36)], length);

/** The password's hash, hashed again `spins` times (2.3.4.7, 2.3.4.11). */
function stretch(algorithm: string, salt: Buffer, password: string, spins: number): Buffer {
  // Latin-1 strings of the bytes: a buffer for each of 100,000 rounds costs more than the hash itself.
  let value = hash(algorithm, Buffer.concat([salt, Buffer.from(password, 'utf16le')]), 'latin1');
  const round = Buffer.alloc(4 + value.length);
  for (let spin = 0; spin < spins; spin += 1) {
    round.writeUInt32LE(spin);
    round.write(value, 4, 'latin1');
    value = hash(algorithm, round, 'latin1');
  }
  return Buffer.from(value, 'latin1');
}

function decipher(mode: 'cbc' | 'ecb', key: Buffer, iv: Buffer | null, data: Buffer): Buffer {
  const cipher = createDecipheriv(`aes-${key.length * 8}-${mode}`, key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** The package in its padding, with its size before it. */
function cutToSize(encrypted: Buffer, decrypted: Buffer): Buffer {
  return decrypted.subarray(0, Math.min(decrypted.length, Number(encrypted.readBigUInt64LE(0))));
}

interface AgileKey {
  readonly algorithm: string;
  readonly hashBytes: number;
  readonly blockBytes: number;
  readonly keyBytes: number;
  readonly salt: Buffer;
  readonly spins: number;
  readonly verifierInput: Buffer;
  readonly verifierHash: Buffer;
  readonly packageKey: Buffer;
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** `keyData` and the password's `encryptedKey`, in this order; fewer where the description is not understood. */
async function readAgileKeys(info: Buffer): Promise<AgileKey[]> {
  const keys: AgileKey[] = [];
  const handler: XmlHandler = {
    open(name, attributes) {
      if (name !== 'keyData' && name !== 'encryptedKey') return true;
      const text = (key: string): string => attribute(attributes, key) ?? '';
      const bytes = (key: string): Buffer => Buffer.from(text(key), 'base64');
      const algorithm = hashNames[text('hashAlgorithm')];
      const understood = text('cipherAlgorithm') === 'AES' && text('cipherChaining') === 'ChainingModeCBC';
      if (algorithm === undefined || !understood) return true;
      keys.push({
        algorithm,
        hashBytes: Number(text('hashSize')),
        blockBytes: Number(text('blockSize')),
        keyBytes: Number(text('keyBits')) / 8,
        salt: bytes('saltValue'),
        spins: Number(text('spinCount')),
        verifierInput: bytes('encryptedVerifierHashInput'),
        verifierHash: bytes('encryptedVerifierHashValue'),
        packageKey: bytes('encryptedKeyValue'),
      });
      return true;
    },
    close: () => undefined,
    text: () => undefined,
  };
  await parseXml(inOnePiece(info.subarray(8)), handler, () => Promise.resolve());
  return keys;
}

async function decryptAgile(info: Buffer, encrypted: Buffer, password: string): Promise<Buffer | undefined> {
  const [data, user] = await readAgileKeys(info);
  if (!data || !user || !(user.spins <= maxSpins) || data.blockBytes !== 16 || user.blockBytes !== 16)
    return undefined;
  const stretched = stretch(user.algorithm, user.salt, password, user.spins);
  const open = (blockKey: Buffer, value: Buffer): Buffer => {
    const key = fit(hash(user.algorithm, Buffer.concat([stretched, blockKey]), 'buffer'), user.keyBytes);
    return decipher('cbc', key, fit(user.salt, 16), value);
  };
  const input = open(blockKeys.verifierInput, user.verifierInput).subarray(0, user.salt.length);
  const expected = open(blockKeys.verifierHash, user.verifierHash).subarray(0, user.hashBytes);
  if (!hash(user.algorithm, input, 'buffer').equals(expected)) return undefined;
  const key = open(blockKeys.packageKey, user.packageKey).subarray(0, data.keyBytes);
  const parts: Buffer[] = [];
  for (let at = 8, segment = 0; at < encrypted.length; at += segmentBytes, segment += 1) {
    const part = encrypted.subarray(at, at + segmentBytes);
    const iv = hash(data.algorithm, Buffer.concat([data.salt, littleEndian(segment)]), 'buffer');
    parts.push(decipher('cbc', key, fit(iv, 16), part.subarray(0, part.length - (part.length % 16))));
  }
  return cutToSize(encrypted, Buffer.concat(parts));
}

/** Standard encryption: AES in ECB mode, SHA-1, 50,000 rounds (2.3.4.5 to 2.3.4.9). */
function decryptStandard(info: Buffer, encrypted: Buffer, password: string): Buffer | undefined {
  const header = 12;
  const verifier = header + info.readUInt32LE(8);
  const keyBytes = info.readUInt32LE(header + 16) / 8;
  if (info.readUInt32LE(verifier) !== 16) return undefined;
  const salt = info.subarray(verifier + 4, verifier + 20);
  const final = hash(
    'sha1',
    Buffer.concat([stretch('sha1', salt, password, 50_000), littleEndian(0)]),
    'buffer',
  );
  const half = (byte: number): Buffer => {
    const pad = Buffer.alloc(64, byte);
    for (const [at, value] of final.entries()) pad[at] = byte ^ value;
    return hash('sha1', pad, 'buffer');
  };
  const key = Buffer.concat([half(0x36), half(0x5c)]).subarray(0, keyBytes);
  const input = decipher('ecb', key, null, info.subarray(verifier + 20, verifier + 36));
  const expected = decipher('ecb', key, null, info.subarray(verifier + 40, verifier + 72)).subarray(0, 20);
  if (!hash('sha1', input, 'buffer').equals(expected)) return undefined;
  const data = encrypted.subarray(8);
  return cutToSize(encrypted, decipher('ecb', key, null, data.subarray(0, data.length - (data.length % 16))));
}

/**
 * The package, or undefined where the password is not this one or the encryption is of another kind. Throws on
 * damaged descriptions. `info` and `encrypted` are the streams `EncryptionInfo` and `EncryptedPackage`.
 */
export async function decryptPackage(
  info: Buffer,
  encrypted: Buffer,
  password: string,
): Promise<Buffer | undefined> {
  if (info.length > maxInfoBytes || encrypted.length < 8) return undefined;
  const major = info.readUInt16LE(0);
  const minor = info.readUInt16LE(2);
  if (major === 4 && minor === 4) return decryptAgile(info, encrypted, password);
  return minor === 2 && major >= 2 && major <= 4 ? decryptStandard(info, encrypted, password) : undefined;
}
