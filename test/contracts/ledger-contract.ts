/** What every adapter of the ledger's reading ports must do: one suite, which writes and asks through the ports alone. */
import { isDoubtful } from '../../case/ledger/coverage.ts';
import { createHash, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Catalogue } from '../../case/catalogue.ts';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { TextsOf } from '../../case/ledger/tags.ts';
import type { TimelineFilter } from '../../case/ledger/timeline.ts';
import { itemEntryId } from '../../schemas/index-entry.ts';
import type { MarkTarget } from '../../schemas/label.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import { auditContract } from './ledger-audit.ts';
import { custodyContract, parsedByContract, revisionsContract } from './ledger-custody.ts';
import { elsewhereContract } from './ledger-elsewhere.ts';
import { historyContract } from './ledger-history.ts';
import { retagsContract } from './ledger-retags.ts';
import { ledgerPartsContract } from './ledger-parts.ts';
import { numbersContract } from './ledger-numbers.ts';
import { participantsContract } from './ledger-participants.ts';
import { recordsContract } from './ledger-records.ts';
import { unaccountedContract } from './ledger-unaccounted.ts';
import { wordsContract } from './ledger-words.ts';
import { heldId, idAt, type MadeCase, makeCase, sha, sourceId } from './made-case.ts';

/** A fresh case of the adapter: both sides of one ledger. */
export interface LedgerUnderTest {
  readonly catalogue: Catalogue;
  /** Sees what is written until it is asked. */
  openLedger(): Promise<Ledger>;
  close(): Promise<void>;
}

const plain: Scope = { open: [] };
const counsel: Scope = { open: ['privilege'] };
const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
const contents = ['letter', 'brochure', 'pack', 'advice', 'memo'];
const all = { exceptionsOnly: false };
const whole = { begins: '', order: 'ordinals', from: 0, limit: 100 } as const;

