/**
 * Extracts books (EPUB 2 and 3, OCF packages): the chapters in the order of the spine, each at its name and file; pages
 * that nothing leads to as hidden text; all else that lies in the package as embedded files.
 */
import type { TextKind } from '../../schemas/anchor.ts';
import type { Code } from '../../schemas/status.ts';
import type { Extract, ExtractInput, Outcome, Sink } from '../contract.ts';
import { CountedSink } from '../office/counted-sink.ts';
import { giveChildren } from '../office/embedded.ts';
import { OfficePackage, type PackagePart } from '../office/package.ts';
import { PartReader } from '../office/part-reader.ts';
import { writeProperties } from '../office/properties.ts';
import { attribute, type Attributes, type XmlHandler } from '../office/xml.ts';
import { maxWarningsOfKind } from '../value-limits.ts';
import { readChapter, type WarningCounts } from './chapter.ts';
import { ContentsLabels } from './contents-labels.ts';
import { PackageDocument, partOf } from './package-document.ts';

export const version = '2';

/** A chapter is held while it is read; the largest real ones have a few megabytes. */
const maxChapterBytes = 64 * 1024 * 1024;
/** Renditions of one book (OCF 3.3, 4.2.6.3.1): stops a container that names one without end. */
const maxRenditions = 20;

/** Fonts are made unreadable to other programs in these two ways, without any key (OCF 3.3, 4.2.6.3.2). */
const fontWays = new Set(['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']);

const isPage = (part: string): boolean => /\.(?:x?html?|xht)$/i.test(part);

/** Markup of the package itself; where it says more than is taken from it, it is an item beside. */
type OwnMarkup = XmlHandler & { readonly saysMore: boolean };

/** Calls back with one attribute of each element of a name. */
class ValuesOf implements OwnMarkup {
  readonly readsAttributes = true;
  readonly #found: (element: string, attributes: Attributes) => void;
  saysMore = false;

  constructor(found: (element: string, attributes: Attributes) => void) {
    this.#found = found;
  }

  open(element: string, attributes: Attributes): boolean {
    this.#found(element, attributes);
    return true;
  }

  close(): void {
    // Nothing is said at the end.
  }

  text(data: string): void {
    if (data.trim() !== '') this.saysMore = true;
  }
}

class Book {
  readonly #input: ExtractInput;
  readonly #reader: PartReader;
  readonly #sink: Sink;
  readonly #labels = new Map<string, string>();
  readonly #warned: WarningCounts = new Map();
  /** Parts that were read as text or markup, as the package writes them. */
  readonly #done = new Set<PackagePart>();
  /** Parts that cannot be read without a key. */
  readonly #sealed = new Set<PackagePart>();
  /** Of these, chapters that were warned of. */
  readonly #told = new Set<PackagePart>();
  #chapters = 0;
  #failure: { code: Code; detail: string } | undefined;

  constructor(input: ExtractInput, reader: PartReader, sink: Sink) {
    this.#input = input;
    this.#reader = reader;
    this.#sink = sink;
  }

