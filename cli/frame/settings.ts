/** The settings in force and where each came from: flags, then environment, then the case's file, then defaults. */
import { defaults } from '../../config/defaults.ts';
import { type Config, config as schema } from '../../schemas/config.ts';
import { Problem } from '../../schemas/problem.ts';
import { escapeLine } from './escape.ts';
import { checkValue, flagOf, type OptionSpec, optionsOf, variableOf, withoutSecret } from './options.ts';

export type Origin = 'flag' | 'environment' | 'case' | 'default';

export interface Setting {
  readonly key: keyof Config;
  readonly value: Config[keyof Config];
  readonly origin: Origin;
  /** The flag, variable or file in question: `--max-depth`, `EVIDEX_MAX_DEPTH`, `CASE/evidex.json`. */
  readonly from: string;
}

export interface Settings {
  readonly values: Config;
  readonly list: readonly Setting[];
  /** Variables that look like settings and are none: most often a slip of the pen. */
  readonly unknown: readonly string[];
}

/** Variables of that prefix that are no settings: the frame's own, and those that tests read. */
const otherVariables: Readonly<Record<string, string>> = {
  EVIDEX_CASE: 'the case folder, where --case is not given',
  EVIDEX_OPERATOR: 'the name in the audit log, instead of the operating system’s user',
  EVIDEX_REASON: 'the reason in the audit log, where --reason is not given',
};

/** Options of all settings, in the order of the schema. */
export const settingSpecs: readonly OptionSpec[] = optionsOf(schema);

/** Where settings come from, the strongest first. */
export interface SettingLayers {
  /** By key, as written. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The `settings` of the case's own file, unchecked, and that file's path. */
  readonly caseFile?: { readonly path: string; readonly settings: unknown };
}

function caseLayer(layers: SettingLayers): Readonly<Record<string, unknown>> {
  if (!layers.caseFile) return {};
  const { path, settings } = layers.caseFile;
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new Problem(
      'wrong-value',
      `${escapeLine(path)}: "settings" is not an object`,
      'Correct the file by hand.',
    );
  }
  for (const key of Object.keys(settings)) {
    if (!(key in schema.shape)) {
      throw new Problem(
        'wrong-value',
        `${escapeLine(path)}: "settings.${escapeLine(key)}" is no setting`,
        `Allowed are ${Object.keys(schema.shape).join(', ')}.`,
      );
    }
  }
  return settings as Readonly<Record<string, unknown>>;
}

/** Resolves all settings. Throws `wrong-value` that names the flag, variable or file and what is allowed. */
export function resolveSettings(layers: SettingLayers): Settings {
  const inCase = caseLayer(layers);
  const list = settingSpecs.map((spec): Setting => {
    const key = spec.key as keyof Config;
    const flag = layers.flags[key];
    const variable = variableOf(key);
    const fromEnvironment = layers.environment[variable];
    const choose = (raw: unknown, origin: Origin, from: string): Setting => ({
      key,
      value: checkValue(schema, spec, raw, from) as Config[keyof Config],
      origin,
      from,
    });
    if (flag !== undefined) return choose(flag, 'flag', `--${flagOf(key)}`);
    if (fromEnvironment !== undefined && fromEnvironment !== '') {
      return choose(fromEnvironment, 'environment', variable);
    }
    if (inCase[key] !== undefined) {
      return choose(inCase[key], 'case', `${layers.caseFile?.path ?? ''}: settings.${key}`);
    }
    return { key, value: defaults[key], origin: 'default', from: 'default' };
  });
  const values = schema.parse(Object.fromEntries(list.map(({ key, value }) => [key, value])));
  return { values, list, unknown: unknownVariables(layers.environment) };
}

/** Settings as they may be shown and kept: without secrets. */
export const shownSettings = (values: Config): Config =>
  Object.fromEntries(
    settingSpecs.map((spec) => {
      const value = values[spec.key as keyof Config];
      return [spec.key, typeof value === 'string' ? withoutSecret(spec, value) : value];
    }),
  ) as Config;

function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set([...settingSpecs.map(({ key }) => variableOf(key)), ...Object.keys(otherVariables)]);
  return Object.keys(environment)
    .filter((name) => name.startsWith('EVIDEX_') && !known.has(name))
    .sort();
}
