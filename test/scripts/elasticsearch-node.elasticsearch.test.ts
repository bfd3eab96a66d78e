/** A node of our own for tests of failures: killed and started again, it has the same address and the same data. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { type Elasticsearch, startElasticsearch } from '../../scripts/services/elasticsearch.ts';
import { describeElasticsearch } from '../services.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const dataFolder = join(temporaryFolder(), 'data');
/** Starting Java twice on a busy machine. */
const timeoutMs = 600_000;

describeElasticsearch('a node of its own', () => {
  let node: Elasticsearch | undefined;
  afterAll(() => node?.stop());

  test(
    'killed and restarted, then stopped',
    async () => {
      node = await startElasticsearch({ quick: true, heapMiB: 512, dataFolder });
      const [url = ''] = node.urls;
      const written = await fetch(`${url}/kept/_doc/1`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '{"word":"kept"}',
      });
      expect(written.status).toBe(201);
      await node.kill();
      await expect(fetch(url)).rejects.toThrow('fetch failed');
      await node.restart();
      const answer = await fetch(`${url}/kept/_doc/1`);
      expect(await answer.json()).toMatchObject({ found: true, _source: { word: 'kept' } });
      // A second one at the same port is not started; who did not start it cannot kill it.
      const reused = await startElasticsearch({ port: Number(new URL(url).port), reuse: true });
      expect([reused.urls, reused.version]).toEqual([[url], node.version]);
      await expect(reused.kill()).rejects.toThrow('was not started here');
      await reused.stop();
      expect((await fetch(`${url}/_cluster/health`)).status).toBe(200);
      await node.stop();
      await expect(fetch(url)).rejects.toThrow('fetch failed');
      // A folder that was given stays.
      expect([existsSync(dataFolder), readdirSync(dataFolder)]).toEqual([true, ['node-0']]);
    },
    timeoutMs,
  );
});
