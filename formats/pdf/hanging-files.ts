/** Finds files that hang from a page, an annotation or an object of a PDF, not from its list of files (ISO 32000-2, 14.13, 13.7). */
import { inflateSync } from 'node:zlib';
import { type Child, type Content, LimitError } from '../contract.ts';
import { maxSearchedBytes } from './searched-bytes.ts';

/** What object streams expand to, of one and in all. */
const maxStreamBytes = 16 * 1024 * 1024;
const maxStreamBytesInAll = 64 * 1024 * 1024;
const maxFiles = 10_000;
/** Characters around a file specification in which its name stands. */
const nearChars = 4000;

interface FileSpecification {
  readonly name: string;
  /** The number of the object that holds the bytes. */
  readonly stream: number;
}

/** What a letter behind a backslash stands for (7.3.4.2); a line end behind it belongs to no string. */
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '\n': '' };

/** A text string: UTF-16 with its mark, UTF-8 with its mark, else bytes (7.9.2.2). */
export function decodeString(written: string): string {
  const bytes = written.startsWith('<')
    ? Buffer.from(written.replace(/[^\da-f]/gi, ''), 'hex')
    : Buffer.from(
        written
          .slice(1, -1)
          .replace(/\\([0-7]{1,3})/g, (_all, octal: string) =>
            String.fromCharCode(Number.parseInt(octal, 8) & 255),
          )
          .replace(/\\([^])/g, (_all, escaped: string) => escapes[escaped] ?? escaped),
        'latin1',
      );
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes[0] === 0xef && bytes[1] === 0xbb) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  return bytes.toString('latin1');
}

function* specificationsIn(text: string): Generator<FileSpecification> {
  let left = maxFiles;
  for (const match of text.matchAll(/\/EF\s{0,9}<<([^>]{1,500})>>/g)) {
    left -= 1;
    if (left < 0) return;
    const stream = /\/(?:UF|F|Unix|Mac|DOS)\s{1,4}(\d{1,8})\s{1,4}\d{1,5}\s{1,4}R/.exec(match[1] ?? '')?.[1];
    if (stream === undefined) continue;
    const start = Math.max(0, match.index - nearChars);
    const before = text.slice(start, match.index);
    const own = before.slice(before.lastIndexOf(' obj') + 1);
    const after =
      text.slice(match.index + match[0].length, match.index + nearChars).split('endobj', 1)[0] ?? '';
    const around = `${own} ${after}`;
    const name = (key: string): string | undefined =>
      new RegExp(`/${key}\\s{0,4}(\\((?:\\\\[^]|[^\\\\)]){0,2000}\\)|<[\\da-fA-F\\s]{2,4000}>)`).exec(
        around,
      )?.[1];
    yield { name: decodeString(name('UF') ?? name('F') ?? '()'), stream: Number(stream) };
  }
}

/** The objects of a document as they stand in the file, without its table. */
export class Objects {
  readonly bytes: Uint8Array;
  /** They are those of a protected document, without its protection. */
  readonly isCopy: boolean;
  readonly text: string;
  readonly #starts = new Map<number, number>();
  /** By start: where the next object begins. */
  readonly #ends = new Map<number, number>();
  readonly #streams: number[] = [];

  constructor(bytes: Uint8Array, isCopy = false) {
    this.bytes = bytes;
    this.isCopy = isCopy;
    this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    let before: number | undefined;
    for (const match of this.text.matchAll(/\b(\d{1,8})[ \r\n]{1,2}\d{1,5}[ \r\n]{1,2}obj\b/g)) {
      const start = match.index + match[0].length;
      if (before !== undefined) this.#ends.set(before, match.index);
      before = start;
      // A later object of the same number replaces the earlier one, as an update does.
      this.#starts.set(Number(match[1]), start);
      if (/^[^]{0,200}\/Type\s{0,4}\/ObjStm\b/.test(this.text.slice(start, start + 220)))
        this.#streams.push(start);
    }
  }

  /** Strings and streams say nothing without the key then. */
  get isEncrypted(): boolean {
    return /\/Encrypt\s{1,4}\d/.test(this.text);
  }

