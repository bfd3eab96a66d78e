/**
 * One parser process with the unit it is working on: what it finds is asked of the claims and told to the committer, and
 * what it cannot honestly say costs it its life.
 */
import type { PendingFile } from '../../case/catalogue/work.ts';
import { deletionsAt, statedDeletions } from '../../case/deletion.ts';
import type { DocumentMessage, FromParser, JobItem } from '../protocol/messages.ts';
import type { DocumentEvent, FoundItem } from '../../schemas/findings.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import { type Code, itemCodes } from '../../schemas/status.ts';
import { ParserProcess, type ParserOptions } from './parser-process.ts';
import type { Claims, Decision } from './claims.ts';
import type { Committer } from './committer.ts';
import { jobItemOf } from './job-item.ts';
import { withNameWarnings } from './name-warnings.ts';
import { indexEntryOf } from '../index-upkeep/index-entry.ts';
import type { TikaBroker } from './tika/tika-broker.ts';
import { isParserFault, ParserFault, StreamCheck } from './stream-check.ts';
import { type TikaMessage, TikaRelay } from './tika/tika-relay.ts';
import { type SourceNames, type Unit, UnitProgress } from './unit.ts';

export interface SessionOptions {
  readonly parser: ParserOptions;
  readonly run: number;
  /** Raw bytes of the real path of the folder that a source's files lie below. */
  readonly rootOf: (source: number) => Uint8Array;
  readonly namesOf: (source: number) => SourceNames;
  /** Absent where no Tika is used. */
  readonly tika?: TikaBroker;
  readonly onItem: (decision: Decision) => void;
  readonly onDocument: (message: DocumentMessage) => void;
  readonly onFileDone: (file: PendingFile) => void;
}

/** The committer gives an entry its revision, and its place the marks, when it is written. */
const notYet = 0;

/** How work on a unit ended. `gone`: the process died; `failed`: ledger or index refused, the run cannot go on. */
export type UnitEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'gone'; readonly progress: UnitProgress; readonly code: Code; readonly detail: string }
  | { readonly kind: 'failed'; readonly error: unknown };

export class ParserSession {
  readonly #number: number;
  readonly #options: SessionOptions;
  readonly #claims: Claims;
  readonly #committer: Committer;
  readonly #process: ParserProcess;
  readonly #ready: (listVersion: string | undefined) => void;
  readonly #streams = new StreamCheck();
  #progress: UnitProgress | undefined;
  #resolve: ((end: UnitEnd) => void) | undefined;
  #listVersion: string | undefined;
  #wasReady = false;
  #tika: TikaRelay | undefined;
  #gone: { code: Code; detail: string } | undefined;

