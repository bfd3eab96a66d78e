/** What Tika reported of a document without giving its bytes, in one fixed form: it stands for the content. */
import { createHash } from 'node:crypto';
import type { TikaDocument } from './tika-documents.ts';
import { metadataOf } from './tika-metadata.ts';

/** Raised with the form: the ids of such documents change with it. */
const form = 1;

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, one]) => [key, sorted(one)]),
  );
};

const known = new WeakMap<TikaDocument, Buffer>();

/**
 * The bytes whose SHA-256 is the document's id: media type, metadata (keys in their order), text, and the hashes of the
 * reports of what it embeds. Not in it: Tika's version, its timings, and where the document lies, so that the same
 * document has one id wherever it is embedded and whichever version reports the same of it.
 */
export function reportOf(document: TikaDocument): Buffer {
  const bytes = known.get(document) ?? write(document);
  known.set(document, bytes);
  return bytes;
}

function write(document: TikaDocument): Buffer {
  const { mediaType, object, text, embedded } = document;
  const report = {
    tikaReport: form,
    mediaType,
    metadata: sorted(metadataOf(object)),
    text,
    embedded: embedded.map((one) => createHash('sha256').update(reportOf(one)).digest('hex')),
  };
  return Buffer.from(JSON.stringify(report));
}
