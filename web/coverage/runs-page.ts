/** The runs of a case, and of one that goes on: how far it is, its rate, the time left, its exceptions. */
import { html } from 'hono/html';
import { z } from 'zod';
import type { HeldItem } from '../../case/in-hand.ts';
import type { LedgerRun } from '../../case/ledger/runs.ts';
import { countOf, formatCount, formatDuration } from '../../cli/frame/quantities.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';

/** A run that goes on is looked at so often: counting goes through the files of the case. */
const refreshSeconds = 10;
const shownRuns = 200;
const shownHeld = 64;
/** Before that, start-up counts for more than the evidence: a time left would be a guess. */
const settlingMs = 10_000;

/** Of the record of a run, a text or nothing. */
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

function operatorOf({ record }: LedgerRun): string {
  const operator = record['operator'];
  if (typeof operator === 'object' && operator !== null && 'name' in operator) return textIn(operator.name);
  return textIn(operator);
}

/** Of what the ledger holds: what a run has in hand is counted once it is written. */
async function progressHtml({ ledger, scope }: Reading, { run, verb, started }: LedgerRun): Promise<Html> {
  const { open } = await ledger.coverage.unaccounted(scope);
  const { exceptions } = await ledger.coverage.totals(scope);
  const parsed = (await ledger.sources.parsedBy(scope)).filter((one) => one.run === run);
  const done = parsed.reduce((sum, { files }) => sum + files, 0);
  const elapsed = Date.now() - Date.parse(started);
  const rate = done / Math.max(1, elapsed / 1000);
  // Members are open items too, and read with their file: what is open is in files only while the case holds none.
  const isOfFiles = (await ledger.coverage.bySource(scope)).every(({ heldItems }) => heldItems === 0);
  const left =
    isOfFiles && elapsed > settlingMs && done > 0 && open > 0
      ? `, about ${formatDuration((open / rate) * 1000)} left at this rate`
      : '';
  return html`<section class="note">
    <h2>Run ${run} (${evidence(verb)}) has not come to its end</h2>
    <p>
      ${countOf(done, 'file')} of it written, ${countOf(open, 'item')} still to be read or parsed,
      ${rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate))} files a second since
      ${evidence(started)}${left}. ${countOf(exceptions, 'exception')} in the case so far.
    </p>
    ${parsed.length > 0 ? html`<p>By source: ${parsed.map(({ source, files }) => html`${evidence(source)} ${countOf(files, 'file')}. `)}</p>` : ''}
    <p class="quiet">
      Running, or stopped without a word: the same command goes on where it ended. This page looks again every
      ${refreshSeconds} seconds.
    </p>
  </section>`;
}

/** Of what is open to the reader: the paths that parsers have, those that they have longest first. */
async function heldHtml(reading: Reading): Promise<Html | string> {
  const { ledger, scope } = reading;
  const rows: (HeldItem & { readonly place: string })[] = [];
  const held = reading.heldItems().toSorted((one, other) => (one.since < other.since ? -1 : 1));
  for (const one of held.slice(0, shownHeld)) {
    const item = await ledger.items.get(one.item, scope);
    if (item) rows.push({ ...one, place: `${item.source}/${item.path}` });
  }
  return rows.length === 0
    ? ''
    : tableOf(
        'Being read now, as the run wrote it last',
        [
          { title: 'file', cell: ({ place }) => evidence(place) },
          { title: 'since', cell: ({ since }) => html`<span class="whole">${since}</span>` },
        ],
        rows,
      );
}

async function runsPage(reading: Reading): Promise<Shown> {
  const runs = await reading.ledger.runs.all(reading.scope);
  const last = runs.at(-1);
  const isOpen = last !== undefined && last.ended === undefined;
  const shown = runs.slice(-shownRuns).toReversed();
  const body = html`<h1>${countOf(runs.length, 'run')}</h1>
    ${isOpen ? html`${await progressHtml(reading, last)} ${await heldHtml(reading)}` : ''}
    ${tableOf<LedgerRun>(
      'Runs, the last first',
      [
        { title: 'run', isNumber: true, cell: ({ run }) => formatCount(run) },
        { title: 'command', cell: ({ verb }) => evidence(verb) },
        { title: 'ended as', cell: ({ outcome }) => evidence(outcome ?? 'not ended') },
        { title: 'began', cell: ({ started }) => html`<span class="whole">${evidence(started)}</span>` },
        { title: 'ended', cell: ({ ended }) => html`<span class="whole">${evidence(ended ?? '')}</span>` },
        { title: 'by', cell: (run) => evidence(operatorOf(run)) },
      ],
      shown,
    )}
    ${runs.length > shown.length ? html`<p class="quiet">… and ${formatCount(runs.length - shown.length)} before.</p>` : ''}`;
  return { body, resultCount: runs.length, ...(isOpen ? { refreshSeconds } : {}) };
}

export const runsRoute = defineRoute({
  method: 'get',
  path: '/runs',
  least: 'reader',
  title: 'Runs',
  navigation: 'Runs',
  asked: z.object({}),
  words: () => ['runs'],
  answer: runsPage,
});