  async read(): Promise<Outcome> {
    await this.#listSealed();
    const documents = await this.#readDocuments();
    const contents = documents.flatMap((document) => document.contents);
    for (const part of contents) await this.#readContents(part);
    const chapters = new Set(documents.flatMap((document) => document.chapters));
    for (const part of chapters) await this.#readChapter(part);
    for (const part of contents) if (this.#has(part)) await this.#readChapter(part, 'headers');
    const isListed = this.#chapters > 0;
    // What no reader of the book is led to; without a list of chapters, the book.
    const pages = documents.flatMap(({ files }) =>
      files.filter(({ mediaType }) => mediaType === 'application/xhtml+xml').map(({ part }) => part),
    );
    for (const { name } of this.#reader.package.parts) if (isPage(name)) pages.push(name);
    for (const part of new Set(pages))
      if (this.#has(part)) await this.#readChapter(part, isListed ? 'hidden' : undefined);
    if (!isListed && this.#chapters > 0)
      this.#sink.warn('corrupt', 'no list of chapters could be read: they stand in the order of the package');
    return this.#outcome();
  }

  #has(part: string): boolean {
    const entry = this.#reader.package.find(part);
    return entry !== undefined && !this.#done.has(entry);
  }

  /** What is encrypted other than as fonts are: `META-INF/encryption.xml`, where the way stands before the parts. */
  async #listSealed(): Promise<void> {
    const name = 'META-INF/encryption.xml';
    if (!this.#reader.package.find(name)) return;
    let way = '';
    const found = new ValuesOf((element, attributes) => {
      if (element === 'EncryptionMethod') way = attribute(attributes, 'Algorithm') ?? '';
      if (element !== 'CipherReference') return;
      const entry = this.#reader.package.find(partOf('', attribute(attributes, 'URI') ?? ''));
      if (entry && !fontWays.has(way)) this.#sealed.add(entry);
    });
    await this.#parse(name, found);
  }

  /** A part of markup that stands for itself: it is no item then. */
  async #parse(part: string, handler: OwnMarkup): Promise<boolean> {
    const entry = this.#reader.package.find(part);
    if (entry) this.#done.add(entry);
    const isRead = await this.#reader.parse(part, handler, 'aside');
    if (entry && handler.saysMore) this.#done.delete(entry);
    return isRead;
  }

  /** The package documents that the container names, else all that look like one. */
  async #readDocuments(): Promise<PackageDocument[]> {
    const names = new Set<string>();
    if (this.#reader.package.find('META-INF/container.xml'))
      await this.#parse(
        'META-INF/container.xml',
        new ValuesOf((element, attributes) => {
          if (element === 'rootfile' && names.size < maxRenditions)
            names.add(attribute(attributes, 'full-path') ?? '');
        }),
      );
    if (![...names].some((name) => this.#has(name)))
      for (const { name } of this.#reader.package.parts)
        if (/\.opf$/i.test(name) && names.size < maxRenditions) names.add(name);
    const documents: PackageDocument[] = [];
    for (const name of names) {
      const document = new PackageDocument(name);
      if (!(await this.#parse(name, document))) continue;
      documents.push(document);
      // Other renditions are of the same book: the first says what it is.
      if (documents.length > 1) continue;
      this.#sink.metadata(document.metadata);
      writeProperties(document.metadata, this.#sink, document.metadata.authors);
    }
    return documents;
  }

  /** Names of chapters; a table of version 3 is a page of the book as well. */
  async #readContents(part: string): Promise<void> {
    const entry = this.#reader.package.find(part);
    if (!entry || this.#done.has(entry) || this.#sealed.has(entry)) return;
    const labels = new ContentsLabels(part, this.#labels);
    if (isPage(part)) {
      await this.#reader.parse(part, labels, 'aside');
      return;
    }
    await this.#parse(part, labels);
    if (labels.lines.length === 0) return;
    this.#sink.anchor({ part: 'contents' }, 'headers');
    this.#sink.text(`${labels.lines.join('\n')}\n`, 'headers');
  }

  async #readChapter(part: string, kind?: TextKind): Promise<void> {
    const entry = this.#reader.package.find(part);
    if (!entry) return this.#fail('partial-read', `the chapter ${part} is missing`);
    if (this.#done.has(entry)) return;
    if (this.#sealed.has(entry)) {
      if (!this.#told.has(entry)) this.#fail('password-required', `the chapter ${part} is encrypted`);
      this.#told.add(entry);
      return;
    }
    this.#done.add(entry);
    const bytes = await this.#bytesOf(entry);
    if (bytes.length === 0) return;
    const label = this.#labels.get(part);
    const shown = label === undefined ? part : `${label} (${part})`;
    await readChapter(
      { part, bytes, place: { part: shown.slice(0, 200) }, kind },
      this.#input.limits,
      this.#warned,
      this.#sink,
    );
    if (kind === undefined) this.#chapters += 1;
    await this.#sink.drain();
  }

  /** As far as the part can be read. */
  async #bytesOf(entry: PackagePart): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const chunk of this.#reader.package.read(entry)) {
        chunks.push(chunk);
        length += chunk.length;
        if (length <= maxChapterBytes) continue;
        this.#fail('text-cut', `${entry.name.slice(0, 200)}: what follows ${maxChapterBytes} bytes`);
        break;
      }
    } catch (error) {
      const { code = 'corrupt', message } = error as { code?: Code; message: string };
      this.#fail(code, message);
    }
    return Buffer.concat(chunks);
  }

  #fail(code: Code, detail: string): void {
    this.#failure ??= { code, detail: detail.slice(0, 500) };
    const count = (this.#warned.get(code) ?? 0) + 1;
    this.#warned.set(code, count);
    if (count <= maxWarningsOfKind) this.#sink.warn(code, detail.slice(0, 500));
  }

  /** Styles, pictures, fonts and whatever else lies in the package. */
  async giveFiles(): Promise<void> {
    const { parts } = this.#reader.package;
    const also = new Set(
      parts.filter((part) => /\.(?:xml|rdf|vml)$/i.test(part.name) && !this.#done.has(part)),
    );
    const done = new Set([...this.#done].map(({ name }) => name));
    await giveChildren(this.#reader.package, this.#sink, {
      also,
      own: (name) => done.has(name),
      ended: (part) =>
        this.#sealed.has(part) ? { status: 'encrypted', code: 'password-required' } : undefined,
    });
  }

  #outcome(): Outcome {
    if (this.#chapters > 0) return { status: 'extracted' };
    const failure = this.#failure ?? { code: 'corrupt' as const, detail: 'the package holds no chapter' };
    return failure.code === 'password-required'
      ? { status: 'encrypted', code: failure.code, detail: failure.detail }
      : { status: 'failed', ...failure };
  }
}

export const extract: Extract = async (input, given) => {
  const opened = await OfficePackage.open(input.content, input.limits, given);
  if (opened.parts.length === 0) return { status: 'failed', code: 'corrupt', detail: 'not a zip package' };
  const sink = new CountedSink(given);
  const book = new Book(input, new PartReader(opened, sink), sink);
  const outcome = await book.read();
  // What a failed book holds is given by the reader of ZIP.
  if (outcome.status !== 'failed') await book.giveFiles();
  return outcome;
};
