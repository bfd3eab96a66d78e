/** What reads the ledger, over a case with a withheld family: all answers are those of a case that never had it. */
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { fixture, writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { messageOf } from './letters-case.ts';
import { type CliResult, runCli } from './run-cli.ts';

const brochure = 'Brochure of Harbour Analytica, write to ann@example.org.\n';
const advice = 'Advice in confidence on Pier Metrics and on Harbour Analytica: call bo@example.org.\n';
const letter = messageOf(
  { id: 'letter-1', subject: 'Advice', text: 'Our advice is attached.' },
  {
    'brochure.txt': brochure,
    'pack.zip': zipOf({ 'advice.txt': advice }),
    'locked.pdf': fixture('pdf', 'locked.pdf'),
  },
);
/** Nothing of these may be seen without the scope. */
const secrets = /letter|advice|pack\.zip|locked|Pier Metrics|bo@|b•••|privilege/iu;

const folder = temporaryFolder();
const [source, withheld, without, watchlist] = [
  join(folder, 'share'),
  join(folder, 'withheld'),
  join(folder, 'without'),
  join(folder, 'watch.csv'),
];

/** The same evidence, with the letter that is then withheld, and without it. */
beforeAll(async () => {
  writeFiles(source, {
    'mail/letter.eml': letter,
    'mail/other.eml': messageOf(
      { id: 'other-1', subject: 'Lunch', text: 'Harbour Analytica pays.' },
      { 'menu.txt': 'Soup\n' },
    ),
    'share/brochure.txt': brochure,
    'share/memo.txt': 'A memo of its own about the survey.\n',
  });
  writeFileSync(watchlist, 'name,kind\nHarbour Analytica,data-broker\nPier Metrics,analytics-firm\n');
  const ingest = (casePath: string): Promise<CliResult> =>
    runCli(['ingest', source, '--case', casePath, '--reference', 'EX-7', '--custodian', 'Ann', '--parser-processes', '1', '--no-gazetteers', '--watchlist', watchlist]); // prettier-ignore
  expect(await ingest(withheld)).toMatchObject({ exitCode: 0 });
  const words = ['withhold', 'mail/letter.eml', '--scope', 'privilege', '--reason', 'counsel'];
  expect(await runCli([...words, '--case', withheld])).toMatchObject({ exitCode: 0 });
  rmSync(join(source, 'mail/letter.eml'));
  expect(await ingest(without)).toMatchObject({ exitCode: 0 });
});

/** What another run over the same evidence may say otherwise: when, how long, the id of the run, times of folders. */
function comparable(key: string, value: unknown): unknown {
  if (['at', 'milliseconds', 'runs', 'worker'].includes(key)) return 'left out';
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'folder')
    return { ...value, times: 'left out' };
  return value;
}

/** What a report says apart of what is withheld from the reader. */
const withoutWithheld = (row: unknown): unknown => ({ ...(row as object), withheld: [] });

const rowsOf = ({ stdout }: CliResult): unknown[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line, comparable) as unknown);

const ask = (casePath: string, ...words: string[]): Promise<CliResult> =>
  runCli([...words, '--case', casePath]);

describe.each([
  ['report'],
  ['report', '--items'],
  ['report', '--exceptions'],
  ['mentions'],
  ['mentions', '--personal-data', '--reveal', '--reason', 'a test'],
  ['mentions', '--entity', 'Pier Metrics'],
  ['entities'],
  ['explain', 'share/brochure.txt'],
  ['explain', 'mail/other.eml'],
  ['explain', createHash('sha256').update(brochure).digest('hex').slice(0, 12)],
  ['timeline', '--kind', 'sent', '--list'],
  ['timeline', '--kind', 'sent'],
  ['verify'],
])('%s %s %s', (...words) => {
  test('gives what a case without it gives', async () => {
    const [given, expected] = [await ask(withheld, ...words, '--json'), await ask(without, ...words, '--json')]; // prettier-ignore
    expect(given).toMatchObject({ exitCode: 0, stderr: expected.stderr });
    expect(rowsOf(given).map(withoutWithheld)).toEqual(rowsOf(expected).map(withoutWithheld));
    expect(given.stdout).not.toMatch(secrets);
    expect((await ask(withheld, ...words)).stdout).not.toMatch(secrets);
  });
});

test.each([
  ['mail/letter.eml'],
  ['EX-7/mail/letter.eml/pack.zip/advice.txt'],
  ['mail/letter.eml/brochure.txt'],
  [createHash('sha256').update(advice).digest('hex')],
  [createHash('md5').update(letter).digest('hex')],
])('explain, mentions and show of %s say that there is no such thing', async (name) => {
  for (const verb of ['explain', 'mentions', 'show']) {
    const given = await ask(withheld, verb, name);
    expect(given).toEqual(await ask(without, verb, name));
    expect(given).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await ask(withheld, verb, name, '--open', 'other')).toEqual(given);
    if (verb !== 'mentions' || name.includes('advice'))
      expect(await ask(withheld, verb, name, '--open', 'privilege')).toMatchObject({ exitCode: 0 });
  }
});

test('with the scope open it counts again', async () => {
  const open = async (...words: string[]): Promise<unknown[]> =>
    rowsOf(await ask(withheld, ...words, '--open', 'privilege', '--json'));
  // other.eml, menu.txt, brochure.txt, memo.txt; then letter.eml, its brochure, pack.zip, advice.txt, locked.pdf.
  expect(rowsOf(await ask(withheld, 'report', '--json'))).toMatchObject([{ totals: { items: 4, documents: 4, exceptions: 0 }, families: 3 }]); // prettier-ignore
  expect(await open('report')).toMatchObject([{ totals: { items: 9, documents: 8, exceptions: 1 }, families: 4 }]); // prettier-ignore
  expect(await open('entities')).toMatchObject([
    {
      entities: [
        { entity: 'Harbour Analytica', documents: 3 },
        { entity: 'Pier Metrics', documents: 1 },
      ],
    },
  ]);
  expect(await open('mentions', '--entity', 'Pier Metrics')).toMatchObject([
    { path: 'mail/letter.eml/pack.zip/advice.txt' },
    { summary: { shown: 1, whole: true } },
  ]);
  expect(await open('explain', 'share/brochure.txt')).toMatchObject([
    { item: { status: 'duplicate' }, firstCarrier: 'EX-7/mail/letter.eml/brochure.txt' },
  ]);
});

test('compare finds no difference to a case without it, and counts no more; with the scope it names each', async () => {
  const compared = async (...words: string[]) =>
    rowsOf(await runCli(['compare', ...words, '--json']))[0] as { compared: number; equal: boolean };
  const own = await compared(without, without);
  expect(await compared(withheld, without)).toEqual(own);
  expect(own.equal).toBe(true);
  const { stdout } = await runCli(['compare', withheld, without]);
  expect(stdout).not.toMatch(secrets);
  const opened = await runCli(['compare', withheld, without, '--open', 'privilege', '--json']);
  expect(opened.exitCode).toBe(3);
  expect(opened.stdout).toContain(createHash('sha256').update(advice).digest('hex'));
});
