/** Extracts presentations of PowerPoint 97 to 2003 (ppt, pps, pot; [MS-PPT]): slides in order, notes, comments, objects. */
import type { Anchor, TextKind } from '../../schemas/anchor.ts';
import type { Extract, Outcome } from '../contract.ts';
import { PasswordTries } from '../passwords.ts';
import { LinkList } from '../office/link-list.ts';
import { ChangeLog } from '../office/word-text.ts';
import { givePictures } from './drawn-pictures.ts';
import { OfficeFile, outcomeOf } from './office-file.ts';
import { openSlides, type SlideStreams } from './sealed-slides.ts';
import { readDirectory, type SlideDirectory } from './slide-directory.ts';
import { drawnTexts, slideLines } from './slide-drawing.ts';
import { SlideObjects } from './slide-objects.ts';
import { recordAt, recordsIn, type SlideRecord, textOf, types } from './slide-records.ts';

export const version = '2';

type Place = Pick<Anchor, 'slide' | 'part' | 'mark'>;

/** A slide, master or page of notes as the document lists it. */
interface Listed {
  readonly part: number;
  readonly id: number;
  readonly outline: string[];
}

const hiddenFlag = 4;

/** A wall clock: `2019-03-14T17:20:05` (SYSTEMTIME). */
function showSystemTime(time: Buffer | undefined): string | undefined {
  if (!time || time.length < 14) return undefined;
  const [year = 0, month = 0, , day = 0, hour = 0, minute = 0, second = 0] = Array.from(
    { length: 7 },
    (_, at) => time.readUInt16LE(at * 2),
  );
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return year === 0 ? undefined : `${date}T${two(hour)}:${two(minute)}:${two(second)}`;
}

class Presentation {
  readonly #office: OfficeFile;
  readonly #stream: Buffer;
  readonly #directory: SlideDirectory;
  readonly #links: LinkList;
  readonly #changes: ChangeLog;
  readonly #read = new Set<number>();
  readonly #notes = new Map<number, SlideRecord>();
  /** Bytes of parts that may still be walked: parts that lie within each other would be read again for each. */
  #left: number;

  constructor(office: OfficeFile, stream: Buffer, directory: SlideDirectory) {
    this.#office = office;
    this.#stream = stream;
    this.#directory = directory;
    this.#links = new LinkList(office.sink);
    this.#changes = new ChangeLog(office.sink);
    this.#left = stream.length * 4;
  }

