/** Reads encrypted Office packages that open without being asked for a password, or with one that the user gave. */
import { memoryContent } from '../content.ts';
import { type Extract, type ExtractInput, type Extractor, LimitError } from '../contract.ts';
import { type CompoundDamage, CompoundFile } from '../ole/compound-file.ts';
import { identifyPackage } from '../zip/zip-package.ts';
import { excelPassword, PasswordTries } from '../passwords.ts';
import { decryptPackage } from './decrypt-package.ts';

export const version = '4';

const readers: Readonly<Record<string, () => Promise<Extractor>>> = {
  docx: () => import('./docx.ts'),
  xlsx: () => import('./xlsx.ts'),
  pptx: () => import('./pptx.ts'),
};

/** Rounds of one try, as `PasswordTries` counts them: what Office writes. */
const roundsOfTry = 100_000;

/** What a password opens. */
interface OpenedPackage {
  readonly bytes: Buffer;
  readonly damage: readonly CompoundDamage[];
}

async function open(
  { content, limits }: ExtractInput,
  tries: PasswordTries,
): Promise<OpenedPackage | undefined> {
  const { maxHeldBytes } = limits;
  const file = CompoundFile.open(content);
  const info = file?.find('EncryptionInfo');
  const encrypted = file?.find('EncryptedPackage');
  if (!file || !info || !encrypted) return undefined;
  if (Math.min(encrypted.size, content.size) > maxHeldBytes)
    throw new LimitError('too-large', `${encrypted.size} bytes of encrypted package`);
  const sealed = file.read(encrypted, maxHeldBytes);
  const description = file.read(info, maxHeldBytes).bytes;
  const decrypt = async (word: string): Promise<Buffer | undefined> => {
    try {
      return await decryptPackage(description, sealed.bytes, word);
    } catch {
      // Damaged, or of a kind that is not understood: encrypted it stays.
      return undefined;
    }
  };
  const bytes = (await decrypt(excelPassword)) ?? (await tries.first(roundsOfTry, decrypt));
  return bytes && { bytes, damage: sealed.damage ? [...file.damage, sealed.damage] : file.damage };
}

/** The text of what opens with the built-in password, or one that the user gave; `encrypted` for all others. */
export const extract: Extract = async (input, sink) => {
  const tries = new PasswordTries(input, sink);
  const opened = await open(input, tries);
  if (opened) {
    const content = memoryContent(opened.bytes);
    // An Office package it is, by its encryption: what else it declares itself to be is not asked.
    const { format } = identifyPackage(content, () => undefined);
    const reader = await readers[format]?.();
    if (reader) {
      for (const { code, detail } of opened.damage) sink.warn(code, detail);
      return reader.extract({ ...input, content, format }, sink);
    }
  }
  return {
    status: 'encrypted',
    code: 'password-required',
    detail: `an encrypted Office package${tries.refused}`,
  };
};
