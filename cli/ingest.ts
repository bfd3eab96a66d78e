/** `evidex ingest`: a folder of evidence in, an accounted, searchable, tagged case out. */
import { z } from 'zod';
import { type CaseFolder, checkApart } from '../case/case-folder.ts';
import { claimUnit } from '../case/catalogue/runs.ts';
import type { SourceRow, Sources } from '../case/catalogue/sources.ts';
import { completeIntake, type LoadedIntake, readIntake } from '../case/intake.ts';
import type { Verification } from '../case/intake-check.ts';
import type { CustodyStatement } from '../schemas/custody.ts';
import { itemId } from '../sources/item-id.ts';
import { readRules } from '../pipeline/rules.ts';
import { openRoot, type SourceRoot } from '../sources/open-root.ts';
import type { Annotator } from '../schemas/label.ts';
import { Problem, problemCodes } from '../schemas/problem.ts';
import { removalWords } from '../schemas/removal.ts';
import { lackOfDiskCodes } from '../schemas/status.ts';
import { escapeLine } from './frame/escape.ts';
import type { Output } from './frame/output.ts';
import { countOf, formatBytes } from './frame/quantities.ts';
import { defineVerb, type VerbResult } from './frame/verb.ts';
import { describeEnd, exitCodeOf, restrictedLines } from './run/describe-end.ts';
import { writeIndexSettings } from './open/open-index.ts';
import { changedZoneWords } from './run/display-zone.ts';
import { refuseMoved } from './run/moved-source.ts';
import { listWords, takeLists } from './run/case-lists.ts';
import { findingLines, fitsNowhere } from './run/intake-words.ts';
import { type PipelineEnd, type PipelineRun, runPipeline } from './run/pipeline-run.ts';
import {
  acceptedBefore,
  comparedStatement,
  compareWithIntake,
  meetIntake,
  type SourceIntake,
} from './run/source-intake.ts';
import { stateProduction } from './run/state-production.ts';
import { passwordsOption, takePasswords } from './run/password-lists.ts';
import { loadWatchlists } from './run/watchlists.ts';

const nameOf = (root: SourceRoot): string => root.path.slice(root.path.lastIndexOf('/') + 1) || 'root';

/**
 * The source that is meant: named by its reference, or found by where it lies, or new under the folder's name.
 * A name that is only guessed must not make two sources one.
 */
async function chooseSource(
  catalogue: Pick<Sources, 'sources'>,
  root: SourceRoot,
  { intake }: LoadedIntake,
): Promise<Omit<SourceRow, 'source'>> {
  const known = await catalogue.sources();
  const lyingThere = known.find((source) => Buffer.from(source.root).equals(root.raw));
  const reference = intake.reference ?? lyingThere?.reference ?? nameOf(root);
  const named = known.find((source) => source.reference === reference);
  if (named && named !== lyingThere && intake.reference === undefined) {
    throw new Problem(
      'wrong-value',
      `this case has a source "${reference}" already, from another folder`,
      `If it is the same evidence, say so with --reference "${reference}"; else give it a reference of its own.`,
    );
  }
  if (lyingThere && lyingThere !== named) {
    throw new Problem(
      'wrong-value',
      `this folder is the source "${lyingThere.reference}" of this case`,
      `Leave --reference out, or say --reference "${lyingThere.reference}".`,
    );
  }
  const id = itemId('evidex source', reference);
  return {
    id,
    reference,
    kind: root.kind,
    root: root.raw,
    intake: { reference },
  };
}

/** Files of each kind that the audit log keeps. */
const maxRecorded = 100;

function refuse(verification: Verification): never {
  const hint = fitsNowhere(verification)
    ? 'No file that the list names is there: is it the list of this source, and are its paths below one folder?'
    : 'Find out why before going on.';
  throw new Problem(
    'mismatch',
    `the source does not match its intake: ${verification.summary}. Nothing was ingested`,
    `${hint} To ingest it all the same, add --accept-mismatch with --reason "…"; both are kept.`,
    { named: findingLines(verification, maxRecorded), verification },
  );
}

