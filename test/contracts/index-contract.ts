/** What every adapter of the index port must do: one suite, run on each of them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { FacetField, SearchIndex, Sort, TextRef } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { citationsContract } from './index-citations.ts';
import { limitsContract } from './index-limits.ts';
import { familiesContract } from './index-families.ts';
import { mailsContract } from './index-mails.ts';
import { pagingContract } from './index-paging.ts';
import { partBordersContract } from './index-part-borders.ts';
import { datesContract } from './index-dates.ts';
import { placesContract } from './index-places.ts';
import { expungeContract } from './index-expunge.ts';
import { itemCodesContract } from './index-item-codes.ts';
import { itemsContract } from './index-items.ts';
import { scopeContract } from './index-scope.ts';
import { wordsContract } from './index-words.ts';
import { entryOf, idOf, type Made, marking, operationsOf, placeOf, sha256 } from './made-documents.ts';

export { entryOf, idOf, operationsOf, sha256 } from './made-documents.ts';

const time = (raw: string) => ({ instant: raw, precision: 'second', zoneSource: 'utc', raw }) as const;

const documents: readonly Made[] = [
  {
    name: 'memo',
    texts: {
      body: "The campaign budget doesn't cover data brokers. Contact ann@example.com about the voter file.",
      comments: 'Please delete this paragraph before disclosure',
    },
    anchors: [
      { at: 0, page: 1 },
      { at: 48, page: 2 },
    ],
    places: [
      { path: 'bob/plans/memo.docx', custodian: 'Bob Jones', source: 'EX-1' },
      {
        path: 'ann/archive/memo copy.docx',
        custodian: 'Ann Smith',
        source: 'EX-2',
        deletions: [{ kind: 'trash', by: 'in the folder Trash' }],
      },
    ],
    entry: {
      format: 'docx',
      mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      size: 20_480,
      metadata: {
        title: 'Campaign Plan 2016',
        authors: ['Jörg Müller'],
        language: 'en-GB',
        languages: [
          { language: 'en', share: 0.7 },
          { language: 'de', share: 0.3 },
        ],
        company: 'Meridian Insight',
        application: 'Writer',
        other: { 'pdf:Producer': 'Ghost Writer 9', Category: 'Strategy' },
      },
      entities: [
        { entity: 'Labour Party', kind: 'party', count: 3 },
        { entity: 'Acxiom', kind: 'data-broker', count: 1 },
      ],
      personalData: [{ kind: 'email', count: 1 }],
      codes: ['active-content'],
      dates: [
        { kind: 'created', date: '2016-03-05T10:00:00Z' },
        { kind: 'modified', date: '2017-01-01' },
      ],
    },
    labels: ['Hot', 'to review'],
  },
  {
    name: 'mail',
    texts: {
      body: 'Dear Bob, we bought the voter lists. The invoice number is GB29 NWBK 6016 1331 9268 19.',
    },
    places: [{ path: 'ann/mail/inbox.mbox/1.eml', custodian: 'Ann Smith', source: 'EX-2' }],
    entry: {
      format: 'eml',
      mediaType: 'message/rfc822',
      size: 900,
      run: 2,
      metadata: {
        subject: 'Invoice for voter data',
        from: [{ name: 'Ann Smith', address: 'ann@example.com' }],
        to: [{ name: 'Bob Jones', address: 'bob@example.org' }, { address: 'carol@example.net' }],
        cc: [{ name: 'Dave Archer' }],
        bcc: [{ address: 'secret@example.com' }],
        sender: [{ name: 'An Assistant', address: 'desk@example.com' }],
        resent: [{ address: 'onward@example.org' }],
        messageId: '<1@example.com>',
        inReplyTo: '<0@example.com>',
        sent: time('2018-05-01T09:30:00Z'),
      },
      personalData: [
        { kind: 'email', count: 3 },
        { kind: 'iban', count: 1 },
      ],
      dates: [{ kind: 'sent', date: '2018-05-01T09:30:00Z' }],
    },
  },
  {
    name: 'hindi',
    texts: { body: 'यह हिन्दी में एक पत्र है। भारतीय जनता पार्टी' },
    entry: {
      entities: [{ entity: 'Bharatiya Janata Party', kind: 'party', count: 1 }],
      metadata: { language: 'hi', languages: [{ language: 'unknown', share: 1 }] },
      dates: [{ kind: 'created', date: '2021' }],
    },
  },
  {
    name: 'japanese',
    texts: { body: '自民党の選挙データ。カタカナとひらがな' },
    entry: { metadata: { language: 'ja' } },
  },
  {
    name: 'greek',
    texts: { body: 'Ο ΣΊΣΥΦΟΣ και η Στρατηγική' },
    entry: {
      dates: [
        { kind: 'modified', date: '2019-06-01' },
        { kind: 'received', date: '2019-12-31T23:30:00-02:00' },
      ],
    },
  },
  { name: 'turkish', texts: { body: 'İstanbul ve Straße, naïve café' } },
  { name: 'decomposed', texts: { body: 'cafe\u0301 and nai\u0308ve in NFD' } },
  {
    name: 'numbers',
    texts: { body: 'Version 10.2.3 cost 1,000.50 at 10:30; file_name foo:bar a.b.c X-ray 👍🏽 done' },
  },
  {
    name: 'failed',
    places: [{ path: 'bob/broken.pdf', custodian: 'Bob Jones' }],
    entry: {
      format: 'pdf',
      mediaType: 'application/pdf',
      status: 'failed',
      codes: ['corrupt'],
      size: 5_000_000,
    },
  },
  {
    name: 'photo',
    places: [{ path: 'bob/pictures/IMG_0042.JPG', custodian: 'Bob Jones' }],
    entry: {
      format: 'jpeg',
      mediaType: 'image/jpeg',
      status: 'unsupported',
      metadata: { latitude: 51.5, longitude: -0.1, device: 'Camera X100' },
      dates: [{ kind: 'taken', date: '2015-07' }],
    },
  },
  {
    name: 'privileged',
    texts: { body: 'Legal advice about the voter file, privileged. unicornword' },
    places: [{ path: 'lawyer/advice.txt', custodian: 'Counsel', source: 'EX-3' }],
    entry: {
      entities: [{ entity: 'Secret Client', kind: 'other', count: 1 }],
      dates: [{ kind: 'created', date: '2011-01-01' }],
    },
    labels: ['privileged-label'],
    withheld: ['privilege'],
  },
  { name: 'chain', texts: { body: 'alpha one two beta three gamma. buffalo grass buffalo' } },
];

const none = { open: [] } as const;

/** A query and the documents that it finds, by name. */
const found: readonly (readonly [query: string, names: readonly string[]])[] = [
  ['voter', ['mail', 'memo']],
  ['VOTER', ['mail', 'memo']],
  ['voter budget', ['memo']],
  ['voter AND invoice', ['mail']],
  ['voter && invoice', ['mail']],
  ['budget OR invoice', ['mail', 'memo']],
  ['budget || invoice', ['mail', 'memo']],
  ['voter NOT budget', ['mail']],
  ['voter -budget', ['mail']],
  ['voter !budget', ['mail']],
  ['+voter +budget', ['memo']],
  ['voter AND NOT (budget OR alpha)', ['mail']],
  ['invoice OR budget AND brokers', ['mail', 'memo']],
  ['(invoice OR budget) AND brokers', ['memo']],
  ['"voter file"', ['memo']],
  ['"file voter"', []],
  ["doesn't", ['memo']],
  ['doesn’t', ['memo']],
  ['example.com', ['mail', 'memo']],
  ['"ann@example.com"', ['mail', 'memo']],
  ['camp*', ['memo', 'photo'].slice(0, 1)],
  ['c?mp*gn', ['memo']],
  ['camera', ['photo']],
  ['budgit~1', ['memo']],
  ['bugdet~1', ['memo']],
  ['bidgit~1', []],
  ['bidgit~', ['memo']],
  ['bidgit~2', ['memo']],
  ['nudget~2', []],
  ['invoce~1', ['mail']],
  ['subject:invoce~1', ['mail']],
  ['body:invoce~1', ['mail']],
  ['title:invoce~1', []],
  ['MULLAR~1', ['memo']],
  ['author:Müllar~1', ['memo']],
  ['हिन्द~2', ['hindi']],
  ['voter AND NOT budgit~1', ['mail']],
  ['budgit~1 OR invoce~1', ['mail', 'memo']],
  ['"alpha beta"~2', ['chain']],
  ['"beta alpha"~2', ['chain']],
  ['"alpha beta"~1', []],
  ['"alpha beta gamma"~3', ['chain']],
  ['"gamma alpha beta"~3', ['chain']],
  ['"alpha beta gamma"~2', []],
  ['"buffalo buffalo"~1', ['chain']],
  ['"buffalo buffalo"~0', []],
  ['"buffalo buffalo buffalo"~5', []],
  ['हिन्दी', ['hindi']],
  ['"जनता पार्टी"', ['hindi']],
  ['自民党', ['japanese']],
  ['民党自', []],
  ['カタカナ', ['japanese']],
  ['カタ*', ['japanese']],
  ['σίσυφοσ', ['greek']],
  ['ΣΊΣΥΦΟΣ', ['greek']],
  ['istanbul', ['turkish']],
  ['İSTANBUL', ['turkish']],
  ['strasse', ['turkish']],
  ['STRASSE', ['turkish']],
  ['naive', ['decomposed', 'turkish']],
  ['cafe', ['decomposed', 'turkish']],
  ['cafe\u0301', ['decomposed', 'turkish']],
  ['10.2.3', ['numbers']],
  ['1,000.50', ['numbers']],
  ['file_name', ['numbers']],
  ['"foo:bar"', ['numbers']],
  ['foo\\:bar', ['numbers']],
  ['x-ray', ['numbers']],
  ['👍🏽', ['numbers']],
  ['comments:disclosure', ['memo']],
  ['body:disclosure', []],
  ['disclosure', ['memo']],
  ['in:comments', ['memo']],
  ['title:campaign', ['memo']],
  ['title:"plan 2016"', ['memo']],
  ['author:muller', ['memo']],
  ['author:Müller', ['memo']],
  ['company:meridian', ['memo']],
  ['application:writer', ['memo']],
  ['subject:(invoice voter)', ['mail']],
  ['from:ann', ['mail']],
  ['from:(carol OR ann)', ['mail']],
  ['from:bob', []],
  ['to:carol@example.net', ['mail']],
  ['cc:archer', ['mail']],
  ['bcc:secret*', ['mail']],
  ['sent-by:"an assistant"', ['mail']],
  ['sender:"an assistant"', ['mail']],
  ['sender:ann', ['mail']],
  ['from:assistant', []],
  ['participant:onward', ['mail']],
  ['resent:"onward@example.org"', ['mail']],
  ['thread:"<0@example.com>"', ['mail']],
  ['thread:<1@example.com>', ['mail']],
  ['thread:0@example.com', ['mail']],
  ['thread:\\<*example.com', ['mail']],
  ['“voter file”', ['memo']],
  ['„voter file“ AND «data brokers»', ['memo']],
  ['entity:"labour party"', ['memo']],
  ['entity:lab*', ['memo']],
  ['entity:labour', []],
  ['kind:party', ['hindi', 'memo']],
  ['kind:data-broker', ['memo']],
  ['personal:iban', ['mail']],
  ['has:personal-data', ['mail', 'memo']],
  ['has:entity', ['hindi', 'memo']],
  ['has:location', ['photo']],
  ['has:label', ['memo']],
  ['type:pdf', ['failed']],
  ['type:image/jpeg', ['photo']],
  ['type:image*', ['photo']],
  ['status:failed', ['failed']],
  ['code:corrupt', ['failed']],
  ['label:hot', ['memo']],
  ['label:"to review"', ['memo']],
  ['lang:en', ['memo']],
  ['lang:en-gb', ['memo']],
  ['lang:en-us', []],
  ['language:de', ['memo']],
  ['language:unknown', ['hindi']],
  ['language:hi', []],
  ['has:language', ['hindi', 'memo']],
  ['meta.Category:strategy', ['memo']],
  ['META.cATEGORY:strategy', ['memo']],
  ['meta.pdf\\:Producer:"ghost writer 9"', ['memo']],
  ['meta.pdf\\:Producer:ghost*', ['memo']],
  ['size:>1000000', ['failed']],
  ['size:20480', ['memo']],
  ['size:[900 TO 901}', ['mail']],
  ['size:{900 TO 20480]', ['memo']],
  ['run:2', ['mail']],
  ['sent:[2016-01-01 TO 2018-12-31]', ['mail']],
  ['sent:2018-05', ['mail']],
  ['sent:{2018-05-01 TO *]', []],
  ['sent:>=2018-05-01T09:30', ['mail']],
  ['sent:<2018-05-01T09:30:00Z', []],
  ['sent:<=2018-05-01T11:30+02:00', ['mail']],
  ['created:2016', ['memo']],
  ['modified:2017-01-01', ['memo']],
  ['taken:2015-07-20', ['photo']],
  ['date:[2015 TO 2016]', ['memo', 'photo']],
  ['date:[* TO 2015-06]', []],
  ['path:plans', ['memo']],
  ['path:"bob plans"', ['memo']],
  ['path:/bob', ['failed', 'memo', 'photo']],
  ['path:/bob/pl*', ['memo']],
  ['path:/bob/*/img_00?2.jpg', ['photo']],
  ['path:/bo', []],
  ['name:broken', ['failed']],
  ['name:img_*', ['photo']],
  ['name:"memo copy"', ['memo']],
  ['source:EX-2', ['mail', 'memo']],
  ['custodian:ann', ['mail', 'memo']],
  ['custodian:"Ann Smith"', ['mail', 'memo']],
  ['custodian:ann*', ['mail', 'memo']],
  ['deleted:true', ['memo']],
  ['deleted:trash', ['memo']],
  ['deleted:Trash AND budget', ['memo']],
  ['deleted:flagged', []],
  ['place(custodian:ann AND deleted:trash)', ['memo']],
  ['place(custodian:bob AND deleted:trash)', []],
  // One place: the memo lies at Bob's under bob/ and at Ann's under ann/.
  ['place(custodian:ann AND path:/bob*)', []],
  ['place(custodian:bob AND path:/bob*) AND budget', ['memo']],
  ['place(custodian:bob AND deleted:true)', []],
  ['place(custodian:ann AND deleted:true)', ['memo']],
  ['place(custodian:ann AND (path:/bob* OR deleted:true))', ['memo']],
  ['place(custodian:ann NOT deleted:true)', ['mail']],
  ['place(path:/bob) AND custodian:ann', ['memo']],
  // Each of any place: what both had.
  ['custodian:ann AND custodian:bob', ['memo']],
  ['custodian:ann AND path:/bob*', ['memo']],
  ['custodian:ann AND (path:/bob* OR budget)', ['memo']],
  ['custodian:bob NOT custodian:ann', ['failed', 'photo']],
  // As printed: the source before the path.
  ['path:EX-1/bob/plans/memo.docx', ['memo']],
  ['path:/ex-1/bob/plans', ['memo']],
  ['path:EX-1/bob/pl*', ['memo']],
  ['path:"EX-2/ann/archive/memo copy.docx"', ['memo']],
  ['path:EX-2/bob/plans/memo.docx', []],
  ['place(path:EX-2/ann/archive AND custodian:ann)', ['memo']],
  ['place(path:EX-2/ann/archive AND custodian:bob)', []],
  ['voter NOT path:EX-1/bob', ['mail']],
  ['custodian:ann AND NOT path:/bob*', ['mail']],
  ['budget NOT nothing', ['memo']],
  ['nothing', []],
  ['unicornword', []],
];

