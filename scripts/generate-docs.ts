/** Writes the documents that are made from the code: `node scripts/generate-docs.ts`. A test fails when one is stale. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { openApi } from '../web/openapi.ts';
import { generatedCodes } from './docs/codes.ts';
import { generatedCommands } from './docs/commands.ts';
import { generatedDecisions } from './docs/decisions.ts';
import { generatedFiles } from './docs/files.ts';
import { generatedFormats } from './docs/formats.ts';
import { generatedReaders } from './docs/readers-of-now.ts';
import { withRooms } from './docs/rooms.ts';
import { withRoutes } from './docs/routes.ts';
import { generatedSettings } from './docs/settings.ts';
import { generatedThirdParty } from './docs/third-party.ts';

const root = join(import.meta.dirname, '..');

/** The generated documents by path below the project, in the form that prettier gives them. */
export async function generateDocuments(): Promise<ReadonlyMap<string, string>> {
  const documents: readonly (readonly [path: string, text: string])[] = [
    ['docs/architecture.md', withRooms(root)],
    ['docs/codes.md', generatedCodes()],
    ['docs/commands.md', await generatedCommands()],
    ['docs/decisions/README.md', generatedDecisions(join(root, 'docs', 'decisions'))],
    ['docs/files.md', generatedFiles()],
    ['docs/formats.md', generatedFormats()],
    ['docs/openapi.json', JSON.stringify(openApi())],
    ['docs/security.md', withRoutes(root)],
    ['docs/settings.md', generatedSettings()],
    ['docs/third-party.md', generatedThirdParty(root)],
    ['formats/readers-of-now.ts', await generatedReaders()],
  ];
  const written = new Map<string, string>();
  for (const [path, text] of documents) {
    const filepath = join(root, path);
    const style = await resolveConfig(filepath);
    written.set(path, await format(text, { ...style, filepath }));
  }
  return written;
}

if (import.meta.main) {
  for (const [path, text] of await generateDocuments()) writeFileSync(join(root, path), text);
}
