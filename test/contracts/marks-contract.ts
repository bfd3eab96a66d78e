/** What every adapter of the catalogue port must do with labels, notes and withholding. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Catalogue } from '../../case/catalogue.ts';
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { MarkCovers, MarkTarget } from '../../schemas/label.ts';
import { itemId } from '../../sources/item-id.ts';
import type { CatalogueUnderTest } from './catalogue-contract.ts';
import { ended, fileEntry, found, hashesOf } from './made-commits.ts';

const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
const hot = { name: 'Hot', key: 'hot' };
const review = { name: 'to review', key: 'to review' };
const sha = (content: string): string => hashesOf(content).sha256;
const source = itemId('evidex source', 'EX-1');
const file = (name: string): string => itemId(source, Buffer.from(name));
const held = (holder: string, ordinal: number): string => itemId(sha(holder), String(ordinal));
const target = (covers: MarkCovers, id: string): MarkTarget => ({ covers, id });

/** `letter` holds `brochure` and `pack`, this `advice`; the brochure lies on the share, the letter in two files. */
async function letters(catalogue: Catalogue, lease: Lease): Promise<void> {
  const inside = (holder: string, ordinal: number, content: string, relation: 'attachment' | 'member') =>
    found(held(holder, ordinal), content, {
      holder: sha(holder),
      locator: String(ordinal),
      ordinal,
      name: `${content}.x`,
      relation,
    });
  const registered = await catalogue.registerSource(claimUnit(lease), {
    id: source,
    reference: 'EX-1',
    kind: 'folder',
    root: Buffer.from('/evidence'),
    intake: { reference: 'EX-1' },
  });
  const names = ['letter.eml', 'copy.eml', 'share.pdf', 'memo.txt'];
  await catalogue.listFolder(
    claimUnit(lease),
    registered,
    source,
    names.map((name) => fileEntry(name)),
  );
  await catalogue.commit(claimUnit(lease), {
    items: [
      found(file('letter.eml'), 'letter'),
      inside('letter', 0, 'brochure', 'attachment'),
      inside('letter', 1, 'pack', 'attachment'),
      inside('pack', 0, 'advice', 'member'),
      found(file('memo.txt'), 'memo'),
    ],
    documents: ['brochure', 'advice', 'pack', 'letter', 'memo'].map((content) => ended(content)),
  });
  await catalogue.commit(claimUnit(lease), {
    items: [found(file('copy.eml'), 'letter'), found(file('share.pdf'), 'brochure')],
    documents: [],
  });
  await catalogue.settle(claimUnit(lease));
  await catalogue.markIndexed(claimUnit(lease), await catalogue.stale(100));
}

