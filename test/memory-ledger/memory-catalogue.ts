/** The catalogue in memory: a second adapter of the port, written from its words alone, to show that they say enough. */
import { randomUUID } from 'node:crypto';
import type { Catalogue } from '../../case/catalogue.ts';
import type { Claim, Lease, RunOutcome } from '../../case/catalogue/runs.ts';
import type { LedgerPart } from '../../case/ledger/changes.ts';
import { Problem } from '../../schemas/problem.ts';
import { carryOver } from './carrying.ts';
import { commit } from './commits.ts';
import { retag } from './retags.ts';
import { addCustody, custodyOf } from './custody.ts';
import { markItems, refreshItemEntries, staleItems } from './item-entries.ts';
import { listFolder, presentEntries, registerSource } from './listing.ts';
import { label, marksOf, note, release, withhold } from './marks.ts';
import { giveNumbers } from './numbers.ts';
import { removeRecord, writeRecord } from './records.ts';
import * as removed from './removals.ts';
import { screen, screened, showAll } from './screening.ts';
import { copyOf, emptyState, type State } from './state.ts';
import * as work from './work.ts';

/** The state of a ledger; any number of catalogues and readers may have it open. */
export class MemoryLedger {
  state: State = emptyState();
}

const leaseLost = (): Problem => new Problem('lease-lost', 'another run writes to this case');

function beginRun(state: State, id: string, verb: string, record: object): Lease {
  const known = state.runs.find((run) => run.id === id);
  if (known) {
    if (state.lease?.token !== known.token) throw leaseLost();
    return state.lease;
  }
  if (state.lease) closeRun(state, state.lease.run, 'interrupted');
  state.lease = { run: state.runs.length + 1, token: randomUUID() };
  state.runs.push({ ...state.lease, id, verb, record, started: new Date().toISOString() });
  return state.lease;
}

function closeRun(state: State, number: number, outcome: RunOutcome, summary?: object): void {
  const run = state.runs[number - 1];
  if (run) state.runs[number - 1] = { ...run, outcome, summary, ended: new Date().toISOString() };
  state.lease = undefined;
  state.ends.set(number, copyOf(state));
}

