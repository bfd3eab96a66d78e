/** `evidex serve` running beside a test: its address is opened as a browser would, and pages are asked for with its cookie. */
import { basename } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../../cli/main.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { Parser } from 'htmlparser2';

/** What no case has. */
const ofServer = /^\/(?:case\/|enter\?|style\.css$|app\.js$|openapi\.json$|query-fields\.json$)/u;

export interface Served {
  readonly origin: string;
  /** The address of the case, below which its pages are. */
  readonly at: string;
  /** Asks with the cookie for an address of the server, or for one below the case; redirects are not followed. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** The page as text. */
  html(path: string): Promise<string>;
  /** Sends a form as a page of the server would. */
  post(path: string, form: Readonly<Record<string, string | readonly string[]>>): Promise<Response>;
  /** Ends the server; its exit code. */
  end(): Promise<number>;
  stderr(): string;
}

/** A server that runs beside a test. */
export interface Running {
  readonly address: string;
  /** Ends it; its exit code. */
  end(): Promise<number>;
  stderr(): string;
}

/** Starts `evidex serve` with these words, and waits for its address. */
export async function startServing(words: readonly string[]): Promise<Running> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let errors = '';
  stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const stop = new AbortController();
  const ended = main(['serve', ...words, '--json'], {
    stdin: Readable.from([]),
    stdout,
    stderr,
    environment: { EVIDEX_HOME: process.env['EVIDEX_HOME'], EVIDEX_OPERATOR: 'Bo Examiner' },
    signal: stop.signal,
    stores: sqliteStores,
  });
  return {
    address: await printed(stdout, ended),
    async end() {
      stop.abort();
      return ended;
    },
    stderr: () => errors,
  };
}

/** The address that the server prints; fails where it ends before. */
async function printed(stdout: PassThrough, ended: Promise<number>): Promise<string> {
  let text = '';
  const line = new Promise<string>((resolve) => {
    stdout.on('data', (part: Buffer) => {
      text += part.toString();
      const { 1: address } = /"address":"([^"]+)"/.exec(text) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  const early = ended.then((exitCode) => {
    throw new Error(`the server ended with ${exitCode}`);
  });
  return Promise.race([line, early]);
}

/** Starts it over a case. With `enter: false` its token is left for the test. */
export async function serve(
  casePath: string,
  words: readonly string[] = [],
  { enter = true }: { readonly enter?: boolean } = {},
): Promise<Served & { readonly address: string }> {
  const running = await startServing([casePath, ...words]);
  const { address } = running;
  const { origin } = new URL(address);
  const entered = enter ? await fetch(address, { redirect: 'manual' }) : undefined;
  const cookie = entered?.headers.get('set-cookie')?.split(';')[0] ?? '';
  const at = `/case/${encodeURIComponent(basename(casePath))}`;
  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${origin}${ofServer.test(path) ? path : `${at}${path}`}`, {
      redirect: 'manual',
      ...init,
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(init.headers as Record<string, string> | undefined),
      },
    });
  return {
    origin,
    address,
    at,
    get,
    post: (path, form) =>
      get(path, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams(
          Object.entries(form).flatMap(([name, value]) =>
            (typeof value === 'string' ? [value] : value).map((one) => [name, one]),
          ),
        ),
      }),
    html: async (path) => (await get(path)).text(),
    end: () => running.end(),
    stderr: () => running.stderr(),
  };
}

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** All elements of a page, and its text without marks. */
export function parsePage(page: string): { readonly elements: readonly Element[]; readonly text: string } {
  const elements: Element[] = [];
  let text = '';
  const parser = new Parser({
    onopentag: (name, attributes) => void elements.push({ name, attributes }),
    ontext: (words) => (text += words),
  });
  parser.end(page);
  return { elements, text };
}

/** Where the links of a page lead that begin so, below the case. */
export const linksOf = (page: string, begin: string): string[] =>
  parsePage(page).elements.flatMap(({ name, attributes: { href = '' } }) => {
    const below = href.replace(/^\/case\/[^/]*/u, '');
    return name === 'a' && below !== href && below.startsWith(begin) ? [below] : [];
  });
