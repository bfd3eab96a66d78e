/** A report is of one moment, also beside a run that writes: its sums agree with one another. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { claimUnit } from '../../../case/catalogue/runs.ts';
import { SqliteCatalogue } from '../../../case/sqlite/sqlite-catalogue.ts';
import { openSqliteLedger } from '../../../case/sqlite/sqlite-ledger.ts';
import { everyScope as plain } from '../../../schemas/scope.ts';
import { itemId } from '../../../sources/item-id.ts';
import { ended, fileEntry, found } from '../../contracts/made-commits.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const path = join(temporaryFolder(), 'catalogue.sqlite');
const source = itemId('evidex source', 'EX-1');
const fileOf = (name: string): string => itemId(source, Buffer.from(name));

test('what a run writes meanwhile is in none of the sums of one moment, and in all of the next', async () => {
  const catalogue = new SqliteCatalogue(path);
  const lease = await catalogue.beginRun('00000000-0000-4000-8000-000000000001', 'ingest', {});
  const registered = await catalogue.registerSource(claimUnit(lease), {
    id: source,
    reference: 'EX-1',
    kind: 'folder',
    root: Buffer.from('/evidence'),
    intake: { reference: 'EX-1' },
  });
  await catalogue.listFolder(
    claimUnit(lease),
    registered,
    source,
    ['a.txt', 'b.txt'].map((name) => fileEntry(name)),
  );
  const commit = (name: string): Promise<void> =>
    catalogue.commit(claimUnit(lease), { items: [found(fileOf(name), name)], documents: [ended(name)] });
  await commit('a.txt');

  const ledger = await openSqliteLedger(path);
  const { coverage } = ledger;
  const sums = async (): Promise<number[]> => [
    (await coverage.unaccounted(plain)).open,
    (await coverage.readBy(plain)).reduce((sum, { documents }) => sum + documents, 0),
    (await coverage.bySource(plain))[0]?.documents ?? 0,
    await coverage.families(plain),
  ];
  await coverage.atOneMoment(async () => {
    const before = await sums();
    await coverage.atOneMoment(() => commit('b.txt'));
    expect(await sums()).toEqual(before);
    expect(before[0]).toBe(1);
  });
  expect((await sums())[0]).toBe(0);
  await expect(coverage.atOneMoment(() => Promise.reject(new Error('cut off')))).rejects.toThrow('cut off');
  expect((await coverage.atOneMoment(sums))[0]).toBe(0);
  await ledger.close();
  await catalogue.close();
});
