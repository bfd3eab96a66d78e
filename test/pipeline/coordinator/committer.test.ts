/** The committer on a real ledger and index: the index first, then the ledger, and nothing of what failed. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Catalogue } from '../../../case/catalogue.ts';
import { unpackTagBlock } from '../../../case/tag-block.ts';
import type { CommitBatch } from '../../../case/catalogue/commits.ts';
import { Committer } from '../../../pipeline/coordinator/committer.ts';
import { Spill } from '../../../pipeline/coordinator/spill.ts';
import { indexEntryOf } from '../../../pipeline/index-upkeep/index-entry.ts';
import type { DocumentEvent, DocumentResult } from '../../../schemas/findings.ts';
import { everyScope } from '../../../schemas/scope.ts';
import type { SearchIndex } from '../../../search/port.ts';
import { openSqliteIndex } from '../../../search/sqlite/sqlite-index.ts';
import { ended, fileEntry, found, hashesOf, time } from '../../contracts/made-commits.ts';
import { placeOf } from '../../contracts/made-documents.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import {
  type CoordinatedCase,
  coordinatedCase,
  Gate,
  lateCatalogue,
  randomTurns,
  settled,
} from './coordinated-case.ts';

const folder = temporaryFolder();
const limits = {
  batchItems: 4,
  batchBytes: 1_000,
  folder,
  by: { by: 'tester', at: '2026-01-02T03:04:05.000Z', record: 1 },
};
let made: CoordinatedCase;
let index: SearchIndex;
let released: string[];
let spill: Spill;

beforeEach(async () => {
  made = await coordinatedCase(folder);
  index = openSqliteIndex(join(made.path, '..', 'index.sqlite'));
  released = [];
  // Nothing fits into its memory: what is kept goes through the file.
  spill = new Spill(made.path.slice(0, made.path.lastIndexOf('/')), 0);
  await made.list(...Array.from({ length: 40 }, (_, at) => fileEntry(`${at}.txt`)));
});
afterEach(async () => {
  spill.close();
  await index.close();
  await made.catalogue.close();
});

const committerOn = (
  catalogue: Catalogue = made.catalogue,
  writer: Pick<SearchIndex, 'write'> = index,
): Committer =>
  new Committer(catalogue, writer, made.lease, limits, spill, (documents) => released.push(...documents));

const eventOf = (at: number): DocumentEvent => ({
  kind: 'printed',
  time: time(1_500_000_000 + at),
  message: `page ${at}`,
});

/** As a parser sends them: the item, a text with its tags, an event, the outcome. */
function push(committer: Committer, at: number, text = `text ${at}`, kind: 'body' | 'hidden' = 'body'): void {
  const content = `content ${at}`;
  const handle = `${hashesOf(content).sha256}:${kind}`;
  const id = hashesOf(text).sha256;
  committer.item(found(made.idOf(`${at}.txt`), content));
  committer.text(handle, 0, text);
  committer.charge(text.length);
  committer.tags(handle, Buffer.from(JSON.stringify({ mentions: [], personalData: [] })));
  committer.events(hashesOf(content).sha256, [eventOf(at)]);
  const document = {
    ...ended(content).document,
    texts: [{ handle, id, kind, units: text.length, anchors: [], entities: [], personalData: [] }],
  } satisfies DocumentResult;
  const entry = indexEntryOf(document, {
    run: 1,
    revision: 1,
    occurrences: [
      placeOf(content, { path: `${at}.txt`, item: made.idOf(`${at}.txt`), family: made.idOf(`${at}.txt`) }),
    ],
  });
  committer.document({ document, worker: 0, listVersion: 'v1' }, entry);
}
const isIn = async (at: number): Promise<boolean> =>
  (await made.known(`content ${at}`))?.status === 'indexed';
const isShown = async (at: number): Promise<boolean> =>
  (await index.entry(hashesOf(`content ${at}`).sha256, everyScope)) !== undefined;

test('the ledger hears of a document when the index has it, and its content is released when the ledger has it', async () => {
  const gate = new Gate('commit', 'before');
  const committer = committerOn(lateCatalogue(made.catalogue, gate.delay));
  push(committer, 0);
  const flushed = committer.flush();
  while (gate.waiting === 0) await settled();
  expect([await isShown(0), await isIn(0), released]).toEqual([true, false, []]);
  await gate.letGo();
  await flushed;
  expect([await isIn(0), released]).toEqual([true, [hashesOf('content 0').sha256]]);
});

