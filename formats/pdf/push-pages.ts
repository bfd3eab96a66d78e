/** Reads a PDF page by page: its text, its form fields, its comments and links. */
import type { TextKind } from '../../schemas/anchor.ts';
import type { ExtractInput, Sink } from '../contract.ts';
import { readAnnotations } from './annotations.ts';
import { readAppearances } from './appearances.ts';
import { toChild } from './attachments.ts';
import type { EarlierRevisions } from './earlier-revisions.ts';
import type { PdfDocument } from './open-document.ts';
import { cleanPageText, readPageText, showsDrawing } from './page-text.ts';
import { UnsaidGlyphs } from './unsaid-glyphs.ts';

/** Pages in a row that cannot be loaded; stops a page count of a million with no pages behind it. */
export const maxBadPagesInARow = 1000;

/** Values of fields that are remembered; of those beyond some stand twice in the text. */
const maxFieldValues = 10_000;

/** One document being read, and what was noticed so far. */
export interface Reading {
  readonly document: PdfDocument;
  readonly input: ExtractInput;
  readonly sink: Sink;
  readonly withoutText: number[];
  /** Pages with words whose glyphs stand for no known characters, and how many these are. */
  readonly unsaid: { readonly pages: number[]; words: number };
  readonly badPages: number[];
  /** Names of the files that were given as children. */
  readonly attached: string[];
  /** Values of fields that stand on pages; of the first ones. */
  readonly fieldValues: Set<string>;
  /** UTF-16 units pushed so far, of any kind. */
  units: number;
  isActive: boolean;
  /** Told what each page shows, where the document has earlier states. */
  revisions?: EarlierRevisions;
}

/** Appends to a text and counts what was appended. */
export function push(reading: Reading, text: string, kind: TextKind = 'body'): void {
  reading.units += text.length;
  reading.sink.text(text, kind);
}

async function pushPageText(reading: Reading, page: number, number: number): Promise<boolean> {
  let hasText = false;
  const unsaid = new UnsaidGlyphs();
  for (const piece of readPageText(reading.document, page, unsaid)) {
    const text = cleanPageText(piece);
    if (text === '') continue;
    push(reading, hasText ? `\n${text}` : text);
    hasText = true;
    reading.revisions?.add([text]);
    await reading.sink.drain();
  }
  if (unsaid.words > 0) {
    reading.unsaid.pages.push(number);
    reading.unsaid.words += unsaid.words;
  }
  return hasText;
}

async function pushAnnotations(
  reading: Reading,
  page: number,
  number: number,
  hasText: boolean,
): Promise<boolean> {
  const { document, input, sink } = reading;
  const found = await readAnnotations(document, page, (attachment, index) => {
    const locator = `page:${number}/annotation:${index}`;
    const child = toChild(document, attachment, locator, input.limits.maxHeldBytes);
    reading.attached.push(child.name);
    return sink.child(child);
  });
  if (found.isActive) reading.isActive = true;
  if (reading.fieldValues.size < maxFieldValues)
    for (const value of found.values) reading.fieldValues.add(value);
  const known = [...found.fields, ...found.comments.map(({ text }) => text)];
  reading.revisions?.add([...known, ...found.links]);
  const drawn = found.isDrawn ? readAppearances(document, page, number - 1, known) : [];
  const shown = [...found.fields, ...drawn];
  if (shown.length > 0) push(reading, `${hasText ? '\n' : ''}${shown.join('\n')}`);
  if (found.comments.length > 0) sink.anchor({ page: number }, 'comments');
  for (const { text, author, modified } of found.comments) {
    push(reading, `${author === '' ? '' : `${author}: `}${text}\n`, 'comments');
    if (modified)
      sink.event({
        time: modified,
        kind: 'commented',
        message: author === '' ? `page ${number}` : `${author}, page ${number}`,
      });
  }
  const unseen = [...found.links, ...found.aside];
  if (unseen.length > 0) {
    sink.anchor({ page: number }, 'hidden');
    push(reading, `${unseen.join('\n')}\n`, 'hidden');
  }
  return hasText || shown.length > 0;
}

async function pushPage(reading: Reading, index: number): Promise<boolean> {
  const { document, sink } = reading;
  const { api } = document.pdfium;
  reading.revisions?.startPage();
  const page = api.FPDF_LoadPage(document.handle, index);
  if (page === 0) return false;
  try {
    if (index > 0) push(reading, '\n\n');
    sink.anchor({ page: index + 1 });
    const hasPageText = await pushPageText(reading, page, index + 1);
    const hasText = await pushAnnotations(reading, page, index + 1, hasPageText);
    if (!hasPageText && showsDrawing(document, page)) reading.withoutText.push(index + 1);
    if (hasText) push(reading, '\n');
  } finally {
    api.FPDF_ClosePage(page);
  }
  return true;
}

/** All pages in order; stops at a text beyond the limit and at a page count with no pages behind it. */
export async function pushPages(reading: Reading): Promise<void> {
  const { document, input, sink } = reading;
  const count = document.pdfium.api.FPDF_GetPageCount(document.handle);
  let badInARow = 0;
  for (let index = 0; index < count; index += 1) {
    if (await pushPage(reading, index)) badInARow = 0;
    else {
      badInARow += 1;
      reading.badPages.push(index + 1);
    }
    await sink.drain();
    if (badInARow >= maxBadPagesInARow) return;
    if (reading.units > input.limits.maxExpandedBytes) {
      sink.warn(
        'bomb',
        `text of more than ${input.limits.maxExpandedBytes} units, stopped at page ${index + 1} of ${count}`,
      );
      return;
    }
  }
}
