/** `evidex timeline --written`: dates that texts state beside the other events, each with its ground and its place. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
const run = (...words: string[]): Promise<CliResult> => runCli(['timeline', casePath, ...words]);

const mail = [
  'From: Ann Quill <ann@example.org>',
  'To: Bo Mastwick <bo@example.org>',
  'Date: Wed, 16 May 2018 23:30:00 -0500',
  'Subject: The list',
  'Message-ID: <1@example.org>',
  '',
  'We spoke yesterday about the list, and it is due on 28 May, not on 03/04/2016.',
  'Order no. 12-04-2016 is another matter.',
  '',
  'On Mon, 14 May 2018 at 10:20, Bo Mastwick wrote:',
  '> It came yesterday. The contract is of 24 March 2017.',
  '',
].join('\r\n');

beforeAll(async () => {
  writeFiles(source, {
    'mail.eml': mail,
    'table.csv': 'Name,Paid\nAnn,03/04/2016\nBo,25/04/2016\n',
    'broken.zip': 'PK\u0003\u0004nothing',
  });
  const words = ['ingest', source, '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
  expect((await runCli(words)).exitCode).toBeLessThan(4);
});

interface Row {
  readonly kind: string;
  readonly path: string;
  readonly written?: {
    readonly wording: string;
    readonly certainty: string;
    readonly from: string;
    readonly by?: string;
    readonly other?: { readonly from: string };
    readonly anchor?: { readonly line?: number; readonly row?: number };
  };
}

test('the list has both, in order of time; a day that may be two has two rows', async () => {
  const rows = jsonRows<Row>((await run('--written', '--list', '--json')).stdout);
  const written = rows.flatMap(({ path, written: is }) =>
    is ? [[is.from, is.wording, is.certainty, is.by ?? '', is.other?.from ?? '', path]] : [],
  );
  expect(written).toEqual([
    ['2016-03-04', '03/04/2016', 'either', '', '2016-04-03', 'mail.eml'],
    ['2016-04-03', '03/04/2016', 'settled', '25/04/2016 in the same document', '', 'table.csv'],
    ['2016-04-03', '03/04/2016', 'either', '', '2016-03-04', 'mail.eml'],
    ['2016-04-25', '25/04/2016', 'stated', '', '', 'table.csv'],
    ['2017-03-24', '24 March 2017', 'stated', '', '', 'mail.eml'],
    // By the clock of the sender, where it is still the 16th.
    ['2018-05-15', 'yesterday', 'relative', '2018-05-16, the date sent', '', 'mail.eml'],
    ['2018-05-28', '28 May', 'no-year', 'the year nearest to 2018-05-16, the date sent', '', 'mail.eml'],
  ]);
  const kinds = rows.map(({ kind }) => kind).filter((kind) => !kind.startsWith('file'));
  expect(kinds).toEqual([...Array.from({ length: 6 }, () => 'written'), 'sent', 'written']);
  const inTable = rows.find(({ written: is }) => is?.wording === '25/04/2016');
  expect(inTable?.written?.anchor).toMatchObject({ row: 3 });
  const { stdout, stderr } = await run('--written', '--list', '--kind', 'written', '--from', '2016-04-03', '--to', '2016-04-03'); // prettier-ignore
  expect(stdout).toMatch(/2016-04-03 +written +“03\/04\/2016” {2}\[either, or 2016-03-04; /u);
  expect(stdout).not.toContain('yesterday');
  expect(stderr).toContain('1 such as yesterday, in quoted mails');
  expect(stderr).toContain('1 date in the heads of quoted mails left out');
  expect(stderr).toMatch(/not read, or not to the end/u);
});

test('counts, an export, and nothing of it without being asked', async () => {
  const [report] = jsonRows<{ written?: object }>((await run('--written', '--json')).stdout);
  expect(report?.written).toMatchObject({
    rows: 7,
    byCertainty: { stated: 2, settled: 1, either: 1, relative: 1, 'no-year': 1 },
    heads: 1,
    unresolved: { quoted: 1 },
    leftOut: 0,
  });
  expect((await run('--written')).stdout).toContain('a guess: the year nearest');
  expect((await run('--list')).stdout).not.toContain('written');
  const file = join(folder, 'events.csv');
  expect(await run('--written', '--kind', 'written', '--query', 'table', '--export', file)).toMatchObject({ exitCode: 0 }); // prettier-ignore
  const csv = readFileSync(file, 'utf8');
  expect(csv.split('\r\n')[0]).toContain('sha256,certainty,last_day,other_reading,resolved_by');
  expect(csv.split('\r\n')).toHaveLength(1 + 1);
});
