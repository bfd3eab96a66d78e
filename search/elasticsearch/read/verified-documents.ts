/** Documents whose texts hold what no index can tell: how words are written, or any word between two. */
import PQueue from 'p-queue';
import { QueryTooBroadError } from '../../query/ast.ts';
import type { WordLeaf } from '../../query/words.ts';
import { MatchFinder } from '../../snippets/match-finder.ts';
import { metadataStretches, overlapUnits } from '../../snippets/snippet-picker.ts';
import { type ReadEntry, readEntrySource } from '../stored-entry.ts';
import type { TextHeader } from '../text-store.ts';
import { anyOf, type Dsl, wordQuery } from './compile-words.ts';
import { DocumentSets, type Present } from './document-sets.ts';
import type { SnippetSources } from './hit-snippets.ts';
import type { Expansions } from './intervals.ts';

/** Documents looked into for one leaf; each comes over the network with its texts. */
const maxLooked = 20_000;
const pageSize = 200;
/** Documents whose texts are fetched together, and how many of each; a text comes with up to 512 KiB. */
const docsAtOnce = 20;
const textsOfDocument = 3;
/** Of these at once: each can take 30 MiB. */
const groupsAtOnce = 4;
/** Units of a text that are searched as one. */
const windowUnits = 1024 * 1024;

/** What is looked for in texts, and where. */
export interface Verified {
  readonly leaf: WordLeaf;
  /** Conditions on the documents: texts of others are not looked at. */
  readonly within: readonly Dsl[];
  readonly present: Present;
  readonly expansions: Expansions;
}

/** Ids of the documents that hold the leaf, of those that may by their words. Throws `QueryTooBroadError`. */
export async function verifiedIn(
  sources: SnippetSources,
  { leaf, within, present, expansions }: Verified,
): Promise<readonly string[]> {
  const { asker } = sources;
  const sets = new DocumentSets(asker, present, () => Promise.resolve([]));
  const compile = (): Dsl => {
    const long = sets.of('parts', wordQuery(leaf, 'parts', expansions));
    return { bool: { filter: [anyOf([wordQuery(leaf, 'entries', expansions), ...long]), ...within] } };
  };
  compile();
  await sets.resolve();
  const query = compile();
  if ((await asker.count('entries', query)) > maxLooked) {
    throw new QueryTooBroadError(
      `the texts of more than ${maxLooked} documents would have to be looked at; ask for rarer words`,
    );
  }
  const finder = new MatchFinder([leaf]);
  const queue = new PQueue({ concurrency: groupsAtOnce });
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { hits } = await asker.search('entries', {
      query,
      sort: [{ document: 'asc' }],
      size: pageSize,
      track_total_hits: false,
      ...(after === undefined ? {} : { search_after: [after] }),
    });
    const page = hits.hits.map((hit) => readEntrySource(hit._source));
    const groups = Array.from({ length: Math.ceil(page.length / docsAtOnce) }, (_, group) =>
      page.slice(group * docsAtOnce, (group + 1) * docsAtOnce),
    );
    const found = await Promise.all(groups.map((group) => queue.add(() => holding(sources, finder, group))));
    ids.push(...found.flat());
    const last = hits.hits.at(-1)?.sort[0];
    after = hits.hits.length < pageSize ? undefined : String(last);
  } while (after !== undefined);
  return ids;
}

/** Those of the documents that hold what the finder looks for. */
async function holding(
  sources: SnippetSources,
  finder: MatchFinder,
  group: readonly ReadEntry[],
): Promise<string[]> {
  const texts = new Set(
    group.flatMap(({ entry }) => entry.texts.map(({ id }) => id).slice(0, textsOfDocument)),
  );
  const headers = await sources.texts.headers([...texts]);
  const found: string[] = [];
  for (const one of group) if (await holds(sources, finder, one, headers)) found.push(one.document);
  return found;
}

async function holds(
  { texts }: SnippetSources,
  finder: MatchFinder,
  { entry }: ReadEntry,
  headers: ReadonlyMap<string, TextHeader>,
): Promise<boolean> {
  for (const { kind, text } of metadataStretches(entry)) if (finder.holds(text, kind)) return true;
  for (const { id, kind } of entry.texts) {
    const header = headers.get(id) ?? (await texts.headers([id])).get(id);
    if (header !== undefined && (await holdsIn(texts, header, (text) => finder.holds(text, kind))))
      return true;
  }
  return false;
}

const lastBlank = /\s\S*$/;

/** A text in windows that end at blanks and overlap by more than any leaf spans. */
async function holdsIn(
  texts: SnippetSources['texts'],
  header: TextHeader,
  test: (text: string) => boolean,
): Promise<boolean> {
  let window = '';
  for await (const { chunk } of texts.chunksOf(header)) {
    window += chunk;
    if (window.length < windowUnits) continue;
    const end = Math.max(window.slice(-overlapUnits).search(lastBlank), 0) + window.length - overlapUnits;
    if (test(window.slice(0, end))) return true;
    const overlap = window.slice(Math.max(0, end - overlapUnits), end);
    window = window.slice(Math.max(0, end - overlapUnits) + Math.max(0, overlap.search(/\s/)));
  }
  return test(window);
}
