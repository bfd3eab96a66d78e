/** `evidex verify`: whether the sources still are what was ingested, and the index what the ledger says. */
import { z } from 'zod';
import type { Ledger } from '../case/ledger/ledger.ts';
import { type CheckCounts, compareIndex } from '../pipeline/index-upkeep/index-check.ts';
import { mendIndex, type MendResult } from '../pipeline/index-upkeep/index-mend.ts';
import type { CaseFolder } from '../case/case-folder.ts';
import type { Config } from '../schemas/config.ts';
import { Problem, problemCodes } from '../schemas/problem.ts';
import type { IndexReader } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatBytes, formatCount } from './frame/quantities.ts';
import { maxShown, shortList } from './frame/short-list.ts';
import { defineVerb } from './frame/verb.ts';
import { takeIndexLock } from './run/index-lock.ts';
import { findingLines } from './run/intake-words.ts';
import { movedWords, type SinceIntake } from './run/since-intake.ts';
import { checkSources, type SourceCheck, type SourceFinding } from './run/source-check.ts';
import { openIndexToRead, openIndexToWrite, writeIndexSettings } from './open/open-index.ts';

interface IndexResult extends CheckCounts {
  readonly findings: readonly SourceFinding[];
  /** True where it was stopped: then the counts say how far it came. */
  readonly interrupted: boolean;
}

async function verifyIndex(
  ledger: Ledger,
  index: IndexReader,
  signal: AbortSignal,
  progress: (counts: CheckCounts) => void,
): Promise<IndexResult> {
  const counts = { documents: 0, items: 0, entries: 0 };
  const findings: SourceFinding[] = [];
  const differing = compareIndex(ledger.entries, index, counts, progress, signal);
  for await (const { document, findings: found } of differing)
    for (const finding of found) findings.push({ path: document, finding });
  return { ...counts, findings, interrupted: signal.aborted };
}

/** Tells `work` of what is done, as often as the settings want it. */
function paced<T>(everyMs: number, work: (counts: T) => void): (counts: T) => void {
  let last = performance.now();
  return (counts) => {
    if (performance.now() - last < everyMs) return;
    last = performance.now();
    work(counts);
  };
}

const describeIndex = ({ documents, items, entries, findings, interrupted }: IndexResult): string[] => [
  interrupted
    ? `STOPPED: ${countOf(documents, 'document')} and ${countOf(items, 'item')} without one of the ledger, ${formatCount(entries)} of the index were compared (${countOf(findings.length, 'difference')}), the rest was not.`
    : `${countOf(documents, 'document')} and ${countOf(items, 'item')} without one in the ledger, ${formatCount(entries)} in the index: ${findings.length === 0 ? 'they agree' : countOf(findings.length, 'difference')}.`,
  ...shown(findings),
];

function describeMend({ projected, rewritten, retired, setBack, lost }: MendResult): string[] {
  const lines: readonly (readonly [count: number, did: string])[] = [
    [projected, 'places and labels shown again'],
    [rewritten, 'entry written again'],
    [retired, 'entry of nothing in the ledger taken out'],
    [
      setBack,
      'set back: the next `evidex ingest` of the source, or any `evidex retry`, parses what the index lost',
    ],
    [lost.length, 'of these gone from the sources: it cannot be parsed again'],
  ];
  return [
    ...lines.filter(([count]) => count > 0).map(([count, did]) => `  ${countOf(count, 'document')}: ${did}`),
    ...lost.slice(0, maxShown).map((document) => `    ${document}`),
  ];
}

const shown = (findings: readonly SourceFinding[]): readonly string[] =>
  shortList(
    findings.map(({ path, finding }) => escapeLine(`  ${path}: ${finding}`)),
    'all with --json',
  );

function describeSources(check: SourceCheck): string[] {
  const { files, bytes, matched, findings, interrupted, unreadFrom, sinceIntake } = check;
  const compared = `${countOf(files, 'file')}, ${formatBytes(bytes)}: ${formatCount(matched)} match the ledger, ${formatCount(findings.length)} do not.`;
  return [
    ...(interrupted ? ['STOPPED before all files were read: this says nothing of the rest.'] : []),
    compared,
    ...(unreadFrom === undefined
      ? []
      : [escapeLine(`Not read, in evidence order: ${unreadFrom} and all after it.`)]),
    ...shown(findings),
    ...(sinceIntake ? describeSinceIntake(sinceIntake) : []),
  ];
}

function describeSinceIntake({ findings, comparisons, missing }: SinceIntake): string[] {
  return [
    ...comparisons.flatMap(({ source, matches, verification }) => [
      escapeLine(
        `Intake of ${source}: ${verification?.summary ?? (matches ? 'matches' : 'does not match')}.`,
      ),
      ...(verification ? findingLines(verification).map((line) => `  ${line}`) : []),
    ]),
    ...(findings.length === 0 ? [] : [`${formatCount(findings.length)} files are not as at the intake:`]),
    ...shown(findings),
    ...missing.map((one) => escapeLine(movedWords(one))),
  ];
}

