/** Paths of load files, made to those of the source that they name: looked up among its files, never followed. */
import type { LoadColumns } from './load-columns.ts';
import type { LoadFile } from './load-file.ts';
import type { MailboxMessage } from './mailbox-messages.ts';

/** Paths of programs of Windows, where letters of both cases are one: a source on another system has the one or the other. */
const foldPath = (path: string): string =>
  Buffer.from(Buffer.from(path, 'latin1').toString().normalize('NFC').toLowerCase()).toString('latin1');

/** Messages that are held, about 300 bytes each: an export in parts of 10 GB has some hundred thousand. */
const maxMessages = 2_000_000;

/** Where a message lies: its mailbox, and the byte at which it begins there. */
export interface MessagePlace {
  readonly mailbox: Buffer;
  readonly at: number;
}

/** The files of a source, by their paths; one character a byte, as in `SourceFiles` of manifests. */
export class ProductionFiles {
  readonly #paths: string[] = [];
  readonly #exact = new Map<string, number>();
  /** Where a path has capitals: by how it is without. */
  readonly #folded = new Map<string, number>();

  /** Messages of mailboxes, by what an export calls their files. */
  readonly #messages = new Map<string, number>();
  readonly #places = new Map<number, MessagePlace>();
  readonly #mailboxes = new Set<string>();

  #hasPacked = false;

  /** What is said of a message that is in no mailbox: as Vault delivers an export, its mailboxes lie in ZIP files. */
  get unopened(): string {
    return this.#hasPacked ? ', whose ZIP files are not looked into: unpack them' : '';
  }

  /** A message counts as a file below its mailbox, and the mailbox as what holds it. */
  addMessage(mailbox: Buffer, { name, at }: MailboxMessage): void {
    if (this.#messages.size >= maxMessages) return;
    const path = mailbox.toString('latin1');
    const index = this.#paths.push(`${path}/${Buffer.from(name).toString('latin1')}`) - 1;
    this.#mailboxes.add(path);
    this.#places.set(index, { mailbox, at });
    if (!this.#messages.has(name)) this.#messages.set(name, index);
  }

  findMessage(name: string): number | undefined {
    return this.#messages.get(name.trim());
  }

  /** Where a message lies; undefined for a file. */
  messageAt(index: number): MessagePlace | undefined {
    return this.#places.get(index);
  }

  /** Whether it is a mailbox whose messages are listed one by one. */
  isMailbox(index: number): boolean {
    return this.#mailboxes.has(this.#paths[index] ?? '');
  }

  get count(): number {
    return this.#paths.length;
  }

  add(rawPath: Buffer): void {
    const path = rawPath.toString('latin1');
    this.#hasPacked ||= /\.zip$/iu.test(path);
    const at = this.#paths.push(path) - 1;
    this.#exact.set(path, at);
    const folded = foldPath(path);
    if (folded !== path && !this.#folded.has(folded)) this.#folded.set(folded, at);
  }

  rawPath(at: number): Buffer {
    return Buffer.from(this.#paths[at] ?? '', 'latin1');
  }

  /** By its path as it is; else by one that differs in capitals alone. */
  find(path: string): number | undefined {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return exact;
    const folded = foldPath(path);
    return this.#exact.get(folded) ?? this.#folded.get(folded);
  }
}

/** How the paths of a load file become those of the source. */
export interface Placing {
  /** Taken off at their beginning, with a slash at its end; or nothing. */
  readonly without: string;
  /** The folder of the source that they are below, with a slash at its end; or nothing. */
  readonly below: string;
  /** The same for people; empty where they count from the root. */
  readonly words: string;
}

/**
 * The path as bytes (latin1), with slashes, without drive, share or root at its beginning; undefined where it has `..`,
 * which is never walked: nothing that was listed has such a path.
 */
export function portablePath(text: string): string | undefined {
  const parts = text
    .trim()
    .replace(/^[A-Za-z]:/u, '')
    .split(/[\\/]/u)
    .filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : Buffer.from(parts.join('/')).toString('latin1');
}

export function placedPath(text: string, { without, below }: Placing): string | undefined {
  const path = portablePath(text);
  if (path === undefined) return undefined;
  return `${below}${path.startsWith(without) ? path.slice(without.length) : path}`;
}

/** A text that stands in its column itself is no path. */
const looksLikePath = (value: string): boolean =>
  value.length < 4_096 && /^[^\r\n\u00ae]+\.\w{2,5}$/u.test(value);

/** The files that a row names, as it writes them. */
export function namedPaths(
  { paths, texts }: LoadColumns,
  values: readonly string[],
): readonly { readonly text: string; readonly isNative: boolean }[] {
  const stated = paths.map(({ at, isNative }) => ({ text: (values[at] ?? '').trim(), isNative }));
  const inTexts = texts.map((at) => ({ text: (values[at] ?? '').trim(), isNative: false }));
  return [
    ...stated.filter(({ text }) => text !== ''),
    ...inTexts.filter(({ text }) => looksLikePath(text) && /[\\/]/u.test(text)),
  ];
}

/** Paths at the beginning of a load file, and as many of these, spread, as are tried. */
const maxLooked = 4_096;
const maxTried = 256;
/** Folders that are tried as the beginning of paths, and as what they are below. */
const maxGuesses = 32;

const foldersOf = (path: string): string[] =>
  [...path.matchAll(/\//gu)].slice(0, maxGuesses).map(({ index }) => path.slice(0, index + 1));

async function samplePaths(file: LoadFile, columns: LoadColumns): Promise<string[]> {
  const paths: string[] = [];
  for await (const row of file.rows()) {
    if ('lost' in row) continue;
    for (const { text } of namedPaths(columns, row.values)) {
      const path = portablePath(text);
      if (path !== undefined) paths.push(path);
    }
    if (paths.length >= maxLooked) break;
  }
  const step = Math.max(1, Math.floor(paths.length / maxTried));
  return paths.filter((_, at) => at % step === 0).slice(0, maxTried);
}

/**
 * Where the paths begin: with what of them taken off and below which folder, of those that load files lie in, most of them
 * name a file. The shortest of those, so that they count from the root where that does.
 */
export async function findPlacing(
  file: LoadFile,
  columns: LoadColumns,
  { files, lying }: { readonly files: ProductionFiles; readonly lying: readonly string[] },
): Promise<Placing> {
  const tried = await samplePaths(file, columns);
  const shortest = (folders: readonly string[]): string[] =>
    ['', ...new Set(folders)].sort((a, b) => a.length - b.length).slice(0, maxGuesses);
  const beginnings = shortest(tried.slice(0, maxGuesses).flatMap(foldersOf));
  let best = { without: '', below: '', found: -1 };
  for (const below of shortest(lying.flatMap(foldersOf)))
    for (const without of beginnings) {
      const found = tried.filter(
        (path) =>
          path.startsWith(without) && files.find(`${below}${path.slice(without.length)}`) !== undefined,
      ).length;
      if (found > best.found) best = { without, below, found };
    }
  const shown = (path: string): string => Buffer.from(path, 'latin1').toString();
  const words = [
    best.without === '' ? '' : `from ${shown(best.without)}`,
    best.below === '' ? '' : `below ${shown(best.below)}`,
  ];
  return { without: best.without, below: best.below, words: words.filter(Boolean).join(', ') };
}
