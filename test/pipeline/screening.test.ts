/** A run that screens: at no moment of it does a reader beside it see what a term of the screen withholds. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Catalogue } from '../../case/catalogue.ts';
import type { Stores } from '../../case/stores.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { fixture, writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { jsonRows } from '../cli/json-lines.ts';
import { messageOf } from '../cli/letters-case.ts';
import { type CliOptions, type CliResult, runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const [source, casePath, lawyers, later] = [join(folder, 'share'), join(folder, 'case'), join(folder, 'lawyers.csv'), join(folder, 'later.csv')]; // prettier-ignore

const brochure = 'A brochure for everybody.\n';
const advice = 'Kittiwake should settle, says J. Ravenscroft.\n';
const letter = messageOf(
  { id: 'letter-1', subject: 'Kestrel', text: 'Attached.' },
  {
    'brochure.txt': brochure,
    'gannet.zip': zipOf({ 'cormorant.txt': advice, 'zephyr.txt': 'Nothing of note.\n' }),
  },
);
/** The same message as somebody else has it, without what matches; and an answer to it. */
const copy = messageOf({ id: 'letter-1', subject: 'Kestrel', text: 'Puffin has seen it.' }, {});
const answer = messageOf({ id: 'answer-1', subject: 'Re: Kestrel', text: 'Dotterel agrees.' }, {}).replace('To: ', 'In-Reply-To: <letter-1@example.org>\nTo: '); // prettier-ignore
const later2 = messageOf({ id: 'forward-1', subject: 'Fwd', text: 'Turnstone, see attached.' }, { 'gannet.zip': zipOf({ 'cormorant.txt': advice, 'zephyr.txt': 'Nothing of note.\n' }) }); // prettier-ignore

const calls = zipOf({ 'monday.txt': 'Nobody answered.\n' });

/** Only what is withheld has these. */
const secrets =
  /kittiwake|ravenscroft|gannet|cormorant|zephyr|dotterel|turnstone|whimbrel|lawyers\.csv, line|line \d+ of/iu;
/** It was read before the message whose group it is of. */
const secretsOfEarlier = /kestrel/iu;

const questions = [
  ['report', '--items'],
  ['search', '*', '--limit', '200'],
  ['timeline', '--list'],
];
const run = (words: readonly string[], options?: CliOptions): Promise<CliResult> =>
  runCli([...words, '--case', casePath], options);

async function read(...words: string[]): Promise<string> {
  const answers = [];
  for (const question of questions) answers.push((await run([...question, '--json', ...words])).stdout);
  return answers.join('\n');
}

let looks = 0;
/** Words that were read though they are withheld, and at which write of the run. */
const leaks = new Set<string>();

/** Which of the secrets an answer tells; a failed comparison would show all of it. */
const toldBy = (answer: string, words: RegExp = secrets): string[] => [
  ...new Set(answer.match(new RegExp(words, 'giu'))),
];
/** Stops the run before and after each of its writes to the ledger, those to the index lie in between, and reads. */
const watched: Stores = {
  ...sqliteStores,
  async openCatalogue(paths) {
    const catalogue = await sqliteStores.openCatalogue(paths);
    const look = async (when: string): Promise<void> => {
      looks += 1;
      for (const word of toldBy(await read())) leaks.add(`${word} ${when}`);
    };
    const writes: readonly (keyof Catalogue)[] = ['screen', 'commit', 'listFolder', 'settle', 'markShown'];
    return new Proxy(catalogue, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        const bound = value.bind(target) as (...given: unknown[]) => Promise<unknown>;
        if (!writes.includes(key as keyof Catalogue)) return bound;
        return async (...given: unknown[]) => {
          if (key === 'commit') await look('between index and ledger');
          const answer = await bound(...given);
          await look(`after ${String(key)}`);
          return answer;
        };
      },
    });
  },
};

