/** A Tika Server as the run uses it: somebody else's at an address, or one of our own. */
import { messageOf, Problem } from '../../../schemas/problem.ts';

export interface TikaServer {
  readonly url: URL;
  /** As it stated when the run began: `3.3.2`. */
  readonly version: string;
  /** Whether it takes a limit of time with a content, and ends what is over it by itself. */
  readonly keepsTime: boolean;
  /** Brings it back where it is ours and has ended; `hung`: ends it first. */
  revive(hung: boolean): Promise<void>;
  stop(): Promise<void>;
}

const probeTimeoutMs = 5_000;
/** A server that is none could answer without end. */
const maxProbeBytes = 1024;

async function readStart(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    parts.push(part);
    size += part.length;
    if (size >= maxProbeBytes) break;
  }
  return Buffer.concat(parts).toString('utf8', 0, maxProbeBytes).trim();
}

/** The version that a Tika Server at the address states; `said` where there is none: what is there instead. */
export async function probeTika(
  url: URL,
): Promise<{ readonly version: string } | { readonly said: string; readonly answered: boolean }> {
  try {
    const response = await fetch(new URL('/version', url), {
      redirect: 'manual',
      signal: AbortSignal.timeout(probeTimeoutMs),
    });
    const text = await readStart(response.body);
    const version = /^Apache Tika (\d[\w.+-]{0,39})$/u.exec(text)?.[1];
    if (response.ok && version !== undefined) return { version };
    return { said: `HTTP status ${response.status} and no version of Tika`, answered: true };
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    return { said: messageOf(cause ?? error), answered: false };
  }
}

/** The header by which a content brings its limit of time. */
export const timeHeader = 'x-tika-timeout-millis';

/**
 * A server answers HTTP 400 to a limit shorter than its own least, and an empty list to one longer than its own, whatever
 * the content: each would look like an answer about the evidence.
 */
async function takesTimeLimit(url: URL, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(new URL('/rmeta/text', url), {
      method: 'PUT',
      redirect: 'manual',
      headers: { accept: 'application/json', [timeHeader]: String(timeoutMs) },
      body: '<hello>',
      signal: AbortSignal.timeout(probeTimeoutMs),
    });
    return response.status === 200 && (await readStart(response.body)).startsWith('[{');
  } catch {
    return false;
  }
}

/** The server at an address, for contents of this limit of time. Throws `tika-unreachable` where none answers, or what answers is no Tika Server. */
export async function connectTika(address: string, timeoutMs: number): Promise<TikaServer> {
  const url = new URL(address);
  const probe = await probeTika(url);
  if ('said' in probe) {
    throw new Problem(
      'tika-unreachable',
      `${probe.answered ? 'what answers at' : 'no Tika Server answers at'} ${url.origin}${probe.answered ? ' is no Tika Server' : ''}: ${probe.said}`,
      'Start it, or correct the address given with --tika; --tika auto starts one, --tika off does without.',
    );
  }
  return {
    url,
    version: probe.version,
    keepsTime: await takesTimeLimit(url, timeoutMs),
    revive: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
