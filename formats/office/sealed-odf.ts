/** The encrypted parts of an OpenDocument package, under the word that opens them (ODF 1.3 part 2, 3.4 and 4). */
import { createDecipheriv, hash, pbkdf2Sync } from 'node:crypto';
import { constants, inflateRawSync } from 'node:zlib';
import { LimitError } from '../contract.ts';
import type { PasswordTries } from '../passwords.ts';
import { joined, type OfficePackage, type PackagePart } from './package.ts';
import type { PartReader } from './part-reader.ts';
import { attribute } from './xml.ts';

/** LibreOffice writes 100,000; each part costs them once more. Stops the file that keeps a parser busy for a day. */
const maxRounds = 1_000_000;
/** Rounds for all parts of one document, a minute or less. */
const maxRoundsOfParts = 100_000_000;
/** Of the part that words are tried on: each try decrypts it. */
const maxTriedBytes = 64 * 1024 * 1024;
/** The checksum is of so many bytes of what is packed. */
const checkedBytes = 1024;
const blockBytes = 16;
const maxShownUnits = 200;
const manifestPart = 'META-INF/manifest.xml';
/** LibreOffice 24.2 and later encrypt the whole package as one part. */
const wholePackage = 'encrypted-package';

/** What the manifest says of one part. Names of algorithms are as they stand. */
interface Seal {
  checksumType?: string;
  checksum?: Buffer;
  algorithm?: string;
  vector?: Buffer;
  startKey?: string;
  derivation?: string;
  salt?: Buffer;
  rounds?: number;
}

/** How the parts of a document are encrypted, by part. */
export type Seals = ReadonlyMap<PackagePart, Seal>;

/** The parts that the manifest calls encrypted and that are there. */
export async function readSeals(reader: PartReader): Promise<Seals> {
  const seals = new Map<PackagePart, Seal>();
  if (!reader.package.find(manifestPart)) return seals;
  let part: PackagePart | undefined;
  let seal: Seal = {};
  const bytes = (text = ''): Buffer => Buffer.from(text, 'base64');
  await reader.parse(
    manifestPart,
    {
      open(name, attributes) {
        const valueOf = (key: string): string | undefined => attribute(attributes, key);
        if (name === 'file-entry') part = reader.package.find(valueOf('full-path') ?? '');
        else if (name === 'encryption-data' && part) {
          seal = { checksumType: valueOf('checksum-type'), checksum: bytes(valueOf('checksum')) };
          seals.set(part, seal);
        } else if (name === 'algorithm')
          Object.assign(seal, { algorithm: valueOf('algorithm-name'), vector: bytes(valueOf('initialisation-vector')) }); // prettier-ignore
        else if (name === 'start-key-generation') seal.startKey = valueOf('start-key-generation-name');
        else if (name === 'key-derivation')
          Object.assign(seal, { derivation: valueOf('key-derivation-name'), salt: bytes(valueOf('salt')), rounds: Number(valueOf('iteration-count')) }); // prettier-ignore
        return true;
      },
      close: () => undefined,
      text: () => undefined,
    },
    'aside',
  );
  return seals;
}

/** Whether nothing of the document itself can be read without a word. */
export const isShut = (seals: Seals): boolean =>
  [...seals.keys()].some(({ name }) => name === 'content.xml' || name === wholePackage);

const keyBytesOf: Readonly<Record<string, number>> = { 'aes128-cbc': 16, 'aes192-cbc': 24, 'aes256-cbc': 32 };

/** Names are addresses of specifications, or words of ODF 1.1 (`SHA1/1K`). */
const lastOf = (name = ''): string =>
  name
    .slice(name.lastIndexOf('#') + 1)
    .toLowerCase()
    .replace('/', '-');

interface Cipher {
  readonly keyBytes: number;
  readonly startHash: 'sha1' | 'sha256';
  readonly checkHash: 'sha1' | 'sha256';
  readonly vector: Buffer;
  readonly checksum: Buffer;
  readonly salt: Buffer;
  readonly rounds: number;
}

