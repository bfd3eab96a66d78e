/** The pages of one case: from a request to its route, and from what that answers to what the browser gets. */
import type { Context as AnyContext } from 'hono';
import { html } from 'hono/html';
import { escapeLines } from '../cli/frame/escape.ts';
import { isProblem, messageOf } from '../schemas/problem.ts';
import type { Known } from './access.ts';
import type { Given } from './asked.ts';
import { jsonBytes, jsonType } from './json-route.ts';
import { type Html, link, page } from './page.ts';
import { type Downloads, sentHere } from './downloads.ts';
import { isAtLeast, type Person } from './person.ts';
import { type Outcome, Questions } from './questions.ts';
import { statusOf } from './problem-status.ts';
import type { CaseExports } from './exports/export-jobs.ts';
import type { ReaderPool } from './readers/reader-pool.ts';
import type { Answer, AnyRoute, AskedRoute, Finished, To, Unfinished } from './route.ts';
import { routes } from './routes.ts';
import type { ServedCase } from './served-case.ts';

type Context = AnyContext<Known>;

/** What the address gives, its parts first, and behind it what a form does. */
async function givenBy(c: Context): Promise<Given> {
  const form =
    c.req.method === 'POST'
      ? [...new URLSearchParams(await c.req.text())]
      : [...new URL(c.req.url).searchParams];
  const { case: _, ...own } = c.req.param() as Readonly<Record<string, string>>;
  const given = new Map(Object.entries(own).map(([name, value]) => [name, [value]]));
  const parts = new Set(given.keys());
  for (const [name, value] of form) {
    // What stands in the path is not said over again behind it.
    if (parts.has(name)) continue;
    const values = given.get(name);
    if (values) values.push(value);
    else given.set(name, [value]);
  }
  return Object.fromEntries(given);
}

/** For programs; undefined where too many ask at once. */
function refuse(c: Context, problem: unknown): Response {
  const { code, message, hint } = isProblem(problem)
    ? problem
    : { code: problem === undefined ? 'too-many' : 'failed', message: 'not answered', hint: undefined };
  const error = { code, message, ...(hint === undefined ? {} : { hint }) };
  const status = isProblem(problem) ? statusOf(problem) : problem === undefined ? 503 : 500;
  return c.body(jsonBytes({ error }), status, { 'content-type': jsonType });
}

export interface CasePagesParts {
  readonly readers: ReaderPool;
  /** Where files come from a port of their own. */
  readonly downloads: Downloads | undefined;
  readonly exports: CaseExports | undefined;
}

export class CasePages {
  readonly #served: ServedCase;
  readonly #onError: (words: string) => void;
  readonly #questions: Questions;
  readonly #to: To;

  readonly #downloads: Downloads | undefined;
  readonly #exports: CaseExports | undefined;

  constructor(
    served: ServedCase,
    { readers, downloads, exports }: CasePagesParts,
    onError: (words: string) => void,
  ) {
    this.#served = served;
    this.#downloads = downloads;
    this.#exports = exports;
    this.#onError = onError;
    const address = addressOf(served.key);
    this.#to = (path, parameters) => link(`${address}${path}`, parameters);
    this.#questions = new Questions(served, readers, address, this.#to);
  }

  get key(): string {
    return this.#served.key;
  }

  get answered(): number {
    return this.#questions.answered;
  }

  /** For an address that no route has. */
  nothing(c: Context): Response | Promise<Response> {
    return this.#saysNo(c, 404, 'There is no such page');
  }

