/** Extracts PDF with PDFium: text by page, comments, form fields, metadata, attached files. */
import type { Code } from '../../schemas/status.ts';
import type { Child, Content, Extract, ExtractInput, Outcome, Sink } from '../contract.ts';
import { memoryContent } from '../content.ts';
import { PasswordTries } from '../passwords.ts';
import { readAttachments } from './attachments.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import { ownWords, readInformation } from './document-information.ts';
import { EarlierRevisions } from './earlier-revisions.ts';
import { findEnd, handOverEdges, warnEarlier } from './file-edges.ts';
import { countLost, findHangingFiles, listObjects, Objects } from './hanging-files.ts';
import { readObjectStrings, type Remarks } from './object-strings.ts';
import { openDocument, type Opened, type PdfDocument, type UnopenedFor } from './open-document.ts';
import { readOutline } from './outline.ts';
import { formatPages } from './page-ranges.ts';
import { cleanPageText } from './page-text.ts';
import { discardPdfium, loadPdfium, trimPdfium } from './pdfium.ts';
import { plainCopy } from './plain-copy.ts';
import { maxBadPagesInARow, push, pushPages, type Reading } from './push-pages.ts';
import { rebuildPageTree } from './rebuild-page-tree.ts';
import { readScripts } from './scripts.ts';
import { findSyntaxComments } from './syntax-comments.ts';
import { readXfaForm } from './xfa-form.ts';
import { readXmpPacket, readXmpWords } from './xmp-packet.ts';

export const version = '10';

/** Bytes at the end of the file in which `%%EOF` is looked for (readers allow it in the last 1024). */
const tailBytes = 2048;

/** PDFium reads positions as 32 bits. */
const maxBytes = 2 ** 32 - 1;
/** Rounds of a hash that one password costs at most, as `PasswordTries` counts them (revision 6, with opening the file). */
const roundsOfTry = 10_000;

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

async function pushMetadata({ document, input, sink }: Reading): Promise<Metadata> {
  const information = readInformation(document);
  const { title, created, application } = information;
  const isBare = title === undefined && created === undefined && application === undefined;
  sink.metadata({ ...(isBare ? await readXmpPacket(input.content) : {}), ...information });
  return information;
}

async function giveAttached({ attached, sink }: Reading, child: Child): Promise<void> {
  attached.push(child.name);
  await sink.child(child);
}

/** Files that neither the document's list nor an annotation of its own names. */
async function pushHanging({ attached, input, sink }: Reading, objects: Objects | undefined): Promise<void> {
  const { children, unread } = findHangingFiles(objects, attached, input.limits.maxHeldBytes);
  for (const child of children.slice(0, Math.max(0, input.limits.maxMembers - attached.length)))
    await sink.child(child);
  if (unread > 0) sink.warn('partial-read', `${unread} embedded files of an encrypted document are not read`);
}

/** Of a protected document those of a copy without its protection. */
function findObjects({ document, input, sink }: Reading): Objects | undefined {
  const objects = listObjects(input.content);
  if (!objects?.isEncrypted) return objects;
  const bytes = plainCopy(document);
  if (!bytes) {
    sink.warn('partial-read', 'of what no page shows not all is read: the document is encrypted');
    return objects;
  }
  const copy = new Objects(bytes, true);
  const lost = countLost(objects, copy);
  if (lost > 0) sink.warn('partial-read', `${lost} embedded files of an encrypted document are not read`);
  return copy;
}

/** What no page shows: comments in the syntax, scripts, strings of objects, words of the metadata. */
async function pushRemarks(
  reading: Reading,
  objects: Objects | undefined,
  { information, titles }: { readonly information: Metadata; readonly titles: ReadonlySet<string> },
): Promise<void> {
  const { document, input, sink } = reading;
  const { comments, isPartial } = findSyntaxComments(input.content);
  const xmp = objects?.isCopy ? memoryContent(objects.bytes) : input.content;
  const said = JSON.stringify(information);
  const whole = (lines: readonly string[]): Remarks => ({ lines, isCut: false });
  for (const [part, { lines, isCut }] of [
    ['comments of the syntax', whole(comments)],
    ['scripts', readScripts(document)],
    [
      'strings of objects',
      objects ? readObjectStrings(objects, { metadata: said, titles }, reading.fieldValues) : whole([]),
    ],
    ['XMP', whole(readXmpWords(xmp, said))],
  ] as const) {
    if (isCut) sink.warn('text-cut', `more than ${lines.length} ${part}`);
    if (lines.length === 0) continue;
    sink.anchor({ part }, 'hidden');
    push(reading, `${lines.join('\n')}\n`, 'hidden');
    sink.anchor({}, 'hidden');
    await sink.drain();
  }
  if (isPartial) sink.warn('partial-read', 'not all comments of the syntax are read');
}

