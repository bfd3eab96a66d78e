/** Plays a random history of a case, and compares what report, ledger and index say of it with the model. */
import { spawn } from 'node:child_process';
import { chmodSync, lutimesSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { zipOf } from '../../../scripts/bench/made-evidence.ts';
import { runCli } from '../../cli/run-cli.ts';
import { hasStale, isArchive, type Made, type ModelSource, placesOf, see, sumsOf } from './evidence-model.ts';
import { jsonRows } from '../../cli/json-lines.ts';

const program = join(import.meta.dirname, '..', '..', '..', 'bin', 'evidex.js');
/** Root lists every folder: only another user can be kept out of one. */
const canLock = process.getuid?.() !== 0;
const folders = ['', 'a', 'b'];
const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heath'];

const bytesOf = (made: Exclude<Made, null>): Buffer =>
  isArchive(made)
    ? zipOf(
        Object.fromEntries(
          Object.entries(made).map(([name, member]) => [name, member === null ? '' : bytesOf(member)]),
        ),
      )
    : Buffer.from(`${made} was written down\n`);

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export interface HistoryOptions {
  readonly seed: number;
  readonly folder: string;
  /** Ingests of the history. */
  readonly runs: number;
  /** Kills the first ingest of a round now and then; the next one finishes. */
  readonly kills: boolean;
  /** Of every command, such as the variable that names an index. */
  readonly environment?: Readonly<Record<string, string>>;
}

export class History {
  readonly done: string[] = [];
  kills = 0;
  readonly #random: (below: number) => number;
  readonly #folder: string;
  readonly #casePath: string;
  readonly #options: HistoryOptions;
  readonly #sources: ModelSource[];
  /** Files get a time of their own with every write, so that none looks unchanged. */
  #clock = 1_500_000_000;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#random = randomFrom(options.seed);
    this.#folder = join(options.folder, String(options.seed));
    this.#casePath = join(this.#folder, 'case');
    this.#sources = ['S1', 'S2'].map((reference) => ({
      reference,
      files: new Map(),
      seen: new Map(),
      locked: new Set(),
      isKnown: false,
    }));
  }

  async play(): Promise<void> {
    for (const source of this.#sources) {
      for (const folder of folders)
        mkdirSync(join(this.#folder, source.reference, folder), { recursive: true });
      for (let count = 2 + this.#random(3); count > 0; count--)
        this.#write(source, this.#newPath(), this.#content());
    }
    for (let run = 0; run < this.#options.runs; run++) {
      const source = this.#pick(this.#sources);
      if (run > 0) for (let steps = 1 + this.#random(3); steps > 0; steps--) this.#change(source);
      await this.#ingest(source);
      if (this.#random(4) === 0) await this.#retry();
      await this.#check();
    }
  }

  /** Its files, and those behind locks. */
  remove(): void {
    for (const source of this.#sources)
      for (const folder of source.locked) chmodSync(this.#at(source, folder), 0o700);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#random(values.length)] as T;
  }

  #at({ reference }: ModelSource, path: string): string {
    return join(this.#folder, reference, path);
  }

  #content(depth = 0): Made {
    if (depth < 3 && this.#random(3) === 0) {
      const members: Record<string, Made> = {};
      for (let count = 1 + this.#random(3); count > 0; count--)
        members[`m${count}.x`] = this.#content(depth + 1);
      if (this.#random(4) === 0) members['empty/'] = null;
      return members;
    }
    return depth === 0 && this.#random(6) === 0 ? null : this.#pick(words);
  }

  #newPath(): string {
    const folder = this.#pick(folders);
    return `${folder}${folder ? '/' : ''}f${this.#random(6)}.x`;
  }

  #write(source: ModelSource, path: string, made: Made): void {
    if (source.locked.has(dirname(path))) return;
    this.done.push(`${source.reference} ${path} = ${JSON.stringify(made)}`);
    const at = this.#at(source, path);
    // What is written through a link would be another file's.
    if (made === null || source.files.get(path) === null) rmSync(at, { force: true });
    if (made === null) symlinkSync('nowhere', at);
    else writeFileSync(at, bytesOf(made));
    if (made === null) lutimesSync(at, this.#clock, this.#clock++);
    else utimesSync(at, this.#clock, this.#clock++);
    source.files.set(path, made);
  }

  #remove(source: ModelSource, path: string): void {
    // A source that is empty as a whole is refused; that has a test of its own.
    if (source.files.size < 2 || source.locked.has(dirname(path))) return;
    this.done.push(`${source.reference} ${path} removed`);
    rmSync(this.#at(source, path));
    source.files.delete(path);
  }

  #change(source: ModelSource): void {
    const paths = [...source.files.keys()];
    switch (this.#random(canLock ? 6 : 5)) {
      case 0:
        return this.#write(source, this.#newPath(), this.#content());
      case 1:
        return this.#write(source, this.#pick(paths), this.#content());
      case 2:
        return this.#remove(source, this.#pick(paths));
      case 3: {
        const from = this.#pick(this.#sources);
        const made = from.files.get(this.#pick([...from.files.keys()]));
        return made === undefined ? undefined : this.#write(source, this.#newPath(), made);
      }
      case 4: {
        const path = this.#pick(paths);
        const made = source.files.get(path);
        if (made === undefined) return;
        this.#write(source, this.#newPath(), made);
        return this.#remove(source, path);
      }
      default: {
        const folder = this.#pick(['a', 'b']);
        const isLocked = source.locked.delete(folder);
        if (!isLocked) source.locked.add(folder);
        this.done.push(`${source.reference} ${folder} ${isLocked ? 'unlocked' : 'locked'}`);
        chmodSync(this.#at(source, folder), isLocked ? 0o700 : 0);
      }
    }
  }

  #words(source: ModelSource): string[] {
    return ['ingest', this.#at(source, ''), '--case', this.#casePath, '--reference', source.reference, '--parser-processes', '1', '--no-gazetteers', '--no-personal-data']; // prettier-ignore
  }

  #run(words: readonly string[]): ReturnType<typeof runCli> {
    return runCli(words, { environment: this.#options.environment });
  }

  async #ingest(source: ModelSource): Promise<void> {
    if (this.#options.kills && this.#random(3) === 0) await this.#killed(source);
    this.done.push(`ingest ${source.reference}`);
    const { exitCode, stderr } = await this.#run(this.#words(source));
    expect([exitCode, exitCode === 0 || exitCode === 3 || stderr]).toEqual([
      source.locked.size > 0 ? 3 : 0,
      true,
    ]);
    see(source);
  }

  /** The program alone is killed: its parsers notice. */
  async #killed(source: ModelSource): Promise<void> {
    const wait = 150 + this.#random(900);
    this.done.push(`ingest ${source.reference}, killed after ${wait} ms`);
    const child = spawn(process.execPath, [program, ...this.#words(source)], {
      stdio: 'ignore',
      env: { ...process.env, ...this.#options.environment },
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    await sleep(wait);
    child.kill('SIGKILL');
    await ended;
    this.kills += 1;
  }

  async #retry(): Promise<void> {
    // What a retry says of a file that is gone behind a lock has a test of its own.
    if (this.#sources.some(hasStale)) return;
    const type = this.#pick(['text', 'zip']);
    this.done.push(`retry ${type}`);
    const { exitCode, stderr } = await this.#run(['retry', this.#casePath, '--type', type, '--no-gazetteers', '--no-personal-data', '--parser-processes', '1']); // prettier-ignore
    expect([exitCode, exitCode === 0 || stderr]).toEqual([0, true]);
  }

  async #rows<T>(...asked: string[]): Promise<T[]> {
    const { stdout } = await this.#run([...asked, '--json', '--case', this.#casePath]);
    return jsonRows<T>(stdout);
  }

  async #check(): Promise<void> {
    const places = placesOf(this.#sources)
      .map(({ source, path }) => `${source}/${path}`)
      .toSorted();
    const sums = sumsOf(this.#sources);

    const items = await this.#rows<{ source: string; path: string; kind: string; gone: boolean; superseded: boolean }>('report', '--items'); // prettier-ignore
    const listed = items.filter(({ kind, gone, superseded }) => kind !== 'folder' && !gone && !superseded);
    expect(listed.map(({ source, path }) => `${source}/${path}`).toSorted()).toEqual(places);

    const [report] = await this.#rows<Record<string, unknown>>('report');
    const totals = report?.['totals'] as { items: number; documents: number; pastDocuments: number; statuses: Record<string, number> }; // prettier-ignore
    expect({
      items: totals.items,
      documents: totals.documents - totals.pastDocuments,
      duplicates: totals.statuses['duplicate'] ?? 0,
      links: totals.statuses['skipped'] ?? 0,
    }).toEqual({
      items: sums.items,
      documents: sums.documents,
      duplicates: sums.duplicates,
      links: sums.links,
    });
    const bySource = report?.['bySource'] as { source: string }[];
    // In the order of registration, which is not the model's.
    expect(bySource.toSorted((one, other) => (one.source < other.source ? -1 : 1))).toMatchObject(
      sums.bySource,
    );
    expect(report?.['unaccountedFor']).toMatchObject({
      open: 0,
      unread: 0,
      unlistedFolders: this.#sources.reduce(
        (sum, { locked, isKnown }) => sum + (isKnown ? locked.size : 0),
        0,
      ),
    });

    interface Hit {
      entry: { item?: { kind: string } };
      occurrences: { source: string; path: string; past?: string }[];
    }
    const hits = await this.#rows<Hit>('search', '*', '--limit', '10000', '--snippets', '0');
    const shownOf = (kinds: (kind: string | undefined) => boolean): string[] =>
      hits
        .filter(({ entry: { item } }) => kinds(item?.kind))
        .flatMap(({ occurrences }) => occurrences.filter(({ past }) => past === undefined))
        .map(({ source, path }) => `${source}/${path}`)
        .toSorted();
    expect(shownOf((kind) => kind !== 'folder')).toEqual(places);
    expect(shownOf((kind) => kind === 'link')).toEqual(
      placesOf(this.#sources).flatMap(({ source, path, content, isHeld }) => (content === undefined && !isHeld ? `${source}/${path}` : [])).toSorted(),
    ); // prettier-ignore
    const seen = this.#sources.filter(({ isKnown }) => isKnown);
    expect(shownOf((kind) => kind === 'folder')).toEqual(
      seen.flatMap(({ reference }) => folders.slice(1).map((name) => `${reference}/${name}`)).toSorted(),
    );
    for (const { source, documents } of sums.bySource) {
      const { stdout } = await this.#run(['search', `place(source:${source} AND gone:false)`, '--count', '--case', this.#casePath]); // prettier-ignore
      expect([source, Number(stdout)]).toEqual([source, documents]);
    }
    const verified = await this.#run(['verify', this.#casePath, '--index']);
    expect([verified.exitCode, verified.exitCode === 0 || verified.stdout]).toEqual([0, true]);
  }
}

/** Plays one and says which it was where it fails. */
export async function playHistory(options: HistoryOptions): Promise<number> {
  const history = new History(options);
  try {
    await history.play();
    return history.kills;
  } catch (error) {
    const told = `history ${options.seed}:\n  ${history.done.join('\n  ')}`;
    throw Object.assign(error as Error, { message: `${told}\n${(error as Error).message}` });
  } finally {
    history.remove();
  }
}
