/** `evidex retag`: the stored texts of a case tagged again under other lists or rules, without the evidence. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { problemCodes } from '../schemas/problem.ts';
import { escapeLine } from './frame/escape.ts';
import { type Context, defineVerb, type VerbResult } from './frame/verb.ts';
import { writeIndexSettings } from './open/open-index.ts';
import { acceptedList, takeWatchlists } from './run/case-lists.ts';
import { writeAcceptedList } from './run/give-candidates.ts';
import { takeIndexLock } from './run/index-lock.ts';
import { planRetag, type RetagDone, type RetagPlan, runRetag } from './run/retag-case.ts';
import { doneWords, planWords } from './run/retag-words.ts';
import { describeOpen, recordOf, requireRings, systemSandbox } from './run/sandbox-words.ts';

function answerOf({ from, to }: RetagPlan, done: RetagDone, isStopped: boolean): object {
  const { changes, isWhole, ...counts } = done;
  const { entities, personalData, leftOut } = changes;
  return { from, to, ...counts, isWhole, isStopped, entities, personalData, leftOut };
}

interface Retagging {
  readonly context: Context<Options, 'write'>;
  readonly folder: string;
}

/** The folder of this command alone, for what parsers and lists need meanwhile. */
async function retag({ context, folder }: Retagging): Promise<VerbResult> {
  const { caseFolder, config, options, out, scope, signal, held } = context;
  const sandbox = recordOf(systemSandbox(config, folder));
  requireRings(sandbox, config.requireSandbox);
  for (const line of describeOpen(sandbox)) out.note(escapeLine(line));
  const { watchlist = [], onlyTheseLists, dryRun, accepted } = options;
  const ledger = await caseFolder.openLedger();
  try {
    const files = accepted ? [...watchlist, await writeAcceptedList(ledger, join(folder, acceptedList), scope)] : watchlist; // prettier-ignore
    const taken = await takeWatchlists(caseFolder, { watchlist: files, onlyTheseLists }, held, !dryRun);
    const plan = await planRetag(caseFolder, ledger, config, taken, scope);
    await out.say(planWords(plan));
    const run = { ...context, isDry: dryRun, lists: taken.lists, folder, sandbox };
    const done = await runRetag(run, ledger, plan);
    const isStopped = signal.aborted;
    await out.report(answerOf(plan, done, isStopped), () => doneWords(done, dryRun, isStopped));
    const exitCode = isStopped ? problemCodes.interrupted : done.isWhole ? 0 : problemCodes.mismatch;
    return { resultCount: done.retagged, exitCode };
  } finally {
    await ledger.close();
  }
}

const options = z.strictObject({
  watchlist: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'names to tag, CSV or JSON, beside the watchlists of the case; one of the same file name takes its place',
    )
    .meta({ placeholder: 'FILE' }),
  accepted: z
    .boolean()
    .default(false)
    .describe('tag the candidates that were accepted, as a watchlist of their own'),
  onlyTheseLists: z.boolean().default(false).describe('leave out the watchlists of earlier runs'),
  dryRun: z
    .boolean()
    .default(false)
    .describe('say what would become new and what would go, and write nothing'),
});
type Options = z.output<typeof options>;

export const verb = defineVerb({
  details:
    'Says first which version of lists and rules the texts of the case were tagged under and how that of now differs; looks through the stored texts, and tags those again in which a name that is new, changed or gone can be concerned, all where the shipped lists, the rules or --gazetteers and --personal-data are others. Mentions, counts and index are then as an ingest under these lists would have made them; what was tagged before stays on record (`evidex explain`, `evidex compare` of two runs). The evidence is not read. Stopped or killed, it goes on with the same command. Watchlists given here belong to the case from then on.',
  positionals: ['case'],
  options,
  settings: [
    'gazetteers',
    'personalData',
    'parserMemoryBytes',
    'parserTimeoutMs',
    'requireSandbox',
    'maxCaseRatio',
    ...writeIndexSettings,
  ],
  access: 'write',
  isSealed: true,
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex retag CASE --watchlist brokers.csv --dry-run', 'what a new or changed list would find'],
    ['evidex retag CASE --watchlist brokers.csv', 'tag the stored texts under it'],
    ['evidex retag CASE --accepted', 'candidates that were accepted, as entities'],
  ],
  exitCodes: { 3: 'some documents could not be tagged again and keep their tags' },
  async run(context) {
    const folder = mkdtempSync(join(tmpdir(), 'evidex-retag-'));
    try {
      const indexLock = await takeIndexLock(context.caseFolder, context.signal);
      try {
        return await retag({ context, folder });
      } finally {
        indexLock.release();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});