  constructor(
    number: number,
    options: SessionOptions,
    claims: Claims,
    committer: Committer,
    ready: (listVersion: string | undefined) => void,
  ) {
    this.#number = number;
    this.#options = options;
    this.#claims = claims;
    this.#committer = committer;
    this.#ready = ready;
    this.#process = new ParserProcess(options.parser, {
      message: (message, blob, headerBytes) => this.#message(message, blob, headerBytes),
      gone: (code, detail) => {
        this.#gone = { code, detail };
        this.#end();
      },
    });
  }

  get peakResidentBytes(): number {
    return this.#process.peakResidentBytes;
  }

  /** Whether it ever came as far as waiting for work. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  get current(): PendingFile | undefined {
    return this.#progress?.current;
  }

  stop(): void {
    this.#process.stop();
  }

  async work(unit: Unit): Promise<UnitEnd> {
    this.#progress = new UnitProgress(unit, this.#options.namesOf, this.#options.parser.configuration.limits);
    const ended = new Promise<UnitEnd>((resolve) => {
      this.#resolve = resolve;
    });
    if (this.#gone) this.#end();
    else await this.#give(unit, this.#progress);
    return ended;
  }

  async #give(unit: Unit, progress: UnitProgress): Promise<void> {
    const jobs: JobItem[] = [];
    for (const file of unit.files) {
      const job = jobItemOf(this.#options.rootOf(file.source), file);
      if ('code' in job) this.#fail(file.item, file.size, job.code, job.detail, progress);
      else jobs.push(job);
    }
    const { files, faults } = await this.#process.reachable(jobs);
    if (this.#gone) return;
    for (const [{ item, size }, { code, detail }] of faults) this.#fail(item, size, code, detail, progress);
    if (files.length > 0) this.#process.job(0, files);
    else this.#end();
  }

  /** A file that no parser can be given. */
  #fail(item: string, size: number, code: Code, detail: string, progress: UnitProgress): void {
    const file = progress.leave(item);
    const found: FoundItem = {
      item,
      name: '',
      size,
      ended: { status: 'failed', code, detail },
      warnings: [],
    };
    const commit = { found };
    this.#committer.item(commit);
    this.#options.onItem({ verdict: { say: 'leave' }, commit });
    if (file) this.#options.onFileDone(file);
  }

  #end(): void {
    const progress = this.#progress;
    const resolve = this.#resolve;
    this.#resolve = undefined;
    if (!progress || !resolve) return;
    resolve(this.#gone ? { kind: 'gone', progress, ...this.#gone } : { kind: 'done' });
  }

  async #message(message: FromParser, blob: Uint8Array, headerBytes: number): Promise<void> {
    const progress = this.#progress;
    const isOpen = (sha256: string): boolean => progress?.isOpen(sha256) ?? false;
    try {
      if (progress?.takesBytes(headerBytes + blob.length) === false)
        throw new ParserFault('more than can come of its files');
      if (message.type === 'ready') {
        if (this.#wasReady) throw new ParserFault('ready for a second time');
        this.#wasReady = true;
        this.#listVersion = message.listVersion;
        this.#ready(message.listVersion);
      } else if (message.type === 'found' && progress)
        await (message.weighs
          ? this.#weigh(message, progress)
          : this.#found(message.ask, message.items, progress));
      else if (message.type === 'weighed' && progress) progress.weighed(message.document);
      else if (message.type === 'text') {
        const text = this.#streams.text(message.handle, message.seq, blob, isOpen);
        assertRoom(progress?.takesSent(contentOf(message.handle), { type: message.type, blob }));
        this.#committer.text(message.handle, message.seq, text);
        this.#committer.charge(blob.length);
      } else if (message.type === 'tags') {
        this.#streams.tags(message.handle, blob);
        assertRoom(progress?.takesSent(contentOf(message.handle), { type: message.type, blob }));
        this.#committer.tags(message.handle, blob);
      } else if (message.type === 'events') {
        const events = this.#streams.events(message.document, blob, isOpen);
        assertRoom(progress?.takesSent(message.document, { type: message.type, blob }));
        this.#events(message.document, events, progress);
      } else if (message.type === 'document' && progress) this.#document(message, headerBytes, progress);
      else if (message.type === 'tika-ask' || message.type === 'tika-content' || message.type === 'tika-sent')
        await this.#relay(message, blob, progress);
      else if (message.type === 'bytes' || message.type === 'given')
        throw new ParserFault('bytes that nobody asked for');
      else if (message.type === 'done') {
        if (!progress?.isDone) throw new ParserFault('the end of a unit that is not done');
        this.#end();
      }
      this.#committer.charge(headerBytes);
      await this.#committer.room();
    } catch (error) {
      // The process is stopped for it, and what it was given goes to another.
      if (isParserFault(error)) throw error;
      // The ledger or the index refused: the run cannot go on, whatever the parsers do.
      this.#resolve?.({ kind: 'failed', error });
      this.#resolve = undefined;
      this.#process.stop();
    }
  }

  #events(document: string, events: readonly DocumentEvent[], progress: UnitProgress | undefined): void {
    if (!progress?.takesEvents(events.length)) throw new ParserFault('more events than its files can hold');
    this.#committer.events(document, events);
  }

  async #relay(message: TikaMessage, blob: Uint8Array, progress: UnitProgress | undefined): Promise<void> {
    const { tika } = this.#options;
    if (!tika) throw new ParserFault('a question to Tika, which is not used');
    this.#tika ??= new TikaRelay(tika, this.#process);
    await this.#tika.take(message, blob, (sha256) => progress?.hasReached(sha256) ?? false);
  }

  async #found(ask: number, items: readonly FoundItem[], progress: UnitProgress): Promise<void> {
    progress.ask();
    const questions = items.map((item) => {
      const fault = progress.findFault(item);
      if (fault !== undefined) throw new ParserFault(fault);
      const occurrence = progress.occurrenceOf(item);
      const file = progress.file(item.item);
      const found = withNameWarnings(item, occurrence.name, file);
      const { path } = occurrence;
      return { found, path, volumeOf: file?.volumeOf, occurrence: withItemCodes(occurrence, found) };
    });
    const { through } = progress.unit;
    const told = await this.#toldBefore(items, progress);
    // Before any of it is claimed: what stops a parser here leaves nothing claimed.
    for (const { found } of questions)
      if (!through.has(found.holder ?? '')) assertRoom(progress.takesItem(found, told.has(found.item)));
    const decisions = await this.#claims.decide(questions, through, progress.unit);
    const recorded = await this.#recordedOf(items, progress);
    for (const [at, decision] of decisions.entries()) {
      const { found, occurrence } = questions[at] as (typeof questions)[number];
      if (recorded.has(found.item)) continue;
      const { say } = decision.verdict;
      const isNested = found.holder !== undefined;
      if (decision.later) {
        progress.leave(found.item);
        continue;
      }
      if (!isNested || !through.has(found.holder ?? '')) this.#committer.item(decision.commit, occurrence);
      this.#options.onItem(decision);
      if (say === 'leave') {
        const file = isNested ? undefined : progress.leave(found.item);
        if (file) this.#options.onFileDone(file);
      } else if (say === 'weigh' && found.hashes) progress.weigh(found.hashes.sha256, { occurrence });
      else if (say !== 'weigh' && found.hashes)
        progress.enter(found.hashes.sha256, { occurrence }, found.holder, say);
    }
    this.#process.answer(
      ask,
      decisions.map(({ verdict }) => verdict),
    );
  }

  /** What was read of a container before it was given up stays as it is, though its list names it as unread. */
  async #recordedOf(items: readonly FoundItem[], progress: UnitProgress): Promise<ReadonlySet<string>> {
    const unread = items.filter(({ ended }) => ended?.code === 'crash-limit');
    if (unread.length === 0) return new Set();
    await this.#settle(progress);
    return this.#claims.recorded(unread);
  }

  /** Of a file that killed a parser before, what the ledger has: to tell it again adds nothing. */
  async #toldBefore(items: readonly FoundItem[], progress: UnitProgress): Promise<ReadonlySet<string>> {
    if (!progress.unit.wall) return new Set();
    await this.#settle(progress);
    return this.#claims.recorded(items.filter(({ holder }) => holder !== undefined));
  }

  /** What a parser told before it died may still be on its way. */
  async #settle(progress: UnitProgress): Promise<void> {
    if (!progress.isSettled) await this.#committer.flush();
    progress.isSettled = true;
  }

  /** Of what lies in a content that another parser has: it tells what that holds. */
  async #weigh(
    { ask, items }: Extract<FromParser, { type: 'found' }>,
    progress: UnitProgress,
  ): Promise<void> {
    const questions = items.map((found) => {
      const fault = progress.findFault(found, true);
      if (fault !== undefined) throw new ParserFault(fault);
      const occurrence = progress.occurrenceOf(found);
      return { found, path: occurrence.path, occurrence };
    });
    const verdicts = await this.#claims.weigh(questions);
    for (const [at, { say }] of verdicts.entries()) {
      const { found, occurrence } = questions[at] as (typeof questions)[number];
      if (say === 'weigh' && found.hashes) progress.weigh(found.hashes.sha256, { occurrence });
    }
    this.#process.answer(ask, verdicts);
  }

  /** Numbers of terms that the parser says it found; one of no term is none that it can have found. */
  #matchedBy({ screened = [] }: DocumentMessage): readonly number[] {
    const { screen = [] } = this.#options.parser.configuration;
    if (screened.some((number) => number >= screen.length))
      throw new ParserFault('a term that the screen does not have');
    return screened;
  }

  #document(message: DocumentMessage, headerBytes: number, progress: UnitProgress): void {
    const { sha256 } = message.hashes;
    if (!progress.isOpen(sha256)) throw new ParserFault('the outcome of a content that it was not given');
    // While it is open: a parser that lies of it dies of it.
    assertRoom(progress.takesDocument(message, headerBytes));
    this.#streams.end(message);
    const reached = progress.end(sha256);
    if (!reached) throw new ParserFault('the outcome of a content that it was not given');
    if (message.cutInFile && this.#claims.cut(sha256)) {
      this.#committer.forget([sha256]);
      return;
    }
    const entry = indexEntryOf(message, {
      occurrences: [withOwnDeletions(reached.occurrence, message)],
      zone: progress.zoneOf(reached.occurrence),
      run: this.#options.run,
      revision: notYet,
    });
    this.#options.onDocument(message);
    if (!message.cutInFile) this.#claims.parsed(sha256, message);
    this.#committer.document(
      { document: message, worker: this.#number, listVersion: this.#listVersion },
      entry,
      this.#matchedBy(message),
    );
    if (reached.file) this.#options.onFileDone(reached.file);
  }
}

/** The content whose text a handle names. */
const contentOf = (handle: string): string => handle.slice(0, handle.indexOf(':'));

/** `takes`: whether what a parser tells of a file has room in what may come of it. */
function assertRoom(takes: boolean | undefined): void {
  if (takes === false) throw new ParserFault('more of a file than may come of it');
}

/** What the content says of its own deletion; what messages above it say is known when they have been read. */
function withOwnDeletions(
  occurrence: Occurrence,
  { metadata }: Extract<FromParser, { type: 'document' }>,
): Occurrence {
  const own = statedDeletions(metadata);
  return own.length > 0 ? { ...occurrence, deletions: deletionsAt(occurrence.path, own, []) } : occurrence;
}

/** The place with what is said of the item there, and without what is said of what holds it. */
const withItemCodes = (occurrence: Occurrence, { warnings }: FoundItem): Occurrence => ({
  ...occurrence,
  codes: itemCodes(warnings),
});