const ingest = (stores: Stores, ...words: string[]): Promise<CliResult> =>
  run(['ingest', source, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers', '--batch-items', '1', ...words], { stores }); // prettier-ignore

let first: CliResult;

beforeAll(async () => {
  writeFileSync(
    lawyers,
    'kind,value,scope,ground\nname,John Ravenscroft,counsel,privilege\nterm,J. Ravenscroft,counsel,privilege\nterm,whimbrel,doctor,private\n',
  );
  writeFiles(source, {
    'a/plain.eml': messageOf({ id: 'plain-1', subject: 'Lunch', text: 'Soup?' }, { 'menu.txt': 'Soup\n' }),
    'b/copy.eml': copy,
    'c/letter.eml': letter,
    'd/answer.eml': answer,
    'e/brochure.txt': brochure,
    'f/Ravenscroft, John/notes.txt': 'Notes of a call.\n',
    'f/Ravenscroft, John/calls.zip': calls,
    'f/calls.zip': calls,
    'g/locked.pdf': fixture('pdf', 'locked.pdf'),
    'h/record.txt': 'Treatment: whimbrel.\n',
    'i/forward.eml': later2,
  });
  first = await ingest(watched, '--screen', lawyers);
}, 240_000);

describe('a run that screens', () => {
  test('came to its end, and was looked at between all of its writes', () => {
    expect(first).toMatchObject({ exitCode: 0 });
    expect(looks).toBeGreaterThan(60);
    expect([...leaks]).toEqual([]);
  });

  test('withholds families, copies and the message group, and nothing else', async () => {
    const after = await read();
    expect([...toldBy(after), ...toldBy(after, secretsOfEarlier)]).toEqual([]);
    const paths = (await run(['search', '*', '--limit', '200', '--json'])).stdout;
    const shown = jsonRows<{ occurrences?: { path: string }[] }>(paths).flatMap(({ occurrences = [] }) => occurrences.map(({ path }) => path)); // prettier-ignore
    for (const path of ['a/plain.eml', 'a/plain.eml/menu.txt', 'e/brochure.txt', 'g/locked.pdf'])
      expect(shown).toContain(path);
    expect((await run(['verify', '--index'])).exitCode).toBe(0);
  });

  test('its readers see it, with the line that matched', async () => {
    const open = await read('--open', 'counsel', '--open', 'doctor');
    for (const word of [
      'kestrel',
      'cormorant',
      'f/Ravenscroft',
      'b/copy.eml',
      'd/answer.eml',
      'h/record.txt',
    ])
      expect([word, open.toLowerCase().includes(word.toLowerCase())]).toEqual([word, true]);
    expect(toldBy(await read('--open', 'doctor'))).not.toContain('kestrel');
  });

  test('says how many items are withheld, on which ground, and what was not screened', async () => {
    const [report] = jsonRows<{ withheld: { grounds: string[]; items: number }[]; totals: { items: number } }>((await run(['report', '--json'])).stdout); // prettier-ignore
    const [open] = jsonRows<{ totals: { items: number } }>((await run(['report', '--json', '--open', 'counsel', '--open', 'doctor'])).stdout); // prettier-ignore
    expect(report?.withheld).toMatchObject([{ grounds: ['private'], items: 1 }, { grounds: ['privilege'] }]);
    const withheld = report?.withheld.reduce((sum, { items }) => sum + items, 0) ?? 0;
    expect((report?.totals.items ?? 0) + withheld).toBe(open?.totals.items);
    const { stdout } = await run(['report']);
    expect(stdout).toContain('Screened by lawyers.csv');
    expect(stdout).toContain(
      'NOT SCREENED, but for their names, since nothing read them: 1 item (1 encrypted)',
    );
    expect(first.stdout).toContain('NOT SCREENED');
  });
});

test('the screen holds for later runs; one that came later says what it did not see, and a retry has it look', async () => {
  writeFiles(source, { 'j/more.txt': 'More of Kittiwake by J. Ravenscroft.\n' });
  expect(await ingest(sqliteStores)).toMatchObject({ exitCode: 0 });
  writeFileSync(later, 'kind,value,scope,ground\nterm,soup,doctor,private\n');
  const told = await ingest(sqliteStores, '--screen', later);
  expect(told.stdout).toMatch(/NOT SCREENED by later\.csv, which came later: \d+ files of EX-1/u);
  expect(toldBy(await read(), /menu\.txt/u)).toEqual(['menu.txt']);
  const retried = await run(['retry', '--source', 'EX-1', '--parser-processes', '1', '--no-gazetteers']); // prettier-ignore
  expect(retried).toMatchObject({ exitCode: 0 });
  const after = await read();
  expect([...toldBy(after, /menu\.txt|plain\.eml/u), ...toldBy(after)]).toEqual([]);
  expect([...leaks]).toEqual([]);
  expect((await run(['verify', '--index'])).exitCode).toBe(0);
  expect((await run(['audit', '--head'])).exitCode).toBe(0);
}, 240_000);

test('a list with a bad row is refused by its line before anything is read', async () => {
  const bad = join(folder, 'bad.csv');
  writeFileSync(bad, 'kind,value,scope,ground\nlawyer,Jane,counsel,privilege\n');
  const { exitCode, stderr } = await run(['ingest', source, '--screen', bad]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('bad.csv, line 2');
});
