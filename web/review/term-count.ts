/** Counts the terms of a list as `evidex terms` does, and makes of it what is kept. */
import { reportTerms, type TermReport, type TermRow } from '../../cli/terms/term-report.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import { maxNotes, maxNoteUnits } from '../../schemas/records/term-report.ts';
import type { Reading } from '../served-case.ts';
import { hashOfTerms } from './kept-counts.ts';

type Body = RecordBody<'term-report'>;

/** Custodians of whom it is kept what nobody could search. A case has tens. */
const maxCustodians = 1_000;

/** A line of the list is a term: its number is that of its line. */
function rowOf({ term, refused, sameAs, notes, families, ...counts }: TermRow): Body['rows'][number] {
  if (refused !== undefined) return { term, refused: refused.slice(0, maxNoteUnits) };
  if (sameAs !== undefined) return { term, sameAs };
  const { documents, mailCopies, unique, first, last, undated, unsearched } = counts;
  return {
    term,
    documents,
    mailCopies,
    unique,
    ...(families ? { families: families.count } : {}),
    ...(first ? { first } : {}),
    ...(last ? { last } : {}),
    undated,
    unsearched,
    ...(notes.length > 0 ? { notes: notes.slice(0, maxNotes).map((note) => note.slice(0, maxNoteUnits)) } : {}),
  };
} // prettier-ignore

function searchedOf({ population, unsearched, pictures, state, changed }: TermReport): Body['searched'] {
  const { documents, mails, mailGroups, items, folders } = population;
  return {
    documents,
    mails,
    mailGroups,
    items,
    folders,
    pictures,
    unsearched: unsearched.slice(0, maxCustodians).map(({ custodian, count, statuses }) => ({
      ...(custodian === undefined ? {} : { custodian }),
      count,
      statuses: [...statuses],
    })),
    unaccounted: state.unaccounted,
    ...(state.unendedRun === undefined ? {} : { unendedRun: state.unendedRun }),
    changed,
  };
}

/** Each term by itself, in the order of the list. */
export async function countTerms(
  { index, ledger, scope }: Reading,
  name: string,
  terms: readonly string[],
): Promise<Body> {
  const hash = hashOfTerms(terms);
  const list = {
    sha256: hash,
    encoding: 'utf-8',
    terms: terms.map((text, at) => ({ line: at + 1, text })),
    comments: 0,
  } as const;
  const report = await reportTerms(name, list, {
    index,
    ledger,
    scope,
    syntax: 'evidex',
    among: undefined,
    // Who asks no longer waits, or waits too long: the process that counts is ended.
    signal: new AbortController().signal,
    onTerm: () => {},
  });
  if (report === undefined) throw new Error('nobody stops this count, and it was stopped');
  const { any } = report;
  return {
    hash,
    open: [...scope.open],
    searched: searchedOf(report),
    rows: report.terms.map(rowOf),
    documents: any.documents,
    ...(any.families === undefined ? {} : { families: any.families }),
  };
}
