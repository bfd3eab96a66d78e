/** Takes the words of one verb apart, and checks them by its schemas. */
import splitWords from 'yargs-parser';
import { Problem } from '../../schemas/problem.ts';
import { config as configSchema } from '../../schemas/config.ts';
import { scopeName } from '../../schemas/label.ts';
import { type Groups, groupsOf, openSpec, wordRules } from './option-groups.ts';
import { checkValue, withoutSecret, wrongValue } from './options.ts';
import { escapeLine } from './escape.ts';
import type { Form } from './output.ts';
import type { Verb } from './verb.ts';

/** What was written after the verb's name. */
export interface ParsedCommand {
  readonly help: boolean;
  readonly form: Form;
  readonly debug: boolean;
  /** The settings of this case are to be taken, whatever they are. */
  readonly trustCase: boolean;
  /** Nothing is to be written to the case. */
  readonly readOnly: boolean;
  readonly reason?: string;
  readonly casePath?: string;
  /** Review scopes that were named with `--open`. */
  readonly open: readonly string[];
  /** The verb's own options, checked. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Settings given as flags, as written. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const usage = (name: string, message: string): Problem =>
  new Problem('usage', message, `See \`evidex ${name} --help\`.`);

/** Gives the words without a flag to the verb's positionals, in order. */
function placePositionals(
  name: string,
  verb: Verb,
  groups: Groups,
  words: readonly string[],
  written: Record<string, unknown>,
): void {
  const [action = ''] = words;
  const behind = verb.actions && Object.hasOwn(verb.actions, action) ? verb.actions[action] : undefined;
  if (behind) written['action'] = action;
  let at = behind ? 1 : 0;
  for (const key of behind ?? verb.positionals ?? []) {
    const spec = groups.all.find((one) => one.key === key);
    if (!spec || written[spec.flag] !== undefined || at >= words.length) continue;
    written[spec.flag] = spec.many ? words.slice(at) : words[at];
    at = spec.many ? words.length : at + 1;
  }
  if (at < words.length) throw usage(name, `"${escapeLine(words[at] ?? '')}" is one word too many`);
}

function checkKnown(name: string, groups: Groups, written: Readonly<Record<string, unknown>>): void {
  const known = new Set([
    '_',
    '$0',
    '--',
    'help',
    ...groups.all.flatMap(({ flag, short }) => (short ? [flag, short] : [flag])),
  ]);
  for (const [flag, value] of Object.entries(written)) {
    if (!known.has(flag)) {
      throw usage(
        name,
        `--${escapeLine(flag)} is no option of ${name}; write -- before a value that begins with dashes`,
      );
    }
    const spec = groups.all.find((one) => one.flag === flag);
    if (Array.isArray(value) && spec && !spec.many) throw usage(name, `--${flag} is given more than once`);
  }
}

/** The verb's own options, checked one by one so that a wrong value is named, then together. */
function checkOptions(
  name: string,
  verb: Verb,
  groups: Groups,
  written: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const spec of groups.own) {
    const raw = written[spec.flag];
    const byPlace = verb.positionals?.some((key) => key === spec.key);
    const from = byPlace ? `<${spec.flag}>` : `--${spec.flag}`;
    if (raw === undefined && spec.required) throw usage(name, `${from} is missing: ${spec.description}`);
    if (raw !== undefined) options[spec.key] = checkValue(verb.options, spec, raw, from);
  }
  const checked = verb.options.safeParse(options);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const spec = groups.own.find(({ key }) => key === issue?.path[0]);
  throw spec
    ? wrongValue(spec, written[spec.flag], `--${spec.flag}`, issue?.message)
    : usage(name, issue?.message ?? 'wrong options');
}

/** Checked one by one, so that `*`, which opens all, is no word of the command line. */
function openOf(written: unknown): string[] {
  return [written ?? []].flat().map((one) => {
    const checked = scopeName.safeParse(one);
    if (checked.success) return checked.data;
    throw wrongValue(openSpec, one, '--open', checked.error.issues[0]?.message);
  });
}

/**
 * The words with those that begin with one dash where the parser can't take them for flags: a query may be
 * `-draft`, a sort `-date`. What begins with two dashes needs `--` before it, or `--query=`.
 */
function withDashedValues({ all }: Groups, words: readonly string[]): string[] {
  const end = words.indexOf('--');
  const flags: string[] = [];
  const values: string[] = [];
  for (const [at, word] of (end < 0 ? words : words.slice(0, end)).entries()) {
    const takes = all.find(({ flag, type }) => type !== 'boolean' && words[at - 1] === `--${flag}`);
    const isShort = all.some(({ short }) => short !== undefined && word.startsWith(`-${short}`));
    if (word.startsWith('--') || isShort) flags.push(word);
    else if (takes === undefined) values.push(word);
    else flags.splice(-1, 1, `--${takes.flag}=${word}`);
  }
  return [...flags, '--', ...values, ...(end < 0 ? [] : words.slice(end + 1))];
}

