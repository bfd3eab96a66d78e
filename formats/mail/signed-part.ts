/** Opens what a part of a message holds signed (S/MIME, RFC 8551): the entity that was signed, and who signed. */
import { memoryContent, sliceContent } from '../content.ts';
import { type ByteRange, type Content, LimitError } from '../contract.ts';
import { readArmour } from '../sealed/armour.ts';
import { type Cms, readCms } from '../sealed/cms.ts';
import { type PgpSignature, readSignatures } from '../sealed/pgp-keys.ts';
import { readHeaderBlock } from './header-block.ts';
import type { MimePart } from './mime-tree.ts';
import { readPart } from './part-text.ts';

export interface SignedPart {
  readonly cms: Cms;
  /** The MIME entity that was signed. */
  readonly inner: Content;
}

/** Encoded bytes of a part that is opened in its place; a larger one is an attachment, read by ranges. */
const maxPartBytes = 16 * 1024 * 1024;
/** Encoded bytes of a signature that lies apart: some KiB with its certificates. */
const maxSignatureBytes = 1024 * 1024;

const sealedType = /^application\/(?:x-)?pkcs7-mime$/;
const signatureType = /^application\/(?:x-)?pkcs7-signature$/;

/** The bytes of what is signed, in one piece; throws a `LimitError` where they lie in pieces of more than `maxHeldBytes`. */
export function joinRanges(content: Content, ranges: readonly ByteRange[], maxHeldBytes: number): Content {
  const [first] = ranges;
  if (first && ranges.length === 1) return sliceContent(content, first.start, first.end);
  const bytes = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  if (bytes > maxHeldBytes) throw new LimitError('too-large', `${bytes} bytes in ${ranges.length} pieces`);
  return memoryContent(Buffer.concat(ranges.map(({ start, end }) => content.read(start, end - start))));
}

/** Whether a content is a MIME entity, by its first fields: what is signed may be any file. */
export function isEntity(content: Content): boolean {
  const { fields } = readHeaderBlock(content, 0, content.size, () => false);
  return fields.some(
    ({ name }) => name === 'mime-version' || name === 'content-type' || name === 'content-transfer-encoding',
  );
}

const sizeOf = ({ bodyStart, bodyEnd }: MimePart): number => bodyEnd - bodyStart;

/** The entity that a part holds signed; undefined where it holds something else, or is too large to be read in its place. */
export function openSigned(content: Content, part: MimePart): SignedPart | undefined {
  if (!sealedType.test(part.type.value) || sizeOf(part) > maxPartBytes) return undefined;
  const sealed = memoryContent(readPart(content, part));
  const cms = readCms(sealed);
  if (cms?.kind !== 'signed' || !cms.inner) return undefined;
  const inner = joinRanges(sealed, cms.inner, maxPartBytes);
  return isEntity(inner) ? { cms, inner } : undefined;
}

/** What a signature states that lies apart from what it signs; undefined where the part is none. */
export function readSignature(content: Content, part: MimePart): Cms | undefined {
  if (!signatureType.test(part.type.value) || sizeOf(part) > maxSignatureBytes) return undefined;
  return readCms(memoryContent(readPart(content, part)));
}

const keySignatureType = /^application\/pgp-signature$/;

/** What a signature of OpenPGP states that lies apart from what it signs (RFC 3156). */
export function readKeySignatures(content: Content, part: MimePart): readonly PgpSignature[] {
  if (!keySignatureType.test(part.type.value) || sizeOf(part) > maxSignatureBytes) return [];
  const text = Buffer.from(readPart(content, part)).toString('latin1');
  const armour = readArmour(text, Math.max(0, text.indexOf('-----BEGIN PGP SIGNATURE-----')));
  return armour ? readSignatures(memoryContent(armour.data)) : [];
}
