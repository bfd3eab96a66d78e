/** Who may ask a server for a team: whoever logged in, in the cases in which their account has a role. */
import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { AccountStore } from '../../accounts/account-store.ts';
import { type SessionLimits, Sessions } from '../../accounts/sessions.ts';
import type { ProcessOperator } from '../../cli/frame/operator.ts';
import { formatDuration } from '../../cli/frame/quantities.ts';
import type { ServerLog } from '../../cli/run/server-log.ts';
import { type Account, type AuthenticatedBy, shownName } from '../../schemas/account.ts';
import type { Access, Known, Visitor } from '../access.ts';
import { type Html, plainPage } from '../page.ts';
import { style } from '../style.ts';
import { LogIn } from './log-in.ts';
import { type OpenIdConnect, returnPath } from './open-id-connect.ts';
import { logInPage, ownPath } from './log-in-page.ts';
import { askedFrom, OwnAddress, type Reached } from './own-address.ts';

/** `__Host-`: a browser takes it from this host alone, encrypted, for all its paths. */
const sessionCookie = '__Host-evidex';
const browserCookie = '__Host-evidex-browser';
const browserDays = 180;
const enteringCookie = '__Host-evidex-entering';
/** To log in at a provider, with what it asks for. */
const enteringSeconds = 600;
/** Refused attempts that are kept in the log in an hour; stops who guesses from filling the disk. */
const maxRefusedKept = 200;
const hourMs = 3_600_000;

export interface Team {
  readonly store: AccountStore;
  readonly log: ServerLog;
  /** Whose process the server is. */
  readonly owner: ProcessOperator;
  readonly reached: Reached;
  readonly sessions: SessionLimits;
  /** Where accounts may log in elsewhere. */
  readonly provider: OpenIdConnect | undefined;
  /** The case of that key has this id. */
  readonly caseIds: ReadonlyMap<string, string>;
}

const secure = { httpOnly: true, secure: true, path: '/' } as const;

export class TeamAccess implements Access {
  readonly #team: Team;
  readonly #own: OwnAddress;
  readonly #sessions: Sessions;
  readonly #logIn: LogIn;
  #refused = { since: 0, kept: 0 };

  constructor(team: Team, port: number) {
    this.#team = team;
    this.#own = new OwnAddress(team.reached, port);
    this.#sessions = new Sessions(team.store, team.sessions);
    this.#logIn = new LogIn(team.store);
  }

  get isEncrypted(): boolean {
    return this.#own.scheme === 'https';
  }

  isOwnHost(host: string | undefined): boolean {
    return this.#own.isHost(host);
  }

  isOwnOrigin(origin: string | undefined): boolean {
    return this.#own.isOrigin(origin);
  }

