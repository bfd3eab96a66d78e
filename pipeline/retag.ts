/**
 * Tags the texts that the case keeps again, where other lists can say otherwise of them: looks through all, tags those that
 * can be concerned, writes the index and then the ledger. What a text had stays on record.
 */
import { type Claim, claimUnit, type Lease } from '../case/catalogue/runs.ts';
import type { Catalogue } from '../case/catalogue.ts';
import type { RetaggedDocument } from '../case/catalogue/retags.ts';
import type { LedgerEntry } from '../case/ledger/entries.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { TextsOfDocument } from '../case/ledger/tagged.ts';
import type { GazetteerEntity } from '../schemas/gazetteer.ts';
import type { IndexEntry } from '../schemas/index-entry.ts';
import { everyScope, type Scope } from '../schemas/scope.ts';
import type { IndexOperation, SearchIndex } from '../search/port.ts';
import { assertDiskRoom, diskRoomOf } from './coordinator/disk-room.ts';
import type { ParserOptions } from './coordinator/parser-process.ts';
import { Spill } from './coordinator/spill.ts';
import { type RetaggedText, StoredTextTagger } from './coordinator/stored-text-tagger.ts';
import { tagsInAll } from './index-upkeep/index-entry.ts';
import { showMarks } from './index-upkeep/mark-projector.ts';
import { projectStale } from './index-upkeep/projector.ts';

/** Documents that were last tagged by these runs, all under the same lists. */
export interface RetagGroup {
  readonly runs: readonly number[];
  /** The watchlist of then, where all else was as it is now; absent where it was not: then all are tagged again. */
  readonly before?: readonly GazetteerEntity[] | undefined;
}

export type TagCounts = Pick<IndexEntry, 'entities' | 'personalData'>;

/** What became of one document that was tagged again. */
export interface Retagged {
  readonly document: string;
  readonly before: TagCounts;
  readonly after: TagCounts;
}

/** A document that was not tagged again, and in words why. */
export interface NotRetagged {
  readonly document: string;
  readonly why: string;
}

/** Of those that the scope shows. */
export interface RetagCounts {
  /** Documents that were looked through, or are tagged again without that. */
  looked: number;
  /** Of those the ones that can be concerned. */
  concerned: number;
  /** Of those the ones that were tagged again. */
  retagged: number;
  unread: number;
}

export interface RetagOptions {
  readonly groups: readonly RetagGroup[];
  readonly parser: ParserOptions;
  readonly maxCaseRatio: number;
  /** That the lists of now have; it is an error where the parser finds another. */
  readonly listVersion: string | undefined;
  /** Of the case, for what waits to be written. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Of whoever is told: all documents are tagged again, and what this does not show is told to nobody. */
  readonly scope: Scope;
  readonly onRetagged: (one: Retagged) => Promise<void> | void;
  readonly onUnread: (one: NotRetagged) => Promise<void> | void;
  readonly progress: (counts: Readonly<RetagCounts>) => void;
}

/** What is written to; absent where it is only told what would come of it. */
export interface RetagStores {
  readonly catalogue: Pick<
    Catalogue,
    'retag' | 'stale' | 'markIndexed' | 'staleItems' | 'markItems' | 'unshown' | 'markChanges' | 'markShown'
  >;
  readonly index: SearchIndex;
  readonly lease: Lease;
}

export interface RetagSources {
  readonly ledger: Pick<Ledger, 'entries' | 'tagged'>;
  readonly index: Pick<SearchIndex, 'text'>;
}

/** Documents that are looked through at one time. */
const documentsAtOnce = 64;
/** Documents, and bytes of tags, that one write takes. */
const maxWritten = 100;
const maxWrittenBytes = 4 * 1024 * 1024;
const pieceUnits = 256 * 1024;
/** Units of texts that are tagged at one time, where a document has not more by itself. */
const maxTaggedUnits = 1024 * 1024;
/** What a byte of packed tags comes to on the disk, of the ledger with its journal and of the index. */
const diskBytesPerByte = 4;

