/** Starting services: none outlives who started it, none is half installed, and what is missing is said. */
import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { freePorts } from '../../scripts/services/free-port.ts';
import { findJdk } from '../../scripts/services/java.ts';
import { cached } from '../../scripts/services/service-cache.ts';
import {
  type ServiceProcess,
  startServiceProcess,
  waitForAnswer,
} from '../../scripts/services/service-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const root = temporaryFolder();
const newFolder = (): string => mkdtempSync(join(root, 'test-'));
const scripts = join(import.meta.dirname, '../../scripts');
const started: ServiceProcess[] = [];
afterAll(async () => {
  for (const server of started) await server.kill();
});

/** A server that runs this program. */
function server(program: string): ServiceProcess {
  const folder = newFolder();
  const server = startServiceProcess({
    command: process.execPath,
    arguments: ['-e', program],
    folder,
    logPath: join(folder, 'output.log'),
  });
  started.push(server);
  return server;
}

/** Whether the process is there and no corpse that nobody has collected. */
function lives(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

const waiting = 'console.log("up"); setInterval(() => 0, 1000)';
const up = (server: ServiceProcess) =>
  waitForAnswer('it', server, 60_000, async () => (server.lastOutput() === 'up' ? true : undefined));

test('a server is stopped in order, and killed at once', async () => {
  const orderly = server(
    `process.on("SIGTERM", () => { console.log("closed"); process.exit(3) }); ${waiting}`,
  );
  await up(orderly);
  await orderly.stop();
  expect([orderly.ended, orderly.lastOutput()]).toEqual(['exit code 3', 'up\nclosed']);
  const killed = server(waiting);
  await up(killed);
  expect(killed.ended).toBeUndefined();
  await killed.kill();
  expect([killed.ended, lives(killed.pid)]).toEqual(['SIGKILL', false]);
  // Again is no error.
  await killed.stop();
});

test('a server that ends or stays silent is reported with what it wrote', async () => {
  const ending = server('console.error("no memory\\n\\tat some.frame"); process.exit(4)');
  await expect(waitForAnswer('The server', ending, 60_000, () => Promise.resolve(undefined))).rejects.toThrow(
    'The server ended (exit code 4): no memory',
  );
  const silent = server(waiting);
  await up(silent);
  await expect(waitForAnswer('The server', silent, 10, () => Promise.resolve(undefined))).rejects.toThrow(
    'The server did not answer within 10 ms: up',
  );
});

test('a server that cannot be started is reported', async () => {
  const folder = newFolder();
  const command = { command: '/no/such', arguments: [], folder, logPath: join(folder, 'output.log') };
  const missing = startServiceProcess(command);
  await expect(
    waitForAnswer('The server', missing, 60_000, () => Promise.resolve(undefined)),
  ).rejects.toThrow('The server ended');
});

const onLinux = process.platform === 'linux' && existsSync('/usr/bin/setpriv') ? test : test.skip;
onLinux('a server ends with the process that started it, even when that is killed', async () => {
  const folder = newFolder();
  const module = JSON.stringify(join(scripts, 'services/service-process.ts'));
  const command = {
    command: process.execPath,
    arguments: ['-e', waiting],
    folder,
    logPath: join(folder, 'log'),
  };
  const program = `import { startServiceProcess } from ${module};
    console.log(startServiceProcess(${JSON.stringify(command)}).pid);`;
  const starter = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const pid = await new Promise<number>((resolve) =>
      starter.stdout.once('data', (bytes: Buffer) => resolve(Number(bytes.toString()))),
    );
    await until(() => readFileSync(command.logPath, 'utf8') === 'up\n');
    expect(lives(pid)).toBe(true);
    starter.kill('SIGKILL');
    await until(() => !lives(pid));
  } finally {
    starter.kill('SIGKILL');
  }
});

test('free ports are different', async () => {
  expect(new Set(await freePorts(20)).size).toBe(20);
});

test('what is cached is made once, whole or not at all', async () => {
  const folder = join(newFolder(), 'cache');
  const target = join(folder, 'server');
  const make = async (path: string): Promise<void> => {
    mkdirSync(path);
    writeFileSync(join(path, 'jar'), 'whole');
    await sleep(1);
  };
  const failing = cached(target, async (path) => {
    await make(path);
    throw new Error('cut off');
  });
  await expect(failing).rejects.toThrow('cut off');
  expect(readdirSync(folder)).toEqual([]);
  await Promise.all([cached(target, make), cached(target, make)]);
  expect(readdirSync(folder)).toEqual(['server']);
  await cached(target, () => Promise.reject(new Error('made again')));
  expect(readFileSync(join(target, 'jar'), 'utf8')).toBe('whole');
});

test('a Java that is too old is said, with what to install', async () => {
  await expect(findJdk(999)).rejects.toMatchObject({
    code: 'missing-tool',
    message: expect.stringMatching(/^a JDK 999 or newer is not installed \(.+\): install one/),
  });
});

test.each(['elasticsearch', 'tika'])(
  '%s without its tools: one line that says what is missing',
  async (name) => {
    const folder = newFolder();
    mkdirSync(join(folder, 'bin'));
    symlinkSync(process.execPath, join(folder, 'bin/node'));
    const run = promisify(execFile)(process.execPath, [join(scripts, 'services.ts'), name], {
      env: { PATH: join(folder, 'bin'), EVIDEX_CACHE: folder },
    });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^(?:java|mvn|a JDK 21 or newer) is not installed.*\n$/),
    });
  },
);
