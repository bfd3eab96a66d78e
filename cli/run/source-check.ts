/** Reads the sources of a case again and compares them with what the ledger holds. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { SourceFile } from '../../case/ledger/sources.ts';
import type { Scope } from '../../schemas/scope.ts';
import { hashSourceFile } from '../../sources/hash-file.ts';
import { untilStopped } from './until-stopped.ts';

export interface SourceFinding {
  readonly path: string;
  readonly finding: string;
}

export interface SourceCheck {
  /** Files that were compared. */
  files: number;
  bytes: number;
  matched: number;
  readonly findings: SourceFinding[];
  /** True where it was stopped before all were. */
  interrupted: boolean;
  /** Of a check that was stopped: the file that came next, from which on nothing was read. */
  unreadFrom?: string;
}

export interface CheckOptions {
  readonly signal: AbortSignal;
  readonly progress: (counts: Readonly<Pick<SourceCheck, 'files' | 'bytes'>>) => void;
}

/** SHA-256 of every file that the scope shows, in evidence order, until it is stopped. */
export async function checkSources(
  ledger: Ledger,
  scope: Scope,
  { signal, progress }: CheckOptions,
): Promise<SourceCheck> {
  const check: SourceCheck = { files: 0, bytes: 0, matched: 0, findings: [], interrupted: false };
  let current: SourceFile | undefined;
  try {
    for await (current of untilStopped(ledger.sources.files(scope), signal)) {
      await compareFile(current, check, signal);
      current = undefined;
      progress(check);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  check.interrupted = signal.aborted;
  if (current) check.unreadFrom = current.path;
  return check;
}

async function compareFile(file: SourceFile, check: SourceCheck, signal: AbortSignal): Promise<void> {
  const { path, root, rawPath, sha256 } = file;
  const found = await hashSourceFile(root, rawPath, ['sha256'], signal);
  check.files += 1;
  if ('code' in found) {
    check.findings.push({ path, finding: `${found.code}: ${found.detail}` });
    return;
  }
  check.bytes += found.bytes;
  const is = found.hashes.sha256;
  if (is === sha256) check.matched += 1;
  else
    check.findings.push({
      path,
      finding: `content changed: SHA-256 is ${is}, the ledger says ${sha256}`,
    });
}
