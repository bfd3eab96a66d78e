/** Brings up Apache Tika Server on a machine that has only Java and Maven. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts, loopback } from './free-port.ts';
import { copyArtifact } from './maven-artifact.ts';
import { MissingToolError } from './missing-tool.ts';
import { cached, serviceCache } from './service-cache.ts';
import { startServiceProcess, waitForAnswer } from './service-process.ts';

/** What tests and benchmarks fetch. */
export const tikaVersion = '3.3.2';
const jarName = `tika-server-standard-${tikaVersion}.jar`;

/** A running server. `stop` and `kill` do nothing where it was running before. */
export interface Tika {
  readonly url: string;
  /** As the server states it: `Apache Tika 3.3.2`. */
  readonly version: string;
  stop(): Promise<void>;
  /** SIGKILL, as a crash of the machine would do. */
  kill(): Promise<void>;
}

export interface TikaOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** The command that runs Java. */
  readonly java?: string;
  /** Java heap in MiB, of the process that parses. */
  readonly heapMiB?: number;
  /** Milliseconds until it must answer. */
  readonly startTimeoutMs?: number;
  /** Use a server that answers at `port` already, instead of starting one. */
  readonly reuse?: boolean;
}

async function requireJava(java: string): Promise<void> {
  try {
    await promisify(execFile)(java, ['-version']);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') return;
    throw new MissingToolError(
      `${java} is not installed: install a JDK or JRE 11 or newer (Debian: apt-get install default-jre)`,
    );
  }
}

/** The server's jar, fetched the first time. */
const fetchJar = (): Promise<string> =>
  cached(join(serviceCache('tika'), jarName), (jar) =>
    copyArtifact(`org.apache.tika:tika-server-standard:${tikaVersion}`, dirname(jar)),
  );

/** The server watches a process of its own that parses, and starts it anew when that ends or hangs. */
const configuration = (heapMiB: number, temporary: string): string => `<properties><server><params>
<forkedJvmArgs><arg>-Xmx${heapMiB}m</arg><arg>-Djava.io.tmpdir=${temporary}</arg></forkedJvmArgs>
</params></server></properties>
`;

/** The version that the server at `url` states, or undefined where none answers. */
async function statedVersion(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/version`, { signal: AbortSignal.timeout(2_000) });
    const text = (await response.text()).trim();
    return response.ok && text.startsWith('Apache Tika') ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Starts Tika Server on the loopback address and resolves when it answers. */
export async function startTika(options: TikaOptions = {}): Promise<Tika> {
  const port = options.port ?? (await freePorts(1))[0] ?? 0;
  const url = `http://${loopback}:${port}`;
  if (options.reuse) {
    const stated = await statedVersion(url);
    const leave = (): Promise<void> => Promise.resolve();
    if (stated !== undefined) return { url, version: stated, stop: leave, kill: leave };
  }
  const java = options.java ?? 'java';
  await requireJava(java);
  const jar = await fetchJar();
  const folder = mkdtempSync(join(tmpdir(), 'evidex-tika-'));
  const config = join(folder, 'tika-config.xml');
  writeFileSync(config, configuration(options.heapMiB ?? 2048, folder));
  const server = startServiceProcess({
    command: java,
    arguments: ['-Xmx128m', '-jar', jar, '-p', String(port), '-h', loopback, '-c', config],
    folder,
    logPath: join(folder, 'output.log'),
  });
  const end = async (how: 'stop' | 'kill'): Promise<void> => {
    await server[how]();
    rmSync(folder, { recursive: true, force: true });
  };
  const timeoutMs = options.startTimeoutMs ?? 60_000;
  try {
    const stated = await waitForAnswer('Tika Server', server, timeoutMs, () => statedVersion(url));
    return { url, version: stated, stop: () => end('stop'), kill: () => end('kill') };
  } catch (error) {
    await end('stop');
    throw error;
  }
}
