/** Part of the catalogue's contract: entries of items that have no document in the index. */
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { StaleItem } from '../../case/catalogue/upkeep.ts';
import { itemEntryId } from '../../schemas/index-entry.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found, hashesOf, member } from './made-commits.ts';

const link = (name: string) =>
  fileEntry(name, { kind: 'link', ended: { status: 'skipped', code: 'link', detail: 'to b' } });
const locked = (holder: string) => {
  const { found: item } = member(holder, 0, 'secret');
  return {
    found: {
      ...item,
      hashes: undefined,
      ended: { status: 'encrypted' as const, code: 'password-required' as const },
    },
  };
};

export function itemEntriesContract(at: ContractCase): void {
  const stale = (): Promise<readonly StaleItem[]> => at.catalogue.staleItems(100);
  const mark = async (items: readonly StaleItem[]): Promise<void> =>
    at.catalogue.markItems(claimUnit(at.lease), items);
  /** Paths by status, with what is past. */
  const told = async (): Promise<string[]> =>
    (await stale())
      .map(({ shown }) =>
        shown
          ? `${shown.status}: ${shown.occurrences.map(({ path, past }) => (past ? `${path} ${past}` : path)).sort().join(', ')}`
          : 'none',
      )
      .sort(); // prettier-ignore

  describe('items without a document', () => {
    test('what is not read has an entry: how it ended, its times, its place; until it is marked', async () => {
      await at.list(link('a'), fileEntry('f', { kind: 'folder', size: undefined }));
      const [entry] = (await stale()).filter(({ shown }) => shown?.status === 'skipped');
      expect(entry).toEqual({
        entry: itemEntryId({ id: at.idOf('a'), revision: 0 }),
        revision: expect.any(Number),
        shown: expect.objectContaining({
          item: { id: at.idOf('a'), revision: 0, kind: 'link' },
          status: 'skipped',
          code: 'link',
          size: 10,
          warnings: [],
          times: {
            modified: expect.objectContaining({ instant: '2017-07-14T02:40:00Z' }),
            changed: expect.objectContaining({ instant: '2017-07-14T02:40:00Z' }),
          },
        }),
      });
      expect(await told()).toEqual(['container: f', 'skipped: a']);
      const before = await stale();
      await mark(before);
      expect(await stale()).toEqual([]);
      await at.list(link('a'), fileEntry('f', { kind: 'folder', size: undefined }));
      expect(await stale()).toEqual([]);
      await mark(before);
      expect(await stale()).toEqual([]);
    });

    test('a file that waits to be read has one when the run is settled, and none when it has a document', async () => {
      await at.list(fileEntry('a.txt'));
      await at.settle();
      expect(await told()).toEqual(['pending: a.txt']);
      await mark(await stale());
      await at.commit([found(at.idOf('a.txt'), 'a')]);
      await at.settle();
      expect(await told()).toEqual(['awaiting content: a.txt']);
      await mark(await stale());
      await at.commit([], [ended('a')]);
      expect(await told()).toEqual(['none']);
      await mark(await stale());
      expect(await stale()).toEqual([]);
    });

    test('what is read in its run has none, before it is settled or after', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([found(at.idOf('a.txt'), 'a')], [ended('a')]);
      await at.settle();
      expect(await stale()).toEqual([]);
    });

    test('a member lies wherever its archive does; it is past with it, and present again', async () => {
      await at.list(fileEntry('a.zip'));
      await at.commit([found(at.idOf('a.zip'), 'zip'), locked('zip')], [ended('zip')]);
      expect(await told()).toEqual(['encrypted: a.zip/member-0.txt']);
      await mark(await stale());
      await at.list(fileEntry('a.zip'), fileEntry('b.zip'));
      await at.commit([found(at.idOf('b.zip'), 'zip')]);
      expect(await told()).toEqual(['encrypted: a.zip/member-0.txt, b.zip/member-0.txt']);
      await mark(await stale());
      await at.list(fileEntry('a.zip'));
      await at.settle();
      expect(await told()).toEqual(['encrypted: a.zip/member-0.txt, b.zip/member-0.txt gone']);
    });

    test('a content that is on a list of known files is no document: its items say so', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([{ ...found(at.idOf('a.txt'), 'a'), known: 'system files' }]);
      const [entry] = await stale();
      expect(entry?.shown).toMatchObject({
        status: 'known',
        item: { sha256: hashesOf('a').sha256 },
        format: 'text',
      });
    });

    test('what was set back is an item again', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([found(at.idOf('a.txt'), 'a')], [ended('a')]);
      await at.catalogue.setBack([{ document: hashesOf('a').sha256, revision: 5 }]);
      expect(await told()).toEqual(['awaiting content: a.txt']);
    });

    test('an earlier revision keeps its own', async () => {
      await at.list(link('a'));
      await mark(await stale());
      await at.nextRun();
      await at.list(fileEntry('a'));
      await at.commit([found(at.idOf('a'), 'a')], [ended('a')]);
      expect(await told()).toEqual(['skipped: a replaced']);
    });

    test('labels, and what is withheld, are of items too; one that came between stays to be shown', async () => {
      await at.list(link('a'));
      const first = await stale();
      const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
      const targets = [{ covers: 'item' as const, id: at.idOf('a') }];
      await at.catalogue.label({ targets, add: [{ name: 'Hot', key: 'hot' }], remove: [] }, by);
      await mark(first);
      const [labelled] = await stale();
      expect(labelled?.shown?.occurrences).toMatchObject([{ labels: ['Hot'] }]);
      await mark(await stale());
      await at.catalogue.withhold({ targets, scope: 'privilege', reason: 'x' }, by);
      const [withheld] = await stale();
      expect(withheld?.shown?.occurrences).toMatchObject([{ labels: ['Hot'], withheld: ['privilege'] }]);
    });
  });
}
