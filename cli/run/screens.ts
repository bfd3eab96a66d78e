/** Reads the lists of whose words withhold. */
import { readFileSync, statSync } from 'node:fs';
import { codeOf, messageOf, Problem } from '../../schemas/problem.ts';
import type { ScreenEntry } from '../../schemas/screen.ts';
import { parseScreen } from '../../tagging/screen/screen-list.ts';

/** Each parser gets all of it in one message; lists of lawyers are a thousandth of that. */
const maxScreenBytes = 16 * 1024 * 1024;

/** `name` is what the list is called in what it withholds. Throws `bad-file` with the line of the first bad row. */
export function loadScreen(path: string, name: string): readonly ScreenEntry[] {
  try {
    if (statSync(path).size > maxScreenBytes) throw new Error('it is larger than 16 MiB');
    const bytes = readFileSync(path);
    return parseScreen(new TextDecoder('utf-8', { fatal: true }).decode(bytes), name);
  } catch (error) {
    if (codeOf(error) === 'bad-screen')
      throw new Problem('bad-file', messageOf(error), 'Correct the list; nothing was ingested.');
    throw new Problem(
      'bad-file',
      `the list ${path} cannot be read: ${messageOf(error)}`,
      'Check the path given with --screen; it is UTF-8.',
    );
  }
}
