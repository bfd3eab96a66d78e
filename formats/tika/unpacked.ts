/**
 * What `/unpack` gives of a content: the bytes of what lies directly in it, in a zip without any order. What Tika reads
 * without a stream of bytes (a document inside an OLE file, a message of a PST) is not among it.
 */
import type { Limits } from '../../schemas/limits.ts';
import { LimitError } from '../contract.ts';
import { decodeUtf8 } from '../archives/member-name.ts';
import { memoryContent } from '../content.ts';
import type { ZipEntry } from '../zip/zip-records.ts';
import { ZipReader } from '../zip/zip-reader.ts';
import type { TikaDocument } from './tika-documents.ts';

export interface Unpacked {
  readonly name: string;
  readonly size: number;
  readonly open: () => Uint8Array | AsyncIterable<Uint8Array>;
}

/** What `/unpack` puts before the name of a second entry of that name; it differs each time. */
const doubled = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}-/u;

const nameOf = (entry: ZipEntry): string =>
  (decodeUtf8(entry.rawName) ?? entry.rawName.toString('latin1')).replace(doubled, '');

function openEntry(reader: ZipReader, entry: ZipEntry): Uint8Array | AsyncIterable<Uint8Array> {
  const { refusal, open } = reader.locate(entry);
  if (refusal) throw new LimitError(refusal.code, refusal.detail ?? refusal.status);
  return open();
}

/** In an order that is the same each time: by name, then by what is in them. */
export function readUnpacked(zip: Uint8Array, limits: Limits): Unpacked[] {
  const reader = new ZipReader(memoryContent(zip), limits);
  return [...reader.entries()]
    .filter((entry) => entry !== undefined)
    .map((entry) => ({ entry, name: nameOf(entry) }))
    .sort(
      (a, b) =>
        a.name.localeCompare(b.name, 'en', { numeric: true }) ||
        a.entry.bytes - b.entry.bytes ||
        a.entry.crc - b.entry.crc,
    )
    .map(({ entry, name }) => ({ name, size: entry.bytes, open: () => openEntry(reader, entry) }));
}

/** Whether Tika read it from a stream of bytes: it says a length of none of what it took out of an OLE file or a PST. */
export const hasBytes = ({ object }: TikaDocument): boolean => object['Content-Length'] !== '0';

/** Tika names what has no name by a number, and completes a name without an extension. */
function fits(document: TikaDocument, name: string): boolean {
  if (document.name === '') return /^\d+(?:\.[^./]*)?$/u.test(name);
  const stated = document.name.slice(document.name.search(/[^/]/u));
  const last = stated.slice(Math.max(stated.lastIndexOf('/'), stated.lastIndexOf('\\')) + 1);
  return [stated, last].some((own) => name === own || (!own.includes('.') && name.startsWith(`${own}.`)));
}

export interface Paired {
  readonly document?: TikaDocument;
  readonly unpacked?: Unpacked;
}

/** Documents with the bytes that are theirs, in Tika's order; then bytes that no document tells of. Nothing twice. */
export function pair(documents: readonly TikaDocument[], unpacked: readonly Unpacked[]): Paired[] {
  const rest = [...unpacked];
  const paired = documents.map((document): Paired => {
    const exact = rest.findIndex(({ name }) => name === document.name);
    const at = exact < 0 ? rest.findIndex(({ name }) => fits(document, name)) : exact;
    const [found] = at < 0 || !hasBytes(document) ? [] : rest.splice(at, 1);
    return found ? { document, unpacked: found } : { document };
  });
  return [...paired, ...rest.map((one) => ({ unpacked: one }))];
}