async function namesOf(index: SearchIndex, query: string, open: readonly string[] = []): Promise<string[]> {
  const page = await index.search({
    query: parseQuery(query),
    scope: { open },
    sort: 'path',
    limit: 1000,
    snippets: 0,
  });
  const names = new Map(documents.map(({ name }) => [idOf(name), name]));
  const result = page.hits.map(({ document }) => names.get(document) ?? document).sort();
  expect(page.total).toBe(result.length);
  expect(await index.count(parseQuery(query), { open })).toBe(result.length);
  const ids = await index.documents(parseQuery(query), { open });
  expect([...ids]).toEqual(page.hits.map(({ document }) => document).sort());
  return result;
}

/** `make` gives a new, empty index each time. */
export function indexContract(adapter: string, make: () => Promise<SearchIndex>): void {
  describe(`index contract: ${adapter}`, () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      const { rejected } = await index.write(documents.flatMap((made) => operationsOf(made)));
      expect(rejected).toEqual([]);
    });
    afterAll(async () => {
      await index.close();
    });

    test.each(found)('%s', async (query, names) => {
      expect(await namesOf(index, query)).toEqual(names);
    });

    test('everything, and everything but', async () => {
      const shown = documents.map(({ name }) => name).filter((name) => name !== 'privileged');
      expect(await namesOf(index, '*')).toEqual([...shown].sort());
      expect(await namesOf(index, 'NOT has:text')).toEqual(['failed', 'photo']);
      expect(await namesOf(index, `hash:${idOf('mail').slice(0, 11)}`)).toEqual(['mail']);
      expect(await namesOf(index, `id:${idOf('mail')}`)).toEqual(['mail']);
    });

    test('withheld content leaves no trace outside its scope', async () => {
      expect(await namesOf(index, 'privileged')).toEqual([]);
      expect(await namesOf(index, 'privileged', ['other'])).toEqual([]);
      expect(await namesOf(index, 'privileged', ['other', 'privilege'])).toEqual(['privileged']);
      expect(await namesOf(index, 'voter', ['privilege'])).toEqual(['mail', 'memo', 'privileged']);
      const all = parseQuery('*');
      for (const [field, value] of [
        ['label', 'privileged-label'],
        ['entity', 'Secret Client'],
        ['custodian', 'Counsel'],
        ['source', 'EX-3'],
        ['year', '2011'],
      ] as const) {
        const shown = async (open: readonly string[]) =>
          (await index.facet(all, { open }, field)).some((one) => one.value === value);
        expect([field, await shown([]), await shown(['privilege'])]).toEqual([field, false, true]);
      }
      expect(await index.entry(idOf('privileged'), none)).toBeUndefined();
      expect(await index.shownEntry(idOf('privileged'), none)).toBeUndefined();
      for (const open of [['privilege'], everyScope.open])
        expect((await index.entry(idOf('privileged'), { open }))?.occurrences).toMatchObject([
          { withheld: ['privilege'] },
        ]);
      expect(await namesOf(index, 'privileged', everyScope.open)).toEqual(['privileged']);
    });

    test.each([
      ['type', '*', { text: 7, docx: 1, eml: 1, jpeg: 1, pdf: 1 }],
      ['status', '*', { indexed: 9, failed: 1, unsupported: 1 }],
      ['source', '*', { 'EX-1': 10, 'EX-2': 2 }],
      ['custodian', 'has:text', { 'Ann Smith': 2, 'Bob Jones': 1 }],
      ['entity', '*', { Acxiom: 1, 'Bharatiya Janata Party': 1, 'Labour Party': 1 }],
      ['kind', '*', { party: 2, 'data-broker': 1 }],
      ['personal-data', 'voter', { email: 2, iban: 1 }],
      ['year', '*', { 2015: 1, 2017: 1, 2018: 1, 2020: 1, 2021: 1 }],
      ['month', '*', { '2015-07': 1, '2017-01': 1, '2018-05': 1, '2020-01': 1 }],
      ['day', '*', { '2017-01-01': 1, '2018-05-01': 1, '2020-01-01': 1 }],
      ['month', 'voter', { '2017-01': 1, '2018-05': 1 }],
      ['day', 'nothing', {}],
      ['label', '*', { Hot: 1, 'to review': 1 }],
      ['code', '*', { 'active-content': 1, corrupt: 1 }],
      ['code', 'nothing', {}],
    ] as const)('facet %s of %s', async (field: FacetField, query, counts) => {
      const values = await index.facet(parseQuery(query), none, field);
      expect(Object.fromEntries(values.map(({ value, count }) => [value, count]))).toEqual(counts);
      const order = [...values].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
      expect(values).toEqual(order);
    });

    test.each(['relevance', 'date', '-date', 'path', '-path'] as const)(
      'pages one by one by %s',
      async (sort: Sort) => {
        const request = { query: parseQuery('voter OR has:text OR *'), scope: none, sort, snippets: 0 };
        const whole = await index.search({ ...request, limit: 1000 });
        expect(whole.after).toBeUndefined();
        const ids: string[] = [];
        let after: string | undefined;
        do {
          const page = await index.search({
            ...request,
            limit: 1,
            ...(after === undefined ? {} : { after }),
          });
          expect(page.total).toBe(11);
          ids.push(...page.hits.map(({ document }) => document));
          after = page.after;
        } while (after !== undefined);
        expect(ids).toEqual(whole.hits.map(({ document }) => document));
        expect(new Set(ids).size).toBe(11);
      },
    );

    test('orders by date with undated last, and by path', async () => {
      const order = async (sort: Sort, query: string) => {
        const page = await index.search({
          query: parseQuery(query),
          scope: none,
          sort,
          limit: 3,
          snippets: 0,
        });
        return page.hits.map(({ document }) => documents.find(({ name }) => idOf(name) === document)?.name);
      };
      expect(await order('date', '*')).toEqual(['photo', 'memo', 'mail']);
      expect(await order('-date', '*')).toEqual(['hindi', 'greek', 'mail']);
      expect(
        await order('path', 'custodian:*n* OR path:/bob OR path:/ann'.replace('custodian:*n* OR ', '')),
      ).toEqual(['memo', 'mail', 'failed']);
      expect(await order('-path', 'path:/bob OR path:/ann')).toEqual(['photo', 'failed', 'mail']);
    });

    test('relevance puts the document that says it most first', async () => {
      const page = await index.search({
        query: parseQuery('invoice OR voter'),
        scope: none,
        sort: 'relevance',
        limit: 10,
        snippets: 0,
      });
      expect(page.hits.map(({ document }) => document)).toEqual([idOf('mail'), idOf('memo')]);
      expect(page.hits[0]?.score).toBeGreaterThan(page.hits[1]?.score ?? Infinity);
    });

    test('a cursor belongs to its search', async () => {
      const request = { query: parseQuery('*'), scope: none, sort: 'path', limit: 1, snippets: 0 } as const;
      const { after } = await index.search(request);
      for (const wrong of [
        { ...request, query: parseQuery('voter'), after },
        { ...request, sort: 'date' as const, after },
        { ...request, after: 'nonsense' },
        { ...request, after: Buffer.from('[1,2,3,4,5]').toString('base64url') },
      ]) {
        await expect(index.search(wrong as Parameters<SearchIndex['search']>[0])).rejects.toMatchObject({
          code: 'bad-cursor',
        });
      }
    });

    test('snippets cite the text, with highlights and anchors', async () => {
      const page = await index.search({
        query: parseQuery('"voter file" AND (comments:parag* OR nothing)'),
        scope: none,
        sort: 'relevance',
        limit: 10,
        snippets: 3,
      });
      const hit = page.hits[0];
      expect(hit?.snippets.map(({ kind }) => kind)).toEqual(['body', 'comments']);
      for (const snippet of hit?.snippets ?? []) {
        const cited = await index.text(snippet.textId, snippet.start, snippet.start + snippet.snippet.length);
        expect(cited).toBe(snippet.snippet);
      }
      const marked = hit?.snippets.map(({ snippet, highlights }) =>
        highlights.map(({ start, end }) => snippet.slice(start, end)),
      );
      expect(marked).toEqual([['voter file'], ['paragraph']]);
      expect(hit?.snippets[0]?.anchor).toEqual({ at: 48, page: 2 });
    });

    test('a hit shows its places in path order, and what is known of the document', async () => {
      const { hits } = await index.search({
        query: parseQuery('budget'),
        scope: none,
        sort: 'relevance',
        limit: 1,
        snippets: 0,
      });
      expect(hits[0]?.places).toBe(2);
      expect(hits[0]?.occurrences.map(({ path }) => path)).toEqual([
        'ann/archive/memo copy.docx',
        'bob/plans/memo.docx',
      ]);
      expect(hits[0]?.entry).toMatchObject({
        format: 'docx',
        size: 20_480,
        run: 1,
      });
      expect(hits[0]?.labels).toEqual(['Hot', 'to review']);
    });

    test('the entry comes back as it was written', async () => {
      for (const made of documents) {
        const entry = await index.entry(idOf(made.name), { open: ['privilege'] });
        const written = entryOf(made);
        const byPath = (a: Occurrence, b: Occurrence): number => (a.path < b.path ? -1 : 1);
        expect(entry).toEqual({ ...written, occurrences: [...written.occurrences].sort(byPath) });
      }
      expect(await index.entry(sha256('no such'), none)).toBeUndefined();
    });

    test('texts by offset; unknown texts are undefined', async () => {
      const text = documents[0]?.texts?.body ?? '';
      expect(await index.text(sha256(text), 4, 12)).toBe('campaign');
      expect(await index.text(sha256(text), 0, 1e9)).toBe(text);
      expect(await index.text(sha256('unknown'), 0, 10)).toBeUndefined();
    });

    test('entries for comparing with the ledger, a page at a time', async () => {
      const all = await index.entries(undefined, 100);
      expect(all.map(({ document }) => document)).toEqual(documents.map(({ name }) => idOf(name)).sort());
      const [first, second] = all;
      expect(await index.entries(first?.document, 1)).toEqual([second]);
      const memo = all.find(({ document }) => document === idOf('memo'));
      expect(memo).toMatchObject({ revision: 1, places: 2 });
      expect(memo?.texts).toHaveLength(2);
    });

    test('texts that are not there to their end are told in one question', async () => {
      const rows = await index.entries(undefined, 100);
      const texts = rows.flatMap(({ texts: own }) => own);
      expect(texts.length).toBeGreaterThan(2);
      expect(await index.missingTexts(texts)).toEqual([]);
      const [first, last] = [texts[0] as TextRef, texts.at(-1) as TextRef];
      const longer = { ...first, units: first.units + 1 };
      const unknown = [sha256('unknown'), sha256('longer and unknown')].map((id, at) => ({
        id,
        units: at * 1e6,
      }));
      expect(await index.missingTexts([longer, first, ...unknown, last])).toEqual([
        first.id,
        ...unknown.map(({ id }) => id),
      ]);
      expect(await index.missingTexts([])).toEqual([]);
    });

    test('a text that a document has twice is read in both places, and its id is named once', async () => {
      const same = { name: 'twice', texts: { comments: 'said alike', hidden: 'said alike' } };
      expect((await index.write(operationsOf(same))).rejected).toEqual([]);
      const entry = (await index.entries(undefined, 100)).find(({ document }) => document === idOf('twice'));
      expect(entry?.texts).toEqual([{ id: sha256('said alike'), units: 10 }]);
      const query = parseQuery('comments:alike AND hidden:"said alike"');
      expect(await index.documents(query, none)).toEqual([idOf('twice')]);
      const items = entryOf(same).occurrences.map(({ item }) => item);
      await index.write([{ op: 'retire', document: idOf('twice'), items }]);
      expect(await index.text(sha256('said alike'), 0, 10)).toBeUndefined();
    });

    test('sending a batch again changes nothing', async () => {
      const before = await index.entries(undefined, 100);
      const again = await index.write(documents.flatMap((made) => operationsOf(made, 7)));
      expect(again.rejected).toEqual([]);
      expect(await index.entries(undefined, 100)).toEqual(before);
      expect(await namesOf(index, 'voter')).toEqual(['mail', 'memo']);
      expect(await index.sweep()).toBe(0);
    });

    changes(make);
    longText(make);
    partBordersContract(make);
    citationsContract(make);
    familiesContract(make);
    mailsContract(make);
    placesContract(make);
    datesContract(make);
    pagingContract(make);
    scopeContract(make);
    itemsContract(make);
    itemCodesContract(make);
    expungeContract(make);
    wordsContract(make);
    limitsContract(make);
  });
}

