/** Looks over a folder before it is ingested: what is there, how much, and how long it will take. Parses nothing. */
import { formats } from '../formats/registry.ts';
import { findMismatch } from '../formats/name-claim.ts';
import { walkFolder, type WalkedEntry } from '../sources/folder.ts';
import type { SourceRoot } from '../sources/open-root.ts';
import { diskBytesOf } from './disk-estimate.ts';
import type { Looked } from './coordinator/file-looker.ts';
import type { ListedFile } from './protocol/messages.ts';

/** Files and bytes of one kind. */
export interface Tally {
  files: number;
  bytes: number;
}

/** In a list, not keys of an object: JavaScript would put an extension like `.1` first. */
export interface NamedTally extends Readonly<Tally> {
  readonly name: string;
}

export interface Survey {
  readonly source: string;
  /** True where it was stopped: then the numbers are of what had been seen by then. */
  readonly interrupted: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly folders: number;
  readonly links: number;
  /** Sockets, devices and pipes. */
  readonly specials: number;
  readonly emptyFiles: number;
  /** Folders and files that could not be looked at; the first hundred by path. */
  readonly unreadable: {
    readonly count: number;
    readonly first: readonly { readonly path: string; readonly detail: string }[];
  };
  readonly namesNotUtf8: number;
  readonly deepest: number;
  /** By format id: by content of the first bytes, or by extension with `byName`. Most files first. */
  readonly types: readonly NamedTally[];
  readonly typesBy: 'content' | 'name';
  /** Files whose name says another format than their content; 0 with `byName`. */
  readonly typeMismatches: number;
  /** By extension, lower-case, `''` for none; at most 1,000, the rest under `…`. */
  readonly extensions: readonly NamedTally[];
  /** Of those formats that hold items. */
  readonly containers: Tally;
  /** Files by the year (UTC) of their last modification; `undated` where there is none. */
  readonly years: readonly { readonly year: string; readonly files: number }[];
  /** Files that share their size with another, which is what content can only be equal with. */
  readonly sameSize: Tally;
  readonly estimate: Estimate;
}

export interface Estimate {
  readonly seconds: number;
  /** Catalogue and index. */
  readonly diskBytes: number;
  /** What the two were reckoned with; measured on the reference machine of `docs/decisions`. */
  readonly assumed: typeof rates;
}

/** What one parser process does in a second. A first idea, not a promise: archives and mail stores hold more than they weigh. */
const rates = {
  documentsPerSecond: 100,
  bytesPerSecond: 10_000_000,
  hashedBytesPerSecond: 300_000_000,
} as const;

const maxExtensions = 1000;
const maxListed = 100;
/** Files that are asked about at once. */
const batchFiles = 64;
/** Beyond it sizes are no longer told apart: 8 bytes each, so that a source of any size fits. */
const maxSizes = 10_000_000;

const readable = new Set(formats.filter(({ role }) => role !== undefined).map(({ id }) => id));
const containerIds = new Set(formats.filter(({ role }) => role === 'container').map(({ id }) => id));
const byExtension = new Map(
  formats.flatMap(({ id, extensions }) => extensions.map((extension) => [extension, id] as const)),
);

const extensionOf = (name: string): string => {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  return extension.length <= 16 ? extension : '';
};

const add = (tallies: Map<string, Tally>, key: string, bytes: number): void => {
  const tally = tallies.get(key) ?? { files: 0, bytes: 0 };
  tally.files++;
  tally.bytes += bytes;
  tallies.set(key, tally);
};

const ranked = (tallies: ReadonlyMap<string, Tally>): NamedTally[] =>
  [...tallies]
    .map(([name, tally]) => ({ name, ...tally }))
    .sort((x, y) => y.files - x.files || (x.name < y.name ? -1 : 1));

interface Kind {
  readonly format: string;
  readonly mismatch: boolean;
  readonly fault?: string | undefined;
}

const kindOf = (name: string, { format, fault }: Looked): Kind =>
  format === undefined
    ? { format: 'unreadable', mismatch: false, fault: fault ?? 'was not identified' }
    : { format, mismatch: findMismatch(name, format) !== undefined };

const listedFile = (root: Buffer, { rawPath, size, device, inode }: WalkedEntry): ListedFile => ({
  root: root.toString('base64'),
  path: Buffer.from(rawPath).toString('base64'),
  size: size ?? 0,
  device,
  inode,
});

/** Counts of a walk in progress. */
class Counter {
  files = 0;
  bytes = 0;
  folders = 0;
  links = 0;
  specials = 0;
  emptyFiles = 0;
  namesNotUtf8 = 0;
  deepest = 0;
  typeMismatches = 0;
  readableFiles = 0;
  readableBytes = 0;
  readonly unreadable = { count: 0, first: [] as { path: string; detail: string }[] };
  readonly types = new Map<string, Tally>();
  readonly extensions = new Map<string, Tally>();
  readonly years = new Map<string, number>();
  readonly containers: Tally = { files: 0, bytes: 0 };
  readonly sizes = new Map<number, number>();

  fault(path: string, detail: string): void {
    this.unreadable.count++;
    if (this.unreadable.first.length < maxListed) this.unreadable.first.push({ path, detail });
  }