/** A document that can have other tags, as the ledger has it. */
interface Concerned {
  readonly texts: TextsOfDocument;
  readonly entry: LedgerEntry;
  readonly isShown: boolean;
}

const unitsOf = ({ texts }: TextsOfDocument): number => texts.reduce((sum, { units }) => sum + units, 0);

interface Waiting {
  readonly document: RetaggedDocument;
  readonly texts: readonly RetaggedText[];
  readonly operation: Extract<IndexOperation, { readonly op: 'enrich' }>;
  readonly told: Retagged;
  readonly isShown: boolean;
}

/** How it ended. */
export interface RetagEnd extends RetagCounts {
  /** All was looked through, and nothing that is concerned was left out, shown or not. */
  readonly isWhole: boolean;
}

/** The pieces of a stored text; throws where the index does not have it to its end. */
async function* piecesOf(
  index: Pick<SearchIndex, 'text'>,
  { id, units }: { readonly id: string; readonly units: number },
): AsyncGenerator<string, void> {
  for (let at = 0; at < units;) {
    const piece = await index.text(id, at, Math.min(units, at + pieceUnits));
    if (piece === undefined || piece === '')
      throw new Error(`the index does not have the text ${id} to its end`);
    yield piece;
    at += piece.length;
  }
}

export class Retagging {
  readonly #from: RetagSources;
  readonly #to: RetagStores | undefined;
  readonly #options: RetagOptions;
  readonly #spill: Spill;
  readonly #counts: RetagCounts = { looked: 0, concerned: 0, retagged: 0, unread: 0 };
  #left = false;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;

  constructor(from: RetagSources, to: RetagStores | undefined, options: RetagOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    this.#spill = new Spill(options.folder);
  }

