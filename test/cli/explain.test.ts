/** `evidex explain`: every stage of an item, by path or by hash. */
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('each stage of a file: identified, digest, parsed by whom and when, where its text is', async () => {
  const { stdout, exitCode } = await small.run('explain', 'report.pdf');
  expect(exitCode).toBe(0);
  for (const stage of [
    'status      indexed',
    'identified  pdf',
    'SHA-256 ',
    'SHA-1 ',
    'parsed      run 1',
    'text        body',
    'run 1       ingest',
  ])
    expect(stdout).toContain(stage);
});

test('a member inside an archive, a copy that names what it is a copy of, a failure with its code', async () => {
  expect((await small.run('explain', 'box.zip/inside.txt')).stdout).toContain('EX-1/box.zip/inside.txt');
  const copies = await small.run('explain', 'notes/meeting.txt');
  expect(copies.stdout).toContain('duplicate');
  expect(copies.stdout).toContain('box.zip/notes.txt');
  expect((await small.run('explain', 'torn.zip/b.txt')).stdout).toContain('truncated');
});

test('by the beginning of a hash; with --json one object', async () => {
  const [byPath] = await small.json<{ document: { sha256: string } }>('explain', 'report.pdf');
  const sha256 = byPath?.document.sha256 ?? '';
  const [byHash] = await small.json<{ document: { sha256: string } }>('explain', sha256.slice(0, 12));
  expect(byHash?.document.sha256).toBe(sha256);
});

test('what is not there: exit 1, and the name escaped', async () => {
  const { exitCode, stderr } = await small.run('explain', 'no\u001b[31msuch');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('\\x1b[31m');
});
