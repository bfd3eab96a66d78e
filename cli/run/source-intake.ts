/**
 * The intake of a source as its case holds it: a later run is held to it, adds what was not stated, and does not overrule
 * what was.
 */
import { isDeepStrictEqual } from 'node:util';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { SourceRow } from '../../case/catalogue/sources.ts';
import { type IntakeCheckOptions, type Verification, verifyIntake } from '../../case/intake-check.ts';
import type { LoadedIntake } from '../../case/intake.ts';
import { tagManifestOf } from '../../case/manifest.ts';
import { keepReceived, keptPath } from '../../case/received-files.ts';
import type { CustodyEntry, CustodyStatement, ReceivedFile } from '../../schemas/custody.ts';
import type { Intake, KeptIntake } from '../../schemas/intake.ts';
import { Problem } from '../../schemas/problem.ts';
import type { SourceRoot } from '../../sources/open-root.ts';
import { quoted } from './mark-targets.ts';

/** What a run states of its source, and what it is held to. */
export interface SourceIntake {
  readonly source: Omit<SourceRow, 'source'>;
  /** As the case has it; undefined for a source that is new. */
  readonly known: SourceRow | undefined;
  readonly history: readonly CustodyEntry[];
  /** What is to be added to its custody, besides what a comparison finds. */
  readonly statements: readonly CustodyStatement[];
}

/** The manifest of an intake file, and that of a bag's tag files beside it, into the case. */
export async function keepManifests(folder: string, manifestPath: string): Promise<readonly ReceivedFile[]> {
  const tags = tagManifestOf(manifestPath);
  const kept = [await keepReceived(folder, manifestPath)];
  return tags === undefined ? kept : [...kept, await keepReceived(folder, tags)];
}

export const keepLoadFiles = async (
  folder: string,
  paths: readonly string[],
): Promise<readonly ReceivedFile[]> => Promise.all(paths.map(async (path) => keepReceived(folder, path)));

/** Of paths the content counts, which the case keeps. */
const keptAs: Partial<Record<keyof KeptIntake, string>> = {
  keptManifests: 'manifest',
  keptLoadFiles: 'production',
};
const isPath = (field: keyof KeptIntake): boolean => field === 'manifest' || field === 'production';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Fields of which the case states something else. */
function refuseOthers(reference: string, before: KeptIntake, given: KeptIntake): void {
  for (const [field, value] of Object.entries(given) as [keyof KeptIntake, unknown][]) {
    const was = before[field];
    // The path of a manifest may be another: its content is what counts.
    if (was === undefined || value === undefined || isPath(field) || isDeepStrictEqual(was, value)) continue;
    const kept = keptAs[field];
    const name = kept ?? field;
    throw new Problem(
      'wrong-value',
      `the source "${reference}" came into this case with another ${name}: ${kept ? 'not this file' : `${shown(was)}, not ${shown(value)}`}`,
      `If that was wrong, correct it: evidex custody CASE ${quoted(reference)} --correct ${quoted(`${name}=${kept ? 'FILE' : shown(value)}`)} --reason "…"`,
    );
  }
}

/** Fields that were not stated before. */
const added = (before: KeptIntake, given: KeptIntake): CustodyStatement[] =>
  (Object.entries(given) as [keyof KeptIntake, unknown][])
    .filter(
      ([field, value]) => value !== undefined && before[field] === undefined && keptAs[field] === undefined,
    )
    .map(([field, is]) => ({ kind: 'corrected', field, is }));

/**
 * Takes together what the case knows of a source and what this command states. Throws `wrong-value` where one overrules
 * the other, with the verb that corrects it.
 */
export async function meetIntake(
  caseFolder: CaseFolder,
  chosen: Omit<SourceRow, 'source'>,
  known: SourceRow | undefined,
  { intake, manifestPath, loadFilePaths }: LoadedIntake,
  history: readonly CustodyEntry[],
): Promise<SourceIntake> {
  const { reference } = chosen;
  const files =
    manifestPath === undefined ? undefined : await keepManifests(caseFolder.paths.received, manifestPath);
  const loadFiles = loadFilePaths && (await keepLoadFiles(caseFolder.paths.received, loadFilePaths));
  const given: KeptIntake = { ...intake, reference, keptManifests: files, keptLoadFiles: loadFiles };
  const before: KeptIntake = known?.intake ?? {};
  refuseOthers(reference, before, given);
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const source = { ...chosen, intake: { ...before, ...stated } as KeptIntake };
  const isReceived = history.some(({ kind }) => kind === 'received');
  const all = files || loadFiles ? [...(files ?? []), ...(loadFiles ?? [])] : undefined;
  const received: CustodyStatement = { kind: 'received', intake: source.intake satisfies Intake, files: all };
  const isMoved = known && !Buffer.from(known.root).equals(Buffer.from(source.root));
  const was = known && Buffer.from(known.root).toString();
  const moved: CustodyStatement = {
    kind: 'moved',
    field: 'root',
    was,
    is: Buffer.from(source.root).toString(),
  };
  const statements = [...(isReceived ? added(before, given) : [received]), ...(isMoved ? [moved] : [])];
  return { source, known, history, statements };
}

/** Compares a source with the hashes that its case holds of it; undefined where it holds none. */
export async function compareWithIntake(
  received: string,
  root: SourceRoot,
  intake: KeptIntake,
  options: Pick<IntakeCheckOptions, 'signal' | 'onProgress' | 'hashed'>,
): Promise<Verification | undefined> {
  const kept = async (files: readonly ReceivedFile[] = []) =>
    Promise.all(files.map(async (file) => ({ path: await keptPath(received, file), ...file })));
  const [manifests, loadFiles] = [await kept(intake.keptManifests), await kept(intake.keptLoadFiles)];
  return verifyIntake(root, intake, { ...options, manifests, loadFiles });
}

/** The last comparison of a source with its intake, where it was accepted that they differ. */
export function acceptedBefore(history: readonly CustodyEntry[]): CustodyEntry | undefined {
  const last = history.findLast(({ kind }) => kind === 'compared');
  return last?.accepted ? last : undefined;
}

export const comparedStatement = (
  verification: Verification,
  reason: string | undefined,
): CustodyStatement => ({
  kind: 'compared',
  matches: verification.matches,
  accepted: !verification.matches,
  fingerprint: verification.fingerprint,
  deliveredUnread: verification.deliveredUnread,
  verification: { ...verification },
  reason,
});
