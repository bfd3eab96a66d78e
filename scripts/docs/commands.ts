/** `docs/commands.md`: every verb with its options, examples and exit codes, from `cli/verbs.ts`. */
import { exitCodes } from '../../cli/frame/help.ts';
import { flagOf } from '../../cli/frame/options.ts';
import { settingSpecs } from '../../cli/frame/settings.ts';
import type { Verb } from '../../cli/frame/verb.ts';
import { verbs } from '../../cli/verbs.ts';
import { code, generatedFrom, table } from './markdown.ts';
import { describeOptions } from './options.ts';

const accessMeanings: Readonly<Record<Verb['access'], string>> = {
  none: 'works without a case',
  optional: 'uses the case where one is named',
  read: 'reads the case; any number at one time, also beside a run',
  mark: 'labels or withholds; any number at one time, also beside a run',
  write: 'writes to the case; one at a time',
  create: 'writes to the case, and makes it where there is none; one at a time',
};

function section(name: string, summary: string, verb: Verb): string {
  const places = (verb.positionals ?? []).map((key) => ` <${flagOf(key)}>`).join('');
  const actions = Object.entries(verb.actions ?? {}).map(
    ([action, keys]) => `\`evidex ${name} ${action}${keys.map((key) => ` <${flagOf(key)}>`).join('')} --case <case> [options]\``,
  ); // prettier-ignore
  const options = describeOptions(verb);
  const settings = settingSpecs
    .filter(({ key, secret }) => secret !== true && verb.settings?.some((name) => name === key))
    .map(({ flag }) => code(`--${flag}`))
    .join(', ');
  const own = Object.entries(verb.exitCodes ?? {}).map(([exit, means]) => `${code(exit)} ${means}`);
  return [
    `## ${name}\n`,
    `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.\n`,
    `\`evidex ${name}${places} [options]\`: ${accessMeanings[verb.access]}. With \`--json\`: ${verb.output === 'list' ? 'JSON Lines' : 'one object'}.\n`,
    ...(actions.length > 0 ? [`And ${actions.join(', ')}.\n`] : []),
    ...(options.length > 0 ? [table(['Option', '', 'What it is'], options)] : []),
    ...(settings ? [`Settings: ${settings}.\n`] : []),
    ...(own.length > 0 ? [`Exit codes of its own: ${own.join('; ')}.\n`] : []),
    '```sh',
    ...verb.examples.map(([command, says]) => `${command}  # ${says}`),
    '```\n',
  ].join('\n');
}

export async function generatedCommands(): Promise<string> {
  const sections: string[] = [];
  for (const [name, { summary, load }] of Object.entries(verbs))
    sections.push(section(name, summary, (await load()).verb));
  return `${generatedFrom('cli/verbs.ts and the verbs')}
# Commands

\`evidex VERB --help\` shows the same.

Every verb takes \`--json\`, \`--debug\`, \`--help\`; those that use a case also \`--case\` (or \`EVIDEX_CASE\`), \`--reason\`, which is kept in the audit log, and \`--trust-case\`, which takes [all settings that the case carries](settings.md) and a case of another user. Those that read take \`--read-only\`: nothing is written to the case, and the record goes to \`reads\` in [your own folder](settings.md).

${table(
  ['Exit code', 'Means'],
  Object.entries(exitCodes).map(([exit, means]) => [code(exit), means]),
)}
${sections.join('\n')}`;
}
