/** `evidex verify`: whether the sources still are what was ingested, and the index what the ledger says. */
import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { z } from 'zod';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { Scope } from '../schemas/scope.ts';
import { type CheckCounts, compareIndex } from '../pipeline/index-upkeep/index-check.ts';
import { mendIndex, type MendResult } from '../pipeline/index-upkeep/index-mend.ts';
import { fileContent } from '../sources/file-content.ts';
import { openSourceFile } from '../sources/raw-path.ts';
import type { CaseFolder } from '../case/case-folder.ts';
import type { Config } from '../schemas/config.ts';
import { messageOf, Problem, problemCodes } from '../schemas/problem.ts';
import type { IndexReader } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatBytes, formatCount } from './frame/quantities.ts';
import { maxShown, shortList } from './frame/short-list.ts';
import { defineVerb } from './frame/verb.ts';
import { takeIndexLock } from './run/index-lock.ts';
import { openIndexToRead, openIndexToWrite, writeIndexSettings } from './open/open-index.ts';

interface Finding {
  readonly path: string;
  readonly finding: string;
}

interface SourceResult {
  readonly files: number;
  readonly bytes: number;
  readonly matched: number;
  readonly findings: readonly Finding[];
}

/** SHA-256 of a file of a source, or why it cannot be read. */
function hashSourceFile(
  root: Buffer,
  rawPath: Uint8Array,
): { sha256: string; bytes: number } | { problem: string } {
  const opened = openSourceFile(root, rawPath);
  if ('code' in opened) return { problem: `${opened.code}: ${opened.detail}` };
  try {
    const content = fileContent(opened.descriptor, Number(opened.stats.size), 0);
    const hash = createHash('sha256');
    for (const slice of content.slices()) hash.update(slice);
    return { sha256: hash.digest('hex'), bytes: content.size };
  } catch (error) {
    return { problem: `unreadable: ${messageOf(error)}` };
  } finally {
    closeSync(opened.descriptor);
  }
}

async function verifySources(
  ledger: Ledger,
  scope: Scope,
  signal: AbortSignal,
  progress: (files: number, bytes: number) => void,
): Promise<SourceResult> {
  const findings: Finding[] = [];
  let files = 0;
  let bytes = 0;
  let matched = 0;
  for await (const { path, root, rawPath, sha256 } of ledger.sources.files(scope)) {
    if (signal.aborted) break;
    files += 1;
    const found = hashSourceFile(root, rawPath);
    if ('problem' in found) findings.push({ path, finding: found.problem });
    else {
      bytes += found.bytes;
      if (found.sha256 === sha256) matched += 1;
      else
        findings.push({
          path,
          finding: `content changed: SHA-256 is ${found.sha256}, the ledger says ${sha256}`,
        });
    }
    if (files % 64 === 0) {
      progress(files, bytes);
      await new Promise(setImmediate);
    }
  }
  return { files, bytes, matched, findings };
}

interface IndexResult extends CheckCounts {
  readonly findings: readonly Finding[];
}

async function verifyIndex(
  ledger: Ledger,
  index: IndexReader,
  signal: AbortSignal,
  progress: (counts: CheckCounts) => void,
): Promise<IndexResult> {
  const counts = { documents: 0, entries: 0 };
  const findings: Finding[] = [];
  for await (const { document, findings: found } of compareIndex(ledger.entries, index, counts, progress)) {
    for (const finding of found) findings.push({ path: document, finding });
    if (signal.aborted) break;
  }
  return { ...counts, findings };
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

const describeIndex = ({ documents, entries, findings }: IndexResult): string[] => [
  `${formatCount(documents)} documents in the ledger, ${formatCount(entries)} in the index: ${findings.length === 0 ? 'they agree' : `${formatCount(findings.length)} differences`}.`,
  ...shown(findings),
];

function describeMend({ projected, rewritten, retired, setBack, lost }: MendResult): string[] {
  const lines: readonly (readonly [count: number, did: string])[] = [
    [projected, 'places and labels shown again'],
    [rewritten, 'entry written again'],
    [retired, 'entry of no document of the ledger taken out'],
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

const shown = (findings: readonly Finding[]): readonly string[] =>
  shortList(
    findings.map(({ path, finding }) => escapeLine(`  ${path}: ${finding}`)),
    'all with --json',
  );

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
    'Reads every file of the sources again and compares its SHA-256 with the ledger. With --index: compares the documents, revisions, texts, places and labels of the index with the ledger instead: an index restored from an old copy is noticed; beside a run it shows what that has in hand as well. --mend makes the index what the ledger says: places and labels are shown again, entries of no document taken out, and documents whose text the index has lost are set back, so that the next run parses them again; it writes, so no other run may be at work. An index in Elasticsearch is named in EVIDEX_INDEX or in the settings of the case.',
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
        out.progress(`${formatCount(documents)} documents compared`),
      );
      const mended = options.mend ? await mendCase(caseFolder, config, signal, progress) : undefined;
      const result = mended?.after ?? (await verifyOnly(caseFolder, config, signal, progress));
      await out.report(mended ? { ...result, mended: mended.before } : result, () =>
        [...(mended ? ['Mended:', ...describeMend(mended.before)] : []), ...describeIndex(result)].join('\n'),
      );
      const isWell = result.findings.length === 0 && (mended?.before.lost.length ?? 0) === 0;
      return {
        resultCount: result.documents,
        ...(isWell ? {} : { exitCode: problemCodes.mismatch }),
      };
    }
    const ledger = await caseFolder.openLedger();
    try {
      const progress = paced(config.progressMs, ({ files, bytes }: { files: number; bytes: number }) =>
        out.progress(`${formatCount(files)} files, ${formatBytes(bytes)} read`),
      );
      const result = await verifySources(ledger, scope, signal, (files, bytes) => progress({ files, bytes }));
      await out.report(result, () =>
        [
          `${formatCount(result.files)} files, ${formatBytes(result.bytes)}: ${formatCount(result.matched)} match the ledger, ${formatCount(result.findings.length)} do not.`,
          ...shown(result.findings),
        ].join('\n'),
      );
      return {
        resultCount: result.files,
        exitCode: result.findings.length === 0 ? 0 : problemCodes.mismatch,
      };
    } finally {
      await ledger.close();
    }
  },
});
