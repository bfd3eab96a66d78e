/**
 * What a verb of the command line is. To add one: write `cli/NAME.ts` that exports `verb` (made with
 * `defineVerb`), add its row to `cli/verbs.ts`, its test to `test/cli/NAME.test.ts`.
 *
 * ```ts
 * export const verb = defineVerb({
 *   details: 'What it does, in one or two sentences.',
 *   positionals: ['query'],              // keys of `options`, in order; `case` stands for the case folder
 *   options: z.strictObject({
 *     query: z.string().describe('what to look for'),
 *     limit: z.number().int().min(1).max(1000).default(20).describe('hits of one page'),
 *     status: z.array(itemStatus).optional().describe('only items that ended so'),   // may be repeated
 *     facets: z.boolean().default(false).describe('count values as well'),
 *   }),
 *   settings: ['displayZone'],           // settings of schemas/config.ts that it uses: shown as its flags
 *   access: 'read',                      // none | optional | read | mark | write | create
 *   output: 'list',                      // with --json: 'list' is JSON Lines, 'report' one object
 *   examples: [['evidex search "postal vote" --case CASE', 'find a phrase']],
 *   exitCodes: { 3: 'something is unaccounted for' },
 *   async run({ options, config, caseFolder, out, signal }) {
 *     for (…) await out.row(hit, () => `${escapeLine(hit.path)}  ${formatBytes(hit.size)}`);
 *     return { resultCount: total };
 *   },
 * });
 * ```
 *
 * The frame does the rest: flags from the schema (`maxDepth` → `--max-depth`; a boolean has `--no-NAME` too),
 * help with examples and exit codes, checks that name the flag and what is allowed, `--json`, `--reason`,
 * opening and closing the case, the run lock for `write` and `create`, the `started` and `ended` records of the
 * audit log, signals, and the exit. A verb never writes to the process's streams, never exits, never reads the
 * environment. It throws `Problem` (schemas/problem.ts) for what it foresaw: code, message, what to do next.
 * `signal` is aborted by the first SIGINT or SIGTERM: stop cleanly and return; the exit code is then 130 unless
 * `exitCode` is set. A second signal ends the process at once.
 */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { HeldLists } from '../../case/held-lists.ts';
import type { Stores } from '../../case/stores.ts';
import type { Config } from '../../schemas/config.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Operator } from './operator.ts';
import type { Output } from './output.ts';
import type { Question, RecordedQuestion } from './record-question.ts';
import type { Settings } from './settings.ts';

/**
 * How a verb uses a case. `read`: any number at one time, also beside a run; so too `mark`, which labels, notes or
 * withholds. `write`: takes the run lock, so one at a time. `create`: as `write`, and makes the case folder where there is none. `optional`: opens the
 * case where one is named. All but `none` and a case not named write to the audit log.
 */
export type CaseAccess = 'none' | 'optional' | 'read' | 'mark' | 'write' | 'create';

type CaseOf<Access extends CaseAccess> = Access extends 'none'
  ? undefined
  : Access extends 'optional'
    ? CaseFolder | undefined
    : CaseFolder;

