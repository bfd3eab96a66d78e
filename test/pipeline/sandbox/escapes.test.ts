/**
 * Every way out of a parser process, tried from inside one that has the flags of production, with the outer ring and
 * without. What Node's permission model alone does not stop is in a table of its own: there the ring, or our own
 * code, must.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findOuterRing, isRingClosed } from '../../../pipeline/sandbox/outer-ring.ts';
import { parserArguments } from '../../../pipeline/sandbox/parser-command.ts';
import { openSourceFile } from '../../../sources/raw-path.ts';
import { orphansGone, processesOf } from '../../../scripts/bench/kill.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { stateOf, writeFiles } from '../../../scripts/bench/made-evidence.ts';
import { runPoisoned } from '../parser/poisoned-run.ts';

const folder = temporaryFolder();
const source = join(folder, 'source');
const outside = join(folder, 'outside.txt');
const here = import.meta.dirname;
const program = join(here, '../../..');
let server: Server;
let coordinator: ChildProcess;
let connections = 0;
let before: string;

beforeAll(async () => {
  writeFiles(source, { 'evidence.txt': 'evidence' });
  writeFileSync(outside, 'a secret outside');
  symlinkSync(outside, join(source, 'link'));
  server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Stands for the coordinator: a process of the same user that must not be signalled.
  coordinator = spawn('sleep', ['600'], { stdio: 'ignore' });
  before = stateOf(source);
});
afterAll(() => {
  server.close();
  coordinator.kill('SIGKILL');
});

async function attempt(name: string, ring: readonly string[]): Promise<Map<string, string>> {
  const spool = join(folder, name);
  mkdirSync(spool, { recursive: true });
  const [command = '', ...words] = [
    ...ring,
    process.execPath,
    ...parserArguments({
      sources: [source],
      maxResidentBytes: 512 * 1024 * 1024,
      entry: join(here, 'hostile-parser.ts'),
    }),
  ];
  const child = spawn(command, words, {
    cwd: spool,
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const { port } = server.address() as { port: number };
  child.stdin.end(JSON.stringify({ source, spool, outside, program, coordinator: coordinator.pid, port }));
  await new Promise((resolve) => child.on('close', resolve));
  const lines = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { name: string; outcome: string });
  if (lines.length === 0) throw new Error(errors);
  return new Map(lines.map((line) => [line.name, line.outcome]));
}

/** Stopped by Node's permission model and our flags alone. */
const stoppedByNode = [
  'tcp connection', 'udp datagram', 'http request', 'fetch', 'websocket', 'dns lookup', 'dns query', 'child process', 'forked process',
  'worker thread', 'write into the source', 'append to evidence', 'touch evidence', 'delete evidence', 'rename evidence',
  'hard link of evidence', 'write beside the spool', 'write above the spool', 'write through a link of its own', 'read the password file',
  'read outside by descriptor', 'read outside by the parent of a descriptor', 'write into the spool folder', 'read the history of the program',
  'read the code with rights', 'read another process', 'sqlite', 'native addon', 'wasi', 'inspector', 'internal binding', 'environment',
]; // prettier-ignore

describe('with Node’s permission model alone', () => {
  let outcomes: Map<string, string>;
  beforeAll(async () => {
    outcomes = await attempt('spool-bare', []);
  });

  test.each(stoppedByNode)('%s is refused', (name) => {
    expect(outcomes.get(name)).toMatch(/^refused: /u);
  });

  test('reading through a link inside the source is NOT stopped by Node: the production way of opening refuses it', () => {
    expect(outcomes.get('read through a link in the source')).toBe('done: a secret outside');
    expect(openSourceFile(Buffer.from(source), Buffer.from('link'))).toMatchObject({ code: 'link' });
  });

  test('signals are NOT stopped by Node: the outer ring must', () => {
    expect(outcomes.get('signal to its group')).toMatch(/^done: /u);
  });

  test('every attempt is in one of these tables', () => {
    const known = [
      ...stoppedByNode,
      'read through a link in the source',
      'signal to the coordinator',
      'signal to its group',
      'signal to all',
      'tcp server',
      'inspector session',
    ];
    expect([...outcomes.keys()].sort()).toEqual([...known].sort());
  });
});

const ringTest = isRingClosed() ? describe : describe.skip;
ringTest(
  `with the outer ring (${isRingClosed() ? 'as in production here' : 'left out: this system refuses namespaces'})`,
  () => {
    let outcomes: Map<string, string>;
    let target: ChildProcess;
    beforeAll(async () => {
      // The one before may have died of the attempts without the ring.
      coordinator.kill('SIGKILL');
      target = spawn('sleep', ['600'], { stdio: 'ignore' });
      coordinator = target;
      outcomes = await attempt('spool-ring', findOuterRing());
    });

    test.each([...stoppedByNode, 'signal to the coordinator'])('%s is refused', (name) => {
      expect(outcomes.get(name)).toMatch(/^refused: /u);
    });

    test('the process outside is untouched by signals to it, to the group and to all', () => {
      expect(target.exitCode).toBeNull();
      expect(target.signalCode).toBeNull();
    });
  },
);

test('nothing came through: no connection, no file written, the evidence as it was', () => {
  expect(connections).toBe(0);
  expect(stateOf(source)).toBe(before);
  expect(readFileSync(outside, 'utf8')).toBe('a secret outside');
  for (const planted of ['spool-bare-planted', 'spool-ring-planted', 'planted', 'outside.txt.sqlite'])
    expect(existsSync(join(folder, planted))).toBe(false);
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
  if (findOuterRing().includes('setpriv')) await orphansGone(work);
}, 60_000);
