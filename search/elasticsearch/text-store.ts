/**
 * Stored texts in Elasticsearch, for reading. The index `texts` holds, told apart by `of`:
 *
 * - `header`, `_id` the text's id: `units`, and `text` where it is short, else `key` and `chunks`;
 * - `chunk`, `_id` `KEY:NUMBER`: `at` and `text`. Number n starts at `chunkStart`, so any offset finds its chunk;
 * - `anchors`, `_id` by `anchorsId`: a block of a text's anchors that are too many for its entry.
 *
 * They are fetched by id, so what was written is there at once. Where no name of an index set is given as an
 * alias, reading follows the alias and so a swap.
 */
import type { Client } from '@elastic/elasticsearch';
import { z } from 'zod';
import { idsOf } from '../join-entries.ts';
import type { TextRef } from '../port.ts';
import type { IndexNames } from './server/index-set.ts';

/** Longer texts are stored in chunks. */
export const inlineUnits = 256 * 1024;
/** Part of the layout that is stored: the number of a chunk follows from it. */
export const storedChunkUnits = 65_536;
/** Chunks fetched at one time. */
const chunksAtOnce = 16;

/** Of short texts that are fetched at one time, with one more. */
const answerUnits = 4 * 1024 * 1024;

/** Of one request; texts of a unit each would make one of millions, which neither side holds. */
export const idsAtOnce = 1_000;

export const chunkId = (key: string, number: number): string => `${key}:${number}`;

const header = z.object({
  of: z.literal('header'),
  units: z.number().int().nonnegative(),
  text: z.string().optional(),
  key: z.string().optional(),
  chunks: z.number().int().nonnegative().optional(),
});
export type TextHeader = z.infer<typeof header>;
const chunk = z.object({ of: z.literal('chunk'), at: z.number().int().nonnegative(), text: z.string() });

interface FetchedDocument {
  readonly _id?: string;
  readonly found?: boolean;
  readonly _source?: unknown;
  readonly error?: unknown;
}

/** Sources by id; ids that are not there are left out. Throws what the server says of one. */
export async function fetchSources(
  client: Client,
  index: string,
  ids: readonly string[],
): Promise<Map<string, unknown>> {
  const sources = new Map<string, unknown>();
  if (ids.length === 0) return sources;
  const { docs } = await client.mget({ index, ids: [...ids] });
  for (const found of docs as readonly FetchedDocument[]) {
    if (found.error !== undefined)
      throw new Error(`document ${found._id ?? ''}: ${JSON.stringify(found.error)}`);
    if (found.found === true && found._id !== undefined) sources.set(found._id, found._source);
  }
  return sources;
}

const isShort = ({ units }: TextRef): boolean => units <= inlineUnits;

/** Short texts in groups that one answer may hold. */
function* inAnswers(texts: readonly TextRef[]): Generator<readonly TextRef[]> {
  let group: TextRef[] = [];
  let units = 0;
  for (const text of texts) {
    const isFull = units + text.units > answerUnits || group.length === idsAtOnce;
    if (isFull && group.length > 0) {
      yield group;
      group = [];
      units = 0;
    }
    group.push(text);
    units += text.units;
  }
  if (group.length > 0) yield group;
}

export class TextReader {
  readonly #client: Client;
  readonly #names: IndexNames;

  constructor({ client, names }: { readonly client: Client; readonly names: IndexNames }) {
    this.#client = client;
    this.#names = names;
  }

  /** Headers by id, short texts in them; the caller bounds how many it asks for. */
  async headers(ids: readonly string[]): Promise<Map<string, TextHeader>> {
    const sources = await fetchSources(this.#client, this.#names.texts, ids);
    return new Map([...sources].map(([id, source]) => [id, header.parse(source)]));
  }

  /** `text.slice(start, end)`; undefined for an unknown text. Bounded by the caller's `end - start`. */
  async read(textId: string, start: number, end: number): Promise<string | undefined> {
    const found = (await this.headers([textId])).get(textId);
    if (found === undefined) return undefined;
    const from = Math.max(0, start);
    const to = Math.min(end, found.units);
    if (found.text !== undefined) return found.text.slice(from, Math.max(from, to));
    let result = '';
    for await (const { at, chunk } of this.chunksOf(found, from, to))
      result += chunk.slice(Math.max(0, from - at), Math.max(0, to - at));
    return result;
  }

  /** Those that are here to their end. */
  async wholeOf(texts: readonly TextRef[]): Promise<ReadonlySet<TextRef>> {
    const whole = new Set<TextRef>();
    const [short, long] = [texts.filter(isShort), texts.filter((text) => !isShort(text))];
    for (const some of inAnswers(short)) {
      const found = await this.headers(idsOf(some));
      for (const one of some) {
        const { text = '', units = -1 } = found.get(one.id) ?? {};
        if (units >= one.units && text.length >= one.units) whole.add(one);
      }
    }
    for (const one of long)
      if ((await this.read(one.id, one.units - 1, one.units))?.length === 1) whole.add(one);
    return whole;
  }

  /** The chunks that touch `[start, end)`, in order, a few in memory at a time; none for an unknown text. */
  async *chunks(textId: string, start = 0, end = Infinity): AsyncGenerator<{ at: number; chunk: string }> {
    const found = (await this.headers([textId])).get(textId);
    if (found !== undefined) yield* this.chunksOf(found, start, end);
  }

  /** As `chunks`, of a header that is known. */
  async *chunksOf(
    found: TextHeader,
    start = 0,
    end = Infinity,
  ): AsyncGenerator<{ at: number; chunk: string }> {
    const { text, key, chunks = 0, units } = found;
    if (text !== undefined) yield { at: 0, chunk: text };
    const last = Math.min(end, units);
    if (key === undefined || start >= last) return;
    // A border moves back by one where it would split a pair: the last unit of a chunk may be in the next.
    const beyond = Math.min(chunks, Math.floor((last - 1) / storedChunkUnits) + 2);
    for (
      let number = Math.floor(Math.max(0, start) / storedChunkUnits);
      number < beyond;
      number += chunksAtOnce
    ) {
      const ids = Array.from({ length: Math.min(chunksAtOnce, beyond - number) }, (_, at) =>
        chunkId(key, number + at),
      );
      const sources = await fetchSources(this.#client, this.#names.texts, ids);
      for (const id of ids) {
        const { at, text: content } = chunk.parse(sources.get(id));
        if (at < last && at + content.length > start) yield { at, chunk: content };
      }
    }
  }
}
