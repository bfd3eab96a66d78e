/**
 * Serves one case to a browser of this machine. Pages are made here, without code for the browser; they ask nothing of any
 * other machine, and a browser that obeys their headers could not.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { escapeLines } from '../cli/frame/escape.ts';
import { codeOf, isProblem, messageOf, type Problem } from '../schemas/problem.ts';
import { Access } from './access.ts';
import { coveragePage } from './coverage-page.ts';
import { documentPage } from './document-page.ts';
import { findPage } from './find-page.ts';
import { type Html, page } from './page.ts';
import { type Answer, refusedSearch, type SearchAsked, searchPage, sorts, startPage } from './search-page.ts';
import { type Reading, reading, type ServedCase } from './served-case.ts';
import { style } from './style.ts';

/** Of the address and the headers together; longer ones are refused before they are read. */
const maxHeaderBytes = 128 * 1024;
/** A client that sends slower holds a connection; this many at once are heard. */
const requestTimeoutMs = 30_000;
const maxConnections = 256;
/** Stops a script that asks for page after page from holding the process in one queue without end. */
const maxWaiting = 32;

/** No script, frame, font or request to anywhere, whatever evidence brought into a page; and no copy in a cache. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

export interface ServeOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Ends the server. */
  readonly signal: AbortSignal;
  /** Told the address to open, with its token. */
  readonly onListening: (address: string) => Promise<void>;
  /** Told of what no page was to tell. */
  readonly onError: (words: string) => void;
}

