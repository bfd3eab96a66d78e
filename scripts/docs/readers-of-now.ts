/** Makes `formats/readers-of-now.ts`. */
import { readerName } from '../../formats/reader-name.ts';
import { formats } from '../../formats/registry.ts';

export async function generatedReaders(): Promise<string> {
  const names: Record<string, string> = {};
  for (const { id, load } of formats) if (load) names[id] = readerName(id, await load());
  return `/**
 * What the ledger calls the reader of each format now. Made by \`npm run docs\` from the versions that the readers state: to
 * load all of them takes half a second of processor time.
 */
export const readersOfNow: Readonly<Partial<Record<string, string>>> = ${JSON.stringify(names)};
`;
}
