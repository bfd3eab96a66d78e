/** Settings and options of verbs as rows of tables, by the same code that makes the flags. */
import { formatBytes, formatCount, formatDuration } from '../../cli/frame/quantities.ts';
import { type OptionSpec, optionsOf, variableOf } from '../../cli/frame/options.ts';
import type { Verb } from '../../cli/frame/verb.ts';
import { defaults } from '../../config/defaults.ts';
import { caseMaySet, config, type Config } from '../../schemas/config.ts';
import { code } from './markdown.ts';

const defaultValues: ReadonlyMap<string, unknown> = new Map(Object.entries(defaults));

function showDefault({ key, unit }: OptionSpec): string {
  // The only default that is not the same on every machine.
  if (key === 'parserProcesses') return 'the processors';
  const value = defaultValues.get(key);
  if (unit === 'bytes') return formatBytes(Number(value));
  if (unit === 'milliseconds') return formatDuration(Number(value));
  return typeof value === 'number' ? formatCount(value) : String(value);
}

export const describeSettings = (): readonly (readonly string[])[] =>
  optionsOf(config).map((spec) => [
    code(spec.key),
    spec.secret === true ? 'none' : code(`--${spec.flag}`),
    code(variableOf(spec.key)),
    showDefault(spec),
    spec.allowed,
    caseMaySet[spec.key as keyof Config] ?? 'not',
    spec.description,
  ]);

/** A verb's own options; those that may be given by place stand first, in that order. */
export function describeOptions(verb: Verb): readonly (readonly string[])[] {
  const places = verb.positionals ?? [];
  const rank = ({ key }: OptionSpec): number => {
    const at = places.indexOf(key);
    return at < 0 ? places.length : at;
  };
  return optionsOf(verb.options)
    .toSorted((a, b) => rank(a) - rank(b))
    .map((spec) => [
      code(places.includes(spec.key) ? `<${spec.flag}>` : `--${spec.flag}`),
      [
        spec.required ? 'needed' : '',
        spec.many ? 'may be repeated' : '',
        typeof spec.default === 'string' || typeof spec.default === 'number' ? `default ${spec.default}` : '',
        spec.allowed === 'text' || spec.allowed === 'true or false' ? '' : spec.allowed,
      ]
        .filter(Boolean)
        .join('; '),
      spec.description,
    ]);
}
