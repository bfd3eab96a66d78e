/** The index in Elasticsearch on a live node: the contract of the port, and what only this adapter can meet. */
import { Client } from '@elastic/elasticsearch';
import { expect, test } from '@jest/globals';
import { IndexSets } from '../../search/elasticsearch/server/index-set.ts';
import { connect } from '../../search/elasticsearch/server/connection.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { indexContract } from '../contracts/index-contract.ts';
import { entryOf, idOf, operationsOf, sha256, writeAll } from '../contracts/made-documents.ts';
import { describeElasticsearch, elasticsearchUrl } from '../services.ts';
import { dropSetsAfterwards, newSet, openSet } from './elasticsearch-sets.ts';
import { startFaultyProxy } from './faulty-server.ts';

const none = { open: [] } as const;
const words = (count: number): string => Array.from({ length: count }, (_, at) => `word${at}`).join(' ');

describeElasticsearch('with Elasticsearch', () => {
  dropSetsAfterwards();
  indexContract('Elasticsearch', () => openSet(elasticsearchUrl(), undefined, { copiesWaitMs: 0 }));

  test('5,000 keys of metadata make no field, and each is found', async () => {
    const url = elasticsearchUrl();
    const set = newSet(url);
    const index = await openSet(url, set);
    const client = new Client({ node: url });
    try {
      const mapping = () => client.indices.getMapping({ index: `${set.prefix}-entries` });
      const before = await mapping();
      await writeAll(
        index,
        Array.from({ length: 50 }, (_, document) => ({
          name: `keys ${document}`,
          entry: {
            metadata: {
              other: Object.fromEntries(
                Array.from({ length: 100 }, (_, key) => [
                  `Key.${document * 100 + key}`,
                  `value ${document * 100 + key}`,
                ]),
              ),
            },
          },
        })),
      );
      expect(await index.count(parseQuery('meta.Key.4321:"value 4321"'), none)).toBe(1);
      expect(await mapping()).toEqual(before);
    } finally {
      await index.close();
      await client.close();
    }
  });

  test('what the mapping refuses is rejected with the reason of the server, the rest is taken', async () => {
    const url = elasticsearchUrl();
    const set = newSet(url);
    const index = await openSet(url, set);
    const client = new Client({ node: url });
    try {
      await client.indices.putSettings({
        index: `${set.prefix}-entries`,
        settings: { 'index.mapping.nested_objects.limit': 2 },
      });
      const places = ['a', 'b', 'c'].map((path) => ({ path }));
      const operations = [
        ...operationsOf({ name: 'few', texts: { body: 'few places' } }),
        ...operationsOf({ name: 'many', texts: { body: 'many places' }, places }),
      ];
      const { rejected } = await index.write(operations);
      expect(rejected).toEqual([
        { position: operations.length - 1, reason: expect.stringMatching(/nested/) },
      ]);
      expect((await index.entries(undefined, 10)).map(({ document }) => document)).toEqual([idOf('few')]);
      expect(await index.sweep()).toBe(1);
    } finally {
      await index.close();
      await client.close();
    }
  });

  test('an answer that is lost after the server did it: nothing is missing, nothing twice', async () => {
    const url = elasticsearchUrl();
    let bulks = 0;
    const proxy = await startFaultyProxy(url, ({ path }) =>
      path.startsWith('/_bulk') && bulks++ % 2 === 0 ? 'lose the answer' : 'pass',
    );
    const set = newSet(url);
    const index = await openSet(proxy.url, set);
    try {
      const long = `${words(300_000)} the end`;
      await writeAll(index, [
        { name: 'one', texts: { body: 'short text' } },
        { name: 'long', texts: { body: long } },
      ]);
      expect((await index.entries(undefined, 10)).length).toBe(2);
      expect(await index.count(parseQuery('"the end"'), none)).toBe(1);
      expect(await index.text(sha256(long), long.length - 7, long.length)).toBe('the end');
      expect(await index.sweep()).toBe(0);
    } finally {
      await index.close();
      await proxy.stop();
    }
  });

  test('turned away for a while: it waits, says so, and goes on', async () => {
    const url = elasticsearchUrl();
    const statuses = [429, 503, 500, 429];
    let failing = false;
    const proxy = await startFaultyProxy(url, ({ path }) => {
      const status = failing && path.startsWith('/_bulk') ? statuses.shift() : undefined;
      return status === undefined
        ? 'pass'
        : { status, body: { error: { type: 'x', reason: `no ${status}` } } };
    });
    const told: (string | undefined)[] = [];
    const index = await openSet(proxy.url, newSet(url), { onWaiting: (reason) => told.push(reason) });
    try {
      failing = true;
      await writeAll(index, [{ name: 'patient', texts: { body: 'patience' } }]);
      expect(told).toEqual(['x: no 429', 'x: no 503', 'x: no 500', 'x: no 429', undefined]);
      expect(await index.count(parseQuery('patience'), none)).toBe(1);
    } finally {
      await index.close();
      await proxy.stop();
    }
  });

  test('a full disk: waits until the block is lifted, or ends with what to do', async () => {
    const url = elasticsearchUrl();
    const set = newSet(url);
    const client = new Client({ node: url });
    const block = (on: boolean) =>
      client.indices.putSettings({
        index: `${set.prefix}-*`,
        settings: { 'index.blocks.read_only_allow_delete': on ? true : null },
      });
    const lifted: Promise<unknown>[] = [];
    const index = await openSet(url, set, { onWaiting: (reason) => reason && lifted.push(block(false)) });
    const impatient = await openSet(url, set, { waitMs: 300 });
    try {
      await block(true);
      await writeAll(index, [{ name: 'later', texts: { body: 'room again' } }]);
      await Promise.all(lifted);
      expect(await index.count(parseQuery('room'), none)).toBe(1);
      await block(true);
      await expect(
        impatient.write(operationsOf({ name: 'never', texts: { body: 'no room' } })),
      ).rejects.toMatchObject({
        code: 'index-full',
        hint: expect.stringMatching(/goes on where it stopped/),
      });
    } finally {
      await block(false);
      await index.close();
      await impatient.close();
      await client.close();
    }
  });

  test('an alias that names what is not of this case, or several, or half a set, is an error', async () => {
    const url = elasticsearchUrl();
    const set = newSet(url);
    const other = newSet(url);
    await (await openSet(url, set)).close();
    await (await openSet(url, other)).close();
    const client = new Client({ node: url });
    const foreign = expect.objectContaining({ code: 'index-foreign' });
    try {
      await expect(openSet(url, { ...set, caseId: other.caseId })).rejects.toEqual(foreign);
      const alias = `${set.prefix}-places`;
      await client.indices.putAlias({ index: `${other.prefix}-places-000001`, name: alias });
      await expect(openSet(url, set)).rejects.toEqual(foreign);
      await client.indices.deleteAlias({ index: `${set.prefix}-places-000001`, name: alias });
      await expect(openSet(url, set)).rejects.toEqual(foreign);
      await client.indices.deleteAlias({ index: `${other.prefix}-places-000001`, name: alias });
      await expect(openSet(url, set)).rejects.toMatchObject({ code: 'index-damaged' });
      await expect(openSet(url, newSet(url), { create: false })).rejects.toMatchObject({
        code: 'index-missing',
      });
    } finally {
      await client.close();
    }
  });

  test('sets are made beside the live one and swapped in one step', async () => {
    const url = elasticsearchUrl();
    const set = newSet(url);
    const first = await openSet(url, set);
    await writeAll(first, [{ name: 'old', texts: { body: 'before' } }]);
    await first.close();
    const connection = connect({ nodes: [url] });
    const sets = new IndexSets(connection, set);
    const reader = await openSet(url, set, { readOnly: true });
    try {
      const next = await sets.create(await sets.nextVersion());
      const beside = await openSet(url, set, { version: next.version });
      await writeAll(beside, [{ name: 'new', texts: { body: 'after' } }]);
      await beside.close();
      expect(await reader.count(parseQuery('before OR after'), none)).toBe(1);
      await sets.swapTo(next);
      expect((await sets.live())?.version).toBe(2);
      expect(await reader.documents(parseQuery('before OR after'), none)).toEqual([idOf('new')]);
      await sets.drop(sets.set(1));
      expect(await sets.versions()).toEqual([2]);
    } finally {
      await reader.close();
      await connection.close();
    }
  });

  test('a writer that was killed: the next one sweeps what it left, and that alone', async () => {
    const url = elasticsearchUrl();
    const set = newSet(url);
    const killed = await openSet(url, set);
    const long = words(500_000);
    await writeAll(killed, [{ name: 'whole', texts: { body: 'a whole document' } }]);
    // Chunks without a seal, a seal without an entry; and no close.
    const cut = operationsOf({ name: 'cut', texts: { body: long } });
    await killed.write(cut.slice(0, -2));
    await killed.write(operationsOf({ name: 'sealed', texts: { body: 'only sealed' } }).slice(0, -1));
    const next = await openSet(url, set);
    try {
      expect(await next.sweep()).toBe(2);
      expect(await next.text(sha256('only sealed'), 0, 9)).toBeUndefined();
      expect(await next.text(sha256('a whole document'), 0, 7)).toBe('a whole');
      await next.write(operationsOf({ name: 'cut', texts: { body: long } }));
      expect(await next.text(sha256(long), 0, 5)).toBe('word0');
      expect(await next.sweep()).toBe(0);
    } finally {
      await next.close();
      await killed.close();
    }
  });

  test('anchors, places and parts of before go when a document comes anew', async () => {
    const url = elasticsearchUrl();
    const set = newSet(url);
    const index = await openSet(url, set);
    const client = new Client({ node: url });
    const count = async (kind: string, query: object = { match_all: {} }): Promise<number> => {
      await client.indices.refresh({ index: `${set.prefix}-*` });
      return (await client.count({ index: `${set.prefix}-${kind}`, query })).count;
    };
    try {
      const places = Array.from({ length: 510 }, (_, at) => ({ path: `copy ${at}` }));
      const anchors = Array.from({ length: 3_000 }, (_, row) => ({ at: row * 10, row: row + 1 }));
      const name = 'changing';
      const long = words(400_000);
      await writeAll(index, [{ name, texts: { body: long }, anchors, places }]);
      expect((await index.entry(idOf(name), none))?.texts[0]?.anchors).toEqual(anchors);
      expect(await count('places')).toBe(10);
      expect(await count('parts')).toBeGreaterThan(5);
      expect(await count('texts', { term: { of: 'anchors' } })).toBe(3);
      await writeAll(index, [{ name, texts: { body: 'short now' }, entry: { revision: 2 } }]);
      expect([await count('places'), await count('parts')]).toEqual([0, 0]);
      expect(await count('texts', { terms: { of: ['anchors', 'chunk'] } })).toBe(0);
      expect(await index.count(parseQuery('word7'), none)).toBe(0);
      expect(await index.entry(idOf(name), none)).toEqual(
        entryOf({ name, texts: { body: 'short now' }, entry: { revision: 2 } }),
      );
    } finally {
      await index.close();
      await client.close();
    }
  });
});
