/** The index contract: words as people search them, whatever way a text spells, joins, hides or breaks them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { longUnits } from '../../search/adapter-limits.ts';
import { idOf, type Made, operationsOf } from './made-documents.ts';

const none = { open: [] } as const;

const texts: Readonly<Record<string, string>> = {
  joined:
    'Chair:Hollin\nnote:see the annexe.Then Ferrers left; ask quill_list.csv and x/y at desk.hollinworks.example',
  possessive: "Ridley's boat and the RIDLEY’S crew, sold in the 1990's",
  plain: 'Ridley sold it',
  nfc: 'Jörg Möllendorf, Nguyễn, Straße; ヤマダ paid',
  nfd: 'Jörg Möllendorf, Nguyễn, Straße; ﾔﾏﾀﾞ paid'.normalize('NFD'),
  hidden: 'Wäh\u00adler\u00adlis\u00adte and Kest\u200brel and \u2067Bram\u200eber\u2069',
  terminal: '\u001b[31mTarrant\u001b[0m to \u001b[1;32mBlen\u001b[1mner\u001b[m done, B\bBo\bol\bld',
  broken: 'The commit-\ntee read the well-\nknown brief of the har-\r\n> bour mas\u00ad\nter',
  greek: 'ΣΊΣΥΦΟΣ and Σίσυφος',
  levies: 'The harbour levy rose; a stock option, the option of stock',
  levied: 'The harbor levies fell. Stock options for all, a stock optionality. What is it, then?',
  times: '2019-05-11T10:15:30Z ended, 2019-05-12T10:15 began',
  arabic: 'كتب أحمد إلى علي في المدرسة ١٢٫٥',
  persian: 'علی کتاب',
  hosts: 'See mail.example.org and www.shop.example.org, or just ask example org',
  domain: 'Visit example.org today',
  near: 'quill one two three four tarn. Data sharing of all kinds needs written consent',
  cased: 'IT in the U.S. asks: it costs US. And AT&T, C++ too',
  signs:
    'https://desk.example/a/b_c.php?id=12&name=x and C:\\Users\\Ann\\plan.doc by CORP\\bob, campaign. Tel. ٠٢٠ ۷۹۴۶, CO₂. ' +
    `anchor ${Array.from({ length: 70 }, (_, at) => `wide${at}`).join(' ')} end`,
  small: 'it is up to us, at and t, the U S A',
};

const made: readonly Made[] = [
  ...Object.entries(texts).map(([name, body]): Made => ({ name, texts: { body } })),
  {
    name: 'mail',
    texts: { body: 'Please see below' },
    places: [
      { path: 'Mail/U\u0308bergabe a_b.eml'.normalize('NFD'), custodian: 'Jörg Weiß'.normalize('NFD') },
    ],
    entry: {
      metadata: {
        subject: 'RE:Quarry tender',
        from: [{ address: 'ines.harrow@hollinworks.example' }],
        to: [{ name: "O'Shea, Tom", address: 'tom_o@reeve-and-son.example' }],
      },
    },
  },
];

/** A query and the documents that it finds, by name. */
const found: readonly (readonly [query: string, names: readonly string[]])[] = [
  ['hollin', ['joined']],
  ['annexe', ['joined']],
  ['then', ['joined', 'levied']],
  ['quill', ['joined', 'near']],
  ['quill_list.csv', ['joined']],
  ['"quill list"', ['joined']],
  ['csv', ['joined']],
  ['y', ['joined']],
  ['hollinworks', ['joined', 'mail']],
  ['hollinworks.example', ['joined', 'mail']],
  ['desk.hollinworks.example', ['joined']],
  ['"Chair:Hollin"', ['joined']],
  ['quarry', ['mail']],
  ['subject:quarry', ['mail']],
  ['subject:"RE:Quarry"', ['mail']],
  ['from:harrow', ['mail']],
  ['from:ines', ['mail']],
  ['from:hollinworks', ['mail']],
  ['from:ines.harrow@hollinworks.example', ['mail']],
  ['to:shea', ['mail']],
  ["to:o'shea", ['mail']],
  ['to:reeve', ['mail']],
  ['to:"tom_o@reeve-and-son.example"', ['mail']],
  ['path:Übergabe', ['mail']],
  ['path:ubergabe', ['mail']],
  ['path:/mail/übergabe*', ['mail']],
  ['name:a_b.eml', ['mail']],
  ['custodian:"Jörg Weiß"', ['mail']],
  ['custodian:jorg*', ['mail']],
  ['2019-05-11', ['times']],
  ['"2019-05-12T10:15"', ['times']],
  ['2019-05-12T10', ['times']],
  ['2019-05-12T1*', ['times']],
  ['2019-05-12T2*', []],
  ['"10:15:30"', ['times']],
  ['"11 10:15"', ['times']],
  ['احمد', ['arabic']],
  ['الي', ['arabic']],
  ['علي', ['arabic', 'persian']],
  ['المدرسه', ['arabic']],
  ['كتاب', ['persian']],
  ['12.5', ['arabic']],
  ['ridley', ['plain', 'possessive']],
  ["ridley's", ['plain', 'possessive']],
  ['Ridley’s', ['plain', 'possessive']],
  ['"ridley boat"', ['possessive']],
  ['"ridley\'s crew"', ['possessive']],
  ['1990', ['possessive']],
  ['Jörg', ['nfc', 'nfd']],
  ['Jörg'.normalize('NFD'), ['nfc', 'nfd']],
  ['JORG', ['nfc', 'nfd']],
  ['Möllendorf', ['nfc', 'nfd']],
  ['nguyen', ['nfc', 'nfd']],
  ['strasse', ['nfc', 'nfd']],
  ['ヤマダ', ['nfc', 'nfd']],
  ['ﾔﾏﾀﾞ', ['nfc', 'nfd']],
  ['möllen*', ['nfc', 'nfd']],
  ['mollendorp~1', ['nfc', 'nfd']],
  ['Wählerliste', ['hidden']],
  ['Wäh\u00adlerliste', ['hidden']],
  ['kestrel', ['hidden']],
  ['bramber', ['hidden']],
  ['tarrant', ['terminal']],
  ['blenner', ['terminal']],
  ['bold', ['terminal']],
  ['32m', []],
  ['committee', ['broken']],
  ['"committee read"', ['broken']],
  ['"read committee"~0', ['broken']],
  ['harbour', ['broken', 'levies']],
  ['"harbour master"', ['broken']],
  ['wellknown', ['broken']],
  ['tee', []],
  ['"well known"', ['broken']],
  ['well-known', ['broken']],
  ['"the well known brief"', ['broken']],
  ['"known well"', []],
  ['"brief known well"~1', []],
  ['"brief well known"~1', ['broken']],
  ['"commit tee"', ['broken']],
  ['"harbour lev*"', ['levies']],
  ['"harb* lev*"', ['levied', 'levies']],
  ['"harb* levy"', ['levies']],
  ['"harb?r levies"', ['levied']],
  ['"stock option*"', ['levied', 'levies']],
  ['"stock option*"~0', ['levied', 'levies']],
  ['"option* stock"~1', ['levied', 'levies']],
  ['"opt* option*"~9', ['levied', 'levies']],
  ['"opt* option*"~2', ['levies']],
  ['"opt* option*"~0', []],
  ['"opti* st* harb*"~20', ['levied', 'levies']],
  ['"opti* opti* harb*"~20', ['levied', 'levies']],
  ['"opti* opti* opti* harb*"~20', []],
  ['"opti* opti* sto* sto* lev*"~4', ['levied', 'levies']],
  ['"opti* opti* sto* sto* lev*"~3', []],
  ['"https://desk.example/a/b_c.php?id=12&name=x"', ['signs']],
  ['desk.example/a/b_c.php?id=12', ['signs']],
  ['"c?mpaign"', ['signs']],
  ['"C:\\Users\\Ann\\plan.doc"', ['signs']],
  ['CORP\\bob', ['signs']],
  ['"020 7946"', ['signs']],
  ['۰۲۰', ['signs']],
  ['co2', ['signs']],
  ['wide* w/1 anchor', ['signs']],
  ['wide* w/1 (anchor OR end) AND NOT wide* w/1 quill', ['signs']],
  ['"what is it, then?"', ['levied']],
  ['"levies fel?"', ['levied']],
  ['"fell?"', ['levied']],
  ['"* harbour levy"', ['levies']],
  ['"harbour * rose"', ['levies']],
  ['"harbour * the"', []],
  ['"zzz* levy"', []],
  ['quill_l*', ['joined']],
  ['quill_list.c*', ['joined']],
  ['ines.har*@hollin*.example', ['mail']],
  ['from:ines.har*', ['mail']],
  ['*.example.org', ['hosts']],
  ['*.shop.example.org', ['hosts']],
  ['example.*', ['domain', 'hosts', 'signs']],
  ['"see * example"', ['hosts']],
  ['quill w/5 tarn', ['near']],
  ['tarn w/5 quill', ['near']],
  ['quill w/4 tarn', []],
  ['quill pre/5 tarn', ['near']],
  ['tarn pre/5 quill', []],
  ['quill pre/4 tarn', []],
  ['quill PRE/1 one pre/1 two', ['near']],
  ['"data shar*" pre/6 consent', ['near']],
  ['consent pre/6 "data sharing"', []],
  ['(quill OR two) pre/3 (two OR tarn)', ['near']],
  ['stock pre/5 stock', ['levied', 'levies']],
  ['stock pre/4 stock', []],
  ['subject:quarry pre/1 tender', ['mail']],
  ['subject:tender pre/1 quarry', []],
  ['"quill tarn"~4', ['near']],
  ['"quill tarn"~3', []],
  ['"data sharing" w/6 consent', ['near']],
  ['"data sharing" w/5 consent', []],
  ['consent W/6 "data shar*"', ['near']],
  ['(quill OR tarn) w/3 (two OR nothing)', ['near']],
  ['quill w/1 one w/1 two', ['near']],
  ['quill w/1 two w/1 one', []],
  ['sharing w/3 "data sharing"', []],
  ['subject:quarry w/1 tender', ['mail']],
  ['exact:IT', ['cased']],
  ['exact:it', ['cased', 'levied', 'plain', 'small']],
  ['exact:US', ['cased']],
  ['exact:"U.S."', ['cased']],
  ['exact:"at&t"', []],
  ['exact:AT&T', ['cased']],
  ['exact:"C++"', ['cased']],
  ['NOT exact:IT AND it AND us', ['small']],
  ['exact:(IT OR tarn) AND NOT quill', ['cased']],
  ['it AND NOT exact:IT', ['levied', 'plain', 'small']],
  ['asks AND NOT exact:us', ['cased']],
  ['asks AND NOT (exact:it OR exact:US)', []],
  ['(asks AND exact:IT) OR (us AND NOT exact:US)', ['cased', 'small']],
  ['it AND (exact:IT OR NOT ("harb* * fell" OR exact:Ridley OR trusted))', ['cased', 'small']],
  ['exact:Jörg AND nguyen', ['nfc', 'nfd']],
  ['exact:"RE:Quarry"', ['mail']],
  ['σίσυφος', ['greek']],
  ['ΣΙΣΥΦΟΣ', ['greek']],
];