function changes(make: () => Promise<SearchIndex>): void {
  describe('changes', () => {
    let index: SearchIndex;
    const first: Made = { name: 'first', texts: { body: 'original wording' }, entry: { revision: 5 } };
    beforeAll(async () => {
      index = await make();
      await index.write(operationsOf(first));
    });
    afterAll(async () => {
      await index.close();
    });
    const count = (query: string): Promise<number> => index.count(parseQuery(query), none);

    test('an older revision never replaces a newer one', async () => {
      await index.write(operationsOf({ ...first, texts: { body: 'older wording' }, entry: { revision: 4 } }));
      expect([await count('original'), await count('older')]).toEqual([1, 0]);
      expect(await index.sweep()).toBe(1);
    });

    test('a newer revision does, and its old text goes', async () => {
      await index.write(
        operationsOf({ ...first, texts: { body: 'newer wording' }, labels: ['x'], entry: { revision: 6 } }),
      );
      expect([await count('original'), await count('newer'), await count('label:x')]).toEqual([0, 1, 1]);
      expect(await index.text(sha256('original wording'), 0, 5)).toBeUndefined();
    });

    test('new places are added, and sent again they are the same', async () => {
      const place = placeOf('first', { path: 'second/place.txt', custodian: 'Carol' });
      const operation = {
        op: 'occurrences',
        document: idOf('first'),
        occurrences: [place],
        revision: 7,
      } as const;
      await index.write([operation]);
      await index.write([operation]);
      expect([await count('path:/second'), await count('custodian:carol')]).toEqual([1, 1]);
      expect((await index.entries(undefined, 10))[0]).toMatchObject({ revision: 7, places: 2 });
      await index.write([{ ...operation, revision: 3, occurrences: [{ ...place, custodian: 'Zoe' }] }]);
      expect(await count('custodian:zoe')).toBe(0);
    });

    test('the dates that come with places take the place of those that were, in every question of them', async () => {
      const sent = { kind: 'sent', date: '2016-03-07' };
      const dated = async (dates: IndexEntry['dates'], revision: number): Promise<unknown> => {
        const occurrences = [placeOf('first', { path: 'second/place.txt', custodian: 'Carol' })];
        await index.write([{ op: 'occurrences', document: idOf('first'), occurrences, revision, dates }]);
        return [
          await count('sent:2016-03'),
          await count('date:2019'),
          await count('has:date'),
          await index.facet(parseQuery('*'), none, 'year'),
        ];
      };
      const before = await index.entry(idOf('first'), none);
      const carried = { kind: 'carried', date: '2019-05-01T10:00:00Z' };
      // When the message was sent that carries it is no date of its own: it is sorted and counted by it alone.
      expect(await dated([carried], 7)).toEqual([0, 0, 0, [{ value: '2019', count: 1 }]]);
      expect(await dated([sent, carried], 7)).toEqual([1, 0, 1, [{ value: '2016', count: 1 }]]);
      expect(await dated([{ kind: 'modified', date: '2011' }, carried], 7)).toEqual([
        0,
        0,
        1,
        [{ value: '2019', count: 1 }],
      ]);
      expect(await dated(before?.dates ?? [], 7)).toEqual([0, 0, 0, []]);
    });

    test('enrich replaces what it names and leaves the rest', async () => {
      const values = { entities: [{ entity: 'Acme', kind: 'other' as const, count: 2 }] };
      await index.write([{ op: 'enrich', document: idOf('first'), revision: 8, values }]);
      expect([await count('entity:acme'), await count('label:x'), await count('newer')]).toEqual([1, 1, 1]);
      const old = { entities: [{ entity: 'Old', kind: 'other' as const, count: 1 }] };
      await index.write([{ op: 'enrich', document: idOf('first'), revision: 2, values: old }]);
      expect([await count('entity:old'), await count('entity:acme')]).toEqual([0, 1]);
    });

    test('places that are sent again have the marks that they come with', async () => {
      const places = { ...first, places: [{ path: 'first.txt' }, { path: 'second/place.txt' }] };
      await index.write([marking(places, 8, { labels: ['y'] })]);
      expect([await count('label:x'), await count('label:y')]).toEqual([0, 1]);
      await index.write([marking(places, 2, { labels: ['old'] })]);
      expect(await count('label:old')).toBe(0);
      await index.write([marking(places, 9, { withheld: ['privilege'] })]);
      expect(await count('*')).toBe(0);
      await index.write([marking(places, 10, {})]);
      expect([await count('*'), await count('has:label')]).toEqual([1, 0]);
    });

    test('retire takes places away, and with the last the document', async () => {
      const items = entryOf(first).occurrences.map(({ item }) => item);
      await index.write([{ op: 'retire', document: idOf('first'), items }]);
      expect([await count('newer'), await count('path:/first.txt'), await count('path:/second')]).toEqual([
        1, 0, 1,
      ]);
      const rest = placeOf('first', { path: 'second/place.txt' }).item;
      await index.write([{ op: 'retire', document: idOf('first'), items: [rest] }]);
      expect([await count('*'), await count('newer')]).toEqual([0, 0]);
      expect(await index.facet(parseQuery('*'), none, 'entity')).toEqual([]);
      expect(await index.text(sha256('newer wording'), 0, 5)).toBeUndefined();
      expect(await index.write([{ op: 'retire', document: idOf('first'), items: [rest] }])).toEqual({
        rejected: [],
      });
    });

    test('what cannot be taken is rejected by its position, the rest is written', async () => {
      const good: Made = { name: 'good', texts: { body: 'fine' } };
      const missing = entryOf({ name: 'missing', texts: { body: 'never staged' } });
      const { rejected } = await index.write([
        { op: 'entry', entry: missing },
        ...operationsOf(good),
        { op: 'text', handle: 'wrong', seq: 0, chunk: 'some text' },
        { op: 'seal', handle: 'wrong', id: sha256('another text') },
        { op: 'text', handle: 'gap', seq: 1, chunk: 'tail' },
        { op: 'seal', handle: 'gap', id: sha256('tail') },
        { op: 'seal', handle: 'unknown', id: sha256('unknown') },
        { op: 'occurrences', document: idOf('nobody'), occurrences: [], revision: 1 },
      ]);
      expect(rejected.map(({ position }) => position)).toEqual([0, 5, 7, 8, 9]);
      expect(await count('fine')).toBe(1);
    });

    test('texts that no entry names are swept', async () => {
      await index.write([
        { op: 'text', handle: 'a', seq: 0, chunk: 'unnamed text' },
        { op: 'seal', handle: 'a', id: sha256('unnamed text') },
        { op: 'text', handle: 'b', seq: 0, chunk: 'never sealed' },
      ]);
      expect(await index.text(sha256('unnamed text'), 0, 7)).toBe('unnamed');
      expect(await index.sweep()).toBe(2);
      expect(await index.text(sha256('unnamed text'), 0, 7)).toBeUndefined();
      expect(await count('fine')).toBe(1);
    });

    test('a chunk border may split a pair of surrogates; one text serves two documents', async () => {
      const text = `${'x'.repeat(10)}😀 𝒳 end`;
      const [one, two] = ['pair one', 'pair two'].map((name) => ({ name, texts: { body: text } }));
      await index.write([...operationsOf(one as Made, 11), ...operationsOf(two as Made, 1)]);
      expect(await index.text(sha256(text), 0, 99)).toBe(text);
      expect(await count('end')).toBe(2);
      await index.write([
        {
          op: 'retire',
          document: idOf('pair one'),
          items: entryOf(one as Made).occurrences.map(({ item }) => item),
        },
      ]);
      expect(await index.text(sha256(text), 10, 12)).toBe('😀');
    });

    test('a text of the batch before that this batch seals again later serves the entry between', async () => {
      const texts = { body: 'the same headers in two letters' };
      const [first, second] = [
        operationsOf({ name: 'letter', texts }),
        operationsOf({ name: 'copy', texts }),
      ];
      const entry = first.length - 1;
      expect((await index.write(first.slice(0, entry))).rejected).toEqual([]);
      expect((await index.write([...first.slice(entry), ...second])).rejected).toEqual([]);
      expect(await index.count(parseQuery('"same headers in two letters"'), none)).toBe(2);
    });

    test('patterns that stand for too many words are refused, not cut', async () => {
      const many = Array.from({ length: 1_100 }, (_, at) => `zz${at}`).join(' ');
      await index.write(operationsOf({ name: 'many', texts: { body: many } }));
      await expect(count('zz*')).rejects.toMatchObject({ code: 'query-too-broad' });
      expect(await count('zz1*')).toBe(1);
      expect(await count('zz10?5')).toBe(1);
    });
  });
}

