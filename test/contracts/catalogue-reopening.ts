/** Part of the catalogue's contract: what is opened again to be read or parsed, and what is left as it is. */
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { ItemCommit } from '../../case/catalogue/commits.ts';
import type { ReopenFilter } from '../../case/catalogue/work.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found, hashesOf, member } from './made-commits.ts';

export function reopeningContract(at: ContractCase): void {
  describe('reopening', () => {
    test('by status and code; earlier outcomes are counted once', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'), fileEntry('c.txt'));
      await at.commit(
        [found(at.idOf('a.txt'), 'a'), found(at.idOf('b.txt'), 'b'), found(at.idOf('c.txt'), 'c')],
        [
          ended('a'),
          ended('b', { status: 'failed', code: 'parser-crash' }),
          ended('c', { status: 'failed', code: 'corrupt' }),
        ],
      );
      await at.settle();
      expect(
        await at.catalogue.reopen(claimUnit(at.lease), { statuses: ['failed'], codes: ['parser-crash'] }),
      ).toEqual({
        documents: 1,
        files: 0,
      });
      expect(await at.statuses()).toEqual({
        'a.txt': 'indexed',
        'b.txt': 'awaiting content',
        'c.txt': 'failed corrupt',
      });
      const left = await at.catalogue.unfinished(10);
      expect(left.map(({ ways }) => ways.map(({ file }) => file.path))).toEqual([['b.txt']]);
    });

    test('by the code of a warning too', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit(
        [found(at.idOf('a.txt'), 'a'), found(at.idOf('b.txt'), 'b')],
        [ended('a', { warnings: [{ code: 'truncated' }] }), ended('b')],
      );
      await at.settle();
      expect(await at.catalogue.reopen(claimUnit(at.lease), { codes: ['truncated'] })).toEqual({
        documents: 1,
        files: 0,
      });
      expect(await at.statuses()).toEqual({ 'a.txt': 'awaiting content', 'b.txt': 'indexed' });
    });

    test('a file that could not be read is to be read; a member without content opens what holds it', async () => {
      await at.list(fileEntry('gone.txt'), fileEntry('a.zip'));
      const [failed, lost] = [at.idOf('gone.txt'), member('zip', 0, 'never read')];
      await at.commit(
        [
          {
            found: {
              item: failed,
              name: '',
              warnings: [],
              ended: { status: 'failed', code: 'unreadable' },
            },
          },
          found(at.idOf('a.zip'), 'zip'),
          {
            found: {
              item: lost.found.item,
              holder: hashesOf('zip').sha256,
              locator: '0',
              ordinal: 0,
              name: 'member-0.txt',
              relation: 'member',
              warnings: [],
              ended: { status: 'failed', code: 'truncated' },
            },
          },
        ],
        [ended('zip', { status: 'container' })],
      );
      expect(await at.catalogue.reopen(claimUnit(at.lease), { statuses: ['failed'] })).toEqual({
        documents: 1,
        files: 1,
      });
      expect((await at.pending()).map(({ path }) => path)).toEqual(['gone.txt']);
      expect((await at.catalogue.unfinished(10)).map(({ sha256 }) => sha256)).toEqual([
        hashesOf('zip').sha256,
      ]);
    });

    const unread = (name: string): ItemCommit => ({
      found: { item: at.idOf(name), name: '', warnings: [], ended: { status: 'failed', code: 'unreadable' } },
    });

    test('left out: what has not ended, was skipped, is known, is a copy, has gone', async () => {
      await at.list(
        fileEntry('a.txt'),
        fileEntry('copy.txt'),
        fileEntry('gone.txt'),
        fileEntry('known.dll'),
        fileEntry('link', { kind: 'link', ended: { status: 'skipped', code: 'link' } }),
        fileEntry('pending.txt'),
        fileEntry('ruled.txt', { ended: { status: 'skipped', code: 'rule' } }),
        fileEntry('waiting.txt'),
      );
      await at.commit(
        [
          ...['a.txt', 'copy.txt'].map((name) => found(at.idOf(name), 'a')),
          found(at.idOf('gone.txt'), 'gone'),
          { ...found(at.idOf('known.dll'), 'dll'), known: 'nsrl' },
          found(at.idOf('waiting.txt'), 'waiting'),
        ],
        [ended('a'), ended('gone')],
      );
      const names = ['a.txt', 'copy.txt', 'known.dll', 'pending.txt', 'waiting.txt'];
      await at.list(
        ...names.map((name) => fileEntry(name)),
        fileEntry('link', { kind: 'link', ended: { status: 'skipped', code: 'link' } }),
        fileEntry('ruled.txt', { ended: { status: 'skipped', code: 'rule' } }),
      );
      await at.settle();
      expect(await at.catalogue.reopen(claimUnit(at.lease), {})).toEqual({ documents: 1, files: 0 });
      expect(await at.statuses()).toEqual({
        'a.txt': 'awaiting content',
        'copy.txt': 'awaiting content',
        'known.dll': 'known',
        link: 'skipped link',
        'pending.txt': 'pending',
        'ruled.txt': 'skipped rule',
        'waiting.txt': 'awaiting content',
      });
      expect(await at.known('a')).toEqual({ revision: expect.any(Number) });
      expect(await at.known('gone')).toMatchObject({ status: 'indexed' });
    });

    test('a failed content that lies twice is opened once', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit(
        ['a.txt', 'b.txt'].map((name) => found(at.idOf(name), 'bad')),
        [ended('bad', { status: 'failed', code: 'corrupt' })],
      );
      await at.settle();
      const reopen = () => at.catalogue.reopen(claimUnit(at.lease), { codes: ['corrupt'] });
      expect(await reopen()).toEqual({ documents: 1, files: 0 });
      expect(await reopen()).toEqual({ documents: 0, files: 0 });
    });

    test('files are read again as listed, whatever priority they had', async () => {
      await at.list(
        fileEntry('c.txt', { priority: -5 }),
        fileEntry('b.txt'),
        fileEntry('a.txt', { priority: 9 }),
        fileEntry('urgent.txt', { priority: 1 }),
      );
      await at.commit(['a.txt', 'b.txt', 'c.txt'].map(unread));
      const reopened = await at.catalogue.reopen(claimUnit(at.lease), { codes: ['unreadable'] });
      expect(reopened).toEqual({ documents: 0, files: 3 });
      const files = await at.pending();
      expect(files.map(({ path }) => path)).toEqual(['urgent.txt', 'c.txt', 'b.txt', 'a.txt']);
      expect(files.map(({ revision }) => revision)).toEqual([0, 0, 0, 0]);
    });

    test('all that are stated must hold; an empty list states nothing', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.png'));
      await at.commit(
        [found(at.idOf('a.txt'), 'a'), found(at.idOf('b.png'), 'b', { format: 'png' })],
        [ended('a'), ended('b', { format: 'png' })],
      );
      await at.settle();
      const reopen = async (filter: ReopenFilter): Promise<number> =>
        (await at.catalogue.reopen(claimUnit(at.lease), filter)).documents;
      expect(await reopen({ sources: ['EX-2'] })).toBe(0);
      expect(await reopen({ sources: ['EX-1'], formats: ['pdf'] })).toBe(0);
      expect(await reopen({ statuses: ['failed'], formats: ['png'] })).toBe(0);
      expect(await reopen({ sources: ['EX-2', 'EX-1'], formats: ['png'] })).toBe(1);
      expect(await reopen({ statuses: [], codes: [], formats: [], sources: [] })).toBe(1);
    });
  });
}