function tellOf(verification: Verification, out: Output): void {
  out.note(escapeLine(`Intake: ${verification.summary}.`));
  for (const line of findingLines(verification)) out.note(`  ${line}`);
}

interface Comparing {
  readonly acceptMismatch: boolean;
  readonly reason: string | undefined;
  readonly out: Output;
  readonly signal: AbortSignal;
}

/**
 * Compares the source with all hashes that the case or this command has of it; undefined where there are none. A mismatch
 * that is not accepted, now or by an earlier command in just this extent, ends the command.
 */
async function verify(
  root: SourceRoot,
  { source, history }: SourceIntake,
  received: string,
  { acceptMismatch, reason, out, signal }: Comparing,
): Promise<{ verification: Verification; statements: readonly CustodyStatement[] } | undefined> {
  let read = { files: 0, bytes: 0 };
  const onProgress = (files: number, bytes: number): void => void (read = { files, bytes });
  const comparing = compareWithIntake(received, root, source.intake, { signal, onProgress });
  const verification = await comparing.catch((error: unknown) => {
    if (!signal.aborted) throw error;
    throw new Problem(
      'interrupted',
      `stopped while the source was compared with its intake: ${countOf(read.files, 'file')}, ${formatBytes(read.bytes)} had been read, the rest was not. Nothing was ingested`,
      'To begin again, run the same command.',
    );
  });
  if (!verification) return undefined;
  tellOf(verification, out);
  const accepted = acceptedBefore(history);
  const isSame = accepted?.fingerprint === verification.fingerprint;
  if (isSame) out.note(escapeLine(`  Just this was accepted by ${accepted.by} at ${accepted.at}: ${accepted.reason ?? ''}`)); // prettier-ignore
  if (!verification.matches && !acceptMismatch && !isSame) refuse(verification);
  const last = history.findLast(({ kind }) => kind === 'compared');
  const isSaid = last?.fingerprint === verification.fingerprint;
  return { verification, statements: isSaid ? [] : [comparedStatement(verification, reason)] };
}

/** What the case knows of the source that is meant, before anything is written to its ledger. */
async function readIntakeOf(
  caseFolder: CaseFolder,
  root: SourceRoot,
  loaded: LoadedIntake,
  out: Pick<Output, 'note'>,
): Promise<SourceIntake> {
  const catalogue = await caseFolder.openCatalogue();
  try {
    const chosen = await chooseSource(catalogue, root, loaded);
    const sources = await catalogue.sources();
    const known = sources.find(({ reference }) => reference === chosen.reference);
    if (!known && loaded.intake.reference === undefined) await refuseMoved(caseFolder, root);
    const history = await catalogue.custody(chosen.reference);
    const meant = await meetIntake(caseFolder, chosen, known, loaded, history);
    const zones = sources.map(({ intake }) => intake.timeZone);
    const zoneWords = known ? undefined : changedZoneWords(zones, meant.source.intake.timeZone);
    if (zoneWords !== undefined) out.note(zoneWords);
    return meant;
  } finally {
    await catalogue.close();
  }
}

async function refuseRemoved(
  catalogue: Parameters<PipelineRun['prepare']>[0],
  { id, reference }: SourceIntake['source'],
): Promise<void> {
  const removal = (await catalogue.tombstones([id])).get(id);
  if (!removal) return;
  throw new Problem(
    'removed',
    `the source ${escapeLine(reference)} was ${escapeLine(removalWords(removal))} (removal ${removal.removal})`,
    'Ingest it into another case, or under another reference.',
  );
}

