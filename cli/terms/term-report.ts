/** Makes a report of search terms: the population first, then each term, and beside it what nobody could search. */
import { pictures } from '../run/pictures.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { printQuery } from '../../search/query/print.ts';
import { type Alone, type AnyTerm, TermCounter, type TermCounts } from './count-terms.ts';
import type { TermList } from './read-list.ts';
import { notesOn, readTerm, type Syntax } from './read-term.ts';
import {
  type CaseState,
  type Population,
  populationOf,
  stateOf,
  type Unsearched,
  unsearchedOf,
} from './searched.ts';

/** A term of the list and what it came to; without counts where it was refused, or where another is the same. */
export interface TermRow extends Partial<TermCounts>, Partial<Alone> {
  readonly line: number;
  readonly name?: string;
  /** As the list has it. */
  readonly term: string;
  /** In the language's own form; absent where it cannot be read. */
  readonly query?: string;
  /** Why it was not searched, and where it stops making sense. */
  readonly refused?: string;
  /** The line of the first term that asks the same: counted there, and once. */
  readonly sameAs?: number;
  /** What may be other than whoever wrote it meant. */
  readonly notes: readonly string[];
}

export interface TermReport {
  readonly list: Omit<TermList, 'terms'> & {
    readonly path: string;
    readonly syntax: Syntax;
    readonly terms: number;
  };
  readonly population: Population;
  readonly terms: readonly TermRow[];
  readonly any: AnyTerm;
  /** Of the whole case, by custodian. */
  readonly unsearched: readonly Unsearched[];
  /** Entries in whose pixels no term was looked for. */
  readonly pictures: number;
  /** As `report` has it. */
  readonly state: CaseState;
  /** All terms were searched, in one state of a case whose last run came to its end. */
  readonly whole: boolean;
  /** Terms that were not searched. */
  readonly refused: number;
  /** Something was written to the index while terms were counted. */
  readonly changed: boolean;
}

export interface TermsAsked {
  readonly index: IndexReader;
  readonly ledger: Ledger;
  readonly scope: Scope;
  readonly syntax: Syntax;
  readonly among: Query | undefined;
  readonly signal: AbortSignal;
  /** Told before each term. */
  readonly onTerm: (number: number, of: number) => void;
}

/** Counts everything again that would be otherwise had something been written meanwhile. */
const stamp = async ({ index, scope }: TermsAsked): Promise<string> =>
  JSON.stringify([
    await populationOf(index, undefined, scope),
    await index.facet({ op: 'all' }, scope, 'status'),
  ]);

/** Undefined where the user stopped it. Throws `wrong-value` where the documents to search among are too many to tell. */
export async function reportTerms(
  path: string,
  { terms, ...list }: TermList,
  asked: TermsAsked,
): Promise<TermReport | undefined> {
  const { index, ledger, scope, syntax, among, signal } = asked;
  const population = await populationOf(index, among, scope);
  const before = await stamp(asked);
  const counter = new TermCounter(index, scope, among);
  const lineOf = new Map<string, number>();
  const rows: { readonly row: TermRow; readonly isCounted: boolean }[] = [];
  for (const [number, listed] of terms.entries()) {
    asked.onTerm(number, terms.length);
    const { line, name, text } = listed;
    const head = { line, ...(name === undefined ? {} : { name }), term: text };
    const read = readTerm(text, syntax);
    if ('refused' in read) {
      rows.push({ row: { ...head, refused: read.refused, notes: [] }, isCounted: false });
      continue;
    }
    // The same questions are printed the same.
    const query = printQuery(read.query);
    const sameAs = lineOf.get(query);
    if (sameAs !== undefined) {
      rows.push({ row: { ...head, query, sameAs, notes: [] }, isCounted: false });
      continue;
    }
    lineOf.set(query, line);
    const answer = await counter.count(read.query, number, signal);
    if (answer === undefined || signal.aborted) return undefined;
    const isCounted = !('refused' in answer);
    const notes = isCounted ? await notesOn(read, { text, syntax, index, scope }) : [];
    rows.push({ row: { ...head, query, ...answer, notes }, isCounted });
  }
  const alone = counter.alone();
  const refused = rows.filter(({ row }) => row.refused !== undefined).length;
  const state = await stateOf(ledger, scope);
  const unsearched = await unsearchedOf(index, scope);
  const inPictures = await index.count(pictures, scope);
  const changed = (await stamp(asked)) !== before;
  return {
    list: { path, ...list, syntax, terms: terms.length },
    population,
    terms: rows.map(({ row, isCounted }, number) => (isCounted ? { ...row, ...alone(number) } : row)),
    any: counter.any,
    unsearched,
    pictures: inPictures,
    state,
    whole: refused === 0 && !changed && state.unendedRun === undefined,
    refused,
    changed,
  };
}
