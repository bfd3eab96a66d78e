/** `evidex verify`: whether the sources still are what was ingested, and the index what the ledger says. */
import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { z } from 'zod';
import { LedgerReader } from '../case/sqlite/ledger-reader.ts';
import { fileContent } from '../pipeline/sandbox/content.ts';
import { openSourceFile } from '../pipeline/sources/raw-path.ts';
import { messageOf, problemCodes } from '../schemas/problem.ts';
import { openSqliteIndex } from '../search/sqlite/sqlite-index.ts';
import { escapeLine } from './frame/escape.ts';
import { formatBytes, formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';

const maxShown = 50;

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
  reader: LedgerReader,
  signal: AbortSignal,
  progress: (files: number, bytes: number) => void,
): Promise<SourceResult> {
  const findings: Finding[] = [];
  let files = 0;
  let bytes = 0;
  let matched = 0;
  for (const { path, root, rawPath, sha256 } of reader.files()) {
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

interface IndexResult {
  readonly documents: number;
  readonly entries: number;
  readonly findings: readonly Finding[];
}

const pageEntries = 1_000;

/** Both in the order of their ids, so that neither has to be held. */
async function verifyIndex(reader: LedgerReader, indexPath: string): Promise<IndexResult> {
  const index = openSqliteIndex(indexPath, { readOnly: true });
  const findings: Finding[] = [];
  const expected = reader.documents.indexed();
  let documents = 0;
  let entries = 0;
  try {
    let next = expected.next();
    for (let after: string | undefined; ;) {
      const page = await index.entries(after, pageEntries);
      for (const entry of page) {
        entries += 1;
        while (!next.done && next.value.sha256 < entry.document) {
          findings.push({ path: next.value.sha256, finding: 'in the ledger, not in the index' });
          documents += 1;
          next = expected.next();
        }
        if (next.done || next.value.sha256 !== entry.document) {
          findings.push({ path: entry.document, finding: 'in the index, not in the ledger' });
          continue;
        }
        documents += 1;
        const { revision, texts } = next.value;
        if (entry.revision !== revision)
          findings.push({
            path: entry.document,
            finding: `revision ${entry.revision} in the index, ${revision} in the ledger`,
          });
        if (entry.texts.toSorted().join() !== texts.toSorted().join())
          findings.push({ path: entry.document, finding: 'other texts in the index than in the ledger' });
        next = expected.next();
      }
      after = page.at(-1)?.document;
      if (page.length < pageEntries) break;
    }
    for (; !next.done; next = expected.next()) {
      documents += 1;
      findings.push({ path: next.value.sha256, finding: 'in the ledger, not in the index' });
    }
    return { documents, entries, findings };
  } finally {
    await index.close();
  }
}

const shown = (findings: readonly Finding[]): string[] => [
  ...findings.slice(0, maxShown).map(({ path, finding }) => escapeLine(`  ${path}: ${finding}`)),
  ...(findings.length > maxShown
    ? [`  … and ${formatCount(findings.length - maxShown)} more; all with --json`]
    : []),
];

export const verb = defineVerb({
  details:
    'Reads every file of the sources again and compares its SHA-256 with the ledger. With --index: compares the documents, revisions and texts of the index with the ledger instead.',
  positionals: ['case'],
  options: z.strictObject({
    index: z.boolean().default(false).describe('compare ledger and index; the sources are not read'),
  }),
  settings: ['progressMs'],
  access: 'read',
  output: 'report',
  examples: [
    ['evidex verify CASE', 'are the sources still what was ingested?'],
    ['evidex verify CASE --index', 'does the index hold what the ledger says?'],
  ],
  exitCodes: { 3: 'something differs; every difference is named' },
  async run({ caseFolder, config, options, out, signal }) {
    const reader = new LedgerReader(caseFolder.paths.catalogue);
    try {
      if (options.index) {
        const result = await verifyIndex(reader, caseFolder.paths.index);
        await out.report(result, () =>
          [
            `${formatCount(result.documents)} documents in the ledger, ${formatCount(result.entries)} in the index: ${result.findings.length === 0 ? 'they agree' : `${formatCount(result.findings.length)} differences`}.`,
            ...shown(result.findings),
          ].join('\n'),
        );
        return {
          resultCount: result.documents,
          exitCode: result.findings.length === 0 ? 0 : problemCodes.mismatch,
        };
      }
      let last = performance.now();
      const result = await verifySources(reader, signal, (files, bytes) => {
        if (performance.now() - last < config.progressMs) return;
        last = performance.now();
        out.progress(`${formatCount(files)} files, ${formatBytes(bytes)} read`);
      });
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
      reader.close();
    }
  },
});
