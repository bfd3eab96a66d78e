/** Part of the catalogue's contract: what is taken out of a case, what stays, and what stands for it. */
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import { labelOf } from '../../case/labels.ts';
import type { Removal } from '../../schemas/removal.ts';
import { itemEntryId } from '../../schemas/index-entry.ts';
import { itemId } from '../../sources/item-id.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found, hashesOf, member } from './made-commits.ts';

const by = { by: 'officer', at: '2026-11-26T10:00:00.000Z', record: 7 };

export function removalsContract(at: ContractCase): void {
  const remove = (target: string): Promise<Removal> =>
    at.catalogue.remove({ target, reason: 'out of scope', names: [], words: [], work: 'the work' }, by);
  const idIn = (holder: string, ordinal: number): string => itemId(hashesOf(holder).sha256, String(ordinal));
  /** Statuses, where a tombstone has the name of its kind. */
  const statuses = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(await at.statuses()).map(([path, status]) => [
        path.replaceAll(/removed-[0-9a-f]{12}/gu, 'REMOVED'),
        status,
      ]),
    );
  /** What the index is told, and by which paths it shows what is left. */
  const told = async () =>
    Object.fromEntries(
      (await at.catalogue.removedEntries(100)).map(({ entry, shown }) => [
        entry,
        shown?.occurrences.map(({ path }) => path).toSorted(),
      ]),
    );
  const removed = 'skipped removed';

  describe('removals', () => {
    test('an item goes with its content and leaves a tombstone that tells nothing of it', async () => {
      await at.list(fileEntry('letter.txt'), fileEntry('b.txt'));
      await at.commit(
        [found(at.idOf('letter.txt'), 'one'), found(at.idOf('b.txt'), 'two')],
        [ended('one'), ended('two')],
      );
      expect(await at.catalogue.planRemoval(at.idOf('letter.txt'))).toEqual({
        kind: 'file',
        items: 1,
        documents: 1,
        kept: 0,
        bytes: 10,
        marks: 0,
        contents: [hashesOf('one').sha256],
        addresses: [],
        holds: [],
        scopes: [],
      });
      const removal = await remove(at.idOf('letter.txt'));
      expect(removal).toEqual({
        removal: 1,
        kind: 'file',
        key: expect.stringMatching(/^[0-9a-f]{64}$/u),
        ...by,
        reason: 'out of scope',
        items: 1,
        documents: 1,
        kept: 0,
        ended: false,
      });
      expect(await statuses()).toEqual({ REMOVED: removed, 'b.txt': 'indexed' });
      expect(await at.known('one')).toBeUndefined();
      expect(await told()).toEqual({ [hashesOf('one').sha256]: undefined });
      const [entry] = await at.catalogue.staleItems(10);
      expect(entry?.shown).toMatchObject({ status: 'skipped', code: 'removed', times: {} });
      expect(entry?.shown?.item.id).toBe(removal.key.slice(0, 32));
      await expect(at.catalogue.planRemoval(at.idOf('letter.txt'))).rejects.toMatchObject({
        code: 'not-found',
      });
      await expect(at.catalogue.planRemoval(removal.key.slice(0, 32))).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    test('neither a listing nor a parser brings it back, and it does not go with its file', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit([found(at.idOf('a.txt'), 'one')], [ended('one')]);
      const removal = await remove(at.idOf('a.txt'));
      expect(await at.list(fileEntry('a.txt', { size: 11, seconds: 1 }), fileEntry('b.txt'))).toEqual({
        fresh: 0,
        changed: 0,
        unchanged: 1,
        gone: 0,
      });
      await at.commit([found(at.idOf('a.txt'), 'one')]);
      expect(await at.known('one')).toBeUndefined();
      await at.list(fileEntry('b.txt'));
      expect(await statuses()).toEqual({ REMOVED: removed, 'b.txt': 'pending' });
      expect((await at.pending()).map(({ path }) => path)).toEqual(['b.txt']);
      const tombstones = await at.catalogue.tombstones([at.idOf('b.txt'), at.idOf('a.txt')]);
      expect([...tombstones]).toEqual([[at.idOf('a.txt'), removal]]);
    });

    test('a content that lies elsewhere too stays, at the places that are left', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit([found(at.idOf('a.txt'), 'same'), found(at.idOf('b.txt'), 'same')], [ended('same')]);
      await at.settle();
      expect(await at.catalogue.planRemoval(at.idOf('a.txt'))).toMatchObject({
        documents: 0,
        kept: 1,
        contents: [],
      });
      await remove(at.idOf('a.txt'));
      expect(await statuses()).toEqual({ REMOVED: removed, 'b.txt': 'indexed' });
      expect(await told()).toEqual({ [hashesOf('same').sha256]: ['b.txt'] });
      const stale = await at.catalogue.stale(10);
      expect(stale.map(({ occurrences }) => occurrences.map(({ path }) => path))).toEqual([['b.txt']]);
    });

    test('an archive goes with all below it, what another file of the source has apart', async () => {
      await at.list(fileEntry('a.zip'), fileEntry('c.txt'));
      await at.commit(
        [
          found(at.idOf('a.zip'), 'zip'),
          member('zip', 0, 'inner zip'),
          member('inner zip', 0, 'deep'),
          member('inner zip', 1, 'also outside'),
          found(at.idOf('c.txt'), 'also outside'),
        ],
        ['deep', 'also outside', 'inner zip', 'zip'].map((content) => ended(content)),
      );
      await at.settle();
      const removal = await remove(at.idOf('a.zip'));
      expect(removal).toMatchObject({ items: 4, documents: 3, kept: 1 });
      expect(await statuses()).toEqual({ REMOVED: removed, 'c.txt': 'indexed' });
      expect(await told()).toEqual({
        [hashesOf('zip').sha256]: undefined,
        [hashesOf('inner zip').sha256]: undefined,
        [hashesOf('deep').sha256]: undefined,
        [hashesOf('also outside').sha256]: ['c.txt'],
      });
    });

    test('a member goes at every place of its archive, and is not brought back when that is read again', async () => {
      await at.list(fileEntry('a.zip'), fileEntry('b.zip'));
      await at.commit(
        [
          found(at.idOf('a.zip'), 'zip'),
          found(at.idOf('b.zip'), 'zip'),
          member('zip', 0, 'secret'),
          member('zip', 1, 'other'),
        ],
        ['secret', 'other', 'zip'].map((content) => ended(content)),
      );
      await at.settle();
      await remove(idIn('zip', 0));
      await at.commit([member('zip', 0, 'secret')], [ended('zip')]);
      expect(await at.known('secret')).toBeUndefined();
      expect(await statuses()).toMatchObject({
        'a.zip/REMOVED': removed,
        'a.zip/member-1.txt': 'indexed',
      });
    });

    test('an archive that holds itself, and two that hold each other, do not keep themselves', async () => {
      await at.list(fileEntry('a.zip'), fileEntry('b.zip'));
      await at.commit(
        [
          found(at.idOf('a.zip'), 'quine'),
          member('quine', 0, 'quine'),
          found(at.idOf('b.zip'), 'left'),
          member('left', 0, 'right'),
          member('right', 0, 'left'),
        ],
        ['quine', 'left', 'right'].map((content) => ended(content)),
      );
      expect(await remove(at.idOf('a.zip'))).toMatchObject({ documents: 1, kept: 0 });
      expect(await remove(at.idOf('b.zip'))).toMatchObject({ documents: 2, kept: 0, items: 3 });
      expect(Object.values(await statuses())).toEqual([removed]);
    });

    test('a folder goes with what lies in it; one that was removed in it before stays so', async () => {
      const folder = { ...fileEntry('box'), kind: 'folder' as const };
      await at.list(folder);
      const entries = [fileEntry('x.txt'), fileEntry('y.txt')];
      await at.listBelow(at.idOf('box'), ...entries);
      const x = itemId(at.idOf('box'), Buffer.from('x.txt'));
      await at.commit([found(x, 'one')], [ended('one')]);
      await remove(x);
      expect(await remove(at.idOf('box'))).toMatchObject({ kind: 'folder', documents: 0, items: 3 });
      expect(await at.list(folder)).toMatchObject({ fresh: 0, gone: 0 });
      expect((await at.catalogue.tombstones([x, at.idOf('box')])).size).toBe(2);
      await expect(at.listBelow(at.idOf('box'), ...entries)).rejects.toMatchObject({ code: 'not-found' });
      expect(await at.pending()).toEqual([]);
    });

    test('a source goes with its statements of custody, and cannot be registered again', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([found(at.idOf('a.txt'), 'one')], [ended('one')]);
      const other = await at.register(at.lease, '/other', 'EX-2');
      expect(await remove(at.source.id)).toMatchObject({ kind: 'source', documents: 1 });
      expect((await at.catalogue.sources()).map(({ reference, source }) => [reference, source])).toEqual([
        ['EX-2', other.source],
      ]);
      expect(await at.statuses()).toEqual({});
      await expect(at.register(at.lease, '/evidence')).rejects.toMatchObject({ code: 'removed' });
      expect((await at.catalogue.tombstones([at.source.id])).size).toBe(1);
    });

    test('an item that has an entry of its own takes that with it', async () => {
      await at.list(fileEntry('a.txt', { ended: { status: 'skipped', code: 'rule' } }));
      const stale = await at.catalogue.staleItems(10);
      await at.catalogue.markItems(claimUnit(at.lease), stale);
      await remove(at.idOf('a.txt'));
      expect(await told()).toEqual({ [itemEntryId({ id: at.idOf('a.txt'), revision: 0 })]: undefined });
    });

    test('a hold on it, in it or above it is told, and scopes for which some of it is withheld', async () => {
      await at.list(fileEntry('a.zip'));
      await at.commit(
        [found(at.idOf('a.zip'), 'zip'), member('zip', 0, 'secret'), member('zip', 1, 'other')],
        ['secret', 'other', 'zip'].map((content) => ended(content)),
      );
      const label = (name: string, covers: 'item' | 'family' | 'content', id: string) =>
        at.catalogue.label({ targets: [{ covers, id }], add: [labelOf(name)], remove: [] }, by);
      await label('Hold:appeal', 'content', hashesOf('zip').sha256);
      await label('holdings', 'item', idIn('zip', 0));
      await label('hold', 'item', idIn('zip', 1));
      await at.catalogue.withhold(
        { targets: [{ covers: 'item', id: idIn('zip', 0) }], scope: 'privilege', reason: 'advice' },
        by,
      );
      const plan = (id: string) => at.catalogue.planRemoval(id);
      expect(await plan(idIn('zip', 0))).toMatchObject({
        holds: ['Hold:appeal'],
        scopes: ['privilege'],
        marks: 2,
      });
      expect(await plan(at.idOf('a.zip'))).toMatchObject({
        holds: ['hold', 'Hold:appeal'],
        scopes: ['privilege'],
      });
      await at.catalogue.label(
        {
          targets: [{ covers: 'content', id: hashesOf('zip').sha256 }],
          add: [],
          remove: [labelOf('hold:APPEAL')],
        },
        by,
      );
      expect(await plan(idIn('zip', 0))).toMatchObject({ holds: [] });
    });

    test('what was given with it is kept until it has ended; so is what the index must be told until that is said', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([found(at.idOf('a.txt'), 'one')], [ended('one')]);
      const { removal } = await remove(at.idOf('a.txt'));
      expect(await at.catalogue.openRemovals()).toEqual([{ removal, work: 'the work' }]);
      await at.catalogue.markRemoved(await at.catalogue.removedEntries(1));
      expect(await at.catalogue.removedEntries(1)).toEqual([]);
      await at.catalogue.endRemoval(removal);
      expect(await at.catalogue.openRemovals()).toEqual([]);
      expect(await at.catalogue.removals()).toMatchObject([{ removal, ended: true }]);
      await at.catalogue.scrub();
    });

    test('what a label has come to hold meanwhile is not removed', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([found(at.idOf('a.txt'), 'one')], [ended('one')]);
      expect(await at.catalogue.planRemoval(at.idOf('a.txt'))).toMatchObject({ holds: [] });
      const targets = [{ covers: 'item' as const, id: at.idOf('a.txt') }];
      await at.catalogue.label({ targets, add: [labelOf('hold:appeal')], remove: [] }, by);
      await expect(remove(at.idOf('a.txt'))).rejects.toMatchObject({ code: 'held' });
      expect(await statuses()).toEqual({ 'a.txt': 'indexed' });
      expect(await at.catalogue.removals()).toEqual([]);
    });

    test('what others state keeps its own words, names of what stays, and longer names', async () => {
      const folder = { ...fileEntry('received'), kind: 'folder' as const };
      await at.list(folder, fileEntry('letter.txt'), fileEntry('b.txt'));
      await at.listBelow(at.idOf('received'), fileEntry('b.txt'));
      const note =
        'letter.txt, EX-1/letter.txt; letter.txt.old, my-letter.txt, EX-10/letter.txt, b.txt received';
      await at.catalogue.addCustody(
        {
          reference: 'EX-1',
          statements: [
            { kind: 'received', note },
            { kind: 'noted', note: 'received' },
          ],
        },
        by,
      );
      const words = ['letter.txt', 'EX-1/letter.txt', 'b.txt', 'received'];
      for (const target of ['letter.txt', 'received'].map((name) => at.idOf(name)))
        await at.catalogue.remove({ target, reason: 'order', names: [], words, work: '' }, by);
      expect(await at.catalogue.custody('EX-1')).toMatchObject([
        {
          kind: 'received',
          note: '[removed], [removed]; letter.txt.old, my-letter.txt, EX-10/[removed], b.txt received',
        },
        { kind: 'noted', note: '[removed]' },
      ]);
    });

    test('what it went by is known again', async () => {
      await at.list(fileEntry('letter.txt'), fileEntry('b.txt'));
      const names = ['EX-1/letter.txt', 'letter.txt'];
      const removal = await at.catalogue.remove(
        { target: at.idOf('letter.txt'), reason: 'none', names, words: [], work: '' },
        by,
      );
      const known = await at.catalogue.tombstones(['letter.txt', 'b.txt', 'EX-1/letter.txt']);
      expect([...known]).toEqual([
        ['letter.txt', removal],
        ['EX-1/letter.txt', removal],
      ]);
    });
  });
}
