/** What `evidex entities` gives of candidates: their list, and those that were accepted as a list of names. */
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { entityRulings, ruledLedger } from '../../case/ruled-ledger.ts';
import type { Config } from '../../schemas/config.ts';
import { Problem } from '../../schemas/problem.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import { csvRow } from '../frame/csv.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Output } from '../frame/output.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { openIndexToRead } from '../open/open-index.ts';
import { candidateGaps, candidatesWords } from './candidate-words.ts';
import { findCandidates } from './case-candidates.ts';
import { notReadWords, unsearchable } from './entry-counts.ts';
import { writeNewFile } from './new-file.ts';
import { answering, readQuery } from './query.ts';
import { everySecond } from './every-second.ts';

/** Candidates that people are shown where they name no limit. */
const defaultLimit = 50;

interface CandidatesAsked {
  readonly caseFolder: CaseFolder;
  readonly config: Config;
  readonly query: string | undefined;
  readonly limit: number | undefined;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly out: Output;
}

/** Gives how many there are. */
export async function giveCandidates(asked: CandidatesAsked): Promise<number> {
  const { caseFolder, config, limit, scope, signal, out } = asked;
  const query = asked.query === undefined ? ({ op: 'all' } as const) : readQuery(asked.query);
  const ledger = ruledLedger(await caseFolder.openLedger());
  const index = await openIndexToRead(caseFolder, config);
  try {
    const progress = everySecond(
      out,
      (documents: number) => `${formatCount(documents)} documents looked through`,
    );
    const found = await answering(() => findCandidates({ ledger, index, scope, signal, progress }, query));
    const total = found.candidates.length;
    const unread = await index.count(unsearchable, scope);
    const { candidates, ...counts } = found;
    await out.report(
      { candidates: limit === undefined ? candidates : candidates.slice(0, limit), total, ...counts, unread },
      () => candidatesWords(found, limit ?? defaultLimit),
    );
    for (const words of candidateGaps(found)) out.note(words);
    const unreadWords = notReadWords(unread, 'names in there are not found');
    if (unreadWords !== undefined) out.note(unreadWords);
    return total;
  } finally {
    await index.close();
    await ledger.close();
  }
}

/** The accepted candidates as the rows of a watchlist. Throws `not-found` where there are none. */
async function acceptedRows(ledger: Ledger, scope: Scope): Promise<readonly (readonly string[])[]> {
  const { rulings } = await entityRulings(ledger, scope);
  const rows = rulings.flatMap(({ body }) =>
    body?.says === 'accept' && body.candidate !== undefined
      ? body.entities.map((name) => [name, body.kind ?? 'other'])
      : [],
  );
  if (rows.length === 0)
    throw new Problem(
      'not-found',
      'no candidate was accepted that shows to you',
      '`evidex entities CASE --candidates` lists them; `evidex entities accept NAME` accepts one.',
    );
  return rows;
}

/**
 * Writes all of them to a new file, and gives its path: a list that lacked what is withheld would take tags away from that.
 * Throws `not-found` where none shows to whoever asks.
 */
export async function writeAcceptedList(ledger: Ledger, file: string, scope: Scope): Promise<string> {
  await acceptedRows(ledger, scope);
  writeNewFile(file, [['name', 'kind'], ...(await acceptedRows(ledger, everyScope))].map(csvRow).join(''));
  return file;
}

/** Tells of a name on the list of accepted candidates whether the reader may hear of it: it was accepted, or is an entity, where he sees it. */
export async function shownCandidates(ledger: Ledger, scope: Scope): Promise<(name: string) => boolean> {
  if ((await ledger.coverage.withheld(scope)).length === 0) return () => true;
  const { rulings } = await entityRulings(ledger, scope);
  const names = new Set((await ledger.tags.entities(scope)).map(({ entity }) => entity));
  for (const { body } of rulings) for (const name of body?.entities ?? []) names.add(name);
  return (name) => names.has(name);
}

/** Writes the accepted candidates as a watchlist; gives how many. Throws `not-found` where there are none. */
export async function writeAccepted(
  caseFolder: CaseFolder,
  file: string,
  scope: Scope,
  out: Output,
): Promise<number> {
  const ledger = await caseFolder.openLedger();
  try {
    const rows = await acceptedRows(ledger, scope);
    writeNewFile(file, [['name', 'kind'], ...rows].map(csvRow).join(''));
    await out.report(
      { written: rows.length, to: file },
      () => `${countOf(rows.length, 'name')} written to ${escapeLine(file)}, a list for --watchlist.`,
    );
    return rows.length;
  } finally {
    await ledger.close();
  }
}
