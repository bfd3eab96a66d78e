/** Intake that cannot be walked round, and custody that grows: the record belongs to the source, for every later run. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { jsonLines } from './json-lines.ts';

const folder = temporaryFolder();
let number = 0;
let source: string;
let casePath: string;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const files: Readonly<Record<string, string>> = { 'a.txt': 'the first file', 'b/c.txt': 'the second file' };

const ingest = (...more: string[]): Promise<CliResult> =>
  runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers', ...more]);
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
const count = async (query: string): Promise<number> =>
  Number((await run('search', query, '--count')).stdout);
const jsonOf = ({ stdout }: CliResult): Record<string, unknown>[] => jsonLines(stdout);
const custody = async (): Promise<Record<string, unknown>[]> => jsonOf(await run('custody', '--json'));
const report = async (): Promise<Record<string, unknown>> => jsonOf(await run('report', '--json'))[0] ?? {};

/** An intake record with a manifest, which says another hash for those of `wrong`. */
function writeIntake(record: object = {}, wrong: readonly string[] = []): string {
  const path = join(folder, `intake ${number}.json`);
  const lines = Object.entries(files).map(([name, text]) => `${wrong.includes(name) ? '0'.repeat(64) : sha256(text)}  ${name}\n`); // prettier-ignore
  writeFileSync(join(folder, `list ${number}`), lines.join(''));
  writeFileSync(path, JSON.stringify({ reference: 'EX-1', manifest: `list ${number}`, ...record }));
  return path;
}

beforeEach(() => {
  number += 1;
  [source, casePath] = [join(folder, `share ${number}`), join(folder, `case ${number}`)];
  writeFiles(source, files);
});

test('what is wrong with a manifest is said of the file as it was given', async () => {
  const intake = writeIntake();
  writeFileSync(join(folder, `list ${number}`), 'hello;world\na;b\n');
  const { exitCode, stderr } = await ingest('--intake', intake);
  expect(stderr).toContain(
    `evidex: list ${number}, line 1: the heading names no column SHA-256, SHA-1 or MD5`,
  );
  expect(exitCode).toBe(2);
});

describe('the manifest holds for every later run', () => {
  beforeEach(async () => {
    expect(await ingest('--intake', writeIntake())).toMatchObject({ exitCode: 0 });
  });

  test('without --intake, with the reference, or from another place: a changed and a planted file stop it', async () => {
    rmSync(join(folder, `list ${number}`));
    writeFileSync(join(source, 'a.txt'), 'another content');
    writeFileSync(join(source, 'planted.txt'), 'planted');
    for (const more of [[], ['--reference', 'EX-1']]) {
      const { exitCode, stderr } = await ingest(...more);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('1 files match, 1 differ, 0 missing from the source, 1 not in the manifest');
      expect(stderr).toMatch(/^ {2}differs {5}a\.txt: sha256 is/mu);
      expect(stderr).toContain('  not listed  planted.txt: not in the manifest');
    }
    expect(await count('planted')).toBe(0);
  });

  test('unchanged, any later run goes on without a word about it being stated again', async () => {
    expect(await ingest()).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('2 files match, 0 differ') }); // prettier-ignore
    expect((await custody()).filter(({ kind }) => kind === 'compared')).toHaveLength(1);
  });

  test('another manifest is refused, with the verb that corrects it, and then holds', async () => {
    const other = writeIntake({}, ['a.txt']);
    const refused = await ingest('--intake', other);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('evidex custody CASE EX-1 --correct manifest=FILE');
    expect(await ingest()).toMatchObject({ exitCode: 0 });
    const correct = ['custody', 'EX-1', '--correct', `manifest=${join(folder, `list ${number}`)}`];
    expect((await runCli(['custody', casePath, ...correct.slice(1)])).exitCode).toBe(2);
    expect(await runCli(['custody', casePath, ...correct.slice(1), '--reason', 'the lab sent it anew'])).toMatchObject({ exitCode: 0 }); // prettier-ignore
    expect((await ingest()).exitCode).toBe(3);
    expect((await custody()).at(-1)).toMatchObject({ kind: 'corrected', field: 'manifest', reason: 'the lab sent it anew', was: [{ name: `list ${number}` }], is: [{ name: `list ${number}` }] }); // prettier-ignore
  });

  test('the kept manifest changed in the case is no manifest', async () => {
    const received = join(casePath, 'received');
    for (const name of readdirSync(received)) writeFileSync(join(received, name), 'x');
    expect(await ingest()).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('as it was received') }); // prettier-ignore
  });
});