/** Undefined for what is not opened here: Blowfish (until OpenOffice.org 3.3), Argon2 (LibreOffice 24.2 and later). */
function cipherOf({ rounds = 0, salt, vector, checksum, ...names }: Seal): Cipher | undefined {
  const keyBytes = keyBytesOf[lastOf(names.algorithm)];
  const hashes = { 'sha1-1k': 'sha1', 'sha256-1k': 'sha256' } as const;
  const checkHash = Object.entries(hashes).find(([name]) => name === lastOf(names.checksumType))?.[1];
  const start = lastOf(names.startKey ?? 'sha1');
  const isKnown = lastOf(names.derivation) === 'pbkdf2' && rounds >= 1 && rounds <= maxRounds;
  if (!isKnown || !keyBytes || !checkHash || vector?.length !== blockBytes || !checksum || !salt)
    return undefined;
  if (start !== 'sha1' && start !== 'sha256') return undefined;
  return { keyBytes, startHash: start, checkHash, vector, checksum, salt, rounds };
}

/** What is packed; undefined where the word is not that of the part, or the part was changed. */
function opened(sealed: Uint8Array, cipher: Cipher, word: string): Buffer | undefined {
  const { keyBytes, startHash, checkHash, vector, checksum, salt, rounds } = cipher;
  if (sealed.length === 0 || sealed.length % blockBytes !== 0) return undefined;
  const start = hash(startHash, word, 'buffer');
  const key = pbkdf2Sync(start, salt, rounds, keyBytes, 'sha1');
  const decipher = createDecipheriv(`aes-${keyBytes * 8}-cbc`, key, vector).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
  // Padding as in XML Encryption 5.2: the last byte says how long it is.
  const packed = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
  return hash(checkHash, packed.subarray(0, checkedBytes), 'buffer').equals(checksum) ? packed : undefined;
}

/**
 * Has the package give its encrypted parts as they were before: read, opened and unpacked when they are asked for, each of
 * `maxBytes` at most. Undefined where no word fits, or none is tried; then they throw `password-required`.
 */
export async function openSeals(
  parts: OfficePackage,
  seals: Seals,
  tries: PasswordTries,
  maxBytes: number,
): Promise<string | undefined> {
  const word = await wordFor(parts, seals, tries);
  let left = maxRoundsOfParts;
  for (const [part, seal] of seals) {
    const cipher = cipherOf(seal);
    const name = part.name.slice(0, maxShownUnits);
    parts.opening(part, (sealed) => {
      if (word === undefined || !cipher) throw new LimitError('password-required', `${name}: encrypted`);
      if ((left -= cipher.rounds) < 0)
        throw new LimitError('partial-read', `${name}: too many parts to open`);
      const packed = opened(sealed, cipher, word);
      if (!packed)
        throw new LimitError('corrupt', `${name}: the word that opens the document does not open it`);
      return unpacked(name, packed, maxBytes);
    });
  }
  return word;
}

/** Tried on the part that is the shortest to try: each of them has the same word. */
async function wordFor(
  parts: OfficePackage,
  seals: Seals,
  tries: PasswordTries,
): Promise<string | undefined> {
  const known = [...seals].flatMap(([part, seal]) => {
    const cipher = cipherOf(seal);
    return cipher && part.entry.bytes <= maxTriedBytes ? [{ part, cipher }] : [];
  });
  const [first] = known.sort((one, other) => one.part.entry.bytes - other.part.entry.bytes);
  if (!first || !tries.hasAny) return undefined;
  const sealed = await joined(parts.read(first.part));
  return tries.first(first.cipher.rounds, (word) => (opened(sealed, first.cipher, word) ? word : undefined));
}

function unpacked(name: string, packed: Buffer, maxBytes: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new LimitError('bomb', `${name}: more than ${maxBytes} bytes`);
    throw new LimitError('corrupt', `${name}: does not unpack`);
  }
}
