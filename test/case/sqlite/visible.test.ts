/** What a scope does not show is written down once, not for every commit of the run beside which a reader stays. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { claimUnit } from '../../../case/catalogue/runs.ts';
import { Places } from '../../../case/sqlite/places.ts';
import { SqliteCatalogue } from '../../../case/sqlite/sqlite-catalogue.ts';
import { Visibility } from '../../../case/sqlite/visible.ts';
import { itemId } from '../../../sources/item-id.ts';
import { ended, fileEntry, found } from '../../contracts/made-commits.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const path = join(temporaryFolder(), 'catalogue.sqlite');
const source = itemId('evidex source', 'EX-1');
const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 1 };
const names = ['a.txt', 'b.txt', 'c.txt'];
const fileOf = (name: string): string => itemId(source, Buffer.from(name));

test('rows are written anew when what is hidden is another', async () => {
  const catalogue = new SqliteCatalogue(path);
  const lease = await catalogue.beginRun('00000000-0000-4000-8000-000000000001', 'ingest', {});
  const registered = await catalogue.registerSource(claimUnit(lease), {
    id: source,
    reference: 'EX-1',
    kind: 'folder',
    root: Buffer.from('/evidence'),
    intake: { reference: 'EX-1' },
  });
  const entries = names.map((name) => fileEntry(name));
  await catalogue.listFolder(claimUnit(lease), registered, source, entries);
  const commit = (name: string): Promise<void> =>
    catalogue.commit(claimUnit(lease), { items: [found(fileOf(name), name)], documents: [ended(name)] });
  const withhold = (name: string) =>
    catalogue.withhold(
      { targets: [{ covers: 'item', id: fileOf(name) }], scope: 'privilege', reason: 'x' },
      by,
    );
  await commit('a.txt');
  await withhold('a.txt');

  const reading = new DatabaseSync(path);
  const shown = new Visibility(reading, new Places(reading)).to({ open: [] });
  const items = (condition: string): number =>
    Number(
      reading.prepare(`SELECT count(*) AS n FROM item i WHERE i.place IS NOT NULL AND ${condition}`).get()?.[
        'n'
      ],
    );
  const first = shown.item;
  expect(items(first)).toBe(2);
  await commit('b.txt');
  await commit('c.txt');
  expect(shown.item).toBe(first);
  expect(shown.document).toContain('question = 1');
  await withhold('b.txt');
  const second = shown.item;
  expect([items(first), items(second)]).toEqual([2, 1]);
  expect(reading.prepare('SELECT count(*) AS n FROM temp.hidden_item').get()).toEqual({ n: 3 });
  reading.close();
  await catalogue.close();
});
