/** The whole flow over folders of evidence: every bad input accounted for, nothing written, runs that repeat and go on. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LedgerItem } from '../../case/ledger/items.ts';
import { closedBytes } from '../../case/restricted.ts';
import { openSqliteLedger } from '../../case/sqlite/sqlite-ledger.ts';
import { everyScope } from '../../schemas/scope.ts';
import { type CliResult, runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import {
  findCounts,
  fixture,
  hostileName,
  makeHostileFolder,
  stateOf,
  writeFiles,
  zipOf,
} from '../../scripts/bench/made-evidence.ts';

const folder = temporaryFolder();
const isRoot = process.getuid?.() === 0;
let number = 0;
const fresh = (name: string): string => join(folder, `${name}-${number++}`);

/** Settings that keep these runs small: one parser, no gazetteers to load. */
const small = ['--parser-processes', '1', '--no-gazetteers'];

const ingest = (source: string, casePath: string, ...more: string[]): Promise<CliResult> =>
  runCli(['ingest', source, '--case', casePath, '--json', ...small, ...more]);

async function ingestWell(source: string, casePath: string, ...more: string[]): Promise<Ended> {
  const result = await ingest(source, casePath, ...more);
  expect({ exitCode: result.exitCode, stderr: result.exitCode === 0 ? '' : result.stderr }).toEqual({
    exitCode: 0,
    stderr: '',
  });
  return JSON.parse(result.stdout) as Ended;
}

interface Ended {
  readonly run: number;
  readonly items: number;
  readonly bytes: number;
  readonly documents: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly exceptions: number;
  readonly seconds: number;
}

async function itemsOf(casePath: string): Promise<LedgerItem[]> {
  const ledger = await openSqliteLedger(join(casePath, 'catalogue.sqlite'));
  try {
    return await Array.fromAsync(ledger.items.all({ exceptionsOnly: false }, everyScope));
  } finally {
    await ledger.close();
  }
}

/** Status and code of the present items by path. */
const statusesOf = async (casePath: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await itemsOf(casePath))
      .filter(({ superseded, gone, kind }) => !superseded && !gone && kind !== 'folder')
      .map(({ path, status, code }) => [path, code ? `${status} ${code}` : status]),
  );

async function found(casePath: string, query: string): Promise<string[]> {
  const { stdout } = await runCli(['search', query, '--case', casePath, '--json', '--snippets', '0']);
  return stdout
    .split('\n')
    .filter(Boolean)
    .flatMap(
      (line) =>
        (JSON.parse(line) as { occurrences?: { path: string }[] }).occurrences?.map(({ path }) => path) ?? [],
    )
    .sort();
}

const reportOf = async (casePath: string): Promise<{ exitCode: number; report: Report }> => {
  const { exitCode, stdout } = await runCli(['report', casePath, '--json']);
  return { exitCode, report: JSON.parse(stdout) as Report };
};

interface Report {
  readonly unaccounted: number;
  readonly unaccountedFor: object;
  readonly totals: {
    readonly items: number;
    readonly folders: number;
    readonly sourceBytes: number;
    readonly statuses: Record<string, number>;
  };
  readonly bySource: readonly {
    readonly files: number;
    readonly folders: number;
    readonly bytes: number;
    readonly heldItems: number;
  }[];
  readonly containers: {
    readonly disagreeing: readonly { readonly path: string }[];
    readonly partial: readonly { readonly path: string; readonly completeness: string }[];
  };
}

const indexAgrees = async (casePath: string): Promise<void> => {
  const { exitCode, stdout } = await runCli(['verify', casePath, '--index', '--json']);
  expect({ exitCode, stdout: exitCode === 0 ? '' : stdout }).toEqual({ exitCode: 0, stdout: '' });
};

const equalCases = async (first: string, second: string): Promise<void> => {
  const { exitCode, stdout } = await runCli(['compare', first, second, '--json']);
  expect({ exitCode, differences: exitCode === 0 ? '' : stdout }).toEqual({ exitCode: 0, differences: '' });
};

