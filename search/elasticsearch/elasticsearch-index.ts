/** The index of a case in Elasticsearch: the port of `search/port.ts` on four indices behind aliases. */
import PQueue from 'p-queue';
import type { IndexReader, SearchIndex } from '../port.ts';
import { Problem } from '../../schemas/problem.ts';
import type { BulkLimits } from './write/bulk-writer.ts';
import {
  asking,
  checkServer,
  connect,
  type Connection,
  type ConnectionOptions,
} from './server/connection.ts';
import { type IndexNames, IndexSets, type IndexSetOptions } from './server/index-set.ts';
import { IndexWriter } from './write/index-writer.ts';
import { ElasticsearchReader } from './read/reading.ts';
import { TextReader } from './text-store.ts';

export interface ElasticsearchIndexOptions {
  readonly connection: ConnectionOptions;
  readonly set: IndexSetOptions;
  /** Nothing is written, and nothing made. */
  readonly readOnly?: boolean;
  /** Makes the index set where there is none yet; otherwise that is `index-missing`. */
  readonly create?: boolean;
  /** The set of this version instead of the live one: one that is being built. */
  readonly version?: number;
  /** Milliseconds for which a server that takes nothing is waited for. */
  readonly waitMs?: number;
  /** Told why it waits for the server, and with undefined that it no longer does. */
  readonly onWaiting?: (reason: string | undefined) => void;
  /** Once aborted, nothing is waited for any more. */
  readonly signal?: AbortSignal;
  readonly limits?: Partial<BulkLimits>;
  readonly copiesWaitMs?: number;
}

const defaultWaitMs = 600_000;

class ElasticsearchIndex implements SearchIndex {
  readonly #connection: Connection;
  readonly #reader: IndexReader;
  readonly #writer: IndexWriter | undefined;
  /** Writes one after the other; reads wait for none. */
  readonly #writes = new PQueue({ concurrency: 1 });
  /** Something was written that reads do not see yet. */
  #stale = false;
  /** Under way: all reads wait for it, not only the one that asked. */
  #refresh: Promise<void> = Promise.resolve();
  #failed = false;
  #closed = false;

  constructor(connection: Connection, names: IndexNames, writer: IndexWriter | undefined) {
    this.#connection = connection;
    this.#writer = writer;
    const texts = new TextReader({ client: connection.readClient, names });
    this.#reader = new ElasticsearchReader({ connection, names, texts });
  }

  write: SearchIndex['write'] = (operations) =>
    this.#writing(async (writer) => {
      try {
        return await writer.write(operations);
      } finally {
        this.#stale = true;
      }
    });

  sweep: SearchIndex['sweep'] = () => this.#writing((writer) => writer.sweep());

  expunge: SearchIndex['expunge'] = () => this.#writing((writer) => writer.expunge());

  search: SearchIndex['search'] = (...asked) => this.#reading(() => this.#reader.search(...asked));
  count: SearchIndex['count'] = (...asked) => this.#reading(() => this.#reader.count(...asked));
  facet: SearchIndex['facet'] = (...asked) => this.#reading(() => this.#reader.facet(...asked));
  documents: SearchIndex['documents'] = (...asked) => this.#reading(() => this.#reader.documents(...asked));
  mailGroups: SearchIndex['mailGroups'] = (...asked) =>
    this.#reading(() => this.#reader.mailGroups(...asked));
  families: SearchIndex['families'] = (...asked) => this.#reading(() => this.#reader.families(...asked));
  entry: SearchIndex['entry'] = (...asked) => this.#reading(() => this.#reader.entry(...asked));
  shownEntry: SearchIndex['shownEntry'] = (...asked) =>
    this.#reading(() => this.#reader.shownEntry(...asked));
  text: SearchIndex['text'] = (...asked) => this.#reading(() => this.#reader.text(...asked));
  entries: SearchIndex['entries'] = (...asked) => this.#reading(() => this.#reader.entries(...asked));
  missingTexts: SearchIndex['missingTexts'] = (...asked) =>
    this.#reading(() => this.#reader.missingTexts(...asked));

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writes.onIdle();
    try {
      // After a failed write the next sweep has to look anyway, and the server may still be away.
      if (!this.#failed) await this.#writer?.close();
    } catch {
      // All writes were acknowledged before: what is missing is a note that saves the next writer some time.
    }
    await this.#connection.close();
  }

  #writing<T>(work: (writer: IndexWriter) => Promise<T>): Promise<T> {
    const writer = this.#writer;
    if (writer === undefined || this.#closed)
      return Promise.reject(
        new Error(this.#closed ? 'the index is closed' : 'the index is open for reading'),
      );
    return this.#writes.add(async () => {
      try {
        const result = await asking(this.#connection, () => work(writer));
        this.#failed = false;
        return result;
      } catch (error) {
        this.#failed = true;
        throw error;
      }
    });
  }

  #reading<T>(read: () => Promise<T>): Promise<T> {
    return asking(this.#connection, async () => {
      await this.#refreshed();
      return read();
    });
  }

  async #refreshed(): Promise<void> {
    const writer = this.#writer;
    if (this.#stale && writer !== undefined) {
      this.#stale = false;
      this.#refresh = writer.refresh().catch((error: unknown) => {
        this.#stale = true;
        throw error;
      });
    }
    await this.#refresh;
  }
}

/**
 * Opens the index of a case. One writer at a time, any number of readers. Throws `index-unreachable`,
 * `index-version`, `index-denied`, `index-foreign`, `index-missing`, `index-damaged`, `index-full`, `wrong-value`.
 */
export async function openElasticsearchIndex(options: ElasticsearchIndexOptions): Promise<SearchIndex> {
  const connection = connect(options.connection);
  try {
    const sets = new IndexSets(connection, options.set);
    await checkServer(connection);
    const names = await namesFor(sets, options, connection);
    const writer =
      options.readOnly === true
        ? undefined
        : await asking(connection, () =>
            IndexWriter.open({
              connection,
              names,
              aliased: options.version === undefined,
              waitMs: options.waitMs ?? defaultWaitMs,
              onWaiting: options.onWaiting ?? ((): void => undefined),
              signal: options.signal,
              limits: options.limits,
              copiesWaitMs: options.copiesWaitMs,
            }),
          );
    return new ElasticsearchIndex(connection, names, writer);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The names to read and write; checks that they are what they should be. */
async function namesFor(
  sets: IndexSets,
  { version, create, readOnly, set }: ElasticsearchIndexOptions,
  { where }: Connection,
): Promise<IndexNames> {
  if (version !== undefined) return sets.set(version).names;
  let live = await sets.live();
  if (live === undefined) {
    if (create !== true) {
      throw new Problem(
        'index-missing',
        `there is no index of this case at ${where}: no alias ${set.prefix}-entries`,
        'Check --index and --index-prefix. Where the index is lost, `evidex verify CASE --index --mend` makes an empty one, which the next ingest fills.',
      );
    }
    live = await sets.create(await sets.firstVersion());
    await sets.swapTo(live);
  }
  if (readOnly !== true) await sets.checkAnalysis(live);
  return sets.aliases;
}
