/**
 * Who may ask a server that listens on this machine alone: whoever was given the address that it printed. Its token is
 * taken once, for a cookie that lasts as long as the server does.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const secretBytes = 32;
const newSecret = (): string => randomBytes(secretBytes).toString('base64url');
const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
/** In the same time whatever the difference. */
const isSame = (given: string | undefined, secret: string): boolean =>
  given !== undefined && timingSafeEqual(digest(given), digest(secret));

export class Access {
  #token: string | undefined = newSecret();
  readonly #session = newSecret();
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** Other servers of this machine have the same host, and cookies know no ports. */
  get cookieName(): string {
    return `evidex-${this.#port}`;
  }

  /** The address to open; undefined once it was used. */
  get address(): string | undefined {
    return this.#token && `http://127.0.0.1:${this.#port}/enter?token=${this.#token}`;
  }

  /** The session that a token gives, once; undefined for any other. */
  enter(token: string | undefined): string | undefined {
    if (this.#token === undefined || !isSame(token, this.#token)) return undefined;
    this.#token = undefined;
    return this.#session;
  }

  isSession(cookie: string | undefined): boolean {
    return isSame(cookie, this.#session);
  }

  /** A page of elsewhere whose name was bound to this machine (DNS rebinding) asks under its own name. */
  isOwnHost(host: string | undefined): boolean {
    return host === `127.0.0.1:${this.#port}` || host === `localhost:${this.#port}`;
  }
}
