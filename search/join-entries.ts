/** Walks over two lists of documents at a time, each in the order of its ids, without holding either. */
import type { EntryRow, IndexReader, TextRef } from './port.ts';

const pageEntries = 1_000;

/** All entries of an index, in id order. */
export async function* entriesOf(index: Pick<IndexReader, 'entries'>): AsyncGenerator<EntryRow, void> {
  for (let after: string | undefined; ;) {
    const page = await index.entries(after, pageEntries);
    yield* page;
    after = page.at(-1)?.document;
    if (page.length < pageEntries) return;
  }
}

/** Whether two documents name the same texts or labels, whatever the order. */
export function haveSame(some: readonly string[], others: readonly string[]): boolean {
  const ordered = others.toSorted();
  return some.length === others.length && some.toSorted().every((value, at) => value === ordered[at]);
}

export const idsOf = (texts: readonly TextRef[]): string[] => texts.map(({ id }) => id);

/** Each text once, by its id. */
export const eachOnce = (texts: readonly TextRef[]): TextRef[] => [
  ...new Map(texts.map(({ id, units }) => [id, { id, units }])).values(),
];

type Rows<T> = Iterable<T> | AsyncIterable<T>;

/** One step for each id that either list has, in id order. */
export async function* joinEntries<L extends { document: string }, R extends { document: string }>(
  left: Rows<L>,
  right: Rows<R>,
): AsyncGenerator<{ left: L; right?: R } | { left?: L; right: R }, void> {
  const [lefts, rights] = [iteratorOf(left), iteratorOf(right)];
  let [l, r] = [await lefts.next(), await rights.next()];
  try {
    while (!l.done || !r.done) {
      if (!l.done && !r.done && l.value.document === r.value.document) {
        yield { left: l.value, right: r.value };
        [l, r] = [await lefts.next(), await rights.next()];
      } else if (!l.done && (r.done || l.value.document < r.value.document)) {
        yield { left: l.value };
        l = await lefts.next();
      } else if (!r.done) {
        yield { right: r.value };
        r = await rights.next();
      }
    }
  } finally {
    await lefts.return?.();
    await rights.return?.();
  }
}

async function* iteratorOf<T>(rows: Rows<T>): AsyncGenerator<T, void> {
  yield* rows;
}
