/** `evidex reindex` between the case folder and a real Elasticsearch: same answers everywhere, no search downtime. */
import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeElasticsearch, elasticsearchUrl } from '../services.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const queries = [
  '*',
  'budget',
  'label:kept',
  '"Harbour Analytica"',
  'has:personal-data',
  'kind:data-broker',
  'path:/notes',
];

describeElasticsearch('evidex reindex', () => {
  const folder = temporaryFolder();
  let small: SmallCase;
  let answers: unknown;
  let all: string;

  const ask = async (): Promise<unknown> => {
    const found = [];
    for (const query of queries) {
      const hits = await small.json<{ document: string }>(
        'search',
        query,
        '--limit',
        '1000',
        '--snippets',
        '0',
        '--sort',
        'path',
      );
      found.push(hits.map(({ document }) => document));
    }
    for (const field of ['type', 'label', 'entity', 'month'])
      found.push(await small.json('search', '*', '--facet', field));
    found.push(await small.json('show', 'notes/meeting.txt'));
    return found;
  };
  const indices = async (): Promise<string[]> => {
    const response = await fetch(`${elasticsearchUrl()}/${all}?filter_path=*.aliases`);
    return Object.keys((await response.json()) as object).sort();
  };
  const read = (path: string): { settings?: object; cases?: Record<string, object>; id?: string } =>
    JSON.parse(readFileSync(path, 'utf8')) as object;
  /** What the user's own file keeps of this case, and the case's own file. */
  const settings = (): unknown => {
    const { id = '', settings: inCase } = read(join(small.casePath, 'evidex.json'));
    return [read(join(process.env['EVIDEX_HOME'] ?? '', 'settings.json')).cases?.[id], inCase];
  };

  beforeAll(async () => {
    small = await makeSmallCase(folder);
    await small.run('label', 'cards.csv', 'mail.eml', '--add', 'kept');
    const { id } = JSON.parse(readFileSync(join(small.casePath, 'evidex.json'), 'utf8')) as { id: string };
    all = `evidex-${id}-*`;
    answers = await ask();
  });
  afterAll(async () => {
    for (const name of await indices()) await fetch(`${elasticsearchUrl()}/${name}`, { method: 'DELETE' });
  });

  test('into the cluster: the case goes on there with no further word, and labels work on', async () => {
    const url = new URL(elasticsearchUrl());
    url.username = 'someone';
    url.password = 'a secret';
    const { exitCode, stdout, stderr } = await small.run('reindex', 'CASE', '--to', url.href);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Both indexes agree');
    expect(stdout).toContain('The old one stays at the case folder');
    expect(settings()).toEqual([{ index: elasticsearchUrl() }, {}]);
    expect(await ask()).toEqual(answers);
    await small.run('label', 'cards.csv', '--add', 'added there');
    expect(await small.json('search', 'label:"added there"', '--count')).toMatchObject([
      { count: 1, items: 0 },
    ]);
    expect((await small.run('verify', 'CASE', '--index')).stdout).toContain('they agree');
    await small.run('label', 'cards.csv', '--remove', 'added there');
  });

  test('anew in the same cluster: a set beside, one swap of the aliases, the old set dropped', async () => {
    const before = await indices();
    const [result] = await small.json('reindex', 'CASE', '--to', elasticsearchUrl(), '--drop');
    expect(result).toMatchObject({ skipped: 0, dropped: true });
    const after = await indices();
    expect(after).toHaveLength(4);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    expect(await ask()).toEqual(answers);
    expect((await small.run('verify', 'CASE', '--index')).exitCode).toBe(0);
  });

  test('back into the case folder: nothing is left in the cluster', async () => {
    expect((await small.run('reindex', 'CASE', '--to', 'sqlite', '--drop')).exitCode).toBe(0);
    expect(await indices()).toEqual([]);
    expect(settings()).toEqual([undefined, {}]);
    expect(await ask()).toEqual(answers);
    expect(existsSync(join(small.casePath, 'index-building.sqlite'))).toBe(false);
    expect((await small.run('verify', 'CASE', '--index')).exitCode).toBe(0);
  });

  test('a set that an earlier try began is gone on with', async () => {
    const stop = await small.run('reindex', 'CASE', '--to', elasticsearchUrl());
    expect(stop.exitCode).toBe(0);
    const filled = await indices();
    // As a kill between the swap and the case's own note leaves it.
    await small.run('reindex', 'CASE', '--to', 'sqlite');
    const [again] = await small.json('reindex', 'CASE', '--to', elasticsearchUrl());
    expect(again).toMatchObject({ copied: 0 });
    expect(await indices()).toEqual(filled);
  });
});