/** What the snippets of a query mark, as it stands in the stored text. */
const marked: readonly (readonly [query: string, name: string, marks: readonly string[]])[] = [
  ['committee', 'broken', ['commit-\ntee']],
  ['harbour', 'broken', ['har-\r\n> bour']],
  ['ridley', 'possessive', ['Ridley', 'RIDLEY']],
  ['Wählerliste', 'hidden', ['Wäh\u00adler\u00adlis\u00adte']],
  ['blenner', 'terminal', ['Blen\u001b[1mner']],
  ['quill_list.csv', 'joined', ['quill_list.csv']],
  ['"well known"', 'broken', ['well-\nknown']],
  ['"harb* lev*"', 'levies', ['harbour levy']],
  ['*.example.org', 'hosts', ['mail.example.org', 'shop.example.org']],
  ['exact:IT', 'cased', ['IT']],
  ['"data sharing" w/6 consent', 'near', ['Data sharing', 'consent']],
  ['möllendorf', 'nfd', ['Möllendorf'.normalize('NFD')]],
];

async function namesOf(index: SearchIndex, query: string): Promise<string[]> {
  const names = new Map(made.map(({ name }) => [idOf(name), name]));
  const ids = await index.documents(parseQuery(query), none);
  expect(await index.count(parseQuery(query), none)).toBe(ids.length);
  return ids.map((id) => names.get(id) ?? id).sort();
}