/**
 * Words by flag. yargs, which lays out the help, splits by the same library and takes several times as long to load: it
 * is asked only where there is something to refuse, for its words.
 */
async function split(
  name: string,
  summary: string,
  verb: Verb,
  groups: Groups,
  words: readonly string[],
): Promise<Record<string, unknown>> {
  const { argv, error } = splitWords.detailed([...words], {
    ...flagsOf(groups),
    configuration: wordRules,
  });
  if (!error) return argv;
  const { refusalOf } = await import('./help.ts');
  throw usage(name, (await refusalOf(name, summary, verb, words)) ?? error.message);
}

/** What the splitting has to know of each flag. */
function flagsOf({ all }: Groups) {
  const valued = all.filter(({ type }) => type !== 'boolean');
  return {
    key: Object.fromEntries(all.map(({ flag }) => [flag, true])),
    boolean: ['help', ...all.filter(({ type }) => type === 'boolean').map(({ flag }) => flag)],
    string: valued.map(({ flag }) => flag),
    // A value has to follow.
    narg: Object.fromEntries(valued.map(({ flag }) => [flag, Number.NaN])),
    alias: Object.fromEntries(all.flatMap(({ flag, short }) => (short ? [[flag, [short]]] : []))),
  };
}

function formOf(name: string, { json, csv }: Readonly<Record<string, unknown>>): Form {
  if (json === true && csv === true) throw usage(name, '--json and --csv exclude each other');
  return json === true ? 'json' : csv === true ? 'csv' : 'words';
}

/** Reads the words after the verb's name. Throws `usage` or `wrong-value`. */
export async function parseCommand(
  name: string,
  summary: string,
  verb: Verb,
  words: readonly string[],
): Promise<ParsedCommand> {
  const groups = groupsOf(verb);
  const written = await split(name, summary, verb, groups, withDashedValues(groups, words));
  for (const [flag, value] of Object.entries(written)) if (value === undefined) delete written[flag];
  const help = written['help'] === true;
  const form = formOf(name, written);
  const debug = written['debug'] === true;
  const trustCase = written['trust-case'] === true;
  const readOnly = written['read-only'] === true;
  if (help) return { help, form, debug, trustCase, readOnly, open: [], options: {}, settings: {} };
  checkKnown(name, groups, written);
  placePositionals(name, verb, groups, ((written['_'] as unknown[] | undefined) ?? []).map(String), written);
  const settings = Object.fromEntries(
    groups.settings.flatMap(({ key, flag }) => (written[flag] === undefined ? [] : [[key, written[flag]]])),
  );
  for (const spec of groups.settings) {
    if (settings[spec.key] !== undefined)
      checkValue(configSchema, spec, settings[spec.key], `--${spec.flag}`);
  }
  const textOf = (flag: string): string | undefined =>
    typeof written[flag] === 'string' ? written[flag] : undefined;
  const reason = textOf('reason');
  const casePath = verb.access === 'none' ? undefined : textOf('case');
  return {
    help,
    form,
    debug,
    trustCase,
    readOnly,
    ...(reason !== undefined && { reason }),
    ...(casePath !== undefined && { casePath }),
    open: openOf(written['open']),
    options: checkOptions(name, verb, groups, written),
    settings,
  };
}

/** Flags whose values name no evidence. */
const keptFlags = ['--case', '--reason', '--open'];
const notKept = '[not kept]';

function withoutNames(words: readonly string[]): string[] {
  return words.map((word, at) => {
    const [flag = '', ...value] = word.split('=');
    if (word.startsWith('--'))
      return value.length === 0 || keptFlags.includes(flag) ? word : `${flag}=${notKept}`;
    return keptFlags.includes(words[at - 1] ?? '') ? word : notKept;
  });
}

/** The words of a command as the audit log keeps them: passwords in addresses left out, and names that it is to forget. */
export function auditedWords(verb: Verb, words: readonly string[]): string[] {
  if (verb.namesEvidence) return withoutNames(words);
  const hiding = groupsOf(verb).all.filter(({ mayHoldPassword }) => mayHoldPassword === true);
  return words.map((word, at) => {
    const before = at > 0 ? words[at - 1] : undefined;
    const spec = hiding.find(({ flag }) => before === `--${flag}` || word.startsWith(`--${flag}=`));
    return withoutSecret(spec, word);
  });
}