/** Registers the source, with what the case holds of it from now on. */
const registering =
  (meant: SourceIntake, compared: readonly CustodyStatement[], by: Annotator): PipelineRun['prepare'] =>
  async (catalogue, lease) => {
    await refuseRemoved(catalogue, meant.source);
    const source = await catalogue.registerSource(claimUnit(lease), meant.source);
    const { reference, intake } = meant.source;
    await catalogue.reopen(claimUnit(lease), { codes: lackOfDiskCodes, sources: [reference] });
    const statements = [...meant.statements, ...compared];
    await catalogue.addCustody({ reference, statements, intake }, by);
    return [{ ...source, intake }];
  };

/** Of `--json`; their number stands beside them. */
const maxNotable = 1_000;

/** A folder that is there and holds nothing, as where a share or an image is mounted at other times. */
const holdsNothing = ({ result: { interrupted, listed } }: PipelineEnd): boolean =>
  !interrupted && listed.files + listed.folders + listed.removed === 0;

async function tellEnd(
  end: PipelineEnd,
  verification: Verification | undefined,
  { out, acceptEmpty }: { readonly out: Output; readonly acceptEmpty: boolean },
): Promise<VerbResult> {
  const isNothing = holdsNothing(end) && !acceptEmpty;
  const { statuses, items, documents, exceptions, sourceBytes: bytes } = end.totals;
  const { run, result } = end;
  const seconds = Math.round(end.seconds * 1000) / 1000;
  await out.report(
    { run, items, bytes, documents, statuses, exceptions, exceptionsOfRun: result.exceptions, unread: result.unread, givenUp: end.givenUp, seconds, intake: verification, notable: end.notable.length > 0 ? end.notable.slice(0, maxNotable) : undefined, notableCount: end.notable.length || undefined, screening: end.screening, withheld: end.withheld.length > 0 ? end.withheld : undefined, restricted: end.restricted.length > 0 ? { alert: end.alert, lists: end.restricted } : undefined }, // prettier-ignore
    () =>
      isNothing
        ? `${describeEnd(end)}\nNOTHING THERE: FOLDER is empty. Is it mounted? Run the same command again when it is, or with --accept-empty where that is right.`
        : describeEnd(end),
  );
  return {
    resultCount: items,
    named: [...(verification ? findingLines(verification, maxRecorded) : []), ...restrictedLines(end)],
    exitCode: isNothing ? problemCodes.mismatch : exitCodeOf(end),
  };
}

function checkReason(reason: string | undefined): void {
  if (!reason)
    throw new Problem(
      'usage',
      '--accept-mismatch needs a reason',
      'Add --reason "why the difference is accepted".',
    );
}

