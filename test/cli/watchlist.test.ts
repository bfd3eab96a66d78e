/** `evidex watchlist`: registers of others as a watchlist, and what its names find before it is used. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadWatchlists } from '../../cli/run/watchlists.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';

const folder = temporaryFolder();
let number = 0;

interface Imported {
  readonly answer: Readonly<Record<string, unknown>>;
  readonly list: readonly { name: string; kind: string; country?: string; aliases: string[] }[];
}

async function imported(content: string | Buffer, ...more: string[]): Promise<Imported> {
  const [register, to] = [join(folder, `register-${++number}`), join(folder, `list-${number}.json`)];
  writeFileSync(register, content);
  const { stdout, exitCode, stderr } = await runCli(['watchlist', 'import', register, '--to', to, '--json', ...more]);
  if (exitCode !== 0) throw new Error(stderr);
  // What is written is what `--watchlist` takes.
  loadWatchlists([to]);
  return {
    answer: JSON.parse(stdout) as Imported['answer'],
    list: JSON.parse(readFileSync(to, 'utf8')) as Imported['list'],
  };
} // prettier-ignore

describe('import', () => {
  test.each<[string, string, string, Imported['list'][number]]>([
    [
      'Party Facts',
      'country,partyfacts_id,wikidata_id,name,name_short,name_native\nKEN,1,Q1,Quillmere Unity Party,QUP,"Chama, cha Q"\n',
      'Party Facts',
      { name: 'Quillmere Unity Party', kind: 'party', country: 'KE', aliases: ['Chama, cha Q', 'QUP'] },
    ],
    [
      'ParlGov',
      'party_id,country,party_name_short,party_name_english,party_name\n1,AUS,QP,Quill Party,Quill Partei\n',
      'ParlGov',
      { name: 'Quill Party', kind: 'party', country: 'AU', aliases: ['Quill Partei', 'QP'] },
    ],
    [
      'the Electoral Commission',
      '"EC Reference Number","Entity name","Entity type"\n"TP 1","Fair Tides","Third Party"\n',
      'register of the Electoral Commission',
      { name: 'Fair Tides', kind: 'campaign-group', country: 'GB', aliases: [] },
    ],
    [
      'brokers, with what they trade by',
      '"Data Broker Name","Email Address","Website URL"\n"Halvorsen Data, Inc. doing business as Tidelist","x [at] y.com","http://www.tidelist.example/opt-out"\n',
      'register of data brokers',
      {
        name: 'Halvorsen Data, Inc.',
        kind: 'data-broker',
        country: 'US',
        aliases: ['Halvorsen Data', 'Tidelist', 'tidelist.example'],
      },
    ],
    [
      'FollowTheMoney',
      '{"id":"a","schema":"Company","properties":{"name":["Orlop GmbH"],"previousName":["Orlop Daten AG"],"website":["https://orlop.example"],"country":["de"]}}\n{"id":"b","schema":"Company","properties":{"name":["Other"]}}\n',
      'FollowTheMoney',
      {
        name: 'Orlop GmbH',
        kind: 'other',
        country: 'DE',
        aliases: ['Orlop', 'orlop.example', 'Orlop Daten AG', 'Orlop Daten'],
      },
    ],
    [
      'Disconnect',
      '{"categories":{"Analytics":[{"Tallyho":{"https://tallyho.example/":["tallyho.example","t.tallyho.example"]}}]}}',
      'Disconnect (services)',
      { name: 'Tallyho', kind: 'analytics-firm', aliases: ['tallyho.example', 't.tallyho.example'] },
    ],
    [
      'trackerdb',
      '{"organizations":{"o":{"name":"Tallyho","website_url":"https://tallyho.example","country":"GB"}},"patterns":{"p":{"organization":"o","domains":["th.example"]}}}',
      'trackerdb',
      { name: 'Tallyho', kind: 'other', country: 'GB', aliases: ['tallyho.example', 'th.example'] },
    ],
    [
      'a table of their own, with semicolons',
      'Firma;Land;Webseite\nGrünwald Daten;Deutschland;gruenwald.example\n',
      'a table of names',
      { name: 'Grünwald Daten', kind: 'other', aliases: ['gruenwald.example'] },
    ],
  ])('%s', async (_, content, title, first) => {
    const { answer, list } = await imported(content);
    expect(answer).toMatchObject({ title });
    expect(list[0]).toEqual(first);
  });

  test('what is left out, joined and shared is said; nothing is lost without a word', async () => {
    const { answer, list } = await imported(
      'name;aliases;country\nTide;TD;GB\n;X;GB\n"!!!";;GB\nTide;Tide Ltd;GB\nTidal;TD;GB\n',
    );
    expect(list).toHaveLength(2);
    expect(answer).toMatchObject({
      rows: 5,
      entries: 2,
      joined: 1,
      leftOut: [{ at: 3, why: 'it has no name' }, { at: 4 }],
      shared: [{ alias: 'td', entries: 2 }],
    });
  });

  test('names that are too many or too long are counted, and domains go before them', async () => {
    const many = Array.from({ length: 300 }, (_, at) => `Alias ${at}`).join(';');
    const { answer, list } = await imported(
      `name;aliases;website\nTide;"${many};${'x'.repeat(300)}";"tide.example;not a site"\n`,
    );
    expect(list[0]?.aliases).toContain('tide.example');
    expect(list[0]?.aliases).toHaveLength(199);
    expect(answer).toMatchObject({ aliasesLeftOut: 104 });
  });

  test('parties that are called alike in several countries stay apart', async () => {
    const { list } = await imported(
      'name;country\nTide Party;DEU\nTide Party;Austria\nTide League (Wales);\n',
    );
    expect(list).toEqual([
      { name: 'Tide Party (DE)', kind: 'other', country: 'DE', aliases: ['Tide Party'] },
      { name: 'Tide Party (AT)', kind: 'other', country: 'AT', aliases: ['Tide Party'] },
      { name: 'Tide League (Wales)', kind: 'other', aliases: ['Tide League'] },
    ]);
  });

  test.each([
    ['windows-1252', Buffer.from('name\nSoci\u00e9t\u00e9 Or\u00e9e\n', 'latin1'), 'windows-1252', []],
    ['UTF-16', Buffer.from('\uFEFFname\nSoci\u00e9t\u00e9 Or\u00e9e\n', 'utf16le'), 'utf-16le', []],
    ['UTF-8 with its mark', Buffer.from('\uFEFFname\nSoci\u00e9t\u00e9 Or\u00e9e\n'), 'utf-8', []],
    ['one that is named', Buffer.from('name\nSoci\u00e9t\u00e9 Or\u00e9e\n', 'latin1'), 'iso-8859-15', ['--charset', 'iso-8859-15']],
  ])('in %s', async (_, bytes, charset, more) => {
    const { answer, list } = await imported(bytes, ...more);
    expect(answer).toMatchObject({ charset });
    expect(list[0]?.name).toBe('Soci\u00e9t\u00e9 Or\u00e9e');
  }); // prettier-ignore

  test.each([
    ['a table without a column of names', 'a,b\n1,2\n', /no form that is known/u],
    ['JSON of another kind', '{"a":1}', /no form that is known/u],
    ['nothing', '', /no form that is known/u],
  ])('%s is refused', async (_, content, message) => {
    const register = join(folder, `bad-${++number}`);
    writeFileSync(register, content);
    const { exitCode, stderr } = await runCli(['watchlist', 'import', register, '--to', join(folder, `none-${number}`)]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  }); // prettier-ignore

  test('nothing is overwritten', async () => {
    const register = join(folder, 'register');
    writeFileSync(register, 'name\nTide\n');
    expect(await runCli(['watchlist', 'import', register, '--to', register])).toMatchObject({ exitCode: 2 });
    expect(readFileSync(register, 'utf8')).toBe('name\nTide\n');
  });
});

describe('check', () => {
  const casePath = join(folder, 'case');
  beforeAll(async () => {
    const source = join(folder, 'share');
    writeFiles(source, {
      'a.txt': 'They met near the Near office. ACME sold it.',
      'b.txt': 'The harbour is near.',
      'c.txt': 'It stands near the acme of the hill.',
    });
    await runCli(['ingest', source, '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1']);
  });

  test('which names are ordinary words of the case, and how often each counts', async () => {
    const list = join(folder, 'names.json');
    writeFileSync(
      list,
      JSON.stringify([{ name: 'Near' }, { name: 'ACME', aliases: ['Nowhere To Be Seen'] }]),
    );
    const { stdout, exitCode } = await runCli(['watchlist', 'check', list, '--case', casePath, '--json']);
    expect(exitCode).toBe(0);
    const { names, found, checked } = JSON.parse(stdout) as {
      names: number;
      found: number;
      checked: readonly Record<string, unknown>[];
    };
    expect([names, found]).toEqual([3, 2]);
    expect(checked).toMatchObject([
      { name: 'Near', words: 3, documents: 1, isOrdinary: true },
      { name: 'ACME', words: 2, documents: 1, isOrdinary: false },
      { name: 'Nowhere To Be Seen', words: 0, documents: 0 },
    ]);
    const words = (await runCli(['watchlist', 'check', list, '--case', casePath])).stdout;
    expect(words).toMatch(/Near +Near +with its capitals +1 +3 +ordinary word here/u);
  });
});