/** Longer than any adapter holds as one row. */
function longText(make: () => Promise<SearchIndex>): void {
  describe('a long text', () => {
    let index: SearchIndex;
    const filler = Array.from({ length: 700_000 }, (_, at) => `w${at % 977} y${at % 13}`).join(' ');
    const marks = Array.from({ length: 60 }, (_, at) => ({
      at: at * 100_000 + 7,
      word: `mark${at} beside${at}`,
    }));
    const body = `${marks.reduce((text, { at, word }) => {
      const cut = filler.indexOf(' ', at);
      return at < filler.length
        ? `${text}${filler.slice(text === '' ? 0 : filler.indexOf(' ', at - 100_000), cut)} ${word}`
        : text;
    }, '')} ${filler.slice(0, 900_000)} the phrase in the last kilobyte`;
    const made: Made = {
      name: 'long',
      texts: { body },
      anchors: Array.from({ length: 3_000 }, (_, row) => ({ at: row * 2_000, row: row + 1 })),
      entry: { metadata: { title: 'A long list' }, entities: [{ entity: 'Acme', kind: 'other', count: 1 }] },
    };
    beforeAll(async () => {
      index = await make();
      for (const operation of operationsOf(made)) await index.write([operation]);
      await index.write(operationsOf({ name: 'short', texts: { body: 'mark3 beside3 and last' } }));
    });
    afterAll(async () => {
      await index.close();
    });
    const names = async (query: string): Promise<string[]> =>
      (await index.documents(parseQuery(query), none))
        .map((id) => (id === idOf('long') ? 'long' : 'short'))
        .sort();

    test.each([
      ['"the phrase in the last kilobyte"', ['long']],
      ['mark1 AND kilobyte', ['long']],
      ['mark1 NOT kilobyte', []],
      ['mark3 NOT kilobyte', ['short']],
      ['mark3', ['long', 'short']],
      ['"mark5 kilobyte"', []],
      ['"phrase kilobyte"~3', ['long']],
      ['"last last"~9', []],
      ['mark1? kilobyt?', ['long']],
      ['title:long AND mark2 AND entity:acme', ['long']],
      ['kilobyte OR title:nothing', ['long']],
      ['NOT mark1', ['short']],
    ] as const)('%s', async (query, expected) => {
      expect(await names(query)).toEqual(expected);
    });

    test('a phrase is found wherever the parts of the text meet', async () => {
      for (let at = 0; at < 30; at++) {
        if (!body.includes(`mark${at} beside${at}`)) continue;
        expect(await names(`"mark${at} beside${at}" AND kilobyte`)).toEqual(['long']);
      }
      const words = body.slice(400_000, 700_000).split(' ').slice(1, -1);
      for (let at = 0; at + 4 < words.length; at += 997) {
        expect(await names(`"${words.slice(at, at + 4).join(' ')}"`)).toEqual(['long']);
      }
    });

    test('its snippet has its place and anchor', async () => {
      const { hits } = await index.search({
        query: parseQuery('"last kilobyte"'),
        scope: none,
        sort: 'relevance',
        limit: 1,
        snippets: 1,
      });
      const snippet = hits[0]?.snippets[0];
      const start = snippet?.start ?? 0;
      expect(body.slice(start, start + (snippet?.snippet.length ?? 0))).toBe(snippet?.snippet);
      expect(snippet?.highlights.map((mark) => snippet.snippet.slice(mark.start, mark.end))).toEqual([
        'last kilobyte',
      ]);
      const at = start + (snippet?.highlights[0]?.start ?? 0);
      expect(snippet?.anchor).toEqual(made.anchors?.findLast((anchor) => anchor.at <= at));
      expect((await index.entry(idOf('long'), none))?.texts[0]?.anchors).toEqual(made.anchors);
    });
  });
}
