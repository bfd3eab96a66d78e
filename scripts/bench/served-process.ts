/** `evidex serve` in a process of its own, for benchmarks that ask it as browsers do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { basename, join } from 'node:path';

const program = join(import.meta.dirname, '../../bin/evidex.js');

/** The server in its process, which is another one after each kill; its address and the cookie of whoever was let in. */
export class ServedProcess {
  readonly #casePath: string;
  readonly #words: readonly string[];
  #child: ChildProcess | undefined;
  #ready: Promise<{ readonly origin: string; readonly cookie: string }> | undefined;
  kills = 0;

  /** `words` are further options of `serve`. */
  constructor(casePath: string, words: readonly string[] = []) {
    this.#casePath = casePath;
    this.#words = words;
  }

  /** Of the server; the processes that it started are its children. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  start(): void {
    const child = spawn(process.execPath, [program, 'serve', this.#casePath, '--json', ...this.#words], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child = child;
    this.#ready = new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (bytes: Buffer) => {
        text += bytes.toString();
        const { 1: address } = /"address":"([^"]+)"/u.exec(text) ?? [];
        if (address !== undefined) resolve(address);
      });
      child.on('close', () => reject(new Error(`the server ended before it said where it is: ${text}`)));
    }).then(async (address) => {
      const entered = await fetch(address, { redirect: 'manual' });
      return {
        origin: new URL(address).origin,
        cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '',
      };
    });
    // Whoever asks meanwhile is told by their own question.
    this.#ready.catch(() => undefined);
  }

  async #gone(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    process.kill(signal === 'SIGKILL' ? -child.pid : child.pid, signal);
    await closed;
  }

  async kill(): Promise<void> {
    await this.#gone('SIGKILL');
    this.kills += 1;
    this.start();
  }

  end(): Promise<void> {
    return this.#gone('SIGINT');
  }

  /** A page of the case, by its path with what is asked. */
  async get(path: string): Promise<{ readonly status: number; readonly body: Uint8Array }> {
    const { origin, cookie } = (await this.#ready) ?? { origin: '', cookie: '' };
    const answer = await fetch(`${origin}${this.#below}${path}`, {
      redirect: 'manual',
      headers: { cookie },
    });
    return { status: answer.status, body: await answer.bytes() };
  }

  /** Whether the server said that the form was done; false where it said nothing, or that it is to be sent again. */
  async post(path: string, form: Readonly<Record<string, string>>): Promise<boolean> {
    let answer: Response;
    try {
      const { origin, cookie } = (await this.#ready) ?? { origin: '', cookie: '' };
      answer = await fetch(`${origin}${this.#below}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin, cookie },
        body: new URLSearchParams(form),
      });
    } catch {
      return false;
    }
    if (answer.status === 303) return true;
    if (answer.status === 503 || answer.status === 403) return false;
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  get #below(): string {
    return `/case/${encodeURIComponent(basename(this.#casePath))}`;
  }
}
