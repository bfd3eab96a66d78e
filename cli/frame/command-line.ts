/** Builds the yargs command of one verb from its schemas, and takes what was written apart again. */
import yargs from 'yargs';
import { Problem } from '../../schemas/problem.ts';
import { config as configSchema } from '../../schemas/config.ts';
import { scopeName } from '../../schemas/label.ts';
import {
  checkValue,
  flagOf,
  type OptionSpec,
  optionsOf,
  variableOf,
  withoutSecret,
  wrongValue,
} from './options.ts';
import { escapeLine } from './escape.ts';
import { formatBytes, formatDuration } from './quantities.ts';
import { otherVariables, settingSpecs } from './settings.ts';
import type { Verb } from './verb.ts';
import { defaults } from '../../config/defaults.ts';

/** What was written after the verb's name. */
export interface ParsedCommand {
  readonly help: boolean;
  readonly json: boolean;
  readonly debug: boolean;
  readonly reason?: string;
  readonly casePath?: string;
  /** Review scopes that were named with `--open`. */
  readonly open: readonly string[];
  /** The verb's own options, checked. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Settings given as flags, as written. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const general: readonly OptionSpec[] = [
  { key: 'json', description: 'one JSON object for a report, JSON Lines for a list, nothing else on stdout' },
  { key: 'debug', description: 'show where an unexpected error came from' },
].map((spec) => ({
  ...spec,
  flag: spec.key,
  type: 'boolean' as const,
  many: false,
  required: false,
  default: false,
  placeholder: '',
  allowed: 'true or false',
}));

const reasonSpec: OptionSpec = {
  key: 'reason',
  flag: 'reason',
  type: 'string',
  many: false,
  required: false,
  description: `why this is done; kept in the audit log [${variableOf('reason')}]`,
  placeholder: 'TEXT',
  allowed: 'text',
};

const caseSpec = (required: boolean): OptionSpec => ({
  key: 'case',
  flag: 'case',
  type: 'string',
  many: false,
  required,
  description: `the case folder [EVIDEX_CASE]`,
  placeholder: 'CASE',
  allowed: 'the path of a case folder',
});

/** Of verbs that read under a scope. */
const openSpec: OptionSpec = {
  key: 'open',
  flag: 'open',
  type: 'string',
  many: true,
  required: false,
  description: 'a review scope to open: what is withheld for it shows too',
  placeholder: 'SCOPE',
  allowed: 'the name of a scope',
};

/** The exit codes that mean the same for every verb. */
export const exitCodes: Readonly<Record<number, string>> = {
  0: 'well',
  1: 'failed; the message says why',
  2: 'wrong command, value or input file',
  4: 'the case is in use by another run',
  130: 'stopped by the user',
};

const showDefault = (spec: OptionSpec, value: unknown): string =>
  spec.unit === 'bytes'
    ? formatBytes(Number(value))
    : spec.unit === 'milliseconds'
      ? formatDuration(Number(value))
      : String(value);

const describe = (spec: OptionSpec, byDefault: unknown, variable?: string): string => {
  const notes = [
    spec.allowed.startsWith('one of') ? spec.allowed : '',
    spec.many ? 'may be repeated' : '',
    byDefault === undefined || byDefault === false || (Array.isArray(byDefault) && byDefault.length === 0)
      ? ''
      : `default ${showDefault(spec, byDefault)}`,
  ].filter(Boolean);
  return `${spec.description}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}${variable ? ` [${variable}]` : ''}`;
};

/** The command's shape, as usage lines show it: `ingest <folder>`. */
const commandOf = (name: string, verb: Verb, specs: readonly OptionSpec[]): string =>
  [
    name,
    ...(verb.positionals ?? []).map((key) => {
      const spec = specs.find((one) => one.key === key);
      const dots = spec?.many ? '..' : '';
      return spec?.required ? `<${flagOf(key)}${dots}>` : `[${flagOf(key)}${dots}]`;
    }),
  ].join(' ');

interface Groups {
  readonly own: readonly OptionSpec[];
  readonly settings: readonly OptionSpec[];
  readonly general: readonly OptionSpec[];
  readonly all: readonly OptionSpec[];
}

function groupsOf(verb: Verb): Groups {
  const own = optionsOf(verb.options);
  const needsCase = verb.access !== 'none' && verb.access !== 'optional';
  const cases = verb.access === 'none' ? [] : [caseSpec(false)];
  const settings = settingSpecs.filter(
    ({ key, secret }) => secret !== true && verb.settings?.some((name) => name === key),
  );
  const scopes = verb.isScoped === true ? [openSpec] : [];
  const rest = [...(needsCase || cases.length > 0 ? cases : []), ...scopes, ...general, reasonSpec];
  return { own, settings, general: rest, all: [...own, ...settings, ...rest] };
}

const epilogue = (verb: Verb): string => {
  const locks = verb.access === 'write' || verb.access === 'create';
  const meanings = Object.entries({ ...exitCodes, ...verb.exitCodes })
    .filter(([exit]) => exit !== '4' || locks)
    .sort(([a], [b]) => Number(a) - Number(b));
  return `Exit codes:\n${meanings.map(([exit, means]) => `  ${exit.padStart(3)}  ${means}`).join('\n')}`;
};

/** The yargs parser of one verb; its help is complete. */
function buildParser(name: string, summary: string, verb: Verb, groups: Groups) {
  const positionals = new Set<string>(verb.positionals);
  const parser = yargs()
    .scriptName('evidex')
    .usage(
      `evidex ${commandOf(name, verb, groups.all)} [options]\n\n${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.${verb.details ? ` ${verb.details}` : ''}`,
    )
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
      'camel-case-expansion': false,
      'greedy-arrays': false,
    })
    .version(false)
    .help(false)
    .exitProcess(false)
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .epilogue(epilogue(verb));
  for (const [command, says] of verb.examples) parser.example(command, says);
  const add = (spec: OptionSpec, group: string, byDefault: unknown, variable?: string): void => {
    if (positionals.has(spec.key)) {
      parser.positional(spec.flag, { describe: describe(spec, byDefault, variable) });
    }
    parser.option(spec.flag, {
      type: spec.type === 'boolean' ? 'boolean' : 'string',
      describe: describe(spec, byDefault, variable),
      group: positionals.has(spec.key) ? 'Given by place:' : group,
      ...(spec.type === 'boolean' ? {} : { requiresArg: true }),
      ...(spec.short ? { alias: spec.short } : {}),
    });
  };
  for (const spec of groups.own) add(spec, 'Options:', spec.default);
  for (const spec of groups.settings)
    add(
      spec,
      'Settings:',
      Object.entries(defaults).find(([key]) => key === spec.key)?.[1],
      variableOf(spec.key),
    );
  for (const spec of groups.general) add(spec, 'General:', spec.default);
  parser.option('help', { type: 'boolean', describe: 'show this help', group: 'General:' });
  return parser;
}

