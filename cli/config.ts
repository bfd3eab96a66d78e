/** `evidex config`: the settings in force, what each means and where it came from. */
import { z } from 'zod';
import { config } from '../schemas/config.ts';
import { escapeLine } from './frame/escape.ts';
import { flagOf, variableOf } from './frame/options.ts';
import { formatBytes, formatDuration } from './frame/quantities.ts';
import { settingSpecs, type Setting, shownSettings } from './frame/settings.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';

const show = ({ key }: Setting, value: Setting['value']): string => {
  const unit = settingSpecs.find((spec) => spec.key === key)?.unit;
  if (unit === 'bytes') return formatBytes(Number(value));
  return unit === 'milliseconds' ? formatDuration(Number(value)) : String(value);
};

const isSecret = (key: string): boolean => settingSpecs.find((spec) => spec.key === key)?.secret === true;

export const verb = defineVerb({
  details:
    'Flags win over variables, variables over the "settings" of the case\'s evidex.json, these over your own settings.json, that over the defaults. What a case sets and may not, since it may come from others, is named below.',
  options: z.strictObject({}),
  settings: Object.keys(config.shape) as (keyof typeof config.shape)[],
  showsSettings: true,
  access: 'optional',
  output: 'report',
  examples: [
    ['evidex config', 'the settings without a case'],
    ['evidex config --case CASE --json', 'those that a run on this case would use'],
  ],
  async run({ settings, out }) {
    const { unknown } = settings;
    const shown = shownSettings(settings.values);
    const values = Object.fromEntries(
      settings.list.map(({ key, origin, from }) => [
        key,
        {
          value: shown[key],
          origin,
          from,
          ...(isSecret(key) ? {} : { flag: `--${flagOf(key)}` }),
          variable: variableOf(key),
        },
      ]),
    );
    const refused = settings.refused.map(({ key, from }) => ({ key, from }));
    await out.report({ settings: values, refused, unknownVariables: unknown }, () =>
      table(
        [
          { title: 'setting' },
          { title: 'value', align: 'right' },
          { title: 'from' },
          { title: 'meaning', maxWidth: 100 },
        ],
        settings.list.map((setting) => [
          setting.key,
          show(setting, shown[setting.key]),
          setting.from,
          settingSpecs.find(({ key }) => key === setting.key)?.description ?? '',
        ]),
      ),
    );
    for (const { key, from } of refused)
      out.note(`${escapeLine(from)} is not taken from a case: set ${key} yourself, or say --trust-case`);
    for (const name of unknown) out.note(`${name} is no setting; it has no effect`);
  },
});