test('what is pushed while a batch is written goes with the next: all arrive, in their order', async () => {
  const batches: CommitBatch[] = [];
  const late = lateCatalogue(made.catalogue, async (method, when, words) => {
    if (method === 'commit' && when === 'after') batches.push(words[1] as CommitBatch);
    await randomTurns(7)(method, when, words);
  });
  const committer = committerOn(late);
  for (let at = 0; at < 40; at++) {
    push(committer, at);
    await committer.room();
  }
  await committer.flush();
  const written = batches.flatMap(({ documents }) => documents.map(({ document }) => document.hashes.sha256));
  expect(written).toEqual(Array.from({ length: 40 }, (_, at) => hashesOf(`content ${at}`).sha256));
  expect(batches.length).toBeGreaterThan(5);
  expect(released).toEqual(written);
  expect(await isIn(39)).toBe(true);
});

test('parsers wait while more than two batches do', async () => {
  const gate = new Gate('commit', 'before');
  const committer = committerOn(lateCatalogue(made.catalogue, gate.delay));
  let rooms = 0;
  const pushing = (async () => {
    for (let at = 0; at < 16; at++) {
      push(committer, at);
      await committer.room();
      rooms += 1;
    }
  })();
  while (gate.waiting === 0) await settled();
  await settled();
  const before = rooms;
  expect(before).toBeLessThan(16);
  await settled();
  expect(rooms).toBe(before);
  gate.isOpen = true;
  await gate.letGo();
  await pushing;
  await committer.flush();
  expect(await isIn(15)).toBe(true);
});

test('where the index refuses, the ledger hears nothing, and nothing later is written, though the index recovers', async () => {
  let isAway = true;
  const committer = committerOn(made.catalogue, {
    write: (operations) => (isAway ? Promise.reject(new Error('index away')) : index.write(operations)),
  });
  push(committer, 0);
  await expect(committer.flush()).rejects.toThrow('index away');
  isAway = false;
  push(committer, 1);
  await expect(committer.room()).rejects.toThrow('index away');
  await expect(committer.flush()).rejects.toThrow('index away');
  expect([await isIn(0), await isIn(1), released]).toEqual([false, false, []]);
});

test('a run that another took over from commits nothing and says so; its contents are not released', async () => {
  const committer = committerOn();
  push(committer, 0);
  await made.catalogue.beginRun('00000000-0000-4000-8000-000000000001', 'ingest', {});
  await expect(committer.flush()).rejects.toMatchObject({ code: 'lease-lost' });
  await expect(committer.room()).rejects.toMatchObject({ code: 'lease-lost' });
  expect([await isIn(0), released]).toEqual([false, []]);
});

test('every batch is a unit of its own', async () => {
  const units: string[] = [];
  const committer = committerOn(
    lateCatalogue(made.catalogue, async (method, when, words) => {
      if (method === 'commit' && when === 'before') units.push((words[0] as { unit: string }).unit);
    }),
  );
  for (const at of [0, 1, 2]) {
    push(committer, at);
    await committer.flush();
  }
  expect(new Set(units).size).toBe(3);
});

/** What the first commit says of content 0, read when it is made. */
function firstCommit(): {
  committer: Committer;
  found: () => { tags: unknown[]; events: unknown[] } | undefined;
} {
  let seen: { tags: unknown[]; events: unknown[] } | undefined;
  const handle = `${hashesOf('content 0').sha256}:body`;
  const committer = committerOn(
    lateCatalogue(made.catalogue, async (method, when, words) => {
      if (method !== 'commit' || when !== 'before') return;
      const [outcome] = (words[1] as CommitBatch).documents;
      seen = {
        tags: (outcome?.tagBlocks.get(handle) ?? []).map((block) => unpackTagBlock(block.bytes())),
        events: (outcome?.events ?? []).flatMap((block) => block.value()),
      };
    }),
  );
  return { committer, found: () => seen };
}

test('tags and events of a content that is begun anew after a death are those of the second time', async () => {
  const { committer, found: said } = firstCommit();
  const { sha256 } = hashesOf('content 0');
  const long = JSON.stringify({ mentions: [], personalData: [], padding: 'x'.repeat(10_000) });
  committer.text(`${sha256}:body`, 0, 'text 0');
  committer.tags(`${sha256}:body`, Buffer.from(long));
  committer.events(sha256, [eventOf(7), eventOf(8)]);
  committer.forget([sha256]);
  push(committer, 0);
  await committer.flush();
  expect(said()).toEqual({ tags: [{ mentions: [], personalData: [] }], events: [eventOf(0)] });
  expect((await index.entry(sha256, everyScope))?.texts).toHaveLength(1);
});

test.each([
  ['that its parser died in', (committer: Committer) => committer.forget([hashesOf('content 0').sha256])],
  ['that an earlier outcome left out', (committer: Committer) => push(committer, 0)],
])('a text is taken whole behind another of its content %s', async (_, end) => {
  const { sha256 } = hashesOf('content 0');
  const committer = committerOn();
  committer.text(`${sha256}:hidden`, 0, 'what nobody wrote');
  await committer.flush();
  end(committer);
  await committer.flush();
  push(committer, 0, 'what is there', 'hidden');
  await committer.flush();
  expect(await isIn(0)).toBe(true);
  expect((await index.entry(sha256, everyScope))?.texts).toMatchObject([{ kind: 'hidden' }]);
});