  /** To its end, or to where it was stopped: what was written until then stays, and the same again goes on behind it. */
  async run(): Promise<RetagEnd> {
    try {
      for (const group of this.#options.groups) if (!this.#isStopped()) await this.#runGroup(group);
      await this.#write();
      if (this.#to) {
        const { catalogue, index, lease } = this.#to;
        await projectStale(catalogue, index, lease);
        await showMarks(catalogue, index, lease);
      }
      return { ...this.#counts, isWhole: !this.#left && !this.#isStopped() };
    } finally {
      this.#spill.close();
    }
  }

  #isStopped(): boolean {
    return this.#options.signal.aborted;
  }

  async #runGroup({ runs, before }: RetagGroup): Promise<void> {
    const { parser, maxCaseRatio, signal } = this.#options;
    const tagger = new StoredTextTagger({
      parser,
      before,
      maxCaseRatio,
      pieces: (text) => piecesOf(this.#from.index, text),
      spill: this.#spill,
    });
    const stop = (): void => tagger.stop();
    signal.addEventListener('abort', stop);
    try {
      for (let after: string | undefined; !this.#isStopped();) {
        const page = await this.#from.ledger.tagged.documents(runs, after, documentsAtOnce, everyScope);
        const last = page.at(-1);
        if (last === undefined) return;
        // As many that show, from the same place on, have all of the page that do.
        const shown = await this.#from.ledger.tagged.documents(
          runs,
          after,
          documentsAtOnce,
          this.#options.scope,
        );
        await this.#look(tagger, page, {
          isCompared: before !== undefined,
          shown: new Set(shown.map(({ document }) => document)),
        });
        this.#options.progress(this.#counts);
        after = last.document;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      tagger.stop();
    }
  }

  async #look(
    tagger: StoredTextTagger,
    page: readonly TextsOfDocument[],
    { isCompared, shown }: { readonly isCompared: boolean; readonly shown: ReadonlySet<string> },
  ): Promise<void> {
    const told = isCompared ? await tagger.look(page) : page.map(() => ({ is: true }));
    let batch: Concerned[] = [];
    let units = 0;
    for (const [at, texts] of page.entries()) {
      if (this.#isStopped()) return;
      const isShown = shown.has(texts.document);
      const concerned = told[at];
      if (isShown) this.#counts.looked += 1;
      if (concerned && 'why' in concerned) await this.#unread(texts, concerned.why, isShown);
      if (concerned === undefined || 'why' in concerned || !concerned.is) continue;
      if (isShown) this.#counts.concerned += 1;
      const entry = await this.#from.ledger.entries.entry(texts.document, everyScope);
      if (entry) batch.push({ texts, entry, isShown });
      else await this.#unread(texts, 'the ledger has no outcome of it', isShown);
      units += unitsOf(texts);
      if (units < maxTaggedUnits) continue;
      await this.#tag(tagger, batch);
      batch = [];
      units = 0;
    }
    await this.#tag(tagger, batch);
  }

  async #unread(
    { document }: Pick<TextsOfDocument, 'document'>,
    why: string,
    isShown: boolean,
  ): Promise<void> {
    this.#left = true;
    if (!isShown) return;
    this.#counts.unread += 1;
    await this.#options.onUnread({ document, why });
  }

  async #tag(tagger: StoredTextTagger, batch: readonly Concerned[]): Promise<void> {
    if (batch.length === 0 || this.#isStopped()) return;
    const told = await tagger.tag(batch.map(({ texts, entry }) => ({ ...texts, metadata: entry.metadata })));
    if (this.#isStopped()) return;
    const { listVersion } = this.#options;
    for (const [at, { texts, entry, isShown }] of batch.entries()) {
      const one = told[at] ?? { why: 'it was not answered' };
      if ('why' in one) {
        await this.#unread(texts, one.why, isShown);
        continue;
      }
      if (tagger.listVersion !== listVersion)
        throw new Error(`the parser tags under ${tagger.listVersion}, and not under ${listVersion}`);
      await this.#take(entry, one.is, isShown);
    }
  }

  async #take(entry: LedgerEntry, texts: readonly RetaggedText[], isShown: boolean): Promise<void> {
    const { sha256: document, entities, personalData } = entry;
    const revision = entry.revision + 1;
    const after = tagsInAll(texts);
    this.#waiting.push({
      document: { document, revision, texts },
      texts,
      operation: { op: 'enrich', document, revision, values: after },
      told: { document, before: { entities, personalData }, after },
      isShown,
    });
    for (const { blocks } of texts) for (const block of blocks) this.#waitingBytes += block.bytes().length;
    if (this.#waiting.length >= maxWritten || this.#waitingBytes >= maxWrittenBytes) await this.#write();
  }

  /** The index first: what the ledger then says of a document, it shows. */
  async #write(): Promise<void> {
    const waiting = this.#waiting;
    const refused = await this.#writeIndex(waiting, this.#waitingBytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
    const written = waiting.filter((_, at) => !refused.has(at));
    if (this.#to && written.length > 0)
      await this.#to.catalogue.retag(this.#claim(this.#to), {
        listVersion: this.#options.listVersion,
        documents: written.map(({ document }) => document),
      });
    for (const [at, { texts, told, isShown }] of waiting.entries()) {
      for (const { blocks } of texts) for (const block of blocks) block.release();
      const why = refused.get(at);
      if (why !== undefined) await this.#unread(told, why, isShown);
      else if (isShown) {
        this.#counts.retagged += 1;
        await this.#options.onRetagged(told);
      }
    }
  }

  #claim({ lease }: RetagStores): Claim {
    return claimUnit(lease);
  }

  /** What the index refused for good, by its place. */
  async #writeIndex(waiting: readonly Waiting[], bytes: number): Promise<ReadonlyMap<number, string>> {
    if (!this.#to || waiting.length === 0) return new Map();
    const { folder } = this.#options;
    assertDiskRoom(folder, diskRoomOf(folder), diskBytesPerByte * bytes);
    const { rejected } = await this.#to.index.write(waiting.map(({ operation }) => operation));
    return new Map(rejected.map(({ position, reason }) => [position, `the index refused it: ${reason}`]));
  }
}
