/** What every adapter of the accounts' port must do: one suite, run on each of them. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AccountStore } from '../../accounts/account-store.ts';

export interface AccountsUnderTest {
  /** Each is an opening of its own of the one store, as another process has. */
  open(): Promise<AccountStore>;
  /** Opens a copy that `backUp` wrote. */
  openCopy(path: string): Promise<AccountStore>;
}

const id = (first: number): Uint8Array => new Uint8Array(32).fill(first);
const inCase = { caseId: 'c-1', caseName: 'Smith', role: 'reviewer', open: ['privilege'] } as const;

/** Runs the suite on an adapter; `make` gives an empty store each time. */
export function accountStoreContract(
  name: string,
  folder: string,
  make: () => Promise<AccountsUnderTest>,
): void {
  describe(`account store contract: ${name}`, () => {
    let store: AccountStore;
    let other: AccountStore;
    let under: AccountsUnderTest;
    let copies = 0;
    beforeEach(async () => {
      under = await make();
      store = await under.open();
      other = await under.open();
      await store.add('ann');
    });
    afterEach(async () => {
      await store.close();
      await other.close();
    });
    const begin = (first: number, began: number, atMost = 9) =>
      store.beginSession(id(first), { name: 'ann', authenticatedBy: 'local-account', began }, atMost);

    test('an account is there once, changed in part, and seen by other openings at once', async () => {
      expect(await other.add('ann')).toBe(false);
      expect(await store.change('nobody', { isDisabled: true })).toBe(false);
      expect(await store.change('ann', { fullName: 'Ann Hale', passwordHash: 'hash' })).toBe(true);
      expect(await store.change('ann', { identity: { issuer: 'https://i', subject: 's' } })).toBe(true);
      const ann = {
        name: 'ann',
        fullName: 'Ann Hale',
        isDisabled: false,
        hasPassword: true,
        identity: { issuer: 'https://i', subject: 's' },
        roles: [],
      };
      expect(await other.account('ann')).toEqual(ann);
      expect(await other.accounts()).toEqual([ann]);
      expect(await other.accountOf({ issuer: 'https://i', subject: 's' })).toEqual(ann);
      expect(await other.accountOf({ issuer: 'https://j', subject: 's' })).toBeUndefined();
      expect(await other.passwordHash('ann')).toBe('hash');
      expect(await other.passwordHash('nobody')).toBeUndefined();
    });

    test('who somebody is elsewhere is one account', async () => {
      const identity = { issuer: 'https://i', subject: 's' };
      await store.add('bo');
      await store.change('ann', { identity });
      await store.change('ann', { identity });
      await expect(store.change('bo', { identity })).rejects.toMatchObject({ code: 'wrong-value' });
    });

    test('a role is of one case, and another takes its place', async () => {
      expect(await store.giveRole('nobody', inCase)).toBe(false);
      await store.giveRole('ann', inCase);
      await store.giveRole('ann', { ...inCase, caseId: 'c-2', caseName: 'Jones', open: [] });
      await store.giveRole('ann', { ...inCase, role: 'reader', open: [] });
      expect((await other.account('ann'))?.roles).toEqual([
        { ...inCase, caseId: 'c-2', caseName: 'Jones', open: [] },
        { ...inCase, role: 'reader', open: [] },
      ]);
      expect(await store.takeRole('ann', 'c-2')).toBe(true);
      expect(await store.takeRole('ann', 'c-2')).toBe(false);
      expect((await other.account('ann'))?.roles).toHaveLength(1);
    });

    test('a session ends by itself, with its account, or with too many of it', async () => {
      await begin(1, 100);
      await store.sessionSeen(id(1), 150);
      expect(await other.session(id(1))).toMatchObject({
        account: { name: 'ann' },
        authenticatedBy: 'local-account',
        began: 100,
        seen: 150,
      });
      await store.change('ann', { isDisabled: true });
      expect(await other.session(id(1))).toBeUndefined();
      await store.change('ann', { isDisabled: false });
      await store.endSession(id(1));
      expect(await other.session(id(1))).toBeUndefined();
      for (const first of [1, 2, 3]) await begin(first, first, 2);
      expect(await other.session(id(1))).toBeUndefined();
      await store.endOldSessions(3, 0);
      expect(await other.session(id(2))).toBeUndefined();
      await store.endOldSessions(0, 4);
      expect(await other.session(id(3))).toBeUndefined();
    });

    test('all sessions of an account end together, with the browsers it is known from', async () => {
      await store.add('bo');
      await begin(1, 1);
      await begin(2, 2);
      await store.beginSession(id(3), { name: 'bo', authenticatedBy: 'openid-connect', began: 3 }, 9);
      await store.keepBrowser(id(7), 'ann', 1, 2);
      expect(await other.isKnownBrowser(id(7), 'ann')).toBe(true);
      expect(await other.isKnownBrowser(id(7), 'bo')).toBe(false);
      expect(await store.endSessions('ann')).toBe(2);
      expect(await other.isKnownBrowser(id(7), 'ann')).toBe(false);
      expect(await other.session(id(3))).toMatchObject({ authenticatedBy: 'openid-connect' });
      for (const first of [4, 5, 6]) await store.keepBrowser(id(first), 'ann', first, 2);
      expect(await other.isKnownBrowser(id(4), 'ann')).toBe(false);
      expect(await other.isKnownBrowser(id(6), 'ann')).toBe(true);
    });

    test('a copy has accounts and roles, and lets nobody in who had a session', async () => {
      const path = join(folder, `copy-${++copies}.sqlite`);
      await store.change('ann', { passwordHash: 'hash' });
      await store.giveRole('ann', inCase);
      await begin(1, 1);
      await store.keepBrowser(id(7), 'ann', 1, 2);
      await store.backUp(path);
      await expect(store.backUp(path)).rejects.toMatchObject({ code: 'wrong-value' });
      const copy = await under.openCopy(path);
      expect(await copy.accounts()).toEqual(await store.accounts());
      expect(await copy.passwordHash('ann')).toBe('hash');
      expect(await copy.session(id(1))).toBeUndefined();
      expect(await copy.isKnownBrowser(id(7), 'ann')).toBe(false);
      await copy.close();
    });
  });
}