export const verb = defineVerb({
  details:
    'Reads every file below FOLDER once, opens containers and messages, and makes what it finds searchable. Run it again at any time: what is in the case already is not parsed again, new and changed files are picked up, and an interrupted run goes on.',
  positionals: ['folder'],
  options: z.strictObject({
    folder: z.string().min(1).describe('the evidence: a folder, or a single file; never written to'),
    intake: z
      .string()
      .min(1)
      .optional()
      .describe('the intake record, a JSON file')
      .meta({ placeholder: 'FILE' }),
    reference: z.string().min(1).optional().describe('the exhibit reference of the source'),
    custodian: z.string().min(1).optional().describe('whose evidence it is'),
    timezone: z
      .string()
      .min(1)
      .optional()
      .describe('zone of times that state none')
      .meta({ placeholder: 'ZONE' }),
    production: z
      .array(z.string().min(1))
      .max(20)
      .optional()
      .describe(
        'FOLDER is a production: its load files (DAT, OPT, items of Purview, metadata of Vault), which are compared with what is there',
      )
      .meta({ placeholder: 'LOADFILE' }),
    acceptMismatch: z
      .boolean()
      .default(false)
      .describe('ingest although hash, manifest or load files differ; needs --reason'),
    acceptEmpty: z
      .boolean()
      .default(false)
      .describe('FOLDER is empty, and that is right: all that the case knows of it is taken for gone'),
    rules: z
      .string()
      .min(1)
      .optional()
      .describe('rules that order and skip, a JSON file')
      .meta({ placeholder: 'FILE' }),
    watchlist: z
      .array(z.string().min(1))
      .optional()
      .describe('names to tag, CSV or JSON')
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
        'hashes of known files (not parsed), notable ones (alerted) or restricted ones (alerted, never opened, shown or exported)',
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
    'parserProcesses', 'parserMemoryBytes', 'parserTimeoutMs', 'maxCrashes', 'maxHeldBytes', 'maxExpandedBytes', 'spoolBytes', 'requireSandbox', 'maxRatio', 'maxCaseRatio',
    'maxDepth', 'maxMembers', 'batchItems', 'batchBytes', 'gazetteers', 'personalData', 'progressMs',
    'tika', 'prefer', 'tikaJar', 'tikaMemoryBytes', 'tikaTimeoutMs', 'tikaWaitMs', 'tikaMaxBytes', 'tikaAnswerBytes',
    ...writeIndexSettings,
  ], // prettier-ignore
  access: 'create',
  isSealed: true,
  output: 'report',
  examples: [
    ['evidex ingest /evidence/share --case CASE', 'ingest a folder'],
    ['evidex ingest /evidence/share --case CASE --intake intake.json', 'with its intake record and manifest'],
    [
      'evidex ingest VOL001 --case CASE --production VOL001/DATA/VOL001.dat',
      'a production, with its load file',
    ],
    ['evidex ingest FOLDER --case CASE --tika auto', 'with Tika for what Evidex does not read itself'],
    ['evidex ingest laptop --case CASE --custodian "A. Name" --timezone Europe/London', 'with shorthands'],
  ],
  exitCodes: {
    3: 'acquisition hash, manifest or load files do not match the source, and nothing was ingested; or a part of the source could not be listed or read',
  },
  check({ options, casePath }) {
    openRoot(options.folder);
    if (casePath !== undefined) checkApart(casePath, options.folder);
  },
  async run({ options, config, caseFolder, out, signal, operator, reason, auditRecord, held, userFolder }) {
    const root = openRoot(options.folder);
    const loaded = completeIntake(
      options.intake === undefined ? undefined : readIntake(options.intake),
      options,
    );
    const rules = options.rules === undefined ? undefined : readRules(options.rules);
    // Before anything is compared: a list that cannot be read is to be said at once.
    loadWatchlists(options.watchlist ?? []);
    if (options.acceptMismatch) checkReason(reason);
    const meant = await readIntakeOf(caseFolder, root, loaded, out);
    const { acceptMismatch } = options;
    const compared = await verify(root, meant, caseFolder.paths.received, {
      acceptMismatch,
      reason,
      out,
      signal,
    });
    const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    const given = { ...options, rules: { source: root.path, text: rules?.text } };
    const taken = await takeLists(caseFolder, given, held);
    const { hashSets, entities, screen, lists } = taken;
    for (const line of listWords(taken)) out.note(line);
    const passwords = takePasswords(options, caseFolder, userFolder, out);
    try {
      const end = await runPipeline({
        verb: 'ingest',
        caseFolder,
        config,
        operator,
        reason,
        out,
        signal,
        rules: rules?.rules ?? [],
        acceptEmpty: options.acceptEmpty,
        hashSets,
        watchlist: entities,
        passwords: passwords.words,
        alert: options.alert,
        screen,
        record: {
          source: root.path,
          verification: compared?.verification,
          acceptedMismatch: compared && !compared.verification.matches,
          ...(rules ? { rules: rules.text } : {}),
          lists,
          hashSets: hashSets.sets,
          ...passwords.record,
        },
        prepare: registering(meant, compared?.statements ?? [], by),
      });
      await stateProduction({ caseFolder, config, root, source: meant.source.id, intake: meant.source.intake, out, signal, by }); // prettier-ignore
      return await tellEnd(end, compared?.verification, { out, acceptEmpty: options.acceptEmpty });
    } finally {
      hashSets.close();
    }
  },
});
