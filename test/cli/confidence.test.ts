/** `--min-confidence`: what is doubtful is folded for people, said with its count, and left out where it is asked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { serve } from '../web/served.ts';
import { runCli } from './run-cli.ts';
import { jsonRows } from './json-lines.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');

const mail = (date: string, text: string): string =>
  `Date: ${date}\nFrom: ann@x.example\nSubject: note\n\n${text}\n`;

beforeAll(async () => {
  const source = join(folder, 'share');
  writeFiles(source, {
    // Before the firm was founded, and long after it.
    'early.eml': mail('Thu, 25 Oct 2001 11:36:00 +0000', 'Cambridge Analytica was asked. Facebook too.'),
    'late.eml': mail('Tue, 25 Oct 2016 11:36:00 +0000', 'Cambridge Analytica was asked.'),
    'plain.txt': 'nobody is named here',
  });
  await runCli(['ingest', source, '--case', casePath, '--reference', 'EX', '--parser-processes', '1']);
});

const run = (...words: string[]) => runCli([...words, '--case', casePath]);
const json = async <T>(...words: string[]): Promise<T[]> =>
  jsonRows<T>((await run(...words, '--json')).stdout);

describe('mentions', () => {
  test('below the line are folded with their count; programs, and who asks, get all', async () => {
    const folded = await run('mentions', '--entity', 'Cambridge Analytica');
    expect(folded.stdout).toContain('late.eml');
    expect(folded.stdout).not.toContain('early.eml');
    expect(folded.stdout).toContain('1 more below 50 %: --min-confidence 0 shows them.');
    const all = await run('mentions', '--entity', 'Cambridge Analytica', '--min-confidence', '0');
    expect(all.stdout).toMatch(/early\.eml.*before founding 2013|before founding 2013.*early\.eml/u);
    const paths = (await json<{ path: string }>('mentions', '--entity', 'Cambridge Analytica')).map(
      ({ path }) => path,
    );
    expect(paths.toSorted()).toEqual(['early.eml', 'late.eml']);
    expect(await json('mentions', '--entity', 'Cambridge Analytica', '--min-confidence', '0.9')).toHaveLength(
      1,
    );
  });
});

test('what is doubtful alone is not shown as nothing, and the page of entities folds it as the list does', async () => {
  const doubtful = await run('mentions', 'early.eml', '--entity', 'Cambridge Analytica');
  expect(doubtful.stdout).toBe(
    'None is sure enough to be shown; 1 below 50 %: --min-confidence 0 shows it.\n',
  );
  // What is in one case doubtful alone is in the other named surely.
  const alone = join(folder, 'alone');
  writeFiles(join(folder, 'early'), {
    'early.eml': mail('Thu, 25 Oct 2001 11:36:00 +0000', 'Cambridge Analytica was asked. Facebook too.'),
    'now.eml': mail('Tue, 25 Oct 2016 11:36:00 +0000', 'Facebook was asked, and Experian.'),
  });
  const words = ['--case', alone, '--parser-processes', '1'];
  expect(await runCli(['ingest', join(folder, 'early'), ...words])).toMatchObject({ exitCode: 0 });
  const listed = (await runCli(['entities', '--case', alone])).stdout;
  const folded = Number(/(\d+) more below 50 %/u.exec(listed)?.[1]);
  expect([folded > 0, listed.includes('Experian')]).toEqual([true, true]);
  const served = await serve(alone);
  const page = (await served.html('/entities')).replaceAll(/\s+/gu, ' ');
  await served.end();
  const [above = '', below = ''] = page.split(`<summary>${folded} more below 50 %</summary>`);
  expect([above.includes('>Cambridge Analytica<'), below.includes('>Cambridge Analytica<')]).toEqual([false, true]);
  expect([above.includes('>Experian<'), below.includes('>Experian<')]).toEqual([true, false]);
}); // prettier-ignore

test('a facet of entities folds those that no mention in the case is sure of, here and in the browser; programs get all', async () => {
  const names = async (...words: string[]): Promise<string[]> =>
    (await json<{ values: { value: string }[] }>('search', '*', '--facet', 'entity', ...words)).flatMap(({ values }) => values.map(({ value }) => value));
  expect(await names()).toEqual(['Cambridge Analytica', 'Facebook']);
  const folded = (await run('search', '*', '--facet', 'entity')).stdout;
  expect([folded.includes('Cambridge Analytica'), folded.includes('Facebook')]).toEqual([true, false]);
  expect(folded).toContain('1 more below 50 %: --min-confidence 0 shows them.');
  expect((await run('search', '*', '--facet', 'entity', '--min-confidence', '0')).stdout).toContain('Facebook');
  // Doubtful in what was found, and surely named elsewhere in the case.
  expect((await run('search', 'name:early.eml', '--facet', 'entity')).stdout).toContain('Cambridge Analytica');
  const [report] = await json<{ entities: Named[] }>('entities');
  const served = await serve(casePath);
  try {
    const page = (await served.html('/?q=*')).replaceAll(/\s+/gu, ' ');
    const [above = '', below = ''] = page.split('<summary>1 below 50 %</summary>');
    expect([above.includes('<bdi>Cambridge Analytica</bdi>'), above.includes('<bdi>Facebook</bdi>')]).toEqual([true, false]);
    expect(below).toContain('<bdi>Facebook</bdi>');
    const table = (await served.html('/entities')).replaceAll(/<[^>]*>|\s+/gu, ' ').replaceAll(/ +/gu, ' ');
    for (const { entity, documents, mentions, confidence } of report?.entities ?? [])
      expect(table).toMatch(new RegExp(`${entity} \\S+ ${documents} ${mentions} ${Math.round(confidence * 100)} %`, 'u'));
  } finally {
    await served.end();
  }
}); // prettier-ignore

interface Named {
  readonly entity: string;
  readonly documents: number;
  readonly mentions: number;
  readonly confidence: number;
}

test('entities that no mention is sure of are folded, and counted by the confidence that is asked', async () => {
  const [report] = await json<{ entities: Named[] }>('entities');
  const entities = report?.entities ?? [];
  expect(entities).toMatchObject([
    { entity: 'Cambridge Analytica', documents: 2, mentions: 2 },
    { entity: 'Facebook', documents: 1, mentions: 1 },
  ]);
  expect(entities[0]?.confidence).toBeGreaterThan(0.9);
  expect(entities[1]?.confidence).toBeLessThanOrEqual(0.3);
  const { stdout } = await run('entities');
  expect(stdout).toContain('Cambridge Analytica');
  expect(stdout).not.toContain('Facebook');
  expect(stdout).toContain('1 more below 50 %');
  const [sure] = await json<{ entities: Named[] }>('entities', '--min-confidence', '0.9');
  expect(sure?.entities).toMatchObject([{ entity: 'Cambridge Analytica', documents: 1, mentions: 1 }]);
});

describe('search and timeline', () => {
  const count = async (...words: string[]): Promise<number | undefined> =>
    (await json<{ count: number }>('search', ...words, '--count'))[0]?.count;

  test.each([
    ['entity:"Cambridge Analytica"', 2, 1],
    ['kind:platform', 1, 0],
    ['has:entity', 2, 1],
    ['NOT entity:"Cambridge Analytica"', 1, 2],
    ['entity:"Cambridge Analytica" OR nobody', 3, 2],
    ['asked AND entity:facebook', 1, 0],
    ['asked', 2, 2],
  ])('%s', async (query, all, sure) => {
    expect(await count(query)).toBe(all);
    expect(await count(query, '--min-confidence', '0.5')).toBe(sure);
  });

  test('events of an entity', async () => {
    const sent = (...words: string[]) =>
      json<{ path: string }>(
        'timeline',
        '--list',
        '--kind',
        'sent',
        '--entity',
        'cambridge analytica',
        ...words,
      );
    expect((await sent()).map(({ path }) => path)).toEqual(['early.eml', 'late.eml']);
    expect((await sent('--min-confidence', '0.5')).map(({ path }) => path)).toEqual(['late.eml']);
  });

  test('hits that doubtful mentions alone bring are folded for people, with their number; the total counts all', async () => {
    const folded = await run('search', 'entity:"Cambridge Analytica"');
    expect(folded.stdout).toMatch(/^2 documents\n/u);
    expect(folded.stdout).toContain('late.eml');
    expect(folded.stdout).not.toContain('early.eml');
    expect(folded.stdout).toContain('1 more below 50 %: --min-confidence 0 shows them.');
    const all = await run('search', 'entity:"Cambridge Analytica"', '--min-confidence', '0');
    expect(all.stdout).toContain('early.eml');
    expect(await json('search', 'entity:"Cambridge Analytica"')).toHaveLength(2);
    // What was asked without it is not brought by NOT.
    const without = await run('search', 'NOT entity:"Cambridge Analytica"');
    expect(without.stdout).toMatch(/^1 document\n/u);
    expect(without.stdout).not.toContain('early.eml');
    expect((await run('search', 'entity:camb*')).stdout).toContain('early.eml');
    const paged = await run('search', 'kind:(platform OR analytics-firm) OR nobody', '--limit', '1');
    expect(paged.stdout).toMatch(/^3 documents\n[^]*1 more below 50 %/u);
  });

  test('events of what is named doubtfully are folded for people, never in a file', async () => {
    const words = ['timeline', '--kind', 'sent', '--entity', 'Cambridge Analytica'];
    const list = (await run(...words, '--list')).stdout;
    expect(list).toContain('late.eml');
    expect(list).not.toContain('early.eml');
    expect(list).toContain('1 more below 50 %');
    expect((await run(...words)).stdout).toMatch(/^1 event, by[^]*1 more below 50 %/mu);
    expect((await run(...words, '--min-confidence', '0', '--list')).stdout).toContain('early.eml');
    const file = join(folder, 'events.jsonl');
    await run(...words, '--export', file);
    expect(readFileSync(file, 'utf8')).toContain('early.eml');
    const both = await json<{ path: string }>(...words, '--entity', 'Facebook', '--list');
    expect(both.map(({ path }) => path)).toEqual(['early.eml', 'late.eml']);
    const one = await json('timeline', '--kind', 'sent', '--entity', 'Facebook', '--list');
    expect(one).toHaveLength(1);
  });

  test('a pattern is refused, and so is what is no confidence', async () => {
    const pattern = await run('search', 'entity:camb*', '--min-confidence', '0.5');
    expect(pattern).toMatchObject({ exitCode: 2 });
    expect(pattern.stderr).toContain('--min-confidence takes no pattern of entity');
    expect(await run('entities', '--min-confidence', '1.5')).toMatchObject({ exitCode: 2 });
  });
});
