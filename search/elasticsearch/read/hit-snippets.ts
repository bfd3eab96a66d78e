/** Snippets of hits, from the stored texts: the texts of a page are fetched together. */
import { z } from 'zod';
import type { Hit, Snippet } from '../../port.ts';
import type { Query } from '../../query/ast.ts';
import { textKinds } from '../../query/fields.ts';
import type { WordLeaf } from '../../query/words.ts';
import { positiveWordLeaves } from '../../query/words.ts';
import { citeSnippet, offsetsOf } from '../../snippets/cite-snippet.ts';
import type { Region } from '../../snippets/snippet-picker.ts';
import { maxSnippetParts, SnippetPicker } from '../../snippets/snippet-picker.ts';
import { type Asker, keysOnly } from './asker.ts';
import { wordQuery } from './compile-words.ts';
import type { Expansions } from './intervals.ts';
import type { From, ReadEntry } from '../stored-entry.ts';
import { anchorsAt } from '../stored-entry.ts';
import type { TextHeader, TextReader } from '../text-store.ts';

/** Texts fetched at one time; each comes with up to 512 KiB. */
const textsAtOnce = 32;

const partPlace = z.object({ at: z.tuple([z.number()]), end: z.tuple([z.number()]) });

export interface SnippetSources extends From {
  readonly asker: Asker;
  readonly texts: TextReader;
}

type Passages = Pick<Hit, 'snippets' | 'matches'>;

export class HitSnippets {
  readonly #sources: SnippetSources;
  readonly #leaves: readonly WordLeaf[];
  readonly #most: number;
  readonly #expansions: Expansions;

  constructor(sources: SnippetSources, query: Query, expansions: Expansions, most: number) {
    this.#sources = sources;
    this.#expansions = expansions;
    this.#leaves = positiveWordLeaves(query);
    this.#most = most;
  }

  /** For each entry the stretches that show most of what was asked, in the order of its texts and offsets. */
  async of(entries: readonly ReadEntry[]): Promise<Passages[]> {
    if (this.#leaves.length === 0 || this.#most === 0) return entries.map(() => ({ snippets: [] }));
    const found: Passages[] = [];
    for (const group of groupsOf(entries)) {
      const ids = new Set(group.flatMap((one) => (one.long ? [] : idsOf(one))));
      const headers = await this.#sources.texts.headers([...ids]);
      for (const one of group) found.push(await this.#snippets(one, headers));
    }
    return found;
  }

  async #snippets(one: ReadEntry, headers: ReadonlyMap<string, TextHeader>): Promise<Passages> {
    const picker = new SnippetPicker(this.#leaves, this.#most);
    for await (const region of one.long ? this.#parts(one, picker) : this.#wholes(one, headers)) {
      if (!picker.add(region) || !one.long) continue;
      // The other parts of a long document are not read for their count.
      picker.cut();
      break;
    }
    const { texts } = one.entry;
    const snippets: Snippet[] = [];
    for (const { ordinal, snippet } of picker.snippets(texts)) {
      const text = texts[ordinal];
      const found = text === undefined ? [] : await anchorsAt(this.#sources, text, offsetsOf(snippet));
      snippets.push(citeSnippet(snippet, found));
    }
    const { matches } = picker;
    return matches === undefined ? { snippets } : { snippets, matches };
  }

  async *#wholes({ entry }: ReadEntry, headers: ReadonlyMap<string, TextHeader>): AsyncGenerator<Region> {
    for (const [ordinal, { id, kind }] of entry.texts.entries()) {
      const header = headers.get(id);
      if (header === undefined) continue;
      let text = '';
      for await (const { chunk } of this.#sources.texts.chunksOf(header)) text += chunk;
      yield { ordinal, kind, start: 0, text };
    }
  }

  /** The parts of a long document where a leaf holds: the rest of its text is not read. */
  async *#parts(one: ReadEntry, picker: SnippetPicker): AsyncGenerator<Region> {
    for (const leaf of this.#leaves) {
      let left = maxSnippetParts;
      for (const [ordinal, { id, kind }] of one.entry.texts.entries()) {
        const places = await this.#places(one.document, id, leaf, left + 1);
        if (places.length > left) picker.cut();
        for (const { at, end } of places.slice(0, left)) {
          const text = await this.#sources.texts.read(id, at, end);
          if (text !== undefined) yield { ordinal, kind, start: at, text };
          left--;
        }
      }
    }
  }

  /** Where the first parts of a text begin and end that hold a leaf. */
  async #places(
    document: string,
    text: string,
    leaf: WordLeaf,
    size: number,
  ): Promise<{ at: number; end: number }[]> {
    if (leaf.field !== undefined && !textKinds.some((kind) => kind === leaf.field)) return [];
    const { hits } = await this.#sources.asker.search('parts', {
      query: {
        bool: {
          filter: [{ term: { document } }, { term: { text } }, wordQuery(leaf, 'parts', this.#expansions)],
        },
      },
      sort: [{ at: 'asc' }],
      size,
      ...keysOnly,
      docvalue_fields: ['at', 'end'],
      track_total_hits: false,
    });
    return hits.hits.map(({ fields }) => {
      const { at, end } = partPlace.parse(fields);
      return { at: at[0], end: end[0] };
    });
  }
}

const idsOf = ({ entry }: ReadEntry): string[] => entry.texts.map(({ id }) => id);

/** As many entries as have that many texts; one at least. */
function* groupsOf(entries: readonly ReadEntry[]): Generator<ReadEntry[]> {
  let group: ReadEntry[] = [];
  let texts = 0;
  for (const one of entries) {
    if (group.length > 0 && texts + one.entry.texts.length > textsAtOnce) {
      yield group;
      group = [];
      texts = 0;
    }
    group.push(one);
    texts += one.entry.texts.length;
  }
  if (group.length > 0) yield group;
}
