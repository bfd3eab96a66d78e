/**
 * Mends an index that does not hold what the ledger says, such as one restored from an old copy, as far as ledger and
 * index together have what is needed; the rest is set back, to be parsed again.
 */
import type { Upkeep } from '../../case/catalogue/upkeep.ts';
import type { EntryReading, LedgerEntry } from '../../case/ledger/entries.ts';
import { type IndexEntry, isItemEntryId } from '../../schemas/index-entry.ts';
import { textOperations } from '../../search/copy-texts.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';
import { writeAccepted } from './accepted-write.ts';
import { type CheckCounts, compareIndex, type Difference } from './index-check.ts';
import { entryOf } from './index-entry.ts';
import { itemEntryOf } from './item-entry.ts';
import { placesOf, projectStale } from './projector.ts';

export interface MendResult {
  /** Documents whose places and labels were shown again. */
  projected: number;
  /** Documents and items whose whole entry was written again, with the texts that the index had. */
  rewritten: number;
  /** Entries of no document or item, taken out. */
  retired: number;
  /** Documents that the next run parses again. */
  setBack: number;
  /** Of those, the ones that nothing in the sources carries any more: they cannot be parsed again. */
  readonly lost: string[];
}

export interface Mending {
  readonly catalogue: Pick<Upkeep, 'stale' | 'markIndexed' | 'staleItems' | 'markItems' | 'setBack'>;
  readonly ledger: EntryReading;
  readonly index: SearchIndex;
  readonly signal: AbortSignal;
  readonly progress: (counts: Readonly<CheckCounts>) => void;
}

/** Operations of one write, where the chunks of texts fill it. */
const maxBatchOperations = 32;

/** Can be stopped and called again: what is mended stays so. For a command that holds the run lock. */
export async function mendIndex(mending: Mending): Promise<MendResult> {
  const result: MendResult = { projected: 0, rewritten: 0, retired: 0, setBack: 0, lost: [] };
  const counts = { documents: 0, items: 0, entries: 0 };
  const { ledger, index, progress, signal } = mending;
  for await (const difference of compareIndex(ledger, index, counts, progress, signal)) {
    if (signal.aborted) return result;
    await mend(mending, difference, result);
  }
  if (signal.aborted) return result;
  await projectStale(mending.catalogue, mending.index, undefined);
  return result;
}

async function mend(mending: Mending, difference: Difference, result: MendResult): Promise<void> {
  const { catalogue, ledger, index } = mending;
  const { document, kind } = difference;
  const shown = kind === 'missing' ? undefined : await index.entry(document, everyScope);
  const retire = async (): Promise<void> => {
    const items = shown?.occurrences.map(({ item }) => item) ?? [];
    if (items.length > 0) await writeAccepted(index, [{ op: 'retire', document, items }]);
  };
  if (kind === 'additional') {
    await retire();
    result.retired += 1;
    return;
  }
  if (isItemEntryId(document)) {
    await mendItem(mending, difference, result);
    return;
  }
  const wanted = await ledger.entry(document, everyScope);
  const revision = Math.max(wanted?.revision ?? 0, difference.revision);
  const how = shown && wanted ? await show(index, shown, { ...wanted, revision }) : undefined;
  if (how === undefined) {
    result.setBack += 1;
    result.lost.push(...(await catalogue.setBack([{ document, revision }])));
    await retire();
    return;
  }
  // A ledger restored from an old copy is behind its index: it takes over the index's number.
  await catalogue.markIndexed(undefined, [{ document, revision }]);
  result[how] += 1;
}

/** The ledger has all that the entry of an item is made of. */
async function mendItem(
  { catalogue, ledger, index }: Mending,
  { document, revision: shown }: Difference,
  result: MendResult,
): Promise<void> {
  const wanted = await ledger.itemEntry(document, everyScope);
  if (!wanted) return;
  const revision = Math.max(wanted.revision, shown);
  await writeAccepted(index, [{ op: 'entry', entry: itemEntryOf(document, revision, wanted) }]);
  await catalogue.markItems(undefined, [{ entry: document, revision }]);
  result.rewritten += 1;
}

/** Undefined where a text is missing in the index. */
async function show(
  index: SearchIndex,
  shown: IndexEntry,
  ledger: LedgerEntry,
): Promise<'projected' | 'rewritten' | undefined> {
  const { revision, occurrences } = ledger;
  const wanted = entryOf(ledger, ledger);
  if ((await index.missingTexts(wanted.texts)).length > 0) return undefined;
  const { document } = wanted;
  if (hasSameContent(shown, wanted) && hasOnlyPlacesOf(shown, wanted)) {
    await writeAccepted(index, [placesOf({ document, revision, occurrences, dates: wanted.dates })]);
    return 'projected';
  }
  await rewrite(index, wanted);
  return 'rewritten';
}

async function rewrite(index: SearchIndex, entry: IndexEntry): Promise<void> {
  let batch: IndexOperation[] = [];
  for (const [number, text] of entry.texts.entries()) {
    for await (const operation of textOperations(index, `mend ${entry.document} ${number}`, text)) {
      batch.push(operation);
      if (batch.length < maxBatchOperations) continue;
      await writeAccepted(index, batch);
      batch = [];
    }
  }
  await writeAccepted(index, [...batch, { op: 'entry', entry }]);
}

const keyOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** Whether all is equal that comes from the document's parsing, whatever its order; dates are shown with the places. */
function hasSameContent(one: IndexEntry, other: IndexEntry): boolean {
  const contentOf = (entry: IndexEntry): string =>
    keyOf({
      ...entry,
      revision: 0,
      occurrences: [],
      texts: entry.texts.map(keyOf).toSorted(),
      entities: entry.entities.map(keyOf).toSorted(),
      personalData: entry.personalData.map(keyOf).toSorted(),
      codes: entry.codes.toSorted(),
      dates: [],
    });
  return contentOf(one) === contentOf(other);
}

function hasOnlyPlacesOf(one: IndexEntry, other: IndexEntry): boolean {
  const places = new Set(other.occurrences.map(({ item, path }) => `${item} ${path}`));
  return one.occurrences.every(({ item, path }) => places.has(`${item} ${path}`));
}
