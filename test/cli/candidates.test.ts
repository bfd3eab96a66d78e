/** `evidex entities --candidates`: names that no list has, counted apart, dismissed, accepted, and found as entities by the next run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: readonly string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
const say = (...words: readonly string[]): Promise<CliResult> => run('entities', ...words, '--reason', 'EX-9'); // prettier-ignore

interface Found {
  readonly candidates: readonly { readonly name: string; readonly judgement?: { readonly says: string } }[];
  readonly ofLists: number;
  readonly total: number;
}
const candidates = async (...words: readonly string[]): Promise<Found> => {
  const [found] = jsonRows<Found>((await run('entities', '--candidates', '--json', ...words)).stdout);
  if (!found) throw new Error('nothing was given');
  return found;
};
const named = async (...words: readonly string[]): Promise<readonly string[]> =>
  (await candidates(...words)).candidates.map(({ name }) => name);

const mail = (day: number, body: string): string =>
  `From: a@x.example\r\nDate: ${day} Jun 2016 10:00:00 +0000\r\nSubject: S\r\nMessage-ID: <${day}@x>\r\n\r\n${body}\r\n`;

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    'one.eml': mail(21, 'Dear Mr. Mastwick,\r\n\r\nQuay Metrics, Inc. has the list.\r\n\r\nKind regards,\r\nJane Quill'),
    'two.eml': mail(23, 'Paid by Quay Metrics Inc and by Harbour Analytica Ltd.'),
    'card.vcf': 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Pair One\r\nORG:Pair Partners\r\nEND:VCARD\r\n',
    'secret.txt': 'This is by Zorblat Partners LLP, for Quay Metrics, Inc.\n',
  }); // prettier-ignore
  const list = join(folder, 'list.csv');
  writeFileSync(list, 'name,kind\nHarbour Analytica,data-broker\n');
  const made = await run('ingest', join(folder, 'share'), '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers', '--watchlist', list); // prettier-ignore
  expect(made).toMatchObject({ exitCode: 0 });
});

test('each with its rule, counts, dates and where it stands; entities of lists are counted there', async () => {
  const found = await candidates();
  expect(found).toMatchObject({ total: 5, ofLists: 1, documents: 4, leftOut: 0, cut: 0, isStopped: false });
  expect(found.candidates[0]).toEqual({
    name: expect.stringMatching(/^Quay Metrics,? Inc\.?$/u),
    kind: 'organisation',
    rules: [{ rule: 'legal-form', mentions: 3 }],
    documents: 3,
    mentions: 3,
    first: expect.stringContaining('2016-06-21'),
    last: expect.stringContaining('2016-06-23'),
    examples: expect.arrayContaining([
      expect.objectContaining({
        rule: 'legal-form',
        source: 'EX-1',
        path: 'two.eml',
        text: 'body',
        start: 8,
      }),
    ]),
  });
  expect(found.candidates.map(({ name }) => name).sort()).toEqual(expect.arrayContaining(['Jane Quill', 'Mr. Mastwick', 'Pair Partners', 'Zorblat Partners LLP'])); // prettier-ignore
  const { stdout } = await run('entities', '--candidates');
  expect(stdout).toContain('5 candidates in 4 documents');
  expect(stdout).toMatch(/Pair Partners {2}organisation, 1 document, 1 mention\n +organisation of a contact card \(1\); EX-1\/card.vcf/u); // prettier-ignore
  expect(await named('--query', 'path:card.vcf')).toEqual(['Pair Partners']);
  // They are no entities.
  expect((await run('entities', '--json')).stdout).not.toContain('Quay');
});

test('dismissed is folded and taken back; accepted becomes a list, by which the next run finds it', async () => {
  expect(await say('dismiss', 'jane quill')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('a candidate') }); // prettier-ignore
  expect((await run('entities', '--candidates')).stdout).toMatch(/1 dismissed:\nJane Quill .+ dismissed by .+: EX-9/u); // prettier-ignore
  expect((await say('dismiss', 'Jane Quill')).exitCode).toBe(1);
  expect((await say('restore', 'Jane Quill')).exitCode).toBe(0);
  expect((await candidates()).candidates.every(({ judgement }) => !judgement)).toBe(true);

  expect((await say('dismiss', 'Nobody Inc.')).stderr).toContain('no entity of this case is called');
  expect((await run('entities', '--accepted-to', join(folder, 'none.csv'))).stderr).toContain('no candidate was accepted'); // prettier-ignore
  const accepted = await say('accept', 'Quay Metrics, Inc.', '--kind', 'analytics-firm');
  expect(accepted).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('`evidex retag CASE --accepted`') });
  const file = join(folder, 'accepted.csv');
  expect((await run('entities', '--accepted-to', file)).exitCode).toBe(0);
  expect(readFileSync(file, 'utf8')).toMatch(/^name,kind\r\n"?Quay Metrics,? Inc\.?"?,analytics-firm\r\n$/u);
  writeFiles(join(folder, 'more'), { 'three.txt': 'Quay Metrics, Inc. again.\n' });
  const made = await run('ingest', join(folder, 'more'), '--reference', 'EX-2', '--parser-processes', '1', '--no-gazetteers', '--watchlist', file); // prettier-ignore
  expect(made).toMatchObject({ exitCode: 0 });
  const { stdout } = await run('entities');
  expect(stdout).toMatch(/Quay Metrics,? Inc\.? +analytics-firm +1 +1/u);
  // What was read before it was accepted is tagged by it from the stored texts.
  expect(await run('retag', '--accepted', '--no-gazetteers')).toMatchObject({ exitCode: 0 });
  expect((await run('entities')).stdout).toMatch(/Quay Metrics,? Inc\.? +analytics-firm +(?!1 )\d+ /u);
}); // prettier-ignore

test('what is withheld leaves no candidate, count or ruling', async () => {
  await say('dismiss', 'Zorblat Partners LLP');
  await run('withhold', 'secret.txt', '--scope', 'privilege', '--reason', 'x');
  const { stdout, stderr } = await run('entities', '--candidates');
  expect(stdout + stderr).not.toMatch(/zorblat/iu);
  expect((await run('entities')).stdout).not.toMatch(/zorblat/iu);
  const log = await run('audit');
  expect(log).toMatchObject({ exitCode: 0 });
  expect(log.stdout).not.toMatch(/zorblat/iu);
  expect((await run('audit', '--open', 'privilege')).stdout).toMatch(/dismiss 'Zorblat/u);
  expect((await say('accept', 'Zorblat Partners LLP')).stderr).toContain('no entity of this case is called');
  expect((await run('entities', '--candidates', '--open', 'privilege')).stdout).toMatch(
    /1 dismissed:\nZorblat/u,
  );
});
