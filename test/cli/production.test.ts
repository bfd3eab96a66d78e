/** `evidex ingest --production`: what Evidex exports comes back without a difference, and what is taken from it is told. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { makeSmallCase } from './small-case.ts';

const folder = temporaryFolder();
const production = join(folder, 'production');
const received = join(folder, 'received');

const ingest = (...more: string[]): Promise<CliResult> =>
  runCli([
    'ingest', production, '--case', received, '--reference', 'PROD', '--parser-processes', '1', '--no-gazetteers',
    '--production', join(production, 'load/export.dat'), '--production', join(production, 'load/export.opt'), ...more,
  ]); // prettier-ignore

interface Compared {
  readonly matches: boolean;
  readonly production: Record<string, unknown>;
}

beforeAll(async () => {
  const { casePath } = await makeSmallCase(folder);
  const { exitCode } = await runCli([
    'export', '--query', 'size:>=0 OR status:encrypted', '--to', production, '--recipient', 'R', '--basis', 'B', '--case', casePath,
  ]); // prettier-ignore
  expect(exitCode).toBe(0);
});

test('an export reconciles with its own load files, to no difference', async () => {
  const { exitCode, stdout } = await ingest('--json');
  expect(exitCode).toBe(0);
  const [{ intake }] = jsonRows<{ intake: Compared }>(stdout) as [{ intake: Compared }];
  const natives = readdirSync(join(production, 'natives'), { recursive: true, withFileTypes: true });
  const none = { count: 0, first: [] };
  expect(intake).toMatchObject({
    matches: true,
    production: {
      hashed: natives.filter((entry) => entry.isFile()).length,
      mismatched: none,
      missing: none,
      extra: none,
      damaged: none,
      doubled: none, // prettier-ignore
    },
  });
});

test('what the rows say is found at the files that they name, and is nobody’s label', async () => {
  const found = async (query: string): Promise<readonly string[]> => {
    const { stdout } = await runCli(['search', query, '--json', '--case', received]);
    return jsonRows<{ occurrences: { path: string }[] }>(stdout).flatMap(({ occurrences }) => occurrences?.map(({ path }) => path) ?? []); // prettier-ignore
  };
  const [mail = ''] = await found('production.FileName:mail.eml');
  const number = basename(mail, '.eml');
  // Both are as good an answer: which comes first is decided by their hashes.
  expect((await found(`production.bates:${number}`)).toSorted()).toEqual([
    mail,
    expect.stringMatching(`^texts/.*${number}`),
  ]);
  expect(await found(`production.bates:${number.slice(0, -1)}* AND production.role:native`)).toContain(mail);
  expect(await found('production.custodian:ann AND production.filename:mail.eml')).toEqual([mail]);
  expect(await found('has:label')).toEqual([]);
  const own = await runCli(['label', mail, '--add', 'production.bates: X1', '--case', received]);
  expect(own).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/as what suppliers state does/) });
  const again = join(folder, 'again');
  await runCli(['export', mail, '--to', again, '--recipient', 'R', '--basis', 'B', '--case', received]);
  expect(readFileSync(join(again, 'list.csv'), 'utf8')).not.toMatch(/production\./u);
  expect(await runCli(['verify', '--index', '--case', received])).toMatchObject({ exitCode: 0 });
});

test('what is not there and what is not listed ends the command, and stands in the report once it is accepted', async () => {
  const [gone = ''] = readdirSync(join(production, 'natives/00000')).filter((name) => name.endsWith('.txt'));
  rmSync(join(production, 'natives/00000', gone));
  writeFileSync(join(production, 'natives/stray.txt'), 'nobody lists this');
  const refused = await ingest();
  expect(refused.exitCode).toBe(3);
  expect(refused.stderr).toMatch(/1 listed and not there, 1 there and not listed/);
  expect(await ingest('--accept-mismatch', '--reason', 'asked for again')).toMatchObject({ exitCode: 0 });

  const report = await runCli(['report', received]);
  expect(report.exitCode).toBe(3);
  expect(report.stdout).toMatch(/NOT AS DELIVERED: source PROD/);
  expect(report.stdout).toMatch(new RegExp(String.raw`not there +\.\\natives\\00000\\${gone}: not in the source \(EVX`, 'u')); // prettier-ignore
  expect(report.stdout).toMatch(/not listed +natives\/stray\.txt: in no load file/);
  expect(report.stdout).toMatch(/1 file of the sources’ intake not read as delivered/);
});
