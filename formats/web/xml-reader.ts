/** Sorts the events of an XML parser into text: character data as body, attribute values and comments as hidden. */
import { DataFiles } from './data-uri.ts';
import { isPublicNamespace } from '../program-names.ts';
import { TextFlow } from './text-flow.ts';

/** Elements that hold a file as base64 (flat OpenDocument, WordprocessingML 2003, flat OPC), by local name. */
const binary = new Set(['binary-data', 'binData', 'binaryData']);
/**
 * Paragraphs of documents that are one XML file (flat OPC, WordprocessingML 2003, flat OpenDocument): what stands in them
 * is one run of text, whatever elements part it for its looks.
 */
const paragraphs = new Set(['w:p', 'a:p', 'text:p', 'text:h']);
/** What parts words in there: ends of lines, tabs, blanks, codes of fields, and texts beside the paragraph. */
const parting = new Set(
  `w:p w:tab w:ptab w:br w:cr w:noBreakHyphen w:sym w:tc w:instrText w:delText w:txbxContent w:footnote w:endnote w:pict w:drawing a:p a:br a:tab
   text:p text:h text:s text:tab text:line-break text:note text:note-body text:note-citation office:annotation draw:frame
   draw:text-box svg:title svg:desc text:ruby-text dc:creator dc:date`.split(/\s+/),
);
/** Elements whose text is a run; blanks between others are how the file is laid out. */
const runs = new Set(['w:t', 'a:t']);

/** Files repeat few namespaces; stops a file of nothing else. */
const maxNamespaces = 1000;
/** Files have few names; stops one of nothing but new ones. */
const maxNameUnits = 256 * 1024;
const undecorated = (name: string): string => name.slice(name.indexOf(':') + 1);

/** By lines, not by a pattern of white space around line feeds: that is quadratic on long runs of spaces. */
const trimLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n');

export class XmlReader {
  readonly body = new TextFlow();
  readonly hidden = new TextFlow();
  /** Files found as base64, in document order; the caller empties it. */
  readonly files: Uint8Array[] = [];
  /** Files that stand in attributes as `data:` addresses, as pictures in SVG do. */
  readonly dataFiles = new DataFiles();
  readonly #namespaces = new Set<string>();
  readonly #names = new Set<string>();
  #nameUnits = 0;
  events = 0;
  /** For each open element: whether it holds text of its own, so that its children stand in a line with it. */
  readonly #mixed: boolean[] = [];
  /** For each open element: the paragraph that it stands in, if any, and whether it parts what stands around it. */
  readonly #places: { readonly paragraph: string | undefined; readonly isParting: boolean }[] = [];
  #inBinary = 0;
  title = '';
  creator = '';
  #current = '';

  get depth(): number {
    return this.#mixed.length;
  }

  /** Names of elements and attributes, each once, as words; of a name in parts its own. */
  *names(): Generator<string> {
    for (const name of this.#names) if (name !== 'xmlns' && /\p{L}{3}/u.test(name)) yield name;
  }

  #tellName(name: string): void {
    if (this.#names.has(name) || this.#nameUnits > maxNameUnits) return;
    this.#names.add(name);
    this.#nameUnits += name.length;
  }

  /** Whether there were more names than are kept. */
  get areNamesCut(): boolean {
    return this.#nameUnits > maxNameUnits;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.events++;
    this.#tellName(undecorated(name));
    const within = this.#places.at(-1)?.paragraph;
    const isParting = within === undefined || parting.has(name);
    this.#part(isParting);
    this.#places.push({ paragraph: paragraphs.has(name) ? name : within, isParting });
    this.#mixed.push(false);
    this.#current = name;
    if (binary.has(undecorated(name))) this.#inBinary = this.#mixed.length;
    for (const key in attributes) {
      const value = attributes[key];
      this.#tellName(undecorated(key));
      if (value === undefined || value === '' || this.dataFiles.take(value)) continue;
      if (key === 'style') this.dataFiles.takeFromStyle(value);
      if (key === 'xmlns' || key.startsWith('xmlns:')) {
        this.#tellNamespace(value);
        continue;
      }
      this.hidden.flow(value);
      this.hidden.gap('\t');
    }
    this.hidden.gap('\n');
  }

  close(): void {
    this.events++;
    if (this.#inBinary === this.#mixed.length) this.#inBinary = 0;
    this.#mixed.pop();
    this.#current = '';
    this.#part(this.#places.pop()?.isParting ?? true);
  }

  #part(isParting: boolean): void {
    if (isParting) this.body.gap(this.#mixed.at(-1) === true ? ' ' : '\n');
  }

  /** Blanks between the elements of a paragraph whose texts are in runs. */
  get #isLayout(): boolean {
    const paragraph = this.#places.at(-1)?.paragraph;
    return (paragraph === 'w:p' || paragraph === 'a:p') && !runs.has(this.#current);
  }

  text(text: string): void {
    this.events++;
    if (this.#inBinary > 0) {
      this.files.push(Buffer.from(text, 'base64'));
      return;
    }
    const trimmed = text.trim();
    if (trimmed === '') return this.#isLayout ? undefined : this.body.gap(' ');
    if (this.#mixed.length > 0) this.#mixed[this.#mixed.length - 1] = true;
    if (undecorated(this.#current) === 'style') this.dataFiles.takeFromStyle(trimmed);
    if (this.#current === 'dc:title') this.title ||= trimmed.slice(0, 500);
    else if (this.#current === 'dc:creator') this.creator ||= trimmed.slice(0, 500);
    if (/^\s/.test(text)) this.body.gap(' ');
    // Line ends within a text are kept: a description's paragraphs; indentation is not.
    this.body.put(trimmed.includes('\n') ? trimLines(trimmed) : trimmed);
    if (/\s$/.test(text)) this.body.gap(' ');
  }

  /** Nearly all are addresses of public vocabularies; others name whose it is, and what is none may be a message. */
  #tellNamespace(namespace: string): void {
    if (
      isPublicNamespace(namespace) ||
      !/\p{L}{3}/u.test(namespace) ||
      this.#namespaces.has(namespace) ||
      this.#namespaces.size >= maxNamespaces
    )
      return;
    this.#namespaces.add(namespace);
    this.hidden.flow(namespace);
    this.hidden.gap('\t');
  }

  comment(text: string): void {
    this.events++;
    this.hidden.gap('\n');
    this.hidden.flow(text.trim());
    this.hidden.gap('\n');
  }
}
