/** Compares the index with the ledger: every document and every item without one, its revision, texts, places, labels and withholding. */
import { setImmediate } from 'node:timers/promises';
import type { EntryReading, IndexedDocument } from '../../case/ledger/entries.ts';
import { isItemEntryId } from '../../schemas/index-entry.ts';
import { entriesOf, haveSame, idsOf, joinEntries } from '../../search/join-entries.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { EntryRow, IndexReader, TextRef } from '../../search/port.ts';

/** One document or item of which ledger and index do not say the same. */
export interface Difference {
  readonly document: string;
  readonly kind: 'missing' | 'additional' | 'differs';
  /** In words, one for each thing that differs. */
  readonly findings: readonly string[];
  /** Of the index's entry; 0 where there is none. */
  readonly revision: number;
}

export interface CheckCounts {
  /** Of the ledger: documents, and items that have an entry of their own. */
  documents: number;
  items: number;
  /** Of the index. */
  entries: number;
}

/** Documents whose texts are asked for in one question. */
const documentsAtOnce = 500;

/** What ledger and index have of a document; one of them at least. */
interface Pair {
  readonly left?: IndexedDocument;
  readonly right?: EntryRow;
}

/** `missing`: ids of texts that the index does not have to their end. */
function findingsOf(ledger: IndexedDocument, entry: EntryRow, missing: ReadonlySet<string>): string[] {
  const findings: string[] = [];
  if (ledger.revision !== ledger.indexed)
    findings.push(`revision ${ledger.revision} of the ledger was not yet projected`);
  else if (entry.revision !== ledger.revision)
    findings.push(`revision ${entry.revision} in the index, ${ledger.revision} in the ledger`);
  if (!haveSame(idsOf(entry.texts), [...new Set(ledger.texts)]))
    findings.push('other texts in the index than in the ledger');
  if (entry.places !== ledger.places)
    findings.push(`${entry.places} places in the index, ${ledger.places} in the ledger`);
  if (entry.marks !== ledger.marks)
    findings.push('other labels or withholding in the index than in the ledger');
  for (const { id } of entry.texts)
    if (missing.has(id)) findings.push(`text ${id} is not in the index, or not whole`);
  return findings;
}

/**
 * Documents that differ, in id order, until `signal` is aborted. `counts` grows on the way, so that it says how far this
 * came; entries may be changed behind the cursor.
 */
export async function* compareIndex(
  ledger: Pick<EntryReading, 'indexed'>,
  index: IndexReader,
  counts: CheckCounts,
  progress: (counts: Readonly<CheckCounts>) => void,
  signal: AbortSignal,
): AsyncGenerator<Difference, void> {
  let pairs: Pair[] = [];
  for await (const pair of joinEntries(ledger.indexed(everyScope), entriesOf(index))) {
    if (pair.left) counts[isItemEntryId(pair.left.document) ? 'items' : 'documents'] += 1;
    counts.entries += pair.right ? 1 : 0;
    pairs.push(pair);
    if (pairs.length < documentsAtOnce) continue;
    progress(counts);
    yield* await differencesOf(index, pairs);
    pairs = [];
    // Both stores may answer at once, and a signal is only heard between turns of the loop.
    await setImmediate();
    if (signal.aborted) return;
  }
  yield* await differencesOf(index, pairs);
}

async function differencesOf(index: IndexReader, pairs: readonly Pair[]): Promise<Difference[]> {
  const texts: TextRef[] = pairs.flatMap(({ left, right }) => (left && right ? right.texts : []));
  const missing = new Set(texts.length > 0 ? await index.missingTexts(texts) : []);
  return pairs.flatMap((pair) => differenceOf(pair, missing) ?? []);
}

function differenceOf({ left, right }: Pair, missing: ReadonlySet<string>): Difference | undefined {
  if (left && right) {
    const { document } = left;
    const findings = findingsOf(left, right, missing);
    return findings.length === 0
      ? undefined
      : { document, kind: 'differs', findings, revision: right.revision };
  }
  if (left) {
    const findings = ['in the ledger, not in the index'];
    return { document: left.document, kind: 'missing', findings, revision: 0 };
  }
  if (!right) return undefined;
  const findings = ['in the index, not in the ledger'];
  return { document: right.document, kind: 'additional', findings, revision: right.revision };
}
