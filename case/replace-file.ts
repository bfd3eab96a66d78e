/** Writes a file of a case anew: a reader, or whoever comes after a crash, finds the whole old text or the whole new one. */
import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Replaces the file, or makes it; readable by its owner only. The text is on the disk before the name points to it. */
export function replaceFile(path: string, text: string): void {
  const temporary = join(dirname(path), `.evidex-${randomUUID()}.tmp`);
  writeFileSync(temporary, text, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(temporary, path);
}
