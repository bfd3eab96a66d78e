/** What the parts of the writer share: the way out, the names, and the number of the current stretch of writing. */
import type { BulkWriter } from './bulk-writer.ts';
import { type Connection, keepAlive } from '../server/connection.ts';
import type { IndexNames } from '../server/index-set.ts';
import type { TextReader } from '../text-store.ts';

export interface Writing {
  readonly connection: Connection;
  readonly names: IndexNames;
  readonly bulk: BulkWriter;
  readonly texts: TextReader;
  /** Stands on every document of `texts`; grows. */
  epoch: number;
}

/** Hits of one page, where all that match are walked over. */
const pageHits = 1_000;

export interface WalkedHit {
  readonly _id: string;
  readonly _source: unknown;
}

/** All documents that match as they are now, page by page, in no order. */
export async function* walk(
  { connection: { client } }: Pick<Writing, 'connection'>,
  index: string,
  query: object,
  source: boolean | readonly string[],
): AsyncGenerator<readonly WalkedHit[]> {
  const { id } = await client.openPointInTime({ index, keep_alive: keepAlive });
  try {
    let after: unknown[] | undefined;
    for (;;) {
      const { hits } = await client.search({
        pit: { id, keep_alive: keepAlive },
        query: query as Record<string, never>,
        size: pageHits,
        sort: [{ _shard_doc: 'asc' }],
        track_total_hits: false,
        _source: source as boolean | string[],
        ...(after === undefined ? {} : { search_after: after as number[] }),
      });
      const page = hits.hits.flatMap(({ _id, _source }) => (_id === undefined ? [] : [{ _id, _source }]));
      if (page.length > 0) yield page;
      if (hits.hits.length < pageHits) return;
      after = hits.hits.at(-1)?.sort;
    }
  } finally {
    await client.closePointInTime({ id }, { ignore: [404] });
  }
}
