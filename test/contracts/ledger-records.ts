/** Part of the contract of the ledger: what people write about a case, version by version. */
import { describe, expect, test } from '@jest/globals';
import type { RecordChange } from '../../case/catalogue/records.ts';
import { type Citation, maxCitations, maxRecordUnits } from '../../schemas/case-record.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import type { ReadCase } from './ledger-history.ts';
import { heldId, idAt, sha } from './made-case.ts';

const plain: Scope = { open: [] };
const counsel: Scope = { open: ['privilege'] };
const by = (record = 7, person = 'ann') => ({ by: person, at: '2026-01-02T03:04:05.000Z', record });
const content = (name: string): Citation => ({ covers: 'content', id: sha(name) });
const passage: Citation = { ...content('memo'), text: sha('text of memo'), start: 3, end: 9, quote: 'Acme' };

export function recordsContract(at: ReadCase): void {
  const comment = (text: string, change: Partial<RecordChange<'comment'>> = {}) =>
    at.catalogue.writeRecord({ kind: 'comment', basedOn: 0, body: { text }, ...change }, by());
  const texts = async (scope: Scope = plain): Promise<(string | undefined)[]> =>
    (await at.ledger.records.list('comment', scope)).records.map(({ body }) => body?.text);

  describe('case records', () => {
    test('versions are kept, and the last is listed, in the order of the first', async () => {
      const { id } = await comment('first', { cites: [passage] });
      await comment('other', { id: 'other' });
      expect(await comment('second', { id, basedOn: 1, cites: [passage] })).toEqual({ id, version: 2 });
      expect(await texts()).toEqual(['second', 'other']);
      const first = { kind: 'comment', id, version: 1, body: { text: 'first' }, cites: [passage], ...by() };
      const { records } = await at.ledger.records.history('comment', id, plain);
      expect(records).toEqual([{ ...first, version: 2, body: { text: 'second' } }, first]);
      expect(await at.ledger.records.last('comment', id, plain)).toEqual(records[0]);
      expect(await at.ledger.records.last('comment', 'none', plain)).toBeUndefined();
      expect(await at.ledger.records.list('saved-search', plain)).toEqual({ records: [] });
    });

    test('who writes on a version that is not the last is told so, and nothing is overwritten', async () => {
      await comment('first', { id: 'one' });
      await comment('second', { id: 'one', basedOn: 1 });
      for (const basedOn of [0, 1, 3])
        await expect(comment('late', { id: 'one', basedOn })).rejects.toMatchObject({
          code: 'conflict',
          details: { current: 2 },
        });
      await expect(comment('none', { id: 'two', basedOn: 1 })).rejects.toMatchObject({
        code: 'conflict',
        details: { current: 0 },
      });
      await expect(
        at.catalogue.removeRecord({ kind: 'comment', id: 'one', basedOn: 1 }, by()),
      ).rejects.toMatchObject({ code: 'conflict' });
      expect(await texts()).toEqual(['second']);
    });

    test('what is sent again by the same person is done once', async () => {
      expect(await comment('once', { id: 'one' })).toEqual(await comment('once', { id: 'one' }));
      const again = { kind: 'comment', id: 'one', basedOn: 0, body: { text: 'once' } } as const;
      await expect(at.catalogue.writeRecord(again, by(8, 'bob'))).rejects.toMatchObject({ code: 'conflict' });
      expect((await at.ledger.records.history('comment', 'one', plain)).records).toHaveLength(1);
    });

    test('a record that is removed is listed no more, keeps its versions, and can be written again', async () => {
      await comment('first', { id: 'one', cites: [passage] });
      const key = { kind: 'comment', id: 'one', basedOn: 1 } as const;
      expect(await at.catalogue.removeRecord(key, by())).toEqual({ id: 'one', version: 2 });
      expect(await texts()).toEqual([]);
      const last = await at.ledger.records.last('comment', 'one', plain);
      const { records } = await at.ledger.records.citing('comment', [content('memo')], plain, { withGone: true }); // prettier-ignore
      expect(records).toEqual([last]);
      expect(last).toEqual({ kind: 'comment', id: 'one', version: 2, cites: [passage], gone: 'removed', ...by() }); // prettier-ignore
      await comment('again', { id: 'one', basedOn: 2 });
      expect(await texts()).toEqual(['again']);
      await expect(
        at.catalogue.removeRecord({ kind: 'comment', id: 'none', basedOn: 0 }, by()),
      ).rejects.toMatchObject({ code: 'not-found' });
    });

    test('lists and histories come page by page', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await comment(id, { id, cites: [content('memo')] });
      await at.catalogue.removeRecord({ kind: 'comment', id: 'b', basedOn: 1 }, by());
      const read = async (ask: (after?: string) => ReturnType<typeof at.ledger.records.list<'comment'>>) => {
        const seen: string[][] = [];
        for (let after: string | undefined; ;) {
          const page = await ask(after);
          seen.push(page.records.map(({ id, version }) => `${id}${version}`));
          if (page.next === undefined) return seen;
          after = page.next;
        }
      };
      const asked = (after?: string) => ({ limit: 2, ...(after === undefined ? {} : { after }) });
      const { records } = at.ledger;
      expect(await read((after) => records.list('comment', plain, asked(after)))).toEqual([['a1', 'c1'], ['d1']]); // prettier-ignore
      expect(
        await read((after) => records.citing('comment', [content('memo')], plain, asked(after))),
      ).toEqual([['a1', 'c1'], ['d1']]);
      for (const basedOn of [1, 2]) await comment(`a${basedOn}`, { id: 'a', basedOn });
      expect(await read((after) => records.history('comment', 'a', plain, asked(after)))).toEqual([['a3', 'a2'], ['a1']]); // prettier-ignore
      for (const wrong of [{ limit: 0 }, { limit: 1_001 }, { after: 'x' }])
        await expect(records.list('comment', plain, wrong)).rejects.toMatchObject({ code: 'wrong-value' });
    });

    test('those that cite a document or an item, by their last versions', async () => {
      const item: Citation = { covers: 'item', id: idAt('EX-2', 'memo.txt') };
      await comment('of the memo', { id: 'one', cites: [passage, content('letter')] });
      await comment('of the item', { id: 'two', cites: [item] });
      await comment('of nothing', { id: 'three' });
      const citing = async (...of: Citation[]) =>
        (await at.ledger.records.citing('comment', of, plain)).records.map(({ id }) => id);
      expect(await citing(content('memo'))).toEqual(['one']);
      expect(await citing(content('memo'), content('letter'), item)).toEqual(['one', 'two']);
      expect(await citing()).toEqual([]);
      await comment('not any more', { id: 'one', basedOn: 1 });
      expect(await citing(content('memo'))).toEqual([]);
    });

    test('a record leaves no trace for whom any of what any version cites is withheld', async () => {
      await comment('of counsel', { id: 'one', cites: [content('memo'), content('letter')] });
      await comment('no more', { id: 'one', basedOn: 1, cites: [content('letter')] });
      await comment('of the item', { id: 'two', cites: [{ covers: 'item', id: idAt('EX-2', 'memo.txt') }] });
      await comment('free', { id: 'three', cites: [content('brochure')] });
      const target = { covers: 'content', id: sha('memo') } as const;
      await at.catalogue.withhold({ targets: [target], scope: 'privilege', reason: 'advice' }, by());
      expect(await texts(plain)).toEqual(['free']);
      expect(await texts(counsel)).toEqual(['no more', 'of the item', 'free']);
      expect(await at.ledger.records.last('comment', 'one', plain)).toBeUndefined();
      expect(await at.ledger.records.history('comment', 'one', plain)).toEqual({ records: [] });
      const letter = await at.ledger.records.citing('comment', [content('letter')], plain);
      expect(letter).toEqual({ records: [] });
      await at.catalogue.release({ targets: [target], scope: 'privilege' }, by());
      expect(await texts(plain)).toEqual(['no more', 'of the item', 'free']);
    });

    test.each<[string, string, Partial<RecordChange<'comment'>>]>([
      ['a body that is none of its kind', 'wrong-value', { body: { text: '' } }],
      ['an unknown kind', 'wrong-value', { kind: 'constructor' as 'comment' }],
      ['an id that is none', 'wrong-value', { id: '../one' }],
      ['a version without a record', 'wrong-value', { basedOn: 1 }],
      ['a version that is no number', 'wrong-value', { id: 'one', basedOn: -1 }],
      ['half a passage', 'wrong-value', { cites: [{ ...content('memo'), text: sha('text of memo') }] }],
      ['too many citations', 'wrong-value', { cites: Array.from({ length: maxCitations + 1 }, () => passage) }], // prettier-ignore
      ['a quotation that is a whole text', 'wrong-value', { cites: [{ ...passage, quote: 'x'.repeat(10_001) }] }], // prettier-ignore
      ['more than a page bears', 'wrong-value', { cites: Array.from({ length: Math.ceil(maxRecordUnits / 9_000) }, () => ({ ...passage, quote: 'x'.repeat(9_000) })) }], // prettier-ignore
      ['a document that the case does not have', 'not-found', { cites: [content('nothing')] }],
      ['an item that the case does not have', 'not-found', { cites: [{ covers: 'item', id: heldId('x', 0) }] }], // prettier-ignore
    ])('%s: %s, and nothing is kept', async (_, code, change) => {
      await expect(comment('wrong', change)).rejects.toMatchObject({ code });
      expect(await texts(everyScope)).toEqual([]);
    });

    test('words about evidence that is removed go with it; others stay without its names', async () => {
      const item: Citation = { covers: 'item', id: idAt('EX-2', 'memo.txt'), quote: 'the secret' };
      await comment('the secret of the memo', { id: 'one', cites: [passage, item] });
      await comment('also in memo-17.txt', { id: 'two', cites: [content('letter'), item] });
      await comment('seen in memo-17.txt', { id: 'three' });
      await comment('later', { id: 'three', basedOn: 1, cites: [item] });
      await at.catalogue.removeRecord({ kind: 'comment', id: 'three', basedOn: 2 }, by());
      const target = idAt('EX-2', 'memo.txt');
      expect(await at.catalogue.planRemoval(target)).toMatchObject({ marks: 4 });
      const request = { target, reason: 'order', names: [], words: ['memo-17.txt'], work: 'the work' };
      await at.catalogue.remove(request, by());
      const { records } = await at.ledger.records.list('comment', plain);
      expect(records).toMatchObject([{ id: 'two', body: { text: 'also in [removed]' }, cites: [content('letter')] }]); // prettier-ignore
      const one = await at.ledger.records.last('comment', 'one', plain);
      expect(one).toEqual({ kind: 'comment', id: 'one', version: 1, cites: [], gone: 'evidence', ...by() });
      const three = await at.ledger.records.history('comment', 'three', plain);
      expect(three.records).toMatchObject([
        { version: 3, cites: [], gone: 'removed' },
        { version: 2, cites: [], gone: 'evidence' },
        { version: 1, body: { text: 'seen in [removed]' } },
      ]);
      const written = await Array.fromAsync(at.ledger.audit.written([7]));
      expect(JSON.stringify(written)).not.toMatch(/secret|memo-17/u);
    });
  });
}
