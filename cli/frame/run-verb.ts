/** Runs one verb from its words to its exit code: options, settings, case, lock, audit log, signals, errors. */
import type { Readable, Writable } from 'node:stream';
import { type CaseFolder, openCase } from '../../case/case-folder.ts';
import type { AuditLog } from '../../case/audit-log.ts';
import { hashOfEnd, newSeal } from '../../case/audit-seal.ts';
import { casePathsOf } from '../../case/case-paths.ts';
import type { CaseLock } from '../../case/case-lock.ts';
import type { Stores } from '../../case/stores.ts';
import { type AuditRecord, nameOf } from '../../schemas/audit-record.ts';
import {
  codeOf,
  isDiskFull,
  isProblem,
  messageOf,
  Problem,
  problemCodes,
  type ProblemDetails,
} from '../../schemas/problem.ts';
import { auditedWords, parseCommand, type ParsedCommand } from './command-line.ts';
import { escapeLine, escapeLines, safeJson } from './escape.ts';
import { type Operator, operatorOf } from './operator.ts';
import { createOutput, isReaderGone } from './output.ts';
import { recordQuestion } from './record-question.ts';
import { heldListsOf } from '../../config/held-lists.ts';
import { keepUserSettings, readsFolderOf, readUserSettings, userFolderOf } from '../../config/user-folder.ts';
import type { Config } from '../../schemas/config.ts';
import { resolveSettings, type Setting, type Settings } from './settings.ts';
import type { Context, Verb, VerbResult } from './verb.ts';

/** The process around the verb; tests bring their own. */
export interface Surroundings {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** By what cases are kept. */
  readonly stores: Stores;
  /** Called before a verb reads a case: to do so may leave the process without an ear for signals. */
  readonly onReading?: (() => Promise<void>) | undefined;
}

export interface NamedVerb {
  readonly name: string;
  readonly summary: string;
  readonly verb: Verb;
}

/** The exit code that something thrown leads to. */
function exitCodeOf(thrown: unknown): number {
  const code = codeOf(thrown);
  return Object.entries(problemCodes).find(([known]) => known === code)?.[1] ?? 1;
}

/** What people read of an error: one line, what to do next, and the stack only where asked for. */
export function describeError(thrown: unknown, debug: boolean): string {
  const foreseen = isProblem(thrown);
  const hint = typeof thrown === 'object' && thrown !== null && 'hint' in thrown ? thrown.hint : undefined;
  const full = isDiskFull(thrown)
    ? 'Free some disk space and run the same command again: it goes on where it stopped.'
    : undefined;
  const next =
    typeof hint === 'string'
      ? hint
      : (full ?? (foreseen ? undefined : 'Run it again with --debug to see where this came from.'));
  const stack =
    debug && typeof thrown === 'object' && thrown !== null && 'stack' in thrown
      ? `\n${String(thrown.stack)}`
      : '';
  // Ours have lines of their own, and what they quote is escaped already.
  const message = foreseen ? escapeLines(messageOf(thrown)) : escapeLine(messageOf(thrown));
  return `evidex: ${message}${next ? `\n${escapeLine(next)}` : ''}${stack}`;
}

/** What was thrown, as people can read it where it is but the signal's own: who stopped it knows why it ended. */
const namedStop = (thrown: unknown, signal: AbortSignal): unknown =>
  signal.aborted && (thrown === signal.reason || codeOf(thrown) === 'ABORT_ERR')
    ? new Problem('interrupted', 'stopped by the user before the end')
    : thrown;

/** Undefined where it was deleted under the command. */
function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** A case that a verb has open: its lock, and the record that says the verb began. */
interface OpenedCase {
  readonly folder: CaseFolder;
  readonly started: AuditRecord;
  /** Of the case; where nothing is written to that, of the reader. */
  readonly log: AuditLog;
  readonly lock: CaseLock | undefined;
}

/** The user's own, for what is read of this case without writing to it. */
const openReadersLog = (folder: CaseFolder, { stores, environment }: Surroundings): Promise<AuditLog> =>
  stores.openAuditLog(casePathsOf(readsFolderOf(environment, folder.id)));

interface Run {
  readonly named: NamedVerb;
  readonly command: ParsedCommand;
  readonly around: Surroundings;
  readonly words: readonly string[];
  readonly who: Operator;
  readonly casePath: string | undefined;
  readonly reason: string | undefined;
}

const runOf = (
  named: NamedVerb,
  command: ParsedCommand,
  around: Surroundings,
  words: readonly string[],
): Run => ({
  named,
  command,
  around,
  words,
  who: operatorOf(around.environment),
  casePath: command.casePath ?? (around.environment['EVIDEX_CASE'] || undefined),
  reason: command.reason ?? (around.environment['EVIDEX_REASON'] || undefined),
});

const openAsked = (path: string, create: boolean, { command, around }: Run): Promise<CaseFolder> =>
  openCase(path, around.stores, { create, trusted: command.trustCase, readOnly: command.readOnly });

