/**
 * A small ingest on a disk of each size from the smallest on, so that it is full at one write after another: log, words,
 * head, ledger, index, their logs, spool. Two more commands meet the full disk; then room is made, and the same command
 * has to come to the case that nobody disturbed: `npm run bench -- disk-full`. It mounts, so it takes root.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsOfCase } from './case-checks.ts';
import { runProgram } from './kill.ts';
import { fixture, writeFiles, zipOf } from './made-evidence.ts';

export interface DiskFullOptions {
  readonly fromKib: number;
  readonly stepKib: number;
  /** No larger ones are tried; it ends with the first on which the ingest comes to its end. */
  readonly toKib: number;
}

const roomFor = (disk: string, size: string, remount: boolean): void => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `${remount ? 'remount,' : ''}size=${size}`, 'tmpfs', disk]);
};

export function makeSmallFolder(folder: string): void {
  writeFiles(folder, {
    ...Object.fromEntries(
      Array.from({ length: 8 }, (_, at) => [
        `note-${at}.txt`,
        `note ${at}: budget, person${at}@example.org\n`.repeat(200 * (at + 1)),
      ]),
    ),
    'archive.zip': zipOf({ 'a.txt': 'a member', 'mail.eml': fixture('eml', 'family.eml') }),
    'mail.eml': fixture('eml', 'family.eml'),
  });
}

/** Where the first command met the full disk, in its own words. */
const met = (output: string): string =>
  /evidex: .+/u.exec(output)?.[0].slice(0, 90) ?? output.trim().slice(0, 90);

/** One size; gives the faults, and whether the disk was large enough. */
async function tryOne(
  disk: string,
  kib: number,
  ingest: (casePath: string) => string[],
  undisturbed: string,
): Promise<{ readonly faults: readonly string[]; readonly isEnough: boolean; readonly said: string }> {
  roomFor(disk, `${kib}k`, false);
  try {
    const casePath = join(disk, 'case');
    const first = await runProgram(ingest(casePath));
    await runProgram(['report', casePath]);
    await runProgram(['note', 'note-1.txt', 'written to a full disk', '--case', casePath]);
    roomFor(disk, '200m', true);
    const again = await runProgram(ingest(casePath));
    const faults =
      again.code === 0 ? [] : [`the same command with room: exit ${again.code}\n${again.output}`];
    return {
      faults: [...faults, ...(await faultsOfCase(undisturbed, casePath))],
      isEnough: first.code === 0,
      said: `exit ${first.code}${first.code === 0 ? '' : `, ${met(first.output)}`}`,
    };
  } finally {
    execFileSync('umount', ['-l', disk]);
  }
}

/** Prints a line for each size; false where anything was wrong. */
export async function benchDiskFull({ fromKib, stepKib, toKib }: DiskFullOptions): Promise<boolean> {
  const work = mkdtempSync(join(tmpdir(), 'evidex-disk-full-'));
  const disk = mkdtempSync(join(tmpdir(), 'evidex-small-disk-'));
  const source = join(work, 'source');
  makeSmallFolder(source);
  const ingest = (casePath: string): string[] => [
    'ingest', source, '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1', '--batch-items', '4',
  ]; // prettier-ignore
  try {
    const undisturbed = join(work, 'undisturbed');
    const whole = await runProgram(ingest(undisturbed));
    if (whole.code !== 0) throw new Error(`the undisturbed run ended with ${whole.code}: ${whole.output}`);
    let [sizes, wrong] = [0, 0];
    for (let kib = fromKib; kib <= toKib; kib += stepKib) {
      const { faults, isEnough, said } = await tryOne(disk, kib, ingest, undisturbed);
      sizes += 1;
      if (faults.length > 0) wrong += 1;
      console.log(
        `${kib} KiB: ${said}; with room: ${faults.length === 0 ? 'equal, unbroken' : faults.join('\n')}`,
      );
      if (isEnough) break;
    }
    console.log(`${sizes} sizes, ${wrong} with faults`);
    return wrong === 0;
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(disk, { recursive: true, force: true });
  }
}
