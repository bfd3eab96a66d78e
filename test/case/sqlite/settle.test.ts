/** That what follows from carriers is derived in bounded steps, between which the run may die. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import type { SettleStep } from '../../../case/catalogue/upkeep.ts';
import { claimUnit, type Lease } from '../../../case/catalogue/runs.ts';
import { SqliteCatalogue } from '../../../case/sqlite/sqlite-catalogue.ts';
import { itemId } from '../../../sources/item-id.ts';
import { ended, fileEntry, found, member } from '../../contracts/made-commits.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
/** More than one step is about. */
const members = 25_000;

interface Open {
  readonly catalogue: SqliteCatalogue;
  readonly lease: Lease;
  readonly there: () => unknown;
  readonly unsettled: () => unknown;
}

/** A case whose container, with all that lies in it, was there in one run and has gone in the next, which is not settled. */
async function withLostContainer(name: string): Promise<Open> {
  mkdirSync(join(folder, name));
  const path = join(folder, name, 'catalogue.sqlite');
  const catalogue = new SqliteCatalogue(path);
  const intake = { reference: 'EX-1' };
  const lease = await catalogue.beginRun('one', 'ingest', {});
  const source = await catalogue.registerSource(claimUnit(lease), {
    id: itemId('evidex source', 'EX-1'),
    reference: 'EX-1',
    kind: 'folder',
    root: Buffer.from('/evidence'),
    intake,
  });
  const list = async (by: Lease, names: readonly string[]): Promise<void> => {
    await catalogue.beginListing(claimUnit(by), source);
    await catalogue.listFolder(
      claimUnit(by),
      source,
      source.id,
      names.map((one) => fileEntry(one)),
    );
    await catalogue.endListing(claimUnit(by), source);
  };
  await list(lease, ['a.zip', 'b.txt']);
  const box = found(itemId(source.id, Buffer.from('a.zip')), 'box', { format: 'zip' });
  const inside = Array.from({ length: members }, (_, ordinal) => member('box', ordinal, 'same'));
  await catalogue.commit(claimUnit(lease), {
    items: [box, ...inside],
    documents: [ended('box'), ended('same')],
  });
  while (!(await catalogue.settle(claimUnit(lease))).isLast);
  await catalogue.endRun(claimUnit(lease), 'complete', {});
  const next = await catalogue.beginRun('two', 'ingest', {});
  await list(next, ['b.txt']);
  const beside = new DatabaseSync(path, { readOnly: true });
  const count = (sql: string) => () => beside.prepare(sql).get()?.['n'];
  return {
    catalogue,
    lease: next,
    there: count('SELECT count(*) AS n FROM item WHERE holder IS NOT NULL AND gone IS NULL'),
    unsettled: count('SELECT count(*) AS n FROM unsettled'),
  };
}

test('a container of many members that has gone takes several steps', async () => {
  const { catalogue, lease, there, unsettled } = await withLostContainer('steps');
  const steps: SettleStep[] = [];
  do steps.push(await catalogue.settle(claimUnit(lease)));
  while (!steps.at(-1)?.isLast);
  expect(steps.length).toBeGreaterThan(1);
  // What one content holds is cut as well.
  expect(Math.max(...steps.map(({ looked }) => looked))).toBeLessThan(members);
  expect([there(), unsettled()]).toEqual([0, 0]);
  await catalogue.close();
});

test('a run that dies between two steps leaves the rest to the next', async () => {
  const { catalogue, lease, there, unsettled } = await withLostContainer('death');
  expect(await catalogue.settle(claimUnit(lease))).toMatchObject({ isLast: false });
  expect(Number(there())).toBeGreaterThan(0);
  expect(Number(unsettled())).toBeGreaterThan(0);
  const next = await catalogue.beginRun('three', 'ingest', {});
  while (!(await catalogue.settle(claimUnit(next))).isLast);
  expect([there(), unsettled()]).toEqual([0, 0]);
  await catalogue.close();
});