  async read(): Promise<void> {
    const document = this.#part(this.#directory.document);
    if (document?.type === types.document) await this.#readDocument(document);
    else
      this.#office.warn(
        'corrupt',
        'no document is found by the edits: slides stand in the order of the file',
      );
    await this.#readRest(document !== undefined);
  }

  /** The part of that number, once. */
  #part(number: number | undefined): SlideRecord | undefined {
    const at = number === undefined ? undefined : this.#directory.places.get(number);
    const record = at === undefined ? undefined : recordAt(this.#stream, at);
    if (!record || !this.#take(record)) return undefined;
    return record;
  }

  #take(record: SlideRecord): boolean {
    const bytes = record.to - record.from;
    if (this.#read.has(record.start) || bytes > this.#left) return false;
    this.#read.add(record.start);
    this.#left -= bytes;
    if (record.isCut)
      this.#office.warn('truncated', `a part at ${record.start} is longer than what is there`);
    return true;
  }

  async #readDocument(document: SlideRecord): Promise<void> {
    const lists: Listed[][] = [[], [], []];
    const rest: SlideRecord[] = [];
    for (const record of recordsIn(this.#stream, document.from, document.to))
      if (record.type === types.slideList) lists[record.instance]?.push(...this.#readList(record));
      else rest.push(record);
    const [slides = [], masters = [], notes = []] = lists;
    for (const { part } of notes) this.#keepNotes(this.#part(part));
    this.#office.sink.metadata({ slides: slides.length });
    let missing = 0;
    for (const [index, listed] of slides.entries()) {
      const slide = this.#part(listed.part);
      if (slide?.type === types.slide) await this.#readSlide(slide, listed, { slide: index + 1 });
      else missing += 1;
      // What the list has of a slide that is lost is its text still.
      if (slide?.type !== types.slide) this.#write(listed.outline, 'body', { slide: index + 1 });
    }
    if (missing > 0)
      this.#office.warn('corrupt', `${missing} of ${slides.length} slides are not where they should be`);
    for (const { part } of masters) this.#readMaster(this.#part(part));
    for (const notesPage of this.#notes.values()) this.#readNotes(notesPage, { part: 'notes' });
    await this.#readBeside(rest);
  }

  /** Slides of a list, with the texts that stand there in place of the slide ([MS-PPT] 2.4.14.3). */
  #readList(list: SlideRecord): Listed[] {
    const listed: Listed[] = [];
    for (const record of recordsIn(this.#stream, list.from, list.to))
      if (record.type === types.slidePersist && record.to - record.from >= 16)
        listed.push({
          part: this.#stream.readUInt32LE(record.from),
          id: this.#stream.readUInt32LE(record.from + 12),
          outline: [],
        });
      else if (record.type === types.textHeader) listed.at(-1)?.outline.push('');
      else {
        const text = textOf(this.#stream, record);
        const outline = listed.at(-1)?.outline;
        if (text !== undefined && outline && outline.length > 0)
          outline[outline.length - 1] = slideLines(text);
      }
    return listed;
  }

  #keepNotes(notes: SlideRecord | undefined): void {
    if (notes?.type !== types.notes) return;
    for (const record of recordsIn(this.#stream, notes.from, notes.to))
      if (record.type === types.notesAtom && record.to - record.from >= 4)
        this.#notes.set(this.#stream.readUInt32LE(record.from), notes);
  }

  async #readSlide(
    slide: SlideRecord,
    { id, outline }: Listed,
    place: Place,
    kind: TextKind = 'body',
  ): Promise<void> {
    const marked: Place = this.#isHidden(slide) ? { ...place, mark: 'hidden-slide' } : place;
    const used = new Set<string>();
    const lines: string[] = [];
    for (const drawn of drawnTexts(this.#stream, slide, { outline })) {
      if (drawn.kind === 'comment') this.#writeComment(drawn, place);
      else if (drawn.kind === 'description') this.#write([drawn.text], 'hidden', marked);
      else {
        lines.push(drawn.text);
        used.add(drawn.text);
      }
    }
    // A text that no shape names any more.
    lines.push(...outline.filter((text) => text !== '' && !used.has(text)));
    lines.push(...this.#headersFooters(slide));
    this.#write(lines, kind, marked);
    const notes = this.#notes.get(id);
    if (notes) {
      this.#notes.delete(id);
      this.#readNotes(notes, place);
    }
    await this.#office.sink.drain();
  }

  #isHidden(slide: SlideRecord): boolean {
    for (const record of recordsIn(this.#stream, slide.from, slide.to))
      if (record.type === types.showInfo && record.to - record.from >= 12)
        return (this.#stream.readUInt16LE(record.from + 10) & hiddenFlag) !== 0;
    return false;
  }

  #headersFooters(holder: SlideRecord): string[] {
    const found: string[] = [];
    for (const record of recordsIn(this.#stream, holder.from, holder.to))
      if (record.type === types.headersFooters)
        for (const inner of recordsIn(this.#stream, record.from, record.to))
          found.push(slideLines(textOf(this.#stream, inner) ?? ''));
    return found;
  }

  #readNotes(notes: SlideRecord, place: Place): void {
    const lines = [...drawnTexts(this.#stream, notes, { outline: [] })].map(({ text }) => text);
    this.#write(lines, 'notes', place);
  }

  #readMaster(master: SlideRecord | undefined): void {
    if (!master) return;
    const options = { outline: [], withoutPlaceholders: true };
    const lines = [...drawnTexts(this.#stream, master, options)].flatMap(({ kind, text }) =>
      kind === 'text' ? [text] : [],
    );
    this.#write([...lines, ...this.#headersFooters(master)], 'headers', { part: 'master' });
  }

  #write(texts: readonly string[], kind: TextKind, place: Place): void {
    const shown = texts.filter((text) => text.trim() !== '');
    if (shown.length === 0) return;
    this.#office.sink.anchor(place, kind);
    for (const text of shown) this.#office.sink.text(text.endsWith('\n') ? text : `${text}\n`, kind);
  }

  #writeComment(
    { text, author = '', time }: { text: string; author?: string; time?: Buffer },
    place: Place,
  ): void {
    this.#write([author === '' ? text : `${author}: ${text}`], 'comments', place);
    this.#changes.add('comment', author, showSystemTime(time));
  }

  async #readBeside(records: readonly SlideRecord[]): Promise<void> {
    this.#office.sink.anchor({}, 'hidden');
    const objects = new SlideObjects(this.#office, this.#stream, this.#directory);
    for (const record of records) {
      if (record.type === types.headersFooters)
        this.#write(
          [...recordsIn(this.#stream, record.from, record.to)].map((inner) =>
            slideLines(textOf(this.#stream, inner) ?? ''),
          ),
          'headers',
          { part: 'headers' },
        );
      else if (record.type === types.objects) await objects.give(record, (text) => this.#links.add(text));
      else
        for (const inner of record.isContainer ? recordsIn(this.#stream, record.from, record.to) : [])
          if (inner.type === types.macros) await objects.giveMacros(inner);
      if (record.type === types.macros) await objects.giveMacros(record);
    }
  }

  /** Slides that nothing leads to: an earlier form of one that was saved again, or all there is of a damaged file. */
  async #readRest(hasDocument: boolean): Promise<void> {
    let end = 0;
    const place: Place = hasDocument ? { mark: 'earlier-revision' } : {};
    for (const record of recordsIn(this.#stream, 0, this.#stream.length)) {
      end = record.to;
      if (record.type !== types.slide && record.type !== types.notes) continue;
      if (!this.#take(record)) continue;
      const kind = hasDocument ? 'hidden' : record.type === types.slide ? 'body' : 'notes';
      await this.#readSlide(record, { part: 0, id: 0, outline: [] }, place, kind);
    }
    const left = this.#stream.subarray(end).findIndex((byte) => byte !== 0);
    if (left >= 0 && !hasDocument)
      this.#office.warn('corrupt', `records end at ${end} of ${this.#stream.length} bytes`);
  }
}

const unsupported: Outcome = {
  status: 'unsupported',
  code: 'no-extractor',
  detail: 'a presentation of PowerPoint 95 or earlier',
};

export const extract: Extract = async (input, given) => {
  const office = OfficeFile.open(input, given);
  // PowerPoint 97 could save for 95 as well: both forms are in one file.
  const folder = office?.file.find('PP97_DUALSTORAGE', 'PowerPoint Document') ? ['PP97_DUALSTORAGE'] : [];
  const stream = office?.read(...folder, 'PowerPoint Document');
  if (!office || !stream) {
    if (office?.file.find('PP40')) return unsupported;
    return { status: 'failed', code: office?.damage?.code ?? 'corrupt', detail: 'no stream of slides' };
  }
  office.readProperties();
  const directory = readDirectory(stream, office.read(...folder, 'Current User') ?? Buffer.alloc(0));
  let streams: SlideStreams = { slides: stream, pictures: office.read(...folder, 'Pictures') };
  if (directory.isEncrypted) {
    const tries = new PasswordTries(input, office.sink);
    const opened = await openSlides(streams, directory, tries);
    if (!opened)
      return {
        status: 'encrypted',
        code: 'password-required',
        detail: `an encrypted presentation${tries.refused}`,
      };
    if (opened.damaged > 0) office.warn('corrupt', `${opened.damaged} of its parts and pictures not opened`);
    if (office.file.find(...folder, 'EncryptedSummary')) office.warn('partial-read', 'what it says of itself is encrypted'); // prettier-ignore
    streams = opened;
  }
  if (directory.damaged > 0)
    office.warn('corrupt', `${directory.damaged} edits of the presentation are not where they should be`);
  const properties = office.takeText();
  await new Presentation(office, streams.slides, directory).read();
  if (streams.pictures) await givePictures(streams.pictures, office.sink);
  return outcomeOf(office, properties);
};
