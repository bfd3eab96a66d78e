/** Sessions of a server for a team: each ends when it was left for a while, and in any case after a day's work. */
import type { Account, AuthenticatedBy } from '../schemas/account.ts';
import type { AccountStore } from './account-store.ts';
import { hashOfSecret, newSecret } from './secret.ts';

const minuteMs = 60_000;
/** Of one account, the newest: a script that logs in without end fills no disk. */
const maxSessions = 20;
/** A page that was asked for keeps the session; that it was is written once a minute at most. */
const seenEveryMs = minuteMs;

export interface SessionLimits {
  readonly idleMinutes: number;
  readonly longestHours: number;
}

export class Sessions {
  readonly #store: AccountStore;
  readonly #idleMs: number;
  readonly #longestMs: number;
  readonly #now: () => number;

  constructor(store: AccountStore, { idleMinutes, longestHours }: SessionLimits, now = Date.now) {
    this.#store = store;
    this.#idleMs = idleMinutes * minuteMs;
    this.#longestMs = longestHours * 60 * minuteMs;
    this.#now = now;
  }

  /** What the browser is to have. */
  async begin(name: string, authenticatedBy: AuthenticatedBy): Promise<string> {
    const began = this.#now();
    await this.#store.endOldSessions(began - this.#longestMs, began - this.#idleMs);
    const secret = newSecret();
    await this.#store.beginSession(hashOfSecret(secret), { name, authenticatedBy, began }, maxSessions);
    return secret;
  }

  /** Whose it is; undefined for one that ended. */
  async find(
    secret: string,
  ): Promise<{ readonly account: Account; readonly authenticatedBy: AuthenticatedBy } | undefined> {
    const id = hashOfSecret(secret);
    const session = await this.#store.session(id);
    if (!session) return undefined;
    const now = this.#now();
    const { account, authenticatedBy, began, seen } = session;
    if (now - began > this.#longestMs || now - seen > this.#idleMs) {
      await this.#store.endSession(id);
      return undefined;
    }
    if (now - seen > seenEveryMs) await this.#store.sessionSeen(id, now);
    return { account, authenticatedBy };
  }

  async end(secret: string): Promise<void> {
    await this.#store.endSession(hashOfSecret(secret));
  }
}