describe('what was accepted', () => {
  const accept = ['--accept-mismatch', '--reason', 'typing error in the list'];
  beforeEach(async () => {
    expect((await ingest('--intake', writeIntake({}, ['a.txt']))).exitCode).toBe(3);
    expect(await ingest('--intake', join(folder, `intake ${number}.json`), ...accept)).toMatchObject({ exitCode: 0 }); // prettier-ignore
  });

  test('stands in the report with its files, is unread in the sum, and in the custody that explain shows', async () => {
    const { exitCode, stdout } = await run('report');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^NOT AS DELIVERED: source EX-1 does not match its intake: manifest: 1 files match, 1 differ.* Accepted by .*typing error in the list$/mu); // prettier-ignore
    expect(stdout).toMatch(/^ {2}differs {5}a\.txt: sha256 is/mu);
    expect(stdout).toContain('UNACCOUNTED FOR: 1\n');
    expect(await report()).toMatchObject({ unaccounted: 1, unaccountedFor: { deliveredUnread: 1 }, intakeDifferences: [{ source: 'EX-1', reason: 'typing error in the list' }] }); // prettier-ignore
    const explained = await run('explain', 'b/c.txt');
    expect(explained.stdout).toContain('they do not match, which was accepted; 1 were not read as they were delivered'); // prettier-ignore
    expect(explained.stdout).toContain('reason: typing error in the list');
  });

  test('a reader for whom something is withheld learns no name of it', async () => {
    expect(await run('withhold', 'a.txt', '--scope', 'privilege', '--reason', 'advice')).toMatchObject({ exitCode: 0 }); // prettier-ignore
    for (const words of [['report'], ['report', '--json'], ['explain', 'b/c.txt']]) {
      const { stdout } = await run(...words);
      expect(stdout).not.toContain('a.txt');
      expect(stdout).not.toContain('1 differ');
    }
    expect((await run('report', '--open', 'privilege')).stdout).toContain('a.txt: sha256 is');
  });

  test('just this again needs no new word; anything else does', async () => {
    const again = await ingest();
    expect(again).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('Just this was accepted by'),
    });
    writeFileSync(join(source, 'b', 'c.txt'), 'another content');
    expect((await ingest()).exitCode).toBe(3);
  });

  test('no longer so once the source matches', async () => {
    const list = join(folder, 'right list');
    writeFileSync(list, Object.entries(files).map(([name, text]) => `${sha256(text)}  ${name}\n`).join('')); // prettier-ignore
    expect(await runCli(['custody', casePath, 'EX-1', '--correct', `manifest=${list}`, '--reason', 'right one'])).toMatchObject({ exitCode: 0 }); // prettier-ignore
    expect(await ingest()).toMatchObject({ exitCode: 0 });
    expect(await run('report')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Unaccounted for: nothing.') }); // prettier-ignore
  });
});

