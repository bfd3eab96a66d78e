/** A new index set of a case, filled beside the one that is read, until one step puts it in its place. */
import { z } from 'zod';
import { codeOf } from '../../../schemas/problem.ts';
import { asking, checkServer, connect, type Connection, type ConnectionOptions } from './connection.ts';
import { type IndexSet, IndexSets, type IndexSetOptions } from './index-set.ts';

/** A case's place in a cluster. */
export interface IndexPlace {
  readonly connection: ConnectionOptions;
  readonly set: IndexSetOptions;
}

/** A set that readers use. */
export interface LiveSet {
  readonly version: number;
  /** What Elasticsearch itself knows the index of its entries by, whatever addresses lead to it. */
  readonly uuid: string;
}

const indexSettings = z.record(
  z.string(),
  z.object({ settings: z.object({ index: z.object({ uuid: z.string() }) }) }),
);

async function within<T>(
  place: IndexPlace,
  work: (sets: IndexSets, connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = connect(place.connection);
  try {
    const sets = new IndexSets(connection, place.set);
    await checkServer(connection);
    return await work(sets, connection);
  } finally {
    await connection.close();
  }
}

async function liveIn(sets: IndexSets, connection: Connection): Promise<LiveSet | undefined> {
  const live = await sets.live({ anyMapping: true });
  if (!live) return undefined;
  const { entries } = live.names;
  const answer = await asking(connection, () =>
    connection.readClient.indices.getSettings({ index: entries }),
  );
  return { version: live.version, uuid: indexSettings.parse(answer)[entries]?.settings.index.uuid ?? '' };
}

/** The set that readers use, of whatever mapping; undefined where there is none. Throws as `IndexSets.live`. */
export const liveSet = (place: IndexPlace): Promise<LiveSet | undefined> => within(place, liveIn);

/**
 * The version of the set to fill, made where it is not there yet: the one that an earlier try began, else a new one.
 * Never that which is copied from. Readers go on with theirs.
 */
export const beginBuild = (place: IndexPlace, copied: LiveSet | undefined): Promise<number> =>
  within(place, async (sets, connection) => {
    const live = await liveIn(sets, connection);
    const newest = (await sets.versions()).at(-1) ?? 0;
    const isSource = live !== undefined && live.uuid === copied?.uuid;
    // A set that no reader of the case uses is one that an earlier try filled, or that the case left: it is made equal.
    const begun = isSource
      ? newest > live.version
        ? newest
        : undefined
      : (live?.version ?? (newest || undefined));
    const set = await makeSet(sets, begun, newest + 1, live?.version);
    await sets.checkAnalysis(set);
    return set.version;
  });

/** One that was begun with another mapping gives way, unless it is read. */
async function makeSet(
  sets: IndexSets,
  begun: number | undefined,
  next: number,
  live: number | undefined,
): Promise<IndexSet> {
  if (begun === undefined) return sets.create(next);
  try {
    return await sets.create(begun);
  } catch (error) {
    if (codeOf(error) !== 'index-version') throw error;
    if (begun !== live) await sets.drop(sets.set(begun));
    return sets.create(next);
  }
}

/** Readers use the set of this version from now on. */
export const publishBuild = (place: IndexPlace, version: number): Promise<void> =>
  within(place, (sets) => sets.swapTo(sets.set(version)));

/** Deletes a set, and where nothing of the case is left its templates. */
export const dropSet = (place: IndexPlace, version: number): Promise<void> =>
  within(place, async (sets) => {
    await sets.drop(sets.set(version));
    if ((await sets.versions()).length === 0) await sets.dropTemplates();
  });
