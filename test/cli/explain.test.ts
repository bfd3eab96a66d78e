/** `evidex explain`: every stage of an item, by path or by hash. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { fixture, writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase, smallBox, smallOperator } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
let began = '';
let ended = '';
beforeAll(async () => {
  began = new Date().toISOString();
  small = await makeSmallCase(folder);
  ended = new Date().toISOString();
});

const hashOf = (algorithm: string, bytes: string | Uint8Array): string =>
  createHash(algorithm).update(bytes).digest('hex');

const pdf = fixture('pdf', 'report.pdf');
const hidden = 'https://example.org/donors\n';
const properties = 'Department: Works\n';
const comments = 'Ann Reviewer: Who paid for this?\nsee the note\n';

/** What explain gives of an item, as far as it is looked at here. */
interface Explained {
  readonly item: {
    readonly id: string;
    readonly path: string;
    readonly status: string;
    readonly code?: string;
  };
  readonly document?: Record<string, unknown>;
  readonly firstCarrier?: string;
  readonly attempts: readonly { readonly at: string; readonly extractor?: string }[];
  readonly texts: readonly { readonly kind: string }[];
  readonly runs: readonly { readonly started: string; readonly ended: string }[];
}

test('each stage of a file: identified, digest, parsed by whom and when, where its text is', async () => {
  const [explained] = await small.json<Explained>('explain', 'report.pdf');
  expect(explained).toMatchObject({
    item: { path: 'report.pdf', source: 'EX-1', status: 'indexed', kind: 'file', revision: 0, size: pdf.length },
    document: { format: 'pdf', mediaType: 'application/pdf', carriers: 1, sha256: hashOf('sha256', pdf), sha1: hashOf('sha1', pdf), md5: hashOf('md5', pdf) },
    attempts: [{ run: 1, worker: 0, status: 'indexed', extractor: expect.stringMatching(/^pdf\/\d+\.\d+$/u) }],
    texts: [{ kind: 'body', run: 1 }, { kind: 'comments', units: comments.length, id: hashOf('sha256', comments) }, { kind: 'hidden', units: hidden.length, id: hashOf('sha256', hidden) }, { kind: 'headers', units: properties.length, id: hashOf('sha256', properties) }],
    runs: [{ run: 1, verb: 'ingest', operator: smallOperator, outcome: 'complete' }],
  }); // prettier-ignore
  const [attempt, run] = [explained?.attempts[0], explained?.runs[0]];
  const moments = [began, run?.started ?? '', attempt?.at ?? '', run?.ended ?? '', ended];
  expect(moments).toEqual(moments.toSorted());
  const { stdout, exitCode } = await small.run('explain', 'report.pdf');
  expect(exitCode).toBe(0);
  for (const stage of [
    'EX-1/report.pdf\n',
    '  status      indexed\n',
    ', file, revision 0, 2,593 bytes\n',
    '  identified  pdf (application/pdf)\n',
    `  digest      SHA-256 ${hashOf('sha256', pdf)}\n`,
    `              SHA-1 ${hashOf('sha1', pdf)}, MD5 ${hashOf('md5', pdf)}\n`,
    `  parsed      run 1, ${attempt?.at}, parser 0, by ${attempt?.extractor}: indexed; read `,
    `  text        hidden, 27 characters, ${hashOf('sha256', hidden)} by ${attempt?.extractor} in run 1, in the index\n`,
    `  run 1       ingest by ${smallOperator} of ${run?.started}, complete, `,
  ])
    expect(stdout).toContain(stage);
});

