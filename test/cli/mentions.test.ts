/** `evidex mentions`: each place where a name stands, and personal data, masked. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { fixture, writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase, smallBox, smallFiles } from './small-case.ts';
import { jsonLines } from './json-lines.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A mention as the text that holds it says. */
function mentionIn(text: string, path: string, line: number) {
  const surface = 'Harbour Analytica';
  const start = text.indexOf(surface);
  return {
    entity: surface,
    kind: 'data-broker',
    method: 'watchlist',
    confidence: 0.99,
    signal: 'name',
    surface,
    start,
    end: start + surface.length,
    before: text.slice(0, start),
    after: text.slice(start + surface.length),
    anchor: { at: 0, line, exact: true },
    source: 'EX-1',
    path,
    document: sha256Of(text),
    textId: sha256Of(text),
    text: 'body',
    extractor: expect.stringMatching(/^text\/\d+\.\d+$/),
    run: 1,
  };
}

test('each mention with list version, offsets, place and the words around it', async () => {
  const mentions = await small.json<{ listVersion: string }>('mentions', '--entity', 'Harbour Analytica');
  const texts = [mentionIn(smallBox['inside.txt'], 'box.zip/inside.txt', 1), mentionIn(smallBox['notes.txt'], 'box.zip/notes.txt', 1)]; // prettier-ignore
  // The version is that of the lists alone; another list has another.
  const [first] = mentions;
  const listVersion = first?.listVersion ?? '';
  expect(listVersion).toMatch(/^[0-9a-f]{64}$/u);
  expect(mentions).toEqual(
    texts.map((mention) => ({ ...mention, listVersion })).sort((a, b) => (a.document < b.document ? -1 : 1)),
  );
  const { stdout } = await small.run('mentions', '--entity', 'Harbour Analytica');
  expect(stdout).toContain(
    'Harbour Analytica (data-broker, 99 %, name)  EX-1/box.zip/notes.txt, line 1  …Meeting with [Harbour Analytica] about the budget. Write to ann@example.org. …\n',
  );
});

test('the version is that of the lists; a page, a far line and 60 units around are told', async () => {
  const [source, casePath, watchlist] = [
    join(folder, 'far'),
    join(folder, 'far-case'),
    join(folder, 'far.csv'),
  ];
  const above = `${'x'.repeat(63)}\n`.repeat(1_100);
  const long = `${above}${'before '.repeat(10)}Harbour Analytica${' after'.repeat(20)}\n`;
  writeFiles(source, { 'long.txt': long, 'report.pdf': fixture('pdf', 'report.pdf') });
  writeFileSync(watchlist, 'name,kind\nHarbour Analytica,data-broker\nSecond page,data-broker\n');
  const words = ['--parser-processes', '1', '--no-gazetteers', '--watchlist', watchlist];
  expect(await runCli(['ingest', source, '--case', casePath, ...words])).toMatchObject({ exitCode: 0 });
  const { stdout } = await runCli(['mentions', '--json', '--case', casePath]);
  const told = jsonLines<{ path?: string; listVersion: string }>(stdout);
  const start = long.indexOf('Harbour');
  const second = told.find(({ path }) => path === 'report.pdf');
  expect(second).toMatchObject({ surface: 'Second page', start: 127, end: 138, anchor: { page: 2 } });
  expect(told.find(({ path }) => path === 'long.txt')).toMatchObject({
    start,
    end: start + 17,
    anchor: { at: 64 * 1_100, line: 1_101, exact: true },
    before: long.slice(start - 60, start),
    after: long.slice(start + 17, start + 77),
  });
  const [own] = await small.json<{ listVersion: string }>('mentions', '--entity', 'Harbour Analytica');
  expect(second?.listVersion).not.toBe(own?.listVersion);
  const people = await runCli(['mentions', '--entity', 'Second page', '--case', casePath]);
  expect(people.stdout).toContain('/report.pdf, page 2  …');
});

test('personal data is masked unless it is to be revealed', async () => {
  const words = ['mentions', 'cards.csv', '--personal-data'];
  // Cells stand a tab apart.
  const text = smallFiles['cards.csv'].replaceAll(',', '\t');
  const start = text.indexOf('4111');
  const place = { kind: 'payment-card', start, end: start + 19, path: 'cards.csv', source: 'EX-1' };
  const masked = await small.run(...words, '--json');
  const [line = '', end, ...more] = masked.stdout.trim().split('\n');
  expect([end, more]).toEqual(['{"summary":{"shown":1,"whole":true}}', []]);
  expect(JSON.parse(line)).toMatchObject({ ...place, value: '•••• •••• •••• 1111' });
  expect(masked.stdout).not.toMatch(/4111|before|after/u);
  expect((await small.run(...words)).stdout).not.toContain('4111');
  const without = await small.run(...words, '--reveal');
  expect(without).toMatchObject({ exitCode: 2, stdout: '' });
  expect(without.stderr).toContain('--reveal needs a reason');
  expect(await small.json(...words, '--reveal', '--reason', 'a test')).toEqual([
    expect.objectContaining({
      ...place,
      value: '4111 1111 1111 1111',
      before: text.slice(0, start),
      after: text.slice(start + 19),
    }),
  ]);
});

test('an entity is found in any case; one that is not there is said', async () => {
  const lines = async (...words: string[]) => small.json('mentions', ...words);
  const all = await lines('--entity', 'Harbour Analytica');
  expect(all.length).toBeGreaterThan(0);
  expect(await lines('--entity', 'harbour ANALYTICA')).toEqual(all);
  const none = await small.run('mentions', '--entity', 'Harbor');
  expect(none).toMatchObject({ exitCode: 0, stdout: '' });
  expect(none.stderr).toContain(
    'No entity of this case is called "Harbor". Did you mean "Harbour Analytica"?',
  );
});

test('of documents that match a query; a list that a limit cut says so', async () => {
  const paths = async (query: string) =>
    (await small.json<{ path: string }>('mentions', '--query', query)).map(({ path }) => path);
  expect(await paths('inside')).toEqual(['box.zip/inside.txt']);
  expect(await paths('name:cards.csv')).toEqual([]);
  const cut = await small.run('mentions', '--limit', '1', '--json');
  expect(cut.stdout.trim().split('\n').at(-1)).toBe('{"summary":{"shown":1,"whole":false}}');
  expect(cut.stderr).toContain('Only the first 1');
});

test('CSV: the same mentions, one a row, each with the words around it', async () => {
  const mentions = await small.json<{ path: string }>('mentions');
  const { stdout } = await small.run('mentions', '--csv');
  const rows = stdout.split('\r\n').slice(1, -1);
  expect(rows).toHaveLength(mentions.length);
  expect(rows.find((row) => row.includes('inside.txt'))).toMatch(
    /^Harbour Analytica,data-broker,0\.99,name,,Harbour Analytica, inside the box,EX-1,box\.zip\/inside\.txt,,line 1,body,/u,
  );
});
