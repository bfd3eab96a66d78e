/** The options of one verb in the groups that its help shows: its own, its settings, those of all verbs. */
import { type OptionSpec, optionsOf, variableOf } from './options.ts';
import { settingSpecs } from './settings.ts';
import type { Verb } from './verb.ts';

/** How words are split: numbers and lists are read by the schemas, not by the look of a word. */
export const wordRules = {
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'dot-notation': false,
  'camel-case-expansion': false,
  'greedy-arrays': false,
} as const;

const switchSpec = (key: string, description: string): OptionSpec => ({
  key,
  flag: key,
  type: 'boolean',
  many: false,
  required: false,
  default: false,
  description,
  placeholder: '',
  allowed: 'true or false',
});

const trustSpec = switchSpec(
  'trust-case',
  'take all settings that this case carries, and a case of another user; kept in the audit log',
);

const json = switchSpec(
  'json',
  'one JSON object for a report, JSON Lines for a list, nothing else on stdout',
);
const csv = switchSpec('csv', 'the list as CSV for a spreadsheet, nothing else on stdout');
const debug = switchSpec('debug', 'show where an unexpected error came from');

const readOnlySpec = switchSpec(
  'read-only',
  'write nothing to the case; what is done is kept in your own log',
);

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
export const openSpec: OptionSpec = {
  key: 'open',
  flag: 'open',
  type: 'string',
  many: true,
  required: false,
  description: 'a review scope to open: what is withheld for it shows too',
  placeholder: 'SCOPE',
  allowed: 'the name of a scope',
};

export interface Groups {
  readonly own: readonly OptionSpec[];
  readonly settings: readonly OptionSpec[];
  readonly general: readonly OptionSpec[];
  readonly all: readonly OptionSpec[];
}

/** The options that a verb takes. */
export function groupsOf(verb: Verb): Groups {
  const own = optionsOf(verb.options);
  const needsCase = verb.access !== 'none' && verb.access !== 'optional';
  const cases =
    verb.access === 'none'
      ? []
      : [
          caseSpec(false),
          trustSpec,
          ...(verb.access === 'read' || verb.access === 'optional' ? [readOnlySpec] : []),
        ];
  const settings = settingSpecs.filter(
    ({ key, secret }) => secret !== true && verb.settings?.some((name) => name === key),
  );
  const scopes = verb.isScoped === true ? [openSpec] : [];
  const rest = [
    ...(needsCase || cases.length > 0 ? cases : []),
    ...scopes,
    json,
    ...(verb.hasCsv === true ? [csv] : []),
    debug,
    reasonSpec,
  ];
  return { own, settings, general: rest, all: [...own, ...settings, ...rest] };
}
