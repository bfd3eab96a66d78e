/** `evidex retag`: the stored texts under other lists, equal to an ingest under them; stopped, killed, withheld. */
import { cpSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import type { Catalogue } from '../../case/catalogue.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const [source, before, after] = [at('share'), at('before/list.csv'), at('after/list.csv')];

/** Before: Harbour Analytica and Gone Ltd; after: Quorum Data too, the first with another kind, the second gone. */
const listBefore = 'name,kind\nHarbour Analytica,data-broker\nGone Partners,other\nKept Works,other\n';
const listAfter = 'name,kind\nHarbour Analytica,analytics-firm\nKept Works,other\nQuorum Data,data-broker\n';

const files = {
  'both.txt': 'Harbour Analytica met Kept Works. Write to ann@example.org.\n',
  'new.txt': 'The list came from Quorum Data, and from QuorumData again.\n',
  'misspelt.txt': 'They paid Harbour Analitica for it.\n',
  'gone.txt': 'Gone Partners left.\n',
  'kept.txt': 'Kept Works alone; card 4111 1111 1111 1111.\n',
  'nothing.txt': 'Nobody is named here.\n',
  'letter.eml':
    'From: ann@example.org\nTo: bo@quorum.example\nSubject: Quorum Data\nDate: Mon, 1 Jun 2015 10:00:00 +0000\n\nAsk Quorum Data.\n',
};

const ingest = (casePath: string, list: string): Promise<CliResult> =>
  runCli(['ingest', source, '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers', '--watchlist', list]); // prettier-ignore
const retag = (casePath: string, words: readonly string[], options = {}): Promise<CliResult> =>
  runCli(['retag', casePath, '--no-gazetteers', ...words], options);
const copyOf = (name: string): string => {
  const path = at(name);
  cpSync(at('old'), path, { recursive: true });
  return path;
};

/** All that is told of tags, of the ledger with its places and of the index; which run and version found it is what differs. */
async function tagsOf(casePath: string): Promise<unknown> {
  const told = async (...words: string[]) =>
    jsonRows((await runCli([...words, '--case', casePath, '--json'])).stdout).map(
      ({ run: _run, listVersion: _version, score: _score, ...rest }) => rest,
    );
  const [counts] = await told('entities');
  return {
    entities: counts?.['entities'],
    personalData: counts?.['personalData'],
    mentions: await told('mentions', '--entity', '*'),
    values: await told('mentions', '--personal-data', '--reveal'),
    named: await told('search', '*', '--facet', 'entity'),
    found: (await told('search', 'entity:"Quorum Data" OR kind:analytics-firm')).map(
      ({ document }) => document,
    ),
  };
}

const report = (done: CliResult) => JSON.parse(done.stdout) as Record<string, unknown>;

let [old, fresh]: unknown[] = [];
beforeAll(async () => {
  writeFiles(source, {
    ...files,
    'box.zip': zipOf({ 'inside.txt': files['new.txt'], 'other.txt': 'Quorum Data, too.' }),
  });
  writeFiles(folder, { 'before/list.csv': listBefore, 'after/list.csv': listAfter });
  expect(await ingest(at('old'), before)).toMatchObject({ exitCode: 0 });
  expect(await ingest(at('fresh'), after)).toMatchObject({ exitCode: 0 });
  [old, fresh] = [await tagsOf(at('old')), await tagsOf(at('fresh'))];
});

test('a list that changed: all answers are those of an ingest under it, and what was stays on record', async () => {
  const casePath = copyOf('again');
  const dry = await retag(casePath, ['--watchlist', after, '--dry-run', '--json']);
  const done = await retag(casePath, ['--watchlist', after, '--json']);
  expect(done).toMatchObject({ exitCode: 0 });
  expect(report(done)).toMatchObject({
    run: 2,
    looked: 8,
    concerned: 6,
    retagged: 6,
    unread: 0,
    isWhole: true,
    from: [
      {
        documents: 8,
        isSame: false,
        change: { new: ['Quorum Data'], changed: ['Harbour Analytica'], gone: ['Gone Partners'] },
      },
    ],
    entities: [
      {
        entity: 'Quorum Data',
        kind: 'data-broker',
        before: { documents: 0, mentions: 0 },
        newIn: 3,
        goneFrom: 0,
      },
      { entity: 'Harbour Analytica', kind: 'analytics-firm', newIn: 2 },
      { entity: 'Harbour Analytica', kind: 'data-broker', after: { documents: 0, mentions: 0 }, goneFrom: 2 },
      { entity: 'Gone Partners', after: { documents: 0, mentions: 0 }, newIn: 0, goneFrom: 1 },
    ],
    personalData: [],
  });
  // Nothing was written before: what it changed was there to be changed.
  expect(report(dry)).toMatchObject({ entities: report(done)['entities'], retagged: 6 });
  expect(await tagsOf(casePath)).toEqual(fresh);
  expect(await runCli(['verify', casePath, '--index'])).toMatchObject({ exitCode: 0 });
  const { stdout } = await runCli(['explain', 'EX-1/gone.txt', '--case', casePath]);
  expect(stdout).toMatch(/in run 1, replaced since\n.*in run 2, in the index/u);
  expect(report(await retag(casePath, ['--json']))).toMatchObject({ looked: 0, from: [{ isSame: true }] });
  expect((await runCli(['entities', casePath])).stdout).toContain('All sources were read under them.');
});

/** The command line with a ledger that goes away: before the tags are written to it, or when they have been. */
const dying = (when: 'before' | 'behind') => ({
  stores: {
    ...sqliteStores,
    async openCatalogue(paths: Parameters<typeof sqliteStores.openCatalogue>[0]): Promise<Catalogue> {
      const catalogue = await sqliteStores.openCatalogue(paths);
      const retagged = catalogue.retag.bind(catalogue);
      catalogue.retag = async (claim, tags) => {
        if (when === 'behind') await retagged(claim, tags);
        throw new Error('the ledger is gone');
      };
      return catalogue;
    },
  },
});

test('killed or stopped, several versions are told, and the same command ends with the same; other settings tag all', async () => {
  const casePath = copyOf('killed');
  expect((await retag(casePath, ['--watchlist', after], dying('before'))).exitCode).toBe(1);
  expect((await runCli(['entities', casePath])).stdout).toContain('`evidex retag CASE` tags what was read');
  expect((await retag(casePath, [], dying('behind'))).exitCode).toBe(1);
  const { stdout } = await runCli(['report', casePath]);
  expect(stdout).toMatch(
    /TAGGED UNDER DIFFERENT LISTS OR RULES[^]*6 documents under[^]*2 documents under[^]*evidex retag/u,
  );
  const stop = new AbortController();
  stop.abort();
  expect(await retag(casePath, [], { signal: stop.signal })).toMatchObject({ exitCode: 130 });
  expect(report(await retag(casePath, ['--json']))).toMatchObject({ looked: 2, concerned: 0, isWhole: true });
  expect(await tagsOf(casePath)).toEqual(fresh);
  expect(report(await retag(casePath, ['--no-personal-data', '--json']))).toMatchObject({
    concerned: 8,
    personalData: [{ kind: 'email', after: { documents: 0, mentions: 0 } }, { kind: 'payment-card' }],
  });
  expect((await runCli(['report', casePath])).stdout).not.toContain('TAGGED UNDER');
});

test('killed between index and ledger, going back to the lists of before mends the index', async () => {
  const casePath = copyOf('back');
  expect((await retag(casePath, ['--watchlist', after], dying('before'))).exitCode).toBe(1);
  expect(await tagsOf(casePath)).not.toEqual(old);
  const back = await retag(casePath, ['--only-these-lists', '--watchlist', before, '--json']);
  expect(report(back)).toMatchObject({ from: [{ isSame: false }], retagged: 8, entities: [], isWhole: true });
  expect(await tagsOf(casePath)).toEqual(old);
  expect(await runCli(['verify', casePath, '--index'])).toMatchObject({ exitCode: 0 });
  expect(report(await retag(casePath, ['--json']))).toMatchObject({ looked: 0, from: [{ isSame: true }] });
});

test('what is withheld is told to nobody else; what the index lost keeps its tags, and is named', async () => {
  const casePath = copyOf('withheld');
  await runCli([
    'withhold',
    'EX-1/gone.txt',
    '--scope',
    'privilege',
    '--reason',
    'advice',
    '--case',
    casePath,
  ]);
  const [lost] = jsonRows<{ document: string; textId: string }>(
    (await runCli(['mentions', '--entity', 'Harbour Analytica', '--case', casePath, '--json'])).stdout,
  );
  const index = new DatabaseSync(join(casePath, 'index.sqlite'));
  index.prepare('DELETE FROM text WHERE id = ?').run(Buffer.from(lost?.textId ?? '', 'hex'));
  index.close();
  const done = await retag(casePath, ['--watchlist', after, '--json']);
  expect(done.exitCode).toBe(3);
  expect(report(done)).toMatchObject({
    looked: 7,
    concerned: 4,
    retagged: 4,
    unread: 1,
    leftOut: [{ document: lost?.document }],
  });
  expect(done.stdout).not.toContain('Gone Partners","kind');
  const seen = await runCli(['entities', casePath, '--open', 'privilege', '--json']);
  expect(seen.stdout).not.toContain('"Gone Partners"');
  expect(old).not.toEqual(fresh);
});

test('accepted candidates are one list, whoever asks; of what is withheld neither name nor number is told', async () => {
  const casePath = copyOf('accepted');
  const more = { 'open.txt': 'Paid by Plain Bight Ltd, at once.\n', 'secret.txt': 'Advice by Zorro Quux Ltd, at once.\n' }; // prettier-ignore
  writeFiles(at('more'), more);
  const made = await runCli(['ingest', at('more'), '--case', casePath, '--reference', 'EX-2', '--parser-processes', '1', '--no-gazetteers']); // prettier-ignore
  expect(made).toMatchObject({ exitCode: 0 });
  await runCli(['entities', 'accept', 'Plain Bight Ltd', 'Zorro Quux Ltd', '--reason', 'r', '--case', casePath]); // prettier-ignore
  // Two runs under one list, and of the second nothing shows but to its readers.
  const scope = ['--query', 'source:EX-2', '--scope', 'second', '--reason', 'r', '--case', casePath];
  await runCli(['withhold', ...scope]);
  for (const [open, runs, documents] of [[[], [1], 8], [['--open', 'second'], [1, 2], 10]] as const)
    expect(report(await retag(casePath, ['--dry-run', '--watchlist', after, '--json', ...open]))).toMatchObject({ from: [{ runs, documents }], looked: documents }); // prettier-ignore
  await runCli(['withhold', ...scope, '--open', 'second', '--release']);
  expect(await retag(casePath, ['--accepted'])).toMatchObject({ exitCode: 0 });
  await runCli(['withhold', 'EX-2/secret.txt', '--scope', 'privilege', '--reason', 'r', '--case', casePath]);
  for (const words of [['--accepted', '--dry-run'], ['--only-these-lists', '--dry-run'], ['--accepted']])
    for (const form of [[], ['--json']]) {
      const { exitCode, stdout, stderr } = await retag(casePath, [...words, ...form]);
      expect(exitCode).toBe(0);
      expect(stdout + stderr).not.toMatch(/Zorro|5 gone|2 names/u);
      if (form.length > 0) expect(stdout).not.toMatch(/accepted-candidates.csv"[^}]*"entities"/u);
    }
  // What the reader may not see keeps its tags.
  expect((await runCli(['entities', casePath, '--open', 'privilege'])).stdout).toContain('Zorro Quux Ltd');
  expect((await retag(casePath, ['--only-these-lists', '--dry-run', '--open', 'privilege'])).stdout).toMatch(
    /5 gone\n.*Zorro Quux Ltd/u,
  );
  expect((await retag(casePath, ['--only-these-lists', '--dry-run'])).stdout).toMatch(
    /4 gone\n.*Plain Bight Ltd/u,
  );
});
