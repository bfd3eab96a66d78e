/** Reads encrypted Office packages as far as they open without being asked for a password. */
import { find, read } from 'cfb';
import type { Extract, Extractor } from '../contract.ts';
import { identifyPackage } from '../zip/zip-package.ts';
import { decryptPackage } from './decrypt-package.ts';

export const version = '2';

/** Excel encrypts a workbook that is only protected against changes with this, and opens it so ([MS-OFFCRYPTO] 2.4.2.3). */
const builtInPassword = 'VelvetSweatshop';

const readers: Readonly<Record<string, () => Promise<Extractor>>> = {
  docx: () => import('./docx.ts'),
  xlsx: () => import('./xlsx.ts'),
  pptx: () => import('./pptx.ts'),
};

async function open(bytes: Uint8Array): Promise<Buffer | undefined> {
  try {
    const file = read(bytes, { type: 'buffer' });
    const info = find(file, 'EncryptionInfo');
    const encrypted = find(file, 'EncryptedPackage');
    if (!info || !encrypted) return undefined;
    return await decryptPackage(
      Buffer.from(info.content as Uint8Array),
      Buffer.from(encrypted.content as Uint8Array),
      builtInPassword,
    );
  } catch {
    // Damaged, or of a kind that is not understood: encrypted it stays.
    return undefined;
  }
}

/** The text of what opens with the built-in password; `encrypted` for all others. */
export const extract: Extract = async (input, sink) => {
  const bytes = await open(input.content.whole());
  if (bytes) {
    const content = {
      size: bytes.length,
      read: (offset: number, length: number) => bytes.subarray(offset, offset + length),
      whole: () => bytes,
      *slices(start = 0, end = bytes.length) {
        for (let at = start; at < end; at += 262_144) yield bytes.subarray(at, Math.min(at + 262_144, end));
      },
    };
    const { format } = identifyPackage(content);
    const reader = await readers[format]?.();
    if (reader) return reader.extract({ ...input, content, format }, sink);
  }
  return { status: 'encrypted', code: 'password-required', detail: 'an encrypted Office package' };
};
