/** Has a cluster forget what was deleted: the segments that hold it are written anew without it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import type { Expunged } from '../../port.ts';

/**
 * A shard keeps deleted documents for copies that lag behind, until these have said how far they are: by default every
 * 30 s. A merge before that leaves them in.
 */
export const copiesWaitMs = 60_000;
const pauseMs = 3_000;

/** `indices`: their names or aliases. Nothing else may write to them. `waitMs`: for copies that lag behind. */
export async function expungeDeleted(
  client: Client,
  indices: readonly string[],
  waitMs: number,
): Promise<Expunged> {
  const until = performance.now() + waitMs;
  const index = [...indices];
  // A merge takes only segments of which more than a tenth is deleted, unless it is told otherwise.
  await client.indices.putSettings({
    index,
    settings: { 'index.merge.policy.expunge_deletes_allowed': 0 },
  });
  try {
    for (;;) {
      await client.indices.flush({ index, force: true, wait_if_ongoing: true });
      await client.indices.forcemerge({ index, only_expunge_deletes: true, flush: true });
      await client.indices.refresh({ index });
      const { _all: all } = await client.indices.stats({ index, metric: ['docs'] });
      const left = all.total?.docs?.deleted ?? 0;
      if (left === 0 || performance.now() > until) return { left, beyond: await copiesOf(client, index) };
      await sleep(pauseMs);
    }
  } finally {
    await client.indices.putSettings({
      index,
      settings: { 'index.merge.policy.expunge_deletes_allowed': null },
    });
  }
}

/** What no request to an index reaches. */
async function copiesOf(client: Client, index: readonly string[]): Promise<string[]> {
  const { _shards: shards } = await client.indices.stats({ index: [...index], metric: ['docs'] });
  return [
    'snapshots of the cluster that were made before',
    'disks of the cluster’s nodes, where freed blocks are not overwritten',
    ...(shards.failed > 0 ? [`${shards.failed} copies of shards that did not answer`] : []),
    ...(shards.total > shards.successful + shards.failed
      ? ['copies of shards on nodes that are away: they are made anew when those are back']
      : []),
  ];
}
