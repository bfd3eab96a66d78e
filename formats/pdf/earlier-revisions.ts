/** Reads the states of a PDF that later updates replaced in part: what they showed and the document shows no more (ISO 32000-2, 7.5.6). */
import type { Content, Sink } from '../contract.ts';
import { readAnnotations } from './annotations.ts';
import { openDocument, type PdfDocument } from './open-document.ts';
import { cleanPageText, readPageText } from './page-text.ts';
import type { Pdfium } from './pdfium.ts';

/** States that are read, the latest first; stops a file of a thousand updates from being read a thousand times. */
const maxRevisions = 20;
/** Pages of all states together, for the same reason: each is read as long as the document's own. */
const maxPages = 2000;
/** Lines that are remembered of the document and its states; stops one of endless lines from filling the memory. */
const maxLines = 500_000;

const withoutBlanks = (text: string): string => text.replace(/\s+/g, '');

const linesIn = (pieces: readonly string[]): string[] =>
  pieces.flatMap((piece) => piece.split('\n')).filter((line) => line.trim() !== '');

interface Reading {
  readonly seen: Set<string>;
  pagesLeft: number;
}

/** Whether the page may be read; counts it then. */
function takePage(reading: Reading): boolean {
  if (reading.pagesLeft <= 0 || reading.seen.size >= maxLines) return false;
  reading.pagesLeft -= 1;
  return true;
}

/** The lines of one page: text, fields, comments, targets of links. Undefined where it cannot be loaded. */
async function linesOf(document: PdfDocument, index: number): Promise<string[] | undefined> {
  const { api } = document.pdfium;
  const page = api.FPDF_LoadPage(document.handle, index);
  if (page === 0) return undefined;
  try {
    const pieces = [...readPageText(document, page)].map(cleanPageText);
    const { fields, comments, links } = await readAnnotations(document, page, () => Promise.resolve());
    pieces.push(...fields, ...comments.map(({ text }) => text), ...links);
    return linesIn(pieces);
  } finally {
    api.FPDF_ClosePage(page);
  }
}

/** Calls back with each line that was not there before, by page; whether all pages were read. */
async function readNew(
  document: PdfDocument,
  reading: Reading,
  drain: () => Promise<void>,
  found: (line: string, page: number) => void,
): Promise<boolean> {
  const count = document.pdfium.api.FPDF_GetPageCount(document.handle);
  for (let index = 0; index < count; index += 1) {
    if (!takePage(reading)) return false;
    for (const line of (await linesOf(document, index)) ?? []) {
      const key = withoutBlanks(line);
      if (reading.seen.has(key)) continue;
      if (reading.seen.size < maxLines) reading.seen.add(key);
      found(line, index + 1);
    }
    await drain();
  }
  return count > 0;
}

/** The content up to that byte. */
const upTo = (content: Content, end: number): Content => ({
  size: end,
  read: (offset, length) => content.read(offset, Math.max(0, Math.min(length, end - offset))),
  whole: () => content.read(0, end),
  slices: (start = 0, stop = end) => content.slices(start, Math.min(stop, end)),
});

/** Whether a state was read to its end. */
async function readState(
  pdfium: Pdfium,
  content: Content,
  reading: Reading,
  sink: Sink,
  found: (line: string, page: number) => void,
  password: string,
): Promise<boolean> {
  const opened = openDocument(pdfium, content, password);
  if ('error' in opened) return false;
  try {
    return await readNew(opened.document, reading, () => sink.drain(), found);
  } finally {
    opened.document.close();
  }
}

/** What the document shows, as its own pages are read, and then what its earlier states showed beside that. */
export class EarlierRevisions {
  readonly #reading: Reading = { seen: new Set(), pagesLeft: maxPages };
  #pages = 0;
  #isWhole = true;
  readonly #password: string;

  /** `password` is the one that opened the document. */
  constructor(password = '') {
    this.#password = password;
  }

  /** To be called before each page of the document, also one that cannot be loaded. */
  startPage(): void {
    this.#pages += 1;
    if (!takePage(this.#reading)) this.#isWhole = false;
  }

  /** What that page shows: text, fields, comments, targets of links. */
  add(pieces: readonly string[]): void {
    for (const line of linesIn(pieces))
      if (this.#reading.seen.size < maxLines) this.#reading.seen.add(withoutBlanks(line));
  }

  /**
   * Writes what the states that end at these bytes showed and the document, of so many pages, does not, as hidden text;
   * returns how many could not be read to their end.
   */
  async read(
    pdfium: Pdfium,
    content: Content,
    { pages, ends }: { readonly pages: number; readonly ends: readonly number[] },
    sink: Sink,
  ): Promise<number> {
    if (!this.#isWhole || pages === 0 || this.#pages < pages) return ends.length;
    let unread = Math.max(0, ends.length - maxRevisions);
    for (const end of ends.slice(-maxRevisions).toReversed()) {
      const isWhole = await readState(
        pdfium,
        upTo(content, end),
        this.#reading,
        sink,
        (line, page) => {
          sink.anchor({ page, mark: 'earlier-revision' }, 'hidden');
          sink.text(`${line}\n`, 'hidden');
        },
        this.#password,
      );
      if (!isWhole) unread += 1;
    }
    sink.anchor({}, 'hidden');
    return unread;
  }
}