  addEntrance(app: Hono<Known>): void {
    app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
    app.get('/login', (c) => c.html(this.#page(ownPath(c.req.query('to')))));
    const { provider } = this.#team;
    if (provider) this.#addProvider(app, provider);
    app.post('/login', async (c) => this.#tried(c));
    app.post('/logout', async (c) => {
      const session = getCookie(c, sessionCookie);
      const found = session === undefined ? undefined : await this.#sessions.find(session);
      if (found && session !== undefined)
        await this.#team.log.keep(['log-out'], () => this.#sessions.end(session), this.#whose(found));
      setCookie(c, sessionCookie, '', { ...secure, sameSite: 'Lax', maxAge: 0 });
      return c.redirect('/login', 303);
    });
  }

  #page(to: string, words?: string): Html {
    return logInPage({ to, words, provider: this.#team.provider?.title });
  }

  #addProvider(app: Hono<Known>, provider: OpenIdConnect): void {
    // The host was looked at before: it is one of our own.
    const originOf = (c: Context): string => `${this.#own.scheme}://${c.req.header('host') ?? ''}`;
    const failed = 'The provider did not let you in, or cannot be reached. Try again.';
    app.get('/login/openid', async (c) => {
      const to = ownPath(c.req.query('to'));
      try {
        const { address, kept } = await provider.begin(originOf(c), to);
        setCookie(c, enteringCookie, kept, { ...secure, sameSite: 'Lax', maxAge: enteringSeconds });
        return c.redirect(address.href, 303);
      } catch {
        return c.html(this.#page(to, failed), 503);
      }
    });
    app.get(returnPath, async (c) => {
      const kept = getCookie(c, enteringCookie);
      setCookie(c, enteringCookie, '', { ...secure, sameSite: 'Lax', maxAge: 0 });
      const { search } = new URL(c.req.url);
      const came = await provider
        .end(new URL(`${originOf(c)}${returnPath}${search}`), kept)
        .catch(() => undefined);
      if (!came) return c.html(this.#page('/', failed), 403);
      const account = await this.#team.store.accountOf(came.identity);
      if (account?.isDisabled === false)
        return this.#letIn(c, { account, authenticatedBy: 'openid-connect' }, ownPath(came.to));
      const { issuer, subject } = came.identity;
      await this.#keepRefused(`${subject} of ${issuer}`, this.#from(c));
      const words = `No account here is ${subject} of ${issuer}. Tell that to who keeps the accounts of this server.`;
      return c.html(this.#page('/', words), 403);
    });
  }

  async visitor(asked: Context): Promise<Visitor | undefined> {
    const session = getCookie(asked, sessionCookie);
    const found = session === undefined ? undefined : await this.#sessions.find(session);
    if (!found) return undefined;
    const { account } = found;
    const [name, who] = [shownName(account), this.#whose(found)];
    return {
      account: name,
      personIn: (key) => {
        const caseId = this.#team.caseIds.get(key);
        const given = account.roles.find((one) => one.caseId === caseId);
        return given && { name, who, role: given.role, scope: { open: given.open } };
      },
    };
  }

  turnAway(asked: Context): Response | Promise<Response> {
    if (asked.req.method === 'POST')
      return asked.html(
        plainPage('Not let in', 'Your session has ended, and nothing was done. Log in again in another tab, then send it once more.'),
        403,
      ); // prettier-ignore
    const { pathname, search } = new URL(asked.req.url);
    return asked.redirect(
      `/login?${new URLSearchParams({ to: ownPath(pathname + search) }).toString()}`,
      303,
    );
  }

  #whose({ account, authenticatedBy }: { readonly account: Account; readonly authenticatedBy: AuthenticatedBy }) {
    return { user: account.name, authenticatedBy, servedBy: this.#team.owner };
  } // prettier-ignore

  async #tried(c: Context): Promise<Response> {
    const form = new URLSearchParams(await c.req.text());
    const name = (form.get('name') ?? '').trim().toLowerCase().slice(0, 64);
    const to = ownPath(form.get('to') ?? undefined);
    const tried = await this.#logIn.try({
      name,
      password: form.get('password') ?? '',
      from: this.#from(c),
      browser: getCookie(c, browserCookie),
    });
    if ('waitMs' in tried) {
      c.header('retry-after', String(Math.ceil(tried.waitMs / 1000)));
      const words = `Too many attempts. Try again in ${formatDuration(tried.waitMs)}.`;
      return c.html(this.#page(to, words), 429);
    }
    if ('wrong' in tried) {
      // A name that no account has may be a password that was typed into the wrong place.
      const account = await this.#team.store.account(name);
      await this.#keepRefused(account ? name : 'no such account', this.#from(c));
      return c.html(this.#page(to, 'The account or the password is wrong.'), 403);
    }
    setCookie(c, browserCookie, tried.browser, {
      ...secure,
      sameSite: 'Strict',
      maxAge: browserDays * 24 * 60 * 60,
    });
    return this.#letIn(c, { account: tried.account, authenticatedBy: 'local-account' }, to);
  }

  async #letIn(
    c: Context,
    whom: { readonly account: Account; readonly authenticatedBy: AuthenticatedBy },
    to: string,
  ): Promise<Response> {
    const before = getCookie(c, sessionCookie);
    await this.#team.log.keep(
      ['log-in', this.#from(c)],
      async () => {
        if (before !== undefined) await this.#sessions.end(before);
        const session = await this.#sessions.begin(whom.account.name, whom.authenticatedBy);
        // Not strict: who comes by a link in a message, or back from a provider, has it too. Forms are held to their origin.
        setCookie(c, sessionCookie, session, { ...secure, sameSite: 'Lax' });
      },
      this.#whose(whom),
    );
    return c.redirect(to, 303);
  }

  async #keepRefused(whom: string, from: string): Promise<void> {
    const now = Date.now();
    if (now - this.#refused.since > hourMs) this.#refused = { since: now, kept: 0 };
    this.#refused.kept += 1;
    if (this.#refused.kept > maxRefusedKept) return;
    const words = ['log-in-refused', whom, from];
    if (this.#refused.kept === maxRefusedKept) words.push('more in this hour are not kept');
    await this.#team.log.keep(words, () => Promise.resolve());
  }

  #from(c: Context): string {
    const { incoming } = c.env as { incoming?: { socket: { remoteAddress?: string } } };
    return askedFrom(incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'), this.#own.isBehindProxy);
  } // prettier-ignore
}
