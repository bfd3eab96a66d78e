/** A source that goes away or is empty while it is listed: nothing of it is taken for gone, and the ledger says so. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Catalogue } from '../../../case/catalogue.ts';
import { claimUnit } from '../../../case/catalogue/runs.ts';
import { openSqliteLedger } from '../../../case/sqlite/sqlite-ledger.ts';
import { listSource } from '../../../pipeline/coordinator/listing.ts';
import { everyScope } from '../../../schemas/scope.ts';
import { itemId } from '../../../sources/item-id.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { coordinatedCase, lateCatalogue } from './coordinated-case.ts';

const folder = temporaryFolder();
let number = 0;

/** A share of three files in two folders, and the case that it is listed into. */
async function sharedCase() {
  const share = join(folder, `share-${number++}`);
  for (const below of ['one', 'two']) {
    mkdirSync(join(share, below), { recursive: true });
    writeFileSync(join(share, below, 'a.txt'), below);
  }
  writeFileSync(join(share, 'top.txt'), 'top');
  const made = await coordinatedCase(folder);
  const source = await made.catalogue.registerSource(claimUnit(made.lease), {
    id: itemId('evidex source', 'EX-2'),
    reference: 'EX-2',
    kind: 'folder',
    root: Buffer.from(share),
    intake: { reference: 'EX-2' },
  });
  const list = (catalogue: Catalogue = made.catalogue, acceptEmpty = false) =>
    listSource(
      catalogue,
      made.lease,
      source,
      { rule: () => undefined, acceptEmpty },
      () => undefined,
      new AbortController().signal,
    );
  const ledgerSays = async () => {
    const ledger = await openSqliteLedger(made.path);
    const items = await Array.fromAsync(ledger.items.all({ exceptionsOnly: false }, everyScope));
    const { unfinishedListings } = await ledger.coverage.unaccounted(everyScope);
    await ledger.close();
    return {
      present: items.filter(({ gone }) => !gone).map(({ path }) => path),
      isListed: !unfinishedListings.includes('EX-2'),
    };
  };
  return { share, made, list, ledgerSays };
}

const everything = ['one', 'one/a.txt', 'top.txt', 'two', 'two/a.txt'];

test('a source that was never listed, and one that was', async () => {
  const { list, ledgerSays } = await sharedCase();
  expect(await ledgerSays()).toEqual({ present: [], isListed: false });
  expect(await list()).toMatchObject({ files: 3, folders: 2, fresh: 5, unseen: 0 });
  expect(await ledgerSays()).toEqual({ present: everything, isListed: true });
});

test('an empty folder in the place of a share that had something is refused, and nothing is gone', async () => {
  const { share, list, ledgerSays } = await sharedCase();
  await list();
  renameSync(share, `${share}-away`);
  mkdirSync(share);
  await expect(list()).rejects.toMatchObject({ code: 'source-empty' });
  expect(await ledgerSays()).toEqual({ present: everything, isListed: false });
  rmSync(share, { recursive: true });
  renameSync(`${share}-away`, share);
  expect(await list()).toMatchObject({ unchanged: 5, gone: 0 });
  expect(await ledgerSays()).toEqual({ present: everything, isListed: true });
});

test('what was really emptied is gone once somebody says so', async () => {
  const { share, made, list, ledgerSays } = await sharedCase();
  await list();
  for (const name of ['one', 'two', 'top.txt']) rmSync(join(share, name), { recursive: true });
  expect(await list(made.catalogue, true)).toMatchObject({ gone: 5 });
  expect(await ledgerSays()).toEqual({ present: [], isListed: true });
});

test('a share that goes away on the way ends the listing, and nothing is gone', async () => {
  const { share, made, list, ledgerSays } = await sharedCase();
  await list();
  let folders = 0;
  const away = lateCatalogue(made.catalogue, async (method, when) => {
    if (method !== 'listFolder' || when !== 'after' || ++folders !== 1) return;
    renameSync(share, `${share}-away`);
    for (const below of ['one', 'two']) mkdirSync(join(share, below), { recursive: true });
  });
  await expect(list(away)).rejects.toMatchObject({ code: 'source-missing' });
  expect(await ledgerSays()).toEqual({ present: everything, isListed: false });
});

test('a folder of more than is compared at one time is listed in parts, as if it were at once', async () => {
  const { share, made, list, ledgerSays } = await sharedCase();
  const names = Array.from({ length: 10_002 }, (_, at) => `many ${String(at).padStart(5, '0')}.txt`);
  for (const name of names) writeFileSync(join(share, name), '');
  const parts: number[] = [];
  const watched = lateCatalogue(made.catalogue, async (method, when, words) => {
    if (method === 'listFolder' && when === 'before') parts.push((words[3] as unknown[]).length);
  });
  expect(await list(watched)).toMatchObject({ files: 10_005, folders: 2, fresh: 10_007, gone: 0 });
  // The root has three entries besides; the folders in it have one each.
  expect(parts).toEqual([10_000, 5, 1, 1]);
  for (const name of [names[0], names.at(-1)]) rmSync(join(share, name as string));
  expect(await list()).toMatchObject({ fresh: 0, unchanged: 10_005, gone: 2 });
  const { present, isListed } = await ledgerSays();
  expect([present.length, isListed]).toEqual([10_005, true]);
  expect(await list()).toMatchObject({ unchanged: 10_005, gone: 0 });
});
