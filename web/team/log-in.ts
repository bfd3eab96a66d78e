/** Lets somebody in by the password of an account, slowly where it was wrong before, and in the same time for names that nobody has. */
import type { AccountStore } from '../../accounts/account-store.ts';
import { Guesses } from '../../accounts/guesses.ts';
import { isPassword } from '../../accounts/password.ts';
import { hashOfSecret, newSecret } from '../../accounts/secret.ts';
import type { Account } from '../../schemas/account.ts';

/** Slips of the finger make nobody wait; of an address more, since an office may have one. */
const freeOfAccount = 5;
const freeOfAddress = 20;
/** A check takes a quarter of a second and 32 MiB: more at once are told to come back. */
const maxWaiting = 16;
/** Of one account, those from which somebody logged in last. */
const maxBrowsers = 10;

export interface Attempt {
  readonly name: string;
  readonly password: string;
  /** From where, as `askedFrom` has it. */
  readonly from: string;
  /** What the browser was given when somebody logged in from it. */
  readonly browser: string | undefined;
}

export type Attempted =
  | { readonly account: Account; readonly browser: string }
  | { readonly wrong: true }
  | { readonly waitMs: number };

export class LogIn {
  readonly #store: AccountStore;
  readonly #guesses: Guesses;
  readonly #now: () => number;
  /** Who is known does not wait behind those who guess. */
  readonly #lanes = { known: Promise.resolve(), unknown: Promise.resolve() };
  readonly #waiting = { known: 0, unknown: 0 };

  constructor(store: AccountStore, now = Date.now) {
    this.#store = store;
    this.#guesses = new Guesses(now);
    this.#now = now;
  }

  async try(attempt: Attempt): Promise<Attempted> {
    const { browser, name } = attempt;
    const isKnown = browser !== undefined && (await this.#store.isKnownBrowser(hashOfSecret(browser), name));
    const lane = isKnown ? 'known' : 'unknown';
    if (this.#waiting[lane] >= maxWaiting) return { waitMs: 5_000 };
    this.#waiting[lane] += 1;
    const own = this.#lanes[lane].then(() => this.#check(attempt, isKnown));
    this.#lanes[lane] = own.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await own;
    } finally {
      this.#waiting[lane] -= 1;
    }
  }

  /** What was looked at once is not lengthened by what is tried meanwhile; a browser that is known is counted by itself. */
  async #check({ name, password, from, browser }: Attempt, isKnown: boolean): Promise<Attempted> {
    const counted = isKnown
      ? [{ what: `browser ${browser}`, free: freeOfAccount }]
      : [
          { what: `account ${name}`, free: freeOfAccount },
          { what: `address ${from}`, free: freeOfAddress },
        ];
    const waitMs = Math.max(...counted.map(({ what }) => this.#guesses.waitMs(what)));
    if (waitMs > 0) return { waitMs };
    const account = await this.#store.account(name);
    const kept = account?.isDisabled === false ? await this.#store.passwordHash(name) : undefined;
    const isRight = await isPassword(password, kept);
    if (!account || !isRight) {
      for (const { what, free } of counted) this.#guesses.failed(what, free);
      return { wrong: true };
    }
    this.#guesses.passed(counted[0]?.what ?? '');
    return { account, browser: isKnown && browser !== undefined ? browser : await this.#keepBrowser(name) };
  }

  async #keepBrowser(name: string): Promise<string> {
    const secret = newSecret();
    await this.#store.keepBrowser(hashOfSecret(secret), name, this.#now(), maxBrowsers);
    return secret;
  }
}
