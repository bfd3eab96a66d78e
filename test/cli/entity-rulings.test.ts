/** `evidex entities dismiss`, `accept`, `merge`, `rename`, `restore`: what people say of entities holds at once, and is never silent. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: readonly string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
const rows = async <T>(...words: readonly string[]): Promise<T[]> =>
  jsonRows<T>((await run(...words, '--json')).stdout);
const say = (...words: readonly string[]): Promise<CliResult> => run('entities', ...words, '--reason', 'EX-9'); // prettier-ignore
const count = async (query: string, ...words: readonly string[]): Promise<number> =>
  (await rows<{ count: number }>('search', query, '--count', ...words))[0]?.count ?? -1;

interface Row {
  readonly entity: string;
  readonly documents: number;
  readonly mentions: number;
  readonly listedAs?: readonly string[];
  readonly judgement?: { readonly says: string; readonly reason: string };
}
const listed = async (...words: readonly string[]): Promise<readonly Row[]> =>
  (await rows<{ entities: Row[] }>('entities', ...words))[0]?.entities ?? [];
const facet = async (...words: readonly string[]): Promise<unknown> =>
  (await rows<{ values: unknown }>('search', '*', '--facet', 'entity', ...words))[0]?.values;

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    'one.txt': 'Harbour Analytica met Quay Metrics.\n',
    'two.txt': 'Quay Metrics alone, and Quay Metrics.\n',
    'three.txt': 'Signal Flag stands on a mast.\n',
    'four.txt': 'Harbour Analytica and Signal Flag.\n',
    'secret.txt': 'Zorblat Partners advise.\n',
    'mail.eml': 'From: a@x.example\r\nDate: Thu, 23 Jun 2016 10:00:00 +0000\r\nSubject: S\r\n\r\nHarbour Analytica and Signal Flag.\r\n',
  }); // prettier-ignore
  const list = join(folder, 'list.csv');
  writeFileSync(
    list,
    'name,kind\nHarbour Analytica,data-broker\nQuay Metrics,data-broker\nSignal Flag,platform\nZorblat Partners,other\n',
  );
  const made = await run('ingest', join(folder, 'share'), '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers', '--watchlist', list); // prettier-ignore
  expect(made).toMatchObject({ exitCode: 0 });
});

test('what is dismissed is folded with its count, who and why; it comes back as it was', async () => {
  const before = await listed();
  expect(await say('dismiss', 'signal flag')).toMatchObject({ exitCode: 0 });
  const { stdout } = await run('entities');
  expect(stdout).toMatch(/1 dismissed:\n {2}Signal Flag \(platform, 3 documents, 3 mentions\): dismissed by .+, \d{4}-\d\d-\d\d: EX-9/u); // prettier-ignore
  expect((await listed()).find(({ entity }) => entity === 'Signal Flag')).toMatchObject({ documents: 3, judgement: { says: 'dismiss', reason: 'EX-9' } }); // prettier-ignore

  // Folded for people with its number, given to programs with a mark.
  const told = await run('mentions');
  expect(told.stdout).not.toContain('Signal Flag (');
  expect(told.stderr).toContain('3 mentions of entities that people dismissed');
  expect((await run('mentions', '--dismissed')).stdout).toContain(', dismissed)');
  expect((await rows<{ dismissed?: true }>('mentions')).filter(({ dismissed }) => dismissed)).toHaveLength(3);
  expect((await run('mentions', '--entity', 'Signal Flag')).stdout).toContain('Signal Flag (');

  expect(await facet()).toContainEqual({ value: 'Signal Flag', count: 3, isDismissed: true });
  expect((await run('search', '*', '--facet', 'entity')).stdout).toContain('1 dismissed: Signal Flag (3).');
  const found = await run('search', 'entity:"Signal Flag"');
  expect(found.stdout).toContain('three.txt');
  expect(found.stderr).toMatch(/"Signal Flag" was dismissed by .+: EX-9. Its documents are found all the same/u); // prettier-ignore
  // Of a condition that does not name it: folded, as what is doubtful is.
  const kinds = await run('search', 'kind:platform');
  expect(kinds.stdout).not.toContain('three.txt');
  expect(kinds.stdout).toContain('named by dismissed entities alone');
  expect((await run('search', 'kind:platform', '--min-confidence', '0')).stdout).toContain('three.txt');
  const [event] = await rows<object>('timeline', '--list', '--kind', 'sent');
  expect(event).toMatchObject({ entities: ['Harbour Analytica'], dismissedEntities: ['Signal Flag'] });

  expect(await say('dismiss', 'Signal Flag')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('restore') }); // prettier-ignore
  expect(await say('restore', 'Signal Flag')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Taken back') }); // prettier-ignore
  expect(await listed()).toEqual(before);
  expect(await say('restore', 'Signal Flag')).toMatchObject({ exitCode: 1 });
  const log = await run('audit');
  expect(log).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('entities dismiss') });
});

test('what is made one is counted once, found by each name, and called so', async () => {
  expect(await count('entity:"Quay Metrics"')).toBe(2);
  await say('merge', 'Harbour Analytica', 'Quay Metrics', '--as', 'The firm');
  expect((await listed()).find(({ entity }) => entity === 'The firm')).toMatchObject({ documents: 4, mentions: 6, listedAs: ['Harbour Analytica', 'Quay Metrics'] }); // prettier-ignore
  for (const name of ['Quay Metrics', 'Harbour Analytica', 'the firm'])
    expect([name, await count(`entity:"${name}"`)]).toEqual([name, 4]);
  expect((await run('search', 'entity:"Quay Metrics"')).stderr).toContain('people made them one entity');
  expect(await facet()).toContainEqual({ value: 'The firm', count: 4 });
  expect(await count('entity:"The firm" AND NOT entity:"Signal Flag"')).toBe(2);
  expect(await count('entity:"The firm"', '--min-confidence', '0.1')).toBe(4);
  expect(await rows<object>('mentions', '--entity', 'quay metrics')).toHaveLength(6);
  expect((await rows<{ entities: string[] }>('timeline', '--list', '--kind', 'sent'))[0]?.entities).toContain('The firm'); // prettier-ignore

  expect(await say('rename', 'The firm', '--as', 'Quay and Harbour')).toMatchObject({ exitCode: 0 });
  expect(await count('entity:"Quay and Harbour"')).toBe(4);
  await say('restore', 'Quay and Harbour');
  expect(await count('entity:"Quay Metrics"')).toBe(2);
});

test.each([
  [['dismiss', 'Nobody'], 'no entity of this case is called'],
  [['merge', 'Quay Metrics', 'quay metrics'], 'these are one entity'],
  [['rename', 'Quay Metrics', '--as', 'Quay Metrics'], 'it is called so'],
  [['rename', 'Quay Metrics'], 'rename takes one name'],
  [['dismiss', 'Quay Metrics', '--as', 'X'], '--as goes with'],
  [['dismiss'], 'the name of the entity is missing'],
])('%j is refused: %s', async (words, says) => {
  const refused = await say(...words);
  expect([refused.exitCode === 0, refused.stderr]).toEqual([false, expect.stringContaining(says)]);
});

test('nothing is said without a reason, nor of a case that is only read; what is dismissed is made no other', async () => {
  expect(await run('entities', 'dismiss', 'Quay Metrics')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--reason') }); // prettier-ignore
  expect(await say('dismiss', 'Quay Metrics', '--read-only')).toMatchObject({ exitCode: 2 });
  await say('dismiss', 'Quay Metrics');
  expect(await say('merge', 'Harbour Analytica', 'Quay Metrics')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Take that back first') }); // prettier-ignore
  await say('restore', 'Quay Metrics');
});

test('what names something withheld leaves no trace: no name, no count, no ruling, no word of it in the log', async () => {
  await say('merge', 'Harbour Analytica', 'Zorblat Partners', '--as', 'Zed group');
  expect(await count('entity:"Harbour Analytica"')).toBe(4);
  await run('withhold', 'secret.txt', '--scope', 'privilege', '--reason', 'x');
  expect(await count('entity:"Harbour Analytica"')).toBe(3);
  for (const words of [['entities'], ['entities', '--json'], ['search', '*', '--facet', 'entity'], ['search', 'entity:"Harbour Analytica"'], ['mentions'], ['audit']]) {
    const { stdout, stderr } = await run(...words);
    expect([words, /zorblat|zed/iu.exec(stdout + stderr)?.[0]]).toEqual([words, undefined]);
  }
  expect(await count('entity:"zed group"')).toBe(0);
  expect((await say('dismiss', 'Zorblat Partners')).stderr).toContain('no entity of this case is called');
  expect((await say('restore', 'Zed group')).exitCode).toBe(1);
  expect(await count('entity:"zed group"', '--open', 'privilege')).toBe(4);
}); // prettier-ignore
