/** Runs a program as `docs/first-hour.md` says, with a debugger that goes on at once at each stop, and tells where it was. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..', '..');
const base = `${pathToFileURL(root).href}/`;
/** A program that no debugger lets go on would wait for ever. */
const timeoutMs = 60_000;
const beginEveryMs = 100;

/** What the debugger is told: that a script was loaded, or that the program stopped. */
interface Told {
  readonly id?: number;
  readonly result?: { readonly result?: { readonly value?: unknown } };
  readonly method?: string;
  readonly params: {
    readonly scriptId: string;
    readonly url: string;
    readonly callFrames: readonly {
      readonly callFrameId: string;
      readonly functionName: string;
      readonly location: { readonly scriptId: string; readonly lineNumber: number };
    }[];
  };
}

/** A place where the program was stopped; the line counts from 0. */
export interface PausedAt {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  /** What was looked at there. */
  shown?: unknown;
}

/** The expression that is looked at in a place. */
type LookAt = (at: PausedAt) => string | undefined;

function goOn(socket: WebSocket, child: ChildProcess, lookAt: LookAt): PausedAt[] {
  const paused: PausedAt[] = [];
  let asked = 0;
  let looking: number | undefined;
  const ask = (method: string, params = {}): void =>
    socket.send(JSON.stringify({ id: ++asked, method, params }));
  // Said more than once: the program may begin to wait only after it was heard.
  const beginning = setInterval(() => {
    if (socket.readyState === WebSocket.OPEN) ask('Runtime.runIfWaitingForDebugger');
  }, beginEveryMs);
  socket.addEventListener('open', () => ask('Debugger.enable'));
  socket.addEventListener('close', () => clearInterval(beginning));
  const scripts = new Map<string, string>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result, method, params } = JSON.parse(String(data)) as Told;
    if (id !== undefined && id === looking) {
      const last = paused.at(-1);
      if (last) last.shown = result?.result?.value;
      ask('Debugger.resume');
    }
    if (method === 'Debugger.scriptParsed') scripts.set(params.scriptId, params.url);
    if (method !== 'Debugger.paused') return;
    const [frame] = params.callFrames;
    const { scriptId = '', lineNumber = 0 } = frame?.location ?? {};
    const file = (scripts.get(scriptId) ?? '').replace(base, '');
    const at = { file, name: frame?.functionName ?? '', line: lineNumber };
    paused.push(at);
    ask('Debugger.evaluateOnCallFrame', {
      callFrameId: frame?.callFrameId,
      expression: lookAt(at) ?? 'undefined',
      returnByValue: true,
    });
    looking = asked;
  });
  child.on('exit', () => socket.close());
  return paused;
}

/** Throws with what the program said where it does not end well. */
export async function pausedAt(lookAt: LookAt, ...program: readonly string[]): Promise<readonly PausedAt[]> {
  const preload = ['--inspect-port=127.0.0.1:0', '--import', './test/debug/wait-at-stops.ts'];
  const child = spawn(process.execPath, [...preload, ...program], {
    cwd: root,
    // The options of the process that runs the tests are not those of a user.
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let said = '';
  let socket: WebSocket | undefined;
  let paused: readonly PausedAt[] = [];
  child.stderr.setEncoding('utf8').on('data', (words: string) => {
    said += words;
    const [, address] = /listening on (ws:\S+)\n/u.exec(said) ?? [];
    if (!socket && address) {
      socket = new WebSocket(address);
      paused = goOn(socket, child, lookAt);
    }
    if (said.includes('Waiting for the debugger to disconnect')) socket?.close();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`ended with ${code}: ${said}`);
  return paused;
}