/** Control characters but for tab and line feed, and those that turn the direction of writing. */
const isUnsafe = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code < 0x20 && code !== 9 && code !== 10) ||
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
};

describe('a folder with every bad input', () => {
  const source = fresh('hostile');
  const casePath = fresh('case');
  let closeSocket: () => void;
  let before: string;
  let ended: Ended;
  const locked = join(source, 'locked');

  beforeAll(async () => {
    closeSocket = await makeHostileFolder(source);
    if (!isRoot) {
      writeFiles(source, { 'locked/secret.txt': 'not for us', 'locked.txt': 'nor this' });
      chmodSync(locked, 0);
      chmodSync(join(source, 'locked.txt'), 0);
    }
    before = stateOf(source);
    ended = await ingestWell(source, casePath);
  });
  afterAll(() => {
    if (!isRoot) chmodSync(locked, 0o700);
    closeSocket();
  });

  test('the source is untouched: no time, size, mode or name differs', () => {
    expect(stateOf(source)).toBe(before);
  });

  test('counts and bytes are those of find', async () => {
    const counts = findCounts(source);
    const { exitCode, report } = await reportOf(casePath);
    // Archives that are torn, encrypted or bombs: nobody knows all that they hold.
    expect(exitCode).toBe(3);
    expect(report.unaccountedFor).toMatchObject({ open: 0, disagreeing: 0, unfinishedListings: [] });
    expect(report.bySource).toHaveLength(1);
    expect(report.bySource[0]).toMatchObject({
      files: counts.files + counts.others,
      folders: counts.folders,
      bytes: counts.bytes,
    });
    expect(ended.bytes).toBe(counts.bytes);
    expect(ended.items).toBe(counts.files + counts.others + (report.bySource[0]?.heldItems ?? 0));
    expect(Object.values(ended.statuses).reduce((sum, count) => sum + count)).toBe(ended.items);
  });

  const expected: Readonly<Record<string, string>> = {
    'plain.txt': 'duplicate',
    'hard-link.txt': 'duplicate',
    'copies/same.txt': 'indexed',
    'copies/empty-too.txt': 'empty',
    'empty.txt': 'duplicate',
    [hostileName]: 'indexed',
    'हिन्दी/नोट.txt': 'indexed',
    'caf\\xe9.txt': 'indexed',
    'pretends.pdf': 'indexed',
    'random.bin': 'unsupported unidentified',
    loop: 'skipped link',
    leaves: 'skipped link',
    'leaves.txt': 'skipped link',
    dangling: 'skipped link',
    pipe: 'skipped not-a-file',
    socket: 'skipped not-a-file',
    'truncated.zip': 'container',
    'truncated.zip/a.txt': 'indexed',
    'truncated.zip/b.txt': 'failed truncated',
    'slip.zip/../../escaped.txt': 'indexed',
    'slip.zip//etc/absolute.txt': 'indexed',
    'slip.zip/C:\\windows\\evil.txt': 'indexed',
    'bomb.zip/zeros.txt': 'failed bomb',
    'bomb.zip/innocent.txt': 'indexed',
    'mail/message.eml': 'indexed',
    ...(isRoot ? {} : { locked: 'failed unreadable', 'locked.txt': 'failed unreadable' }),
  };
  test.each(Object.entries(expected))('%j ends as %s', async (path, status) => {
    expect((await statusesOf(casePath))[path]).toBe(status);
  });

  test('two members of one name are two items with the content of each', async () => {
    const twins = (await itemsOf(casePath)).filter(({ path }) => path === 'twice.zip/same.txt');
    expect(twins.map(({ status }) => status)).toEqual(['indexed', 'indexed']);
    expect(new Set(twins.map(({ id }) => id)).size).toBe(2);
    expect(new Set(twins.map(({ sha256 }) => sha256)).size).toBe(2);
  });

  test('names that are not UTF-8 or leave their folder are warned of', async () => {
    const warned = (await itemsOf(casePath))
      .filter(({ warnings }) => warnings.some(({ code }) => code === 'unsafe-name'))
      .map(({ path }) => path);
    expect(warned).toEqual(expect.arrayContaining(['caf\\xe9.txt', 'slip.zip']));
  });

  test('the bottom of twelve zips, and of a path of 5,000 bytes, is found', async () => {
    expect(await found(casePath, '"the bottom of 12 levels"')).toHaveLength(1);
    const [far = ''] = await found(casePath, '"far below"');
    // The index has its start and its end, the ledger all of it.
    const [, start = '', end = ''] = /^(.{1000,})…[0-9a-f]{16}…(.{1000,})$/u.exec(far) ?? [];
    const whole = (await itemsOf(casePath)).filter(
      ({ kind, path }) => kind === 'file' && start !== '' && path.startsWith(start) && path.endsWith(end),
    );
    expect(whole.map(({ path }) => path.length)).toEqual([expect.any(Number)]);
    expect(whole[0]?.path.length).toBeGreaterThan(4096);
    expect(await found(casePath, `path:"${far}"`)).toEqual([far]);
  });

  test('nothing of a member that slipped was written beside the spool', () => {
    expect(() => statSync(join(casePath, 'escaped.txt'))).toThrow('ENOENT');
    expect(() => statSync(join(folder, 'escaped.txt'))).toThrow('ENOENT');
  });

  test('control and bidi characters are escaped wherever a person reads them', async () => {
    for (const words of [
      ['report', casePath, '--items'],
      ['explain', hostileName, '--case', casePath],
      ['search', '"paint the terminal"', '--case', casePath],
      ['show', hostileName, '--metadata', '--case', casePath],
    ]) {
      const { stdout, exitCode } = await runCli(words);
      expect({ words, exitCode }).toEqual({ words, exitCode: 0 });
      const withoutBold = stdout
        .replaceAll('\u001b[1m', '')
        .replaceAll('\u001b[22m', '')
        .replaceAll('\u001b[0m', '');
      expect(Array.from(withoutBold).filter(isUnsafe)).toEqual([]);
      expect(stdout).toContain('\\u{202e}gpj.exe');
    }
  });

  test('the index holds what the ledger says', () => indexAgrees(casePath));

  test('the bytes of the source are those of the ledger', async () => {
    const { exitCode } = await runCli(['verify', casePath, '--json']);
    expect(exitCode).toBe(0);
  });

  test('a second run parses nothing and changes nothing', async () => {
    const attempts = await countAttempts(casePath);
    const again = await ingestWell(source, casePath);
    expect(again.statuses).toEqual(ended.statuses);
    expect(await countAttempts(casePath)).toBe(attempts);
    expect(stateOf(source)).toBe(before);
  });
});

