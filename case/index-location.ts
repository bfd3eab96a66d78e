/** Where the index of a case is: kept in the case, so that another place is an error and not an empty result. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, isProblem, messageOf, Problem } from '../schemas/problem.ts';
import type { CaseFolder } from './case-folder.ts';
import { readOwn } from './own-file.ts';
import { replaceFile } from './replace-file.ts';

/** The address of a cluster is not kept: it may move, and a case that came from others must not direct credentials. */
const indexLocation = z.discriminatedUnion('index', [
  z.object({ version: z.literal(1), index: z.literal('sqlite') }),
  z.object({ version: z.literal(1), index: z.literal('elasticsearch'), prefix: z.string() }),
]);
export type IndexLocation = z.infer<typeof indexLocation>;

const maxFileBytes = 64 * 1024;

const fileOf = ({ path }: Pick<CaseFolder, 'path'>): string => join(path, 'index.json');

/** Undefined where nothing was indexed yet. Throws `case-damaged`. */
export function readIndexLocation(caseFolder: Pick<CaseFolder, 'path' | 'paths'>): IndexLocation | undefined {
  const file = fileOf(caseFolder);
  let text: string;
  try {
    text = readOwn(file, maxFileBytes);
  } catch (error) {
    if (isProblem(error)) throw error;
    if (codeOf(error) !== 'ENOENT')
      throw new Problem('case-damaged', `${file} cannot be read: ${messageOf(error)}`, 'Check its rights.');
    return existsSync(caseFolder.paths.index) ? { version: 1, index: 'sqlite' } : undefined;
  }
  try {
    return indexLocation.parse(JSON.parse(text));
  } catch {
    throw new Problem('case-damaged', `${file} does not say where the index is`, 'Restore it from a copy.');
  }
}

/** Writes the whole file or none of it. */
export function writeIndexLocation(caseFolder: Pick<CaseFolder, 'path'>, location: IndexLocation): void {
  replaceFile(fileOf(caseFolder), `${JSON.stringify(location)}\n`);
}
