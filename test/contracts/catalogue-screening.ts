/** Part of the catalogue's contract: what a run that screens withholds, and from when on. */
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { CommitBatch, ItemCommit } from '../../case/catalogue/commits.ts';
import type { ScreenedBatch, ScreenMatch } from '../../case/catalogue/screening.ts';
import type { MarkedPlace } from '../../case/catalogue/marks.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found, hashesOf, member } from './made-commits.ts';

const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
const privilege = { scope: 'counsel', ground: 'privilege', reason: 'line 2 of lawyers.csv' };

export function screeningContract(at: ContractCase): void {
  const attached = (holder: string, ordinal: number, content: string): ItemCommit => {
    const { found: item } = member(holder, ordinal, content);
    return { found: { ...item, relation: 'attachment' } };
  };
  const placeOf = (file: string, content: string, item: string = at.idOf(file)): MarkedPlace => ({
    document: hashesOf(content).sha256,
    item,
    family: at.idOf(file),
  });
  const of = (holder: string, file: string, content: string): MarkedPlace =>
    placeOf(file, content, member(holder, 0, content).found.item);
  const match = (place: MarkedPlace, isOfContent = true): ScreenMatch => ({
    ...privilege,
    place,
    isOfContent,
  });
  const message = (place: MarkedPlace, ...ids: string[]) => ({ place, ids });

  async function write(
    items: ItemCommit[],
    documents: CommitBatch['documents'],
    said: Partial<ScreenedBatch> = {},
  ): Promise<void> {
    const screened = { by, matches: [], messages: [], loose: [], begun: [], ended: [], ...said };
    await at.catalogue.screen(claimUnit(at.lease), screened);
    await at.catalogue.commit(claimUnit(at.lease), { items, documents, screened });
  }
  const withheld = async (...places: MarkedPlace[]): Promise<(readonly string[])[]> =>
    (await at.catalogue.marksAt(places)).marks.map((marks) => marks.withheld ?? []);
  const messageEnded = (content: string, ...ids: string[]) => {
    const [messageId, ...references] = ids.map((id) => `<${id}>`);
    return ended(content, { metadata: { ...(messageId ? { messageId } : {}), references } });
  };

  describe('screening', () => {
    test('what matches is withheld before the ledger has it, with its family and later members', async () => {
      await at.list(fileEntry('a.eml'), fileEntry('b.txt'));
      const advice = of('mail', 'a.eml', 'advice');
      await at.catalogue.screen(claimUnit(at.lease), {
        by,
        matches: [match(advice)],
        messages: [],
        loose: [],
        begun: [],
        ended: [],
      });
      const [mail, other] = [placeOf('a.eml', 'mail'), placeOf('b.txt', 'other')];
      expect(await withheld(advice, mail, other)).toEqual([['counsel'], ['counsel'], []]);
      expect(await withheld({ ...advice, family: other.family })).toEqual([['counsel']]);
      expect(await withheld({ ...mail, item: member('mail', 9, 'later').found.item })).toEqual([['counsel']]);
    });

    test('a name that matches covers the family of its place alone', async () => {
      await at.list(fileEntry('a.eml'), fileEntry('b.txt'));
      const place = placeOf('a.eml', 'one');
      await write([found(place.item, 'one'), found(at.idOf('b.txt'), 'one')], [ended('one')], {
        matches: [match(place, false)],
      });
      expect(await withheld(place, placeOf('b.txt', 'one'))).toEqual([['counsel'], []]);
    });

    test('what lies in an archive whose name matches is withheld, also where a copy was read before', async () => {
      await at.list(fileEntry('a.zip'), fileEntry('b.zip'));
      const inside = of('pack', 'a.zip', 'plain');
      await write(
        [found(at.idOf('a.zip'), 'pack'), member('pack', 0, 'plain')],
        [ended('plain'), ended('pack', { status: 'container' })],
      );
      const place = placeOf('b.zip', 'pack');
      await write([found(place.item, 'pack')], [], { matches: [match(place, false)] });
      expect(await withheld({ ...inside, family: inside.item }, place, placeOf('a.zip', 'pack'))).toEqual([
        ['counsel'],
        ['counsel'],
        [],
      ]);
    });

    test('and what is read of it at another place after that', async () => {
      await at.list(fileEntry('a.zip'), fileEntry('b.zip'));
      const inside = of('pack', 'a.zip', 'plain');
      const place = placeOf('b.zip', 'pack');
      await write([found(place.item, 'pack')], [], { matches: [match(place, false)] });
      const loose = [{ item: inside.item, holders: [hashesOf('pack').sha256] }];
      await write([found(at.idOf('a.zip'), 'pack'), member('pack', 0, 'plain')], [ended('plain')], { loose });
      expect(await withheld({ ...inside, family: inside.item })).toEqual([['counsel']]);
    });

    test('a copy that is found later takes its family along, however deep it lies in what was seen before', async () => {
      await at.list(fileEntry('a.zip'), fileEntry('b.eml'), fileEntry('c.eml'));
      const advice = of('pack', 'a.zip', 'advice');
      await write(
        [found(at.idOf('a.zip'), 'pack'), member('pack', 0, 'advice')],
        [ended('advice'), ended('pack', { status: 'container' })],
        { matches: [match({ ...advice, family: advice.item })] },
      );
      await write(
        [
          found(at.idOf('b.eml'), 'mail b'),
          attached('mail b', 0, 'pack'),
          found(at.idOf('c.eml'), 'mail c'),
          attached('mail c', 0, 'plain'),
        ],
        [ended('plain'), messageEnded('mail b'), messageEnded('mail c')],
      );
      expect(
        await withheld(placeOf('b.eml', 'mail b'), placeOf('c.eml', 'mail c'), placeOf('a.zip', 'pack')),
      ).toEqual([['counsel'], [], []]);
    });

    test('messages of one group are withheld together, whichever comes first', async () => {
      await at.list(...['a.eml', 'b.eml', 'c.eml', 'd.eml'].map((name) => fileEntry(name)));
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => placeOf(`${name}.eml`, `mail ${name}`)) as [MarkedPlace, MarkedPlace, MarkedPlace, MarkedPlace]; // prettier-ignore
      const items = (...places: readonly (readonly [MarkedPlace, string])[]) =>
        places.map(([{ item }, content]) => found(item, content));
      await write(
        items([a, 'mail a'], [d, 'mail d']),
        [messageEnded('mail a', 'one'), messageEnded('mail d', 'apart')],
        { messages: [message(a, 'one'), message(d, 'apart')] },
      );
      expect(await withheld(a, d)).toEqual([[], []]);
      // It answers the first, and has the match.
      await write(items([b, 'mail b']), [messageEnded('mail b', 'two', 'one')], {
        messages: [message(b, 'two', 'one')],
        matches: [match(b)],
      });
      expect(await withheld(a, b, d)).toEqual([['counsel'], ['counsel'], []]);
      await write(items([c, 'mail c']), [messageEnded('mail c', 'three', 'two')], {
        messages: [message(c, 'three', 'two')],
      });
      expect(await withheld(a, b, c, d)).toEqual([['counsel'], ['counsel'], ['counsel'], []]);
    });

    test('what a message carries withholds its group too, whether the message or its attachment is read first', async () => {
      await at.list(...['a.eml', 'b.eml', 'c.eml'].map((name) => fileEntry(name)));
      const [a, b, c] = [placeOf('a.eml', 'mail a'), placeOf('b.eml', 'mail b'), placeOf('c.eml', 'mail c')];
      const inside = of('mail a', 'a.eml', 'advice');
      await write([found(b.item, 'mail b')], [messageEnded('mail b', 'two', 'one')], {
        messages: [message(b, 'two', 'one')],
      });
      await write([found(a.item, 'mail a'), attached('mail a', 0, 'advice')], [ended('advice')], {
        begun: [a.item],
        matches: [match(inside)],
      });
      await write([], [messageEnded('mail a', 'one')], { messages: [message(a, 'one')], ended: [a.item] });
      expect(await withheld(a, b, c)).toEqual([['counsel'], ['counsel'], []]);
      await write(
        [found(c.item, 'mail c'), attached('mail c', 0, 'late')],
        [messageEnded('mail c', 'three')],
        { messages: [message(c, 'three')] },
      );
      await at.list(...['a.eml', 'b.eml', 'c.eml', 'd.eml'].map((name) => fileEntry(name)));
      const d = placeOf('d.eml', 'mail d');
      await write([found(d.item, 'mail d')], [messageEnded('mail d', 'four', 'three')], {
        messages: [message(d, 'four', 'three')],
      });
      await write([], [ended('late')], { begun: [c.item], matches: [match(of('mail c', 'c.eml', 'late'))] });
      expect(await withheld(d)).toEqual([['counsel']]);
    });

    test('a family is closed to everybody until it is read to its end, with what another parser has of it', async () => {
      await at.list(fileEntry('a.eml'));
      const [mail, inside] = [placeOf('a.eml', 'mail'), of('mail', 'a.eml', 'inside')];
      await write([found(mail.item, 'mail'), attached('mail', 0, 'inside')], [], { begun: [mail.item] });
      expect(await withheld(mail, inside)).toEqual([[':screening'], [':screening']]);
      await write([], [messageEnded('mail')], { begun: [], ended: [mail.item] });
      expect(await withheld(mail)).toEqual([[':screening']]);
      await write([], [ended('inside')], { begun: [mail.item] });
      await at.catalogue.endScreening(claimUnit(at.lease));
      expect(await withheld(mail, inside)).toEqual([[], []]);
      // The index, which was told that they are withheld, is told otherwise.
      expect((await at.catalogue.unshown(10)).map(({ document }) => document).sort()).toEqual(
        [mail.document, inside.document].sort(),
      );
    });

    test('what a person has released stays so', async () => {
      await at.list(fileEntry('a.eml'));
      const mail = placeOf('a.eml', 'mail');
      await write([found(mail.item, 'mail')], [messageEnded('mail')], { matches: [match(mail)] });
      const targets = [
        { covers: 'family', id: mail.item },
        { covers: 'content', id: mail.document },
      ] as const;
      await at.catalogue.release({ targets, scope: 'counsel' }, by);
      await write([found(mail.item, 'mail')], [messageEnded('mail')], { matches: [match(mail)] });
      expect(await withheld(mail)).toEqual([[]]);
    });
  });
}
