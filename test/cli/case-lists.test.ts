/** The lists of a case: no run forgets them, one under others says so, and `entities` says what was read without. */
import { createHash } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
let number = 0;
let casePath: string;
let words: string;
let hashes: string;
const texts = { ann: 'Harbour Analytica met Quayside Ltd.', bob: 'Quayside Ltd wrote to Harbour Analytica.' };

const ingest = (who: keyof typeof texts, ...more: string[]): Promise<CliResult> =>
  runCli(['ingest', join(folder, `${number}`, who), '--case', casePath, '--parser-processes', '1', '--no-gazetteers', ...more]); // prettier-ignore
const retry = (...more: string[]): Promise<CliResult> =>
  runCli(['retry', casePath, '--parser-processes', '1', '--no-gazetteers', ...more]);
const entities = async (): Promise<{ lists: object[]; unseen: object[]; counts: Record<string, number>; words: string }> => {
  const { stdout } = await runCli(['entities', casePath, '--json']);
  const { entities: all, lists, unseen } = JSON.parse(stdout) as { entities: { entity: string; documents: number }[]; lists: object[]; unseen: object[] };
  const inWords = await runCli(['entities', casePath]);
  return { lists, unseen, counts: Object.fromEntries(all.map((one) => [one.entity, one.documents])), words: inWords.stdout };
}; // prettier-ignore

beforeEach(async () => {
  number += 1;
  casePath = join(folder, `case ${number}`);
  for (const [who, text] of Object.entries(texts))
    writeFiles(join(folder, `${number}`, who), { [`${who}.txt`]: text });
  words = join(folder, `words ${number}.csv`);
  hashes = join(folder, `hashes ${number}.txt`);
  writeFileSync(words, 'name,kind\nHarbour Analytica,data-broker\n');
  writeFileSync(hashes, `${createHash('sha256').update(texts.bob).digest('hex')}  bob.txt\n`);
  expect(await ingest('ann', '--watchlist', words, '--hashset', `notable:${hashes}`)).toMatchObject({ exitCode: 0 }); // prettier-ignore
});

test('a second source without the options is read under them, also when their files are gone', async () => {
  rmSync(words);
  rmSync(hashes);
  const second = await ingest('bob');
  expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('ALERT: 1 item is on a list of notable files') }); // prettier-ignore
  expect(second.stdout).toContain(`bob/bob.txt  (hashes ${number}.txt)`);
  expect(second.stderr).not.toContain('The lists are others');
  const { counts, lists, unseen, words: said } = await entities();
  expect({ counts, unseen }).toEqual({ counts: { 'Harbour Analytica': 2 }, unseen: [] });
  expect(lists).toMatchObject([
    { kind: 'watchlist', name: `words ${number}.csv`, entities: 1 },
    { kind: 'notable', name: `hashes ${number}.txt` },
  ]);
  expect(said).toContain('All sources were read under them.');
});

describe('a list that came later', () => {
  let later: string;
  beforeEach(async () => {
    later = join(folder, `later ${number}.csv`);
    writeFileSync(later, 'name,kind\nQuayside Ltd,data-broker\n');
    const { stderr, exitCode } = await ingest('bob', '--watchlist', later);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`The lists are others than in the run before: new: watchlist later ${number}.csv (1 name).`); // prettier-ignore
  });

  test('is in the next run, and entities says which source did not see it', async () => {
    const { counts, unseen, words: said } = await entities();
    expect(counts).toEqual({ 'Harbour Analytica': 2, 'Quayside Ltd': 1 });
    expect(unseen).toEqual([{ source: 'ann', list: `later ${number}.csv`, kind: 'watchlist', files: 1 }]);
    expect(said).toContain('NOT ALL WAS READ UNDER THEM');
    expect(said).toContain('ann: 1 file without the watchlist later');
    expect(said).toContain('`evidex retag CASE` tags what was read of them again');
  });

  test('the verb that is named reads it under all lists of the case', async () => {
    expect(await retry('--source', 'ann')).toMatchObject({ exitCode: 0 });
    const { counts, unseen } = await entities();
    expect({ counts, unseen }).toEqual({ counts: { 'Harbour Analytica': 2, 'Quayside Ltd': 2 }, unseen: [] });
  });

  test('--only-these-lists leaves the others out, and says so', async () => {
    const { stderr } = await ingest('bob', '--only-these-lists', '--watchlist', later);
    expect(stderr).toContain(`no longer: watchlist words ${number}.csv (1 name); no longer: set of notable files hashes ${number}.txt`); // prettier-ignore
    expect((await entities()).lists).toMatchObject([{ name: `later ${number}.csv` }]);
  });

  test('a newer version of a list takes the place of the older, of which entities then says who saw but that', async () => {
    writeFileSync(later, 'name,kind\nQuayside Ltd,data-broker\nNobody Ever,other\n');
    expect(await ingest('bob', '--watchlist', later)).toMatchObject({ exitCode: 0 });
    const { lists, unseen } = await entities();
    expect(lists).toMatchObject([{ name: `words ${number}.csv` }, { name: `later ${number}.csv`, entities: 2 }, { kind: 'notable' }]); // prettier-ignore
    expect(unseen).toMatchObject([{ source: 'ann', list: `later ${number}.csv` }, { source: 'bob', list: `later ${number}.csv` }]); // prettier-ignore
  });
});