  #framed(person: Person | undefined, title: string, at: string, body: Html): Html {
    const open = person?.scope.open ?? [];
    const ways = routes.flatMap(({ navigation, path, least }) =>
      navigation !== undefined && person && isAtLeast(person.role, least)
        ? [{ address: this.#to(path), words: navigation, isHere: path === at }]
        : [],
    );
    const opened = open.length > 0 ? open.join(', ') : undefined;
    const { caseName } = this.#served;
    // On this machine alone there is nothing to log out of but the server itself.
    const canLeave = person?.who.servedBy !== undefined;
    return page({ caseName: person && caseName, opened, person: person?.name, canLeave, ways }, title, body);
  }

  #person(c: Context): Person | undefined {
    return c.get('visitor').personIn(this.#served.key);
  }

  #saysNo(c: Context, status: 403 | 404 | 503, title: string, words = ''): Response | Promise<Response> {
    const body = html`<h1>${title}</h1>
      <p>${words}</p>`;
    return c.html(this.#framed(this.#person(c), title, '', body), status);
  }

  async answer(c: Context, route: AnyRoute): Promise<Response> {
    const person = this.#person(c);
    if (!person) return this.nothing(c);
    if (!isAtLeast(person.role, route.least))
      return this.#saysNo(c, 403, 'Not open to you', `This takes the role of a ${route.least}.`);
    const given = await givenBy(c);
    const asked = route.read(given);
    const { signal } = c.req.raw;
    const outcome = await this.#questions.ask({ route, given, asked, person, signal });
    if (outcome === 'too-many' && route.json) return refuse(c, undefined);
    if (outcome === 'too-many')
      return this.#saysNo(c, 503, 'Too many questions at once', 'Ask again in a moment.');
    if (!('answer' in outcome)) return this.#failed(c, route, person, asked, outcome);
    const { answer } = outcome;
    if (!('unfinished' in answer)) return this.#sent(c, route, person, answer);
    try {
      const { originals } = this.#served;
      const finishing = { originals, exports: this.#exports, person, scope: person.scope, to: this.#to };
      return await this.#sent(c, route, person, await asked.finish(finishing, answer.unfinished));
    } catch (problem) {
      return this.#failed(c, route, person, asked, { problem });
    }
  }

  #sent(
    c: Context,
    route: AnyRoute,
    person: Person,
    answer: Exclude<Answer, Unfinished> | Finished,
  ): Response | Promise<Response> {
    if ('download' in answer) {
      if (this.#downloads) return c.redirect(this.#downloads.addressOf(answer), 303);
      return sentHere(answer).then((sent) => this.#sent(c, route, person, sent));
    }
    if ('goTo' in answer) return c.redirect(this.#to(answer.goTo), 303);
    if ('body' in answer) {
      if (answer.refreshSeconds !== undefined) c.header('refresh', String(answer.refreshSeconds));
      return c.html(
        this.#framed(person, answer.title ?? route.title, route.path, answer.body),
        answer.status ?? 200,
      );
    }
    const { bytes, contentType, policy, headers = {} } = answer;
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    c.header('content-security-policy', policy ?? nothingAtAll);
    if (policy !== undefined) {
      // Shown in a frame of a page of ours; the policy says whose.
      c.header('x-frame-options', 'SAMEORIGIN');
    }
    // The script of our own pages is the only one of this address: their policy lets them run what comes from it.
    const type = /script/iu.test(contentType) ? 'application/octet-stream' : contentType;
    return c.body(bytes, 200, { 'content-type': type });
  }

  #failed(
    c: Context,
    route: AnyRoute,
    person: Person,
    asked: AskedRoute,
    { problem }: Exclude<Outcome, 'too-many' | { readonly answer: Answer }>,
  ): Response | Promise<Response> {
    if (!isProblem(problem)) this.#onError(`${asked.words[0]}: ${messageOf(problem)}`);
    if (route.json) return refuse(c, problem);
    if (isProblem(problem)) {
      const { message, hint } = problem;
      const body =
        asked.refused?.(this.#to, message, hint) ??
        html`<h1>${route.method === 'get' ? 'Not shown' : 'Not done'}</h1>
          <pre class="warn">${escapeLines(message)}</pre>
          ${hint ? html`<p>${hint}</p>` : ''}`;
      return c.html(this.#framed(person, 'Not shown', route.path, body), statusOf(problem));
    }
    const body = html`<h1>Not answered</h1>
      <p>The case could not be read; the terminal of the server says why. Nothing is shown of a part.</p>`;
    return c.html(this.#framed(person, 'Not answered', route.path, body), 500);
  }
}

/** For what is no page of ours and does not say what it may. */
const nothingAtAll = "default-src 'none'; sandbox";

/** Where a case is. */
export const addressOf = (key: string): string => `/case/${encodeURIComponent(key)}`;
