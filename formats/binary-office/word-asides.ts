/**
 * What a Word document keeps beside its text and no page shows ([MS-DOC]): who changed it, who saved it last and where
 * (2.9.295), variables (2.9.298), bookmarks, template and sources of letters (2.9.276).
 */
import { hasOwnWords } from '../program-names.ts';
import { readStringGroup, readStringTable, stringTableBytes } from './string-tables.ts';
import type { WordDocument } from './word-document.ts';

export interface Aside {
  readonly part: string;
  readonly lines: readonly string[];
}

/** Strings in pairs: of a name, and of what belongs to it. */
const paired = (names: readonly string[], others: readonly string[]): string[] =>
  names.map((name, at) => `${name}: ${others[at] ?? ''}`);

function readVariables(table: Buffer): string[] {
  const names = readStringTable(table);
  return paired(names, readStringGroup(table.subarray(stringTableBytes(table))));
}

function readSaved(table: Buffer): string[] {
  const strings = readStringTable(table);
  return paired(
    strings.filter((_, at) => at % 2 === 0),
    strings.filter((_, at) => at % 2 === 1),
  );
}

/** Those that say something; names that Word gives by itself do not. */
export const readAsides = (document: WordDocument): Aside[] =>
  [
    { part: 'changed by', lines: readStringTable(document.table('changeAuthors')) },
    { part: 'saved by', lines: readSaved(document.table('savedBy')) },
    { part: 'variables', lines: readVariables(document.table('variables')) },
    { part: 'bookmarks', lines: readStringTable(document.table('bookmarks')) },
    { part: 'associated', lines: readStringTable(document.table('associated')) },
  ]
    .map(({ part, lines }) => ({
      part,
      lines: [...new Set(lines)].filter((line) => line !== 'Unknown' && hasOwnWords(line)),
    }))
    .filter(({ lines }) => lines.length > 0);
