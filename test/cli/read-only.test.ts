/** `--read-only`: a case that may not be written to is read, byte for byte as it is, and the reader keeps the record. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
const program = join(import.meta.dirname, '..', '..', 'bin', 'evidex.js');
const casePath = join(folder, 'theirs');
const home = join(folder, 'home');
let small: SmallCase;

/** Names, bytes, owners, rights and times of all that lies in the case. */
function stateOfCase(): readonly string[] {
  return readdirSync(casePath, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const path = join(casePath, name);
      const { mode, uid, mtimeMs, ino } = lstatSync(path);
      const bytes = statSync(path).isFile()
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : '';
      return [name, bytes, mode, uid, mtimeMs, ino].join(' ');
    });
}

const run = (...words: string[]): Promise<CliResult> =>
  runCli(
    words.map((word) => (word === 'CASE' ? casePath : word)),
    { environment: { EVIDEX_HOME: home } },
  );

/** Every verb that reads, and how it ends. */
const reading: readonly (readonly [string, readonly string[]])[] = [
  ['search', ['search', 'budget', '--case', 'CASE']],
  ['show', ['show', 'cards.csv', '--case', 'CASE']],
  ['report', ['report', 'CASE']],
  ['report --items', ['report', 'CASE', '--items']],
  ['explain', ['explain', 'cards.csv', '--case', 'CASE']],
  ['entities', ['entities', 'CASE']],
  ['mentions', ['mentions', '--entity', 'Harbour Analytica', '--case', 'CASE']],
  ['timeline', ['timeline', '--case', 'CASE']],
  ['verify', ['verify', 'CASE']],
  ['verify --index', ['verify', 'CASE', '--index']],
  ['audit', ['audit', 'CASE', '--head']],
  ['config', ['config', '--case', 'CASE']],
  ['compare', ['compare', 'CASE', 'CASE']],
];

beforeAll(async () => {
  small = await makeSmallCase(folder);
});
beforeEach(() => {
  rmSync(casePath, { recursive: true, force: true });
  cpSync(small.casePath, casePath, { recursive: true });
});

test.each(reading)('%s writes nothing to the case, and answers the same', async (_name, words) => {
  const before = stateOfCase();
  const untouched = await run(...words, '--read-only');
  expect(stateOfCase()).toEqual(before);
  const { exitCode, stdout } = await run(...words);
  const comparable = (text: string): string => (words[0] === 'audit' || words[0] === 'config' ? '' : text);
  expect({ exitCode: untouched.exitCode, stdout: comparable(untouched.stdout) }).toEqual({
    exitCode,
    stdout: comparable(stdout),
  });
});

test('says so, and keeps the record in the reader’s own log, which is a log as any', async () => {
  rmSync(home, { recursive: true, force: true });
  const { stderr } = await run('search', 'budget', '--case', 'CASE', '--read-only', '--reason', 'review');
  expect(stderr).toContain('Nothing is written to the case');
  const { id } = JSON.parse(readFileSync(join(casePath, 'evidex.json'), 'utf8')) as { id: string };
  const linesOf = (name: string): object[] =>
    readFileSync(join(home, 'reads', id, name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
  expect(linesOf('audit.jsonl')).toMatchObject([
    { seq: 1, verb: 'search', event: 'started' },
    { seq: 2, event: 'ended', of: 1, exitCode: 0 },
  ]);
  expect(linesOf('audit-details.jsonl')).toMatchObject([
    { seq: 1, details: { reason: 'review', named: [`read without writing to it: ${casePath}`] } },
  ]);
});

test('without a folder for that record nothing is read; and what writes is refused', async () => {
  const words = ['search', 'budget', '--case', casePath, '--read-only'];
  const nowhere = await runCli(words, { environment: { EVIDEX_HOME: join(small.source, 'cards.csv', 'x') } });
  expect(nowhere).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('EVIDEX_HOME') });
  const before = stateOfCase();
  expect(await run('verify', 'CASE', '--index', '--mend', '--read-only')).toMatchObject({ exitCode: 2 });
  expect(await run('label', 'cards.csv', '--add', 'x', '--case', 'CASE', '--read-only')).toMatchObject({ exitCode: 2 }); // prettier-ignore
  expect(stateOfCase()).toEqual(before);
});

describe('what a killed run left in the log of a database is read too', () => {
  /** A source that the catalogue's file does not have yet: it stands in its log alone. */
  const leaveInLog = (): void => {
    const database = new DatabaseSync(join(casePath, 'catalogue.sqlite'));
    database.exec("PRAGMA wal_autocheckpoint = 0; UPDATE source SET reference = 'EX-NEW'");
    const copy = join(folder, 'copy');
    rmSync(copy, { recursive: true, force: true });
    // As the kill leaves it: closing would bring the log in.
    cpSync(casePath, copy, { recursive: true });
    database.close();
    rmSync(casePath, { recursive: true });
    cpSync(copy, casePath, { recursive: true });
    expect(statSync(join(casePath, 'catalogue.sqlite-wal')).size).toBeGreaterThan(0);
  };

  test.each([
    ['with its books beside it', []],
    ['without them', ['catalogue.sqlite-shm']],
  ])('%s', async (_what, missing) => {
    leaveInLog();
    for (const name of missing) rmSync(join(casePath, name));
    const before = stateOfCase();
    const { stdout } = await run('report', 'CASE', '--read-only');
    expect(stdout).toContain('EX-NEW');
    expect(stateOfCase()).toEqual(before);
  });
});

const asRoot = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0;
const why = asRoot ? '' : ' (takes root and setpriv)';
const other = 65_534;

describe(`another user without rights to write${why}`, () => {
  /** The program as that user, who may read it: it lies where all may. */
  const asOther = (...words: string[]) =>
    spawnSync(
      'setpriv',
      [`--reuid=${other}`, `--regid=${other}`, '--clear-groups', process.execPath, program, ...words],
      { encoding: 'utf8', cwd: '/', env: { PATH: process.env['PATH'], EVIDEX_HOME: home } },
    );
  const openToRead = (): void => {
    for (let above = casePath; above !== '/'; above = join(above, '..')) chmodSync(above, 0o755);
    for (const name of readdirSync(casePath, { recursive: true, encoding: 'utf8' }))
      chmodSync(join(casePath, name), statSync(join(casePath, name)).isDirectory() ? 0o755 : 0o644);
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home);
    chownSync(home, other, other);
  };

  (asRoot ? test : test.skip)('reads all of it, byte for byte as it is', () => {
    openToRead();
    const before = stateOfCase();
    for (const [, words] of reading.filter(([name]) => name !== 'verify')) {
      const placed = words.map((word) => (word === 'CASE' ? casePath : word));
      const { status, stdout, stderr } = asOther(...placed, '--read-only');
      // One container of the case was read in part.
      expect({ words, status, stderr: status === 0 || status === 3 ? '' : stderr }).toMatchObject({ status: words[0] === 'report' && words.length === 2 ? 3 : 0, stderr: '' }); // prettier-ignore
      expect(stdout).not.toBe('');
    }
    expect(stateOfCase()).toEqual(before);
    expect(existsSync(join(home, 'reads'))).toBe(true);
  });

  (asRoot ? test : test.skip)('is told of it where it is left out', () => {
    openToRead();
    const before = stateOfCase();
    const { status, stderr } = asOther('search', 'budget', '--case', casePath);
    expect(status).toBe(1);
    expect(stderr).toContain('--read-only');
    expect(stateOfCase()).toEqual(before);
  });
});
