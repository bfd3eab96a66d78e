/** The two ends of `evidex reindex`: the index that is copied, and the one that is filled beside it and then takes its place. */
import { join } from 'node:path';
import { type CaseFolder, writeCaseSettings } from '../../case/case-folder.ts';
import { type IndexLocation, readIndexLocation, writeIndexLocation } from '../../case/index-location.ts';
import type { Config } from '../../schemas/config.ts';
import { codeOf, Problem } from '../../schemas/problem.ts';
import { openElasticsearchIndex } from '../../search/elasticsearch/elasticsearch-index.ts';
import {
  beginBuild,
  dropSet,
  type IndexPlace,
  liveSet,
  type LiveSet,
  publishBuild,
} from '../../search/elasticsearch/server/index-build.ts';
import { withoutCredentials } from '../../search/elasticsearch/server/connection.ts';
import type { IndexReader, SearchIndex } from '../../search/port.ts';
import { openSqliteIndexInThread } from '../../search/sqlite/index-thread.ts';
import { dropIndexFile, replaceIndexFile } from '../../search/sqlite/index-file.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { connectionOf, indexSetOf, type WriteOptions } from './open-index.ts';

/** The index that the case has. */
export interface CopiedIndex {
  readonly index: IndexReader & Pick<SearchIndex, 'close'>;
  readonly words: string;
  /** In Elasticsearch. */
  readonly live?: LiveSet;
  /** Deletes it; after its successor was published. */
  drop(): Promise<void>;
}

/** The index that is filled. Readers know nothing of it until it is published. */
export interface BuiltIndex {
  readonly index: SearchIndex;
  readonly words: string;
  /**
   * Readers use it from now on; when both indexes are closed. Gives the user's folder that leads there; undefined where
   * there is none, and the place has to be named each time.
   */
  publish(): Promise<string | undefined>;
}

/** Keeps settings of the case in the user's own folder; see `Context.keepSettings`. */
export type KeepSettings = (settings: Readonly<Record<string, string>>) => string | undefined;

const inCase = 'the case folder';

const placeOf = (caseFolder: CaseFolder, config: Config, prefix?: string): IndexPlace => ({
  connection: connectionOf(config),
  set: { ...indexSetOf(caseFolder, config), ...(prefix === undefined ? {} : { prefix }) },
});

const inWords = (config: Config, { set }: IndexPlace, version: number): string =>
  `${addressesOf(config)}, ${set.prefix}-entries, set ${version}`;

/** Without users and passwords: it is shown and kept. */
const addressesOf = ({ index }: Pick<Config, 'index'>): string =>
  index
    .split(',')
    .map((address) => withoutCredentials(address.trim()))
    .join(',');

/** Throws `index-missing` where the case has none, and what the adapters throw. */
export async function openCopied(caseFolder: CaseFolder, config: Config): Promise<CopiedIndex> {
  const kept = readIndexLocation(caseFolder);
  if (kept === undefined)
    throw new Problem('index-missing', 'this case has no index yet', 'Ingest a source first.');
  if (kept.index === 'sqlite') {
    const { index } = caseFolder.paths;
    return {
      index: openSqliteIndex(index, { toCopy: true }),
      words: inCase,
      drop() {
        dropIndexFile(index);
        return Promise.resolve();
      },
    };
  }
  if (config.index === 'sqlite')
    throw new Problem(
      'index-foreign',
      `the index of this case is in Elasticsearch, as ${kept.prefix}-entries`,
      'Name its nodes with --index or EVIDEX_INDEX, so that it can be copied.',
    );
  const place = placeOf(caseFolder, config, kept.prefix);
  const live = await liveSet(place);
  if (!live)
    throw new Problem(
      'index-missing',
      `there is no index of this case at ${addressesOf(config)}: no alias ${kept.prefix}-entries`,
      'Check --index; `evidex verify CASE --index --mend` helps where the index is lost.',
    );
  const { version } = live;
  return {
    index: await openElasticsearchIndex({ ...place, version, readOnly: true }),
    words: inWords(config, place, version),
    live,
    drop: () => dropSet(place, version),
  };
}

/** `config.index` says where to. */
export async function openBuilt(
  caseFolder: CaseFolder,
  config: Config,
  copied: CopiedIndex,
  waiting: Pick<WriteOptions, 'signal' | 'onWaiting'> & { readonly keep: KeepSettings },
): Promise<BuiltIndex> {
  return config.index === 'sqlite'
    ? buildInCase(caseFolder, waiting.keep)
    : buildInElasticsearch(caseFolder, config, copied, waiting);
}

async function buildInElasticsearch(
  caseFolder: CaseFolder,
  config: Config,
  copied: CopiedIndex,
  { signal, onWaiting, keep }: Parameters<typeof openBuilt>[3],
): Promise<BuiltIndex> {
  const place = placeOf(caseFolder, config);
  const version = await beginBuild(place, copied.live);
  const index = await openElasticsearchIndex({
    ...place,
    version,
    waitMs: config.indexWaitMs,
    ...(signal ? { signal } : {}),
    ...(onWaiting ? { onWaiting } : {}),
  });
  return {
    index,
    words: inWords(config, place, version),
    async publish() {
      await publishBuild(place, version);
      return settle(
        caseFolder,
        { version: 1, index: 'elasticsearch', prefix: place.set.prefix },
        keep,
        config,
      );
    },
  };
}

async function buildInCase(caseFolder: CaseFolder, keep: KeepSettings): Promise<BuiltIndex> {
  const path = join(caseFolder.path, 'index-building.sqlite');
  return {
    index: await openSqliteIndexInThread(path).catch((error: unknown) => {
      // What another version of the program began is of no use to this one.
      if (!['index-version', 'index-damaged'].includes(codeOf(error) ?? '')) throw error;
      dropIndexFile(path);
      return openSqliteIndexInThread(path);
    }),
    words: inCase,
    publish() {
      replaceIndexFile(path, caseFolder.paths.index);
      return Promise.resolve(settle(caseFolder, { version: 1, index: 'sqlite' }, keep));
    },
  };
}

/**
 * The case says from now on where its index is, but not at which address: credentials go there, and a case may come from
 * others. The user's own settings lead there, where nothing stronger does.
 */
function settle(
  caseFolder: CaseFolder,
  location: IndexLocation,
  keep: KeepSettings,
  config?: Config,
): string | undefined {
  writeIndexLocation(caseFolder, location);
  // Where an earlier program wrote it.
  writeCaseSettings(caseFolder, { index: '', indexPrefix: '' });
  return keep({ index: config ? addressesOf(config) : '', indexPrefix: config?.indexPrefix ?? '' });
}
