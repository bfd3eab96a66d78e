/** Makes children of a message's attachments: one part, one child, its bytes decoded only when asked for. */
import type { Child, Content } from '../contract.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import { partFileName } from './body-plan.ts';
import { decodeHeaderText, parseStructured, type StructuredValue } from './header-value.ts';
import { parseMailDate } from '../time/mail-date.ts';
import type { FoundBlock } from './message-body.ts';
import type { MimePart } from './mime-tree.ts';
import { decodeFields, statedCharset } from './part-text.ts';
import { decodeTransfer, decodeUuencoded, isBase64 } from './transfer-decoding.ts';

/** Encoded bytes of an attachment that is decoded in one piece; a larger one flows through in slices. */
const maxWholeBytes = 1024 * 1024;
/** Bytes at the beginning of an encrypted part that tell what it is. */
const headBytes = 200;
/** Units of a name; longer ones are attacks on file systems and screens. */
const maxNameUnits = 1_000;

/** A field of the header of a part, by its name in small letters. */
export const fieldOf = (part: MimePart, name: string): string | undefined =>
  part.fields.find((field) => field.name === name)?.value;

/** The part with the values of its header read in the set that the message states, where their bytes are no UTF-8. */
function withDecodedHeader(part: MimePart, charset: string | undefined): MimePart {
  const fields = decodeFields(part.fields, statedCharset(part) ?? charset);
  if (fields === part.fields) return part;
  const value = (name: string): StructuredValue =>
    parseStructured(fields.find((field) => field.name === name)?.value ?? '');
  return { ...part, fields, type: value('content-type'), disposition: value('content-disposition') };
}

/** The name that the sender gave, or that the archived page had (MHTML); '' where there is none. */
function attachmentName(part: MimePart): string {
  const name = decodeHeaderText(partFileName(part));
  if (name !== '') return name.slice(0, maxNameUnits);
  const location = decodeHeaderText(fieldOf(part, 'content-location') ?? '').split(/[?#]/)[0] ?? '';
  return location.slice(location.lastIndexOf('/') + 1).slice(0, maxNameUnits);
}

/** The dates of RFC 2183 that a sender states about the file. */
function attachmentTimes(part: MimePart): ItemTimes {
  const time = (parameter: string) => {
    const value = part.disposition.parameters.get(parameter);
    return value === undefined ? undefined : parseMailDate(value);
  };
  const created = time('creation-date');
  const modified = time('modification-date');
  const accessed = time('read-date');
  return { ...(created && { created }), ...(modified && { modified }), ...(accessed && { accessed }) };
}

/** What says of itself for whom it is encrypted is opened; a sender may have put anything else there. */
function isEncrypted(content: Content, part: MimePart): boolean {
  if (part.parent?.type.value !== 'multipart/encrypted' || part.type.value === 'application/pgp-encrypted')
    return false;
  const end = Math.min(part.bodyEnd, part.bodyStart + headBytes);
  const head = Buffer.concat([...decodeTransfer(content, part.bodyStart, end, part.encoding)]).toString(
    'latin1',
  );
  return !head.trimStart().startsWith('-----BEGIN PGP MESSAGE-----');
}

/**
 * Apple Mail keeps the files of a large message in a folder beside it (`NAME.partial.emlx`, `Attachments/NAME/PART/`), and
 * leaves of the part in the message nothing but its header and its size.
 */
export const isKeptBeside = (part: MimePart): boolean =>
  fieldOf(part, 'x-apple-content-length') !== undefined && part.bodyEnd - part.bodyStart <= 2;

function endOf(content: Content, part: MimePart): Child['ended'] {
  if (isEncrypted(content, part)) return { status: 'encrypted', code: 'password-required' };
  if (!isKeptBeside(part)) return undefined;
  const size = fieldOf(part, 'x-apple-content-length')?.trim().slice(0, 20) ?? '';
  const detail = `part ${part.number}, of ${size} bytes as encoded, is a file in the folder Attachments beside the message`;
  return { status: 'unsupported', code: 'external-reference', detail };
}

function uuencodedBytes(content: Content, part: MimePart): Uint8Array {
  const bytes = content.read(part.bodyStart, part.bodyEnd - part.bodyStart);
  const lines = Buffer.from(bytes).toString('latin1').split(/\r?\n/);
  const begin = lines.findIndex((line) => line.startsWith('begin '));
  const end = lines.indexOf('end', begin);
  return decodeUuencoded(lines.slice(begin + 1, end === -1 ? lines.length : end));
}

function openPart(content: Content, part: MimePart): Uint8Array | Iterable<Uint8Array> {
  const length = part.bodyEnd - part.bodyStart;
  if (/uue/.test(part.encoding)) return uuencodedBytes(content, part);
  const plain = part.encoding === 'base64' && !isBase64(content, part.bodyStart, part.bodyEnd);
  const slices = decodeTransfer(
    content,
    part.bodyStart,
    part.bodyEnd,
    plain ? part.otherEncoding : part.encoding,
  );
  if (length > maxWholeBytes) return slices;
  const all = [...slices];
  return all.length === 1 && all[0] ? all[0] : Buffer.concat(all);
}

/** The child of one part; `messageCharset` is what the message states of its own text. */
export function attachmentOf(content: Content, part: MimePart, messageCharset?: string): Child {
  const times = attachmentTimes(part);
  const size = Number(part.disposition.parameters.get('size') ?? Number.NaN);
  return {
    locator: part.number,
    name: attachmentName(withDecodedHeader(part, messageCharset)),
    relation: 'attachment',
    declaredType: part.type.value,
    declaredSize: Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    times: Object.keys(times).length > 0 ? times : undefined,
    ended: endOf(content, part),
    open: () => openPart(content, part),
  };
}

const types: Partial<Record<FoundBlock['kind'], string>> = {
  pgp: 'application/pgp-encrypted',
  binhex: 'application/mac-binhex40',
};
/** What no reader opens ends so, and is counted. */
const ends: Partial<Record<FoundBlock['kind'], Child['ended']>> = {
  binhex: { status: 'unsupported', code: 'no-extractor', detail: 'BinHex in the text of a message' },
};

/** The child of a block that stood in a text. */
export function attachmentOfBlock(block: FoundBlock): Child {
  return {
    locator: `${block.part}/${block.kind}-${block.index}`,
    name: block.name.slice(0, maxNameUnits),
    relation: 'attachment',
    declaredType: types[block.kind],
    ended: ends[block.kind],
    open: block.bytes,
  };
}