describe('options of a second ingest', () => {
  test('what was not stated is taken, and the custodian is found', async () => {
    expect(await ingest()).toMatchObject({ exitCode: 0 });
    expect(await ingest('--custodian', 'Ann Hale', '--timezone', 'Europe/London')).toMatchObject({ exitCode: 0 }); // prettier-ignore
    expect(await count('custodian:ann')).toBe(2);
    expect(await custody()).toMatchObject([
      { kind: 'received' },
      { kind: 'corrected', field: 'custodian', is: 'Ann Hale' },
      { kind: 'corrected', field: 'timeZone', is: 'Europe/London' },
    ]);
    expect(await run('verify', '--index')).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['--custodian', 'Bob', 'custodian=Bob'],
    ['--timezone', 'Asia/Tokyo', 'timeZone=Asia/Tokyo'],
  ])('what overrules is refused: %s, with the verb that does it', async (flag, value, correction) => {
    expect(await ingest('--custodian', 'Ann', '--timezone', 'Europe/London')).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await ingest(flag, value);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`--correct ${correction} --reason`);
  });

  test('a manifest that came later is compared first', async () => {
    expect(await ingest('--reference', 'EX-1')).toMatchObject({ exitCode: 0 });
    expect((await ingest('--intake', writeIntake({}, ['a.txt']))).exitCode).toBe(3);
    expect(await ingest('--intake', writeIntake())).toMatchObject({ exitCode: 0 });
    writeFileSync(join(source, 'a.txt'), 'another content');
    expect((await ingest()).exitCode).toBe(3);
  });
});

describe('custody grows', () => {
  beforeEach(async () => {
    expect(await ingest('--reference', 'EX-1', '--custodian', 'Ann')).toMatchObject({ exitCode: 0 });
  });
  const say = (...words: string[]): Promise<CliResult> => runCli(['custody', casePath, 'EX-1', ...words]);

  test('each statement stands behind those before it, with who and when', async () => {
    await say('--seal-opened', 'A1', '--when', '2018-03-26T09:00:00Z', '--note', 'for imaging');
    await say('--seal-closed', 'A2', '--where', 'store 4');
    await say('--handed-to', 'B. Clerk');
    expect(await custody()).toMatchObject([
      { kind: 'received', source: 'EX-1', by: expect.any(String), at: expect.any(String), record: 1 },
      { kind: 'seal-opened', seal: 'A1', when: '2018-03-26T09:00:00Z', note: 'for imaging' },
      { kind: 'seal-closed', seal: 'A2', where: 'store 4' },
      { kind: 'handed-on', person: 'B. Clerk' },
    ]);
    const { stdout } = await run('explain', 'a.txt');
    expect(stdout).toContain('2018-03-26T09:00:00Z  seal opened number A1');
    expect(stdout).toMatch(/handed on to B\. Clerk$/mu);
    const log = await run('audit');
    expect(log.stdout).toContain('custody');
    expect(log.stdout).toContain('B. Clerk');
  });

  test('a corrected custodian is found at once, the old one stays on record', async () => {
    const { exitCode, stdout } = await say('--correct', 'custodian=Bob Hale', '--reason', 'typing error');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('custodian: "Bob Hale", before "Ann"') }); // prettier-ignore
    expect(await Promise.all(['custodian:ann', 'custodian:bob'].map(count))).toEqual([0, 2]);
    expect(await run('verify', '--index')).toMatchObject({ exitCode: 0 });
    expect(await ingest('--custodian', 'Bob Hale')).toMatchObject({ exitCode: 0 });
    expect((await report())['bySource']).toMatchObject([{ source: 'EX-1', custodian: 'Bob Hale' }]);
  });

  test.each([
    [['--correct', 'reference=EX-2', '--reason', 'x'], /cannot be corrected/],
    [['--correct', 'colour=red', '--reason', 'x'], /no field of an intake record/],
    [['--correct', 'timeZone=Mars', '--reason', 'x'], /timeZone/],
    [['--seal-opened', 'A1', '--when', 'yesterday'], /when/],
  ])('%j is refused and leaves nothing', async (words, says) => {
    const { exitCode, stderr } = await say(...words);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(says);
    expect(await custody()).toHaveLength(1);
  });

  test('a source that moved', async () => {
    const old = source;
    source = join(folder, `moved ${number}`);
    mkdirSync(source, { recursive: true });
    writeFiles(source, files);
    expect(await ingest('--reference', 'EX-1')).toMatchObject({ exitCode: 0 });
    expect((await custody()).at(-1)).toMatchObject({ kind: 'moved', was: old, is: source });
  });
});

