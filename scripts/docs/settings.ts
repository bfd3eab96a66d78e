/** `docs/settings.md`: every setting with its flag, variable, default and bounds, from `schemas/config.ts`. */
import { describeSettings } from './options.ts';
import { generatedFrom, table } from './markdown.ts';

export function generatedSettings(): string {
  return `${generatedFrom('schemas/config.ts and config/defaults.ts')}
# Settings

A flag wins over the variable, that over the case's own file (\`settings\` in its \`evidex.json\`), that over the default. \`evidex config\` shows which are in force and where each comes from. A verb has the flags of the settings that it uses.

Sizes are written as a number of bytes or with a unit (\`512MB\`, \`1.5GiB\`), times as milliseconds or with a unit (\`500ms\`, \`30s\`, \`2m\`, \`1h\`).

${table(['Setting', 'Flag', 'Variable', 'Default', 'Allowed', 'What it is'], describeSettings())}`;
}
