/** Part of the contract of the ledger: families, and the numbers that what goes out of the case is given. */
import { describe, expect, test } from '@jest/globals';
import type { NumberedPlace } from '../../case/catalogue/numbers.ts';
import type { HeldAsked, Holder } from '../../case/ledger/items.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { ReadCase } from './ledger-history.ts';
import { heldId, idAt, sha } from './made-case.ts';

const plain: Scope = { open: [] };
const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
const letter = idAt('EX-1', 'mail/letter.eml');
const copy = idAt('EX-1', 'share/copy.eml');
const memo = idAt('EX-2', 'memo.txt');

export function numbersContract(at: ReadCase): void {
  const family = async (id: string, scope = plain): Promise<(readonly [string, string])[]> =>
    (await at.ledger.items.ofFamily(id, scope)).map(({ item, path }) => [item.id, path]);
  const place = (item: string, ofFamily = item): NumberedPlace => ({ item, revision: 0, family: ofFamily });

  describe('families', () => {
    test('a family is its parent and all that lies in it, each at its path there', async () => {
      const inside = (path: string): (readonly [string, string])[] => [
        [heldId('letter', 0), `${path}/brochure.x`],
        [heldId('letter', 1), `${path}/pack.x`],
        [heldId('pack', 0), `${path}/pack.x/advice.x`],
      ];
      expect(await family(letter)).toEqual([[letter, 'mail/letter.eml'], ...inside('mail/letter.eml')]);
      expect(await family(copy)).toEqual([[copy, 'share/copy.eml'], ...inside('share/copy.eml')]);
      expect(await family(memo)).toEqual([[memo, 'memo.txt']]);
    });

    test('what lies in a content or a folder, by page, by name, and as far as it shows', async () => {
      const held = async (of: Holder, asked: Partial<HeldAsked> = {}, scope = plain) => {
        const { items, total } = await at.ledger.items.heldBy(of, { begins: '', order: 'ordinals', from: 0, limit: 10, ...asked }, scope);
        return [items.map(({ name }) => name), total];
      };
      const inLetter = { content: sha('letter') };
      expect(await held(inLetter)).toEqual([['brochure.x', 'pack.x'], 2]);
      expect(await held(inLetter, { from: 1, limit: 1, order: 'names' })).toEqual([['pack.x'], 2]);
      expect(await held(inLetter, { begins: 'pa' })).toEqual([['pack.x'], 1]);
      expect(await held({ folder: idAt('EX-1', 'mail') }, { order: 'names' })).toEqual([['letter.eml'], 1]);
      for (const none of [{ content: sha('memo') }, { content: 'f'.repeat(64) }, { folder: memo }, { folder: 'f'.repeat(32) }])
        expect(await held(none)).toEqual([[], 0]);
      const targets = [{ covers: 'item', id: heldId('letter', 1) } as const];
      await at.catalogue.withhold({ targets, scope: 'privilege', reason: 'advice' }, by);
      expect(await held(inLetter)).toEqual([['brochure.x'], 1]);
      expect(await held(inLetter, {}, { open: ['privilege'] })).toEqual([['brochure.x', 'pack.x'], 2]);
    }); // prettier-ignore

    test('what is no parent, is not there, or is withheld has none', async () => {
      expect(await family(heldId('letter', 0))).toEqual([]);
      expect(await family('f'.repeat(32))).toEqual([]);
      const targets = [{ covers: 'family', id: letter } as const];
      await at.catalogue.withhold({ targets, scope: 'privilege', reason: 'advice' }, by);
      expect(await family(letter)).toEqual([]);
      expect(await family(letter, { open: ['privilege'] })).toHaveLength(4);
      expect(await family(copy)).toHaveLength(4);
    });
  });

  describe('numbers', () => {
    const give = (prefix: string, ...places: NumberedPlace[]): Promise<readonly number[]> =>
      at.catalogue.giveNumbers(prefix, places);

    test('each place has one under a prefix, for good', async () => {
      expect(await give('EVX', place(memo), place(letter))).toEqual([1, 2]);
      expect(await give('EVX', place(letter), place(copy), place(copy), place(memo))).toEqual([2, 3, 3, 1]);
      expect(await give('OTHER', place(copy))).toEqual([1]);
    });

    test('what lies in two families has one in each', async () => {
      const inside = heldId('letter', 0);
      expect(await give('EVX', place(inside, letter), place(inside, copy), place(inside, letter))).toEqual([
        1, 2, 1,
      ]);
    });

    test('where one place is not there none is given', async () => {
      await expect(give('EVX', place(memo), place('f'.repeat(32)))).rejects.toMatchObject({
        code: 'not-found',
      });
      await expect(give('EVX', { ...place(memo), revision: 9 })).rejects.toMatchObject({ code: 'not-found' });
      expect(await give('EVX', place(copy))).toEqual([1]);
    });

    test('the number of what was removed is given to nothing else', async () => {
      expect(
        await give('EVX', place(memo), place(letter), place(heldId('letter', 0), copy), place(copy)),
      ).toEqual([1, 2, 3, 4]);
      await at.catalogue.remove({ target: copy, reason: 'order', names: [], words: [], work: 'open' }, by);
      expect(
        await give('EVX', place(memo), place(letter), place(idAt('EX-1', 'share/brochure.txt'))),
      ).toEqual([1, 2, 5]);
    });
  });
}
