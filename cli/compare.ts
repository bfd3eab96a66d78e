/** `evidex compare`: whether two runs, or two cases, came to the same. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { Snapshot, SnapshotLine } from '../case/ledger/snapshots.ts';
import { Problem, problemCodes } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import { entriesOf, idsOf, joinEntries } from '../search/join-entries.ts';
import type { OpenedReader } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import { formatCount } from './frame/quantities.ts';
import { shortList } from './frame/short-list.ts';
import { type Context, defineVerb } from './frame/verb.ts';
import { untilStopped } from './run/until-stopped.ts';
import { openIndexOf, readIndexSettings } from './open/open-index.ts';

interface Side {
  readonly ledger: Ledger;
  readonly snapshot: Snapshot;
  /** Opens the index; absent for a run that is not a case's last: the index shows only the present. */
  readonly index?: () => Promise<OpenedReader>;
}

interface Difference {
  readonly key: string;
  /** Of the item, or of the first that carries the content: its source and the path below, where either side has it. */
  readonly path?: string;
  readonly difference: string;
}

/** Where what differs lies: ids and hashes are what is compared, paths are what people know. */
async function withPaths(
  differences: readonly Difference[],
  sides: readonly Ledger[],
  scope: Scope,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const paths = new Map<string, string | undefined>();
  const pathOf = async (id: string): Promise<string | undefined> => {
    for (const { items } of sides) {
      const [item] = await items.byHash(id, 1, scope);
      if (item) return `${item.source}/${item.path}`;
    }
    return undefined;
  };
  const named: Difference[] = [];
  for (const { key, difference } of differences) {
    if (signal.aborted) return differences;
    const id = /[\da-f]{32,64}/u.exec(key)?.[0] ?? '';
    if (id !== '' && !paths.has(id)) paths.set(id, await pathOf(id));
    const path = paths.get(id);
    named.push({ key, ...(path === undefined ? {} : { path }), difference });
  }
  return named;
}

/** A side as it is named: the folder of its case, and the run where one is meant. */
function parseSide(word: string, casePath: string | undefined): { folder: string; run?: number } {
  if (/^\d+$/u.test(word) && casePath !== undefined) return { folder: casePath, run: Number(word) };
  const [, folder = '', run] = /^(.*?)(?:@(\d+))?$/su.exec(word) ?? [];
  return { folder, run: run === undefined ? undefined : Number(run) };
}

async function openSide(
  word: string,
  casePath: string | undefined,
  { configOf, openOther, scope }: Pick<Context<unknown>, 'configOf' | 'openOther' | 'scope'>,
): Promise<Side> {
  const { folder, run } = parseSide(word, casePath);
  if (!statSync(resolve(folder), { throwIfNoEntry: false })) {
    throw new Problem(
      'not-found',
      `${escapeLine(word)} is neither a case nor a run`,
      'Name a case folder, CASE@RUN, or with --case the number of a run.',
    );
  }
  const opened = await openOther(folder);
  const ledger = await opened.openLedger();
  const snapshot = await ledger.snapshots.after(run, scope);
  if (!snapshot) {
    await ledger.close();
    throw new Problem(
      'not-found',
      `${escapeLine(folder)} has no run ${run}`,
      'See its runs with `evidex report CASE`.',
    );
  }
  const config = configOf(opened);
  return { ledger, snapshot, index: run === undefined ? () => openIndexOf(opened, config) : undefined };
}

/**
 * What the index shows of each document, by id. Revisions count changes, which may come in another order: they are
 * left out. The rows of the index count every place: where the scope shows fewer, the entry is asked.
 */
async function* indexLines(
  open: () => Promise<OpenedReader>,
  ledger: Ledger,
  scope: Scope,
): AsyncGenerator<SnapshotLine> {
  const index = await open();
  try {
    for await (const { left, right } of joinEntries(ledger.entries.indexed(scope), entriesOf(index))) {
      if (!right) continue;
      const { document, texts } = right;
      const places =
        right.places === left?.places ? right.places : (await index.shownEntry(document, scope))?.places;
      if (places === undefined) continue;
      yield {
        key: `index ${document}`,
        values: {
          texts: idsOf(texts).toSorted().join(' '),
          places: String(places),
        },
      };
    }
  } finally {
    await index.close();
  }
}

