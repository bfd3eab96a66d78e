/** Accounts, roles and sessions in one SQLite file. */
import { existsSync } from 'node:fs';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Account, AuthenticatedBy, CaseRole, Identity, Role } from '../../schemas/account.ts';
import { Problem } from '../../schemas/problem.ts';
import { openFile } from '../../sqlite/open-file.ts';
import type { AccountChange, AccountStore, StoredSession } from '../account-store.ts';
import { prepareFile } from './account-schema.ts';

type Row = Record<string, SQLOutputValue>;

const accountColumns = 'name, full_name, disabled, password IS NOT NULL AS has_password, issuer, subject, id';
const textOf = (value: SQLOutputValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

export class SqliteAccountStore implements AccountStore {
  readonly #database: DatabaseSync;

  /** Makes the file where there is none. Throws `case-version` for one of a later program, `case-untrusted` for another's. */
  constructor(path: string) {
    this.#database = openFile(path, 'write', 10_000);
    try {
      prepareFile(this.#database, path);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  #rows(statement: string, ...values: (string | number | Uint8Array)[]): Row[] {
    return this.#database.prepare(statement).all(...values);
  }

  #run(statement: string, ...values: (string | number | null | Uint8Array)[]): number {
    return Number(this.#database.prepare(statement).run(...values).changes);
  }

  #accountFrom(row: Row): Account {
    const [issuer, subject] = [textOf(row['issuer']), textOf(row['subject'])];
    const roles = this.#rows(
      'SELECT case_id, case_name, role, open FROM role WHERE account = ? ORDER BY case_name, case_id',
      Number(row['id']),
    );
    return {
      name: String(row['name']),
      fullName: textOf(row['full_name']),
      isDisabled: row['disabled'] === 1,
      hasPassword: row['has_password'] === 1,
      identity: issuer === undefined || subject === undefined ? undefined : { issuer, subject },
      roles: roles.map((role): CaseRole => ({
        caseId: String(role['case_id']),
        caseName: String(role['case_name']),
        role: String(role['role']) as Role,
        open: String(role['open']).split(' ').filter(Boolean),
      })),
    };
  }

  async accounts(): Promise<readonly Account[]> {
    return this.#rows(`SELECT ${accountColumns} FROM account ORDER BY name`).map((row) =>
      this.#accountFrom(row),
    );
  }

  async account(name: string): Promise<Account | undefined> {
    const [row] = this.#rows(`SELECT ${accountColumns} FROM account WHERE name = ?`, name);
    return row && this.#accountFrom(row);
  }

  async accountOf({ issuer, subject }: Identity): Promise<Account | undefined> {
    const [row] = this.#rows(
      `SELECT ${accountColumns} FROM account WHERE issuer = ? AND subject = ?`,
      issuer,
      subject,
    );
    return row && this.#accountFrom(row);
  }

  async passwordHash(name: string): Promise<string | undefined> {
    return textOf(this.#rows('SELECT password FROM account WHERE name = ?', name)[0]?.['password']);
  }

  async add(name: string): Promise<boolean> {
    return this.#run('INSERT OR IGNORE INTO account (name) VALUES (?)', name) > 0;
  }

  async change(name: string, change: AccountChange): Promise<boolean> {
    const { fullName, passwordHash, identity, isDisabled } = change;
    const other = identity && (await this.accountOf(identity));
    if (other && other.name !== name)
      throw new Problem('wrong-value', `that subject of that issuer is the account ${other.name}`);
    return (
      this.#run(
        `UPDATE account SET full_name = coalesce(?, full_name), password = coalesce(?, password),
          issuer = coalesce(?, issuer), subject = coalesce(?, subject), disabled = coalesce(?, disabled) WHERE name = ?`,
        fullName ?? null,
        passwordHash ?? null,
        identity?.issuer ?? null,
        identity?.subject ?? null,
        isDisabled === undefined ? null : Number(isDisabled),
        name,
      ) > 0
    );
  }

  async giveRole(name: string, { caseId, caseName, role, open }: CaseRole): Promise<boolean> {
    return (
      this.#run(
        `INSERT OR REPLACE INTO role (account, case_id, case_name, role, open)
          SELECT id, ?, ?, ?, ? FROM account WHERE name = ?`,
        caseId,
        caseName,
        role,
        open.join(' '),
        name,
      ) > 0
    );
  }

  async takeRole(name: string, caseId: string): Promise<boolean> {
    return (
      this.#run(
        'DELETE FROM role WHERE case_id = ? AND account = (SELECT id FROM account WHERE name = ?)',
        caseId,
        name,
      ) > 0
    );
  }

  async beginSession(
    id: Uint8Array,
    { name, authenticatedBy, began }: Pick<StoredSession, 'authenticatedBy' | 'began'> & { name: string },
    atMost: number,
  ): Promise<void> {
    this.#run(
      `INSERT INTO session (id, account, authenticated_by, began, seen)
        SELECT ?, id, ?, ?, ? FROM account WHERE name = ?`,
      id,
      authenticatedBy,
      began,
      began,
      name,
    );
    this.#dropOldest('session', name, atMost);
  }

  /** Of an account that somebody logs into again and again. */
  #dropOldest(table: 'session' | 'browser', name: string, atMost: number): void {
    this.#run(
      `DELETE FROM ${table} WHERE id IN (SELECT ${table}.id FROM ${table} JOIN account ON account.id = account
        WHERE name = ? ORDER BY began DESC LIMIT -1 OFFSET ?)`,
      name,
      atMost,
    );
  }

  async session(id: Uint8Array): Promise<StoredSession | undefined> {
    const [row] = this.#rows(
      `SELECT authenticated_by, began, seen, ${accountColumns.replace(/\bid$/u, 'account.id AS id')}
        FROM session JOIN account ON account.id = account WHERE session.id = ? AND disabled = 0`,
      id,
    );
    return (
      row && {
        account: this.#accountFrom(row),
        authenticatedBy: String(row['authenticated_by']) as AuthenticatedBy,
        began: Number(row['began']),
        seen: Number(row['seen']),
      }
    );
  }

  async sessionSeen(id: Uint8Array, at: number): Promise<void> {
    this.#run('UPDATE session SET seen = ? WHERE id = ?', at, id);
  }

  async endSession(id: Uint8Array): Promise<void> {
    this.#run('DELETE FROM session WHERE id = ?', id);
  }

  async endOldSessions(beganBefore: number, seenBefore: number): Promise<void> {
    this.#run('DELETE FROM session WHERE began < ? OR seen < ?', beganBefore, seenBefore);
  }

  async endSessions(name: string): Promise<number> {
    const of = 'WHERE account = (SELECT id FROM account WHERE name = ?)';
    this.#run(`DELETE FROM browser ${of}`, name);
    return this.#run(`DELETE FROM session ${of}`, name);
  }

  async keepBrowser(id: Uint8Array, name: string, at: number, atMost: number): Promise<void> {
    this.#run(
      'INSERT OR REPLACE INTO browser (id, account, began) SELECT ?, id, ? FROM account WHERE name = ?',
      id,
      at,
      name,
    );
    this.#dropOldest('browser', name, atMost);
  }

  async isKnownBrowser(id: Uint8Array, name: string): Promise<boolean> {
    const found = this.#rows(
      'SELECT 1 FROM browser JOIN account ON account.id = account WHERE browser.id = ? AND name = ?',
      id,
      name,
    );
    return found.length > 0;
  }

  async backUp(path: string): Promise<void> {
    if (existsSync(path)) throw new Problem('wrong-value', `${path} is there already`, 'Name a new file.');
    this.#database.prepare('VACUUM INTO ?').run(path);
    const copy = openFile(path, 'write');
    try {
      // What was deleted would stay in free pages.
      copy.exec('DELETE FROM session; DELETE FROM browser; VACUUM;');
    } finally {
      copy.close();
    }
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}
