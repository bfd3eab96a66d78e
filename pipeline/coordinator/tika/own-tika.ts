/** A Tika Server of the run's own: found as a jar, started on the loopback address, ended with the run or with its process. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../../schemas/problem.ts';
import { probeTika, type TikaServer } from './tika-server.ts';

export interface OwnTikaOptions {
  /** The jar; looked for where it is ''. */
  readonly jar: string;
  readonly memoryBytes: number;
  /** Where it may put what it unpacks: inside the case, since that is evidence. Made where it is missing. */
  readonly temporaryFolder: string;
  readonly signal: AbortSignal;
}

const host = '127.0.0.1';
const startTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;
const pollMs = 100;
const maxOutput = 4_096;
const jarName = /^tika-server-standard-(\d+(?:\.\d+)*)\.jar$/u;
const getIt =
  'Get tika-server-standard from https://tika.apache.org/download.html (or Maven Central) and name it with --tika-jar or EVIDEX_TIKA_JAR; or give the address of a running server with --tika; or go on without with --tika off.';

/** Where a jar is looked for: the program's own cache, and the user's. */
const jarFolders = (): readonly string[] => [
  join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '.cache', 'services', 'tika'),
  join(homedir(), '.cache', 'evidex', 'tika'),
];

/** The newest in the first folder that has one. Throws `tika-missing`. */
export function findJar(named: string, folders = jarFolders()): string {
  if (named !== '') {
    if (existsSync(named)) return named;
    throw new Problem('tika-missing', `there is no Tika Server at ${named}`, getIt);
  }
  for (const folder of folders) {
    const jars = (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => jarName.test(name))
      .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const newest = jars.at(-1);
    if (newest !== undefined) return join(folder, newest);
  }
  throw new Problem(
    'tika-missing',
    `no jar of Tika Server was found (tika-server-standard-….jar in ${folders.join(' or ')})`,
    getIt,
  );
}

function checkJava(): void {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
  } catch {
    throw new Problem(
      'tika-missing',
      'Tika Server needs Java 11 or newer, and the command java does not run here',
      'Install a Java runtime (Debian: apt-get install default-jre-headless), or give the address of a running server with --tika.',
    );
  }
}

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });

const setpriv = '/usr/bin/setpriv';
/** Where the system has it, the server dies with us however we end. */
const tether = process.platform === 'linux' && existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL'] : [];

class OwnTika implements TikaServer {
  readonly url: URL;
  version = '';
  /** Nothing in it ends what is over its time: we do. */
  readonly keepsTime = false;
  readonly #jar: string;
  readonly #options: OwnTikaOptions;
  #child: ChildProcess | undefined;
  #output = '';
  #stopped = false;

  constructor(jar: string, port: number, options: OwnTikaOptions) {
    this.url = new URL(`http://${host}:${port}`);
    this.#jar = jar;
    this.#options = options;
  }

  #isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** In one process: we are the ones who watch it, and it must leave no process of its own behind. */
  async start(): Promise<void> {
    const { memoryBytes, temporaryFolder, signal } = this.#options;
    mkdirSync(temporaryFolder, { recursive: true, mode: 0o700 });
    const [command, ...words] = [
      ...tether,
      'java',
      `-Xmx${Math.floor(memoryBytes / 1024 / 1024)}m`,
      // After it is out of memory no answer of it can be trusted.
      '-XX:+ExitOnOutOfMemoryError',
      '-Djava.awt.headless=true',
      `-Djava.io.tmpdir=${temporaryFolder}`,
      '-jar',
      this.#jar,
      '--noFork',
      '-h',
      host,
      '-p',
      this.url.port,
    ];
    const child = spawn(command, words, {
      cwd: temporaryFolder,
      // Nothing of ours but what finds Java.
      env: { PATH: process.env['PATH'] ?? '', JAVA_HOME: process.env['JAVA_HOME'] ?? '', LANG: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    this.#output = '';
    const keep = (bytes: Buffer): void => {
      this.#output = (this.#output + bytes.toString('latin1')).slice(-maxOutput);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', () => undefined);
    const until = performance.now() + startTimeoutMs;
    while (performance.now() < until && this.#isRunning() && !signal.aborted) {
      const probe = await probeTika(this.url);
      if ('version' in probe) {
        this.version ||= probe.version;
        return;
      }
      await wait(pollMs);
    }
    await this.#end('SIGKILL');
    if (signal.aborted) return;
    throw new Problem(
      'tika-unreachable',
      `Tika Server (${this.#jar}) did not start: ${this.#output.trim().split('\n').at(-1) ?? 'it said nothing'}`,
      getIt,
    );
  }

  async revive(hung: boolean): Promise<void> {
    if (hung) await this.#end('SIGKILL');
    if (!this.#stopped && !this.#isRunning()) await this.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || !this.#isRunning()) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }
}

/** Starts it and resolves when it answers. Throws `tika-missing` without jar or Java, `tika-unreachable` where it does not start. */
export async function startOwnTika(options: OwnTikaOptions): Promise<TikaServer> {
  const jar = findJar(options.jar);
  checkJava();
  const server = new OwnTika(jar, await freePort(), options);
  await server.start();
  return server;
}
