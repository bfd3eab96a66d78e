/** Turns a FictionBook into text: sections at their titles, notes, links, and the files that it carries as Base64. */
import type { AnchorPlace } from '../../schemas/anchor.ts';
import type { Sink } from '../contract.ts';
import { LinkList } from '../office/link-list.ts';
import { TextFlow } from '../office/text-flow.ts';
import { attribute, type Attributes, type XmlHandler } from '../office/xml.ts';
import { hasOwnWords } from '../program-names.ts';
import { BookDescription } from './fb2-description.ts';

/** Bytes of one file: stops one that is the whole memory. */
const maxFileBytes = 64 * 1024 * 1024;
const maxTitleUnits = 180;
/** Elements that end a line. */
const lines = new Set(
  'p v subtitle text-author title epigraph cite poem stanza annotation tr section body'.split(' '),
);
/** Attributes that say how elements hang together. */
const ownAttributes =
  /^(?:id|type|info-type|href|content-type|value|lang|name|number|colspan|rowspan|align|valign|style|encoding|schemaLocation)$/i;

export interface CarriedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export class BookText implements XmlHandler {
  readonly description = new BookDescription();
  readonly #sink: Sink;
  readonly #links: LinkList;
  #flow: TextFlow;
  /** The places of the sections that are open, from the outermost. */
  readonly #places: AnchorPlace[] = [];
  #files: CarriedFile[] = [];
  #file: { name: string; mediaType: string; chunks: Buffer[]; bytes: number; rest: string } | undefined;
  #title: string | undefined;
  #part: 'description' | 'body' | 'other' = 'other';
  /** Poems and quotations that are open: their titles are those of no section. */
  #poems = 0;
  /** Files too large to be held. */
  lost = 0;
  /** Whether any of the text of the book was met. */
  hasBody = false;

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#links = new LinkList(sink);
    this.#flow = new TextFlow(sink, 'body');
  }

  open(name: string, attributes: Attributes): boolean {
    if (name === 'description') this.#part = 'description';
    else if (name === 'body') this.#openBody(attribute(attributes, 'name') ?? '');
    else if (name === 'binary') this.#openFile(attributes);
    else if (this.#part === 'description') this.description.open(name, attributes);
    else if (name === 'section') this.#places.push(this.#places.at(-1) ?? {});
    else if (name === 'poem' || name === 'cite') this.#poems += 1;
    else if (name === 'title' && this.#part === 'body' && this.#poems === 0) this.#title ??= '';
    else if (name === 'a' || name === 'image') this.#links.add(attribute(attributes, 'href') ?? '');
    for (const [key, value] of attributes.entries())
      if (!ownAttributes.test(key) && hasOwnWords(value)) this.#hide(value);
    return true;
  }

  close(name: string): void {
    if (name === 'binary') return this.#endFile();
    if (this.#part === 'description') {
      if (name === 'description') this.#part = 'other';
      else this.description.close(name);
      return;
    }
    if (name === 'title' && this.#title !== undefined) this.#endTitle();
    else if (name === 'td' || name === 'th') this.#flow.write('\t');
    else if (this.#title !== undefined) this.#title += ' ';
    else if (lines.has(name)) this.#flow.endLine();
    if (name === 'section') {
      this.#places.pop();
      this.#place(this.#places.at(-1) ?? {});
    }
    if (name === 'poem' || name === 'cite') this.#poems = Math.max(0, this.#poems - 1);
    if (name === 'body') this.#part = 'other';
  }

  text(data: string): void {
    if (this.#file) return this.#takeFile(data);
    if (this.#part === 'description') return this.description.text(data);
    const plain = data.replace(/\s+/g, ' ');
    if (this.#part === 'other') {
      if (plain.trim() !== '') this.#hide(plain.trim());
    } else if (this.#title !== undefined && this.#title.length < maxTitleUnits) this.#title += plain;
    else if (plain !== ' ') {
      this.hasBody ||= plain.trim() !== '';
      this.#flow.write(plain);
    }
  }

  remark(text: string): void {
    if (hasOwnWords(text)) this.#hide(text.replace(/\s+/g, ' ').trim());
  }

  #hide(text: string): void {
    this.#flow.writeHidden(text);
    this.#flow.endHidden();
  }

  /** A second body with a name holds the notes of the first. */
  #openBody(name: string): void {
    this.#part = 'body';
    this.#flow.endLine();
    this.#flow = new TextFlow(this.#sink, /^(?:notes|comments|footnotes)$/i.test(name) ? 'notes' : 'body');
    if (name !== '' && hasOwnWords(name)) this.#hide(name);
  }

  #endTitle(): void {
    const title = (this.#title ?? '').replace(/\s+/g, ' ').trim();
    this.#title = undefined;
    if (title === '') return;
    const place = { part: title.slice(0, maxTitleUnits) };
    if (this.#places.length > 0) this.#places[this.#places.length - 1] = place;
    this.#flow.endLine();
    this.#place(place);
    this.#flow.write(title);
    this.#flow.endLine();
  }

  #place(place: AnchorPlace): void {
    this.#flow.setPlace(place);
    this.#sink.anchor(place, this.#flow.kind);
    this.#sink.anchor(place, 'hidden');
  }

  #openFile(attributes: Attributes): void {
    this.#file = {
      name: attribute(attributes, 'id') ?? '',
      mediaType: attribute(attributes, 'content-type') ?? '',
      chunks: [],
      bytes: 0,
      rest: '',
    };
  }

  /** Four characters are three bytes: what is left over waits for the next piece. */
  #takeFile(data: string): void {
    const file = this.#file;
    if (!file || file.bytes > maxFileBytes) return;
    const text = file.rest + data.replace(/[^A-Za-z\d+/]+/g, '');
    const whole = text.length - (text.length % 4);
    file.rest = text.slice(whole);
    const bytes = Buffer.from(text.slice(0, whole), 'base64');
    file.bytes += bytes.length;
    file.chunks.push(bytes);
  }

  #endFile(): void {
    const file = this.#file;
    this.#file = undefined;
    if (!file) return;
    if (file.bytes > maxFileBytes) {
      this.lost += 1;
      return;
    }
    const bytes = Buffer.concat([...file.chunks, Buffer.from(file.rest, 'base64')]);
    if (bytes.length > 0) this.#files.push({ name: file.name, mediaType: file.mediaType, bytes });
  }

  /** Files that were found since the last call. */
  takeFiles(): readonly CarriedFile[] {
    const files = this.#files;
    this.#files = [];
    return files;
  }

  /** To be called when the book has ended. */
  end(): void {
    this.#flow.endHidden();
    this.#flow.endLine();
  }
}
