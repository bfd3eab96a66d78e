/** `evidex serve` for a team beside a test: accounts are made as by hand, and each logs in as a browser would. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { runCli } from '../cli/run-cli.ts';
import { type Running, startServing } from './served.ts';

export const password = 'correct horse battery';

/** One of a test's accounts, or nobody, as the server knows them by their cookies. */
export interface Browser {
  /** Redirects are not followed; cookies are kept. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, form: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Response>;
  logIn(name: string, with_?: string): Promise<Response>;
  readonly cookies: Map<string, string>;
} // prettier-ignore

export class TeamServer {
  readonly folder: string;
  readonly origin: string;
  readonly #running: Running;

  private constructor(folder: string, running: Running) {
    this.folder = folder;
    this.#running = running;
    ({ origin: this.origin } = new URL(running.address));
  }

  /** `given`: name of the account to the words of its roles, each with its case. */
  static async start(
    folder: string,
    cases: readonly string[],
    given: Readonly<Record<string, readonly (readonly string[])[]>>,
    settings: object = {},
  ): Promise<TeamServer> {
    const serverFolder = join(folder, 'server');
    const accounts = (words: readonly string[]) =>
      runCli(['accounts', ...words, '--server-folder', serverFolder], { stdin: password });
    for (const [name, roles] of Object.entries(given)) {
      expect(await accounts([name, '--add', '--password'])).toMatchObject({ exitCode: 0 });
      for (const words of roles) expect(await accounts([name, '--role', ...words])).toMatchObject({ exitCode: 0 });
    }
    writeFileSync(join(serverFolder, 'server.json'), JSON.stringify(settings), { mode: 0o600 });
    const words = [...cases, '--listen', '127.0.0.1:0', '--server-folder', serverFolder];
    return new TeamServer(serverFolder, await startServing(words));
  } // prettier-ignore

  browser(): Browser {
    const cookies = new Map<string, string>();
    const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${this.origin}${path}`, {
        redirect: 'manual',
        ...init,
        headers: { ...(cookie === '' ? {} : { cookie }), ...(init.headers as Record<string, string> | undefined) },
      });
      for (const line of answer.headers.getSetCookie()) {
        const { 1: name = '', 2: value = '' } = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    };
    const post: Browser['post'] = (path, form, headers = {}) =>
      ask(path, { method: 'POST', headers: { origin: this.origin, ...headers }, body: new URLSearchParams(form) });
    return { cookies, ask, post, logIn: (name, with_ = password) => post('/login', { name, password: with_, to: '/' }) };
  } // prettier-ignore

  /** Of the server's own log, in words. */
  async log(): Promise<string> {
    return (await runCli(['accounts', '--log', '--server-folder', this.folder])).stdout;
  }

  accounts(...words: string[]) {
    return runCli(['accounts', ...words, '--server-folder', this.folder], { stdin: password });
  }

  end(): Promise<number> {
    return this.#running.end();
  }
}