  /** What no later object of the same number replaces. */
  *current(): Generator<string> {
    for (const start of this.#starts.values()) yield this.text.slice(start, this.#ends.get(start));
    yield* this.objectStreams();
  }

  /** The texts of all object streams, as far as they can be expanded. */
  *objectStreams(): Generator<string> {
    let left = maxStreamBytesInAll;
    for (const start of this.#streams) {
      const found = this.#streamAt(start, maxStreamBytes);
      if (!found || found.length > left) continue;
      left -= found.length;
      yield Buffer.from(found).toString('latin1');
    }
  }

  /** The bytes of a stream; undefined where there is none, or a filter that is not read here. */
  stream(number: number, maxBytes: number): Uint8Array | undefined {
    const start = this.#starts.get(number);
    return start === undefined ? undefined : this.#streamAt(start, maxBytes);
  }

  #streamAt(start: number, maxBytes: number): Uint8Array | undefined {
    const head = this.text.slice(start, start + nearChars);
    const begin = /\bstream\r?\n/.exec(head);
    if (!begin) return undefined;
    const dictionary = head.slice(0, begin.index);
    const from = start + begin.index + begin[0].length;
    const stated = /\/Length\s{1,4}(\d{1,10})\b(?!\s{1,4}\d{1,5}\s{1,4}R)/.exec(dictionary)?.[1];
    const end = stated === undefined ? this.text.indexOf('endstream', from) : from + Number(stated);
    if (end < from) return undefined;
    const raw = this.bytes.subarray(from, end);
    const filters =
      dictionary.match(/\/(?:ASCIIHex|ASCII85|LZW|Flate|RunLength|CCITTFax|JBIG2|DCT|JPX|Crypt)[A-Za-z]*/g) ??
      [];
    if (filters.length === 0) return raw;
    if (filters.length > 1 || filters[0] !== '/FlateDecode') return undefined;
    try {
      return inflateSync(raw, { maxOutputLength: maxBytes });
    } catch {
      return undefined;
    }
  }
}

/** Undefined where the document is larger than what is searched. */
export const listObjects = (content: Content): Objects | undefined =>
  content.size > maxSearchedBytes ? undefined : new Objects(content.read(0, content.size));

export interface HangingFiles {
  readonly children: readonly Child[];
  /** Files that are there and cannot be read here: the document is encrypted. */
  readonly unread: number;
}

function filesIn(objects: Objects): FileSpecification[] {
  const found = new Map<number, FileSpecification>();
  for (const text of [objects.text, ...objects.objectStreams()])
    for (const specification of specificationsIn(text))
      if (found.size < maxFiles) found.set(specification.stream, specification);
  return [...found.values()];
}

/** Files of a protected document that its copy without protection does not have: nothing refers to them. */
export const countLost = (objects: Objects, copy: Objects): number =>
  Math.max(0, filesIn(objects).length - filesIn(copy).length);

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const none: HangingFiles = { children: [], unread: 0 };

/** All files but as many of a name as `attached` has of it, which were given from the document's list or its pages. */
export function findHangingFiles(
  objects: Objects | undefined,
  attached: readonly string[],
  maxBytes: number,
): HangingFiles {
  if (!objects) return none;
  const all = filesIn(objects);
  const given = countOf(attached);
  const there = countOf(all.map(({ name }) => name));
  // Which of several of one name was given cannot be told: then all are, and the copy is known by its hash.
  const hanging = all.filter(({ name }) => (there.get(name) ?? 0) > (given.get(name) ?? 0));
  if (objects.isEncrypted) return { children: [], unread: hanging.length };
  return {
    unread: 0,
    children: hanging.map(({ name, stream }) => ({
      locator: `embedded:${stream}`,
      name: name.toWellFormed(),
      relation: 'attachment',
      open: () => {
        const bytes = objects.stream(stream, maxBytes);
        if (!bytes) throw new Error('the embedded file cannot be decoded');
        if (bytes.length > maxBytes)
          throw new LimitError('too-large', `embedded file of ${bytes.length} bytes`);
        return bytes;
      },
    })),
  };
}