const isAsTakenIn = ({ findings, sinceIntake }: SourceCheck): boolean =>
  findings.length === 0 &&
  sinceIntake !== undefined &&
  sinceIntake.findings.length + sinceIntake.missing.length === 0 &&
  sinceIntake.comparisons.every(({ matches }) => matches);

const exitCodeOf = (isWell: boolean, { interrupted }: { readonly interrupted: boolean }): number =>
  interrupted ? problemCodes.interrupted : isWell ? 0 : problemCodes.mismatch;

async function verifyOnly(
  caseFolder: CaseFolder,
  config: Config,
  signal: AbortSignal,
  progress: (counts: CheckCounts) => void,
): Promise<IndexResult> {
  const ledger = await caseFolder.openLedger();
  const index = await openIndexToRead(caseFolder, config);
  try {
    return await verifyIndex(ledger, index, signal, progress);
  } finally {
    await ledger.close();
    await index.close();
  }
}

/** Compares, mends what it can, and compares again. */
async function mendCase(
  caseFolder: CaseFolder,
  config: Config,
  signal: AbortSignal,
  progress: (counts: CheckCounts) => void,
): Promise<{ before: MendResult; after: IndexResult }> {
  const lock = await caseFolder.lock();
  const indexLock = await takeIndexLock(caseFolder, signal);
  const catalogue = await caseFolder.openCatalogue();
  const index = await openIndexToWrite(caseFolder, config, { signal, anew: true });
  const ledger = await caseFolder.openLedger();
  try {
    const before = await mendIndex({ catalogue, ledger: ledger.entries, index, signal, progress });
    return { before, after: await verifyIndex(ledger, index, signal, progress) };
  } finally {
    await ledger.close();
    await index.close();
    await catalogue.close();
    indexLock.release();
    lock.release();
  }
}

/** --index is an option of the verb itself. */
const indexSettings = writeIndexSettings.filter((key) => key !== 'index');

export const verb = defineVerb({
  details:
    'Reads every file of the sources again and compares its SHA-256 with the ledger. With --index: compares the documents, the items without one, revisions, texts, places and labels of the index with the ledger instead: an index restored from an old copy is noticed; beside a run it shows what that has in hand as well. --mend makes the index what the ledger says: places and labels are shown again, entries of no document or item taken out, and documents whose text the index has lost are set back, so that the next run parses them again; it writes, so no other run may be at work. An index in Elasticsearch is named in EVIDEX_INDEX or in the settings of the case.',
  positionals: ['case'],
  options: z.strictObject({
    index: z.boolean().default(false).describe('compare ledger and index; the sources are not read'),
    mend: z.boolean().default(false).describe('with --index: mend what differs, then compare again'),
  }),
  settings: ['progressMs', ...indexSettings],
  access: 'read',
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex verify CASE', 'are the sources still what was ingested?'],
    ['evidex verify CASE --index', 'does the index hold what the ledger says?'],
    ['evidex verify CASE --index --mend', 'after restoring an index from a copy'],
  ],
  exitCodes: { 3: 'something differs, and was not mended; every difference is named' },
  check({ options: { index, mend } }) {
    if (mend && !index)
      throw new Problem('usage', '--mend goes with --index', 'The sources are never written to.');
  },
  async run({ caseFolder, config, options, out, signal, scope }) {
    if (options.index) {
      const progress = paced(config.progressMs, ({ documents }: CheckCounts) =>
        out.progress(`${countOf(documents, 'document')} compared`),
      );
      const mended = options.mend ? await mendCase(caseFolder, config, signal, progress) : undefined;
      const result = mended?.after ?? (await verifyOnly(caseFolder, config, signal, progress));
      await out.report(mended ? { ...result, mended: mended.before } : result, () =>
        [...(mended ? ['Mended:', ...describeMend(mended.before)] : []), ...describeIndex(result)].join('\n'),
      );
      const isWell = result.findings.length === 0 && (mended?.before.lost.length ?? 0) === 0;
      return {
        resultCount: result.documents + result.items,
        exitCode: exitCodeOf(isWell, result),
      };
    }
    const ledger = await caseFolder.openLedger();
    try {
      const progress = paced(
        config.progressMs,
        ({ files, bytes }: Readonly<Pick<SourceCheck, 'files' | 'bytes'>>) =>
          out.progress(`${countOf(files, 'file')}, ${formatBytes(bytes)} read`),
      );
      const { received } = caseFolder.paths;
      const result = await checkSources(ledger, scope, { signal, received, progress });
      await out.report(result, () => describeSources(result).join('\n'));
      return { resultCount: result.files, exitCode: exitCodeOf(isAsTakenIn(result), result) };
    } finally {
      await ledger.close();
    }
  },
});
