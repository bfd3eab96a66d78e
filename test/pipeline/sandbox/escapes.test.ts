/**
 * Every way out of a parser process, tried from inside one that has the flags of production: with every ring, and with
 * Node's permission model alone, where what a run then tells its user is open must be open, and nothing else.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allRings } from '../../../pipeline/sandbox/outer-ring.ts';
import { parserArguments, sandboxOf } from '../../../pipeline/sandbox/parser-command.ts';
import { openNameless } from '../../../pipeline/sandbox/spool-file.ts';
import { openListedFile, openSourceFile } from '../../../sources/raw-path.ts';
import { orphansGone, processesOf } from '../../../scripts/bench/kill.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { stateOf, writeFiles } from '../../../scripts/bench/made-evidence.ts';
import { jobOf } from '../parser/job-of.ts';
import { runPoisoned } from '../parser/poisoned-run.ts';
import { engine } from './attempts/engine.ts';
import { reading } from './attempts/reading.ts';
import { writing } from './attempts/writing.ts';

const folder = temporaryFolder();
const source = join(folder, 'source');
const outside = join(folder, 'outside.txt');
const caseFolder = join(folder, 'case');
const spoolFolder = join(caseFolder, 'spool');
const socket = join(folder, 'socket');
const here = import.meta.dirname;
const program = join(here, '../../..');
const servers: Server[] = [];
let coordinator: ChildProcess;
let connections = 0;
let before: string;
let port = 0;

const rights = {
  sources: [source],
  maxResidentBytes: 512 * 1024 * 1024,
  entry: join(here, 'hostile-parser.ts'),
  spoolFolder,
  spoolBytes: 1024 * 1024,
};

async function listen(at: string | number): Promise<Server> {
  const server = createServer((connected) => {
    connections += 1;
    connected.destroy();
  });
  servers.push(server);
  await new Promise<void>((resolve) =>
    typeof at === 'string' ? server.listen(at, resolve) : server.listen(at, '127.0.0.1', resolve),
  );
  return server;
}

beforeAll(async () => {
  writeFiles(source, { 'evidence.txt': 'evidence' });
  writeFileSync(outside, 'a secret outside');
  writeFiles(caseFolder, { 'catalogue.sqlite': 'rows', 'audit.jsonl': '{}', 'evidex.json': '{}' });
  mkdirSync(spoolFolder);
  symlinkSync(outside, join(source, 'link'));
  symlinkSync('/', join(source, 'to-root'));
  await listen(socket);
  await listen('\0evidex-escapes');
  ({ port } = (await listen(0)).address() as { port: number });
  // Stands for the coordinator: a process of the same user that must not be signalled.
  coordinator = spawn('sleep', ['600'], { stdio: 'ignore' });
  before = stateOf(source);
});
afterAll(() => {
  for (const server of servers) server.close();
  coordinator.kill('SIGKILL');
});

/** The outcome of each attempt, by kind and name. */
async function attempt(command: readonly string[]): Promise<Map<string, string>> {
  const [first = '', ...words] = [...command, process.execPath, ...parserArguments(rights)];
  const spool = openNameless(spoolFolder);
  const child = spawn(first, words, {
    cwd: spoolFolder,
    env: {},
    stdio: ['pipe', 'pipe', 'pipe', 'ignore', spool],
    detached: true,
  });
  closeSync(spool);
  let [output, errors] = ['', ''];
  child.stdout?.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const aims = {
    source,
    spool: spoolFolder,
    caseFolder,
    outside,
    program,
    coordinator: coordinator.pid,
    port,
    socket,
  };
  child.stdin?.end(JSON.stringify(aims));
  await new Promise((resolve) => child.on('close', resolve));
  const lines = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { name: string; outcome: string });
  if (lines.length === 0) throw new Error(errors);
  return new Map(lines.map((line) => [line.name, line.outcome]));
}

const attempts = Object.entries({ reading, writing, engine }).flatMap(([kind, table]) =>
  Object.entries(table).map(([name, [stoppedBy]]) => ({ name: `${kind}: ${name}`, stoppedBy })),
);
const stoppedBy = (...by: string[]): string[] =>
  attempts.filter((one) => by.includes(one.stoppedBy)).map(({ name }) => name);
