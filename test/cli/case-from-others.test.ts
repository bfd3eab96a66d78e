/** A case folder is data from a stranger: what its own file names is neither asked, nor run, nor given anything. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCli } from './run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const source = join(folder, 'source');
const casePath = join(folder, 'case');
const caseFile = join(casePath, 'evidex.json');
const ran = join(folder, 'ran');

/** Takes every request and keeps it; the stranger's machine. */
const received: string[] = [];
const server = createServer((request, response) => {
  received.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
  request.resume();
  response.setHeader('x-elastic-product', 'Elasticsearch');
  response.end('{}');
});
let address: string;
let untouched: string;

beforeAll(async () => {
  mkdirSync(source);
  writeFileSync(join(source, 'letter.txt'), 'a letter');
  expect(await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1'])).toMatchObject({ exitCode: 0 }); // prettier-ignore
  writeFileSync(join(source, 'memo.doc'), Buffer.from('d0cf11e0a1b11ae1', 'hex'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  untouched = readFileSync(caseFile, 'utf8');
  // What would run instead of Java, were it asked for.
  const java = join(folder, 'bin', 'java');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(java, `#!/bin/sh\ntouch '${ran}'\n`);
  chmodSync(java, 0o755);
});
afterAll(() => new Promise((done) => server.close(done)));

function setInCase(settings: object): void {
  writeFileSync(caseFile, JSON.stringify({ ...JSON.parse(untouched), settings }));
}
/** What the audit log of the case says, but for the command that asks it. */
async function recordsOfCase(): Promise<object[]> {
  const before = readFileSync(caseFile);
  setInCase({});
  const { stdout } = await runCli(['audit', casePath, '--json']);
  writeFileSync(caseFile, before);
  const lines = stdout.trimEnd().split('\n');
  return lines.slice(0, -2).map((line) => JSON.parse(line) as object);
}
const environment = { EVIDEX_INDEX_API_KEY: 'the key of the user' };

describe('what its settings name', () => {
  test.each([
    ['the index', ['search', 'words of counsel'], () => ({ index: address, indexPrefix: 'evidex-x' }), 'settings.index'],
    ['a Tika Server', ['ingest', source], () => ({ tika: address }), 'settings.tika'],
    ['a program', ['retry', '--status', 'failed'], () => ({ tika: 'auto', tikaJar: join(casePath, 'hash-sets.jar') }), 'settings.tika'],
  ] as const)('%s is refused before anything is sent or run', async (_what, words, settings, named) => {
    setInCase(settings());
    writeFileSync(join(casePath, 'index.json'), JSON.stringify({ version: 1, index: 'elasticsearch', prefix: 'evidex-x' })); // prettier-ignore
    const before = process.env['PATH'];
    process.env['PATH'] = `${join(folder, 'bin')}:${before}`;
    const { exitCode, stdout, stderr } = await runCli([...words, '--case', casePath], { environment });
    process.env['PATH'] = before;
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(named);
    expect(stderr).toContain('--trust-case');
    expect(received).toEqual([]);
    expect(existsSync(ran)).toBe(false);
    expect((await recordsOfCase()).at(-1)).toMatchObject({ event: 'ended', problem: 'case-untrusted' });
  }); // prettier-ignore

  test('of a case that is compared with another is refused too', async () => {
    setInCase({ index: address });
    const { exitCode, stderr } = await runCli(['compare', casePath, casePath], { environment });
    expect({ exitCode, received }).toEqual({ exitCode: 1, received: [] });
    expect(stderr).toContain('settings.index');
  });

  test('is no hindrance where nothing is done by it, and `config` names it', async () => {
    setInCase({ tika: address });
    expect(await runCli(['audit', casePath])).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr, stdout } = await runCli(['config', '--case', casePath, '--json']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('settings.tika is not taken from a case');
    expect(JSON.parse(stdout)).toMatchObject({
      refused: [{ key: 'tika' }],
      settings: { tika: { value: 'off', origin: 'default' } },
    });
  });

  test('is taken where the user says so, for that command, and the audit log keeps it', async () => {
    setInCase({ maxDepth: 200 });
    writeFileSync(join(casePath, 'index.json'), JSON.stringify({ version: 1, index: 'sqlite' }));
    const words = ['ingest', source, '--case', casePath, '--parser-processes', '1'];
    expect(await runCli(words)).toMatchObject({ exitCode: 1 });
    const { exitCode, stderr } = await runCli([...words, '--trust-case']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("Set by the case's own file: maxDepth.");
    expect((await recordsOfCase()).slice(-2)).toMatchObject([
      { event: 'started', args: expect.arrayContaining(['--trust-case']) },
      { event: 'ended', named: ['taken from the case by --trust-case: maxDepth'] },
    ]);
    expect(await runCli(words)).toMatchObject({ exitCode: 1 });
  });
});

describe('the user’s own file', () => {
  const home = join(folder, 'home');
  const own = join(home, 'settings.json');
  beforeAll(() => {
    mkdirSync(home);
    setInCase({});
  });
  const zoneOf = async (): Promise<unknown> => {
    const { stdout, stderr } = await runCli(['config', '--case', casePath, '--json'], { environment: { EVIDEX_HOME: home } }); // prettier-ignore
    return stdout === '' ? stderr : (JSON.parse(stdout) as { settings: { displayZone: unknown } }).settings.displayZone; // prettier-ignore
  };

  test('sets for all cases, and for one by its id', async () => {
    const { id } = JSON.parse(untouched) as { id: string };
    writeFileSync(own, JSON.stringify({ settings: { displayZone: 'UTC' } }), { mode: 0o600 });
    expect(await zoneOf()).toMatchObject({ value: 'UTC', origin: 'user' });
    writeFileSync(own, JSON.stringify({ settings: { displayZone: 'UTC' }, cases: { [id]: { displayZone: 'Asia/Tokyo' } } })); // prettier-ignore
    expect(await zoneOf()).toMatchObject({ value: 'Asia/Tokyo', origin: 'user' });
  });

  test('that others may write to, or that is none, is refused', async () => {
    chmodSync(own, 0o666);
    expect(await zoneOf()).toContain('others may write to it');
    chmodSync(own, 0o600);
    writeFileSync(own, '{"setings":{}}');
    expect(await zoneOf()).toContain('setings');
  });
});
