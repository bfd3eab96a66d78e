/** A disk that fills up under the case or its spool: a plain error, and the run goes on once there is room. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runProgram } from '../../scripts/bench/kill.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';

const folder = temporaryFolder();
// Beside the folder of the others: it must be unmounted before it can be removed.
const disk = mkdtempSync(join(tmpdir(), 'evidex-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (mounted) execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

const diskTest = mounted ? test : test.skip;
const why = mounted ? '' : ' (left out: mounting a small disk is not permitted here)';

/** Words that do not compress, so that the index needs the room. */
const words = (kilobytes: number): string =>
  Array.from({ length: kilobytes * 40 }, () => randomBytes(12).toString('hex')).join(' ');

diskTest(
  `the case's disk is full: exit 1 and what to do; with room again the same command ends it${why}`,
  async () => {
    const source = join(folder, 'source');
    writeFiles(
      source,
      Object.fromEntries(
        Array.from({ length: 60 }, (_, at) => [`note-${at}.txt`, `note ${at} ${words(60)}`]),
      ),
    );
    const casePath = join(disk, 'case');
    const command = ['ingest', source, '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers', '--no-personal-data', '--batch-items', '10']; // prettier-ignore
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(18 * 1024 * 1024));
    const full = await runProgram(command);
    expect(full.code).toBe(1);
    expect(full.output).toMatch(/full|no space/iu);
    expect(full.output).toContain('run the same command again');
    // Whatever else meets the full disk: the log of it is never broken, and its head is never taken for lost.
    await runProgram(['note', 'note-1.txt', 'written to a full disk', '--case', casePath]);
    rmSync(join(disk, 'ballast'));
    execFileSync('mount', ['-o', 'remount,size=200m', disk]);
    expect(await runProgram(command)).toMatchObject({ code: 0 });
    expect(await runProgram(['audit', casePath, '--head'])).toMatchObject({ code: 0 });
    expect(await runProgram(['report', casePath])).toMatchObject({ code: 0 });
    expect(await runProgram(['verify', casePath, '--index'])).toMatchObject({ code: 0 });
    const elsewhere = join(folder, 'undisturbed');
    expect(await runProgram(command.map((word) => (word === casePath ? elsewhere : word)))).toMatchObject({
      code: 0,
    });
    expect(await runProgram(['compare', casePath, elsewhere])).toMatchObject({ code: 0 });
  },
  240_000,
);

diskTest(
  `no room for the spool: the large member fails with disk-full, the rest is read; the same command brings it in${why}`,
  async () => {
    rmSync(join(disk, 'case'), { recursive: true, force: true });
    rmSync(join(disk, 'ballast'), { force: true });
    expect(readdirSync(disk)).toEqual([]);
    const source = join(folder, 'large');
    writeFiles(source, {
      'large.zip': zipOf({ 'large.txt': `${words(1500)} needle`, 'small.txt': 'a small member' }),
      'beside.txt': 'beside it',
    });
    const casePath = join(disk, 'case');
    const limits = [
      '--max-held-bytes',
      '1MiB',
      '--parser-processes',
      '1',
      '--no-gazetteers',
      '--no-personal-data',
    ];
    const command = ['ingest', source, '--case', casePath, ...limits];
    expect(await runProgram(command)).toMatchObject({ code: 3 });
    const items = await runProgram(['report', casePath, '--items']);
    expect(items.output).toMatch(/failed.*large\.txt.*disk-full/u);
    expect(items.output).toMatch(/indexed.*small\.txt/u);
    expect(items.output).toMatch(/indexed.*beside\.txt/u);
    expect(await runProgram(['report', casePath])).toMatchObject({ code: 3 });
    // The spool needs a gibibyte to spare: a tmpfs promises it without using it.
    execFileSync('mount', ['-o', 'remount,size=1400m', disk]);
    expect(await runProgram(command)).toMatchObject({ code: 0 });
    expect((await runProgram(['search', 'needle', '--count', '--case', casePath])).output.trim()).toBe('1');
    const elsewhere = join(folder, 'large-undisturbed');
    expect(await runProgram(command.map((word) => (word === casePath ? elsewhere : word)))).toMatchObject({
      code: 0,
    });
    expect(await runProgram(['compare', casePath, elsewhere])).toMatchObject({ code: 0 });
  },
  120_000,
);
