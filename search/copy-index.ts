/**
 * Copies an index into another through the port alone, whatever engine either has: in the order of document ids, in
 * bounded memory, and so that it goes on where it stopped. The evidence is not touched.
 */
import { textOperations } from './copy-texts.ts';
import { entriesOf, haveSame, idsOf, joinEntries } from './join-entries.ts';
import { everyScope } from '../schemas/scope.ts';
import type { EntryRow, IndexOperation, IndexReader, SearchIndex } from './port.ts';

export interface CopyCounts {
  /** Entries of the source, of documents and of items, that were looked at, in the order of their ids. */
  documents: number;
  copied: number;
  /** Documents that the target had already, with the same revision, texts and places. */
  skipped: number;
  /** Entries of the target that the source does not have. */
  retired: number;
  /** UTF-16 units of text that were copied. */
  units: number;
}

export interface CopyOptions {
  /** Nothing must write to it meanwhile. */
  readonly from: IndexReader;
  readonly to: SearchIndex;
  readonly signal: AbortSignal;
  readonly progress: (counts: Readonly<CopyCounts>) => void;
  /** UTF-16 units of text of one write; one chunk may be beyond it. Default 4 Mi. */
  readonly batchUnits?: number;
}

const defaultBatchUnits = 4 * 1024 * 1024;
/** Operations of one write: bounds it where documents have no text. */
const maxBatchOperations = 2_000;

/**
 * Makes the target equal to the source; stops early when `signal` is aborted, and goes on when called again. Throws
 * with code `index-refused` where the target refuses an operation for good.
 */
export async function copyIndex(options: CopyOptions): Promise<CopyCounts> {
  const { from, to, signal, progress } = options;
  const counts: CopyCounts = { documents: 0, copied: 0, skipped: 0, retired: 0, units: 0 };
  const batch = new Batch(to, options.batchUnits ?? defaultBatchUnits);
  await to.sweep();
  for await (const { left, right } of joinEntries(entriesOf(from), entriesOf(to))) {
    if (signal.aborted) break;
    if (right && (!left || right.revision > left.revision)) {
      await batch.push(await retiring(to, right.document));
      counts.retired += 1;
    }
    if (!left) continue;
    counts.documents += 1;
    if (right && isSame(left, right)) counts.skipped += 1;
    else {
      counts.units += await copyDocument(from, left.document, batch);
      counts.copied += 1;
    }
    progress(counts);
  }
  await batch.flush();
  return counts;
}

async function retiring(index: IndexReader, document: string): Promise<IndexOperation> {
  const entry = await index.entry(document, everyScope);
  return { op: 'retire', document, items: entry?.occurrences.map(({ item }) => item) ?? [] };
}

async function copyDocument(from: IndexReader, document: string, batch: Batch): Promise<number> {
  const entry = await from.entry(document, everyScope);
  if (!entry) return 0;
  let units = 0;
  for (const [number, text] of entry.texts.entries()) {
    for await (const operation of textOperations(from, `copy ${document} ${number}`, text)) {
      await batch.push(operation);
    }
    units += text.units;
  }
  await batch.push({ op: 'entry', entry });
  return units;
}

const isSame = (one: EntryRow, other: EntryRow): boolean =>
  one.revision === other.revision &&
  one.places === other.places &&
  haveSame(idsOf(one.texts), idsOf(other.texts));

/** Gathers operations and writes them in order, one write under way while the next is gathered. */
class Batch {
  readonly #index: Pick<SearchIndex, 'write'>;
  readonly #maxUnits: number;
  #operations: IndexOperation[] = [];
  #units = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(index: Pick<SearchIndex, 'write'>, maxUnits: number) {
    this.#index = index;
    this.#maxUnits = maxUnits;
  }

  async push(operation: IndexOperation): Promise<void> {
    this.#operations.push(operation);
    if (operation.op === 'text') this.#units += operation.chunk.length;
    if (this.#units >= this.#maxUnits || this.#operations.length >= maxBatchOperations) await this.#write();
  }

  async flush(): Promise<void> {
    await this.#write();
    await this.#writing;
  }

  async #write(): Promise<void> {
    const operations = this.#operations;
    await this.#writing;
    if (operations.length === 0) return;
    this.#operations = [];
    this.#units = 0;
    this.#writing = writeWhole(this.#index, operations);
    // Its failure is thrown where it is waited for; until then it must not end the process.
    this.#writing.catch(() => undefined);
  }
}

async function writeWhole(
  index: Pick<SearchIndex, 'write'>,
  operations: readonly IndexOperation[],
): Promise<void> {
  const { rejected } = await index.write(operations);
  const [first] = rejected;
  if (!first) return;
  const operation = operations[first.position];
  const of = operation?.op === 'entry' ? ` of document ${operation.entry.document}` : '';
  throw Object.assign(
    new Error(
      `the index refused ${rejected.length} of ${operations.length} operations; the first (${operation?.op ?? ''}${of}): ${first.reason}`,
    ),
    { code: 'index-refused', hint: 'The index that is copied is untouched and stays in use.' },
  );
}

export interface IndexComparison {
  readonly documents: number;
  /** Documents that only one has, or of which revision, texts or places differ. */
  readonly differences: number;
  /** The first of them. */
  readonly examples: readonly string[];
}

const maxExamples = 20;

/** Whether two indexes hold the same documents with the same revisions, texts and places. */
export async function compareIndexes(one: IndexReader, other: IndexReader): Promise<IndexComparison> {
  let documents = 0;
  let differences = 0;
  const examples: string[] = [];
  for await (const { left, right } of joinEntries(entriesOf(one), entriesOf(other))) {
    documents += left ? 1 : 0;
    if (left && right && isSame(left, right)) continue;
    differences += 1;
    if (examples.length < maxExamples) examples.push((left ?? right)?.document ?? '');
  }
  return { documents, differences, examples };
}
