/** `evidex accounts`: who may log in, with which role; kept in a folder of its own, with a log. */
import { chmodSync, cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonLines } from './json-lines.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});
const serverFolder = join(folder, 'server');
const accounts = (words: readonly string[], stdin = '') =>
  runCli(['accounts', ...words, '--server-folder', serverFolder], { stdin });
const listed = async (words: readonly string[] = []) =>
  jsonLines((await accounts([...words, '--json'])).stdout);

test('an account with a password and a role in a case; each change is in the log, and no password', async () => {
  const password = 'correct horse battery';
  const add = ['ann', '--add', '--full-name', 'Ann Hale', '--password'];
  expect(await accounts(add, `${password}\n`)).toMatchObject({ exitCode: 0, stderr: '' });
  const role = ['ann', '--role', 'reviewer', '--case', small.casePath, '--open', 'privilege'];
  expect(await accounts(role)).toMatchObject({ exitCode: 0 });
  expect(await listed(['--case', small.casePath])).toMatchObject([
    { name: 'ann', fullName: 'Ann Hale', hasPassword: true, roles: [{ caseName: 'case', role: 'reviewer', open: ['privilege'] }] },
  ]);
  const log = await accounts(['--log']);
  expect(log.exitCode).toBe(0);
  for (const words of ['accounts add ann', "full-name 'Ann Hale' password", 'role ann', 'reviewer privilege', 'Unbroken'])
    expect(log.stdout).toContain(words);
  expect((await small.run('audit', 'CASE', '--open', 'privilege')).stdout).toContain('accounts ann --role reviewer');
  for (const name of readdirSync(serverFolder))
    expect(readFileSync(join(serverFolder, name)).includes(password)).toBe(false);
  expect(statSync(serverFolder).mode & 0o077).toBe(0);
}); // prettier-ignore

test('a role is taken away, an account shut and opened, and never made anew', async () => {
  await accounts(['ann', '--role', 'none', '--case', small.casePath]);
  expect(await listed(['--case', small.casePath])).toEqual([]);
  await accounts(['ann', '--disabled']);
  expect(await listed(['ann'])).toMatchObject([{ isDisabled: true }]);
  await accounts(['ann', '--no-disabled', '--issuer', 'https://login.example', '--subject', '8c1f']);
  expect(await listed(['ann'])).toMatchObject([
    { isDisabled: false, identity: { issuer: 'https://login.example', subject: '8c1f' } },
  ]);
  expect(await accounts(['ann', '--add'])).toMatchObject({ exitCode: 2 });
  expect((await accounts(['ann', '--end-sessions'])).stderr).toContain('0 sessions ended');
});

test.each([
  [['--add'], '', 'the account is missing'],
  [['Ann', '--add'], '', 'small letters'],
  [['../ann', '--add'], '', 'small letters'],
  [['bo', '--add', '--password'], 'short', 'fewer than 12'],
  [['bo', '--add', '--password'], 'x'.repeat(5_000), 'too long'],
  [['bo', '--add', '--issuer', 'https://login.example'], '', 'go together'],
  [['bo', '--role', 'lead'], '', 'the case is missing'],
  [['bo', '--add', '--full-name', 'B\u202eo'], '', 'marks of writing direction'],
])('%j is refused, and makes nothing', async (words, stdin, says) => {
  const { exitCode, stderr } = await accounts(words, stdin);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(says);
  expect((await listed()).map((row) => row['name'])).toEqual(['ann']);
});

test('a copy of the folder works, and so does a back-up put in its place', async () => {
  const backUp = join(folder, 'accounts-copy.sqlite');
  expect(await accounts(['--back-up', backUp])).toMatchObject({ exitCode: 0 });
  const whole = join(folder, 'copied');
  cpSync(serverFolder, whole, { recursive: true });
  const rows = await listed();
  const restored = join(folder, 'restored');
  await runCli(['accounts', '--server-folder', restored]);
  cpSync(backUp, join(restored, 'accounts.sqlite'));
  for (const path of [whole, restored]) {
    const { stdout } = await runCli(['accounts', '--json', '--server-folder', path]);
    expect(jsonLines(stdout)).toEqual(rows);
  }
});

test('a folder that others may look into is refused', async () => {
  chmodSync(serverFolder, 0o755);
  expect((await accounts([])).stderr).toContain('others may look into it');
  chmodSync(serverFolder, 0o700);
});
