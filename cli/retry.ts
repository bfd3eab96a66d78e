/** `evidex retry`: parses again just what ended in a certain way. */
import { z } from 'zod';
import { claimUnit } from '../case/catalogue/runs.ts';
import { itemStatus, type ItemStatus } from '../schemas/status.ts';
import { Problem } from '../schemas/problem.ts';
import { code, type Code } from '../schemas/status.ts';
import { countOf } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { describeEnd, exitCodeOf, restrictedLines } from './run/describe-end.ts';
import { writeIndexSettings } from './open/open-index.ts';
import { runPipeline } from './run/pipeline-run.ts';
import { listWords, takeLists } from './run/case-lists.ts';
import { passwordsOption, takePasswords } from './run/password-lists.ts';
import { loadWatchlists } from './run/watchlists.ts';

const nothingTried =
  'Nothing that was read, or that could not be, is so. A folder that could not be listed is looked at again by `evidex ingest` of its source.';

interface Chosen {
  readonly status?: ItemStatus[] | undefined;
  readonly code?: Code[] | undefined;
  readonly type?: string[] | undefined;
  readonly source?: string[] | undefined;
}

/** What is to be tried again; passwords alone are for what is encrypted. */
function chosenBy({
  status,
  code: codes,
  type,
  source,
  passwords,
}: Chosen & { readonly passwords?: string[] | undefined }): Omit<Chosen, 'code'> & {
  readonly codes: Code[] | undefined;
} {
  if (status || codes || type || source) return { status, codes, type, source };
  if (passwords) return { status: ['encrypted'], codes, type, source };
  throw new Problem(
    'usage',
    'nothing says what is to be tried again',
    'Add --status, --code, --type, --source or --passwords.',
  );
}

export const verb = defineVerb({
  details:
    'Reads the chosen items from their sources again and parses them with the program and settings of now. Earlier attempts stay on record: `evidex explain` shows them. At least one of --status, --code, --type, --source is needed; with --passwords alone it is what is encrypted.',
  positionals: ['case'],
  options: z.strictObject({
    status: z.array(itemStatus).optional().describe('items that ended so'),
    code: z.array(code).optional().describe('items with this code'),
    type: z.array(z.string().min(1)).optional().describe('items of this format'),
    source: z.array(z.string().min(1)).optional().describe('items of the source with this reference'),
    watchlist: z
      .array(z.string().min(1))
      .optional()
      .describe('names to tag, CSV or JSON, beside the lists of the case')
      .meta({ placeholder: 'FILE' }),
    screen: z
      .array(z.string().min(1))
      .optional()
      .describe('names, domains, addresses and terms that withhold what they stand in, CSV or JSON')
      .meta({ placeholder: 'FILE' }),
    hashset: z
      .array(z.string().regex(/^(known|notable|restricted):./, 'known:FILE, notable:FILE or restricted:FILE'))
      .optional()
      .describe(
        'hashes of known files (not parsed), notable ones (alerted) or restricted ones (alerted, never opened, shown or exported), beside those of the case',
      )
      .meta({ placeholder: 'known:FILE' }),
    passwords: passwordsOption,
    alert: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('who is to be told of restricted files; kept for later runs')
      .meta({ placeholder: 'NAME' }),
    onlyTheseLists: z
      .boolean()
      .default(false)
      .describe('leave out the lists of earlier runs, which belong to the case'),
  }),
  settings: [
    'parserProcesses',
    'parserMemoryBytes',
    'parserTimeoutMs',
    'maxCrashes',
    'maxHeldBytes',
    'maxCaseRatio',
    'maxExpandedBytes',
    'spoolBytes',
    'requireSandbox',
    'gazetteers',
    'personalData',
    'progressMs',
    'tika',
    'prefer',
    'tikaJar',
    'tikaMemoryBytes',
    'tikaTimeoutMs',
    'tikaWaitMs',
    'tikaMaxBytes',
    'tikaAnswerBytes',
    ...writeIndexSettings,
  ],
  access: 'write',
  output: 'report',
  examples: [
    ['evidex retry CASE --status failed --parser-timeout-ms 10m', 'with more time for the parsers'],
    ['evidex retry CASE --status unsupported --tika auto', 'with Tika, where the ingest had none'],
    ['evidex retry CASE --passwords words.txt', 'what is encrypted, with these passwords'],
    ['evidex retry CASE --code parser-memory --parser-memory-bytes 4GiB', 'with more memory'],
  ],
  async run({ options, config, caseFolder, out, signal, operator, reason, held, userFolder }) {
    const { status, codes, type, source } = chosenBy(options);
    loadWatchlists(options.watchlist ?? []);
    const taken = await takeLists(caseFolder, options, held);
    const { hashSets, entities, screen, lists } = taken;
    for (const line of listWords(taken)) out.note(line);
    const passwords = takePasswords(options, caseFolder, userFolder, out);
    let reopened = { documents: 0, files: 0 };
    try {
      const end = await runPipeline({
        verb: 'retry',
        caseFolder,
        config,
        operator,
        reason,
        out,
        signal,
        rules: [],
        hashSets,
        watchlist: entities,
        passwords: passwords.words,
        alert: options.alert,
        screen,
        record: {
          filter: { status, codes, type, source },
          lists,
          ...passwords.record,
        },
        async prepare(catalogue, lease) {
          reopened = await catalogue.reopen(claimUnit(lease), {
            statuses: status,
            codes,
            formats: type,
            sources: source,
          });
          return [];
        },
      });
      const tried = reopened.documents + reopened.files;
      const { statuses, exceptions } = end.totals;
      const exceptionsOfRun = end.result.exceptions;
      await out.report(
        { run: end.run, tried, statuses, exceptions, exceptionsOfRun, seconds: end.seconds },
        () =>
          [
            `Tried again: ${countOf(reopened.documents, 'document')}, ${countOf(reopened.files, 'file')} that could not be read.`,
            ...(tried > 0 ? [] : [nothingTried]),
            describeEnd(end),
          ].join('\n'),
      );
      return { resultCount: tried, named: restrictedLines(end), exitCode: exitCodeOf(end) };
    } finally {
      hashSets.close();
    }
  },
});
