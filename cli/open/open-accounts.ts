/** Opens what a server for a team keeps in its own folder. */
import type { AccountStore } from '../../accounts/account-store.ts';
import type { ServerFolder } from '../../accounts/server-folder.ts';

/** Loaded where it is used: no other command needs it. */
export async function openAccounts({ accounts }: ServerFolder): Promise<AccountStore> {
  const { SqliteAccountStore } = await import('../../accounts/sqlite/sqlite-account-store.ts');
  return new SqliteAccountStore(accounts);
}
