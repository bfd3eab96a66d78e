/**
 * Who may ask a server that listens on this machine alone: whoever was given the address that it printed. Its token is
 * taken once, for a cookie that lasts as long as the server does.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { newSecret } from '../accounts/secret.ts';
import type { Access, Known, Visitor } from './access.ts';
import { plainPage } from './page.ts';
import type { Person } from './person.ts';

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
/** In the same time whatever the difference. */
const isSame = (given: string | undefined, secret: string): boolean =>
  given !== undefined && timingSafeEqual(digest(given), digest(secret));

export class LocalAccess implements Access {
  readonly isEncrypted = false;
  #token: string | undefined = newSecret();
  readonly #session = newSecret();
  readonly #port: number;
  readonly #visitor: Visitor;

  /** Whoever enters is `person` in every case. */
  constructor(port: number, person: Person) {
    this.#port = port;
    this.#visitor = { personIn: () => person };
  }

  /** The address to open; undefined once it was used. */
  get address(): string | undefined {
    return this.#token && `http://127.0.0.1:${this.#port}/enter?token=${this.#token}`;
  }

  isOwnHost(host: string | undefined): boolean {
    return host === `127.0.0.1:${this.#port}` || host === `localhost:${this.#port}`;
  }

  isOwnOrigin(origin: string | undefined): boolean {
    return origin?.startsWith('http://') === true && this.isOwnHost(origin.slice('http://'.length));
  }

  addEntrance(app: Hono<Known>): void {
    app.get('/enter', (c) => {
      // A program that looks whether a link is there must not use the token up.
      const session = c.req.method === 'GET' ? this.#enter(c.req.query('token')) : undefined;
      if (session === undefined)
        return c.html(
          plainPage(
            'Not let in',
            'The token is not the one that was printed, or was used before. Stop the server and start it again for another.',
          ),
          403,
        );
      setCookie(c, this.#cookieName, session, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect('/', 303);
    });
  }

  visitor(asked: Context): Promise<Visitor | undefined> {
    const isKnown = isSame(getCookie(asked, this.#cookieName), this.#session);
    return Promise.resolve(isKnown ? this.#visitor : undefined);
  }

  turnAway(asked: Context): Response | Promise<Response> {
    const words = 'Open the address that `evidex serve` printed: the token in it works once.';
    return asked.html(plainPage('Not let in', words), 403);
  }

  /** Other servers of this machine have the same host, and cookies know no ports. */
  get #cookieName(): string {
    return `evidex-${this.#port}`;
  }

  /** The session that a token gives, once; undefined for any other. */
  #enter(token: string | undefined): string | undefined {
    if (this.#token === undefined || !isSame(token, this.#token)) return undefined;
    this.#token = undefined;
    return this.#session;
  }
}
