/** The ledger in memory as it stood when a run had ended: its state of that moment, seen with the marks of now. */
import { eventsOf } from '../../../case/event-time.ts';
import type { Snapshot, SnapshotReading } from '../../../case/ledger/snapshots.ts';
import { packTime } from '../../../case/packed-time.ts';
import {
  documentLine,
  itemLine,
  type SnapshotEvent,
  type SnapshotText,
} from '../../../case/snapshot-line.ts';
import { unpackTagBlock } from '../../../case/tag-block.ts';
import type { Attempt, State } from '../state.ts';
import { byText, inOrderOf } from './order.ts';
import { endingOf, type Shown, type ShownDocument, type ShownItem, shownTo } from './shown.ts';

const textsOf = ({ document, tagBlocks, listVersion = '' }: Attempt): SnapshotText[] =>
  document.texts.map(({ kind, id, handle }) => ({
    kind,
    id,
    blocks: (tagBlocks.get(handle) ?? []).map((block) => ({ listVersion, ...unpackTagBlock(block.bytes()) })),
  }));

const keptEvents = ({ document, events }: Attempt): SnapshotEvent[] =>
  [...eventsOf(document.metadata, events)].flatMap(({ kind, time, message }) => {
    const kept = packTime(time);
    return kept ? [{ kind, ...kept, raw: time.raw, message }] : [];
  });

function snapshotItem(shown: Shown, item: ShownItem) {
  const { record } = item;
  const { listed, found } = record;
  return {
    id: record.id,
    name: listed?.name ?? found?.name ?? '',
    size: found?.size ?? listed?.size,
    content: record.document,
    status: endingOf(shown, item).status,
    code: record.ended?.code,
  };
}

function snapshotDocument({ sha256, record }: ShownDocument, isNow: boolean) {
  const last = record.attempts.at(-1);
  const ended = isNow ? record : last?.document;
  return {
    sha256,
    format: record.format ?? 'unknown',
    status: ended?.status,
    code: ended?.code,
    texts: last ? textsOf(last) : [],
    now: isNow
      ? {
          extractor: last?.document.extractor,
          metadata: last?.document.metadata ?? {},
          events: last ? keptEvents(last) : [],
        }
      : undefined,
  };
}

const snapshotOf = (shown: Shown, isNow: boolean): Snapshot => ({
  async *items() {
    const present = shown.items
      .filter(({ isCurrent, record }) => isCurrent && !record.removed)
      .sort(inOrderOf(byText(({ record }) => record.id)));
    yield* present.map((item) => itemLine(snapshotItem(shown, item), isNow));
  },
  async *documents() {
    for (const document of shown.documents.values()) yield documentLine(snapshotDocument(document, isNow));
  },
});

export const snapshotReading = (now: () => Promise<State>): SnapshotReading => ({
  async after(run, scope) {
    const state = await now();
    if (run !== undefined && !state.runs.some((known) => known.run === run)) return undefined;
    const isNow = run === undefined || run === state.runs.length;
    const then = (isNow ? undefined : state.ends.get(run)) ?? state;
    return snapshotOf(shownTo({ ...then, marks: state.marks }, scope), isNow);
  },
});
