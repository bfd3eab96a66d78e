/** Part of the catalogue's contract: what a listing takes for a change, which revision it begins, and what has gone. */
import { describe, expect, test } from '@jest/globals';
import type { ListedEntry } from '../../case/catalogue/sources.ts';
import { itemId } from '../../sources/item-id.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found, time } from './made-commits.ts';

const early = time(1_500_000_000);
const late = time(1_600_000_000);
const times = { modified: early, changed: early, accessed: early, created: early };
const counted = (counts: object) => ({ fresh: 0, changed: 0, unchanged: 0, gone: 0, ...counts });

export function changesContract(at: ContractCase): void {
  const file = (more: Partial<ListedEntry> = {}): ListedEntry => fileEntry('a.txt', { times, ...more });
  /** Reads the file as the content `text`, and begins the next run. */
  const read = async (text = 'a'): Promise<void> => {
    await at.commit([found(at.idOf('a.txt'), text)], [ended(text)]);
    await at.settle();
    await at.nextRun();
  };
  const revisions = async (): Promise<[string, number][]> =>
    (await at.pending()).map(({ path, revision }) => [path, revision]);

  describe('what a listing takes for a change', () => {
    test.each<[string, Partial<ListedEntry>]>([
      ['size', { size: 11 }],
      ['time of modification', { times: { ...times, modified: late } }],
      ['time of the last change of status', { times: { ...times, changed: late } }],
      ['time of modification, where there was one', { times: { ...times, modified: undefined } }],
    ])('another %s: the file has changed and is to be read', async (_, more) => {
      await at.list(file());
      await read();
      expect(await at.list(file(more))).toEqual(counted({ changed: 1 }));
      expect(await revisions()).toEqual([['a.txt', 0]]);
    });

    test.each<[string, Partial<ListedEntry>]>([
      ['time of access', { times: { ...times, accessed: late } }],
      ['time of creation', { times: { ...times, created: late } }],
      ['device', { device: '2' }],
      ['priority', { priority: 5 }],
    ])('another %s says nothing', async (_, more) => {
      await at.list(file());
      await read();
      expect(await at.list(file(more))).toEqual(counted({ unchanged: 1 }));
      expect(await revisions()).toEqual([]);
      expect(await at.statuses()).toEqual({ 'a.txt': 'indexed' });
    });

    test('a file that another inode has counts as before, and is read again', async () => {
      await at.list(file());
      await read();
      expect(await at.list(file({ inode: 'another' }))).toEqual(counted({ unchanged: 1 }));
      expect(await revisions()).toEqual([['a.txt', 0]]);
      await read();
      expect(await at.list(file({ inode: 'another' }))).toEqual(counted({ unchanged: 1 }));
      expect(await revisions()).toEqual([]);
    });

    test('of a folder nothing but that it has become one', async () => {
      const folder = fileEntry('folder', { kind: 'folder', times });
      await at.list(folder);
      const another = { ...folder, size: 11, inode: 'another', times: { modified: late, changed: late } };
      expect(await at.list(another)).toEqual(counted({ unchanged: 1 }));
      expect(await at.list(fileEntry('folder', { times }))).toEqual(counted({ changed: 1 }));
      expect(await at.list(folder)).toEqual(counted({ changed: 1 }));
    });

    test('of a link the time of its last change of status is none, what it leads to is', async () => {
      const link = (detail: string, more: Partial<ListedEntry> = {}): ListedEntry =>
        file({ kind: 'link', ended: { status: 'skipped', code: 'link', detail }, ...more });
      await at.list(link('/etc'));
      expect(await at.list(link('/etc', { times: { ...times, changed: late } }))).toEqual(
        counted({ unchanged: 1 }),
      );
      expect(await at.list(link('/home'))).toEqual(counted({ changed: 1 }));
    });
  });

  describe('revisions', () => {
    test('begin at 0; another content begins one, a file that was only touched does not', async () => {
      await at.list(file());
      expect(await revisions()).toEqual([['a.txt', 0]]);
      await read();
      await at.list(file({ size: 11 }));
      expect(await revisions()).toEqual([['a.txt', 0]]);
      await read();
      await at.list(file({ size: 12 }));
      await read('b');
      await at.list(file({ size: 13 }));
      expect(await revisions()).toEqual([['a.txt', 1]]);
    });

    test('a file that could not be read and has changed is another', async () => {
      await at.list(file());
      const unread = { item: at.idOf('a.txt'), name: '', warnings: [] };
      await at.commit([{ found: { ...unread, ended: { status: 'failed', code: 'spool-full' } } }]);
      await at.nextRun();
      expect(await at.list(file())).toEqual(counted({ unchanged: 1 }));
      expect(await revisions()).toEqual([]);
      expect(await at.list(file({ size: 11 }))).toEqual(counted({ changed: 1 }));
      expect(await revisions()).toEqual([['a.txt', 1]]);
    });

    test('one that a rule leaves out is another; let in again it keeps it', async () => {
      await at.list(file());
      await read();
      await at.list(file({ ended: { status: 'skipped', code: 'rule', detail: 'no notes' } }));
      expect(await at.statuses()).toEqual({ 'a.txt': 'skipped rule' });
      await at.list(file());
      expect(await revisions()).toEqual([['a.txt', 1]]);
    });
  });

  describe('what had gone and is back', () => {
    test('a file has changed, keeps its revision, and is read again', async () => {
      await at.list(file());
      await read();
      expect(await at.list()).toEqual(counted({ gone: 1 }));
      expect(await at.list()).toEqual(counted({}));
      await at.settle();
      expect(await at.statuses()).toEqual({});
      expect(await at.known('a')).toMatchObject({ status: 'indexed' });
      expect(await at.list(file())).toEqual(counted({ changed: 1 }));
      expect(await at.statuses()).toEqual({ 'a.txt': 'pending' });
      expect(await revisions()).toEqual([['a.txt', 0]]);
      await read();
      expect(await at.statuses()).toEqual({ 'a.txt': 'indexed' });
    });

    test('a file that was to be read is not, until it is back', async () => {
      await at.list(file());
      await at.list();
      expect(await revisions()).toEqual([]);
      expect(await at.catalogue.pendingTotals()).toEqual({ files: 0, bytes: 0 });
      await at.list(file());
      expect(await revisions()).toEqual([['a.txt', 0]]);
    });

    test('links and folders have changed; what lies below is back when it is listed', async () => {
      const folder = fileEntry('folder', { kind: 'folder', times });
      const link = fileEntry('link', { kind: 'link', times, ended: { status: 'skipped', code: 'link' } });
      await at.list(folder, link);
      await at.listBelow(at.idOf('folder'), file());
      const inner = itemId(at.idOf('folder'), Buffer.from('a.txt'));
      await at.commit([found(inner, 'in')], [ended('in')]);
      // The folder, the link, and what lay in the folder.
      expect(await at.list()).toEqual(counted({ gone: 3 }));
      await at.settle();
      expect(await at.statuses()).toEqual({});
      expect(await at.list(folder, link)).toEqual(counted({ changed: 2 }));
      expect(await at.statuses()).toEqual({ link: 'skipped link' });
      expect(await at.listBelow(at.idOf('folder'), file())).toEqual(counted({ changed: 1 }));
      expect(await at.statuses()).toEqual({ link: 'skipped link', 'folder/a.txt': 'pending' });
    });
  });
}
