/** Compares the index with the ledger: every document, its revision, texts, places and labels. */
import type { EntryReader, IndexedDocument } from '../../case/sqlite/entry-reader.ts';
import { hasText } from '../../search/copy-texts.ts';
import { entriesOf, type EntryRow, haveSame, joinEntries } from '../../search/join-entries.ts';
import { everyScope, type IndexReader } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';

/** One document of which ledger and index do not say the same. */
export interface Difference {
  readonly document: string;
  readonly kind: 'missing' | 'additional' | 'differs';
  /** In words, one for each thing that differs. */
  readonly findings: readonly string[];
  /** Of the index's entry; 0 where there is none. */
  readonly revision: number;
}

export interface CheckCounts {
  documents: number;
  entries: number;
}

const pageIds = 10_000;
/** Questions to the index at one time. */
const maxAsked = 16;

/** Ids of the entries that have a label, in id order. */
async function* labelledIn(index: IndexReader): AsyncGenerator<{ document: string }, void> {
  const query = parseQuery('has:label');
  for (let after: string | undefined; ;) {
    const page = await index.documents(query, everyScope, after, pageIds);
    for (const document of page) yield { document };
    after = page.at(-1);
    if (page.length < pageIds) return;
  }
}

interface Both {
  readonly document: string;
  readonly ledger: IndexedDocument;
  readonly entry: EntryRow;
  readonly labelled: boolean;
}

async function findingsOf(
  index: IndexReader,
  { document, ledger, entry, labelled }: Both,
): Promise<string[]> {
  const findings: string[] = [];
  if (ledger.revision !== ledger.indexed)
    findings.push(`revision ${ledger.revision} of the ledger was not yet projected`);
  else if (entry.revision !== ledger.revision)
    findings.push(`revision ${entry.revision} in the index, ${ledger.revision} in the ledger`);
  if (!haveSame(entry.texts, [...new Set(ledger.texts)]))
    findings.push('other texts in the index than in the ledger');
  if (entry.places !== ledger.places)
    findings.push(`${entry.places} places in the index, ${ledger.places} in the ledger`);
  const whole =
    labelled || ledger.labels.length > 0 || entry.texts.length > 0
      ? await index.entry(document, everyScope)
      : undefined;
  if (!haveSame(whole?.labels ?? [], ledger.labels))
    findings.push('other labels in the index than in the ledger');
  for (const text of whole?.texts ?? [])
    if (!(await hasText(index, text))) findings.push(`text ${text.id} is not in the index, or not whole`);
  return findings;
}

/** Documents that differ, in id order. `counts` grows on the way; entries may be changed behind the cursor. */
export async function* compareIndex(
  ledger: Pick<EntryReader, 'indexed'>,
  index: IndexReader,
  counts: CheckCounts,
  progress: (counts: Readonly<CheckCounts>) => void,
): AsyncGenerator<Difference, void> {
  const labelled = labelledIn(index);
  let nextLabelled = await labelled.next();
  const isLabelled = async (document: string): Promise<boolean> => {
    while (!nextLabelled.done && nextLabelled.value.document < document) nextLabelled = await labelled.next();
    return !nextLabelled.done && nextLabelled.value.document === document;
  };
  let asked: Promise<Difference | undefined>[] = [];
  for await (const { left, right } of joinEntries(ledger.indexed(), entriesOf(index))) {
    counts.documents += left ? 1 : 0;
    counts.entries += right ? 1 : 0;
    asked.push(differenceOf(index, left, right, right ? await isLabelled(right.document) : false));
    if (asked.length < maxAsked) continue;
    progress(counts);
    for (const difference of await Promise.all(asked)) if (difference) yield difference;
    asked = [];
  }
  for (const difference of await Promise.all(asked)) if (difference) yield difference;
}

async function differenceOf(
  index: IndexReader,
  left: IndexedDocument | undefined,
  right: EntryRow | undefined,
  labelled: boolean,
): Promise<Difference | undefined> {
  if (left && right) {
    const { document } = left;
    const findings = await findingsOf(index, { document, ledger: left, entry: right, labelled });
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
