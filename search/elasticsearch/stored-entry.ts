/**
 * The entry as it is kept for reading, in `_source` of `entries`. `stored` is a string of JSON: so Elasticsearch does
 * not parse it, and half a pair in a name comes back as it went in.
 *
 * The places in it are the first of all in path order; those beyond `maxNestedPlaces` are documents of `places`.
 * Anchors of a text that has many lie in blocks in `texts`; `blocks` says where each begins.
 */
import type { Client } from '@elastic/elasticsearch';
import { z } from 'zod';
import { type Anchor, anchor } from '../../schemas/anchor.ts';
import { AnchorFinder } from '../../schemas/find-anchor.ts';
import { indexEntry } from '../../schemas/index-entry.ts';
import type { IndexNames } from './server/index-set.ts';
import { fetchSources } from './text-store.ts';

/** Blocks fetched at one time. */
const blocksAtOnce = 64;

const storedText = indexEntry.shape.texts.element.extend({
  /** The offset at which each block of its anchors begins; `anchors` is then empty. */
  blocks: z.object({ key: z.string(), at: z.array(z.number().int()) }).optional(),
  /** How many documents of `parts` it has, where the document is long. */
  parts: z.number().int().optional(),
});
const storedEntry = indexEntry.extend({
  texts: z.array(storedText),
  /** Of all its places, also those that are not in it. */
  places: z.object({ labels: z.array(z.string()), coded: z.boolean(), withheld: z.boolean() }).optional(),
});
/** As entries were while labels and withholding were of whole documents; to be copied. */
const marksOfBefore = z.object({ labels: z.array(z.string()), withheld: z.array(z.string()) }).partial();
export type StoredEntry = z.infer<typeof storedEntry>;
export type StoredText = z.infer<typeof storedText>;

const source = z.object({
  document: z.string(),
  revision: z.number().int(),
  placeCount: z.number().int(),
  long: z.boolean().default(false),
  stored: z.string(),
});

export interface ReadEntry {
  readonly document: string;
  readonly revision: number;
  /** All places, those beyond the nested ones included. */
  readonly placeCount: number;
  /** Its texts are in `parts`. */
  readonly long: boolean;
  readonly entry: StoredEntry;
  /** Empty but for an entry of the mapping before. */
  readonly before: z.infer<typeof marksOfBefore>;
}

/** Checks and reads `_source` of an entry. Throws on what Evidex did not write. */
export function readEntrySource(value: unknown): ReadEntry {
  const { stored, ...rest } = source.parse(value);
  const content = JSON.parse(stored) as unknown;
  return { ...rest, entry: storedEntry.parse(content), before: marksOfBefore.parse(content) };
}

/** The key of a text's blocks: what an older revision writes late must not replace those of a newer one. */
export const anchorsKey = (document: string, revision: number, ordinal: number): string =>
  `${document}:${revision}:${ordinal}`;
export const anchorsId = (key: string, block: number): string => `${key}:${block}`;

const block = z.object({ of: z.literal('anchors'), anchors: z.string() });
const anchors = z.array(anchor);

export interface From {
  readonly client: Client;
  readonly names: IndexNames;
}

async function readBlocks({ client, names }: From, ids: readonly string[]): Promise<Anchor[]> {
  const sources = await fetchSources(client, names.texts, ids);
  return ids.flatMap((id) => anchors.parse(JSON.parse(block.parse(sources.get(id)).anchors)));
}

/** All anchors of a text. */
export async function anchorsOf(from: From, { anchors: inline, blocks }: StoredText): Promise<Anchor[]> {
  if (blocks === undefined) return [...inline];
  const found: Anchor[] = [];
  for (let first = 0; first < blocks.at.length; first += blocksAtOnce) {
    const some = blocks.at.slice(first, first + blocksAtOnce);
    found.push(
      ...(await readBlocks(
        from,
        some.map((_, at) => anchorsId(blocks.key, first + at)),
      )),
    );
  }
  return found;
}

/** The anchors that hold at offsets of a text, which come in their order; of many only the blocks around these are read. */
export async function anchorsAt(
  from: From,
  { anchors: inline, blocks }: StoredText,
  offsets: readonly number[],
): Promise<(Anchor | undefined)[]> {
  const [first = 0] = offsets;
  const last = offsets.at(-1) ?? 0;
  let found: readonly Anchor[] = inline;
  if (blocks !== undefined) {
    const low = Math.max(
      0,
      blocks.at.findLastIndex((start) => start <= first),
    );
    const ids = blocks.at.flatMap((start, number) =>
      number >= low && start <= last ? [anchorsId(blocks.key, number)] : [],
    );
    found = ids.length === 0 ? [] : await readBlocks(from, ids);
  }
  const finder = new AnchorFinder(found);
  return offsets.map((offset) => finder.at(offset));
}
