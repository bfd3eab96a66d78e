/** `docs/settings.md`: every setting with its flag, variable, default and bounds, from `schemas/config.ts`. */
import { describeSettings } from './options.ts';
import { generatedFrom, table } from './markdown.ts';

export function generatedSettings(): string {
  return `${generatedFrom('schemas/config.ts and config/defaults.ts')}
# Settings

A flag wins over the variable, that over the case's own file, that over your own, that over the default. \`evidex config\` shows which are in force and where each comes from. A verb has the flags of the settings that it uses.

**The case's own file** is \`settings\` in its \`evidex.json\`. A case may come from others, so the file may set only what the last column but one says: any value, or a lower one than holds without it. What else it sets is refused by the commands that work by it (\`case-untrusted\`), and has no effect on the others. \`--trust-case\` takes all of it, for one command; the audit log keeps that, and which settings were taken.

**Your own file** is \`settings.json\` in \`EVIDEX_HOME\`, else in \`evidex\` in the folder that the system has for your configuration (\`XDG_CONFIG_HOME\`, \`~/.config\`, \`APPDATA\`): \`{"settings": {"tika": "auto"}, "cases": {"ID OF A CASE": {"index": "https://…"}}}\`. It is taken only where it is yours and nobody else may write to it. \`evidex reindex\` keeps there where it has put the index of a case.

Sizes are written as a number of bytes or with a unit (\`512MB\`, \`1.5GiB\`), times as milliseconds or with a unit (\`500ms\`, \`30s\`, \`2m\`, \`1h\`).

${table(['Setting', 'Flag', 'Variable', 'Default', 'Allowed', 'In a case', 'What it is'], describeSettings())}`;
}
