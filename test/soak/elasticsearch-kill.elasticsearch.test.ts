/** A node that is killed while it is written to, and started again: nothing is missing, nothing twice. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startElasticsearch, type Elasticsearch } from '../../scripts/services/elasticsearch.ts';
import type { SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { type Made, operationsOf } from '../contracts/made-documents.ts';
import { describeElasticsearch } from '../services.ts';
import { newSet, openSet } from '../search/elasticsearch-sets.ts';

const none = { open: [] } as const;
const batches = 12;
const documentsOf = (batch: number): Made[] =>
  Array.from({ length: 100 }, (_, at) => ({
    name: `document ${batch} ${at}`,
    texts: { body: `number ${at} of batch${batch} ${'filler words '.repeat(200)}` },
  }));

describeElasticsearch('a node of its own', () => {
  let cluster: Elasticsearch;
  let index: SearchIndex;
  const told: (string | undefined)[] = [];

  beforeAll(async () => {
    cluster = await startElasticsearch({ heapMiB: 512 });
    const [url = ''] = cluster.urls;
    index = await openSet(url, newSet(url), { onWaiting: (reason) => told.push(reason) });
  }, 400_000);
  afterAll(async () => {
    await index.close();
    await cluster.stop();
  });

  test('killed with -9 in the middle of a write, and started again', async () => {
    for (let batch = 0; batch < batches; batch++) {
      const writing = index.write(documentsOf(batch).flatMap((made) => operationsOf(made)));
      if (batch === batches / 2) {
        await cluster.kill();
        await cluster.restart();
      }
      expect(await writing).toEqual({ rejected: [] });
    }
    const entries = await index.entries(undefined, 10_000);
    expect(entries.length).toBe(batches * 100);
    for (let batch = 0; batch < batches; batch++)
      expect(await index.count(parseQuery(`batch${batch}`), none)).toBe(100);
    expect(await index.sweep()).toBe(0);
  }, 400_000);

  test('killed for good: the write ends with a problem that says what to do', async () => {
    const [url = ''] = cluster.urls;
    const impatient = await openSet(url, newSet(url), { waitMs: 1_000 });
    await cluster.kill();
    await expect(
      impatient.write(operationsOf({ name: 'late', texts: { body: 'late' } })),
    ).rejects.toMatchObject({
      code: 'index-unreachable',
      hint: expect.stringMatching(/goes on where it stopped/),
    });
    await expect(impatient.count(parseQuery('late'), none)).rejects.toMatchObject({
      code: 'index-unreachable',
    });
    await impatient.close();
    await cluster.restart();
  }, 400_000);
});
