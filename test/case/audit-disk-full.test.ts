/** A disk that is full while the audit log is written: commands fail, and the log is never broken by it. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkAuditLog } from '../../case/audit-check.ts';
import { type AuditDisk, systemDisk } from '../../case/audit-disk.ts';
import { openAuditFile } from '../../case/audit-file.ts';
import type { AuditHeadStore } from '../../case/audit-head.ts';
import type { AuditLog } from '../../case/audit-log.ts';
import { AuditHeadFile, readHead } from '../../case/sqlite/audit-head.ts';
import type { LogPaths } from '../contracts/gated-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
let made = 0;

/** Where the disk is full for one command: before a byte, after some of them, on the way to the disk, at the head. */
const faults = ['none', 'words', 'words in part', 'line', 'line in part', 'flush', 'head'] as const;
type Fault = (typeof faults)[number];

const full = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

/** The real disk, but for the way that is said to fail. */
class FullDisk implements AuditDisk {
  fault: Fault = 'none';
  #writes = 0;

  set(fault: Fault): void {
    this.fault = fault;
    this.#writes = 0;
  }

  write(file: number, bytes: Uint8Array, place?: number): number {
    this.#writes += 1;
    const at = this.fault.startsWith('words') ? 1 : this.fault.startsWith('line') ? 2 : 0;
    if (at > 0 && this.#writes > at) throw full();
    if (this.#writes !== at) return systemDisk.write(file, bytes, place);
    if (!this.fault.endsWith('in part')) throw full();
    return systemDisk.write(file, bytes.subarray(0, bytes.length / 2), place);
  }

  flush(): Promise<void> {
    return this.fault === 'flush' ? Promise.reject(full()) : Promise.resolve();
  }

  /** The head's own file could not grow: what was to be stored is not. */
  around(head: AuditHeadStore): AuditHeadStore {
    return {
      stored: () => head.stored(),
      advance: (work) =>
        head.advance(async (stored) => {
          const next = await work(stored);
          if (this.fault === 'head') throw full();
          return next;
        }),
      close: () => head.close(),
    };
  }
}

const newPaths = (): LogPaths => ({
  audit: join(folder, `${++made}.jsonl`),
  auditDetails: join(folder, `${made}-details.jsonl`),
  auditHead: join(folder, `${made}-head.sqlite`),
});
const open = (paths: LogPaths, disk: FullDisk): AuditLog =>
  openAuditFile(paths, (isNew) => disk.around(new AuditHeadFile(paths.auditHead, 'write', isNew)), disk);
const check = (paths: LogPaths) => checkAuditLog(paths, readHead(paths.auditHead));

/** One record under each fault, as one process or each as a process of its own; gives the words that were acknowledged. */
async function play(
  paths: LogPaths,
  disk: FullDisk,
  row: readonly Fault[],
  anew: boolean,
): Promise<string[]> {
  const acknowledged: string[] = [];
  let log = open(paths, disk);
  for (const [index, fault] of row.entries()) {
    if (anew && index > 0) {
      await log.close();
      log = open(paths, disk);
    }
    disk.set(fault);
    const word = `${index} ${fault} ${'x'.repeat(200)}`;
    const record = { user: 'ann', authenticatedBy: 'operating-system', verb: 'search' } as const;
    try {
      await log.append({ ...record, event: 'started', args: [word] });
      acknowledged.push(word);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
  await log.close();
  return acknowledged;
}

/** All rows of so many faults. */
const rowsOf = (length: number): Fault[][] =>
  length === 0 ? [[]] : rowsOf(length - 1).flatMap((row) => faults.map((fault) => [...row, fault]));

/** Three in a row, and one process for all, where there is time: each waits for a real disk. */
const more = process.env['EVIDEX_SOAK'] === undefined ? 1 : 2;

describe.each(more === 1 ? [true] : [true, false])('each command a process of its own: %s', (anew) => {
  test.each(faults)('%s, then any other, then room', async (first) => {
    for (const row of rowsOf(more)) {
      const paths = newPaths();
      const acknowledged = await play(paths, new FullDisk(), [first, ...row, 'none'], anew);
      const { broken, records, headLost, detailsLost } = check(paths);
      expect({ row, broken, headLost, detailsLost }).toEqual({
        row,
        broken: undefined,
        headLost: [],
        detailsLost: [],
      });
      const log = open(paths, new FullDisk());
      const said = (await Array.fromAsync(log.records(records))).map(({ args }) => args?.[0]);
      await log.close();
      expect(said).toEqual(expect.arrayContaining(acknowledged));
      expect(new Set(said).size).toBe(said.length);
    }
  });
});
