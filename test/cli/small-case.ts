/** A small case for the tests of the verbs: mails, an archive, a copy, names on a watchlist, personal data, a broken file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { fixture, writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { jsonRows } from './json-lines.ts';

export interface SmallCase {
  readonly folder: string;
  readonly source: string;
  readonly casePath: string;
  readonly ingestWords: readonly string[];
  readonly ingested: CliResult;
  /** A verb with this case; the case goes where `CASE` stands, or behind `--case`. */
  run(...words: string[]): Promise<CliResult>;
  /** The same with `--json`, and what it gave, line by line, without the line that ends a list. */
  json<T = Record<string, unknown>>(...words: string[]): Promise<T[]>;
}

/** What lies in it as text, by path. Fictitious: the card number is the networks' own test number. */
export const smallFiles = {
  'notes/meeting.txt': 'Meeting with Harbour Analytica about the budget.\nWrite to ann@example.org.\n',
  'notes/copy-of-meeting.txt':
    'Meeting with Harbour Analytica about the budget.\nWrite to ann@example.org.\n',
  'cards.csv': 'name,card\nBo,4111 1111 1111 1111\n',
  'evil \u001b]0;title\u0007\u202e.txt': 'a budget named to paint the terminal \u001b[31mred',
};

/** The members of `box.zip`. */
export const smallBox = {
  'inside.txt': 'Harbour Analytica inside the box',
  'notes.txt': smallFiles['notes/meeting.txt'],
};

/** Who ingests it. */
export const smallOperator = 'Bo Examiner';

/** Makes it once; call from `beforeAll`. */
export async function makeSmallCase(folder: string): Promise<SmallCase> {
  const [source, casePath, watchlist] = [
    join(folder, 'share'),
    join(folder, 'case'),
    join(folder, 'watch.csv'),
  ];
  writeFiles(source, {
    ...smallFiles,
    'mail.eml': fixture('eml', 'family.eml'),
    'report.pdf': fixture('pdf', 'report.pdf'),
    'locked.pdf': fixture('pdf', 'locked.pdf'),
    'box.zip': zipOf(smallBox),
    'torn.zip': zipOf({ 'a.txt': 'first member', 'b.txt': 'second member '.repeat(200) }).subarray(0, 90),
  });
  writeFileSync(watchlist, 'name,kind\nHarbour Analytica,data-broker\n');
  const ingestWords = [
    'ingest', source, '--case', casePath, '--reference', 'EX-1', '--custodian', 'Ann', '--parser-processes', '1', '--no-gazetteers', '--watchlist', watchlist,
  ]; // prettier-ignore
  const ingested = await runCli([...ingestWords, '--json'], {
    environment: { EVIDEX_OPERATOR: smallOperator },
  });
  expect(ingested).toMatchObject({ exitCode: 0 });
  const run = (...words: string[]): Promise<CliResult> =>
    runCli(
      words.includes('CASE')
        ? words.map((word) => (word === 'CASE' ? casePath : word))
        : [...words, '--case', casePath],
    );
  return {
    folder,
    source,
    casePath,
    ingestWords,
    ingested,
    run,
    async json<T>(...words: string[]): Promise<T[]> {
      return jsonRows<T>((await run(...words, '--json')).stdout);
    },
  };
}
