/** Reads the sources of a case again and compares them with what the ledger holds. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { SourceFile } from '../../case/ledger/sources.ts';
import type { Scope } from '../../schemas/scope.ts';
import { type FileHashes, hashSourceFile } from '../../sources/hash-file.ts';
import { findSinceIntake, type SinceIntake } from './since-intake.ts';
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
  /** What became of the sources since they were taken in; absent where it was stopped. */
  sinceIntake?: SinceIntake;
  /** Of a check that was stopped: the file that came next, from which on nothing was read. */
  unreadFrom?: string;
}

export interface CheckOptions {
  readonly signal: AbortSignal;
  /** The folder of the case's received files. */
  readonly received: string;
  readonly progress: (counts: Readonly<Pick<SourceCheck, 'files' | 'bytes'>>) => void;
}

/** SHA-256 of every file that the scope shows, in evidence order, until it is stopped. */
export async function checkSources(
  ledger: Ledger,
  scope: Scope,
  { signal, received, progress }: CheckOptions,
): Promise<SourceCheck> {
  const check: SourceCheck = { files: 0, bytes: 0, matched: 0, findings: [], interrupted: false };
  let current: SourceFile | undefined;
  const withManifests = new Set(
    (await ledger.sources.all(scope)).flatMap(({ reference, intake }) =>
      intake.keptManifests || intake.keptLoadFiles ? [reference] : [],
    ),
  );
  const hashed = new Map<string, FileHashes<'sha256'>>();
  try {
    for await (current of untilStopped(ledger.sources.files(scope), signal)) {
      const hashes = await compareFile(current, check, signal);
      if (hashes && withManifests.has(current.source))
        hashed.set(keyOf(current.source, current.rawPath), hashes);
      current = undefined;
      progress(check);
    }
    const hashedFile = (source: string, rawPath: Buffer): FileHashes<'sha256'> | undefined =>
      hashed.get(keyOf(source, rawPath));
    if (!signal.aborted)
      check.sinceIntake = await findSinceIntake(ledger, { scope, received, signal, hashed: hashedFile });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  check.interrupted = signal.aborted;
  if (current) check.unreadFrom = current.path;
  return check;
}

const keyOf = (source: string, rawPath: Uint8Array): string =>
  `${source}\0${Buffer.from(rawPath).toString('latin1')}`;

/** What was read of the file; undefined where it could not be. */
async function compareFile(
  file: SourceFile,
  check: SourceCheck,
  signal: AbortSignal,
): Promise<FileHashes<'sha256'> | undefined> {
  const { path, root, rawPath, sha256 } = file;
  const found = await hashSourceFile(root, rawPath, ['sha256'], signal);
  check.files += 1;
  if ('code' in found) {
    check.findings.push({ path, finding: `${found.code}: ${found.detail}` });
    return undefined;
  }
  check.bytes += found.bytes;
  const is = found.hashes.sha256;
  if (is === sha256) check.matched += 1;
  else
    check.findings.push({
      path,
      finding: `content changed: SHA-256 is ${is}, the ledger says ${sha256}`,
    });
  return found;
}