interface Counted {
  compared: number;
  differences: Difference[];
  total: number;
}

/** Both sides in the order of their keys: neither has to be held. */
async function compareLines(
  a: AsyncIterable<SnapshotLine>,
  b: AsyncIterable<SnapshotLine>,
  counted: Counted,
  signal: AbortSignal,
): Promise<void> {
  const add = (key: string, difference: string): void => {
    counted.total += 1;
    if (counted.differences.length < 10_000) counted.differences.push({ key, difference });
  };
  const left = untilStopped(a, signal);
  const right = untilStopped(b, signal);
  let l = await left.next();
  let r = await right.next();
  // One side ends before the other where it is stopped: what is left of that one says nothing.
  while ((!l.done || !r.done) && !signal.aborted) {
    counted.compared += 1;
    if (r.done || (!l.done && l.value.key < r.value.key)) {
      if (!l.done) add(l.value.key, 'only in the first');
      l = await left.next();
    } else if (l.done || r.value.key < l.value.key) {
      add(r.value.key, 'only in the second');
      r = await right.next();
    } else {
      for (const name of new Set([...Object.keys(l.value.values), ...Object.keys(r.value.values)])) {
        const [one, other] = [l.value.values[name], r.value.values[name]];
        if (one !== undefined && other !== undefined && one !== other)
          add(l.value.key, `${name}: ${one || '(none)'} | ${other || '(none)'}`);
      }
      l = await left.next();
      r = await right.next();
    }
  }
}

export const verb = defineVerb({
  details:
    'Each side is a case folder, CASE@RUN, or with --case the number of a run. Compares items (ids, names, sizes, contents, statuses), documents (formats, outcomes, texts, mentions, events) and, of whole cases, what the index shows. The same evidence ingested elsewhere must give no difference.',
  positionals: ['first', 'second'],
  options: z.strictObject({
    first: z.string().min(1).describe('a case, CASE@RUN, or the number of a run'),
    second: z.string().min(1).describe('what to compare it with'),
  }),
  settings: readIndexSettings,
  access: 'optional',
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex compare CASE-A CASE-B', 'the same evidence, ingested twice'],
    ['evidex compare 1 3 --case CASE', 'what changed between two runs'],
  ],
  exitCodes: { 3: 'they differ; the differences are named' },
  async run(context) {
    const { caseFolder, options, out, scope, signal } = context;
    const a = await openSide(options.first, caseFolder?.path, context);
    const b = await openSide(options.second, caseFolder?.path, context).catch(async (error: unknown) => {
      await a.ledger.close();
      throw error;
    });
    const counted: Counted = { compared: 0, differences: [], total: 0 };
    let differences: readonly Difference[];
    try {
      await compareLines(a.snapshot.items(), b.snapshot.items(), counted, signal);
      await compareLines(a.snapshot.documents(), b.snapshot.documents(), counted, signal);
      if (a.index !== undefined && b.index !== undefined)
        await compareLines(
          indexLines(a.index, a.ledger, scope),
          indexLines(b.index, b.ledger, scope),
          counted,
          signal,
        );
      differences = await withPaths(counted.differences, [b.ledger, a.ledger], scope, signal);
    } finally {
      await a.ledger.close();
      await b.ledger.close();
    }
    const { compared, total } = counted;
    const interrupted = signal.aborted;
    const found = total === 0 ? 'no difference' : `${formatCount(total)} differences`;
    const equal = !interrupted && total === 0;
    await out.report({ compared, equal, interrupted, differenceCount: total, differences }, () =>
      [
        interrupted
          ? `STOPPED: ${formatCount(compared)} items, documents and index entries were compared (${found}), the rest was not.`
          : `${formatCount(compared)} items, documents and index entries compared: ${found}.`,
        ...shortList(
          differences.map(({ key, path, difference }) =>
            escapeLine(`  ${path === undefined ? '' : `${path}  `}${key}: ${difference}`),
          ),
          'up to 10,000 with --json',
          total,
        ),
      ].join('\n'),
    );
    if (interrupted) return { resultCount: compared, exitCode: problemCodes.interrupted };
    return { resultCount: compared, exitCode: total === 0 ? 0 : problemCodes.mismatch };
  },
});
