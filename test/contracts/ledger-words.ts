/** Part of the contract of reading: the words, orders and numbers of answers, which every adapter gives alike. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { jsonReference } from '../../case/blob-reference.ts';
import { claimUnit } from '../../case/catalogue/runs.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { ReadCase } from './ledger-history.ts';
import { ended, fileEntry, found, time } from './made-commits.ts';
import { idAt, sha, sourceId } from './made-case.ts';

const entities = ['Zeta', 'acme', '\u{1d4d0}cme', '\uff21cme', 'Acme'].map((entity) => ({
  entity,
  kind: 'other' as const,
  count: 1,
}));
/** By the bytes of UTF-8: capitals first, and what lies beyond the first plane last. */
const inOrder = ['Acme', 'Zeta', 'acme', '\uff21cme', '\u{1d4d0}cme'];

export function wordsContract(at: ReadCase): void {
  /** A case of one more source, which holds one file. */
  const addFile = async (more: Parameters<typeof ended>[1], events: object[] = []): Promise<string> => {
    const { catalogue } = at;
    const lease = await catalogue.beginRun(randomUUID(), 'ingest', {});
    const source = await catalogue.registerSource(claimUnit(lease), {
      id: sourceId('EX-3'),
      reference: 'EX-3',
      kind: 'folder',
      root: Buffer.from('/evidence/EX-3'),
      intake: { reference: 'EX-3' },
    });
    const entry = fileEntry('more.bin', {
      times: {
        modified: { ...time(1_000_000_000), raw: 'as the disk has it' },
        created: { instant: '2300-01-01T00:00:00Z', precision: 'second', zoneSource: 'utc', raw: 'late' },
      },
    });
    await catalogue.listFolder(claimUnit(lease), source, source.id, [entry]);
    const item = idAt('EX-3', 'more.bin');
    const nameless = found('ab'.repeat(16), 'nameless', {
      holder: sha('more'),
      locator: '3',
      ordinal: 3,
      name: '',
      relation: 'member',
    });
    await catalogue.commit(claimUnit(lease), {
      items: [found(item, 'more'), nameless],
      documents: [{ ...ended('more', more), events: [jsonReference(events as [])] }, ended('nameless')],
    });
    await catalogue.settle(claimUnit(lease));
    await catalogue.endRun(claimUnit(lease), 'complete', {});
    return item;
  };

  describe('words of answers', () => {
    test('a folder is a container; a member without a name goes by its ordinal', async () => {
      await addFile({ status: 'container' });
      expect(await at.ledger.items.get(idAt('EX-1', 'mail'), everyScope)).toMatchObject({
        kind: 'folder',
        status: 'container',
      });
      expect(await at.ledger.items.at('EX-3/more.bin/#3', everyScope)).toMatchObject([
        { id: 'ab'.repeat(16), path: 'more.bin/#3' },
      ]);
      const entry = await at.ledger.entries.entry(sha('nameless'), everyScope);
      expect(entry?.occurrences).toMatchObject([{ name: '#3', path: 'more.bin/#3' }]);
    });

    test('times of items are given in the digits of their precision, also those that 64 bits of nanoseconds cannot hold', async () => {
      const item = await addFile({});
      const instant = '2001-09-09T01:46:40Z';
      expect((await at.ledger.items.get(item, everyScope))?.times).toEqual({
        modified: { instant, precision: 'second', zoneSource: 'utc', raw: instant.slice(0, -1) },
        created: {
          instant: '2300-01-01T00:00:00Z',
          precision: 'second',
          zoneSource: 'utc',
          raw: '2300-01-01T00:00:00',
        },
      });
    });

    test('events are times of files and of metadata by their names, and what the parser found', async () => {
      const saved = { time: time(1_100_000_000), kind: 'saved', message: 'Draft' };
      const late = { ...saved, time: { ...saved.time, instant: '2300-01-01T00:00:00Z' } };
      await addFile({ metadata: { created: time(1_200_000_000), title: 'Plan' } }, [saved, late]);
      const timeline = await at.ledger.timeline.open({ documents: new Set([sha('more')]) }, everyScope);
      const events = await Array.fromAsync(timeline.events());
      expect(events.map(({ kind, message }) => [kind, message])).toEqual([
        ['file modified', 'Plan'],
        ['saved', 'Draft'],
        ['created', 'Plan'],
        ['file created', 'Plan'],
        ['saved', 'Draft'],
      ]);
      expect(timeline.counts.implausible).toBe(2);
      await timeline.close();
    });

    test('text is ordered by its bytes in UTF-8', async () => {
      await addFile({
        texts: [
          { handle: 'one', kind: 'body', id: sha('one'), units: 1, anchors: [], entities, personalData: [] },
          {
            handle: 'two',
            kind: 'notes',
            id: sha('two'),
            units: 1,
            anchors: [],
            entities: [],
            personalData: [],
          },
        ],
      });
      const named = (await at.ledger.tags.entities(everyScope)).filter(({ documents }) => documents === 1);
      expect(named.map(({ entity }) => entity)).toEqual(inOrder.filter((entity) => entity !== 'Acme'));
      const entry = await at.ledger.entries.entry(sha('more'), everyScope);
      expect(entry?.entities.map(({ entity }) => entity)).toEqual(inOrder);
      const indexed = await Array.fromAsync(at.ledger.entries.indexed(everyScope));
      expect(indexed.find(({ document }) => document === sha('more'))?.texts).toEqual([
        sha('one'),
        sha('two'),
      ]);
    });

    test('of a content that was given up, the members are those that were recorded', async () => {
      await addFile({ status: 'failed', code: 'parser-crash' });
      expect(await at.ledger.documents.get(sha('more'), everyScope)).toMatchObject({
        completeness: 'partial',
        members: { emitted: 1, skipped: 0, failed: 0 },
      });
      const containers = await Array.fromAsync(at.ledger.coverage.containers(everyScope, 'all'));
      expect(containers.find(({ path }) => path === 'more.bin')).toMatchObject({ emitted: 1, recorded: 1 });
    });

    test('documents without a time are those that were read and have no event of their own', async () => {
      const undated = async (): Promise<number> => {
        const timeline = await at.ledger.timeline.open({ kinds: ['sent'] }, everyScope);
        await timeline.close();
        return timeline.counts.undatedDocuments;
      };
      // The brochure; the pack was no text, the advice failed.
      expect(await undated()).toBe(1);
      await addFile({ metadata: { created: time(1_200_000_000) } });
      // What lies in it.
      expect(await undated()).toBe(2);
    });

    test('a path is asked for at any of its places, by its end too', async () => {
      for (const path of ['share/copy.eml/brochure.x', 'copy.eml/brochure.x'])
        expect((await at.ledger.items.at(path, everyScope)).map((item) => item.path)).toEqual([
          'mail/letter.eml/brochure.x',
        ]);
    });
  });
}