/** What is shown of a case leaves after the record that it is asked for is on the disk. */
async function recordStart(folder: CaseFolder, run: Run): Promise<OpenedCase> {
  const { named, command, around, words, who, reason } = run;
  const log = command.readOnly ? await openReadersLog(folder, around) : folder.audit;
  const started = await log.append({
    ...who,
    verb: named.name,
    event: 'started',
    args: auditedWords(named.verb, words),
    // It may lie in the evidence.
    ...(named.verb.namesEvidence ? {} : { folder: workingFolder() }),
    ...(command.readOnly && { named: [`read without writing to it: ${folder.path}`] }),
    ...(reason !== undefined && { reason }),
    ...(named.verb.isSealed === true && { seal: newSeal() }),
  });
  return { folder, started, log, lock: undefined };
}

/** The cases that a verb opens besides its own, each once; every one keeps what was asked of it. */
class OtherCases {
  readonly #run: Run;
  readonly #own: OpenedCase | undefined;
  readonly #opened: OpenedCase[] = [];

  constructor(run: Run, own: OpenedCase | undefined) {
    this.#run = run;
    this.#own = own;
  }

  async open(path: string): Promise<CaseFolder> {
    const folder = await openAsked(path, false, this.#run);
    const all = [...(this.#own ? [this.#own] : []), ...this.#opened];
    const known = all.find((opened) => opened.folder.path === folder.path);
    if (known) {
      await folder.close();
      return known.folder;
    }
    const opened = await recordStart(folder, this.#run);
    this.#opened.push(opened);
    return opened.folder;
  }

  /** What is kept of a case that is open, the verb's own or another. */
  openedOf(folder: CaseFolder): OpenedCase {
    const opened = [...(this.#own ? [this.#own] : []), ...this.#opened].find((one) => one.folder === folder);
    if (!opened) throw new Error('a question about a case that this command has not opened');
    return opened;
  }

  /** Each gets the record of the end, whatever becomes of the others. */
  async end(exitCode: number, result: VerbResult | undefined, problem: unknown): Promise<void> {
    for (const opened of this.#opened) {
      const { who, command } = this.#run;
      await endOwn(opened, command, () => recordEnd(opened, who, exitCode, result, problem));
    }
  }
}

async function openFor(run: Run): Promise<OpenedCase | undefined> {
  const { named, casePath, who } = run;
  const { access } = named.verb;
  if (access === 'none' || (access === 'optional' && casePath === undefined)) return undefined;
  if (casePath === undefined) {
    throw new Problem(
      'usage',
      'the case is missing',
      `Name its folder with --case CASE, or in EVIDEX_CASE. See \`evidex ${named.name} --help\`.`,
    );
  }
  const opened = await recordStart(await openAsked(casePath, access === 'create', run), run);
  try {
    return access === 'write' || access === 'create'
      ? { ...opened, lock: await opened.folder.lock() }
      : opened;
  } catch (error) {
    await recordEnd(opened, who, exitCodeOf(error), undefined, error);
    await opened.folder.close();
    throw error;
  }
}

async function recordEnd(
  opened: OpenedCase,
  who: Operator,
  exitCode: number,
  result: VerbResult | undefined,
  problem: unknown,
): Promise<void> {
  const code = codeOf(problem) ?? (problem === undefined ? undefined : 'failed');
  const named = result?.named ?? detailsOf(problem)?.named;
  const wrote = await hashOfEnd(opened);
  await opened.log.append({
    ...who,
    verb: opened.started.verb,
    event: 'ended',
    of: opened.started.seq,
    exitCode,
    ...(result?.resultCount !== undefined && { resultCount: result.resultCount }),
    ...(code !== undefined && { problem: code }),
    ...(wrote !== undefined && { wrote }),
    ...(named && named.length > 0 && { named: [...named] }),
  });
}

/** A result whose record names these too. */
const withNamed = (
  result: VerbResult | undefined,
  problem: unknown,
  more: readonly string[],
): VerbResult | undefined =>
  more.length === 0
    ? result
    : { ...result, named: [...(result?.named ?? detailsOf(problem)?.named ?? []), ...more] };

/** The settings by which a verb works: those that it names, and with an index the secrets for it, which have no flag. */
function usedBy({ settings = [], showsSettings }: Verb): readonly (keyof Config)[] {
  if (showsSettings === true) return [];
  return settings.includes('index') ? [...settings, 'indexApiKey', 'indexPassword'] : settings;
}

/** What the case's own file has set of what the verb works by, in words; shown, and kept where it was trusted. */
const fromCase = ({ list }: Settings, used: readonly (keyof Config)[]): Setting[] =>
  list.filter(({ key, origin }) => origin === 'case' && key !== 'displayZone' && used.includes(key));

function settingsFor(
  { verb }: NamedVerb,
  command: ParsedCommand,
  around: Surroundings,
  folder: CaseFolder | undefined,
): Settings {
  return resolveSettings({
    flags: command.settings,
    environment: around.environment,
    user: readUserSettings(around.environment, folder?.id),
    trustCase: command.trustCase,
    used: usedBy(verb),
    ...(folder && { caseFile: { path: folder.paths.file, settings: folder.settings } }),
  });
}

const detailsOf = (thrown: unknown): ProblemDetails | undefined =>
  isProblem(thrown) ? thrown.details : undefined;

function contextOf(
  { named, command, around, who, reason }: Run,
  settings: Settings,
  opened: OpenedCase | undefined,
  others: OtherCases,
): Context<Record<string, unknown>> {
  const { environment, stdin, stdout, stderr, signal, stores } = around;
  const userFolder = userFolderOf(environment);
  return {
    options: command.options,
    config: settings.values,
    settings,
    caseFolder: opened?.folder,
    out: createOutput({ form: command.form, stdout, stderr }),
    stdin,
    signal,
    stores,
    operator: nameOf(who),
    who,
    reason,
    scope: { open: command.open },
    auditRecord: opened?.started.seq,
    readOnly: command.readOnly,
    userFolder,
    held: { ...heldListsOf(environment), trusted: command.trustCase },
    recordQuestion: (of, question) => recordQuestion(others.openedOf(of), question),
    openOther: (path) => others.open(path),
    configOf: (other) => settingsFor(named, command, around, other).values,
    keepSettings: (kept) => opened && keepUserSettings(environment, opened.folder.id, kept) ? userFolder : undefined, // prettier-ignore
  };
}

/** Lock and files are given back, whatever becomes of the record. */
async function endOwn(
  { lock, folder, log }: OpenedCase,
  { readOnly }: ParsedCommand,
  record: () => Promise<void>,
): Promise<void> {
  try {
    await record();
  } finally {
    lock?.release();
    await folder.close();
    if (readOnly) await log.close();
  }
}

async function runOpened(run: Run): Promise<number> {
  const { named, command, around, who, casePath, reason } = run;
  // Before a case is made or touched: a wrong variable must not leave a case folder behind.
  settingsFor(named, command, around, undefined);
  named.verb.check?.({ options: command.options, casePath, reason });
  const opened = await openFor(run);
  const others = new OtherCases(run, opened);
  let result: VerbResult | undefined;
  let problem: unknown;
  let exitCode = 1;
  let taken: readonly string[] = [];
  try {
    const settings = settingsFor(named, command, around, opened?.folder);
    taken = fromCase(settings, usedBy(named.verb)).map(({ key }) => key);
    const context = contextOf(run, settings, opened, others);
    if (taken.length > 0) context.out.note(`Set by the case's own file: ${taken.join(', ')}.`);
    if (opened && command.readOnly)
      context.out.note(
        `Nothing is written to the case; this is kept in your own log, record ${opened.started.seq} of ${readsFolderOf(around.environment, opened.folder.id)}.`,
      );
    if (named.verb.access === 'read') await around.onReading?.();
    result = (await named.verb.run(context)) ?? undefined;
    exitCode = result?.exitCode ?? (around.signal.aborted ? problemCodes.interrupted : 0);
    if (opened?.folder.changedMeanwhile() === true)
      throw new Problem(
        'case-busy',
        'the case was written to while it was read: what was shown may be of two states',
        'Run the same again.',
      );
    if (exitCode === problemCodes.interrupted)
      context.out.note('Stopped by the user: what was shown is not the whole.');
  } catch (error) {
    if (!isReaderGone(error)) problem = namedStop(error, around.signal);
    exitCode = problem === undefined ? 0 : exitCodeOf(problem);
    if (problem !== undefined) throw problem;
  } finally {
    const trusted = command.trustCase
      ? taken.map((key) => `taken from the case by --trust-case: ${key}`)
      : [];
    try {
      await others.end(exitCode, result, problem);
    } finally {
      if (opened) await endOwn(opened, command, () => recordEnd(opened, who, exitCode, withNamed(result, problem, trusted), problem)); // prettier-ignore
    }
  }
  return exitCode;
}

/**
 * Runs a verb over the words that follow its name; resolves to the exit code and never throws. Errors go to
 * stderr: as `{"error":{code,message,hint}}` with `--json`, as words otherwise.
 */
export async function runVerb(
  named: NamedVerb,
  words: readonly string[],
  around: Surroundings,
): Promise<number> {
  let debug = words.includes('--debug');
  let json = words.includes('--json');
  try {
    const command = await parseCommand(named.name, named.summary, named.verb, words);
    ({ debug } = command);
    json = command.form === 'json';
    if (command.help) {
      const { helpOf } = await import('./help.ts');
      around.stdout.write(`${await helpOf(named.name, named.summary, named.verb)}\n`);
      return 0;
    }
    return await runOpened(runOf(named, command, around, words));
  } catch (error) {
    if (json) {
      const hint = typeof error === 'object' && error !== null && 'hint' in error ? error.hint : undefined;
      around.stderr.write(
        `${safeJson({ error: { code: isDiskFull(error) ? 'disk-full' : (codeOf(error) ?? 'failed'), message: messageOf(error), ...(hint !== undefined && { hint }), details: detailsOf(error) } })}\n`,
      );
      if (debug) around.stderr.write(`${describeError(error, true)}\n`);
    } else around.stderr.write(`${describeError(error, debug)}\n`);
    return exitCodeOf(error);
  }
}
