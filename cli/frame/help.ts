/** The help of one verb, laid out by yargs; loaded only where it is asked for, or where words are refused. */
import yargs from 'yargs';
import { defaults } from '../../config/defaults.ts';
import { type Groups, groupsOf, wordRules } from './option-groups.ts';
import { flagOf, type OptionSpec, variableOf } from './options.ts';
import { formatBytes, formatDuration } from './quantities.ts';
import type { Verb } from './verb.ts';

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
const commandOf = (name: string, positionals: readonly string[], specs: readonly OptionSpec[]): string =>
  [
    name,
    ...positionals.map((key) => {
      const spec = specs.find((one) => one.key === key);
      const dots = spec?.many ? '..' : '';
      return spec?.required ? `<${flagOf(key)}${dots}>` : `[${flagOf(key)}${dots}]`;
    }),
  ].join(' ');

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
  const commands = [
    commandOf(name, verb.positionals ?? [], groups.all),
    ...Object.entries(verb.actions ?? {}).map(([action, keys]) => commandOf(`${name} ${action}`, keys, groups.all)),
  ]; // prettier-ignore
  const usage = commands.map((command) => `evidex ${command} [options]`).join('\n');
  const parser = yargs()
    .scriptName('evidex')
    .usage(
      `${usage}\n\n${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.${verb.details ? ` ${verb.details}` : ''}`,
    )
    .parserConfiguration(wordRules)
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

/** What yargs says of words that it refuses, in the language of the user. */
export async function refusalOf(
  name: string,
  summary: string,
  verb: Verb,
  words: readonly string[],
): Promise<string | undefined> {
  let refusal: string | undefined;
  const parser = buildParser(name, summary, verb, groupsOf(verb)).fail(
    (message: string, error: Error | undefined) => {
      refusal = message || error?.message;
    },
  );
  await parser.parse([...words]);
  return refusal;
}
