/** Makes children of the files that lie inside a calendar as base64, and tells those that it only points at. */
import type { Child, Content } from '../contract.ts';
import { decodeBase64, decodeTransfer } from '../mail/transfer-decoding.ts';
import { type Property, parameterOf } from './content-line.ts';
import type { LogicalLine } from './logical-lines.ts';

/** Units of a name; longer ones are attacks on file systems and screens. */
const maxNameUnits = 1_000;
/** The most that is read to find where a value begins behind its folded name and parameters. */
const maxHeaderBytes = 65_536;

export interface AttachedFile {
  readonly child: Child;
  /** The base64 ends within a group of four, or was longer than is kept. */
  readonly isTruncated: boolean;
}

const attaching = new Set(['ATTACH', 'IMAGE']);

/** A `data:` address holds its file (RFC 2397). */
const dataPattern = /^\s*data:([\w.+/-]{0,200})[^,]{0,500};base64,/i;

const isBinary = (property: Property): boolean =>
  parameterOf(property, 'VALUE')?.toUpperCase() === 'BINARY' ||
  /^B(?:ASE64)?$/i.test(parameterOf(property, 'ENCODING') ?? '');

/** Whether the property points at a file elsewhere. */
export const isReference = (property: Property): boolean =>
  attaching.has(property.name) && property.value.trim() !== '';

/** Where the unit `at` of an unfolded line lies in the file: the folds before it are stepped over. */
function offsetInFile(content: Content, start: number, at: number): number | undefined {
  const bytes = content.read(start, maxHeaderBytes);
  let units = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (units === at) return start + i;
    const isReturn = bytes[i] === 0x0d && bytes[i + 1] === 0x0a;
    const feed = isReturn ? i + 1 : i;
    if (bytes[feed] === 0x0a && (bytes[feed + 1] === 0x20 || bytes[feed + 1] === 0x09)) i = feed + 1;
    else units++;
  }
  return undefined;
}

/** The name that programs give beside the file: RFC 8607, and what Apple and Oracle write. */
function nameOf(property: Property): string {
  const keys = ['FILENAME', 'X-FILENAME', 'X-APPLE-FILENAME', 'X-ORACLE-FILENAME', 'X-LABEL'];
  return (keys.map((key) => parameterOf(property, key)).find(Boolean) ?? '').slice(0, maxNameUnits);
}

/**
 * The file inside a property, or undefined where there is none. `content` is set where the line's places are bytes of
 * it: the file is then decoded from there, whatever its size, and never held.
 */
export function attachedFile(
  property: Property,
  { text, line, start, end, isCut }: LogicalLine,
  content: Content | undefined,
): AttachedFile | undefined {
  const data = dataPattern.exec(property.value.slice(0, 1_000));
  if (!data && !isBinary(property)) return undefined;
  const valueAt = property.valueAt + (data?.[0].length ?? 0);
  const from = content && offsetInFile(content, start, valueAt);
  const value = text.slice(valueAt);
  const open = (): Iterable<Uint8Array> =>
    content && from !== undefined
      ? decodeTransfer(content, from, end, 'base64')
      : decodeBase64([Buffer.from(value, 'latin1')]);
  const isHeld = !content || from === undefined;
  const length = isCut ? 0 : value.replaceAll(/[^A-Za-z0-9+/]+/g, '').length;
  const isPadded = /=\s*$/.test(value.slice(-10));
  return {
    child: {
      locator: `line-${line}`,
      name: nameOf(property),
      relation: 'attachment',
      declaredType: parameterOf(property, 'FMTTYPE') ?? (data?.[1] || undefined),
      open,
    },
    isTruncated: (isCut && isHeld) || length % 4 === 1 || (length % 4 !== 0 && !isPadded),
  };
}