test('many blocks come to the commit in their order, and leave nothing in the file', async () => {
  const { committer, found: said } = firstCommit();
  const { sha256 } = hashesOf('content 0');
  const events = Array.from({ length: 500 }, (_, at) => eventOf(at + 1));
  for (const event of events) committer.events(sha256, [event]);
  expect(spill.fileBytes).toBeGreaterThan(10_000);
  push(committer, 0);
  await committer.flush();
  expect(said()?.events).toEqual([...events, eventOf(0)]);
  expect(spill.fileBytes).toBe(0);
});

test('tags of a text that was never sealed are dropped with the outcome', async () => {
  const { committer } = firstCommit();
  committer.tags(`${hashesOf('content 0').sha256}:notes`, Buffer.from('{"mentions":[],"personalData":[]}'));
  push(committer, 0);
  await committer.flush();
  expect(spill.fileBytes).toBe(0);
});

test('what comes with items fills a batch as texts do', async () => {
  let batches = 0;
  const committer = committerOn(
    lateCatalogue(made.catalogue, async (method, when) => {
      if (method === 'commit' && when === 'after') batches += 1;
    }),
  );
  committer.item(found(made.idOf('0.txt'), 'content 0'));
  committer.charge(limits.batchBytes);
  await committer.room();
  await committer.idle();
  expect(batches).toBe(1);
});

test('idle waits for what is being written, and does not throw what flush throws', async () => {
  const gate = new Gate('commit', 'before');
  const committer = committerOn(lateCatalogue(made.catalogue, gate.delay));
  push(committer, 0);
  const flushed = expect(committer.flush()).rejects.toThrow('ledger away');
  while (gate.waiting === 0) await settled();
  let isIdle = false;
  const idle = committer.idle().then(() => (isIdle = true));
  await settled();
  expect(isIdle).toBe(false);
  await gate.fail('ledger away');
  await flushed;
  await idle;
  expect(isIdle).toBe(true);
});

describe('labels that are written beside it', () => {
  const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
  const label = (at: number, name: string) =>
    made.catalogue.label(
      {
        targets: [{ covers: 'family', id: made.idOf(`${at}.txt`) }],
        add: [{ name, key: name }],
        remove: [],
      },
      by,
    );
  const shownOf = async (at: number) => {
    const entry = await index.entry(hashesOf(`content ${at}`).sha256, everyScope);
    return { revision: entry?.revision, labels: entry?.occurrences[0]?.labels };
  };

  test('an entry has those that its place has when it is written, above the revision of the ledger', async () => {
    const committer = committerOn();
    push(committer, 0);
    await committer.flush();
    await made.catalogue.setBack([{ document: hashesOf('content 0').sha256, revision: 4 }]);
    push(committer, 0);
    await label(0, 'early');
    await committer.flush();
    expect(await shownOf(0)).toEqual({ revision: 5, labels: ['early'] });
    expect(await made.catalogue.stale(10)).toEqual([]);
  });

  test.each(['write', 'commit'] as const)(
    'one that comes before the %s of its entry is shown after it',
    async (when) => {
      const gate = new Gate('commit', 'before');
      const marks = new Gate('marksAt', 'after');
      const held = when === 'write' ? marks : gate;
      const committer = committerOn(lateCatalogue(made.catalogue, held.delay));
      push(committer, 0);
      const flushed = committer.flush();
      while (held.waiting === 0) await settled();
      await label(0, 'between');
      await held.letGo();
      await flushed;
      expect((await shownOf(0)).labels).toBeUndefined();
      committer.showMarks();
      await committer.idle();
      expect((await shownOf(0)).labels).toEqual(['between']);
      expect(await made.catalogue.stale(10)).toEqual([]);
      expect(await made.catalogue.markChanges()).toEqual({ last: 1, shown: 1 });
    },
  );

  test('a change counts as shown when the batch that was being written is committed', async () => {
    const gate = new Gate('commit', 'before');
    const committer = committerOn(lateCatalogue(made.catalogue, gate.delay));
    push(committer, 0);
    const flushed = committer.flush();
    while (gate.waiting === 0) await settled();
    await label(0, 'between');
    committer.showMarks();
    await settled();
    expect(await made.catalogue.markChanges()).toEqual({ last: 1, shown: 0 });
    await gate.letGo();
    await flushed;
    await committer.idle();
    expect(await made.catalogue.markChanges()).toEqual({ last: 1, shown: 1 });
    expect((await shownOf(0)).labels).toEqual(['between']);
  });
});
