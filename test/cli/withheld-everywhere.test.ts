/** Every verb over a case with a withheld family, asked without its scope: none of its words, names and hashes is told. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { verbs } from '../../cli/verbs.ts';
import { facetFields } from '../../search/port.ts';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { messageOf } from './letters-case.ts';
import { type CliResult, runCli } from './run-cli.ts';

const brochure = 'Brochure of Harbour Analytica, write to ann@example.org.\n';
const advice = 'Kittiwake Metrics should settle: call quillon@ravenscroft.example on 3 May 2019.\n';
const letter = messageOf(
  { id: 'zephyr-1', subject: 'Kestrel strategy', text: 'Xylophonist advice is attached.' },
  { 'brochure.txt': brochure, 'gannet.zip': zipOf({ 'cormorant.txt': advice }) },
);
const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex');
/** All that only the letter and what it holds say, by word, name and hash; and how it is withheld. */
const secrets = new RegExp(
  `kittiwake|quillon|ravenscroft|zephyr|kestrel|xylophonist|gannet|cormorant|puffin|chambers-only|3 May 2019|2019-05-03|${[letter, advice].map((one) => hashOf(one).slice(0, 12)).join('|')}`,
  'iu',
);

const folder = temporaryFolder();
const [source, casePath, watchlist] = [
  join(folder, 'share'),
  join(folder, 'case'),
  join(folder, 'watch.csv'),
];

const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

beforeAll(async () => {
  writeFiles(source, {
    'mail/puffin.eml': letter,
    'mail/other.eml': messageOf({ id: 'other-1', subject: 'Lunch', text: 'Harbour Analytica pays.' }, { 'menu.txt': 'Soup\n' }),
    'share/brochure.txt': brochure,
    'share/table.csv': 'Name,Email\nAnn Harbourline,ann@example.org\nBo Mastwick,bo@example.org\n',
    'share/memo.txt': 'A memo of its own about the survey.\n',
  }); // prettier-ignore
  // Counts alone may tell of them: the words of a list are the reader's own.
  writeFileSync(names, 'name\nHarbour Analytica\nAdvice\n');
  writeFileSync(terms, 'settle OR advice\nlabel:"kestre matter"\nxylophonis~1\nharbour\nfrom:counsel\n');
  writeFileSync(watchlist, 'name,kind\nHarbour Analytica,data-broker\nKittiwake Metrics,analytics-firm\n');
  const words = ['ingest', source, '--reference', 'EX-7', '--custodian', 'Ann', '--parser-processes', '1', '--no-gazetteers', '--watchlist', watchlist]; // prettier-ignore
  expect(await run(...words)).toMatchObject({ exitCode: 0 });
  // What was said of it before anybody withheld it.
  for (const said of [
    ['show', 'mail/puffin.eml'],
    ['label', 'mail/puffin.eml', '--add', 'kestrel matter'],
    ['note', 'mail/puffin.eml', 'Xylophonist is counsel'],
  ])
    expect(await run(...said)).toMatchObject({ exitCode: 0 });
  const withheld = await run('withhold', '--query', 'kittiwake OR xylophonist', '--scope', 'chambers-only', '--ground', 'privilege', '--reason', 'gannet'); // prettier-ignore
  expect(withheld).toMatchObject({ exitCode: 0 });
});

const terms = join(folder, 'terms.txt');
const names = join(folder, 'names.csv');
/** What an export writes. */
const exported = join(folder, 'exported');

/** What each verb is asked; those without a row read no case, or the folder of the evidence itself. */
const questions: Readonly<Record<string, readonly (readonly string[])[]>> = {
  // First: what a reader asked here is told as they typed it.
  audit: [[], ['--head']],
  report: [[], ['--items'], ['--exceptions'], ['--notes'], ['--csv'], ['--items', '--csv']],
  search: [
    ['*'],
    ['*', '--sort', 'date', '--limit', '1'],
    ['settle OR advice OR strategy', '--count'],
    ['path:/mail'],
    ['place(path:/mail AND custodian:Ann)'],
    ['name:puf*'],
    ['xylophonis~1 OR kittiwak* OR "Kestrel strategie"'],
    ['entity:"Kittiwake Metric"'],
    ['label:"kestrel mater"'],
    ['from:counsel', '--csv'],
    ['*', '--fold', 'near'],
    ...facetFields.map((facet) => ['*', '--facet', facet]), // prettier-ignore
  ],
  watchlist: [['check', names]],
  terms: [[terms], [terms, '--csv'], [terms, '--among', 'path:/mail']],
  show: [['share/brochure.txt', '--metadata'], ['share/brochure.txt'], ['mail/other.eml', '--metadata']],
  diff: [
    ['share/brochure.txt', 'share/memo.txt'],
    ['mail/other.eml', 'share/brochure.txt'],
  ],
  near: [[], ['share/brochure.txt']],
  label: [
    ['--query', 'harbour', '--add', 'seen'],
    ['share/brochure.txt', '--add', 'seen too'],
  ],
  withhold: [['share/memo.txt', '--scope', 'other', '--reason', 'a test'], ['share/memo.txt', '--scope', 'other', '--release', '--reason', 'a test']], // prettier-ignore
  note: [['share/brochure.txt', 'a note']],
  remove: [['share/brochure.txt', '--dry-run', '--reason', 'a test']],
  mentions: [[], ['--entity', 'Harbour Analytica'], ['--personal-data', '--reveal', '--reason', 'a test']],
  personal: [[], ['--csv'], ['--query', 'path:/mail']],
  entities: [
    [],
    ['--candidates'],
    ['dismiss', 'Harbour Analytica', '--reason', 'a test'],
    ['restore', 'Harbour Analytica', '--reason', 'a test'],
    ['dismiss', 'Kittiwake Metrics', '--reason', 'a test'],
  ],
  identities: [[], ['--several'], ['--candidates'], ['counsel'], ['ann@example.org']],
  identity: [['--merge', 'tom@example.net', '--merge', 'counsel@chambers.example', '--reason', 'a test']],
  relations: [
    ['Harbour Analytica'],
    ['Harbour Analytica', '--kind', 'named-with', '--csv'],
    ['ann@example.org'],
    ['Kittiwake Metrics'],
    ['quillon@ravenscroft.example'],
    ['Harbour Analytica', '--path', 'ann@example.org'],
    ['--export', join(folder, 'relations.csv'), '--format', 'csv'],
  ],
  tracing: [['--purpose', 'a test', '--lead', 'Bo'], []],
  datasets: [
    [],
    ['trace', 'share/table.csv'],
    ['show', 'share/table.csv'],
    ['overlap', 'share/table.csv', 'mail/puffin.eml'],
  ],
  timeline: [[], ['--list'], ['--list', '--csv'], ['--written'], ['--written', '--list'], ['--export', join(folder, 'events.csv'), '--written']], // prettier-ignore
  explain: [['share/brochure.txt'], ['mail/other.eml'], [hashOf(brochure)]],
  custody: [[]],
  compare: [[casePath]],
  verify: [[], ['--index']],
  retry: [['--code', 'parser-timeout']],
  retag: [['--dry-run'], []],
  config: [[]],
  prove: [['share/brochure.txt'], ['mail/other.eml']],
  export: [['--query', '*', '--to', exported, '--recipient', 'Court', '--basis', 'order']],
};
const readsNoCase = ['accounts', 'ingest', 'survey', 'doctor', 'tag', 'serve', 'reindex'];

