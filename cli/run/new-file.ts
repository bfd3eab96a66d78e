/** A file that a verb writes where the user names it. */
import { writeFileSync } from 'node:fs';
import { codeOf, messageOf, Problem } from '../../schemas/problem.ts';

/** Whole or not at all; nothing is overwritten. */
export function writeNewFile(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST')
      throw new Problem('usage', `${file} exists already`, 'Name a new file; nothing is overwritten.');
    throw new Problem('failed', `${file} cannot be written: ${messageOf(error)}`, 'Check its folder.');
  }
}
