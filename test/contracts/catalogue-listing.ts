/** Part of the catalogue's contract: sources, what the listing of a folder records, and which files are to be read. */
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { FolderPart, ListedEntry, ListResult } from '../../case/catalogue/sources.ts';
import { itemId } from '../../sources/item-id.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found, member } from './made-commits.ts';

export function listingContract(at: ContractCase): void {
  describe('sources', () => {
    test('registered once by reference; another root is another mount of the same', async () => {
      const again = await at.register(at.lease, '/mnt/elsewhere');
      expect(again).toMatchObject({ source: at.source.source, id: at.source.id });
      const sources = await at.catalogue.sources();
      expect(sources).toHaveLength(1);
      expect(Buffer.from(sources[0]?.root ?? []).toString()).toBe('/mnt/elsewhere');
    });

    test('numbered in the order of registration', async () => {
      await at.register(at.lease, '/second', 'EX-2');
      expect((await at.catalogue.sources()).map(({ source, reference }) => [source, reference])).toEqual([
        [1, 'EX-1'],
        [2, 'EX-2'],
      ]);
    });
  });

  describe('listing', () => {
    test('new, unchanged, changed and gone entries are told apart', async () => {
      const first = await at.list(fileEntry('a.txt'), fileEntry('b.txt'), fileEntry('c.txt'));
      expect(first).toMatchObject({ fresh: 3, changed: 0, unchanged: 0, gone: 0 });
      await at.commit(
        ['a.txt', 'b.txt', 'c.txt'].map((name) => found(at.idOf(name), name)),
        ['a.txt', 'b.txt', 'c.txt'].map((name) => ended(name)),
      );
      await at.nextRun();
      const second = await at.list(
        fileEntry('a.txt'),
        fileEntry('b.txt', { seconds: 1_600_000_000 }),
        fileEntry('d.txt'),
      );
      expect(second).toMatchObject({ fresh: 1, changed: 1, unchanged: 1, gone: 1 });
      expect(await at.catalogue.pendingTotals()).toEqual({ files: 2, bytes: 20 });
      expect(await at.statuses()).toEqual({
        'a.txt': 'indexed',
        'b.txt': 'pending',
        'd.txt': 'pending',
      });
    });

    test('listed again is as before, under another unit too', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      const files = await at.pending();
      const again = await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      expect(again).toEqual({ fresh: 0, changed: 0, unchanged: 2, gone: 0 });
      expect(await at.pending()).toEqual(files);
    });

    test('part by part: what has gone is told of the names that a part covers, and of no others', async () => {
      const bytes = (...values: number[]): Buffer => Buffer.from(values);
      const raw = fileEntry('z', { rawName: bytes(0xff, 0x61), name: '\\xffa' });
      const named = (...names: string[]): ListedEntry[] => names.map((name) => fileEntry(name));
      const list = (part: FolderPart, ...entries: ListedEntry[]): Promise<ListResult> =>
        at.catalogue.listFolder(claimUnit(at.lease), at.source, at.source.id, entries, part);
      await at.list(...named('B', 'a', 'b', 'ä'), raw);
      const nothing = { fresh: 0, changed: 0, unchanged: 0, gone: 0 };
      expect(await list({ through: Buffer.from('a') }, ...named('B', 'a'))).toEqual({
        ...nothing,
        unchanged: 2,
      });
      expect(await list({ through: Buffer.from('a') }, ...named('a'))).toEqual({
        ...nothing,
        unchanged: 1,
        gone: 1,
      });
      const middle = { after: Buffer.from('a'), through: Buffer.from('ä') };
      expect(await list(middle, ...named('c'))).toEqual({ ...nothing, fresh: 1, gone: 2 });
      // By its bytes it comes last, by what is shown of it before all others.
      expect(await list({ after: Buffer.from('ä') }, raw)).toEqual({ ...nothing, unchanged: 1 });
      expect(await list({ after: Buffer.from('ä') })).toEqual({ ...nothing, gone: 1 });
      expect(Object.keys(await at.statuses())).toEqual(['a', 'c']);
    });

    test('a folder that the ledger does not have cannot be listed', async () => {
      await expect(at.listBelow(at.idOf('nowhere'), fileEntry('in.txt'))).rejects.toMatchObject({
        code: 'not-found',
      });
      expect(await at.statuses()).toEqual({});
    });

    test('what cannot be looked into keeps all that is known below it, and is as before when it can', async () => {
      const folder = (ended?: ListedEntry['ended']): ListedEntry =>
        fileEntry('folder', { kind: 'folder', ended });
      await at.list(folder());
      const inner = itemId(at.idOf('folder'), Buffer.from('in.txt'));
      await at.listBelow(at.idOf('folder'), fileEntry('in.txt'));
      await at.commit([found(inner, 'in')], [ended('in')]);
      await at.nextRun();
      const locked = folder({ status: 'failed', code: 'unreadable', detail: 'EACCES' });
      expect(await at.list(locked)).toEqual({ fresh: 0, changed: 1, unchanged: 0, gone: 0 });
      await at.settle();
      expect(await at.statuses()).toEqual({ 'folder/in.txt': 'indexed' });
      await at.nextRun();
      expect(await at.list(locked)).toEqual({ fresh: 0, changed: 0, unchanged: 1, gone: 0 });
      await at.nextRun();
      expect(await at.list(folder())).toEqual({ fresh: 0, changed: 1, unchanged: 0, gone: 0 });
      await at.listBelow(at.idOf('folder'), fileEntry('in.txt'));
      expect(await at.statuses()).toEqual({ 'folder/in.txt': 'indexed' });
    });

    test.each(['unreadable', 'vanished', 'changed-while-reading'] as const)(
      'a file that ended %s is read again although it looks as before',
      async (code) => {
        await at.list(fileEntry('a.txt'));
        await at.commit([
          {
            found: { item: at.idOf('a.txt'), name: 'a.txt', warnings: [], ended: { status: 'failed', code } },
          },
        ]);
        await at.nextRun();
        expect(await at.list(fileEntry('a.txt'))).toEqual({ fresh: 0, changed: 1, unchanged: 0, gone: 0 });
        expect(await at.statuses()).toEqual({ 'a.txt': 'pending' });
      },
    );

    test('how many entries of a folder are there', async () => {
      expect(await at.catalogue.presentEntries(at.source.id)).toBe(0);
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.nextRun();
      await at.list(fileEntry('b.txt'));
      expect(await at.catalogue.presentEntries(at.source.id)).toBe(1);
    });

    test('links, devices and what a rule leaves out end at once; names that are not UTF-8 keep their bytes', async () => {
      const raw = Buffer.from([0x63, 0xe9]);
      await at.list(
        fileEntry('link', { kind: 'link', ended: { status: 'skipped', code: 'link', detail: '/etc' } }),
        fileEntry('ruled.txt', { ended: { status: 'skipped', code: 'rule', detail: 'no caches' } }),
        fileEntry('c\\xe9', { rawName: raw }),
      );
      expect(await at.statuses()).toEqual({
        link: 'skipped link',
        'ruled.txt': 'skipped rule',
        'c\\xe9': 'pending',
      });
      const [file] = await at.pending();
      expect(Buffer.from(file?.rawPath ?? [])).toEqual(raw);
      expect(file?.item).toBe(itemId(at.source.id, raw));
    });

    test('what a rule left out is to be read once no rule does', async () => {
      await at.list(fileEntry('a.txt', { ended: { status: 'skipped', code: 'rule', detail: 'no notes' } }));
      await at.nextRun();
      await at.list(fileEntry('a.txt'));
      expect(await at.statuses()).toEqual({ 'a.txt': 'pending' });
    });

    test('a file that becomes a volume, or is none any more, is read again as a revision of its own', async () => {
      const volume = fileEntry('a.001', { volumeOf: 'a (volumes)' });
      await at.list(fileEntry('a.001'));
      await at.commit(
        [found(at.idOf('a.001'), 'a'), member('a', 0, 'inside')],
        [ended('inside'), ended('a')],
      );
      await at.nextRun();
      expect(await at.list(volume)).toEqual({ fresh: 0, changed: 1, unchanged: 0, gone: 0 });
      expect(await at.pending()).toMatchObject([{ path: 'a.001', revision: 1, volumeOf: 'a (volumes)' }]);
      const skipped = { status: 'skipped', code: 'volume', detail: 'part of a (volumes)' } as const;
      await at.commit([found(at.idOf('a.001'), 'a', { ended: skipped })]);
      await at.settle();
      // What it held by itself is not there any more.
      expect(await at.statuses()).toEqual({ 'a.001': 'skipped volume' });
      await at.nextRun();
      expect(await at.list(volume)).toEqual({ fresh: 0, changed: 0, unchanged: 1, gone: 0 });
      expect(await at.list(fileEntry('a.001'))).toEqual({ fresh: 0, changed: 1, unchanged: 0, gone: 0 });
      const [file] = await at.pending();
      expect([file?.revision, file?.volumeOf]).toEqual([2, undefined]);
    });

    test('what lay below a removed folder is gone with it, and back with it', async () => {
      await at.list(fileEntry('folder', { kind: 'folder' }));
      const inner = itemId(at.idOf('folder'), Buffer.from('in.txt'));
      await at.listBelow(at.idOf('folder'), fileEntry('in.txt'));
      await at.commit([found(inner, 'in')], [ended('in')]);
      await at.nextRun();
      await at.list();
      await at.settle();
      expect(await at.statuses()).toEqual({});
      await at.nextRun();
      await at.list(fileEntry('folder', { kind: 'folder' }));
      await at.listBelow(at.idOf('folder'), fileEntry('in.txt'));
      await at.commit([found(inner, 'in')]);
      await at.settle();
      expect(await at.statuses()).toEqual({ 'folder/in.txt': 'indexed' });
    });
  });

  describe('pending files', () => {
    test('in descending priority, then as listed; pages go on behind a cursor', async () => {
      await at.list(
        fileEntry('a'),
        fileEntry('b', { priority: 5 }),
        fileEntry('c'),
        fileEntry('d', { priority: -3 }),
        fileEntry('e', { priority: 5 }),
      );
      expect((await at.pending(2)).map(({ path }) => path)).toEqual(['b', 'e', 'a', 'c', 'd']);
      expect((await at.pending(5)).map(({ path }) => path)).toEqual(['b', 'e', 'a', 'c', 'd']);
    });

    test('a page may be asked for again; what was read since is not in it', async () => {
      await at.list(fileEntry('a'), fileEntry('b'), fileEntry('c'));
      const { next } = await at.catalogue.pendingFiles(undefined, 1);
      const page = await at.catalogue.pendingFiles(next, 1);
      expect(page.files.map(({ path }) => path)).toEqual(['b']);
      expect(await at.catalogue.pendingFiles(next, 1)).toEqual(page);
      await at.commit([found(at.idOf('b'), 'b')], [ended('b')]);
      expect((await at.catalogue.pendingFiles(next, 1)).files.map(({ path }) => path)).toEqual(['c']);
    });

    test('named by item and revision; nothing else tells one from another', async () => {
      await at.list(fileEntry('a'));
      await at.commit([found(at.idOf('a'), 'first')], [ended('first')]);
      await at.nextRun();
      await at.list(fileEntry('a', { kind: 'link', ended: { status: 'skipped', code: 'link' } }));
      await at.nextRun();
      await at.list(fileEntry('a'));
      const [file, ...others] = await at.pending();
      expect(others).toEqual([]);
      expect(Object.keys(file ?? {}).sort()).toEqual([
        'device',
        'inode',
        'item',
        'modified',
        'path',
        'rawPath',
        'revision',
        'size',
        'source',
      ]);
      expect(file).toMatchObject({ item: at.idOf('a'), revision: 2, source: at.source.source });
    });
  });
}