const differing = (
  outcomes: ReadonlyMap<string, string>,
  names: readonly string[],
  begin: string,
): string[] =>
  names
    .map((name) => `${name} ${outcomes.get(name)}`)
    .filter((line, at) => !line.startsWith(`${names[at]} ${begin}`));

test('there are as many attempts as were ever made on a parser, and more', () => {
  expect(attempts.length).toBeGreaterThanOrEqual(117);
});

test('with Node’s permission model alone, only what a run tells its user is open', async () => {
  const outcomes = await attempt([]);
  expect([...outcomes.keys()]).toEqual(attempts.map(({ name }) => name));
  expect(differing(outcomes, stoppedBy('node'), 'refused: ')).toEqual([]);
  expect(differing(outcomes, stoppedBy('ring'), 'done: ')).toEqual([]);
}, 120_000);

test('what Node does not stop our own way of opening does: a link in the source is not followed', () => {
  expect(openSourceFile(Buffer.from(source), Buffer.from('link'))).toMatchObject({ code: 'link' });
  const through = Buffer.from(`to-root${outside}`);
  const { device, inode } = jobOf(folder, 'outside.txt');
  expect(openListedFile(Buffer.from(source), through, { device, inode })).toMatchObject({ code: 'link' });
});

const isClosed = (): boolean => sandboxOf(rights).open.length === 0;
const ringTest = process.platform === 'linux' ? describe : describe.skip;
ringTest('with every ring', () => {
  test('all rings are closed here, or the system says why not', () => {
    const { closed, open, why } = sandboxOf(rights);
    expect([...closed, ...open].sort()).toEqual([...allRings].sort());
    expect(why === undefined).toBe(open.length === 0);
  });

  test('nothing is open', async () => {
    if (!isClosed()) return;
    const outcomes = await attempt(sandboxOf(rights).command);
    expect([...outcomes.keys()]).toEqual(attempts.map(({ name }) => name));
    expect(differing(outcomes, stoppedBy('node', 'ring'), 'refused: ')).toEqual([]);
    // A process that a signal ended has no exit code either.
    expect([coordinator.exitCode, coordinator.signalCode]).toEqual([null, null]);
  }, 120_000);
});

test('nothing came through: no connection, no file written, the evidence as it was', () => {
  expect(connections).toBe(0);
  expect(stateOf(source)).toBe(before);
  expect(readFileSync(outside, 'utf8')).toBe('a secret outside');
  expect(readdirSync(folder).sort()).toEqual(['case', 'outside.txt', 'socket', 'source']);
  expect(readdirSync(caseFolder).sort()).toEqual(['audit.jsonl', 'catalogue.sqlite', 'evidex.json', 'spool']);
  expect(readdirSync(spoolFolder)).toEqual([]);
  expect(existsSync('/dev/shm/evidex-planted')).toBe(false);
});

test('a folder or file swapped for a link after it was listed is not followed', () => {
  const swapped = join(folder, 'swapped');
  writeFiles(swapped, { 'real/a.txt': 'inside' });
  writeFiles(join(folder, 'elsewhere'), { 'a.txt': 'outside' });
  symlinkSync(join(folder, 'elsewhere'), join(swapped, 'dir'));
  expect(openSourceFile(Buffer.from(swapped), Buffer.from('dir/a.txt'))).toMatchObject({ code: 'link' });
});

test('a source whose name has commas, stars and spaces is read', async () => {
  const odd = join(folder, 'odd, name* [x] #1');
  writeFiles(odd, { 'a.txt': 'innocent' });
  const { statuses } = await runPoisoned(odd, join(folder, 'odd-work'));
  expect(statuses).toEqual({ 'a.txt': 'indexed' });
});

test('a parser in an endless loop dies with its coordinator', async () => {
  const [evidence, work] = [join(folder, 'endless'), join(folder, 'endless-work')];
  writeFiles(evidence, { 'hang.txt': 'POISON hang ' });
  const run = `import { runPoisoned } from ${JSON.stringify(join(here, '../parser/poisoned-run.ts'))}; await runPoisoned(${JSON.stringify(evidence)}, ${JSON.stringify(work)}, { maxSilentMs: 600000 });`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', run], { stdio: 'ignore' });
  while (processesOf(join(work, 'spool')).length === 0) {
    expect(child.exitCode).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGKILL');
  if (sandboxOf(rights).closed.includes('end')) await orphansGone(work);
}, 60_000);
