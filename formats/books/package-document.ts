/** Reads the package document of an EPUB: what the book says of itself, its files, and the order they are read in (EPUB 3.3, 5). */
import type { Metadata } from '../../schemas/metadata.ts';
import { decodePartName, resolvePartName } from '../office/part-names.ts';
import { attribute, type Attributes, type XmlHandler } from '../office/xml.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import { maxValueUnits } from '../value-limits.ts';

/** Files and chapters that are listed; the largest books have some thousands. Stops a list of nothing but entries. */
const maxListed = 50_000;
/** Statements beyond these are left out: stops a book from being nothing else. */
const maxStated = 400;

/** A file of the book as the manifest lists it. */
export interface BookFile {
  /** The name of its part. */
  readonly part: string;
  readonly mediaType: string;
  /** Words between blanks: `nav`, `cover-image`. */
  readonly properties: string;
}

/** The part that a reference in the part `base` leads to, without its fragment; '' for an address outside of the book. */
export function partOf(base: string, href: string): string {
  const path = href.split('#', 1)[0] ?? '';
  if (path === '' || /^[a-z][\w+.-]*:/i.test(path)) return '';
  return resolvePartName(base, decodePartName(path));
}

/** What the dates of a book mean, by the event that version 2 names. */
const events: Readonly<Record<string, 'created' | 'modified'>> = {
  creation: 'created',
  modification: 'modified',
};

/** What holds statements; version 1 had two more within it. */
const wholes = new Set(['metadata', 'dc-metadata', 'x-metadata']);

/** Gathers one package document; to be given to the reader of its part. */
export class PackageDocument implements XmlHandler {
  readonly readsAttributes = true;
  readonly #part: string;
  readonly #files = new Map<string, BookFile>();
  readonly #order: string[] = [];
  readonly #values: { -readonly [K in keyof Metadata]: Metadata[K] } = {};
  readonly #other = new Map<string, string>();
  #stated = 0;
  #key = '';
  #event = '';
  #value = '';
  #isMetadata = false;
  /** Open elements within a statement. */
  #within = 0;
  /** It says more than is taken from it here. */
  saysMore = false;
  /** The id of the table of contents of version 2. */
  #contents = '';

  /** `part` is the name of the document itself, which its references start from. */
  constructor(part: string) {
    this.#part = part;
  }

  open(name: string, attributes: Attributes): boolean {
    if (this.#isMetadata && this.#key !== '') {
      this.#within += 1;
      return true;
    }
    this.#value = '';
    this.#event = '';
    this.#key = name;
    if (wholes.has(name)) {
      this.#isMetadata = true;
      this.#key = '';
    } else if (name === 'item') this.#list(attributes);
    else if (name === 'spine') this.#contents = attribute(attributes, 'toc') ?? '';
    else if (name === 'itemref' && this.#order.length < maxListed)
      this.#order.push(attribute(attributes, 'idref') ?? '');
    else if (name === 'date') this.#event = attribute(attributes, 'event') ?? '';
    else if (name === 'reference') this.#state('guide', attribute(attributes, 'title') ?? '');
    else if (name === 'meta') {
      const property = attribute(attributes, 'property') ?? attribute(attributes, 'name') ?? '';
      this.#key = property.slice(property.startsWith('dcterms:') ? 8 : 0, 200);
      const content = attribute(attributes, 'content');
      if (content !== undefined) this.#state(this.#key, content);
    }
    return true;
  }

  close(name: string): void {
    if (this.#within > 0) {
      this.#within -= 1;
      return;
    }
    if (name === 'metadata') this.#isMetadata = false;
    else if (this.#isMetadata) this.#state(this.#key, this.#value);
    this.#value = '';
    this.#key = '';
  }

  text(data: string): void {
    if ((!this.#isMetadata || this.#key === '') && data.trim() !== '') this.saysMore = true;
    if (this.#value.length < maxValueUnits) this.#value += data.slice(0, maxValueUnits - this.#value.length);
  }

  #list(attributes: Attributes): void {
    const id = attribute(attributes, 'id');
    const part = partOf(this.#part, attribute(attributes, 'href') ?? '');
    if (id === undefined || part === '' || this.#files.size >= maxListed || this.#files.has(id)) return;
    this.#files.set(id, {
      part,
      mediaType: attribute(attributes, 'media-type') ?? '',
      properties: attribute(attributes, 'properties') ?? '',
    });
  }

  #state(key: string, given: string): void {
    const value = given.replace(/\s+/g, ' ').trim();
    if (value === '' || key === '') return;
    if (this.#stated >= maxStated) {
      this.saysMore = true;
      return;
    }
    this.#stated += 1;
    const values = this.#values;
    const timeKey = key === 'modified' ? 'modified' : key === 'date' ? events[this.#event] : undefined;
    const time = timeKey && parseW3cTime(value);
    if (timeKey && time) values[timeKey] = time;
    else if (key === 'title' && values.title === undefined) values.title = value;
    else if (key === 'language' && values.language === undefined) values.language = value;
    else if (key === 'creator') values.authors = [...(values.authors ?? []), value];
    else if (key === 'subject') values.keywords = [...(values.keywords ?? []), value];
    else if (key === 'generator') values.application = value;
    else {
      const before = this.#other.get(key);
      this.#other.set(key, (before === undefined ? value : `${before}; ${value}`).slice(0, maxValueUnits));
    }
  }

  get metadata(): Metadata {
    return {
      ...this.#values,
      ...(this.#other.size > 0 ? { other: Object.fromEntries(this.#other) } : {}),
    };
  }

  /** The parts in the order they are read in, each once. */
  get chapters(): readonly string[] {
    return [...new Set(this.#order.flatMap((id) => this.#files.get(id)?.part ?? []))];
  }

  get files(): readonly BookFile[] {
    return [...this.#files.values()];
  }

  /** Parts that hold a table of contents: of version 3, then of version 2. */
  get contents(): readonly string[] {
    const found = this.files.filter(
      ({ properties, mediaType }) =>
        /(?:^|\s)nav(?:\s|$)/.test(properties) || mediaType === 'application/x-dtbncx+xml',
    );
    const named = this.#files.get(this.#contents);
    return [...new Set([...found, ...(named ? [named] : [])].map(({ part }) => part))];
  }
}
