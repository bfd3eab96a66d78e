/** Extracts PDF with PDFium: text by page, comments, form fields, metadata, attached files. */
import type { Code } from '../../schemas/status.ts';
import type { Content, Extract, ExtractInput, Outcome, Sink } from '../contract.ts';
import { readAnnotations } from './pdf/annotations.ts';
import { readAttachments, toChild } from './pdf/attachments.ts';
import { readInformation } from './pdf/document-information.ts';
import { openDocument, type Opened, type PdfDocument } from './pdf/open-document.ts';
import { readOutline } from './pdf/outline.ts';
import { formatPages } from './pdf/page-ranges.ts';
import { cleanPageText, readPageText, showsImage } from './pdf/page-text.ts';
import { discardPdfium, loadPdfium, trimPdfium } from './pdf/pdfium.ts';
import { rebuildPageTree } from './pdf/rebuild-page-tree.ts';
import { readXfaForm } from './pdf/xfa-form.ts';
import { readXmpPacket } from './pdf/xmp-packet.ts';

export const version = '1';

/** Pages in a row that cannot be loaded; stops a page count of a million with no pages behind it. */
const maxBadPagesInARow = 1000;

/** Bytes at the end of the file in which `%%EOF` is looked for (readers allow it in the last 1024). */
const tailBytes = 2048;

/** PDFium reads positions as 32 bits. */
const maxBytes = 2 ** 32 - 1;

interface Reading {
  readonly document: PdfDocument;
  readonly input: ExtractInput;
  readonly sink: Sink;
  readonly withoutText: number[];
  readonly badPages: number[];
  /** UTF-16 units pushed so far, of any kind. */
  units: number;
  isActive: boolean;
}

function endsEarly(content: Content): boolean {
  const tail = content.read(Math.max(0, content.size - tailBytes), tailBytes);
  return !Buffer.from(tail).includes('%%EOF');
}

/** Scripts and launch actions hang from too many places of a PDF to be asked for one by one. */
function namesAction(content: Content): boolean {
  const longest = 12;
  for (let at = 0; at < content.size; at += 1024 * 1024) {
    const bytes = Buffer.from(content.read(at, 1024 * 1024 + longest));
    if (bytes.includes('/JavaScript') || bytes.includes('/Launch')) return true;
  }
  return false;
}

function push(reading: Reading, text: string, kind: 'body' | 'comments' | 'hidden' = 'body'): void {
  reading.units += text.length;
  reading.sink.text(text, kind);
}

