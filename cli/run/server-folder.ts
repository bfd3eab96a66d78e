/** Where a server for a team keeps its accounts, as verbs are told it. */
import { join } from 'node:path';
import { openServerFolder, type ServerFolder } from '../../accounts/server-folder.ts';
import { Problem } from '../../schemas/problem.ts';

/** The folder that was named, or the one that a server for a team has by itself. */
export function serverFolderOf(
  named: string | undefined,
  userFolder: string | undefined,
): ServerFolder {
  if (named === undefined && userFolder === undefined)
    throw new Problem('usage', 'there is no folder of yours to keep accounts in', 'Name one with --server-folder.');
  return openServerFolder(named ?? join(userFolder ?? '', 'server'));
} // prettier-ignore
