/** Reads the user's own lists of names. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { parseWatchlist } from '../../tagging/lists/watchlist.ts';
import type { GazetteerEntity } from '../../schemas/gazetteer.ts';
import { codeOf, messageOf, Problem } from '../../schemas/problem.ts';

/** A list of a million names is a tenth of it; a larger file is another one, named by mistake. */
const maxWatchlistBytes = 256 * 1024 * 1024;

/** All names together, as the parsers get them: half of what one message carries. Each parser holds them many times over. */
const maxNamesBytes = 32 * 1024 * 1024;

export interface LoadedWatchlists {
  readonly entities: readonly GazetteerEntity[];
  /** For the run's record. */
  readonly sources: readonly { readonly path: string; readonly sha256: string; readonly entities: number }[];
}

/** Throws `bad-file` with the line of the first bad row and what is expected there. */
export function loadWatchlists(paths: readonly string[]): LoadedWatchlists {
  const entities: GazetteerEntity[] = [];
  let namesBytes = 0;
  const sources = paths.map((path) => {
    const text = readList(path);
    let list: readonly GazetteerEntity[];
    try {
      list = parseWatchlist(text, path).entities;
    } catch (error) {
      if (codeOf(error) !== 'bad-watchlist') throw error;
      throw new Problem('bad-file', messageOf(error), 'Correct the list; nothing was ingested.');
    }
    for (const entity of list) {
      entities.push(entity);
      namesBytes += Buffer.byteLength(JSON.stringify(entity));
      if (namesBytes > maxNamesBytes)
        throw new Problem(
          'bad-file',
          `the watchlists hold more names than the parsers take: ${path} comes beyond 32 MiB with name ${entities.length}`,
          'Give shorter lists, each to a case of its own; nothing was ingested.',
        );
    }
    return { path, sha256: createHash('sha256').update(text).digest('hex'), entities: list.length };
  });
  return { entities, sources };
}

/** UTF-8, or UTF-16 with its mark. Names in another encoding would be broken and found nowhere: refused. */
function decodeList(bytes: Buffer, path: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Problem(
      'bad-file',
      `the watchlist ${path} is in another encoding than UTF-8: its names would be broken`,
      'Save it as UTF-8 (in Excel: "CSV UTF-8").',
    );
  }
}

function readList(path: string): string {
  try {
    if (statSync(path).size > maxWatchlistBytes)
      throw new Problem('bad-file', `${path} is no watchlist: it is larger than 256 MiB`);
    return decodeList(readFileSync(path), path);
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem(
      'bad-file',
      `the watchlist ${path} cannot be read: ${messageOf(error)}`,
      'Check the path given with --watchlist.',
    );
  }
}
