/** The settings in force and where each came from: flags, environment, the case's file within bounds, the user's, defaults. */
import { defaults } from '../../config/defaults.ts';
import type { UserSettings } from '../../config/user-folder.ts';
import { caseMaySet, type Config, config as schema } from '../../schemas/config.ts';
import { Problem } from '../../schemas/problem.ts';
import { escapeLine } from './escape.ts';
import { checkValue, flagOf, type OptionSpec, optionsOf, variableOf, withoutSecret } from './options.ts';

export type Origin = 'flag' | 'environment' | 'case' | 'user' | 'default';

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
  /** What the case's file sets and may not, and this command does not work by. */
  readonly refused: readonly Setting[];
  /** Variables that look like settings and are none: most often a slip of the pen. */
  readonly unknown: readonly string[];
}

/** Variables of that prefix that are no settings: the frame's own, and those that tests read. */
const otherVariables: Readonly<Record<string, string>> = {
  EVIDEX_CASE: 'the case folder, where --case is not given',
  EVIDEX_HOME:
    'the user’s own folder: settings.json, which lists the user has named, and the log of what was read with --read-only',
  EVIDEX_OPERATOR:
    'the name that you go by: in the audit log beside the operating system’s user, on labels and notes in its place',
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
  /** The user's own. */
  readonly user?: UserSettings | undefined;
  /** The user said that this case's settings are to be taken, whatever they are. */
  readonly trustCase?: boolean;
  /** What the command works by; all where absent. What else the case sets and may not is left out without an error. */
  readonly used?: readonly (keyof Config)[];
}

function checkKeys(path: string, settings: unknown): Readonly<Record<string, unknown>> {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new Problem(
      'wrong-value',
      `${escapeLine(path)}: "settings" is not an object`,
      'Correct the file by hand.',
    );
  }
  for (const key of Object.keys(settings)) {
    if (!Object.hasOwn(schema.shape, key)) {
      throw new Problem(
        'wrong-value',
        `${escapeLine(path)}: "settings.${escapeLine(key)}" is no setting`,
        `Allowed are ${Object.keys(schema.shape).join(', ')}.`,
      );
    }
  }
  return settings as Readonly<Record<string, unknown>>;
}

/** Why a case may not set this; undefined where it may. `without` is what holds otherwise. */
function refusalOf(spec: OptionSpec, value: unknown, without: unknown): string | undefined {
  const may = caseMaySet[spec.key as keyof Config];
  if (may === 'any' || value === without) return undefined;
  if (may === undefined)
    return `settings.${spec.key} is nothing that a case may set: it may come from others`;
  return Number(value) <= Number(without)
    ? undefined
    : `settings.${spec.key} is higher than what holds without it; a case may only lower it`;
}

function refuse(spec: OptionSpec, path: string, why: string, user: UserSettings | undefined): Problem {
  const flag = spec.secret === true ? '' : `--${spec.flag}, `;
  const own = user ? ` or "settings" in your own ${escapeLine(user.path)}` : '';
  return new Problem(
    'case-untrusted',
    `${escapeLine(path)}: ${why}`,
    `Where you want it, say so yourself with ${flag}${variableOf(spec.key)}${own}; --trust-case takes all settings of this case, for this command. Else take it out of the file.`,
  );
}

/** Resolves all settings. Throws `wrong-value` that names the flag, variable or file and what is allowed, `case-untrusted` for what a case may not set. */
export function resolveSettings(layers: SettingLayers): Settings {
  const { caseFile, user } = layers;
  const inCase = caseFile ? checkKeys(caseFile.path, caseFile.settings) : {};
  const ofUser = user ? checkKeys(user.path, user.settings) : {};
  const refused: Setting[] = [];
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
    const without: Setting =
      ofUser[key] === undefined
        ? { key, value: defaults[key], origin: 'default', from: 'default' }
        : choose(ofUser[key], 'user', `${user?.path ?? ''}: settings.${key}`);
    if (caseFile === undefined || inCase[key] === undefined) return without;
    const wanted = choose(inCase[key], 'case', `${caseFile.path}: settings.${key}`);
    const why = layers.trustCase === true ? undefined : refusalOf(spec, wanted.value, without.value);
    if (why === undefined) return wanted.value === without.value ? without : wanted;
    if (layers.used?.includes(key) ?? true) throw refuse(spec, caseFile.path, why, user);
    refused.push(wanted);
    return without;
  });
  const values = schema.parse(Object.fromEntries(list.map(({ key, value }) => [key, value])));
  return { values, list, refused, unknown: unknownVariables(layers.environment) };
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