async function pushRest(reading: Reading, information: Metadata): Promise<void> {
  const { document, input, sink } = reading;
  const block = async (part: string, text: string) => {
    if (text === '') return;
    push(reading, '\n');
    sink.anchor({ part });
    push(reading, text);
    await sink.drain();
  };
  for (const text of readXfaForm(document)) await block('form', text);
  const outline = readOutline(document);
  await block('outline', cleanPageText(outline.join('\n')));
  for (const child of readAttachments(document, input.limits.maxMembers, input.limits.maxHeldBytes))
    await giveAttached(reading, child);
  const words = ownWords(information);
  if (words.length > 0) {
    sink.anchor({ part: 'properties' }, 'headers');
    push(reading, `${words.join('\n')}\n`, 'headers');
    await sink.drain();
  }
  const objects = findObjects(reading);
  await pushHanging(reading, objects);
  const titles = new Set(outline.map((title) => title.replaceAll('\0', '').replace(/\s+/g, ' ').trim()));
  await pushRemarks(reading, objects, { information, titles });
  if (
    reading.isActive ||
    document.pdfium.api.FPDFDoc_GetJavaScriptActionCount(document.handle) > 0 ||
    namesAction(input.content)
  )
    sink.warn('active-content', 'script or launch action');
}

function warnPages({ sink, withoutText, unsaid, badPages }: Reading): void {
  if (withoutText.length > 0) sink.warn('needs-ocr', formatPages(withoutText));
  if (unsaid.words > 0)
    sink.warn(
      'needs-ocr',
      `${formatPages(unsaid.pages)}: words or lines in fonts that do not say which characters their glyphs are: ${unsaid.words}`,
    );
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

function judge({ document, input, badPages, units, sink }: Reading, isFollowed: boolean): Outcome {
  const pages = document.pdfium.api.FPDF_GetPageCount(document.handle);
  const isTruncated = !isFollowed && endsEarly(input.content);
  if (badPages.length >= Math.min(pages, maxBadPagesInARow) && units === 0)
    return failed(isTruncated ? 'truncated' : 'corrupt', pages === 0 ? 'no pages' : 'no page can be loaded');
  if (isTruncated) sink.warn('truncated', 'no end-of-file marker');
  return { status: 'extracted' };
}

async function pushEarlier(
  { document, input, sink }: Reading,
  revisions: EarlierRevisions,
  ends: readonly number[],
): Promise<void> {
  const pages = document.pdfium.api.FPDF_GetPageCount(document.handle);
  warnEarlier(await revisions.read(document.pdfium, input.content, { pages, ends }, sink), sink);
}

async function readDocument(
  document: PdfDocument,
  input: ExtractInput,
  sink: Sink,
  password = '',
): Promise<Outcome> {
  const reading: Reading = {
    document,
    input,
    sink,
    withoutText: [],
    unsaid: { pages: [], words: 0 },
    badPages: [],
    attached: [],
    fieldValues: new Set(),
    units: 0,
    isActive: false,
  };
  let isTrapped = false;
  try {
    const end = await findEnd(input.content, sink);
    if (end.earlier.length > 0) reading.revisions = new EarlierRevisions(password);
    const information = await pushMetadata(reading);
    await pushPages(reading);
    await pushRest(reading, information);
    await handOverEdges(input.content, end, sink);
    if (reading.revisions) await pushEarlier(reading, reading.revisions, end.earlier);
    return judge(reading, end.isFollowed);
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

function endUnopened(
  { error, refused = '' }: { readonly error: UnopenedFor; readonly refused?: string },
  content: Content,
): Outcome {
  if (error === 'format')
    return failed(endsEarly(content) ? 'truncated' : 'corrupt', 'not readable as a PDF');
  const detail = error === 'security' ? 'security handler is not supported' : `user password${refused}`;
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

async function openIn(content: Content, password = ''): Promise<Opened> {
  const pdfium = await loadPdfium();
  try {
    return openDocument(pdfium, content, password);
  } catch (error) {
    discardPdfium();
    throw error;
  }
}

interface Tried {
  readonly isRebuilt: boolean;
  readonly password?: string;
  /** What the passwords came to that opened nothing. */
  readonly refused?: string;
}
type OpenedWith = Opened & Tried;

/** With the empty password, or the first of the user's that opens it. */
async function openWith(input: ExtractInput, sink: Sink): Promise<OpenedWith> {
  const opened = await openOrRebuild(input.content);
  if (!('error' in opened) || opened.error !== 'password') return opened;
  const tries = new PasswordTries(input, sink);
  const found = await tries.first(roundsOfTry, async (password) => {
    const again = await openIn(input.content, password);
    return 'document' in again ? { ...again, password } : undefined;
  });
  return found ? { ...found, isRebuilt: false } : { ...opened, refused: tries.refused };
}

export const extract: Extract = async (input, sink) => {
  if (input.content.size > maxBytes) return failed('too-large', 'PDF of more than 4 GiB');
  const opened = await openWith(input, sink);
  if ('error' in opened) {
    const end = await findEnd(input.content, sink);
    await handOverEdges(input.content, end, sink);
    warnEarlier(end.earlier.length, sink);
    return endUnopened(opened, input.content);
  }
  if (opened.isRebuilt) sink.warn('partial-read', 'the page tree is lost; the pages found are in file order');
  return readDocument(opened.document, input, sink, opened.password);
};
