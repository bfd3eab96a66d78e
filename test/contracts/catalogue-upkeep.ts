/** Part of the catalogue's contract: what the index must hear of, and what becomes of a document that it has lost. */
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { StaleDocument } from '../../case/catalogue/upkeep.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found, hashesOf, member, time } from './made-commits.ts';

export function upkeepContract(at: ContractCase): void {
  /** By id, since the port gives them in no order. */
  const stale = async (): Promise<StaleDocument[]> =>
    (await at.catalogue.stale(10)).toSorted((a, b) => (a.document < b.document ? -1 : 1));

  describe('lists of notable files', () => {
    const notable = async (): Promise<readonly string[]> =>
      (await at.notable()).map(({ path, notable: set }) => `${path} ${set}`);

    test('one that came later is of contents that have ended too; what was never found changes nothing', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit([found(at.idOf('a.txt'), 'one'), found(at.idOf('b.txt'), 'two')], [ended('one')]);
      await at.catalogue.flagNotable(claimUnit(at.lease), [
        { sha256: hashesOf('one').sha256, set: 'wanted' },
        { sha256: hashesOf('nowhere').sha256, set: 'wanted' },
      ]);
      expect(await notable()).toEqual(['a.txt wanted']);
      expect(await stale()).toEqual([]);
    });

    test('an item of a content that has ended tells of a list as well, and of none that is known', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit([found(at.idOf('a.txt'), 'one')], [ended('one')]);
      await at.commit([{ ...found(at.idOf('b.txt'), 'one'), notable: 'wanted', known: 'harmless' }]);
      expect(await notable()).toEqual(['a.txt wanted', 'b.txt wanted']);
      expect((await at.known('one'))?.known).toBeUndefined();
    });

    test('contents come by SHA-256, from behind the last one', async () => {
      const names = ['a.txt', 'b.txt', 'c.txt'];
      await at.list(...names.map((name) => fileEntry(name)));
      await at.commit(names.map((name) => found(at.idOf(name), name)));
      const all = names
        .map((name) => hashesOf(name))
        .sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1));
      expect(await at.catalogue.contents(undefined, 2)).toEqual(all.slice(0, 2));
      expect(await at.catalogue.contents(all[1]?.sha256, 2)).toEqual(all.slice(2));
      expect(await at.catalogue.contents(all[2]?.sha256, 2)).toEqual([]);
    });
  });

  describe('lists of restricted files', () => {
    const one = { sha256: hashesOf('one').sha256, set: 'crime' };

    test('what was read goes, its items say why, and it is never parsed again', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit(
        [found(at.idOf('a.txt'), 'one'), found(at.idOf('b.txt'), 'two')],
        [ended('one'), ended('two')],
      );
      await at.catalogue.settle(claimUnit(at.lease));
      const nowhere = { sha256: hashesOf('nowhere').sha256, set: 'crime' };
      for (const _ of ['once', 'and again']) await at.catalogue.restrict(claimUnit(at.lease), [one, nowhere]);
      expect(await at.known('one')).toMatchObject({ known: 'restricted:crime' });
      expect((await at.known('one'))?.status).toBeUndefined();
      expect((await at.known('two'))?.known).toBeUndefined();
      expect(await at.catalogue.unfinished(10)).toEqual([]);
      const items = await at.catalogue.staleItems(10);
      expect(items.map(({ shown }) => [shown?.occurrences[0]?.path, shown?.status, shown?.code])).toEqual([
        ['a.txt', 'skipped', 'restricted'],
      ]);
    });
  });

  describe('what the index must hear of', () => {
    test('a copy makes the document stale until it is marked; its places are all there', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit([found(at.idOf('a.txt'), 'same')], [ended('same')]);
      expect(await stale()).toEqual([]);
      await at.commit([found(at.idOf('b.txt'), 'same')]);
      const [copied, ...others] = await stale();
      expect(copied).toMatchObject({ document: hashesOf('same').sha256 });
      expect(others).toEqual([]);
      expect(copied?.occurrences?.map(({ path }) => path).sort()).toEqual(['a.txt', 'b.txt']);
      await at.catalogue.markIndexed(claimUnit(at.lease), await stale());
      expect(await stale()).toEqual([]);
    });

    test('a member that ends after its archive, which lies twice, is stale', async () => {
      await at.list(fileEntry('a.zip'), fileEntry('b.zip'));
      await at.commit([
        found(at.idOf('a.zip'), 'zip'),
        found(at.idOf('b.zip'), 'zip'),
        member('zip', 0, 'inside'),
      ]);
      await at.commit([], [ended('zip', { status: 'container' })]);
      await at.commit([], [ended('inside')]);
      const places = (await stale()).find(({ document }) => document === hashesOf('inside').sha256);
      expect(places?.occurrences?.map(({ path }) => path).sort()).toEqual([
        'a.zip/member-0.txt',
        'b.zip/member-0.txt',
      ]);
    });

    test('a copy of an archive makes its members stale too', async () => {
      await at.list(fileEntry('a.zip'), fileEntry('b.zip'));
      await at.commit(
        [found(at.idOf('a.zip'), 'zip'), member('zip', 0, 'inside')],
        [ended('inside'), ended('zip', { status: 'container' })],
      );
      await at.commit([found(at.idOf('b.zip'), 'zip')]);
      const places = (await stale()).find(({ document }) => document === hashesOf('inside').sha256);
      expect(places?.occurrences?.map(({ path }) => path).sort()).toEqual([
        'a.zip/member-0.txt',
        'b.zip/member-0.txt',
      ]);
    });

    test('what has gone, and is back, is told so at each of its places; it is not deleted', async () => {
      const names = ['a.txt', 'b.txt'];
      await at.list(...names.map((name) => fileEntry(name)));
      await at.commit(
        names.map((name) => found(at.idOf(name), 'same')),
        [ended('same')],
      );
      await at.catalogue.markIndexed(claimUnit(at.lease), await stale());
      await at.list(fileEntry('b.txt'));
      await at.settle();
      const told = async () =>
        (await stale()).flatMap(({ occurrences }) =>
          occurrences
            .toSorted((one, other) => (one.path < other.path ? -1 : 1))
            .map(({ path, deletions, past }) => [path, deletions, past]),
        );
      expect(await told()).toEqual([
        ['a.txt', undefined, 'gone'],
        ['b.txt', undefined, undefined],
      ]);
      await at.catalogue.markIndexed(claimUnit(at.lease), await stale());
      expect(await stale()).toEqual([]);
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.settle();
      expect(await told()).toEqual([
        ['a.txt', undefined, undefined],
        ['b.txt', undefined, undefined],
      ]);
    });

    test('what a message carries is told when it was sent and that it was deleted, whichever ends first', async () => {
      const sent = (seconds: number, deleted?: string) => ({
        metadata: { sent: time(seconds), ...(deleted === undefined ? {} : { deleted }) },
      });
      await at.list(fileEntry('a.eml'), fileEntry('Trash'));
      await at.commit(
        [
          found(at.idOf('a.eml'), 'mail'),
          member('mail', 0, 'inside'),
          found(at.idOf('Trash'), 'box'),
          member('box', 0, 'second'),
          member('second', 0, 'inside'),
        ],
        [
          ended('inside'),
          ended('mail', sent(1_500_000_000)),
          ended('second', sent(1_400_000_000, 'Status D')),
        ],
      );
      const told = async (content: string) =>
        (await stale())
          .filter(({ document }) => document === hashesOf(content).sha256)
          .map(({ occurrences, dates }) => ({
            dates,
            deletions: occurrences
              .map(({ path, deletions }) => [path, deletions] as const)
              .toSorted(([one], [other]) => (one < other ? -1 : 1)),
          }));
      const carried = { kind: 'carried', date: '2014-05-13T16:53:20Z' };
      const deletions = [
        { kind: 'flagged', by: 'the message that carries it: Status D' },
        { kind: 'trash', by: 'in the folder Trash' },
      ];
      const asTold = [
        {
          dates: [carried],
          deletions: [
            ['Trash/member-0.txt/member-0.txt', expect.arrayContaining(deletions)],
            ['a.eml/member-0.txt', undefined],
          ],
        },
      ];
      expect(await told('inside')).toEqual(asTold);
      await at.catalogue.markIndexed(claimUnit(at.lease), await stale());
      // Parsed again by itself: the index is told of one place, as if no message were known.
      await at.commit([], [ended('inside')]);
      expect(await told('inside')).toEqual(asTold);
    });

    test('what is said of an item stands at its place alone, also where it comes behind many others', async () => {
      const names = Array.from({ length: 1_002 }, (_, number) => `${String(number).padStart(4, '0')}.txt`);
      const last = names.at(-1) ?? '';
      await at.list(...names.map((name) => fileEntry(name)));
      const warnings = [
        { code: 'unsafe-name' as const },
        { code: 'type-mismatch' as const, detail: 'text' },
        { code: 'type-mismatch' as const },
      ];
      await at.commit(
        names.map((name) => found(at.idOf(name), 'same', name === last ? { warnings } : {})),
        [ended('same')],
      );
      const [told] = await stale();
      expect(told?.occurrences.flatMap(({ name, codes }) => (codes ? [[name, codes]] : []))).toEqual([
        [last, ['type-mismatch', 'unsafe-name']],
      ]);
      await at.catalogue.markIndexed(claimUnit(at.lease), await stale());
      expect(await stale()).toEqual([]);
    });

    test('another zone of the source is told with the dates in it', async () => {
      await at.list(fileEntry('a.eml'));
      await at.commit(
        [found(at.idOf('a.eml'), 'mail')],
        [ended('mail', { metadata: { sent: time(1_400_000_000) } })],
      );
      expect(await stale()).toEqual([]);
      const [source] = await at.catalogue.sources();
      const intake = { ...source?.intake, timeZone: 'Asia/Kolkata' };
      const by = { by: 'a clerk', at: '2026-01-01T00:00:00Z', record: 1 };
      await at.catalogue.addCustody({ reference: source?.reference ?? '', statements: [], intake }, by);
      expect((await stale()).map(({ dates }) => dates)).toEqual([
        [
          { kind: 'sent', date: '2014-05-13T22:23:20+05:30[Asia/Kolkata]' },
          { kind: 'sent.local', date: '2014-05-13T16:53:20' },
        ],
      ]);
    });

    test('so are the places of earlier revisions', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit([found(at.idOf('a.txt'), 'first')], [ended('first')]);
      await at.nextRun();
      await at.list(fileEntry('a.txt', { seconds: 1_600_000_000 }), fileEntry('b.txt'));
      await at.commit(
        [found(at.idOf('a.txt'), 'second'), found(at.idOf('b.txt'), 'first')],
        [ended('second')],
      );
      const told = (await stale()).find(({ document }) => document === hashesOf('first').sha256);
      expect(told?.occurrences.map(({ path }) => path).sort()).toEqual(['a.txt', 'b.txt']);
    });
  });

  describe('what the index lost', () => {
    test('is set back to be parsed again, above the revision that it had', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit([found(at.idOf('a.txt'), 'a'), found(at.idOf('b.txt'), 'b')], [ended('a'), ended('b')]);
      const a = hashesOf('a').sha256;
      expect(await at.catalogue.setBack([{ document: a, revision: 5 }])).toEqual([]);
      expect((await at.catalogue.unfinished(10)).map(({ sha256 }) => sha256)).toEqual([a]);
      expect(await at.known('a')).toEqual({ revision: 5 });
      expect(await stale()).toEqual([]);
      await at.commit([], [ended('a')]);
      expect(await at.known('a')).toEqual({ revision: 6, status: 'indexed' });
    });

    test('what is gone from the source is named', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([found(at.idOf('a.txt'), 'a')], [ended('a')]);
      await at.list();
      const a = hashesOf('a').sha256;
      expect(await at.catalogue.setBack([{ document: a, revision: 1 }])).toEqual([a]);
    });

    test('a revision that was shown before is no news', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit([found(at.idOf('a.txt'), 'a')], [ended('a')]);
      await at.commit([found(at.idOf('b.txt'), 'a')]);
      const told = await stale();
      await at.catalogue.markIndexed(claimUnit(at.lease), told);
      await at.catalogue.markIndexed(claimUnit(at.lease), [{ document: hashesOf('a').sha256, revision: 1 }]);
      expect(await stale()).toEqual([]);
      expect(await at.known('a')).toEqual({ status: 'indexed', revision: told[0]?.revision });
    });

    test('a revision that the ledger has not reached becomes its own', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([found(at.idOf('a.txt'), 'a')], [ended('a')]);
      const a = hashesOf('a').sha256;
      await at.catalogue.markIndexed(undefined, [{ document: a, revision: 9 }]);
      expect(await at.known('a')).toEqual({ revision: 9, status: 'indexed' });
      expect(await stale()).toEqual([]);
    });

    test('what was set back is not in the index: nothing of it is stale, unshown, or shown', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      await at.commit([found(at.idOf('a.txt'), 'a')], [ended('a')]);
      await at.commit([found(at.idOf('b.txt'), 'a')]);
      const a = hashesOf('a').sha256;
      const setBack = () => at.catalogue.setBack([{ document: a, revision: 5 }]);
      expect([await setBack(), await setBack()]).toEqual([[], []]);
      const hot = { targets: [{ covers: 'content' as const, id: a }], add: [{ name: 'Hot', key: 'hot' }] };
      const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
      expect(await at.catalogue.label({ ...hot, remove: [] }, by)).toMatchObject({
        documents: 1,
        notIndexed: 1,
      });
      await at.catalogue.markIndexed(undefined, [{ document: a, revision: 9 }]);
      expect(await at.known('a')).toEqual({ revision: 5 });
      expect([await stale(), await at.catalogue.unshown(10)]).toEqual([[], []]);
      await at.commit([], [ended('a')]);
      expect((await at.known('a'))?.revision).toBeGreaterThan(5);
    });

    test('what is to be parsed again is in the index until then', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([found(at.idOf('a.txt'), 'a')], [ended('a')]);
      await at.settle();
      await at.catalogue.reopen(claimUnit(at.lease), { formats: ['text'] });
      const a = hashesOf('a').sha256;
      const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
      const withholding = {
        targets: [{ covers: 'content' as const, id: a }],
        scope: 'privilege',
        reason: 'x',
      };
      expect(await at.catalogue.withhold(withholding, by)).toMatchObject({ documents: 1, notIndexed: 0 });
      expect((await stale()).map(({ document }) => document)).toEqual([a]);
      expect((await at.catalogue.unshown(10)).map(({ document }) => document)).toEqual([a]);
    });
  });
}