async function marksOf(index: SearchIndex, query: string, name: string): Promise<string[]> {
  const request = { query: parseQuery(query), scope: none, sort: 'path', limit: 100, snippets: 5 } as const;
  const { hits } = await index.search(request);
  const hit = hits.find(({ document }) => document === idOf(name));
  const marks: string[] = [];
  for (const { textId, start, snippet, highlights } of hit?.snippets ?? []) {
    expect(await index.text(textId, start, start + snippet.length)).toBe(snippet);
    marks.push(...highlights.map((mark) => snippet.slice(mark.start, mark.end)));
  }
  return marks;
}

export function wordsContract(make: () => Promise<SearchIndex>): void {
  describe('words as people search them', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await index.write(made.flatMap((one) => operationsOf(one)));
    });
    afterAll(async () => {
      await index.close();
    });

    test.each(found)('%s', async (query, names) => {
      expect(await namesOf(index, query)).toEqual(names);
    });

    test.each(marked)('%s is cited in %s as it stands there', async (query, name, marks) => {
      expect(await marksOf(index, query, name)).toEqual(marks);
    });
  });

  describe('the same words at the end of a text that lies in parts', () => {
    let index: SearchIndex;
    const filler = 'lorem ipsum dolor sit amet\n'.repeat(Math.ceil(longUnits / 27) + 1);
    beforeAll(async () => {
      index = await make();
      for (const [name, text] of Object.entries(texts))
        await index.write(operationsOf({ name, texts: { body: filler + text } }));
    }, 300_000);
    afterAll(async () => {
      await index.close();
    });

    test('are found', async () => {
      for (const [query, names] of found) {
        const inTexts = names.filter((name) => name in texts);
        expect([query, ...(await namesOf(index, query))]).toEqual([query, ...inTexts]);
      }
    });

    test('and cited', async () => {
      for (const [query, name, marks] of marked)
        expect([query, ...(await marksOf(index, query, name))]).toEqual([query, ...marks]);
    });
  });

  describe('at how many places of a document its words stand', () => {
    let index: SearchIndex;
    const line = 'the wharf list of the day, and nothing else in it\n';
    const long = line.repeat(Math.ceil(longUnits / line.length) + 1);
    beforeAll(async () => {
      index = await make();
      const documents: Readonly<Record<string, NonNullable<Made['texts']>>> = {
        chat: { body: `one plover\n${line.repeat(500)}`, comments: 'a wharf, a plover' },
        once: { body: 'a single heron' },
        everywhere: { body: long },
        rare: { body: `heron ${long} heron ${long} heron` },
      };
      for (const [name, texts] of Object.entries(documents)) await index.write(operationsOf({ name, texts }));
    }, 300_000);
    afterAll(async () => {
      await index.close();
    });

    const counted: readonly (readonly [query: string, name: string, count: number])[] = [
      ['wharf', 'chat', 501],
      ['"wharf list" OR plover', 'chat', 502],
      ['comments:wharf', 'chat', 1],
      ['list', 'chat', 500],
      ['heron', 'once', 1],
      ['heron', 'rare', 3],
    ];

    test.each(counted)('%s in %s', async (text, name, count) => {
      const query = parseQuery(text);
      const { hits } = await index.search({ query, scope: none, sort: 'path', limit: 10, snippets: 2 });
      const hit = hits.find(({ document }) => document === idOf(name));
      expect(hit?.matches).toEqual({ count, isAll: true });
      const bare = await index.search({ query, scope: none, sort: 'path', limit: 10, snippets: 0 });
      expect(bare.hits.every(({ matches }) => matches === undefined)).toBe(true);
    });

    test('a word of every line of a long text is at so many at least, which is said', async () => {
      const asked = {
        query: parseQuery('wharf'),
        scope: none,
        sort: 'path',
        limit: 10,
        snippets: 2,
      } as const;
      const hit = (await index.search(asked)).hits.find(({ document }) => document === idOf('everywhere'));
      expect(hit?.snippets).toHaveLength(2);
      expect(hit?.matches).toMatchObject({ isAll: false });
      expect(hit?.matches?.count).toBeGreaterThan(1_000);
    });
  });
}
