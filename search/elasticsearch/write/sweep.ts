/** Finds texts that no entry names, and deletes them with all that hangs on them. */
import { z } from 'zod';
import { deleteAction } from './actions.ts';
import { readEntrySource } from '../stored-entry.ts';
import { chunkId, fetchSources } from '../text-store.ts';
import { ignore } from './text-writer.ts';
import { walk, type WalkedHit, type Writing } from './writing.ts';

const headerSource = z.object({ key: z.string().optional(), chunks: z.number().int().optional() });
const chunkSource = z.object({ key: z.string() });
const anchorsSource = z.object({ document: z.string() });
const named = z.object({ buckets: z.array(z.object({ key: z.string() })) });

/** Terms of one question. */
const termsAtOnce = 1_000;

/** Values among `values` that some document of an index has in a keyword field; as at the last refresh. */
async function present(
  { connection: { client } }: Writing,
  index: string,
  field: string,
  values: readonly string[],
  filter: object[] = [],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (let from = 0; from < values.length; from += termsAtOnce) {
    const some = values.slice(from, from + termsAtOnce);
    const { aggregations } = await client.search({
      index,
      // Half an answer would take texts away that have a name.
      allow_partial_search_results: false,
      size: 0,
      query: { bool: { filter: [{ terms: { [field]: some } }, ...filter] } },
      aggregations: { found: { terms: { field, include: some, size: some.length } } },
    });
    for (const { key } of named.parse(aggregations?.['found']).buckets) found.add(key);
  }
  return found;
}

/** Deletes those of the texts that no entry names. `entries` must be refreshed. Returns how many. */
export async function deleteUnnamed(writing: Writing, ids: readonly string[]): Promise<number> {
  const { names, bulk, connection } = writing;
  const kept = await present(writing, names.entries, 'texts', ids);
  const unnamed = ids.filter((id) => !kept.has(id));
  let deleted = 0;
  for (let from = 0; from < unnamed.length; from += headersAtOnce) {
    const some = unnamed.slice(from, from + headersAtOnce);
    const headers = await fetchSources(connection.client, names.texts, some);
    for (const [id, source] of headers) {
      const { key, chunks = 0 } = headerSource.parse(source);
      for (let number = 0; number < chunks; number++)
        await bulk.add(deleteAction(names.texts, chunkId(key ?? id, number)), ignore);
      await bulk.add(deleteAction(names.texts, id), ignore);
      deleted++;
    }
  }
  await deleteAll(writing, names.parts, { terms: { text: unnamed } }, unnamed.length > 0);
  await bulk.flush();
  return deleted;
}

async function deleteAll(writing: Writing, index: string, query: object, any: boolean): Promise<void> {
  if (!any) return;
  for await (const page of walk(writing, index, query, false))
    for (const { _id } of page) await writing.bulk.add(deleteAction(index, _id), ignore);
}

/** What was written after epoch `swept`, of one sort. */
const since = (of: string, swept: number): object => ({
  bool: { filter: [{ term: { of } }, { range: { epoch: { gt: swept } } }] },
});

/**
 * Of the texts, chunks and anchors written after epoch `swept` those that nothing names. All indices must be
 * refreshed. Returns how many texts it deleted, unfinished ones included.
 */
export async function sweepSince(writing: Writing, swept: number): Promise<number> {
  const { names } = writing;
  let count = 0;
  for await (const page of walk(writing, names.texts, since('header', swept), false))
    count += await deleteUnnamed(
      writing,
      page.map(({ _id }) => _id),
    );
  const orphans = new Set<string>();
  for await (const page of walk(writing, names.texts, since('chunk', swept), ['key']))
    for (const key of await deleteOrphans(writing, page)) orphans.add(key);
  for await (const page of walk(writing, names.texts, since('anchors', swept), ['document']))
    await deleteLooseAnchors(writing, page);
  await writing.bulk.flush();
  return count + orphans.size;
}

/** Chunks whose key no header has; gives the keys. */
async function deleteOrphans(writing: Writing, page: readonly WalkedHit[]): Promise<Set<string>> {
  const { names, bulk } = writing;
  const keys = new Map(page.map(({ _id, _source }) => [_id, chunkSource.parse(_source).key]));
  const isHeader = [{ term: { of: 'header' } }];
  const kept = await present(writing, names.texts, 'key', [...new Set(keys.values())], isHeader);
  const orphans = new Set<string>();
  for (const [id, key] of keys) {
    if (kept.has(key)) continue;
    await bulk.add(deleteAction(names.texts, id), ignore);
    orphans.add(key);
  }
  return orphans;
}

/** Blocks of anchors that their document's entry does not have. */
async function deleteLooseAnchors(writing: Writing, page: readonly WalkedHit[]): Promise<void> {
  const { names, bulk, connection } = writing;
  const documents = new Map(page.map(({ _id, _source }) => [_id, anchorsSource.parse(_source).document]));
  const sources = await fetchSources(connection.client, names.entries, [...new Set(documents.values())]);
  for (const [id, document] of documents) {
    const source = sources.get(document);
    const texts = source === undefined ? [] : readEntrySource(source).entry.texts;
    if (!texts.some(({ blocks }) => blocks !== undefined && id.startsWith(`${blocks.key}:`)))
      await bulk.add(deleteAction(names.texts, id), ignore);
  }
}

/** Headers fetched at one time: short texts are in them. */
const headersAtOnce = 50;
