/** Brings up Apache Tika Server, the yardstick for extracted text and speed, on a machine that has only Java and Maven. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const version = '3.3.2';
const artifact = `org.apache.tika:tika-server-standard:${version}`;
const jarName = `tika-server-standard-${version}.jar`;
const host = '127.0.0.1';

/** A running server. `stop` ends it, and does nothing where it was running before. */
export interface Tika {
  readonly url: string;
  /** As the server states it: `Apache Tika 3.3.2`. */
  readonly version: string;
  stop(): Promise<void>;
}

export interface TikaOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** The command that runs Java. */
  readonly java?: string;
  /** Java heap in MiB. */
  readonly heapMiB?: number;
  /** Milliseconds until it must answer. */
  readonly startTimeoutMs?: number;
  /** Use a server that answers at `port` already, instead of starting one. */
  readonly reuse?: boolean;
}

/** What is missing on this machine, with how to get it. */
export class MissingToolError extends Error {
  readonly code = 'missing-tool';
}

const run = promisify(execFile);

async function requireTool(command: string, flag: string, hint: string): Promise<void> {
  try {
    await run(command, [flag]);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') return;
    throw new MissingToolError(`${command} is not installed: ${hint}`);
  }
}

/** Where what the services need is kept: EVIDEX_CACHE, or `.cache` in the project. */
export const serviceCache = (name: string): string =>
  resolve(process.env.EVIDEX_CACHE ?? join(import.meta.dirname, '../../.cache'), 'services', name);

/** The server's jar, fetched by Maven the first time. */
async function fetchJar(): Promise<string> {
  const folder = serviceCache('tika');
  const jar = join(folder, jarName);
  if (existsSync(jar)) return jar;
  const byHand = `or put ${jarName} into ${folder}`;
  await requireTool('mvn', '--version', `install Maven (Debian: apt-get install maven), ${byHand}`);
  mkdirSync(folder, { recursive: true });
  // Renamed into place when whole: an interrupted download must not look like a jar.
  const partial = mkdtempSync(join(folder, 'fetch-'));
  try {
    const settings = [`-Dartifact=${artifact}`, `-DoutputDirectory=${partial}`];
    await run('mvn', ['-q', '--batch-mode', 'dependency:copy', ...settings]);
    renameSync(join(partial, jarName), jar);
  } catch (error) {
    throw new Error(
      `Maven could not fetch ${artifact} (${(error as Error).message.slice(0, 300)}); ${byHand}`,
      {
        cause: error,
      },
    );
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return jar;
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

/** The version that the server at `url` states, or undefined where none answers. */
export async function tikaVersion(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/version`, { signal: AbortSignal.timeout(2_000) });
    const text = (await response.text()).trim();
    return response.ok && text.startsWith('Apache Tika') ? text : undefined;
  } catch {
    return undefined;
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolved) => child.once('exit', resolved));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

async function waitUntilUp(url: string, child: ChildProcess, timeoutMs: number): Promise<string> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`Tika Server ended with exit code ${child.exitCode}`);
    const stated = await tikaVersion(url);
    if (stated !== undefined) return stated;
    await new Promise((resolved) => setTimeout(resolved, 100));
  }
  throw new Error(`Tika Server did not answer at ${url} within ${timeoutMs} ms`);
}

/** Starts Tika Server on the loopback address and resolves when it answers. */
export async function startTika(options: TikaOptions = {}): Promise<Tika> {
  const port = options.port ?? (await freePort());
  const url = `http://${host}:${port}`;
  if (options.reuse) {
    const running = await tikaVersion(url);
    if (running !== undefined) return { url, version: running, stop: () => Promise.resolve() };
  }
  const java = options.java ?? 'java';
  await requireTool(
    java,
    '-version',
    'install a JDK or JRE 11 or newer (Debian: apt-get install default-jre)',
  );
  const jar = await fetchJar();
  const heap = `-Xmx${options.heapMiB ?? 2048}m`;
  const child = spawn(java, [heap, '-jar', jar, '-p', String(port), '-h', host], { stdio: 'ignore' });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  try {
    const stated = await Promise.race([waitUntilUp(url, child, options.startTimeoutMs ?? 60_000), failed]);
    return { url, version: stated, stop: () => stopProcess(child) };
  } catch (error) {
    await stopProcess(child);
    throw error;
  }
}