test('a member inside an archive, a copy that names what it is a copy of, a failure with its code', async () => {
  const [inside] = await small.json<Explained>('explain', 'box.zip/inside.txt');
  const text = smallBox['inside.txt'];
  expect(inside).toMatchObject({
    item: { path: 'box.zip/inside.txt', kind: 'member', status: 'indexed', size: text.length },
    document: { sha256: hashOf('sha256', text) },
    texts: [{ kind: 'body', units: text.length, id: hashOf('sha256', text) }],
  });
  expect(inside).not.toHaveProperty('firstCarrier');
  const [copy] = await small.json<Explained>('explain', 'notes/meeting.txt');
  expect(copy).toMatchObject({
    item: { path: 'notes/meeting.txt', status: 'duplicate' },
    document: { carriers: 3, sha256: hashOf('sha256', smallBox['notes.txt']) },
    firstCarrier: 'EX-1/box.zip/notes.txt',
  });
  const copyWords = (await small.run('explain', 'notes/meeting.txt')).stdout;
  expect(copyWords).toContain('\n  status      duplicate\n  same as     EX-1/box.zip/notes.txt\n');
  const [torn] = await small.json<Explained>('explain', 'torn.zip/b.txt');
  expect(torn).toMatchObject({ item: { status: 'failed', code: 'truncated' }, attempts: [], texts: [] });
  const tornWords = (await small.run('explain', 'torn.zip/b.txt')).stdout;
  expect(tornWords).toContain('  status      failed, truncated: the content ends before its format says so');
  expect(tornWords).toContain('  content     not read');
});

test('by the beginning of a hash; with --json one object an item', async () => {
  const sha256 = hashOf('sha256', pdf);
  const byPath = await small.json<Explained>('explain', 'report.pdf');
  expect(byPath).toHaveLength(1);
  expect(byPath[0]?.document?.['sha256']).toBe(sha256);
  const { item } = byPath[0] ?? {};
  for (const hash of [
    sha256.slice(0, 12),
    sha256.toUpperCase(),
    hashOf('md5', pdf),
    hashOf('sha1', pdf),
    hashOf('sha1', pdf).slice(0, 6),
    item?.id ?? '',
  ])
    expect([hash, await small.json('explain', hash)]).toEqual([hash, byPath]);
  // A content that lies at several places is explained at the first.
  const ofCopies = await small.json<Explained>('explain', hashOf('sha256', smallBox['notes.txt']));
  expect(ofCopies.map(({ item: first }) => first.path)).toEqual(['box.zip/notes.txt']);
  expect((await small.run('explain', sha256.slice(0, 5))).exitCode).toBe(1);
});

test('what is not there: exit 1, and the name escaped', async () => {
  const { exitCode, stdout, stderr } = await small.run('explain', 'no\u001b[31msuch');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('no\\x1b[31msuch');
  expect(stderr).not.toContain('\u001b');
});

test('each revision of a file names the others, and none is called a copy of itself', async () => {
  const [source, casePath] = [join(folder, 'changing'), join(folder, 'changing-case')];
  const ingest = async (words: string): Promise<string> => {
    writeFiles(source, { 'plan.txt': words });
    const said = ['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers'];
    expect(await runCli(said)).toMatchObject({ exitCode: 0 });
    return hashOf('sha256', words);
  };
  const [before, after] = [await ingest('first words'), await ingest('second words, longer')];
  const explained = async (name: string) => (await runCli(['explain', name, '--case', casePath])).stdout;
  const now = await explained('plan.txt');
  expect(now).toContain(`  earlier     revision 0, 11 bytes, SHA-256 ${before}\n`);
  // A path from a slash on names the same.
  expect(await explained('/plan.txt')).toBe(now);
  const earlier = await explained(before);
  expect(earlier).toContain('  status      indexed, an earlier revision\n');
  expect(earlier).toContain(`  later       revision 1, 20 bytes, SHA-256 ${after}\n`);
  expect(earlier).not.toContain('same as');

  writeFiles(source, { 'copy.txt': 'first words' });
  await ingest('second words, longer');
  expect(await explained(before)).not.toContain('same as');
  const [copy, old] = [await explained('copy.txt'), await explained(before.slice(0, 12))];
  expect([copy, old].join('\n')).toContain('changing/copy.txt');
});
