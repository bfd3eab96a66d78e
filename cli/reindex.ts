/** `evidex reindex`: copies the index of a case into another place, or into a new one of the same, and uses that. */
import { z } from 'zod';
import type { CaseFolder } from '../case/case-folder.ts';
import { showMarks } from '../pipeline/index-upkeep/mark-projector.ts';
import { type Config, config as settings } from '../schemas/config.ts';
import { Problem, problemCodes } from '../schemas/problem.ts';
import { compareIndexes, copyIndex, type CopyCounts, type IndexComparison } from '../search/copy-index.ts';
import { everyScope } from '../schemas/scope.ts';
import type { IndexReader } from '../search/port.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { projectStale } from '../pipeline/index-upkeep/projector.ts';
import { describeEarlier, readEarlier } from './run/earlier-readers.ts';
import { takeIndexLock } from './run/index-lock.ts';
import { openBuilt, openCopied } from './open/move-index.ts';
import { openIndexToWrite, waitingWords, writeIndexSettings } from './open/open-index.ts';

/** Whether both hold the same: documents one by one, and as many as the engine itself counts. */
async function check(
  from: IndexReader,
  to: IndexReader,
): Promise<IndexComparison & { readonly counted: number }> {
  const comparison = await compareIndexes(from, to);
  return { ...comparison, counted: await to.count({ op: 'all' }, everyScope) };
}

function paced(everyMs: number, tell: (counts: Readonly<CopyCounts>) => void) {
  let last = performance.now();
  return (counts: Readonly<CopyCounts>): void => {
    if (performance.now() - last < everyMs) return;
    last = performance.now();
    tell(counts);
  };
}

/**
 * What an index of an earlier version could not hold, and what was labelled meanwhile. In words what no index can: for that
 * the evidence has to be read anew.
 */
async function showRest(
  caseFolder: CaseFolder,
  config: Config,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const catalogue = await caseFolder.openCatalogue();
  const index = await openIndexToWrite(caseFolder, config, { signal });
  try {
    await projectStale(catalogue, index, undefined);
    await showMarks(catalogue, index, undefined);
    const ledger = await caseFolder.openLedger();
    try {
      return describeEarlier(await readEarlier(ledger, everyScope));
    } finally {
      await ledger.close();
    }
  } finally {
    await index.close();
    await catalogue.close();
  }
}

export const verb = defineVerb({
  details:
    'Everything comes from the index that the case has; the evidence is not read, and searches go on in that index until the new one is complete, has been compared with it and takes its place in one step. Stopped or killed, it goes on with the same command. Labels, places and texts come along. --index, user, key and certificate settings are of the index that the case has; the same user, key and certificate are used for --to. Afterwards your own settings.json names the new place for this case, without passwords.',
  positionals: ['case'],
  options: z.strictObject({
    to: settings.shape.index.describe(
      'where to: sqlite (the case folder), or the nodes of an Elasticsearch 9',
    ),
    drop: z
      .boolean()
      .default(false)
      .describe('delete the copied index once the new one is in use; it stays otherwise'),
  }),
  settings: [...writeIndexSettings, 'progressMs'],
  access: 'write',
  output: 'report',
  examples: [
    ['evidex reindex CASE --to https://es.example.org:9200', 'from the case folder to a cluster'],
    ['evidex reindex CASE --to sqlite --drop', 'back into the case folder, nothing left behind'],
  ],
  exitCodes: { 3: 'the copy differs from its original and is not used' },
  async run({ caseFolder, config, options, out, signal, keepSettings: keep }) {
    const started = performance.now();
    const indexLock = await takeIndexLock(caseFolder, signal);
    const copied = await openCopied(caseFolder, config);
    try {
      const built = await openBuilt(caseFolder, { ...config, index: options.to }, copied, {
        signal,
        onWaiting: waitingWords(out),
        keep,
      });
      let counts: CopyCounts;
      try {
        const progress = paced(config.progressMs, ({ documents, copied: done, skipped }) =>
          out.progress(
            `${formatCount(documents)} entries: ${formatCount(done)} copied, ${formatCount(skipped)} there`,
          ),
        );
        counts = await copyIndex({ from: copied.index, to: built.index, signal, progress });
        if (signal.aborted) {
          out.note('Stopped. The same command goes on from here; searches use the old index until then.');
          return { resultCount: counts.copied, exitCode: problemCodes.interrupted };
        }
        const { documents, differences, examples, counted } = await check(copied.index, built.index);
        if (differences > 0 || counted !== documents) {
          throw new Problem(
            'mismatch',
            `the copy differs from its original: ${countOf(differences, 'difference')} in ${formatCount(documents)} entries, ${formatCount(counted)} found; ${examples.join(', ')}`,
            'The case goes on with the index that it had. Run the same again.',
          );
        }
      } finally {
        await built.index.close();
      }
      await copied.index.close();
      const kept = await built.publish();
      if (kept === undefined && options.to !== 'sqlite')
        out.note('There is no folder of yours to keep the address in: name it with --index or EVIDEX_INDEX.');
      const lacking = await showRest(caseFolder, { ...config, index: options.to }, signal);
      if (options.drop && copied.words !== built.words) await copied.drop();
      const seconds = (performance.now() - started) / 1000;
      const left =
        options.drop || copied.words === built.words ? '' : ` The old one stays at ${copied.words}.`;
      await out.report(
        { from: copied.words, to: built.words, ...counts, dropped: options.drop, seconds },
        () =>
          [
            `${formatCount(counts.documents)} entries of documents and items: ${formatCount(counts.copied)} copied, ${formatCount(counts.skipped)} were there. Both indexes agree.`,
            `The case uses ${built.words} now.${left}`,
          ].join('\n'),
      );
      for (const words of lacking) out.note(words);
      return { resultCount: counts.documents };
    } finally {
      await copied.index.close();
      indexLock.release();
    }
  },
});
