/** Index sets for tests on a live node: each with names of its own, gone when the file's tests have ended. */
import { randomUUID } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { connect } from '../../search/elasticsearch/server/connection.ts';
import {
  type ElasticsearchIndexOptions,
  openElasticsearchIndex,
} from '../../search/elasticsearch/elasticsearch-index.ts';
import { IndexSets, type IndexSetOptions } from '../../search/elasticsearch/server/index-set.ts';
import type { SearchIndex } from '../../search/port.ts';

const made: { url: string; set: IndexSetOptions }[] = [];

/** Names that nothing else uses; what is made under them on the node is deleted in the end. */
export function newSet(url: string): IndexSetOptions {
  const caseId = randomUUID();
  const set = { prefix: `evidex-test-${caseId}`, caseId, shards: 1, replicas: 0 };
  made.push({ url, set });
  return set;
}

/** Opens the index of `set`, a new one where there is none. */
export const openSet = (
  url: string,
  set: IndexSetOptions = newSet(url),
  options: Partial<ElasticsearchIndexOptions> = {},
): Promise<SearchIndex> =>
  openElasticsearchIndex({ connection: { nodes: [url] }, set, create: true, ...options });

async function drop({ url, set }: { readonly url: string; readonly set: IndexSetOptions }): Promise<void> {
  const connection = connect({ nodes: [url] });
  const sets = new IndexSets(connection, set);
  for (const version of await sets.versions()) await sets.drop(sets.set(version));
  await sets.dropTemplates();
  await connection.close();
}

/** Call it once in a test file that makes sets. */
export function dropSetsAfterwards(): void {
  afterAll(async () => {
    await Promise.all(made.map(drop));
  });
}
