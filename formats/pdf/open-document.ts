/** Opens the bytes of a PDF in PDFium: small ones from its memory, large ones by ranges of the content. */
import type { Content } from '../contract.ts';
import type { Pdfium } from './pdfium.ts';

/** Up to here a copy in memory is faster; beyond, the file would stand in memory twice. */
const maxCopiedBytes = 16 * 1024 * 1024;

/** What `FPDF_GetLastError` says (fpdfview.h). */
const errors = { 4: 'password', 5: 'security' } as const;

export interface PdfDocument {
  readonly pdfium: Pdfium;
  readonly handle: number;
  /** The form environment, 0 where the document has no form. */
  readonly form: number;
  readonly close: () => void;
}

export type UnopenedFor = 'password' | 'security' | 'format';
export type Opened = { readonly document: PdfDocument } | { readonly error: UnopenedFor };

interface Loaded {
  readonly handle: number;
  readonly release: () => void;
}

function loadFromMemory({ api, heap }: Pdfium, content: Content, password: string): Loaded {
  const bytes = content.read(0, content.size);
  const pointer = heap.wasmExports.malloc(Math.max(bytes.length, 1));
  if (pointer === 0) throw new RangeError(`PDFium has no ${bytes.length} bytes left`);
  heap.HEAPU8.set(bytes, pointer);
  const handle = api.FPDF_LoadMemDocument(pointer, bytes.length, password);
  return { handle, release: () => heap.wasmExports.free(pointer) };
}

/** Fills an `FPDF_FILEACCESS` record: length, callback, parameter, each 32 bits wide. */
function loadByRanges({ api, heap }: Pdfium, content: Content, password: string): Loaded {
  const readBlock = (_parameter: number, position: number, buffer: number, size: number): number => {
    const bytes = content.read(position >>> 0, size >>> 0);
    heap.HEAPU8.set(bytes, buffer >>> 0);
    return bytes.length === size >>> 0 ? 1 : 0;
  };
  const callback = heap.addFunction(readBlock, 'iiiii');
  const record = heap.wasmExports.malloc(12);
  heap.HEAP32.set([content.size | 0, callback, 0], record >> 2);
  const handle = api.FPDF_LoadCustomDocument(record, password);
  return {
    handle,
    release() {
      heap.wasmExports.free(record);
      heap.removeFunction(callback);
    },
  };
}

/** Without the environment PDFium tells neither names nor values of fields. It runs no script: this build has no engine. */
function openForm({ api }: Pdfium, handle: number): { form: number; close: () => void } {
  if (api.FPDF_GetFormType(handle) === 0) return { form: 0, close: () => undefined };
  const info = api.PDFiumExt_OpenFormFillInfo();
  const form = api.PDFiumExt_InitFormFillEnvironment(handle, info);
  return {
    form,
    close() {
      if (form !== 0) api.PDFiumExt_ExitFormFillEnvironment(form);
      api.PDFiumExt_CloseFormFillInfo(info);
    },
  };
}

/** Opens the document, by default with the empty user password, which is what most "protected" files have. */
export function openDocument(pdfium: Pdfium, content: Content, password = ''): Opened {
  const { api } = pdfium;
  const load = content.size <= maxCopiedBytes ? loadFromMemory : loadByRanges;
  const { handle, release } = load(pdfium, content, password);
  if (handle === 0) {
    const error = errors[api.FPDF_GetLastError() as keyof typeof errors] ?? 'format';
    release();
    return { error };
  }
  const { form, close: closeForm } = openForm(pdfium, handle);
  const close = () => {
    closeForm();
    api.FPDF_CloseDocument(handle);
    release();
  };
  return { document: { pdfium, handle, form, close } };
}