/** Runs the suite on an adapter; `open` gives an empty catalogue each time. */
export function marksContract(name: string, open: () => Promise<CatalogueUnderTest>): void {
  describe(`marks contract: ${name}`, () => {
    let opened: CatalogueUnderTest;
    let catalogue: Catalogue;
    let lease: Lease;

    beforeEach(async () => {
      opened = await open();
      catalogue = opened.catalogue;
      lease = await catalogue.beginRun('00000000-0000-4000-8000-000000000001', 'ingest', {});
      await letters(catalogue, lease);
    });
    afterEach(() => opened.close());

    /** Labels and withholding by path, of all documents that are stale. */
    const told = async (): Promise<Record<string, readonly string[]>> =>
      Object.fromEntries(
        (await catalogue.stale(100)).flatMap(({ occurrences }) =>
          occurrences.map(({ path, labels = [], withheld = [] }) => [
            path,
            [...labels, ...withheld.map((scope) => `withheld ${scope}`)],
          ]),
        ),
      );
    const show = async (): Promise<void> => {
      await catalogue.markIndexed(undefined, await catalogue.unshown(100));
    };
    const label = (targets: readonly MarkTarget[], add = [hot], remove: (typeof hot)[] = []) =>
      catalogue.label({ targets, add, remove }, by);

    test('where a target has what was not to be there, nothing of the change is made', async () => {
      const targets = [target('item', file('memo.txt')), target('item', file('share.pdf'))];
      await label(targets.slice(1), [hot]);
      await expect(
        catalogue.label({ targets, add: [review], remove: [hot], unless: [hot] }, by),
      ).rejects.toMatchObject({ code: 'conflict' });
      const same = { targets, add: [], remove: [], unless: [review] };
      expect(await catalogue.label(same, by)).toMatchObject({ changed: 0 });
      expect(await catalogue.label({ ...same, add: [review] }, by)).toMatchObject({ added: [2] });
    });

    test.each<[MarkCovers, string, Record<string, readonly string[]>]>([
      [
        'item',
        file('share.pdf'),
        { 'share.pdf': ['Hot'], 'letter.eml/brochure.x': [], 'copy.eml/brochure.x': [] },
      ],
      // An item that a content holds is one, wherever that content lies.
      [
        'item',
        held('letter', 0),
        { 'share.pdf': [], 'letter.eml/brochure.x': ['Hot'], 'copy.eml/brochure.x': ['Hot'] },
      ],
      [
        'family',
        file('letter.eml'),
        {
          'letter.eml': ['Hot'],
          'copy.eml': [],
          'letter.eml/brochure.x': ['Hot'],
          'copy.eml/brochure.x': [],
          'share.pdf': [],
          'letter.eml/pack.x': ['Hot'],
          'copy.eml/pack.x': [],
          'letter.eml/pack.x/advice.x': ['Hot'],
          'copy.eml/pack.x/advice.x': [],
        },
      ],
      [
        'content',
        sha('brochure'),
        { 'share.pdf': ['Hot'], 'letter.eml/brochure.x': ['Hot'], 'copy.eml/brochure.x': ['Hot'] },
      ],
    ])('a label of %s is told of the places that it covers', async (covers, id, expected) => {
      const result = await label([target(covers, id)]);
      const documents = new Set(Object.keys(expected).map((path) => path.split('/').at(-1))).size;
      expect(result).toMatchObject({ change: 1, changed: 1, added: [1], removed: [], notIndexed: 0 });
      expect(result.documents).toBe(covers === 'family' ? 4 : 1);
      expect(documents).toBeGreaterThan(0);
      expect(await told()).toEqual(expected);
      expect(await label([target(covers, id)])).toMatchObject({ change: 1, changed: 0, added: [0] });
      await show();
      expect(await told()).toEqual({});
      await label([target(covers, id)], [], [hot]);
      expect(Object.values(await told()).flat()).toEqual([]);
    });

    test('the case keeps the spelling that a label has, whatever it covers', async () => {
      await label([target('content', sha('memo'))]);
      await label([target('item', file('share.pdf'))], [{ name: 'HOT', key: 'hot' }]);
      expect(await told()).toMatchObject({ 'memo.txt': ['Hot'], 'share.pdf': ['Hot'] });
    });

    test('a place has what its item, its family and its content have, each once', async () => {
      await label([target('content', sha('memo'))], [review, hot]);
      await label([target('family', file('memo.txt')), target('item', file('memo.txt'))]);
      expect(await told()).toEqual({ 'memo.txt': ['Hot', 'to review'] });
      await label([target('content', sha('memo'))], [], [hot]);
      expect(await told()).toEqual({ 'memo.txt': ['Hot', 'to review'] });
      await label([target('family', file('memo.txt')), target('item', file('memo.txt'))], [], [hot]);
      expect(await told()).toEqual({ 'memo.txt': ['to review'] });
    });

    test('a member that is found later has what its family has', async () => {
      await label([target('family', file('letter.eml'))]);
      const places = [{ document: sha('late'), item: held('letter', 9), family: file('letter.eml') }];
      const { change, marks } = await catalogue.marksAt(places);
      expect({ change, marks }).toEqual({ change: 1, marks: [{ revision: 0, labels: ['Hot'] }] });
    });

    test('withheld with its ground, and released', async () => {
      const withholding = { targets: [target('family', file('letter.eml'))], scope: 'privilege' };
      const result = await catalogue.withhold({ ...withholding, reason: 'counsel' }, by);
      expect(result).toEqual({ change: 1, changed: 1, documents: 4, notIndexed: 0 });
      expect(await told()).toMatchObject({
        'letter.eml/brochure.x': ['withheld privilege'],
        'share.pdf': [],
        'letter.eml/pack.x/advice.x': ['withheld privilege'],
        'copy.eml/pack.x/advice.x': [],
      });
      expect(await catalogue.withhold({ ...withholding, reason: 'again' }, by)).toMatchObject({ changed: 0 });
      expect(await catalogue.release(withholding, by)).toMatchObject({ change: 2, changed: 1 });
      expect(Object.values(await told()).flat()).toEqual([]);
      expect(await catalogue.release(withholding, by)).toMatchObject({ change: 2, changed: 0 });
    });

    test('an unknown target: nothing of the change is kept', async () => {
      const notFound = expect.objectContaining({ code: 'not-found' });
      for (const unknown of [
        target('content', sha('unknown')),
        target('item', file('unknown')),
        target('family', file('unknown')),
      ]) {
        await expect(label([target('item', file('memo.txt')), unknown])).rejects.toEqual(notFound);
        await expect(catalogue.note(unknown, 'lost', by)).rejects.toEqual(notFound);
        const withholding = { targets: [unknown], scope: 'privilege', reason: 'x' };
        await expect(catalogue.withhold(withholding, by)).rejects.toEqual(notFound);
      }
      expect(await told()).toEqual({});
      expect(await catalogue.markChanges()).toEqual({ last: 0, shown: 0 });
    });

    test('targets and documents are counted once each', async () => {
      const brochure = target('content', sha('brochure'));
      const memo = target('item', file('memo.txt'));
      const targets = [brochure, target('item', file('share.pdf')), memo, brochure];
      expect(await label(targets)).toEqual({
        change: 1,
        changed: 3,
        documents: 2,
        notIndexed: 0,
        added: [3],
        removed: [],
      });
      expect(await label([...targets, target('item', file('copy.eml'))], [hot, review], [hot])).toMatchObject(
        {
          changed: 4,
          documents: 3,
          added: [1, 4],
          removed: [4],
        },
      );
    });

    test('a document that the index does not hold is counted apart, and its revision stays', async () => {
      await catalogue.commit(claimUnit(lease), {
        items: [found(held('pack', 7), 'late', { holder: sha('pack'), locator: '7', ordinal: 7, name: 'x' })],
        documents: [],
      });
      const late = [target('content', sha('late'))];
      expect(await label(late)).toMatchObject({ changed: 1, documents: 1, notIndexed: 1 });
      const place = { document: sha('late'), item: held('pack', 7), family: file('letter.eml') };
      expect((await catalogue.marksAt([place])).marks).toEqual([{ revision: 0, labels: ['Hot'] }]);
      expect([await catalogue.stale(10), await catalogue.unshown(10)]).toEqual([[], []]);
      expect(await label([target('family', file('letter.eml'))])).toMatchObject({
        documents: 5,
        notIndexed: 1,
      });
    });

    test('what has gone and what lay there before are counted and marked', async () => {
      const list = async (seconds: number, ...names: string[]): Promise<void> => {
        const [registered] = await catalogue.sources();
        const entries = names.map((name) => fileEntry(name, { seconds }));
        await catalogue.listFolder(claimUnit(lease), registered!, source, entries);
      };
      await list(1_600_000_000, 'memo.txt', 'letter.eml');
      await catalogue.commit(claimUnit(lease), {
        items: [found(file('memo.txt'), 'memo of today')],
        documents: [ended('memo of today')],
      });
      await catalogue.settle(claimUnit(lease));
      expect(await label([target('item', file('memo.txt'))])).toMatchObject({ changed: 1, documents: 2 });
      expect(await label([target('item', file('share.pdf'))])).toMatchObject({ changed: 1, documents: 1 });
      expect(await told()).toMatchObject({ 'memo.txt': ['Hot'], 'share.pdf': ['Hot'] });
    });

    test('labels and scopes come in the order of the bytes of their UTF-8', async () => {
      const keys = ['\u{1f600}', '\ufb01', 'z', '\u00e9'];
      const inOrder = ['z', '\u00e9', '\ufb01', '\u{1f600}'];
      const targets = [target('item', file('memo.txt'))];
      await label(
        targets,
        keys.map((key) => ({ name: `as written ${key}`, key })),
      );
      for (const scope of keys) await catalogue.withhold({ targets, scope, reason: 'x' }, by);
      const place = { document: sha('memo'), item: file('memo.txt'), family: file('memo.txt') };
      const [marks] = (await catalogue.marksAt([place])).marks;
      expect(marks?.labels).toEqual(inOrder.map((key) => `as written ${key}`));
      expect(marks?.withheld).toEqual(inOrder);
    });

    test('a spelling lasts as long as anything has the label; of two in one change the first counts', async () => {
      const memo = [target('item', file('memo.txt'))];
      const loud = { name: 'HOT', key: 'hot' };
      expect(await label(memo, [hot, loud])).toMatchObject({ changed: 1, added: [1, 0] });
      expect(await told()).toMatchObject({ 'memo.txt': ['Hot'] });
      await label(memo, [], [hot]);
      await label(memo, [loud]);
      await label([target('item', file('share.pdf'))], [hot]);
      expect(await told()).toMatchObject({ 'memo.txt': ['HOT'], 'share.pdf': ['HOT'] });
    });

    describe('beside a run', () => {
      const place = { document: sha('memo'), item: file('memo.txt'), family: file('memo.txt') };
      const again = (markChange: number, revision: number) =>
        catalogue.commit(claimUnit(lease), {
          items: [],
          documents: [{ ...ended('memo'), indexed: { revision, item: place.item, family: place.family } }],
          markChange,
        });

      test('a label that comes between the entry and its commit makes the document stale', async () => {
        await catalogue.reopen(claimUnit(lease), { formats: ['text'] });
        const { change, marks } = await catalogue.marksAt([place]);
        expect(marks).toEqual([{ revision: 1 }]);
        await label([target('family', place.family)]);
        await again(change, 2);
        expect(await told()).toMatchObject({ 'memo.txt': ['Hot'] });
        expect((await catalogue.unshown(10)).map(({ document }) => document)).toEqual([place.document]);
        await show();
        expect((await catalogue.stale(10)).map(({ document }) => document)).toEqual([]);
      });

      test('the same for a document that the ledger does not have yet', async () => {
        const late = { document: sha('late'), item: held('letter', 9), family: file('letter.eml') };
        const { change } = await catalogue.marksAt([late]);
        await label([target('family', late.family)]);
        await show();
        await catalogue.commit(claimUnit(lease), {
          items: [
            found(late.item, 'late', {
              holder: sha('letter'),
              locator: '9',
              ordinal: 9,
              name: 'late.x',
              relation: 'attachment',
            }),
          ],
          documents: [{ ...ended('late'), indexed: { revision: 1, item: late.item, family: late.family } }],
          markChange: change,
        });
        expect(await told()).toMatchObject({ 'letter.eml/late.x': ['Hot'], 'copy.eml/late.x': [] });
        expect((await catalogue.unshown(10)).map(({ document }) => document)).toEqual([late.document]);
      });

      test('a label that the entry has already leaves nothing behind', async () => {
        await label([target('family', place.family)]);
        await show();
        await catalogue.reopen(claimUnit(lease), { formats: ['text'] });
        const { change, marks } = await catalogue.marksAt([place]);
        expect(marks).toEqual([{ revision: 2, labels: ['Hot'] }]);
        await again(change, 3);
        expect(await told()).toEqual({});
      });

      test('a change is shown when whoever writes the index says so; an earlier number takes nothing back', async () => {
        await label([target('family', place.family)]);
        await label([target('family', place.family)], [review]);
        expect(await catalogue.markChanges()).toEqual({ last: 2, shown: 0 });
        await catalogue.markShown(claimUnit(lease), 2);
        await catalogue.markShown(undefined, 1);
        expect(await catalogue.markChanges()).toEqual({ last: 2, shown: 2 });
      });

      test('a mark that is shown late does not hide the next change', async () => {
        await label([target('family', place.family)]);
        const before = await catalogue.unshown(10);
        await label([target('family', place.family)], [review]);
        await catalogue.markIndexed(undefined, before);
        expect(await told()).toEqual({ 'memo.txt': ['Hot', 'to review'] });
        expect(await catalogue.unshown(10)).toHaveLength(1);
      });
    });
  });
}
