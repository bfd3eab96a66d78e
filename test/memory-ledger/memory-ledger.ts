/** The ledger in memory, to be read: the second adapter of the reading ports, which says in plain words what they mean. */
import type { RunOn } from '../../case/ledger/changes.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { MemoryLedger } from './memory-catalogue.ts';
import type { Ask } from './reading/ask.ts';
import { auditReading } from './reading/audit.ts';
import { coverageReading } from './reading/coverage.ts';
import { documentReading } from './reading/documents.ts';
import { entryReading } from './reading/entries.ts';
import { itemReading } from './reading/items.ts';
import { markReading } from './reading/marks.ts';
import { participantReading } from './reading/participants.ts';
import { placeReading } from './reading/places.ts';
import { recordReading } from './reading/records.ts';
import { runReading } from './reading/runs.ts';
import { shownTo } from './reading/shown.ts';
import { snapshotReading } from './reading/snapshots.ts';
import { sourceReading } from './reading/sources.ts';
import { taggedReading } from './reading/tagged.ts';
import { tagReading } from './reading/tags.ts';
import { timelineReading } from './reading/timeline.ts';
import { removals, tombstones } from './removals.ts';
import type { State } from './state.ts';

function runOn({ runs, marks, removals: taken }: State): RunOn | undefined {
  const last = runs.at(-1);
  if (!last || last.ended !== undefined || taken.some(({ work }) => work !== undefined)) return undefined;
  const withheld = marks.filter(({ kind }) => kind === 'withholding');
  const released = withheld.filter(({ removed }) => removed !== undefined);
  return { closed: [withheld.length, released.length, taken.length].join(' ') };
}

export function openMemoryLedger(ledger: MemoryLedger): Ledger {
  const now = (): Promise<State> => Promise.resolve(ledger.state);
  const ask: Ask = async (scope) => shownTo(await now(), scope);
  return {
    audit: auditReading(now),
    changes: { words: async () => (await now()).words, runOn: async () => runOn(await now()) },
    coverage: coverageReading(ask),
    documents: documentReading(ask),
    entries: entryReading(ask),
    items: itemReading(ask),
    marks: markReading(now, ask),
    participants: participantReading(ask),
    places: placeReading(ask),
    records: recordReading(ask),
    removals: {
      all: async () => removals(await now()),
      tombstones: async (ids) => tombstones(await now(), ids),
    },
    runs: runReading(now),
    snapshots: snapshotReading(now),
    sources: sourceReading(ask, now),
    tagged: taggedReading(ask),
    tags: tagReading(ask),
    timeline: timelineReading(ask),
    close: () => Promise.resolve(),
  };
}
