/** Reads the files embedded in a PDF, from its name tree and from attachment annotations. */
import { type Child, LimitError } from '../contract.ts';
import type { PdfDocument } from './open-document.ts';
import { parsePdfDate } from '../time/pdf-date.ts';

/** Decodes the embedded stream; `attachment` is PDFium's handle of a file specification. */
function readFile({ pdfium }: PdfDocument, attachment: number, maxBytes: number): Uint8Array {
  const { api, heap, withMemory } = pdfium;
  return withMemory(4, (length) => {
    if (!api.FPDFAttachment_GetFile(attachment, 0, 0, length))
      throw new Error('the embedded file has no content');
    const bytes = (heap.HEAP32[length >> 2] ?? 0) >>> 0;
    if (bytes > maxBytes) throw new LimitError('too-large', `embedded file of ${bytes} bytes`);
    if (bytes === 0) return new Uint8Array(0);
    return withMemory(bytes, (pointer) => {
      if (!api.FPDFAttachment_GetFile(attachment, pointer, bytes, length))
        throw new Error('the embedded file cannot be decoded');
      return heap.HEAPU8.slice(pointer, pointer + bytes);
    });
  });
}

/** The child that an attachment handle makes; it can be opened while the document is open. */
export function toChild(document: PdfDocument, attachment: number, locator: string, maxBytes: number): Child {
  const { api, readString } = document.pdfium;
  const read = (key: string) =>
    readString((buffer, bytes) => api.FPDFAttachment_GetStringValue(attachment, key, buffer, bytes));
  const name = readString((buffer, bytes) => api.FPDFAttachment_GetName(attachment, buffer, bytes));
  const type = readString((buffer, bytes) => api.FPDFAttachment_GetSubtype(attachment, buffer, bytes));
  const created = parsePdfDate(read('CreationDate'));
  const modified = parsePdfDate(read('ModDate'));
  return {
    locator,
    name: name.toWellFormed(),
    relation: 'attachment',
    declaredType: /^[\w.+-]+\/[\w.+-]+$/.test(type.slice(0, 200)) ? type.slice(0, 200) : undefined,
    times: created || modified ? { created, modified } : undefined,
    open: () => readFile(document, attachment, maxBytes),
  };
}

/** The embedded files of the catalog's name tree. */
export function* readAttachments(
  document: PdfDocument,
  maxMembers: number,
  maxBytes: number,
): Generator<Child> {
  const { api } = document.pdfium;
  const count = Math.min(api.FPDFDoc_GetAttachmentCount(document.handle), maxMembers);
  for (let index = 0; index < count; index += 1) {
    const attachment = api.FPDFDoc_GetAttachment(document.handle, index);
    if (attachment !== 0) yield toChild(document, attachment, `file:${index}`, maxBytes);
  }
}
