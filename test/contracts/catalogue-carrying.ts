/** Part of the catalogue's contract: what of marks goes over to what is found anew. */
import { describe, expect, test } from '@jest/globals';
import type { FoundPlace } from '../../case/catalogue/carrying.ts';
import type { ItemCommit } from '../../case/catalogue/commits.ts';
import type { MarkedPlace } from '../../case/catalogue/marks.ts';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { MarkTarget } from '../../schemas/label.ts';
import { itemId } from '../../sources/item-id.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found, hashesOf } from './made-commits.ts';

const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
const run = { by: 'run', at: '2026-02-02T03:04:05.000Z', record: 9 };
const hot = { name: 'Hot', key: 'hot' };
const sha = (content: string): string => hashesOf(content).sha256;

/** A member by name and content, at the places that it has in an archive. */
interface Member extends FoundPlace {
  readonly commit: ItemCommit;
  readonly marked: MarkedPlace;
}

export function carryingContract(at: ContractCase): void {
  /** `holder`: content of the archive, `file` its name. Members have the name as their locator. */
  const member = (
    file: string,
    holder: string,
    name: string,
    content?: string,
    isPosition = false,
  ): Member => {
    const item = itemId(sha(holder), name);
    const commit = found(item, content ?? '', { holder: sha(holder), locator: name, ordinal: 0, name, relation: 'member' }); // prettier-ignore
    const { hashes: _hashes, ...unread } = commit.found;
    const document = content === undefined ? undefined : sha(content);
    return {
      item,
      family: item,
      source: 'EX-1',
      path: `${file}/${name}`,
      document,
      isPosition,
      commit: document === undefined ? { found: unread } : commit,
      marked: { item, family: item, document: document ?? '' },
    };
  };
  /** As a run writes them: what goes over first. */
  async function read(file: string, holder: string, ...members: Member[]): Promise<void> {
    await at.catalogue.carryOver(claimUnit(at.lease), members, run);
    const ofMembers = members.flatMap(({ document }, index) =>
      document === undefined ? [] : [ended(contentAt(members, index))],
    );
    await at.commit(
      [found(at.idOf(file), holder), ...members.map(({ commit }) => commit)],
      [...ofMembers, ended(holder, { status: 'container' })],
    );
  }
  const contents = new Map<string, string>();
  const contentAt = (members: readonly Member[], index: number): string =>
    contents.get(members[index]?.document ?? '') ?? '';
  const inside = (
    file: string,
    holder: string,
    name: string,
    content?: string,
    isPosition = false,
  ): Member => {
    if (content !== undefined) contents.set(sha(content), content);
    return member(file, holder, name, content, isPosition);
  };
  const withhold = (...targets: MarkTarget[]) =>
    at.catalogue.withhold({ targets, scope: 'counsel', reason: 'advice', ground: 'privilege' }, by);
  const release = (...targets: MarkTarget[]) => at.catalogue.release({ targets, scope: 'counsel' }, by);
  const label = (...targets: MarkTarget[]) => at.catalogue.label({ targets, add: [hot], remove: [] }, by);
  const family = ({ item: id }: Member): MarkTarget => ({ covers: 'family', id });
  const item = ({ item: id }: Member): MarkTarget => ({ covers: 'item', id });
  const said = async (...members: Member[]): Promise<(readonly string[])[]> =>
    (await at.catalogue.marksAt(members.map(({ marked }) => marked))).marks.map(
      ({ labels = [], withheld = [] }) => [...labels, ...withheld],
    );
  /** The archive with a letter, of which the rest differs from one packing to the next. */
  async function packed(): Promise<Member> {
    await at.list(fileEntry('a.zip'), fileEntry('b.zip'));
    const letter = inside('a.zip', 'pack 1', 'letter', 'advice');
    await read('a.zip', 'pack 1', letter, inside('a.zip', 'pack 1', 'other', 'plain'));
    return letter;
  }

  describe('carrying over', () => {
    test('what was withheld is so in an archive that is packed anew, before the ledger has it', async () => {
      const letter = await packed();
      await withhold(family(letter));
      await label(item(letter));
      await at.nextRun();
      const again = inside('a.zip', 'pack 2', 'letter', 'advice');
      const other = inside('a.zip', 'pack 2', 'other', 'plain');
      await at.catalogue.carryOver(claimUnit(at.lease), [again, other], run);
      expect(await said(again, other)).toEqual([['Hot', 'counsel'], []]);
      // Attachments are of its family.
      const attached = { ...again.marked, item: itemId(sha('advice'), '0'), document: sha('attached') };
      expect((await at.catalogue.marksAt([attached])).marks[0]?.withheld).toEqual(['counsel']);
      const { last } = await at.catalogue.markChanges();
      await at.catalogue.carryOver(claimUnit(at.lease), [again, other], run);
      expect((await at.catalogue.markChanges()).last).toBe(last);
    });

    test.each<[string, string, string, string | undefined, readonly string[]]>([
      ['renamed', 'a.zip', 'letter (final)', 'advice', ['Hot', 'counsel']],
      ['changed', 'a.zip', 'letter', 'advice, revised', ['Hot', 'counsel']],
      ['of which nothing can be read any more', 'a.zip', 'letter', undefined, ['Hot', 'counsel']],
      ['moved to another archive', 'b.zip', 'elsewhere', 'advice', ['Hot', 'counsel']],
      ['that is another', 'a.zip', 'elsewhere', 'another', []],
    ])('a member %s', async (_how, file, name, content, expected) => {
      const letter = await packed();
      await withhold(item(letter));
      await label(item(letter));
      await at.nextRun();
      const again = inside(file, 'pack 2', name, content);
      await read(file, 'pack 2', again);
      expect(await said(again)).toEqual([expected]);
    });

    test('what was released does not come back, whatever a screen says, and is withheld where another copy is', async () => {
      const letter = await packed();
      await withhold(family(letter));
      await release(family(letter));
      await at.nextRun();
      const again = inside('a.zip', 'pack 2', 'letter', 'advice');
      const moved = inside('a.zip', 'pack 2', 'moved', 'advice');
      await at.catalogue.carryOver(claimUnit(at.lease), [again, moved], run);
      const place = again.marked;
      const match = { place, isOfContent: false, scope: 'counsel', ground: 'privilege', reason: 'line 2' };
      const none = { messages: [], loose: [], begun: [], ended: [] };
      await at.catalogue.screen(claimUnit(at.lease), { by: run, matches: [match], ...none });
      await read('a.zip', 'pack 2', again, moved);
      expect(await said(again, moved)).toEqual([[], []]);
      // The same letter at its own path stays as it was decided; at another it is what one of them is.
      await withhold(item(moved));
      await at.nextRun();
      const third = inside('a.zip', 'pack 3', 'letter', 'advice');
      const fourth = inside('a.zip', 'pack 3', 'a fourth', 'advice');
      await read('a.zip', 'pack 3', third, fourth);
      expect(await said(third, fourth)).toEqual([[], ['counsel']]);
    });

    test('what was released and is another content now is looked at anew', async () => {
      const letter = await packed();
      await withhold(family(letter));
      await release(family(letter));
      await at.nextRun();
      const again = inside('a.zip', 'pack 2', 'letter', 'advice, revised');
      await at.catalogue.carryOver(claimUnit(at.lease), [again], run);
      const match = { place: again.marked, isOfContent: false, scope: 'counsel', ground: 'g', reason: 'r' };
      const none = { messages: [], loose: [], begun: [], ended: [] };
      await at.catalogue.screen(claimUnit(at.lease), { by: run, matches: [match], ...none });
      expect(await said(again)).toEqual([['counsel']]);
    });

    test('from one packing to the next, with what was said in between', async () => {
      const letter = await packed();
      await withhold(family(letter));
      await label(item(letter));
      await at.nextRun();
      const second = inside('a.zip', 'pack 2', 'letter', 'advice');
      await read('a.zip', 'pack 2', second);
      await release(family(second));
      await at.catalogue.label({ targets: [item(second)], add: [], remove: [hot] }, by);
      await at.nextRun();
      const third = inside('a.zip', 'pack 3', 'letter', 'advice');
      await read('a.zip', 'pack 3', third);
      expect(await said(letter, second, third)).toEqual([['Hot', 'counsel'], [], []]);
    });

    test('not within one run, from another source, or where a name is a position', async () => {
      const letter = await packed();
      await label(item(letter));
      await withhold(item(letter));
      const copy = inside('b.zip', 'pack 2', 'letter', 'advice');
      await read('b.zip', 'pack 2', copy);
      expect(await said(copy)).toEqual([[]]);
      await at.nextRun();
      const elsewhere = { ...inside('b.zip', 'pack 3', 'letter', 'advice'), source: 'EX-9' };
      const position = inside('a.zip', 'pack 4', 'letter', 'another message', true);
      await at.catalogue.carryOver(claimUnit(at.lease), [elsewhere, position], run);
      // Another message at its place is kept closed until somebody has looked, and is not what the label is of.
      expect(await said(elsewhere, position)).toEqual([[], ['counsel']]);
    });
  });
}