async function entryOf(ledger: Ledger, content: string, scope: Scope): Promise<object | undefined> {
  const entry = await ledger.entries.entry(sha(content), scope);
  return entry && { ...entry, occurrences: entry.occurrences.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** All that the ports say of a case, but for the times and ids of runs. */
async function everythingOf(ledger: Ledger, scope: Scope): Promise<Record<string, unknown>> {
  const items = await Array.fromAsync(ledger.items.all(all, scope));
  const snapshot = await ledger.snapshots.after(undefined, scope);
  const timeline = await ledger.timeline.open({}, scope);
  const answers = {
    items,
    exceptions: await Array.fromAsync(ledger.items.all({ exceptionsOnly: true }, scope)),
    notable: await ledger.items.notable(scope),
    named: await ledger.items.at('brochure.x', scope),
    hashed: await ledger.items.byHash(sha('letter').slice(0, 8), 10, scope),
    held: await Promise.all(
      contents.map((content) => ledger.items.heldBy({ content: sha(content) }, whole, scope)),
    ),
    places: await Promise.all(items.map((item) => ledger.places.ofItem(item, 10, scope))),
    contents: await Promise.all(
      contents.map(async (content) => ({
        document: await ledger.documents.get(sha(content), scope),
        attempts: (await ledger.documents.attempts(sha(content), scope)).map(({ status }) => status),
        texts: await ledger.documents.texts(sha(content), scope),
        entry: await entryOf(ledger, content, scope),
        places: await ledger.places.ofContent(sha(content), 10, scope),
      })),
    ),
    totals: await ledger.coverage.totals(scope),
    byStatus: await ledger.coverage.by('status', scope),
    byType: await ledger.coverage.by('type', scope),
    byCode: await ledger.coverage.by('code', scope),
    bySource: await ledger.coverage.bySource(scope),
    warnings: Object.entries(await ledger.coverage.warnings(scope)),
    containers: await Array.fromAsync(ledger.coverage.containers(scope, 'all')),
    doubtful: await Array.fromAsync(ledger.coverage.containers(scope, 'doubtful')),
    containerCounts: await ledger.coverage.containerCounts(scope),
    families: await ledger.coverage.families(scope),
    mails: await ledger.coverage.mails(scope),
    languages: await ledger.coverage.languages(scope),
    entities: await ledger.tags.entities(scope),
    personalData: await ledger.tags.personalData(scope),
    tags: await Array.fromAsync(ledger.tags.texts({}, scope)),
    counts: timeline.counts,
    years: await timeline.histogram(4),
    kinds: await timeline.byKind(),
    events: await Array.fromAsync(timeline.events()),
    sources: await ledger.sources.all(scope),
    files: await Array.fromAsync(ledger.sources.files(scope)),
    file: await ledger.sources.file(idAt('EX-1', 'mail/letter.eml'), scope),
    indexed: await Array.fromAsync(ledger.entries.indexed(scope)),
    bodies: await ledger.entries.bodies(contents.map(sha), scope),
    lines: [
      ...(await Array.fromAsync(snapshot?.items() ?? [])),
      ...(await Array.fromAsync(snapshot?.documents() ?? [])),
    ],
  };
  await timeline.close();
  return answers;
}

/** Revisions of documents count what the index is told: they say that something changed, and nothing of what. */
const withoutRevisions = (answers: Record<string, unknown>): unknown =>
  JSON.parse(
    JSON.stringify(answers, (key, value: unknown) =>
      key === 'revision' || (key === 'indexed' && !Array.isArray(value)) ? undefined : value,
    ),
  );

/** Runs the suite on an adapter; `open` gives an empty case each time. */
export function ledgerContract(name: string, open: () => Promise<LedgerUnderTest>): void {
  describe(`ledger contract: ${name}`, () => {
    let catalogue: Catalogue;
    let ledger: Ledger;
    let closing: (() => Promise<void>)[] = [];

    const opened = async (made: MadeCase = {}): Promise<{ catalogue: Catalogue; ledger: Ledger }> => {
      const fresh = await open();
      await makeCase(fresh.catalogue, made);
      const reading = await fresh.openLedger();
      closing.push(async () => {
        await reading.close();
        await fresh.close();
      });
      return { catalogue: fresh.catalogue, ledger: reading };
    };
    beforeEach(async () => {
      ({ catalogue, ledger } = await opened());
    });
    afterEach(async () => {
      for (const close of closing) await close();
      closing = [];
    });

    const pathsOf = async (scope: Scope): Promise<string[]> =>
      (await Array.fromAsync(ledger.items.all(all, scope))).map(({ source, path }) => `${source}/${path}`);

    test('items come in evidence order, what a content holds behind the first that carries it', async () => {
      expect(await pathsOf(plain)).toEqual([
        'EX-1/mail',
        'EX-1/mail/letter.eml',
        'EX-1/mail/letter.eml/brochure.x',
        'EX-1/mail/letter.eml/pack.x',
        'EX-1/mail/letter.eml/pack.x/advice.x',
        'EX-1/share',
        'EX-1/share/brochure.txt',
        'EX-1/share/copy.eml',
        'EX-2/memo.txt',
      ]);
    });

    test('the same evidence written in another order gives the same answers', async () => {
      const other = await opened({ turned: true });
      const [answers, others] = [
        await everythingOf(ledger, everyScope),
        await everythingOf(other.ledger, everyScope),
      ];
      expect(withoutRevisions(others)).toEqual(withoutRevisions(answers));
    });

    describe('items', () => {
      test('exceptions, and what is on a list of notable files', async () => {
        const exceptions = await Array.fromAsync(ledger.items.all({ exceptionsOnly: true }, plain));
        expect(exceptions.map(({ path, status, code }) => [path, status, code])).toEqual([
          ['mail/letter.eml/brochure.x', 'indexed', undefined],
          ['mail/letter.eml/pack.x/advice.x', 'failed', 'corrupt'],
        ]);
        expect((await ledger.items.notable(plain)).map(({ path, notable }) => [path, notable])).toEqual([
          ['memo.txt', 'wanted'],
        ]);
      });

      test.each([
        ['below a source', 'share/copy.eml', ['share/copy.eml']],
        ['with the reference of the source', 'EX-1/share/copy.eml', ['share/copy.eml']],
        ['as it lies on disk', '/evidence/EX-1/share/copy.eml', ['share/copy.eml']],
        ['inside contents', 'mail/letter.eml/pack.x/advice.x', ['mail/letter.eml/pack.x/advice.x']],
        ['by its end', 'brochure.x', ['mail/letter.eml/brochure.x']],
        ['nothing', 'nowhere.txt', []],
      ])('at a path: %s', async (_, path, expected) => {
        expect((await ledger.items.at(path, plain)).map((item) => item.path)).toEqual(expected);
      });

      test('by the beginning of a hash or an id, or by the whole id', async () => {
        const memo = idAt('EX-2', 'memo.txt');
        expect(await ledger.items.byHash(sha('memo').slice(0, 12), 10, plain)).toMatchObject([{ id: memo }]);
        expect(await ledger.items.byHash(memo.slice(0, 12), 10, plain)).toMatchObject([{ id: memo }]);
        for (const algorithm of ['sha1', 'md5']) {
          const hash = createHash(algorithm).update('memo').digest('hex');
          expect(await ledger.items.byHash(hash, 10, plain)).toMatchObject([{ id: memo }]);
        }
        expect(await ledger.items.byHash('not a hash', 10, plain)).toEqual([]);
        expect(await ledger.items.get(memo, plain)).toMatchObject({ path: 'memo.txt', revision: 0 });
        expect(await ledger.items.get('00'.repeat(16), plain)).toBeUndefined();
      });

      test('places: one for each copy of what holds the item, with the family there', async () => {
        const item = { id: heldId('pack', 0), revision: 0 };
        const places = await ledger.places.ofItem(item, 10, plain);
        expect(places.map(({ path, family }) => [path, family])).toEqual([
          ['mail/letter.eml/pack.x/advice.x', idAt('EX-1', 'mail/letter.eml')],
          ['share/copy.eml/pack.x/advice.x', idAt('EX-1', 'share/copy.eml')],
        ]);
        expect(await ledger.places.ofItem(item, 1, plain)).toHaveLength(1);
        expect(await ledger.places.count(item, plain)).toBe(2);
        const family: MarkTarget = { covers: 'family', id: idAt('EX-1', 'mail/letter.eml') };
        expect(await ledger.places.contentsIn(family, plain)).toEqual(
          ['letter', 'brochure', 'pack', 'advice'].map(sha).sort(),
        );
      });
    });

    test('documents with attempts and texts', async () => {
      expect(await ledger.documents.get(sha('letter'), plain)).toMatchObject({
        format: 'eml',
        status: 'indexed',
        carriers: 2,
        firstItem: idAt('EX-1', 'mail/letter.eml'),
        members: { expected: 2, emitted: 2, skipped: 0, failed: 0 },
      });
      expect(await ledger.documents.attempts(sha('advice'), plain)).toMatchObject([
        { run: 1, status: 'failed', code: 'corrupt' },
      ]);
      expect(await ledger.documents.texts(sha('memo'), plain)).toMatchObject([
        { kind: 'body', units: 40, superseded: false },
      ]);
      expect(await ledger.documents.get(sha('unknown'), plain)).toBeUndefined();
      expect(await ledger.documents.attempts(sha('unknown'), plain)).toEqual([]);
    });

    test('coverage: totals, groups, sources, warnings, containers, families', async () => {
      const { coverage } = ledger;
      expect(await coverage.totals(plain)).toMatchObject({
        // What the letter holds counts at its two places.
        items: 10,
        folders: 2,
        documents: 5,
        pastDocuments: 0,
        exceptions: 3,
        expandedBytes: 60,
        statuses: { indexed: 3, duplicate: 4, container: 1, failed: 2 },
      });
      expect(await coverage.by('status', plain)).toMatchObject([
        { value: 'duplicate', items: 4, bytes: 40 },
        { value: 'indexed', items: 3, bytes: 30 },
        { value: 'failed', items: 2 },
        { value: 'container', items: 1 },
      ]);
      expect(await coverage.bySource(plain)).toMatchObject([
        { source: 'EX-1', custodian: 'of EX-1', files: 3, folders: 2, heldItems: 6, documents: 4 },
        { source: 'EX-2', files: 1, folders: 0, heldItems: 0, documents: 1 },
      ]);
      const lease = await catalogue.beginRun(randomUUID(), 'ingest', {});
      await catalogue.registerSource(claimUnit(lease), {
        id: sourceId('EX-3'),
        reference: 'EX-3',
        kind: 'folder',
        root: Buffer.from('/empty'),
        intake: { reference: 'EX-3' },
      });
      expect(
        (await coverage.bySource(plain)).map(({ source, files, documents }) => [source, files, documents]),
      ).toEqual([
        ['EX-1', 3, 4],
        ['EX-2', 1, 1],
        ['EX-3', 0, 0],
      ]);
      expect(await coverage.warnings(plain)).toEqual({ 'charset-guessed': 1 });
      const containers = await Array.fromAsync(coverage.containers(plain, 'all'));
      expect(
        containers
          .map(({ source, path, emitted, recorded }) => `${source}/${path} ${emitted} ${recorded}`)
          .sort(),
      ).toEqual(['EX-1/mail/letter.eml 2 2', 'EX-1/mail/letter.eml/pack.x 1 1']);
      expect(await coverage.containerCounts(plain)).toMatchObject({ count: 2, withMembers: 2 });
      expect(await Array.fromAsync(coverage.containers(plain, 'doubtful'))).toEqual(
        containers.filter(isDoubtful),
      );
      expect(await coverage.families(plain)).toBe(4);
      expect(await coverage.mails(plain)).toEqual({
        mails: 1,
        groups: 1,
        withoutHash: 0,
        sharedIds: 0,
        firstShared: [],
      });
      const { languages, notLookedAt } = await coverage.languages(plain);
      expect(languages).toEqual([]);
      expect(notLookedAt).toBeGreaterThan(0);
    });

    test('tags: counts, and texts by SHA-256, of one document or of those that name an entity', async () => {
      expect(await ledger.tags.entities(plain)).toEqual([
        { entity: 'Acme', kind: 'other', documents: 3, mentions: 3 },
      ]);
      expect(await ledger.tags.personalData(plain)).toEqual([{ kind: 'email', documents: 3, values: 3 }]);
      const documentsOf = async (of: TextsOf): Promise<string[]> =>
        (await Array.fromAsync(ledger.tags.texts(of, plain))).map(({ document }) => document);
      const tagged = ['letter', 'brochure', 'memo'].map(sha).sort();
      expect(await documentsOf({})).toEqual(tagged);
      expect(await documentsOf({ entities: ['Acme'] })).toEqual(tagged);
      expect(await documentsOf({ isNaming: true })).toEqual(tagged);
      expect(await documentsOf({ entities: ['Nobody'] })).toEqual([]);
      const some = new Set([sha('memo'), sha('letter'), sha('of no document')]);
      expect(await documentsOf({ documents: some })).toEqual([sha('memo'), sha('letter')].sort());
      expect(await documentsOf({ entities: ['Nobody', 'Acme'], documents: new Set([sha('memo')]) })).toEqual([
        sha('memo'),
      ]);
      expect(await ledger.tags.documentsNaming(['Acme', 'Nobody'], 'other', plain)).toBe(3);
      expect(await ledger.tags.documentsNaming(['Acme'], 'party', plain)).toBe(0);
      const [memo] = await Array.fromAsync(ledger.tags.texts({ sha256: sha('memo') }, plain));
      expect(memo).toMatchObject({
        place: { source: 'EX-2', path: 'memo.txt' },
        listVersion: 'list',
        anchors: [{ at: 0 }],
      });
      expect(memo?.mentions).toMatchObject([{ entity: 'Acme', start: 0 }]);
      const confidence = memo?.mentions[0]?.confidence ?? 0;
      const bounds = { enough: 1, most: 100 };
      expect(await ledger.tags.surest('Acme', bounds, plain)).toEqual({
        confidence,
        byKind: { other: confidence },
        isWhole: true,
      });
      expect(await ledger.tags.surest('Nobody', bounds, plain)).toEqual({
        confidence: 0,
        byKind: {},
        isWhole: true,
      });
    });

    describe('timeline', () => {
      const asked = async (filter: TimelineFilter) => {
        const timeline = await ledger.timeline.open(filter, plain);
        const events = await Array.fromAsync(timeline.events());
        const [years, kinds] = [await timeline.histogram(4), await timeline.byKind()];
        await timeline.close();
        return { events, years, kinds, counts: timeline.counts };
      };

      test('in the order of time; a time without a zone has that of its source', async () => {
        const { events, years, counts } = await asked({ kinds: ['sent', 'taken'] });
        expect(events.map(({ kind, path, time: { instant } }) => [kind, path, instant])).toEqual([
          ['sent', 'mail/letter.eml', '2014-05-13T16:53:20Z'],
          ['taken', 'memo.txt', '2015-07-01T11:00:00Z'],
        ]);
        expect(years).toEqual([
          { span: '2014', events: 1 },
          { span: '2015', events: 1 },
        ]);
        expect(counts).toMatchObject({ events: 2, declared: 1, floating: 0, implausible: 0 });
      });

      test('of documents, kinds and a stretch of time', async () => {
        const { events, kinds } = await asked({ documents: new Set([sha('memo')]) });
        expect(new Set(events.map(({ document }) => document))).toEqual(new Set([sha('memo')]));
        expect(kinds.map(({ kind }) => kind).sort()).toEqual(['file changed', 'file modified', 'taken']);
        const at = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;
        const sent = at('2014-05-13T16:53:20Z');
        expect((await asked({ to: sent })).events).toEqual([]);
        expect((await asked({ from: at('2014-01-01'), to: at('2015-01-01') })).events).toHaveLength(1);
        // It is stated to the second, and is the whole of it.
        expect((await asked({ kinds: ['sent'], from: sent + 999_999_999n })).events).toHaveLength(1);
        expect((await asked({ kinds: ['sent'], from: sent + 1_000_000_000n })).events).toEqual([]);
      });

      test('by lanes and spans down to the minute, whose sums are those of all; and a part of the list', async () => {
        const timeline = await ledger.timeline.open({}, plain);
        const sums = (rows: readonly { span: string; events: number }[]) =>
          [...Map.groupBy(rows, ({ span }) => span)].map(([span, own]) => ({
            span,
            events: own.reduce((sum, { events }) => sum + events, 0),
          }));
        for (const digits of [4, 7, 10, 13, 16] as const)
          for (const by of ['kind', 'custodian', 'zone'] as const)
            for (const zone of ['UTC', 'Asia/Kolkata'])
              expect(sums(await timeline.lanes(by, digits, zone))).toEqual(
                await timeline.histogram(digits, zone),
              );
        const all = await Array.fromAsync(timeline.events());
        expect(await Array.fromAsync(timeline.events({ skip: 1, limit: 2 }))).toEqual(all.slice(1, 3));
        expect(await Array.fromAsync(timeline.events({ skip: all.length, limit: 2 }))).toEqual([]);
        await timeline.close();
        const sent = await ledger.timeline.open({ kinds: ['sent'] }, plain);
        expect(await sent.histogram(16, 'Asia/Kolkata')).toEqual([{ span: '2014-05-13T22:23', events: 1 }]);
        const [custodian] = await sent.lanes('custodian', 13);
        expect(await sent.lanes('zone', 13)).toEqual([{ lane: 'known', span: '2014-05-13T16', events: 1 }]);
        await sent.close();
        expect((await asked({ kinds: ['sent'], custodians: [custodian?.lane ?? ''] })).counts.events).toBe(1);
        expect((await asked({ kinds: ['sent'], custodians: ['nobody'] })).counts.events).toBe(0);
        for (const zone of ['UTC', 'Asia/Kolkata', 'America/New_York']) {
          const whole = await ledger.timeline.open({}, plain);
          for (const digits of [4, 7, 10, 13, 16] as const)
            for (const { span, events } of await whole.histogram(digits, zone)) {
              const { counts } = await asked({ within: { span, zone } });
              expect([zone, span, counts.events - counts.implausible]).toEqual([zone, span, events]);
            }
          await whole.close();
        }
      });
    });

    test('entries have what the index must hold', async () => {
      const indexed = await Array.fromAsync(ledger.entries.indexed(plain));
      const ids = indexed.map(({ document }) => document);
      const folders = ['mail', 'share'].map((name) => itemEntryId({ id: idAt('EX-1', name), revision: 0 }));
      expect(ids).toEqual([...contents.map(sha), ...folders].sort());
      const [mail = ''] = folders;
      expect(await ledger.entries.itemEntry(mail, plain)).toMatchObject({
        item: { id: idAt('EX-1', 'mail'), revision: 0, kind: 'folder' },
        status: 'container',
        run: 1,
        revision: 1,
        zone: 'Europe/London',
        occurrences: [{ path: 'mail', name: 'mail', source: 'EX-1', custodian: 'of EX-1' }],
      });
      const file = itemEntryId({ id: idAt('EX-1', 'mail/letter.eml'), revision: 0 });
      expect(await ledger.entries.itemEntry(file, plain)).toBeUndefined();
      expect((await ledger.entries.bodies([...contents.map(sha), mail, 'x'], plain)).map(({ document }) => document)).toEqual(contents.map(sha).sort()); // prettier-ignore
      const entry = await ledger.entries.entry(sha('letter'), plain);
      expect(entry).toMatchObject({ run: 1, entities: [{ entity: 'Acme', count: 1 }] });
      expect(entry?.occurrences.map(({ path }) => path).toSorted()).toEqual([
        'mail/letter.eml',
        'share/copy.eml',
      ]);
    });

    test('snapshots: the ledger of now, that of a run, none of a run that there is not', async () => {
      const now = await ledger.snapshots.after(undefined, plain);
      const keys = (await Array.fromAsync(now?.items() ?? [])).map(({ key }) => key);
      expect(keys).toEqual(keys.toSorted());
      const items = await Array.fromAsync(ledger.items.all(all, plain));
      expect(keys).toEqual(items.map(({ id }) => `item ${id}`).toSorted());
      await makeCase(catalogue, { without: ['share/copy.eml'] });
      const paths = async (run: number): Promise<number> => {
        const snapshot = await ledger.snapshots.after(run, plain);
        return (await Array.fromAsync(snapshot?.items() ?? [])).length;
      };
      expect(await paths(2)).toBe((await paths(1)) - 1);
      expect(await ledger.snapshots.after(99, plain)).toBeUndefined();
    });

    test('runs with their record, sources with their files', async () => {
      expect(await ledger.runs.all(plain)).toMatchObject([
        { run: 1, verb: 'ingest', outcome: 'complete', record: { tika: { version: '1' } } },
      ]);
      expect((await ledger.sources.all(plain)).map(({ reference, root }) => [reference, root])).toEqual([
        ['EX-1', '/evidence/EX-1'],
        ['EX-2', '/evidence/EX-2'],
      ]);
      const files = await Array.fromAsync(ledger.sources.files(plain));
      expect(files.map(({ path, sha256 }) => [path, sha256])).toEqual([
        ['EX-1/mail/letter.eml', sha('letter')],
        ['EX-1/share/brochure.txt', sha('brochure')],
        ['EX-1/share/copy.eml', sha('letter')],
        ['EX-2/memo.txt', sha('memo')],
      ]);
      expect(Buffer.from(files[0]?.rawPath ?? []).toString()).toBe('mail/letter.eml');
      const letter = idAt('EX-1', 'mail/letter.eml');
      expect(await ledger.sources.file(letter, plain)).toEqual({
        ...files[0],
        size: (await ledger.items.get(letter, plain))?.size,
        sourceRoot: '/evidence/EX-1',
      });
      expect(await ledger.sources.file('f'.repeat(32), plain)).toBeUndefined();
    });

    const at = {
      get catalogue() {
        return catalogue;
      },
      get ledger() {
        return ledger;
      },
    };
    participantsContract(at);
    recordsContract(at);
    historyContract(at);
    retagsContract(at);
    unaccountedContract(at);
    custodyContract(at);
    auditContract(at);
    ledgerPartsContract(at);
    revisionsContract(at);
    parsedByContract(at);
    wordsContract(at);
    elsewhereContract(at);
    numbersContract(at);

    describe('what is withheld', () => {
      const withhold = (targets: readonly MarkTarget[]) =>
        catalogue.withhold({ targets, scope: 'privilege', reason: 'advice' }, by);
      const letter: MarkTarget = { covers: 'family', id: idAt('EX-1', 'mail/letter.eml') };

      test.each<[string, MarkTarget[], string[]]>([
        ['a family', [letter], ['mail/letter.eml']],
        [
          'a family and its copy',
          [letter, { covers: 'family', id: idAt('EX-1', 'share/copy.eml') }],
          ['mail/letter.eml', 'share/copy.eml'],
        ],
        ['an item', [{ covers: 'item', id: idAt('EX-1', 'share/brochure.txt') }], ['share/brochure.txt']],
        ['a content', [{ covers: 'content', id: sha('memo') }], ['memo.txt']],
      ])('%s leaves no trace: all answers are those of a case without it', async (_, targets, without) => {
        await withhold(targets);
        const never = await opened({ without });
        const expected = await everythingOf(never.ledger, plain);
        expect(withoutRevisions(await everythingOf(ledger, plain))).toEqual(withoutRevisions(expected));
      });

      test('a reader with the scope open sees all of it, and after the release everybody does', async () => {
        const before = withoutRevisions(await everythingOf(ledger, plain));
        await withhold([letter]);
        const [items] = [await Array.fromAsync(ledger.items.all(all, counsel))];
        expect(items.map(({ path }) => path)).toContain('mail/letter.eml/brochure.x');
        expect(await pathsOf(plain)).not.toContain('EX-1/mail/letter.eml');
        await catalogue.release({ targets: [letter], scope: 'privilege' }, by);
        expect(withoutRevisions(await everythingOf(ledger, plain))).toEqual(before);
      });

      test('who does not see it is told how many items of which source, on which grounds, and nothing else', async () => {
        const copy: MarkTarget = { covers: 'family', id: idAt('EX-1', 'share/copy.eml') };
        const items = async (scope: Scope) => (await ledger.coverage.totals(scope)).items;
        const whole = await items(plain);
        expect(await ledger.coverage.withheld(plain)).toEqual([]);
        const withhold = { targets: [letter], reason: 'advice' };
        await catalogue.withhold({ ...withhold, scope: 'privilege', ground: 'privilege' }, by);
        await catalogue.withhold({ targets: [copy], scope: 'privilege', reason: 'advice' }, by);
        await catalogue.withhold({ targets: [copy], scope: 'other', ground: 'private', reason: 'x' }, by);
        const sums = await ledger.coverage.withheld(plain);
        expect(sums.map(({ source, grounds }) => [source, grounds])).toEqual([
          ['EX-1', ['private']],
          ['EX-1', ['privilege']],
        ]);
        expect(sums.reduce((sum, row) => sum + row.items, await items(plain))).toBe(whole);
        expect(await ledger.coverage.withheld(counsel)).toEqual([]);
        expect(await ledger.coverage.withheld({ open: ['other'] })).toEqual(sums.slice(1));
      });

      test('what holds something that does not show is told, at whatever depth; what shows elsewhere too is no secret', async () => {
        const holds = (scope: Scope) => ledger.documents.holdsHidden(sha('letter'), scope);
        const attachment: MarkTarget = { covers: 'item', id: heldId('letter', 0) };
        expect(await holds(plain)).toBe(false);
        await withhold([attachment]);
        expect([await holds(plain), await holds(counsel)]).toEqual([true, false]);
        expect(await ledger.documents.holdsHidden(sha('memo'), plain)).toBe(false);
        await catalogue.release({ targets: [attachment], scope: 'privilege' }, by);
        // The copy shows still, with all that it holds.
        await withhold([letter]);
        expect(await holds(plain)).toBe(false);
      });

      test('labels, notes and the withholding itself show with the place alone', async () => {
        await catalogue.label({ targets: [letter], add: [{ name: 'Hot', key: 'hot' }], remove: [] }, by);
        await catalogue.note(letter, 'mind', by);
        await withhold([letter]);
        const place = { item: letter.id, family: letter.id, document: sha('letter') };
        const told = async (scope: Scope): Promise<number[]> => [
          (await ledger.marks.labels(place, scope)).length,
          (await ledger.marks.notes(place, scope)).length,
          (await ledger.marks.withholdings(place, scope)).length,
        ];
        expect(await told(counsel)).toEqual([1, 1, 1]);
        expect(await told(plain)).toEqual([0, 0, 0]);
      });

      test('the notes of the case, oldest first, each at a place that shows', async () => {
        const targets: MarkTarget[] = [
          { covers: 'content', id: sha('letter') },
          letter,
          { covers: 'item', id: heldId('letter', 0) },
        ];
        for (const target of targets) await catalogue.note(target, `on ${target.covers}`, by);
        const told = async (scope: Scope): Promise<string[]> =>
          (await Array.fromAsync(ledger.marks.allNotes(scope))).map(
            ({ source, path, text }) => `${source}/${path}: ${text}`,
          );
        expect(await told(plain)).toEqual([
          'EX-1/mail/letter.eml: on content',
          'EX-1/mail/letter.eml: on family',
          'EX-1/mail/letter.eml/brochure.x: on item',
        ]);
        await withhold([letter]);
        expect(await told(plain)).toEqual([
          'EX-1/share/copy.eml: on content',
          'EX-1/share/copy.eml/brochure.x: on item',
        ]);
      });

      test('the summary of a run counts the whole case: it shows where nothing is withheld', async () => {
        const summaries = async (scope: Scope): Promise<unknown[]> =>
          (await ledger.runs.all(scope)).map(({ record }) => record['summary']);
        expect(await summaries(plain)).toEqual([{ totals: { items: 7 } }]);
        await withhold([letter]);
        expect(await summaries(plain)).toEqual([undefined]);
        expect(await summaries(counsel)).toEqual([{ totals: { items: 7 } }]);
      });
    });
  });
}
