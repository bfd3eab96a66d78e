/** Loads PDFium (WebAssembly) and gives typed access to its memory; one instance serves a parser process. */
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';

/** Bytes the heap may have grown to before the instance is thrown away; WebAssembly memory never shrinks. */
const maxIdleHeapBytes = 192 * 1024 * 1024;

/** Bytes of one string (field value, title, comment); stops a bogus length from filling the heap. */
const maxStringBytes = 64 * 1024 * 1024;

interface Heap {
  readonly HEAPU8: Uint8Array;
  readonly HEAP32: Int32Array;
  readonly wasmExports: { malloc(bytes: number): number; free(pointer: number): void };
  addFunction(callback: (...values: number[]) => number, signature: string): number;
  removeFunction(pointer: number): void;
}

/** A call of PDFium that fills a buffer and returns the bytes needed, whether or not they fitted. */
type Fill = (buffer: number, bytes: number) => number;

export interface Pdfium {
  readonly api: WrappedPdfiumModule;
  /** Its views change whenever the heap grows: take them anew after every call. */
  readonly heap: Heap;
  /** Runs `use` with a block of memory and frees it; throws when the heap is exhausted. */
  readonly withMemory: <T>(bytes: number, use: (pointer: number) => T) => T;
  /** A NUL-terminated UTF-16LE string; '' where there is none. */
  readonly readString: (fill: Fill) => string;
  /** A NUL-terminated byte string, as Latin-1. */
  readonly readBytes: (fill: Fill) => string;
}

let current: Promise<Pdfium> | undefined;

async function load(): Promise<Pdfium> {
  const quiet = { print: () => undefined, printErr: () => undefined };
  const api = await init(quiet);
  api.PDFiumExt_Init();
  const heap = api.pdfium as unknown as Heap;
  const withMemory = <T>(bytes: number, use: (pointer: number) => T): T => {
    const pointer = heap.wasmExports.malloc(Math.max(bytes, 1));
    if (pointer === 0) throw new RangeError(`PDFium has no ${bytes} bytes left`);
    try {
      return use(pointer);
    } finally {
      heap.wasmExports.free(pointer);
    }
  };
  const read = (fill: Fill, terminator: number, encoding: 'utf16le' | 'latin1'): string => {
    const bytes = fill(0, 0);
    if (bytes <= terminator || bytes > maxStringBytes) return '';
    return withMemory(bytes, (pointer) => {
      fill(pointer, bytes);
      const view = heap.HEAPU8.subarray(pointer, pointer + bytes - terminator);
      return Buffer.from(view.buffer, view.byteOffset, view.length).toString(encoding);
    });
  };
  return {
    api,
    heap,
    withMemory,
    readString: (fill) => read(fill, 2, 'utf16le'),
    readBytes: (fill) => read(fill, 1, 'latin1'),
  };
}

/** The process's instance, loaded on first use (about 0.1 s). */
export function loadPdfium(): Promise<Pdfium> {
  current ??= load();
  return current;
}

/** Throws the instance away: after a trap its memory is in no known state. */
export function discardPdfium(): void {
  current = undefined;
}

/** To be called between documents: gives a grown heap back to the system. */
export function trimPdfium(pdfium: Pdfium): void {
  if (pdfium.heap.HEAPU8.length > maxIdleHeapBytes) discardPdfium();
}