  entry(entry: WalkedEntry): void {
    this.deepest = Math.max(this.deepest, entry.depth);
    if (!Buffer.from(entry.name).equals(entry.rawName)) this.namesNotUtf8++;
    if (entry.fault) this.fault(entry.path, entry.fault.detail);
    if (entry.kind === 'folder') this.folders++;
    else if (entry.kind === 'link') this.links++;
    else if (entry.kind === 'other' && !entry.fault) this.specials++;
  }

  file(entry: WalkedEntry, kind: Kind): void {
    const size = entry.size ?? 0;
    this.files++;
    this.bytes += size;
    if (size === 0) this.emptyFiles++;
    if (kind.mismatch) this.typeMismatches++;
    if (kind.fault !== undefined) this.fault(entry.path, kind.fault);
    add(this.types, kind.format, size);
    const extension = extensionOf(entry.name);
    const room = this.extensions.size < maxExtensions || this.extensions.has(extension);
    add(this.extensions, room ? extension : '…', size);
    const year = entry.times.modified?.instant?.slice(0, 4) ?? 'undated';
    this.years.set(year, (this.years.get(year) ?? 0) + 1);
    if (readable.has(kind.format)) {
      this.readableFiles++;
      this.readableBytes += size;
    }
    if (containerIds.has(kind.format)) {
      this.containers.files++;
      this.containers.bytes += size;
    }
    const known = this.sizes.get(size);
    if (size > 0 && (known !== undefined || this.sizes.size < maxSizes))
      this.sizes.set(size, (known ?? 0) + 1);
  }

  get sameSize(): Tally {
    const tally = { files: 0, bytes: 0 };
    for (const [size, files] of this.sizes) {
      if (files < 2) continue;
      tally.files += files;
      tally.bytes += files * size;
    }
    return tally;
  }

  estimate(parserProcesses: number): Estimate {
    const parsing = Math.max(
      this.readableFiles / (rates.documentsPerSecond * parserProcesses),
      this.readableBytes / (rates.bytesPerSecond * parserProcesses),
    );
    return {
      seconds: Math.ceil(parsing + this.bytes / rates.hashedBytesPerSecond),
      diskBytes: Math.ceil(diskBytesOf(this.types)),
      assumed: rates,
    };
  }
}

export interface SurveyOptions {
  /** Says what files are, one answer each in their order; a process without rights reads them. */
  readonly look: (files: readonly ListedFile[]) => Promise<readonly Looked[]>;
  readonly parserProcesses: number;
  /** Do not open any file: types by extension. */
  readonly byName?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (files: number, bytes: number) => void;
}

function surveyOf(
  counter: Counter,
  root: SourceRoot,
  { signal, byName, parserProcesses }: SurveyOptions,
): Survey {
  const {
    files,
    bytes,
    folders,
    links,
    specials,
    emptyFiles,
    unreadable,
    namesNotUtf8,
    deepest,
    containers,
  } = counter;
  return {
    source: root.path,
    interrupted: signal?.aborted ?? false,
    files,
    bytes,
    folders,
    links,
    specials,
    emptyFiles,
    unreadable,
    namesNotUtf8,
    deepest,
    types: ranked(counter.types),
    typesBy: byName ? 'name' : 'content',
    typeMismatches: counter.typeMismatches,
    extensions: ranked(counter.extensions),
    containers,
    years: [...counter.years].sort(([a], [b]) => (a < b ? -1 : 1)).map(([year, files]) => ({ year, files })),
    sameSize: counter.sameSize,
    estimate: counter.estimate(parserProcesses),
  };
}

/** The entries of a source until `signal` is aborted, which `walkFolder` throws. */
async function* entriesOf(root: SourceRoot, signal: AbortSignal | undefined): AsyncGenerator<WalkedEntry> {
  try {
    yield* walkFolder(root.raw, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/**
 * Walks the source once, reading the first bytes of each file, until it is stopped. Throws only where the root cannot
 * be read.
 */
export async function surveyFolder(root: SourceRoot, options: SurveyOptions): Promise<Survey> {
  const counter = new Counter();
  let batch: WalkedEntry[] = [];
  const count = (entry: WalkedEntry, kind: Kind): void => {
    counter.file(entry, kind);
    options.onProgress?.(counter.files, counter.bytes);
  };
  const { signal } = options;
  const stopped = Promise.withResolvers<undefined>();
  signal?.addEventListener('abort', () => stopped.resolve(undefined), { once: true });
  const lookAtBatch = async (): Promise<void> => {
    // A file may hold its reader for minutes: who stops this does not wait for it.
    const looked = await Promise.race([
      options.look(batch.map((entry) => listedFile(root.raw, entry))),
      stopped.promise,
    ]);
    if (!looked || signal?.aborted) return;
    for (const [at, entry] of batch.entries()) count(entry, kindOf(entry.name, looked[at] ?? {}));
    batch = [];
  };
  for await (const entry of entriesOf(root, signal)) {
    if (signal?.aborted) break;
    counter.entry(entry);
    if (entry.kind !== 'file') continue;
    if (options.byName) {
      const format = byExtension.get(extensionOf(entry.name)) ?? 'unknown';
      count(entry, { format, mismatch: false });
      continue;
    }
    batch.push(entry);
    if (batch.length >= batchFiles) await lookAtBatch();
  }
  if (batch.length > 0 && !signal?.aborted) await lookAtBatch();
  return surveyOf(counter, root, options);
}
