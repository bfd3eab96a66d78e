/** Which lists the user has named, and which tables were made of them for the user: by their SHA-256, in the user's own folder. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { userFolderOf } from './user-folder.ts';

/** Nothing is held, and nothing kept, where the user has no folder: lists are then named each time. */
export function heldListsOf(environment: Readonly<Record<string, string | undefined>>) {
  const user = userFolderOf(environment);
  const folder = user === undefined ? undefined : join(user, 'held');
  return {
    /** What is kept under that name; undefined where nothing is. */
    held(name: string): string | undefined {
      if (folder === undefined) return undefined;
      try {
        return readFileSync(join(folder, name), 'utf8').trim();
      } catch {
        return undefined;
      }
    },
    /** `name`: of ours, no path. Where it cannot be kept, the list has to be named again: nothing fails for that. */
    hold(name: string, sha256: string): void {
      if (folder === undefined) return;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const temporary = join(folder, `.${randomUUID()}.tmp`);
        writeFileSync(temporary, `${sha256}\n`, { mode: 0o600, flag: 'wx' });
        renameSync(temporary, join(folder, name));
      } catch {
        // Said by the next run that would need it.
      }
    },
  };
}