/** Opens a catalogue on a state. */
export function openMemoryCatalogue(ledger: MemoryLedger): Catalogue {
  const read = <T>(ask: (state: State) => T): Promise<T> => Promise.resolve().then(() => ask(ledger.state));
  /** On a copy, which takes the place of the state when nothing failed. */
  const write = <T>(act: (state: State) => T, part: LedgerPart = 'evidence'): Promise<T> =>
    Promise.resolve().then(() => {
      const draft = copyOf(ledger.state);
      const answer = act(draft);
      refreshItemEntries(draft);
      draft.words = { ...draft.words, [part]: randomUUID() };
      ledger.state = draft;
      return answer;
    });
  const claimed = <T>({ run, token, unit }: Claim, act: (state: State) => T): Promise<T> =>
    write((state) => {
      if (state.units.has(unit)) return state.units.get(unit) as T;
      if (state.lease?.run !== run || state.lease.token !== token) throw leaseLost();
      const answer = act(state);
      state.units.set(unit, answer);
      return answer;
    });
  const perhapsClaimed = <T>(claim: Claim | undefined, act: (state: State) => T): Promise<T> =>
    claim ? claimed(claim, act) : write(act);
  return {
    beginRun: (id, verb, record) => write((state) => beginRun(state, id, verb, record)),
    endRun: (claim, outcome, summary) =>
      claimed(claim, (state) => closeRun(state, claim.run, outcome, summary)),
    registerSource: (claim, source) => claimed(claim, (state) => registerSource(state, source)),
    sources: () => read(({ sources }) => sources.filter(({ id }) => id !== '')),
    keepAuditHead: (head) =>
      write(({ auditHeads }) => {
        if (!auditHeads.some(({ seq, hash }) => seq === head.seq && hash === head.hash))
          auditHeads.push(head);
      }),
    addCustody: (change, by) => write((state) => addCustody(state, change, by)),
    custody: (reference) => read((state) => custodyOf(state, reference)),
    beginListing: (claim, { reference }) =>
      claimed(claim, (state) => {
        state.listings.set(reference, 'begun');
      }),
    endListing: (claim, { reference }) =>
      claimed(claim, (state) => {
        state.listings.set(reference, 'ended');
      }),
    presentEntries: (folder) => read((state) => presentEntries(state, folder)),
    listFolder: (claim, source, folder, entries, part = {}) =>
      claimed(claim, (state) => listFolder(state, source, folder, entries, part)),
    pendingFiles: (cursor, limit) => read((state) => work.pendingFiles(state, cursor, limit)),
    pendingTotals: () => read(work.pendingTotals),
    unfinished: (limit) => read((state) => work.unfinished(state, limit)),
    recordedItems: (items) => read((state) => work.recordedItems(state, items)),
    contentsOfFiles: (sha256s) => read((state) => work.contentsOfFiles(state, sha256s)),
    knownContent: (sha256s) => read((state) => work.knownContent(state, sha256s)),
    contents: (after, limit) => read((state) => work.contents(state, after, limit)),
    flagNotable: (claim, contents) => claimed(claim, (state) => work.flagNotable(state, contents)),
    restrict: (claim, contents) => claimed(claim, (state) => work.restrict(state, contents)),
    reopen: (claim, filter) => claimed(claim, (state) => work.reopen(state, filter)),
    commit: (claim, batch) =>
      claimed(claim, (state) => {
        commit(state, claim.run, batch);
        if (batch.screened) screened(state, batch.items, batch.screened);
      }),
    retag: (claim, batch) => claimed(claim, (state) => retag(state, claim.run, batch)),
    screen: (claim, batch) => claimed(claim, (state) => screen(state, batch)),
    carryOver: (claim, places, by) => claimed(claim, (state) => carryOver(state, claim.run, places, by)),
    endScreening: (claim) => claimed(claim, showAll),
    // First carriers are derived whenever they are asked for.
    settle: (claim) => claimed(claim, () => ({ looked: 0, isLast: true })),
    stale: (limit) => read((state) => work.stale(state, limit)),
    markIndexed: (claim, documents) => perhapsClaimed(claim, (state) => work.markIndexed(state, documents)),
    staleItems: (limit) => read((state) => staleItems(state, limit)),
    markItems: (claim, items) => perhapsClaimed(claim, (state) => markItems(state, items)),
    planRemoval: (target) => read((state) => removed.planRemoval(state, target)),
    remove: (request, by) => write((state) => removed.remove(state, request, by)),
    removedEntries: (limit) => read((state) => removed.removedEntries(state, limit)),
    markRemoved: (entries) => write((state) => removed.markRemoved(state, entries)),
    openRemovals: () => read(removed.openRemovals),
    endRemoval: (removal) => write((state) => removed.endRemoval(state, removal)),
    removals: () => read(removed.removals),
    tombstones: (ids) => read((state) => removed.tombstones(state, ids)),
    // It has no files.
    scrub: () => Promise.resolve(),
    setBack: (documents) => write((state) => work.setBack(state, documents)),
    label: (change, by) => write((state) => label(state, change, by), 'marks'),
    note: (target, text, by) => write((state) => note(state, target, text, by), 'marks'),
    withhold: (withholding, by) => write((state) => withhold(state, withholding, by)),
    release: (withholding, by) => write((state) => release(state, withholding, by)),
    writeRecord: (change, by) => write((state) => writeRecord(state, change, by), 'records'),
    removeRecord: (key, by) => write((state) => removeRecord(state, key, by), 'records'),
    giveNumbers: (prefix, places) => write((state) => giveNumbers(state, prefix, places)),
    marksAt: (places) =>
      read((state) => ({
        change: state.changes.length,
        marks: places.map((place) => marksOf(state, place)),
      })),
    unshown: (limit) => read((state) => work.unshown(state, limit)),
    markChanges: () => read(({ changes, shown }) => ({ last: changes.length, shown })),
    markShown: (claim, change) =>
      perhapsClaimed(claim, (state) => {
        state.shown = Math.max(state.shown, change);
      }),
    close: () => Promise.resolve(),
  };
}
