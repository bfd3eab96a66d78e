/** A protected PDF that could be opened, as it would stand without its protection: for what is searched in the file itself. */
import type { PdfDocument } from './open-document.ts';
import { maxSearchedBytes } from './searched-bytes.ts';

/** `FPDF_REMOVE_SECURITY` (fpdf_save.h). */
const withoutSecurity = 3;
/** Of a record `FPDF_FILEWRITE`: version and callback, each 32 bits wide. */
const recordBytes = 8;

/** Undefined where the copy would be longer than what is searched, or PDFium cannot write it. */
export function plainCopy({ pdfium, handle }: PdfDocument): Uint8Array | undefined {
  const { api, heap, withMemory } = pdfium;
  const blocks: Buffer[] = [];
  let bytes = 0;
  const writeBlock = (_record: number, data: number, size: number): number => {
    bytes += size >>> 0;
    if (bytes > maxSearchedBytes) return 0;
    blocks.push(Buffer.from(heap.HEAPU8.slice(data >>> 0, (data >>> 0) + (size >>> 0))));
    return 1;
  };
  const callback = heap.addFunction(writeBlock, 'iiii');
  try {
    return withMemory(recordBytes, (record) => {
      heap.HEAP32.set([1, callback], record >> 2);
      return api.FPDF_SaveAsCopy(handle, record, withoutSecurity) ? Buffer.concat(blocks) : undefined;
    });
  } finally {
    heap.removeFunction(callback);
  }
}
