/** `evidex verify --index --mend` on a real Elasticsearch: entries, texts and whole indices that were lost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeElasticsearch, elasticsearchUrl } from '../services.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

describeElasticsearch('evidex verify --index --mend', () => {
  const folder = temporaryFolder();
  let small: SmallCase;
  let prefix: string;

  const ask = async (method: string, path: string): Promise<unknown> => {
    const response = await fetch(`${elasticsearchUrl()}/${path}`, { method });
    return response.json();
  };
  const verify = (...words: string[]) => small.run('verify', 'CASE', '--index', ...words);
  const found = async (query: string): Promise<unknown> =>
    (await small.json('search', query, '--count'))[0]?.['count'];
  const agrees = { exitCode: 0, stdout: expect.stringContaining('they agree') };
  const dropAll = async (): Promise<void> => {
    const indices = (await ask('GET', `${prefix}-*?filter_path=*.aliases`)) as object;
    for (const name of Object.keys(indices)) await ask('DELETE', name);
  };

  beforeAll(async () => {
    small = await makeSmallCase(folder);
    const { id } = JSON.parse(readFileSync(join(small.casePath, 'evidex.json'), 'utf8')) as { id: string };
    prefix = `evidex-${id}`;
    await small.run('label', 'cards.csv', '--add', 'kept');
    expect(await small.run('reindex', 'CASE', '--to', elasticsearchUrl())).toMatchObject({ exitCode: 0 });
  });
  afterAll(dropAll);

  test('an entry that is gone, and a label that the index never got', async () => {
    expect(await verify()).toMatchObject(agrees);
    const [meeting] = await small.json<{ document: string }>('show', 'notes/meeting.txt', '--metadata');
    await ask('DELETE', `${prefix}-entries/_doc/${meeting?.document ?? ''}?refresh=true`);
    expect((await verify()).stdout).toContain(`${meeting?.document ?? ''}: in the ledger, not in the index`);
    expect((await verify('--mend')).stdout).toContain('1 document: set back');
    expect(await verify()).toMatchObject(agrees);
    expect((await runCli(small.ingestWords)).exitCode).toBe(0);
    expect([await found('budget'), await found('label:kept')]).toEqual([2, 1]);
    expect(await verify()).toMatchObject(agrees);
  });

  test('all of it: an empty index is made, and the next ingest fills it; labels come from the ledger', async () => {
    await dropAll();
    expect(await small.run('search', '*')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('--mend'),
    });
    expect((await verify('--mend')).stdout).toMatch(/\d+ documents: set back/u);
    expect((await runCli(small.ingestWords)).exitCode).toBe(0);
    expect([await found('budget'), await found('label:kept')]).toEqual([2, 1]);
    expect(await verify()).toMatchObject(agrees);
  });
});