describe('verify says for ever what is not as it was taken in', () => {
  const verify = async (): Promise<{ exitCode: number; findings: string[] }> => {
    const result = await run('verify', '--json');
    const { sinceIntake } = jsonOf(result)[0] as {
      sinceIntake: { findings: { path: string; finding: string }[] };
    };
    const findings = sinceIntake.findings.map(
      ({ path, finding }) => `${path} ${finding.split(':')[0] ?? ''}`,
    );
    return { exitCode: result.exitCode, findings };
  };

  test('a new file before and after it is taken in; changed and vanished ones after later runs', async () => {
    expect(await ingest('--reference', 'EX-1')).toMatchObject({ exitCode: 0 });
    expect(await verify()).toEqual({ exitCode: 0, findings: [] });
    writeFileSync(join(source, 'd.txt'), 'a new file');
    expect(await verify()).toEqual({ exitCode: 3, findings: ['EX-1/d.txt new'] });
    writeFileSync(join(source, 'a.txt'), 'another content');
    rmSync(join(source, 'b', 'c.txt'));
    for (let again = 0; again < 2; again++) {
      expect(await ingest()).toMatchObject({ exitCode: 0 });
      expect(await verify()).toEqual({
        exitCode: 3,
        findings: [
          'EX-1/a.txt changed since intake',
          'EX-1/b/c.txt vanished since intake, as an earlier run found',
          'EX-1/d.txt new since intake',
        ],
      });
    }
  });

  test('with a manifest by its hashes, each file by its name, also after the ledger has another', async () => {
    expect(await ingest('--intake', writeIntake())).toMatchObject({ exitCode: 0 });
    expect(await run('verify')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Intake of EX-1: manifest: 2 files match, 0 differ') }); // prettier-ignore
    writeFileSync(join(source, 'a.txt'), 'another content');
    expect(await ingest('--accept-mismatch', '--reason', 'known')).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await run('verify');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('2 match the ledger, 0 do not.');
    expect(stdout).toMatch(/^ {2}differs {5}a\.txt: sha256 is/mu);
  });

  test('a source that lies elsewhere now: how it is named, and well again after that, with nothing parsed', async () => {
    expect(await ingest('--reference', 'EX-1')).toMatchObject({ exitCode: 0 });
    const old = source;
    source = join(folder, `elsewhere ${number}`);
    renameSync(old, source);
    const lost = await run('verify');
    expect(lost.exitCode).toBe(3);
    expect(lost.stdout).toContain('evidex ingest NEWPLACE --reference EX-1 --case CASE');
    const refused = await ingest();
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('--reference EX-1');
    expect(await ingest('--reference', 'EX-1')).toMatchObject({ exitCode: 0 });
    expect(await run('verify')).toMatchObject({ exitCode: 0 });
    expect(jsonOf(await run('explain', 'a.txt', '--json'))[0]?.['attempts']).toHaveLength(1);
  });

  test('names nothing that is withheld', async () => {
    expect(await ingest('--intake', writeIntake())).toMatchObject({ exitCode: 0 });
    writeFileSync(join(source, 'a.txt'), 'another content');
    expect(await ingest('--accept-mismatch', '--reason', 'known')).toMatchObject({ exitCode: 0 });
    expect(await run('withhold', 'a.txt', '--scope', 'privilege', '--reason', 'advice')).toMatchObject({ exitCode: 0 }); // prettier-ignore
    const { exitCode, stdout } = await run('verify');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('Intake of EX-1: does not match.');
    expect(stdout).not.toContain('a.txt');
  });
});