/** What a verb works with. */
export interface Context<Options, Access extends CaseAccess = CaseAccess> {
  /** The verb's own options and positionals, checked. */
  readonly options: Options;
  /** The settings in force, all of them. */
  readonly config: Config;
  /** The same with the place that each came from. */
  readonly settings: Settings;
  readonly caseFolder: CaseOf<Access>;
  readonly out: Output;
  readonly stdin: Readable;
  /** Aborted when the user asks to stop. */
  readonly signal: AbortSignal;
  /** For a verb that writes files of a case anew; `caseFolder` opens its own ledger. */
  readonly stores: Stores;
  /** `EVIDEX_OPERATOR`, or the operating system's user. */
  readonly operator: string;
  /** The same in the parts that the audit log keeps. */
  readonly who: Operator;
  /** `--reason`, where given; kept in the audit log. */
  readonly reason: string | undefined;
  /** What the reader may see: the scopes named with `--open`, where the verb `isScoped`. */
  readonly scope: Scope;
  /** The lists that the user has named: others in a case are others' word. */
  readonly held: HeldLists;
  /** Nothing is to be written to any case. */
  readonly readOnly: boolean;
  /** The user's own folder, made or not; undefined where the environment names none. */
  readonly userFolder: string | undefined;
  /**
   * Opens another case, and writes the records of this command into its log as into that of its own; closed when the
   * verb has ended. Throws as `openCase`.
   */
  readonly openOther: (path: string) => Promise<CaseFolder>;
  /** The settings that hold for another case. Throws `case-untrusted`. */
  readonly configOf: (other: CaseFolder) => Config;
  /**
   * Keeps settings of this case in the user's own folder, where no case can direct them; an empty value takes one out.
   * Gives that folder; undefined where there is none.
   */
  readonly keepSettings: (settings: Readonly<Record<string, string>>) => string | undefined;
  /**
   * Of a verb that answers many questions: keeps one of a case that it has open, its own or another, in the log that the
   * verb's own records of that go to. Resolves when it is on the disk.
   */
  readonly recordQuestion: (of: CaseFolder, question: Question) => Promise<RecordedQuestion>;
  /** Sequence number of the audit record that says the verb began; absent without a case. */
  readonly auditRecord: number | undefined;
}

/** How a verb ended, where there is more to say than "well": both go to the audit log. */
export interface VerbResult {
  readonly exitCode?: number;
  /** Hits, items or rows that the verb gave out or handled. */
  readonly resultCount?: number;
  /** Files that the end is about, one line each, to a cap; the last line then counts the rest. For the audit log. */
  readonly named?: readonly string[];
}

export interface Verb<Shape extends z.ZodObject = z.ZodObject, Access extends CaseAccess = CaseAccess> {
  /** Shown in the verb's help under its summary. */
  readonly details?: string;
  /** Keys of `options` that are given without a flag, in order; optional ones last, an array very last. */
  readonly positionals?: readonly (string & (keyof z.output<Shape> | 'case'))[];
  /**
   * First words that say what is done with the case, which then is named by `--case`; each with the keys of `options` that
   * are given behind it without a flag. The word itself is the option `action`.
   */
  readonly actions?: Readonly<Record<string, readonly (string & keyof z.output<Shape>)[]>>;
  readonly options: Shape;
  readonly settings?: readonly (keyof Config)[];
  /** It shows the settings and works by none: what a case may not set is no error to it. */
  readonly showsSettings?: boolean;
  readonly access: Access;
  readonly output: 'report' | 'list';
  /** It gives a list that is a table: takes `--csv`, and calls `out.heading` before the first row. */
  readonly hasCsv?: boolean;
  /** It reads what may be withheld: takes `--open SCOPE`. */
  readonly isScoped?: boolean;
  /** What it writes to the ledger under its record is bound to the audit log when it ends; see `case/audit-seal.ts`. */
  readonly isSealed?: boolean;
  /** Its words are names of evidence that is to be forgotten: the audit log keeps none but flags, the case and the reason. */
  readonly namesEvidence?: boolean;
  /** Command and what it does; at least one. */
  readonly examples: readonly (readonly [command: string, says: string])[];
  /** What the verb's own exit codes mean, besides 0, 1, 2, 4 and 130. */
  readonly exitCodes?: Readonly<Record<number, string>>;
  /** Throws where the words alone are wrong; called before a case is made or opened. */
  check?(words: {
    readonly options: z.output<Shape>;
    readonly casePath: string | undefined;
    readonly reason: string | undefined;
  }): void;
  run(context: Context<z.output<Shape>, Access>): Promise<VerbResult | void>;
}

/** Gives a verb its types; returns it unchanged. */
export function defineVerb<Shape extends z.ZodObject, Access extends CaseAccess>(
  verb: Verb<Shape, Access>,
): Verb<Shape, Access> {
  return verb;
}