const plain = (title: string, words: string): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${words}</p>
      </body>
    </html>`;

const wholeNumber = (text: string | undefined): number => {
  const number = Number(text ?? '0');
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
};

const sortOf = (text: string | undefined): SearchAsked['sort'] =>
  text !== undefined && Object.hasOwn(sorts, text) ? (text as SearchAsked['sort']) : 'relevance';

const statusOf = (problem: Problem): 400 | 404 => (problem.code === 'not-found' ? 404 : 400);

/** The pages of a case; every one of them is asked by somebody whom `access` knows, and recorded before it is made. */
class Pages {
  readonly app = new Hono();
  answered = 0;
  readonly #served: ServedCase;
  readonly #access: Access;
  readonly #onError: (words: string) => void;
  /** Ledger and index answer in this thread: one question after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(served: ServedCase, access: Access, onError: (words: string) => void) {
    this.#served = served;
    this.#access = access;
    this.#onError = onError;
    this.#guard();
    this.#routes();
  }

  #guard(): void {
    const { app } = this;
    const access = this.#access;
    app.use(async (c, next) => {
      for (const [name, value] of Object.entries(headers)) c.header(name, value);
      if (!access.isOwnHost(c.req.header('host')))
        return c.html(plain('Not here', 'This server answers to the address that it printed alone.'), 421);
      if (c.req.method !== 'GET' && c.req.method !== 'HEAD')
        return c.html(plain('Not allowed', 'Pages are only read here.'), 405);
      return next();
    });
    app.get('/enter', (c) => {
      // A program that looks whether a link is there must not use the token up.
      const session = c.req.method === 'GET' ? access.enter(c.req.query('token')) : undefined;
      if (session === undefined)
        return c.html(
          plain(
            'Not let in',
            'The token is not the one that was printed, or was used before. Stop the server and start it again for another.',
          ),
          403,
        );
      setCookie(c, access.cookieName, session, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect('/', 303);
    });
    app.use(async (c, next) => {
      if (!access.isSession(getCookie(c, access.cookieName)))
        return c.html(
          plain('Not let in', 'Open the address that `evidex serve` printed: the token in it works once.'),
          403,
        );
      return next();
    });
  }

  #routes(): void {
    const { app } = this;
    app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
    app.get('/', (c) => {
      const asked = {
        q: c.req.query('q') ?? '',
        sort: sortOf(c.req.query('sort')),
        after: c.req.query('after'),
      };
      if (asked.q.trim() === '') return this.#answer(c, 'Search', '/', ['search'], startPage);
      const refused = (message: string, hint: string | undefined): Html =>
        refusedSearch(asked, message, hint);
      const words = [
        'search',
        asked.q,
        `sort ${asked.sort}`,
        ...(asked.after === undefined ? [] : [`after ${asked.after}`]),
      ];
      return this.#answer(c, asked.q, '/', words, (read) => searchPage(read, asked), refused);
    });
    app.get('/document/:id', (c) => {
      const id = c.req.param('id');
      const asked = {
        id,
        q: c.req.query('q') ?? '',
        text: c.req.query('text') === undefined ? undefined : wholeNumber(c.req.query('text')),
        from: wholeNumber(c.req.query('from')),
      };
      const words = [
        'document',
        id,
        `text ${asked.text ?? 'body'} from ${asked.from}`,
        ...(asked.q === '' ? [] : [asked.q]),
      ];
      return this.#answer(c, 'Document', '/document', words, (read) => documentPage(read, asked));
    });
    app.get('/coverage', (c) => this.#answer(c, 'Coverage', '/coverage', ['coverage'], coveragePage));
    app.get('/find', (c) => {
      const name = c.req.query('name') ?? '';
      return this.#answer(c, 'Find a file', '/find', ['find', name], (read) => findPage(read, name));
    });
    app.notFound((c) => c.html(this.#framed('Not here', '', html`<h1>There is no such page</h1>`), 404));
  }

  #framed(title: string, at: string, body: Html): Html {
    const { caseName, scope } = this.#served;
    const opened = scope.open.length > 0 ? scope.open.join(', ') : undefined;
    return page({ caseName, opened }, title, at, body);
  }

  /** In turn. Undefined where too many wait. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#waiting >= maxWaiting) return undefined;
    this.#waiting += 1;
    const before = this.#queue;
    const own = before.then(work);
    this.#queue = own.catch(() => undefined);
    try {
      return await own;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #answer(
    c: Context,
    title: string,
    at: string,
    words: readonly string[],
    make: (read: Reading) => Promise<Answer>,
    refused?: (message: string, hint: string | undefined) => Html,
  ): Promise<Response> {
    const made = await this.#inTurn(() => this.#recorded(words, make));
    if (made === undefined)
      return c.html(
        this.#framed(
          'Too many at once',
          at,
          html`<h1>Too many questions at once</h1>
            <p>Ask again in a moment.</p>`,
        ),
        503,
      );
    if ('answer' in made) return c.html(this.#framed(title, at, made.answer.body));
    const { problem } = made;
    if (isProblem(problem)) {
      const { message, hint } = problem;
      const body =
        refused?.(message, hint) ??
        html`<h1>Not shown</h1>
          <pre class="warn">${escapeLines(message)}</pre>
          ${hint ? html`<p>${hint}</p>` : ''}`;
      return c.html(this.#framed('Not shown', at, body), statusOf(problem));
    }
    this.#onError(`${words[0]}: ${messageOf(problem)}`);
    const body = html`<h1>Not answered</h1>
      <p>The case could not be read; the terminal of the server says why. Nothing is shown of a part.</p>`;
    return c.html(this.#framed('Not answered', at, body), 500);
  }

  /** The answer, or what it failed by; both are recorded. Where a question cannot be recorded, it is not answered. */
  async #recorded(
    words: readonly string[],
    make: (read: Reading) => Promise<Answer>,
  ): Promise<{ readonly answer: Answer } | { readonly problem: unknown }> {
    try {
      const end = await this.#served.recordQuestion(words);
      try {
        const answer = await reading(this.#served, make);
        const { resultCount } = answer;
        await end({ exitCode: 0, ...(resultCount === undefined ? {} : { resultCount }) });
        this.answered += 1;
        return { answer };
      } catch (problem) {
        await end({ exitCode: 1, problem: codeOf(problem) ?? 'failed' });
        return { problem };
      }
    } catch (problem) {
      return { problem };
    }
  }
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Serves until `signal` is aborted; how many questions were answered. Throws what listening throws (`EADDRINUSE`). */
export async function serveCase(served: ServedCase, options: ServeOptions): Promise<number> {
  const { port, signal, onListening, onError } = options;
  const server = createServer({
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
  });
  server.maxConnections = maxConnections;
  await listen(server, port);
  const access = new Access((server.address() as AddressInfo).port);
  const pages = new Pages(served, access, onError);
  const answer = getRequestListener(pages.app.fetch);
  server.on('request', (asked, reply) => {
    answer(asked, reply).catch((error: unknown) => onError(messageOf(error)));
  });
  try {
    await onListening(access.address ?? '');
    await aborted(signal);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return pages.answered;
}
