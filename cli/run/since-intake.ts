/** What became of the files of each source since it was taken in: by its hashes, by the ledger, by what lies there now. */
import { existsSync } from 'node:fs';
import type { Verification } from '../../case/intake-check.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { FileRevision, LedgerSource } from '../../case/ledger/sources.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import { walkFolder } from '../../sources/folder.ts';
import type { FileHashes } from '../../sources/hash-file.ts';
import { itemId } from '../../sources/item-id.ts';
import { openRoot } from '../../sources/open-root.ts';
import { quoted } from './mark-targets.ts';
import type { SourceFinding } from './source-check.ts';
import { compareWithIntake } from './source-intake.ts';
import { untilStopped } from './until-stopped.ts';

export interface IntakeComparison {
  readonly source: string;
  readonly matches: boolean;
  /** Only where nothing is withheld: it counts and names files of the whole source. */
  readonly verification?: Verification;
}

export interface SinceIntake {
  /** Files that were changed, went, or came since their source was taken in, by the ledger, and that lie there unread now. */
  readonly findings: readonly SourceFinding[];
  /** Of sources that came with hashes. */
  readonly comparisons: readonly IntakeComparison[];
  /** Sources that do not lie where they lay. */
  readonly missing: readonly { readonly source: string; readonly root: string }[];
}

export interface SinceOptions {
  readonly scope: Scope;
  /** The folder of the case's received files. */
  readonly received: string;
  readonly signal: AbortSignal;
  readonly hashed: (source: string, rawPath: Buffer) => FileHashes<'sha256'> | undefined;
}

/** The run with which the taking in of a source ended: the first that began, or the first after it that came to its end. */
function intakeRuns(first: ReadonlyMap<string, number>, complete: readonly number[]): Map<string, number> {
  return new Map([...first].map(([source, run]) => [source, complete.find((one) => one >= run) ?? run]));
}

const short = (sha256: string): string => `${sha256.slice(0, 16)}…`;

function changeOf(revisions: readonly FileRevision[]): string | undefined {
  const read = revisions.filter(({ sha256 }) => sha256 !== undefined);
  const [first, last] = [read[0], read.at(-1)];
  if (revisions.at(-1)?.gone) return 'vanished since intake, as an earlier run found';
  if (!first?.sha256 || !last?.sha256 || first.sha256 === last.sha256) return undefined;
  return `changed since intake: SHA-256 was ${short(first.sha256)} in run ${first.run}, is ${short(last.sha256)} since run ${last.run}`;
}

async function* byFile(
  revisions: AsyncIterable<FileRevision>,
): AsyncGenerator<readonly [FileRevision, ...FileRevision[]]> {
  let file: [FileRevision, ...FileRevision[]] | undefined;
  for await (const revision of revisions) {
    if (file && file[0].path === revision.path) file.push(revision);
    else {
      if (file) yield file;
      file = [revision];
    }
  }
  if (file) yield file;
}

async function findChanges(ledger: Ledger, { scope, signal }: SinceOptions): Promise<SourceFinding[]> {
  const runs = await ledger.runs.all(scope);
  const complete = runs.filter(({ verb, outcome }) => verb === 'ingest' && outcome === 'complete').map(({ run }) => run); // prettier-ignore
  const firstRuns = new Map<string, number>();
  const late: { readonly path: string; readonly source: string; readonly run: number }[] = [];
  const findings: SourceFinding[] = [];
  for await (const file of byFile(untilStopped(ledger.sources.revisions(scope), signal))) {
    const [{ path, source, run }] = file;
    const known = firstRuns.get(source) ?? run;
    firstRuns.set(source, Math.min(known, run));
    if (run >= known) late.push({ path, source, run });
    const finding = changeOf(file);
    if (finding !== undefined) findings.push({ path, finding });
  }
  const ends = intakeRuns(firstRuns, complete);
  for (const { path, source, run } of late)
    if (run > (ends.get(source) ?? 0))
      findings.push({ path, finding: `new since intake: first seen in run ${run}` });
  return findings;
}

/** Files that lie in a source and are in the case under no name, whoever asks: they are withheld from nobody. */
async function findNew(
  ledger: Ledger,
  sources: readonly LedgerSource[],
  signal: AbortSignal,
): Promise<SourceFinding[]> {
  // prettier-ignore
  const known = new Set<string>();
  for await (const { source, rawPath, gone } of untilStopped(ledger.sources.revisions(everyScope), signal))
    if (!gone) known.add(`${source}\0${Buffer.from(rawPath).toString('latin1')}`);
  const findings: SourceFinding[] = [];
  for (const { id, reference, root } of sources) {
    const opened = openRoot(root);
    if (opened.kind === 'file') continue;
    for await (const entry of walkFolder(opened.raw, signal))
      if (entry.kind === 'file' && !known.has(`${reference}\0${entry.rawPath.toString('latin1')}`) && !(await wasRemoved(ledger, id, entry.rawPath)))
        findings.push({ path: `${reference}/${entry.path}`, finding: 'new: lies in the source, not in the case; `evidex ingest` takes it in' }); // prettier-ignore
  }
  return findings;
}

/** It, or a folder above it, was taken out of the case. */
async function wasRemoved(
  { removals }: Pick<Ledger, 'removals'>,
  source: string,
  rawPath: Buffer,
): Promise<boolean> {
  let id = source;
  const ids = rawPath
    .toString('latin1')
    .split('/')
    .map((name) => (id = itemId(id, Buffer.from(name, 'latin1'))));
  return (await removals.tombstones(ids)).size > 0;
}

async function compareAll(
  ledger: Ledger,
  sources: readonly LedgerSource[],
  { scope, received, signal, hashed }: SinceOptions,
): Promise<IntakeComparison[]> {
  const isWhole = await ledger.sources.isWhole(scope);
  const comparisons: IntakeComparison[] = [];
  for (const { reference: source, root, intake } of sources) {
    const ofSource = (rawPath: Buffer): FileHashes<'sha256'> | undefined => hashed(source, rawPath);
    const verification = await compareWithIntake(received, openRoot(root), intake, { signal, hashed: ofSource }); // prettier-ignore
    if (!verification) continue;
    const { matches } = verification;
    comparisons.push({ source, matches, verification: isWhole ? verification : undefined });
  }
  return comparisons;
}

/** Throws the reason of the signal where it is stopped. */
export async function findSinceIntake(ledger: Ledger, options: SinceOptions): Promise<SinceIntake> {
  const { scope, signal } = options;
  const all = await ledger.sources.all(scope);
  const there = all.filter(({ root }) => existsSync(root));
  const missing = all.filter((source) => !there.includes(source)).map(({ reference, root }) => ({ source: reference, root })); // prettier-ignore
  const changes = await findChanges(ledger, options);
  const fresh = await findNew(ledger, there, signal);
  const comparisons = await compareAll(ledger, there, options);
  signal.throwIfAborted();
  return { findings: [...changes, ...fresh], comparisons, missing };
}

/** How a source that lies elsewhere now is found again. */
export const movedWords = ({ source, root }: SinceIntake['missing'][number]): string =>
  `The source ${source} is not at ${root}. Where it lies elsewhere now: evidex ingest NEWPLACE --reference ${quoted(source)} --case CASE; what is in the case is not parsed again.`;