test('a list of notable files that came later is looked up for what was read before, and stands in the report', async () => {
  const ann = join(folder, `ann ${number}.txt`);
  writeFileSync(ann, `${createHash('md5').update(texts.ann).digest('hex')}\n`);
  const second = await ingest('bob', '--hashset', `notable:${ann}`);
  expect(second.stderr).toContain(`new: set of notable files ann ${number}.txt`);
  expect(second.stdout).toContain(
    `ALERT: 2 items are on a list of notable files:\n  ann/ann.txt  (ann ${number}.txt)\n  bob/bob.txt`,
  );
  expect((await entities()).unseen).toEqual([]);
});

test('a case that had none gets its first: said, with what was read without it; other rules are said too', async () => {
  const bare = join(folder, `bare ${number}`);
  const rules = join(folder, `rules ${number}.json`);
  writeFileSync(
    rules,
    JSON.stringify({ rules: [{ name: 'no logs', action: 'skip', when: { path: '*.log' } }] }),
  );
  const into = (...more: string[]) =>
    runCli(['ingest', join(folder, `${number}`, 'ann'), '--case', bare, '--parser-processes', '1', '--no-gazetteers', ...more]); // prettier-ignore
  expect((await into('--rules', rules)).stderr).not.toContain('The lists are others');
  const { stderr } = await into('--watchlist', words);
  expect(stderr).toContain(`new: watchlist words ${number}.csv (1 name); other rules than when this source was last read`); // prettier-ignore
});

describe('the encoding of a watchlist', () => {
  const write = (bytes: Buffer): string => {
    const path = join(folder, `encoded ${number}.csv`);
    writeFileSync(path, bytes);
    return path;
  };
  const list = 'name,kind\nMüller & Søn,data-broker\n';
  beforeEach(() => writeFiles(join(folder, `${number}`, 'bob'), { 'm.txt': 'Müller & Søn wrote.' }));

  test.each([
    ['UTF-8 with its mark', Buffer.from(`\ufeff${list}`)],
    ['UTF-16', Buffer.from(`\ufeff${list}`, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(`\ufeff${list}`, 'utf16le').swap16()],
  ])('%s is read', async (_, bytes) => {
    expect(await ingest('bob', '--watchlist', write(bytes))).toMatchObject({ exitCode: 0 });
    expect((await entities()).counts).toMatchObject({ 'Müller & Søn': 1 });
  });

  test('Windows-1252 is refused with a word, and nothing is read under broken names', async () => {
    const { exitCode, stderr } = await ingest('bob', '--watchlist', write(Buffer.from(list, 'latin1')));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is in another encoding than UTF-8');
    expect((await entities()).lists).toHaveLength(2);
  });
});

describe('a list in a case from others', () => {
  const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
  const tables = (): string[] => readdirSync(join(casePath, 'hash-sets')).map((name) => join(casePath, 'hash-sets', name)); // prettier-ignore
  /** The prepared table of the list, with another hash in it than the list has. */
  const poison = (text: string): void => {
    const [path = ''] = tables();
    const table = new DatabaseSync(path);
    table.prepare('DELETE FROM sha256').run();
    table.prepare('INSERT INTO sha256 VALUES (?)').run(Buffer.from(hashOf(text), 'hex'));
    table.close();
  };
  /** As another user, who has named no list. */
  const stranger = { EVIDEX_HOME: join(folder, 'stranger') };
  const asStranger = (...more: string[]): Promise<CliResult> =>
    runCli(['ingest', join(folder, `${number}`, 'bob'), '--case', casePath, '--parser-processes', '1', '--no-gazetteers', ...more], { environment: stranger }); // prettier-ignore

  test('a prepared table is made anew where its list is named and it was not made for the user', async () => {
    poison(texts.ann);
    const second = await asStranger('--watchlist', words, '--hashset', `notable:${hashes}`);
    expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('bob/bob.txt') });
    const table = new DatabaseSync(tables()[0] ?? '', { readOnly: true });
    const held = table.prepare('SELECT lower(hex(hash)) AS hash FROM sha256').all();
    table.close();
    expect(held.map(({ hash }) => hash)).toEqual([hashOf(texts.bob)]);
  });

  test('and so is one that was made for the user and then changed', async () => {
    poison(texts.ann);
    expect(await ingest('bob', '--hashset', `notable:${hashes}`)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('bob/bob.txt') }); // prettier-ignore
    poison(texts.ann);
    const refused = await ingest('bob');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining(`hashes ${number}.txt`) }); // prettier-ignore
    expect(refused.stderr).toContain('--hashset notable:FILE');
  });

  test('no run goes on under lists that its user never named, unless told to', async () => {
    rmSync(stranger.EVIDEX_HOME, { recursive: true, force: true });
    const refused = await asStranger();
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain(
      `the watchlist "words ${number}.csv" of this case was never named by you`,
    );
    const half = await asStranger('--watchlist', words);
    expect(half.stderr).toContain(`the hash set "hashes ${number}.txt" of this case was not made for you`);
    expect(await asStranger('--only-these-lists')).toMatchObject({ exitCode: 0 });
    expect(await ingest('ann', '--watchlist', words, '--hashset', `notable:${hashes}`)).toMatchObject({ exitCode: 0 }); // prettier-ignore
    rmSync(stranger.EVIDEX_HOME, { recursive: true, force: true });
    expect(await asStranger('--trust-case')).toMatchObject({ exitCode: 0 });
  });
});