/** The help of one verb. */
export async function helpOf(name: string, summary: string, verb: Verb): Promise<string> {
  return buildParser(name, summary, verb, groupsOf(verb)).getHelp();
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
  let at = 0;
  for (const key of verb.positionals ?? []) {
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

/** Reads the words after the verb's name. Throws `usage` or `wrong-value`. */
export async function parseCommand(
  name: string,
  summary: string,
  verb: Verb,
  words: readonly string[],
): Promise<ParsedCommand> {
  const groups = groupsOf(verb);
  const parser = buildParser(name, summary, verb, groups).fail(
    (message: string, error: Error | undefined) => {
      throw usage(name, message || (error?.message ?? 'wrong command'));
    },
  );
  const written: Record<string, unknown> = await parser.parse(withDashedValues(groups, words));
  for (const [flag, value] of Object.entries(written)) if (value === undefined) delete written[flag];
  const help = written['help'] === true;
  const json = written['json'] === true;
  const debug = written['debug'] === true;
  if (help) return { help, json, debug, open: [], options: {}, settings: {} };
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
    json,
    debug,
    ...(reason !== undefined && { reason }),
    ...(casePath !== undefined && { casePath }),
    open: openOf(written['open']),
    options: checkOptions(name, verb, groups, written),
    settings,
  };
}

/** The words of a command as the audit log keeps them: passwords in addresses left out. */
export function auditedWords(verb: Verb, words: readonly string[]): string[] {
  const hiding = groupsOf(verb).all.filter(({ mayHoldPassword }) => mayHoldPassword === true);
  return words.map((word, at) => {
    const before = at > 0 ? words[at - 1] : undefined;
    const spec = hiding.find(({ flag }) => before === `--${flag}` || word.startsWith(`--${flag}=`));
    return withoutSecret(spec, word);
  });
}

/** The words of the general help about variables. */
export function variableHelp(): string {
  return Object.entries(otherVariables)
    .map(([variable, says]) => `  ${variable}  ${says}`)
    .join('\n');
}