async function pushPageText(reading: Reading, page: number): Promise<boolean> {
  let hasText = false;
  for (const piece of readPageText(reading.document, page)) {
    const text = cleanPageText(piece);
    if (text === '') continue;
    push(reading, hasText ? `\n${text}` : text);
    hasText = true;
    await reading.sink.drain();
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
  const found = await readAnnotations(document, page, (attachment, index) =>
    sink.child(
      toChild(document, attachment, `page:${number}/annotation:${index}`, input.limits.maxHeldBytes),
    ),
  );
  if (found.isActive) reading.isActive = true;
  if (found.fields.length > 0) push(reading, `${hasText ? '\n' : ''}${found.fields.join('\n')}`);
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
  if (found.links.length > 0) {
    sink.anchor({ page: number }, 'hidden');
    push(reading, `${found.links.join('\n')}\n`, 'hidden');
  }
  return hasText || found.fields.length > 0;
}

async function pushPage(reading: Reading, index: number): Promise<boolean> {
  const { document, sink } = reading;
  const { api } = document.pdfium;
  const page = api.FPDF_LoadPage(document.handle, index);
  if (page === 0) return false;
  try {
    if (index > 0) push(reading, '\n\n');
    sink.anchor({ page: index + 1 });
    const hasPageText = await pushPageText(reading, page);
    const hasText = await pushAnnotations(reading, page, index + 1, hasPageText);
    if (!hasPageText && showsImage(document, page)) reading.withoutText.push(index + 1);
    if (hasText) push(reading, '\n');
  } finally {
    api.FPDF_ClosePage(page);
  }
  return true;
}

async function pushMetadata({ document, input, sink }: Reading): Promise<void> {
  const information = readInformation(document);
  const { title, created, application } = information;
  const isBare = title === undefined && created === undefined && application === undefined;
  sink.metadata({ ...(isBare ? await readXmpPacket(input.content) : {}), ...information });
}

async function pushPages(reading: Reading): Promise<void> {
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

async function pushRest(reading: Reading): Promise<void> {
  const { document, input, sink } = reading;
  const block = async (part: string, text: string) => {
    if (text === '') return;
    push(reading, '\n');
    sink.anchor({ part });
    push(reading, text);
    await sink.drain();
  };
  for (const text of readXfaForm(document)) await block('form', text);
  await block('outline', cleanPageText(readOutline(document).join('\n')));
  for (const child of readAttachments(document, input.limits.maxMembers, input.limits.maxHeldBytes))
    await sink.child(child);
  if (
    reading.isActive ||
    document.pdfium.api.FPDFDoc_GetJavaScriptActionCount(document.handle) > 0 ||
    namesAction(input.content)
  )
    sink.warn('active-content', 'script or launch action');
}

function warnPages({ sink, withoutText, badPages }: Reading): void {
  if (withoutText.length > 0) sink.warn('needs-ocr', formatPages(withoutText));
  if (badPages.length > 0) sink.warn('partial-read', `cannot load ${formatPages(badPages)}`);
}

const messageOf = (error: unknown) => (error as Error).message.slice(0, 200);

const failed = (code: Code, detail: string): Outcome => ({ status: 'failed', code, detail });

/** After a trap in WebAssembly what was read stands, the instance and the document in it are lost. */
function endAfterTrap(reading: Reading, error: unknown): Outcome {
  discardPdfium();
  if (reading.units === 0) return failed('parser-error', messageOf(error));
  reading.sink.warn('partial-read', 'the PDF library gave up');
  return { status: 'extracted' };
}

function judge({ document, input, badPages, units, sink }: Reading): Outcome {
  const pages = document.pdfium.api.FPDF_GetPageCount(document.handle);
  const isTruncated = endsEarly(input.content);
  if (badPages.length >= Math.min(pages, maxBadPagesInARow) && units === 0)
    return failed(isTruncated ? 'truncated' : 'corrupt', pages === 0 ? 'no pages' : 'no page can be loaded');
  if (isTruncated) sink.warn('truncated', 'no end-of-file marker');
  return { status: 'extracted' };
}

async function readDocument(document: PdfDocument, input: ExtractInput, sink: Sink): Promise<Outcome> {
  const reading: Reading = {
    document,
    input,
    sink,
    withoutText: [],
    badPages: [],
    units: 0,
    isActive: false,
  };
  let isTrapped = false;
  try {
    await pushMetadata(reading);
    await pushPages(reading);
    await pushRest(reading);
    return judge(reading);
  } catch (error) {
    // The sink's and the limits' errors carry a code and go on to the caller.
    if (typeof (error as { code?: unknown }).code === 'string') throw error;
    isTrapped = true;
    return endAfterTrap(reading, error);
  } finally {
    warnPages(reading);
    if (!isTrapped) document.close();
    trimPdfium(document.pdfium);
  }
}

function endUnopened(error: 'password' | 'security' | 'format', content: Content): Outcome {
  if (error === 'format')
    return failed(endsEarly(content) ? 'truncated' : 'corrupt', 'not readable as a PDF');
  const detail = error === 'security' ? 'security handler is not supported' : 'user password';
  return { status: 'encrypted', code: 'password-required', detail };
}

/** Opens the file, or failing that what is left of its pages; an instance that trapped is thrown away. */
async function openOrRebuild(content: Content): Promise<Opened & { readonly isRebuilt: boolean }> {
  const opened = await openIn(content);
  if ('error' in opened && opened.error !== 'format') return { ...opened, isRebuilt: false };
  if ('document' in opened) {
    const { document } = opened;
    if (document.pdfium.api.FPDF_GetPageCount(document.handle) > 0) return { ...opened, isRebuilt: false };
  }
  const rebuilt = rebuildPageTree(content);
  if (!rebuilt) return { ...opened, isRebuilt: false };
  if ('document' in opened) opened.document.close();
  return { ...(await openIn(rebuilt)), isRebuilt: true };
}

async function openIn(content: Content): Promise<Opened> {
  const pdfium = await loadPdfium();
  try {
    return openDocument(pdfium, content);
  } catch (error) {
    discardPdfium();
    throw error;
  }
}

export const extract: Extract = async (input, sink) => {
  if (input.content.size > maxBytes) return failed('too-large', 'PDF of more than 4 GiB');
  const opened = await openOrRebuild(input.content);
  if ('error' in opened) return endUnopened(opened.error, input.content);
  if (opened.isRebuilt) sink.warn('partial-read', 'the page tree is lost; the pages found are in file order');
  return readDocument(opened.document, input, sink);
};
