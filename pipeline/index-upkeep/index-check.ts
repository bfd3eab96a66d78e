/** Compares the index with the ledger: every document and every item without one, its revision, texts, places, labels and withholding. */
import { setImmediate } from 'node:timers/promises';
import type { EntryReading, IndexedDocument } from '../../case/ledger/entries.ts';
import { isItemEntryId } from '../../schemas/index-entry.ts';
import { hasText } from '../../search/copy-texts.ts';
import { entriesOf, type EntryRow, haveSame, joinEntries } from '../../search/join-entries.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { marksIn } from '../../search/place-marks.ts';

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

/** Questions to the index at one time. */
const maxAsked = 16;

interface Both {
  readonly document: string;
  readonly ledger: IndexedDocument;
  readonly entry: EntryRow;
}

async function findingsOf(index: IndexReader, { document, ledger, entry }: Both): Promise<string[]> {
  const findings: string[] = [];
  if (ledger.revision !== ledger.indexed)
    findings.push(`revision ${ledger.revision} of the ledger was not yet projected`);
  else if (entry.revision !== ledger.revision)
    findings.push(`revision ${entry.revision} in the index, ${ledger.revision} in the ledger`);
  if (!haveSame(entry.texts, [...new Set(ledger.texts)]))
    findings.push('other texts in the index than in the ledger');
  if (entry.places !== ledger.places)
    findings.push(`${entry.places} places in the index, ${ledger.places} in the ledger`);
  const whole = await index.entry(document, everyScope);
  if (marksIn(whole?.occurrences ?? []) !== ledger.marks)
    findings.push('other labels or withholding in the index than in the ledger');
  for (const text of whole?.texts ?? [])
    if (!(await hasText(index, text))) findings.push(`text ${text.id} is not in the index, or not whole`);
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
  let asked: Promise<Difference | undefined>[] = [];
  for await (const { left, right } of joinEntries(ledger.indexed(everyScope), entriesOf(index))) {
    if (left) counts[isItemEntryId(left.document) ? 'items' : 'documents'] += 1;
    counts.entries += right ? 1 : 0;
    asked.push(differenceOf(index, left, right));
    if (asked.length < maxAsked) continue;
    progress(counts);
    for (const difference of await Promise.all(asked)) if (difference) yield difference;
    asked = [];
    // Both stores may answer at once, and a signal is only heard between turns of the loop.
    await setImmediate();
    if (signal.aborted) return;
  }
  for (const difference of await Promise.all(asked)) if (difference) yield difference;
}

async function differenceOf(
  index: IndexReader,
  left: IndexedDocument | undefined,
  right: EntryRow | undefined,
): Promise<Difference | undefined> {
  if (left && right) {
    const { document } = left;
    const findings = await findingsOf(index, { document, ledger: left, entry: right });
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
