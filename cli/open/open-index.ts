/** Opens the index of a case, wherever it is: the one place that chooses between the adapters. */
import type { CaseFolder } from '../../case/case-folder.ts';
import { type IndexLocation, readIndexLocation, writeIndexLocation } from '../../case/index-location.ts';
import type { Config } from '../../schemas/config.ts';
import { Problem } from '../../schemas/problem.ts';
import type { ConnectionOptions } from '../../search/elasticsearch/server/connection.ts';
import type { ElasticsearchIndexOptions } from '../../search/elasticsearch/elasticsearch-index.ts';
import { defaultPrefix } from '../../search/elasticsearch/server/default-prefix.ts';
import type { IndexSetOptions } from '../../search/elasticsearch/server/index-set.ts';
import type { OpenedReader, SearchIndex } from '../../search/port.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Output } from '../frame/output.ts';
import { WidenedIndex } from './widened-index.ts';

/** Settings of every verb that reads the index; the secret ones have no flag and need not be named. */
export const readIndexSettings = [
  'index',
  'indexUser',
  'indexFingerprint',
  'indexCaFile',
  'indexPrefix',
] as const satisfies readonly (keyof Config)[];

/** Settings of every verb that writes to it. */
export const writeIndexSettings = [
  ...readIndexSettings,
  'indexShards',
  'indexReplicas',
  'indexWaitMs',
] as const satisfies readonly (keyof Config)[];

type Case = Pick<CaseFolder, 'id' | 'path' | 'paths' | 'readOnly'>;
type CaseToRead = Case & Pick<CaseFolder, 'openLedger'>;

const orNone = (value: string): string | undefined => (value === '' ? undefined : value);

export const connectionOf = (config: Config): ConnectionOptions => ({
  nodes: config.index.split(',').map((address) => address.trim()),
  apiKey: orNone(config.indexApiKey),
  user: orNone(config.indexUser),
  password: orNone(config.indexPassword),
  caFingerprint: orNone(config.indexFingerprint),
  caFile: orNone(config.indexCaFile),
});

export const indexSetOf = ({ id }: Pick<CaseFolder, 'id'>, config: Config): IndexSetOptions => ({
  prefix: orNone(config.indexPrefix) ?? defaultPrefix(id),
  caseId: id,
  shards: config.indexShards,
  replicas: config.indexReplicas,
});

/** Where the settings say that the index is. */
const locationOf = (caseFolder: Case, config: Config): IndexLocation =>
  config.index === 'sqlite'
    ? { version: 1, index: 'sqlite' }
    : { version: 1, index: 'elasticsearch', prefix: indexSetOf(caseFolder, config).prefix };

const inWords = (location: IndexLocation): string =>
  location.index === 'sqlite' ? 'in the case folder' : `in Elasticsearch, as ${location.prefix}-entries`;

/** Throws `index-foreign` where the case has its index elsewhere. */
function checkLocation(caseFolder: Case, config: Config): IndexLocation | undefined {
  const kept = readIndexLocation(caseFolder);
  const asked = locationOf(caseFolder, config);
  if (kept === undefined || JSON.stringify(kept) === JSON.stringify(asked)) return kept;
  throw new Problem(
    'index-foreign',
    `the index of this case is ${inWords(kept)}, not ${inWords(asked)}`,
    kept.index === 'sqlite'
      ? 'Leave out --index (and EVIDEX_INDEX), or move the index with `evidex reindex`.'
      : 'Name the nodes with --index or EVIDEX_INDEX, or under "cases" in your own settings.json; `evidex reindex` moves the index.',
  );
}

const elasticsearchOptions = (caseFolder: Case, config: Config): ElasticsearchIndexOptions => ({
  connection: connectionOf(config),
  set: indexSetOf(caseFolder, config),
  waitMs: config.indexWaitMs,
});

/** Loaded where it is used: its client takes longer to load than a search in the case folder takes in all. */
const openElasticsearch = async (options: ElasticsearchIndexOptions): Promise<SearchIndex> => {
  const { openElasticsearchIndex } = await import('../../search/elasticsearch/elasticsearch-index.ts');
  return openElasticsearchIndex(options);
};

/**
 * For reading; beside a run that writes. People are asked for by all their addresses, entities as people ruled. Throws what the adapters throw, and
 * `index-foreign`.
 */
export async function openIndexToRead(caseFolder: CaseToRead, config: Config): Promise<OpenedReader> {
  checkLocation(caseFolder, config);
  const index =
    config.index === 'sqlite'
      ? openSqliteIndex(caseFolder.paths.index, { readOnly: true, untouched: caseFolder.readOnly })
      : await openElasticsearch({ ...elasticsearchOptions(caseFolder, config), readOnly: true });
  return new WidenedIndex(index, () => caseFolder.openLedger());
}

/** For reading one of several cases: each in its own place. No case says at which address: credentials go there. */
export async function openIndexOf(caseFolder: CaseToRead, config: Config): Promise<OpenedReader> {
  const kept = readIndexLocation(caseFolder);
  if (kept?.index === 'sqlite') return openIndexToRead(caseFolder, { ...config, index: 'sqlite' });
  return openIndexToRead(caseFolder, config);
}

/** Says on the progress line why a verb waits. */
export const waitingWords =
  (out: Pick<Output, 'progress'>) =>
  (reason: string | undefined): void => {
    if (reason !== undefined) out.progress(`waiting for Elasticsearch: ${escapeLine(reason)}`);
  };

export interface WriteOptions {
  /** Aborted when the user asks to stop: a server that is away is then waited for no longer. */
  readonly signal?: AbortSignal;
  /** Told why the index is waited for, and with undefined that it no longer is. */
  readonly onWaiting?: (reason: string | undefined) => void;
  /** In a thread of its own, where that makes a difference: for a run that has other work to do. */
  readonly inThread?: boolean;
  /** Makes an empty one where the index of the case is lost: for whoever fills it again from the ledger. */
  readonly anew?: boolean;
}

/** For writing; whoever calls holds the run lock. Makes the index where the case has none, and keeps where it is. */
export async function openIndexToWrite(
  caseFolder: Case,
  config: Config,
  { signal, onWaiting, inThread = false, anew = false }: WriteOptions = {},
): Promise<SearchIndex> {
  const kept = checkLocation(caseFolder, config);
  if (config.index === 'sqlite') {
    const { index } = caseFolder.paths;
    if (!inThread) return openSqliteIndex(index);
    const { openSqliteIndexInThread } = await import('../../search/sqlite/index-thread.ts');
    return openSqliteIndexInThread(index);
  }
  const opened = await openElasticsearch({
    ...elasticsearchOptions(caseFolder, config),
    // Once there was one, an empty one would not be the index of this case.
    create: kept === undefined || anew,
    signal,
    onWaiting,
  });
  if (kept === undefined) writeIndexLocation(caseFolder, locationOf(caseFolder, config));
  return opened;
}
