/** Part of the contract of reading: what is withheld at one of its places and shows at another. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { MarkTarget } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { ReadCase } from './ledger-history.ts';
import { fileEntry, found } from './made-commits.ts';
import { heldId, idAt, sourceId } from './made-case.ts';

const plain: Scope = { open: [] };
const counsel: Scope = { open: ['privilege'] };
const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };

export function elsewhereContract(at: ReadCase): void {
  const withhold = (target: MarkTarget) =>
    at.catalogue.withhold({ targets: [target], scope: 'privilege', reason: 'advice' }, by);
  const letter: MarkTarget = { covers: 'family', id: idAt('EX-1', 'mail/letter.eml') };

  /** The archive that is attached to the letter lies in a third source, too. */
  const addLoosePack = (): Promise<void> => addFile('loose.zip', 'pack');

  async function addFile(name: string, content: string, custodian?: string): Promise<void> {
    const lease = await at.catalogue.beginRun(randomUUID(), 'ingest', {});
    const source = await at.catalogue.registerSource(claimUnit(lease), {
      id: sourceId('EX-3'),
      reference: 'EX-3',
      kind: 'folder',
      root: Buffer.from('/evidence/EX-3'),
      intake: { reference: 'EX-3', ...(custodian === undefined ? {} : { custodian }) },
    });
    await at.catalogue.listFolder(claimUnit(lease), source, source.id, [fileEntry(name)]);
    const items = [found(idAt('EX-3', name), content)];
    await at.catalogue.commit(claimUnit(lease), { items, documents: [] });
    await at.catalogue.settle(claimUnit(lease));
    await at.catalogue.endRun(claimUnit(lease), 'complete', {});
  }

  describe('an event', () => {
    const sent = async (scope: Scope, custodians?: readonly string[]) => {
      const timeline = await at.ledger.timeline.open(
        { kinds: ['sent'], ...(custodians ? { custodians } : {}) },
        scope,
      );
      const lanes = (await timeline.lanes('custodian', 4)).map(({ lane, events }) => [lane, events]);
      const events = await Array.fromAsync(timeline.events());
      await timeline.close();
      return { lanes, custodians: events.map((event) => event.custodians) };
    };

    test('is of everybody who has a copy of its document, once of each', async () => {
      await addFile('copy.eml', 'letter', 'Zoe');
      const both = { lanes: [['Zoe', 1], ['of EX-1', 1]], custodians: [['Zoe', 'of EX-1']] }; // prettier-ignore
      expect(await sent(plain)).toEqual(both);
      // A filter chooses events; whose they are besides is told.
      expect(await sent(plain, ['Zoe'])).toEqual(both);
      expect(await sent(plain, ['of EX-2'])).toEqual({ lanes: [], custodians: [] });
    });

    test('is not of whose copy does not show', async () => {
      await addFile('copy.eml', 'letter', 'Zoe');
      await withhold({ covers: 'item', id: idAt('EX-3', 'copy.eml') });
      expect(await sent(plain)).toEqual({ lanes: [['of EX-1', 1]], custodians: [['of EX-1']] });
      expect(await sent(plain, ['Zoe'])).toMatchObject({ lanes: [] });
      expect(await sent(counsel)).toMatchObject({ custodians: [['Zoe', 'of EX-1']] });
    });

    test('of a source without a custodian is in a lane without a name', async () => {
      await addFile('memo.txt', 'memo');
      const timeline = await at.ledger.timeline.open({ kinds: ['taken'] }, plain);
      const lanes = await timeline.lanes('custodian', 4);
      await timeline.close();
      expect(lanes.map(({ lane }) => lane)).toEqual(['', 'of EX-2']);
    });
  });

  describe('what shows at another place', () => {
    test('is not at a path that does not show', async () => {
      await withhold(letter);
      const path = 'mail/letter.eml/brochure.x';
      expect(await at.ledger.items.at(path, plain)).toEqual([]);
      expect(await at.ledger.items.at(path, counsel)).toMatchObject([{ path }]);
    });

    test('does not lie in a family that does not show', async () => {
      await withhold(letter);
      expect(await at.ledger.places.contentsIn(letter, plain)).toEqual([]);
      expect(await at.ledger.places.contentsIn(letter, counsel)).toHaveLength(4);
    });

    test('is no parent where its own family is withheld', async () => {
      const { coverage } = at.ledger;
      expect(await coverage.families(plain)).toBe(4);
      await addLoosePack();
      // The advice, which in the letter belongs to the letter.
      expect(await coverage.families(plain)).toBe(5);
      await withhold({ covers: 'family', id: heldId('pack', 0) });
      expect(await coverage.families(plain)).toBe(4);
      expect(await coverage.families(counsel)).toBe(5);
      const items = await at.ledger.items.at('advice.x', plain);
      expect(items.map(({ path }) => path)).toEqual(['mail/letter.eml/pack.x/advice.x']);
    });
  });
}
