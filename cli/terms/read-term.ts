/** Reads a term in the language of its list, and says what may be other than its author meant. */
import { codeOf } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query, QuerySyntaxError } from '../../search/query/ast.ts';
import { parseDtsearch } from '../../search/query/dtsearch.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { queryHints } from '../run/query-hints.ts';
import { analysisNotes } from './analysis-notes.ts';

/** The languages in which lists are written. */
export const syntaxes = ['evidex', 'dtsearch'] as const;
export type Syntax = (typeof syntaxes)[number];

export interface ReadTerm {
  readonly query: Query;
  /** Of the reading alone. */
  readonly notes: readonly string[];
}

/** Of one that cannot be read why, and where it stops making sense. */
export function readTerm(text: string, syntax: Syntax): ReadTerm | { readonly refused: string } {
  try {
    return syntax === 'dtsearch' ? parseDtsearch(text) : { query: parseQuery(text), notes: [] };
  } catch (error) {
    if (codeOf(error) !== 'query-syntax') throw error;
    const { message, position, expected } = error as QuerySyntaxError;
    const known = expected.length > 0 ? `; what can stand there: ${expected.join(', ')}` : '';
    return { refused: `${message} (character ${position + 1}${known})` };
  }
}

/** Sentences; none where all is as it seems. */
export async function notesOn(
  { query, notes }: ReadTerm,
  asked: {
    readonly text: string;
    readonly syntax: Syntax;
    readonly index: IndexReader;
    readonly scope: Scope;
  },
): Promise<string[]> {
  const { index, scope } = asked;
  // Signs of another language are no surprise in a list that is written in it.
  const text = asked.syntax === 'evidex' ? asked.text : '';
  return [...notes, ...analysisNotes(query), ...(await queryHints({ text, query, index, scope }))];
}
