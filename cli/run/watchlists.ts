/** Reads the user's own lists of names. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { parseWatchlist } from '../../tagging/lists/watchlist.ts';
import type { GazetteerEntity } from '../../schemas/gazetteer.ts';
import { codeOf, messageOf, Problem } from '../../schemas/problem.ts';

/** A list of a million names is a tenth of it; a larger file is another one, named by mistake. */
const maxWatchlistBytes = 256 * 1024 * 1024;

export interface LoadedWatchlists {
  readonly entities: readonly GazetteerEntity[];
  /** For the run's record. */
  readonly sources: readonly { readonly path: string; readonly sha256: string; readonly entities: number }[];
}

/** Throws `bad-file` with the line of the first bad row and what is expected there. */
export function loadWatchlists(paths: readonly string[]): LoadedWatchlists {
  const entities: GazetteerEntity[] = [];
  const sources = paths.map((path) => {
    const text = readList(path);
    let list: readonly GazetteerEntity[];
    try {
      list = parseWatchlist(text, path).entities;
    } catch (error) {
      if (codeOf(error) !== 'bad-watchlist') throw error;
      throw new Problem('bad-file', messageOf(error), 'Correct the list; nothing was ingested.');
    }
    for (const entity of list) entities.push(entity);
    return { path, sha256: createHash('sha256').update(text).digest('hex'), entities: list.length };
  });
  return { entities, sources };
}

function readList(path: string): string {
  try {
    if (statSync(path).size > maxWatchlistBytes)
      throw new Problem('bad-file', `${path} is no watchlist: it is larger than 256 MiB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem(
      'bad-file',
      `the watchlist ${path} cannot be read: ${messageOf(error)}`,
      'Check the path given with --watchlist.',
    );
  }
}
