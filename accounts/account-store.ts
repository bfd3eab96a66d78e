/**
 * The port of what a server for a team keeps in its own folder: accounts, their roles, their sessions. Any number of
 * processes may have it open; what one changed holds for the next call of the others. Of what lets somebody in only
 * hashes are kept. An account is never deleted, so that its name in an audit log is never another's.
 */
import type { Account, AuthenticatedBy, CaseRole, Identity } from '../schemas/account.ts';

export interface AccountChange {
  readonly fullName?: string;
  /** As `hashPassword` makes it. */
  readonly passwordHash?: string;
  readonly identity?: Identity;
  readonly isDisabled?: boolean;
}

export interface StoredSession {
  readonly account: Account;
  readonly authenticatedBy: AuthenticatedBy;
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly seen: number;
}

export interface AccountStore {
  /** By name. */
  accounts(): Promise<readonly Account[]>;
  account(name: string): Promise<Account | undefined>;
  /** The account that logs in elsewhere as this; undefined for nobody. */
  accountOf(identity: Identity): Promise<Account | undefined>;
  /** As `hashPassword` made it; undefined for who has none, or is nobody. */
  passwordHash(name: string): Promise<string | undefined>;
  /** False where the name is taken. */
  add(name: string): Promise<boolean>;
  /** False where there is no such account. Throws `wrong-value` for an identity that is another's. */
  change(name: string, change: AccountChange): Promise<boolean>;
  /** Gives a role in a case, in the place of the one there was. False where there is no such account. */
  giveRole(name: string, role: CaseRole): Promise<boolean>;
  /** False where it had none. */
  takeRole(name: string, caseId: string): Promise<boolean>;

  /** `id` is the hash of what the browser has. The oldest of the account go where it has more than `atMost`. */
  beginSession(
    id: Uint8Array,
    of: Pick<StoredSession, 'authenticatedBy' | 'began'> & { readonly name: string },
    atMost: number,
  ): Promise<void>;
  /** Undefined for one that ended, and for one of a disabled account. */
  session(id: Uint8Array): Promise<StoredSession | undefined>;
  sessionSeen(id: Uint8Array, at: number): Promise<void>;
  endSession(id: Uint8Array): Promise<void>;
  /** All that began or were seen last before these, whoever's. */
  endOldSessions(beganBefore: number, seenBefore: number): Promise<void>;
  /** All of an account, with the browsers it is known from; how many sessions there were. */
  endSessions(name: string): Promise<number>;
  /** Keeps that somebody logged in from a browser; the oldest go where the account has more than `atMost`. */
  keepBrowser(id: Uint8Array, name: string, at: number, atMost: number): Promise<void>;
  isKnownBrowser(id: Uint8Array, name: string): Promise<boolean>;

  /** Writes a copy without sessions and browsers to `path`, where nothing may be: what is put back lets nobody in who had logged out. */
  backUp(path: string): Promise<void>;
  close(): Promise<void>;
}
