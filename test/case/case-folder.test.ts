import { fork } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkApart, openCase } from '../../case/case-folder.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const withCode = (code: string) => expect.objectContaining({ code });

test('a case is made once and found again', async () => {
  const path = join(folder, 'new', 'case');
  const made = await openCase(path, sqliteStores, { create: true });
  const again = await openCase(path, sqliteStores, { create: true });
  expect(again.id).toBe(made.id);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  await made.close();
  await again.close();
});

describe('what is no case', () => {
  test.each([
    ['nothing', () => undefined, 'case-missing'],
    ['a file', (path: string) => writeFileSync(path, 'x'), 'case-missing'],
    ['an empty folder', (path: string) => mkdirSync(path), 'case-missing'],
    [
      'no JSON',
      (path: string) => (mkdirSync(path), writeFileSync(join(path, 'evidex.json'), '{')),
      'case-damaged',
    ],
    [
      'another version',
      (path: string) => (mkdirSync(path), writeFileSync(join(path, 'evidex.json'), '{"version":99}')),
      'case-version',
    ],
    [
      'no id',
      (path: string) => (mkdirSync(path), writeFileSync(join(path, 'evidex.json'), '{"version":1}')),
      'case-damaged',
    ],
  ])('%s', async (name, make, code) => {
    const path = join(folder, name);
    make(path);
    await expect(openCase(path, sqliteStores)).rejects.toEqual(withCode(code));
  });

  test('a folder with other files is not made a case', async () => {
    const path = join(folder, 'occupied');
    mkdirSync(path);
    writeFileSync(join(path, 'holiday.jpg'), 'x');
    await expect(openCase(path, sqliteStores, { create: true })).rejects.toEqual(withCode('case-not-empty'));
  });

  test('a case below a file cannot be made', async () => {
    writeFileSync(join(folder, 'plain'), 'x');
    await expect(openCase(join(folder, 'plain', 'case'), sqliteStores, { create: true })).rejects.toEqual(
      withCode('failed'),
    );
  });
});

describe('the run lock', () => {
  test('is held by one, freed by release, and does not hinder opening', async () => {
    const path = join(folder, 'locked');
    const [first, second] = [
      await openCase(path, sqliteStores, { create: true }),
      await openCase(path, sqliteStores),
    ];
    const lock = await first.lock();
    await expect(second.lock()).rejects.toEqual(withCode('case-busy'));
    await second.audit.append({
      user: 'ann',
      authenticatedBy: 'operating-system',
      verb: 'search',
      event: 'started',
    });
    lock.release();
    lock.release();
    (await second.lock()).release();
    await first.close();
    await second.close();
  });

  test('stays while nobody refers to it, and is gone with its process, also after kill -9', async () => {
    const path = join(folder, 'killed');
    const mine = await openCase(path, sqliteStores, { create: true });
    const child = fork(new URL('hold-lock.ts', import.meta.url).pathname, [path], {
      execArgv: ['--expose-gc'],
    });
    const ended = new Promise((done) => child.once('exit', done));
    try {
      await new Promise((done) => child.once('message', done));
      await expect(mine.lock()).rejects.toEqual(withCode('case-busy'));
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    (await mine.lock()).release();
    await mine.close();
  });
});

describe('case and source lie apart', () => {
  mkdirSync(join(folder, 'evidence', 'deep'), { recursive: true });
  mkdirSync(join(folder, 'evidence-case'));
  symlinkSync(join(folder, 'evidence'), join(folder, 'link-to-evidence'));
  writeFileSync(join(folder, 'evidence', 'image.dd'), 'x');

  test.each([
    ['evidence-case', 'evidence', undefined],
    ['evidence/case', 'evidence', 'case-overlap'],
    ['evidence', 'evidence', 'case-overlap'],
    ['evidence', 'evidence/deep', 'case-overlap'],
    ['link-to-evidence/deep/not/yet/there', 'evidence', 'case-overlap'],
    ['evidence/case', 'link-to-evidence', 'case-overlap'],
    ['evidence/..case', 'evidence', 'case-overlap'],
    ['evidence/case', 'evidence/image.dd', undefined],
  ])('case %s, source %s', (casePath, source, code) => {
    const run = () => checkApart(join(folder, casePath), join(folder, source));
    if (code === undefined) expect(run).not.toThrow();
    else expect(run).toThrow(withCode(code));
  });
});

test('settings of the case’s own file are in force, and every command is in its audit log', async () => {
  const path = join(folder, 'with-settings');
  await (await openCase(path, sqliteStores, { create: true })).close();
  const file = join(path, 'evidex.json');
  writeFileSync(
    file,
    JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), settings: { maxDepth: 6 } }),
  );
  const environment = { EVIDEX_OPERATOR: 'Inspector Rao', EVIDEX_CASE: path };
  const shown = await runCli(['config', '--json', '--reason', 'exhibit 7'], { environment });
  expect(JSON.parse(shown.stdout)).toMatchObject({
    settings: { maxDepth: { value: 6, origin: 'case', from: `${file}: settings.maxDepth` } },
  });
  await runCli(['config', '--max-depth', '0'], { environment });
  writeFileSync(
    file,
    JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), settings: { maxDepth: 0 } }),
  );
  expect((await runCli(['config'], { environment })).exitCode).toBe(2);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"maxDepth":0', '"maxDepth":6'));
  const audit = await runCli(['audit', '--json'], { environment });
  expect(audit.exitCode).toBe(0);
  const lines = audit.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toEqual([
    expect.objectContaining({
      seq: 1,
      user: userInfo().username,
      authenticatedBy: 'operating-system',
      operator: 'Inspector Rao',
      verb: 'config',
      event: 'started',
      args: ['--json', '--reason', 'exhibit 7'],
      reason: 'exhibit 7',
    }),
    expect.objectContaining({ seq: 2, event: 'ended', of: 1, exitCode: 0 }),
    expect.objectContaining({ seq: 3, verb: 'config', event: 'started' }),
    expect.objectContaining({ seq: 4, event: 'ended', of: 3, exitCode: 2, problem: 'wrong-value' }),
    expect.objectContaining({ seq: 5, verb: 'audit', event: 'started' }),
    expect.objectContaining({
      check: expect.objectContaining({ records: 5, unended: [5] }),
      ledger: { findings: [] },
    }),
  ]);
});

test('a broken log: exit 3, the place in words', async () => {
  const path = join(folder, 'broken-log');
  await (await openCase(path, sqliteStores, { create: true })).close();
  for (let times = 0; times < 3; times++) await runCli(['config', '--case', path]);
  const log = join(path, 'audit.jsonl');
  writeFileSync(log, readFileSync(log, 'utf8').replace('"seq":4', '"seq":5'));
  const { exitCode, stdout } = await runCli(['audit', path]);
  expect(exitCode).toBe(3);
  expect(stdout).toContain('BROKEN at line 4, where record 4 belongs');
});