test('every verb is asked, or reads no case', () => {
  expect([...Object.keys(questions), ...readsNoCase].sort()).toEqual(Object.keys(verbs).sort());
});

describe.each(Object.entries(questions))('%s', (verb, asked) => {
  test.each(asked)('%s %s %s %s', async (...words) => {
    const given = words.filter((word) => typeof word === 'string');
    for (const form of ['--csv', '--export', '--to'].some((flag) => given.includes(flag))
      ? [[]]
      : [[], ['--json']]) {
      const all =
        verb === 'compare'
          ? ['compare', casePath, ...given, ...form]
          : [verb, ...given, '--case', casePath, ...form];
      const { exitCode, stdout, stderr } = await runCli(all);
      expect(stderr).not.toMatch(/unknown|usage/u);
      expect([0, 1, 3]).toContain(exitCode);
      // A hint may repeat the words of the question; a count or a value of the case it may not add.
      const own = new RegExp(
        given
          .join(' ')
          .match(/[a-z]{4,}/giu)
          ?.join('|') ?? '(?!)',
        'giu',
      );
      expect(stdout.replaceAll(own, '')).not.toMatch(secrets);
      expect(stderr.replaceAll(own, '')).not.toMatch(secrets);
    }
  });
});

test('what was exported for another program has none of it', () => {
  for (const file of ['events.csv', 'relations.csv'])
    expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(secrets);
  const files = readdirSync(exported, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const { parentPath, name } of files)
    expect(`${name} ${readFileSync(join(parentPath, name), 'latin1')}`).not.toMatch(secrets);
});

test('the counts of what shows and of what does not add up to the whole, by source and ground', async () => {
  interface Report {
    readonly totals: { readonly items: number };
    readonly withheld: readonly { source: string; grounds: readonly string[]; items: number }[];
  }
  const [[closed], [open]] = [
    jsonRows<Report>((await run('report', '--json')).stdout),
    jsonRows<Report>((await run('report', '--json', '--open', 'chambers-only')).stdout),
  ];
  expect(closed?.withheld).toEqual([{ source: 'EX-7', grounds: ['privilege'], items: 4 }]);
  expect(open?.withheld).toEqual([]);
  expect((closed?.totals.items ?? 0) + 4).toBe(open?.totals.items);
  const said = 'Withheld from you, in none of these numbers: 4 items of EX-7 (4 privilege).';
  expect((await run('report')).stdout).toContain(said);
  expect((await run('report', '--csv')).stdout).toMatch(/^withheld,EX-7,.*4,.*privilege/mu);
});

test('a name that is withheld and one that nothing has are refused in the same words, by every verb that takes one', async () => {
  for (const words of [
    ['explain'],
    ['show'],
    ['diff', 'share/brochure.txt'],
    ['mentions'],
    ['label', '--add', 'x'],
    ['remove', '--reason', 'x', '--dry-run'],
    ['withhold', '--scope', 'x', '--reason', 'x'],
  ]) {
    const [verb = '', ...rest] = words;
    const [withheld, missing] = [await run(verb, 'mail/puffin.eml', ...rest), await run(verb, 'mail/nobody.eml', ...rest)]; // prettier-ignore
    expect(withheld).toMatchObject({ exitCode: 1, stderr: missing.stderr.replaceAll('nobody', 'puffin') });
    expect(withheld.stderr).toContain('not held, or not open to you');
  }
  // Nor does the log tell the one from the other afterwards.
  const { stdout } = await run('audit');
  expect(stdout.match(/explain mail\/(?:puffin|nobody)\.eml/gu)).toEqual([
    'explain mail/puffin.eml',
    'explain mail/nobody.eml',
  ]);
  expect((await run('audit', '--open', 'chambers-only')).stdout).toContain("note mail/puffin.eml 'Xylophonist is counsel'"); // prettier-ignore
});
