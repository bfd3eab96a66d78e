import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { acquisitionHash, verifyIntake, verifyManifest } from '../../case/intake-check.ts';
import { readManifest } from '../../case/manifest.ts';
import { openRoot } from '../../sources/open-root.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const source = join(folder, 'share');
const manifestPath = join(folder, 'manifest.txt');
const shell = (command: string, cwd = source): string => {
  const run = spawnSync('bash', ['-c', command], { cwd, encoding: 'latin1' });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout;
};
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const write = (text: string) => writeFileSync(manifestPath, text, 'latin1');

beforeAll(() => {
  mkdirSync(join(source, 'a'), { recursive: true });
  writeFileSync(join(source, 'a.txt'), 'one');
  writeFileSync(join(source, 'a', 'b (1).txt'), 'two');
  writeFileSync(join(source, 'line\nfeed \\ back.txt'), 'three');
  writeFileSync(join(source, 'हिन्दी, "quoted".txt'), 'four');
  writeFileSync(Buffer.concat([Buffer.from(`${source}/`), Buffer.from([0xe9])]), 'five');
  writeFileSync(join(source, 'large'), Buffer.alloc(3_500_000, 7));
  symlinkSync('a.txt', join(source, 'link'));
});

describe('every form of manifest that a tool writes', () => {
  test.each([
    ['sha256sum', 'find . -type f -exec sha256sum {} +'],
    ['sha1sum, binary mark', 'find . -type f -exec sha1sum -b {} +'],
    ['md5sum with the folder before', 'cd .. && find share -type f -exec md5sum {} +'],
    ['BSD', 'find . -type f -exec sha256sum --tag {} +'],
    ['BSD, md5', 'find . -type f -exec md5sum --tag {} +'],
  ])('%s', async (_, command) => {
    write(shell(command));
    expect(await verifyManifest(openRoot(source), await readManifest(manifestPath))).toMatchObject({
      matched: 6,
      mismatched: { count: 0 },
      missing: { count: 0 },
      extra: { count: 0 },
    });
  });

  test('CSV, with a heading, quotes and backslashes', async () => {
    const rows = [
      'path,md5',
      `a.txt,${md5('one')}`,
      `a\\b (1).txt,${md5('two').toUpperCase()}`,
      `"${Buffer.from('हिन्दी').toString('latin1')}, ""quoted"".txt",${md5('four')}`,
    ];
    write(`\u00ef\u00bb\u00bf${rows.join('\r\n')}\r\n`);
    expect(await verifyManifest(openRoot(source), await readManifest(manifestPath))).toMatchObject({
      matched: 3,
      mismatched: { count: 0 },
      missing: { count: 0 },
      extra: { count: 3 },
    });
  });
});

test('one digit wrong, one file missing, one too many', async () => {
  const true256 = shell('sha256sum a.txt "a/b (1).txt" large');
  write(
    `# made by hand\n\n${true256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))}${'0'.repeat(64)}  gone.txt\n`,
  );
  const result = await verifyManifest(openRoot(source), await readManifest(manifestPath), { manifestPath });
  expect(result).toMatchObject({
    matched: 2,
    mismatched: {
      count: 1,
      first: [{ path: 'a.txt', detail: expect.stringMatching(/^sha256 is [0-9a-f]{64}, the manifest says/) }],
    },
    missing: { count: 1, first: [{ path: 'gone.txt' }] },
    extra: { count: 3 },
  });
  const verification = await verifyIntake(openRoot(source), {}, { manifestPath });
  expect(verification).toMatchObject({
    matches: false,
    summary: 'manifest: 2 files match, 1 differ, 1 missing from the source, 3 not in the manifest',
  });
});

test('a manifest that lies in the source is not one file too many', async () => {
  const inside = join(source, 'manifest.sha256');
  writeFileSync(inside, shell('find . -type f -not -name manifest.sha256 -exec sha256sum {} +'), 'latin1');
  expect(await verifyIntake(openRoot(source), {}, { manifestPath: inside })).toMatchObject({ matches: true });
  spawnSync('rm', [inside]);
});

describe('a bad manifest', () => {
  test.each([
    [`${md5('')}  a\nnonsense\n`, /line 2: no hash and file name/],
    [`${'g'.repeat(64)}  a\n`, /line 1/],
    [`${'a'.repeat(63)}  a\n`, /line 1/],
    [`${md5('1')}  a\n${md5('2')}  ./a\n`, /line 2: another hash for a/],
    ['', /holds no hash/],
  ])('%j', async (text, says) => {
    write(text);
    await expect(readManifest(manifestPath)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(says),
    });
  });
  test('that is not there', async () => {
    await expect(readManifest(join(folder, 'none'))).rejects.toMatchObject({ code: 'bad-file' });
  });
});

describe('the acquisition hash', () => {
  test('of a folder is what the documented command gives', async () => {
    const expected = shell(
      'find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum',
    ).slice(0, 64);
    expect(await acquisitionHash(openRoot(source), 'sha256')).toBe(expected);
    expect(
      await verifyIntake(openRoot(source), { acquisitionHash: { algorithm: 'sha256', value: expected } }),
    ).toMatchObject({ matches: true, summary: 'acquisition hash matches' });
  });

  test.each(['sha256', 'sha1', 'md5'] as const)('of a file is its %s', async (algorithm) => {
    const file = join(source, 'large');
    const value = createHash(algorithm).update(readFileSync(file)).digest('hex');
    expect(await acquisitionHash(openRoot(file), algorithm)).toBe(value);
    const wrong = `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
    expect(
      await verifyIntake(openRoot(file), { acquisitionHash: { algorithm, value: wrong } }),
    ).toMatchObject({ matches: false });
  });

  test('nothing stated, nothing verified', async () => {
    expect(await verifyIntake(openRoot(source), {})).toBeUndefined();
  });
});
