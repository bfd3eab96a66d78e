/**
 * What can be said of one item in a witness statement: where it came from, what it is, whether the source still says so,
 * how it was read, and what all that does not prove. Gathered once, for the text and for the page.
 */
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { LedgerDocument } from '../../case/ledger/documents.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { LedgerPlace } from '../../case/ledger/places.ts';
import type { LedgerRun } from '../../case/ledger/runs.ts';
import type { LedgerSource } from '../../case/ledger/sources.ts';
import { programVersion } from '../../config/program.ts';
import { reasonOf } from '../../pipeline/originals/original-problem.ts';
import type { Originals } from '../../pipeline/originals/originals.ts';
import type { CustodyEntry } from '../../schemas/custody.ts';
import { isProblem, messageOf } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';

/** What came of reading the bytes from the source once more. */
export type Recheck =
  | { readonly matches: true; readonly sha256: string; readonly sha1: string; readonly md5: string }
  | { readonly matches: false; readonly reason: string; readonly why: string };

export interface Statement {
  readonly madeBy: string;
  /** UTC, ISO 8601. */
  readonly madeAt: string;
  readonly case: string;
  readonly item: LedgerItem;
  readonly document?: LedgerDocument | undefined;
  /** The items on the way to it, the file of the source first. */
  readonly inside: readonly LedgerItem[];
  readonly places: readonly LedgerPlace[];
  readonly morePlaces: number;
  readonly source?: Pick<LedgerSource, 'reference' | 'intake'> | undefined;
  readonly custody: readonly CustodyEntry[];
  /** Of the runs that read it; the record of a run shows only where every scope is open. */
  readonly runs: readonly LedgerRun[];
  readonly extractors: readonly string[];
  readonly recheck: Recheck;
  readonly audit: {
    /** By which this was asked. */
    readonly record?: number | undefined;
    /** The line by which the log is known again, as `evidex audit --head` gives it; absent where the log is broken. */
    readonly line?: string | undefined;
  };
}

export interface StatementOptions {
  readonly ledger: Ledger;
  readonly scope: Scope;
  readonly originals: Originals;
  readonly caseId: string;
  readonly audit: Statement['audit'];
  readonly signal: AbortSignal;
}

const maxPlaces = 20;
const maxSteps = 100;
const pieceBytes = 1024 * 1024;

export async function gatherStatement(item: LedgerItem, options: StatementOptions): Promise<Statement> {
  const { ledger, scope, caseId, audit } = options;
  const places = await ledger.places.ofItem(item, maxPlaces, scope);
  const document = item.sha256 === undefined ? undefined : await ledger.documents.get(item.sha256, scope);
  const attempts = document ? await ledger.documents.attempts(document.sha256, scope) : [];
  const numbers = new Set(attempts.map(({ run }) => run));
  const source = (await ledger.sources.all(scope)).find(({ reference }) => reference === item.source);
  return {
    madeBy: `Evidex ${programVersion}`,
    madeAt: new Date().toISOString(),
    case: caseId,
    item,
    document,
    inside: await holdersOf(places[0], options),
    places,
    morePlaces: (await ledger.places.count(item, scope)) - places.length,
    source: source && { reference: source.reference, intake: source.intake },
    custody: await ledger.sources.custody(item.source, scope),
    runs: (await ledger.runs.all(scope)).filter(({ run }) => numbers.has(run)),
    extractors: [...new Set(attempts.flatMap(({ extractor }) => extractor ?? []))],
    recheck: await recheck(item, options),
    audit,
  };
}

async function holdersOf(
  place: LedgerPlace | undefined,
  { ledger, scope }: StatementOptions,
): Promise<readonly LedgerItem[]> {
  const holders: LedgerItem[] = [];
  let above = place?.parent;
  while (above !== undefined && holders.length < maxSteps) {
    const holder = await ledger.items.get(above, scope);
    if (!holder) break;
    holders.unshift(holder);
    const [at] = await ledger.places.ofItem(holder, 1, scope);
    above = at?.parent;
  }
  return holders;
}

/** By all three algorithms: who has the item may know it by another than ours. */
async function recheck(item: LedgerItem, { originals, signal }: StatementOptions): Promise<Recheck> {
  try {
    const original = await originals.one(item, signal);
    const { descriptor, size } = original;
    try {
      const [sha256, sha1, md5] = ['sha256', 'sha1', 'md5'].map((name) => createHash(name));
      const piece = Buffer.allocUnsafe(pieceBytes);
      for (let at = 0; at < size;) {
        signal.throwIfAborted();
        const read = piece.subarray(0, readSync(descriptor, piece, 0, piece.length, at));
        for (const hash of [sha256, sha1, md5]) hash?.update(read);
        at += read.length;
      }
      const [is256 = '', is1 = '', is5 = ''] = [sha256, sha1, md5].map((hash) => hash?.digest('hex'));
      return { matches: true, sha256: is256, sha1: is1, md5: is5 };
    } finally {
      original.close();
    }
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error;
    return { matches: false, reason: reasonOf(error), why: messageOf(error) };
  }
}