async function countAttempts(casePath: string): Promise<number> {
  const ledger = await openSqliteLedger(join(casePath, 'catalogue.sqlite'));
  try {
    const contents = new Set((await itemsOf(casePath)).flatMap(({ sha256 }) => sha256 ?? []));
    let attempts = 0;
    for (const sha256 of contents) attempts += (await ledger.documents.attempts(sha256, everyScope)).length;
    return attempts;
  } finally {
    await ledger.close();
  }
}

describe('limits', () => {
  test('members deeper than the limit fail one by one, what lies above is there', async () => {
    const source = fresh('deep');
    const casePath = fresh('case');
    writeFiles(source, {
      'deep.zip': zipOf({
        'a.zip': zipOf({ 'b.zip': zipOf({ 'c.txt': 'too deep' }), 'b.txt': 'deep enough' }),
      }),
    });
    await ingestWell(source, casePath, '--max-depth', '2');
    expect(await statusesOf(casePath)).toEqual({
      'deep.zip': 'container',
      'deep.zip/a.zip': 'container',
      'deep.zip/a.zip/b.zip': 'container',
      'deep.zip/a.zip/b.zip/c.txt': 'failed depth-limit',
      'deep.zip/a.zip/b.txt': 'indexed',
    });
  });

  test('more members than the limit: the container fails, the first of them are there', async () => {
    const source = fresh('many');
    const casePath = fresh('case');
    writeFiles(source, {
      'many.zip': zipOf(
        Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}.txt`, `member ${at}`])),
      ),
    });
    await ingestWell(source, casePath, '--max-members', '5');
    const statuses = await statusesOf(casePath);
    expect(Object.keys(statuses).filter((path) => path.includes('/'))).toHaveLength(5);
    const { exitCode, report } = await reportOf(casePath);
    expect(exitCode).toBe(3);
    expect(report.containers.partial).toHaveLength(1);
  });
});

describe('going on', () => {
  test('a changed file becomes a new revision beside the old; both are found', async () => {
    const source = fresh('changing');
    const casePath = fresh('case');
    writeFiles(source, { 'note.txt': 'the first wording', 'other.txt': 'never changed' });
    await ingestWell(source, casePath);
    writeFileSync(join(source, 'note.txt'), 'the second wording');
    await ingestWell(source, casePath);
    expect(await found(casePath, '"first wording"')).toEqual(['note.txt']);
    expect(await found(casePath, '"second wording"')).toEqual(['note.txt']);
    const revisions = (await itemsOf(casePath)).filter(({ path }) => path === 'note.txt');
    expect(revisions.map(({ revision, superseded, status }) => ({ revision, superseded, status }))).toEqual([
      { revision: 0, superseded: true, status: 'indexed' },
      { revision: 1, superseded: false, status: 'indexed' },
    ]);
    expect((await reportOf(casePath)).report.bySource[0]).toMatchObject({
      files: 2,
      bytes: findCounts(source).bytes,
    });
    await indexAgrees(casePath);
  });

  test('touched but not changed: read again, no new revision, not parsed', async () => {
    const source = fresh('touched');
    const casePath = fresh('case');
    writeFiles(source, { 'note.txt': 'wording' });
    await ingestWell(source, casePath);
    utimesSync(join(source, 'note.txt'), 1_000_000_000, 1_000_000_000);
    await ingestWell(source, casePath);
    expect(await itemsOf(casePath)).toHaveLength(1);
    expect(await countAttempts(casePath)).toBe(1);
  });

  test('what was removed is gone from the counts, with all that lay below a removed folder, and comes back', async () => {
    const source = fresh('removing');
    const casePath = fresh('case');
    writeFiles(source, {
      'stays.txt': 'stays',
      'goes.txt': 'goes alone',
      'tree/deep/leaf.txt': 'goes with its folder',
      'tree/members.zip': zipOf({ 'member.txt': 'goes with its archive' }),
    });
    const whole = await ingestWell(source, casePath);
    renameSync(join(source, 'tree'), join(folder, 'tree-aside'));
    rmSync(join(source, 'goes.txt'));
    await ingestWell(source, casePath);
    const { exitCode, report } = await reportOf(casePath);
    expect(exitCode).toBe(0);
    expect(report.bySource[0]).toMatchObject({
      files: 1,
      folders: 0,
      bytes: findCounts(source).bytes,
      heldItems: 0,
    });
    expect(await statusesOf(casePath)).toEqual({ 'stays.txt': 'indexed' });
    await indexAgrees(casePath);

    renameSync(join(folder, 'tree-aside'), join(source, 'tree'));
    writeFiles(source, { 'goes.txt': 'goes alone' });
    const again = await ingestWell(source, casePath);
    expect(again.statuses).toEqual(whole.statuses);
    expect(again.items).toBe(whole.items);
    expect((await reportOf(casePath)).exitCode).toBe(0);
  });

  test('the same evidence under another path, from other inodes: equal cases', async () => {
    const source = fresh('here');
    writeFiles(source, {
      'a/one.txt': 'one',
      'b/one-again.txt': 'one',
      'mail.eml': fixture('eml', 'family.eml'),
      'archive.zip': zipOf({ 'in.txt': 'inside', 'copy.txt': 'one' }),
      'archive-copy.zip': zipOf({ 'in.txt': 'inside', 'copy.txt': 'one' }),
    });
    const elsewhere = fresh('elsewhere');
    cpSync(source, elsewhere, { recursive: true, preserveTimestamps: true });
    const cases = [fresh('case'), fresh('case')] as const;
    await ingestWell(source, cases[0], '--reference', 'EX-1');
    await ingestWell(elsewhere, cases[1], '--reference', 'EX-1');
    await equalCases(...cases);
    // And into the first case: the same source, mounted elsewhere, is not parsed again.
    const attempts = await countAttempts(cases[0]);
    await ingestWell(elsewhere, cases[0], '--reference', 'EX-1');
    expect(await countAttempts(cases[0])).toBe(attempts);
    await equalCases(...cases);
  });

  test('two sources of one case: copies in both keep source and custodian', async () => {
    const [ann, bob] = [fresh('ann'), fresh('bob')];
    const casePath = fresh('case');
    writeFiles(ann, { 'shared.txt': 'a shared memo' });
    writeFiles(bob, { 'mine/shared-copy.txt': 'a shared memo' });
    await ingestWell(ann, casePath, '--custodian', 'Ann');
    await ingestWell(bob, casePath, '--custodian', 'Bob');
    expect(await found(casePath, 'memo AND custodian:ann')).toEqual(['mine/shared-copy.txt', 'shared.txt']);
    expect(await found(casePath, 'memo AND custodian:bob')).toEqual(['mine/shared-copy.txt', 'shared.txt']);
    expect(Object.values(await statusesOf(casePath))).toEqual(['indexed', 'duplicate']);
  });
});

describe('rules', () => {
  const source = fresh('ruled');
  const rules = fresh('rules.json');

  beforeAll(() => {
    writeFiles(source, {
      'keep.txt': 'kept',
      'cache/skip.txt': 'skipped by path',
      'report.pdf': fixture('pdf', 'report.pdf'),
      'z-first.txt': 'read first',
    });
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      rules,
      JSON.stringify({
        rules: [
          { name: 'no caches', action: 'skip', when: { path: 'cache/**' } },
          { name: 'no pdf', action: 'skip', when: { type: 'pdf' } },
          { name: 'first', action: 'order', priority: 10, when: { path: 'z-*' } },
        ],
      }),
    );
  });

  test('skipped items name their rule, by path and by type; the order is kept', async () => {
    const casePath = fresh('case');
    await ingestWell(source, casePath, '--rules', rules);
    const items = await itemsOf(casePath);
    const detail = (path: string): unknown => {
      const item = items.find((candidate) => candidate.path === path);
      return [item?.status, item?.code, item?.detail];
    };
    expect(detail('cache/skip.txt')).toEqual(['skipped', 'rule', 'no caches']);
    expect(detail('report.pdf')).toEqual(['skipped', 'rule', 'no pdf']);
    expect(detail('keep.txt')).toEqual(['indexed', undefined, undefined]);
    expect((await reportOf(casePath)).exitCode).toBe(0);
    const catalogue = new DatabaseSync(join(casePath, 'catalogue.sqlite'), { readOnly: true });
    const order = catalogue
      .prepare('SELECT d.size FROM attempt a JOIN document d ON d.document = a.document ORDER BY a.attempt')
      .all();
    catalogue.close();
    expect(order.map(({ size }) => size)).toEqual(['read first', 'kept'].map(({ length }) => length));
  });

  test('a later run without the rules reads what they left out', async () => {
    const casePath = fresh('case');
    await ingestWell(source, casePath, '--rules', rules);
    await ingestWell(source, casePath);
    expect(await statusesOf(casePath)).toMatchObject({
      'cache/skip.txt': 'indexed',
      'report.pdf': 'indexed',
    });
    expect((await reportOf(casePath)).exitCode).toBe(0);
    await indexAgrees(casePath);
  });
});

describe('hash sets', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

  test('known files are not parsed, notable ones are, and alerted', async () => {
    const source = fresh('sets');
    const casePath = fresh('case');
    const [known, notable] = [fresh('known.txt'), fresh('notable.txt')];
    writeFiles(source, {
      'library.txt': 'a well-known file',
      'wanted.txt': 'a wanted file',
      'plain.txt': 'just a file',
      'a.zip': zipOf({ 'library.txt': 'a well-known file' }),
    });
    writeFileSync(known, `${sha256('a well-known file')}\n`);
    writeFileSync(notable, `${sha256('a wanted file').toUpperCase()}\n`);
    await ingestWell(source, casePath, '--hashset', `known:${known}`, '--hashset', `notable:${notable}`);
    expect(await statusesOf(casePath)).toEqual({
      'library.txt': 'known',
      'wanted.txt': 'indexed',
      'plain.txt': 'indexed',
      'a.zip': 'container',
      'a.zip/library.txt': 'known',
    });
    expect(await found(casePath, '"well known"')).toEqual([]);
    const { report } = await reportOf(casePath);
    expect(report).toMatchObject({ notable: [{ path: 'wanted.txt' }], unaccounted: 0 });
    await indexAgrees(casePath);
  });
});

describe('restricted files', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const picture = 'RESTRICTED-picture of somebody';

  test('are not parsed, wherever they lie; what was read before the list came goes; who is named is told', async () => {
    const [source, casePath, list] = [fresh('restricted'), fresh('case'), fresh('crime.txt')];
    writeFiles(source, {
      'early.txt': picture,
      'plain.txt': 'just a file',
      'a.zip': zipOf({ 'inner.txt': 'another picture', 'b.zip': zipOf({ 'copy.txt': picture }) }),
    });
    writeFileSync(list, `${sha256(picture)}\n${sha256('another picture')}\n`);
    await ingestWell(source, casePath);
    expect(await found(casePath, 'picture')).not.toEqual([]);
    await ingestWell(source, casePath, '--hashset', `restricted:${list}`, '--alert', 'D. Inspector');
    // Under no list, or another, what is restricted stays so.
    writeFiles(source, { 'late.txt': picture });
    const last = await runCli([
      'ingest',
      source,
      '--case',
      casePath,
      '--only-these-lists',
      '--parser-processes',
      '1',
    ]);
    expect(last.stdout).toMatch(
      /ALERT to D\. Inspector: 4 items on the list of restricted files crime\S*; not parsed/u,
    );
    expect(await statusesOf(casePath)).toEqual({
      'early.txt': 'skipped restricted',
      'late.txt': 'skipped restricted',
      'plain.txt': 'indexed',
      'a.zip': 'container',
      'a.zip/inner.txt': 'skipped restricted',
      'a.zip/b.zip': 'container',
      'a.zip/b.zip/copy.txt': 'skipped restricted',
    });
    expect(await found(casePath, 'picture OR somebody')).toEqual([]);
    const { report } = await reportOf(casePath);
    expect(report).toMatchObject({ restricted: [{ items: 4 }], unaccounted: 0 });
    await indexAgrees(casePath);
    const { stdout } = await runCli(['audit', '--case', casePath]);
    expect(stdout).toMatch(/ALERT to D\. Inspector: 3 items/u);
    const ledger = await openSqliteLedger(join(casePath, 'catalogue.sqlite'));
    const restricted = await Promise.all(
      (await itemsOf(casePath)).map(async ({ path, sha256: content = '' }) =>
        (await closedBytes(ledger, content, everyScope))?.by === 'restricted' ? [path] : [],
      ),
    );
    await ledger.close();
    expect(restricted.flat().sort()).toEqual(['a.zip', 'a.zip/b.zip', 'a.zip/b.zip/copy.txt', 'a.zip/inner.txt', 'early.txt', 'late.txt']); // prettier-ignore
  });
});

describe('intake', () => {
  const source = fresh('delivered');
  const intake = fresh('intake.json');
  const manifest = fresh('manifest.txt');
  const write = (wrong: boolean): void => {
    const lines = ['a.txt', 'b/c.txt'].map((path) => {
      const hex = createHash('sha256')
        .update(readFileSync(join(source, path)))
        .digest('hex');
      return `${wrong && path === 'a.txt' ? hex.replace(/.$/u, (digit) => (digit === '0' ? '1' : '0')) : hex}  ${path}\n`;
    });
    writeFileSync(manifest, lines.join(''));
    writeFileSync(intake, JSON.stringify({ reference: 'EX-7', custodian: 'Ann', manifest }));
  };

  beforeAll(() => writeFiles(source, { 'a.txt': 'the first file', 'b/c.txt': 'the second file' }));

  test('a manifest that matches lets the source in', async () => {
    write(false);
    const casePath = fresh('case');
    await ingestWell(source, casePath, '--intake', intake);
    expect(await found(casePath, 'first')).toEqual(['a.txt']);
  });

  test('a manifest wrong by one digit: exit 3, nothing is searchable; accepted with a reason that is kept', async () => {
    write(true);
    const casePath = fresh('case');
    const refused = await ingest(source, casePath, '--intake', intake);
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('mismatch');
    expect(JSON.parse(refused.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({
      error: {
        details: { verification: { manifest: { mismatched: { count: 1, first: [{ path: 'a.txt' }] } } } },
      },
    });
    const inWords = await runCli(['ingest', source, '--case', casePath, '--intake', intake]);
    expect(inWords.stderr).toMatch(
      /^ {2}differs {5}a\.txt: sha256 is [0-9a-f]{64}, the manifest says [0-9a-f]{64}$/mu,
    );
    const log = await runCli(['audit', casePath]);
    expect(log.stdout).toMatch(/^ {8}differs {5}a\.txt: sha256 is /mu);
    const search = await runCli(['search', 'first', '--case', casePath, '--json']);
    // An answer of none would look as if it had been searched.
    expect(search).toMatchObject({ exitCode: 1, stdout: '' });
    expect(search.stderr).toContain('index-missing');
    const bare = await ingest(source, casePath, '--intake', intake, '--accept-mismatch');
    expect(bare.exitCode).toBe(2);
    await ingestWell(
      source,
      casePath,
      '--intake',
      intake,
      '--accept-mismatch',
      '--reason',
      'typing error in the list',
    );
    expect(await found(casePath, 'first')).toEqual(['a.txt']);
    const ledger = await openSqliteLedger(join(casePath, 'catalogue.sqlite'));
    expect((await ledger.runs.all(everyScope)).at(-1)?.record).toMatchObject({
      reason: 'typing error in the list',
      acceptedMismatch: true,
    });
    await ledger.close();
    const audit = await runCli(['audit', '--case', casePath, '--json']);
    expect(audit.stdout).toContain('typing error in the list');
  });
});

describe('refusals', () => {
  test('a case inside the source, and a source inside the case', async () => {
    const source = fresh('outer');
    writeFiles(source, { 'a.txt': 'a' });
    const before = stateOf(source);
    expect((await ingest(source, join(source, 'case'))).exitCode).toBe(2);
    expect(stateOf(source)).toBe(before);
    expect((await ingest(join(source, 'a.txt'), source)).exitCode).toBe(2);
  });

  test('a source that is missing leaves no case behind', async () => {
    const casePath = fresh('case');
    const { exitCode, stderr } = await ingest(join(folder, 'nowhere'), casePath);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('does not exist');
    expect(() => statSync(casePath)).toThrow('ENOENT');
  });

  test('a folder of another name claims a reference that is taken', async () => {
    const [one, two] = [join(fresh('x'), 'share'), join(fresh('y'), 'share')];
    writeFiles(one, { 'a.txt': 'a' });
    writeFiles(two, { 'b.txt': 'b' });
    const casePath = fresh('case');
    await ingestWell(one, casePath);
    const { exitCode, stderr } = await ingest(two, casePath);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('share');
  });
});
