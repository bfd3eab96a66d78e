/** `evidex compare`: whether two runs, or two cases, came to the same. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { openCase } from '../case/case-folder.ts';
import { Snapshot, type SnapshotLine } from '../case/sqlite/snapshot.ts';
import type { Config } from '../schemas/config.ts';
import { Problem, problemCodes } from '../schemas/problem.ts';
import type { SearchIndex } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import { formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexOf, readIndexSettings } from './run/open-index.ts';

const maxShown = 50;
const pageEntries = 1_000;

interface Side {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** Opens the index; absent for a run that is not a case's last: the index shows only the present. */
  readonly index?: () => Promise<SearchIndex>;
}

interface Difference {
  readonly key: string;
  readonly difference: string;
}

function openSide(word: string, casePath: string | undefined, config: Config): Side {
  const [, path = '', run] = /^(.*?)(?:@(\d+))?$/su.exec(word) ?? [];
  const number =
    /^\d+$/u.test(word) && casePath !== undefined
      ? Number(word)
      : run === undefined
        ? undefined
        : Number(run);
  const folder = /^\d+$/u.test(word) && casePath !== undefined ? casePath : path;
  if (!statSync(resolve(folder), { throwIfNoEntry: false })) {
    throw new Problem(
      'not-found',
      `${escapeLine(word)} is neither a case nor a run`,
      'Name a case folder, CASE@RUN, or with --case the number of a run.',
    );
  }
  const opened = openCase(folder);
  try {
    const snapshot = new Snapshot(opened.paths.catalogue, number);
    if (number !== undefined && !snapshot.has(number))
      throw new Problem(
        'not-found',
        `${escapeLine(folder)} has no run ${number}`,
        'See its runs with `evidex report CASE`.',
      );
    return {
      name: word,
      snapshot,
      ...(number === undefined ? { index: () => openIndexOf(opened, config) } : {}),
    };
  } finally {
    opened.close();
  }
}

/** What the index shows of each document, by id. Revisions count changes, which may come in another order: they are left out. */
async function* indexLines(open: () => Promise<SearchIndex>): AsyncGenerator<SnapshotLine> {
  const index = await open();
  try {
    for (let after: string | undefined; ;) {
      const page = await index.entries(after, pageEntries);
      for (const { document, texts, places } of page) {
        yield {
          key: `index ${document}`,
          values: { texts: texts.toSorted().join(' '), places: String(places) },
        };
      }
      after = page.at(-1)?.document;
      if (page.length < pageEntries) return;
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
  a: AsyncIterable<SnapshotLine> | Iterable<SnapshotLine>,
  b: AsyncIterable<SnapshotLine> | Iterable<SnapshotLine>,
  counted: Counted,
): Promise<void> {
  const add = (key: string, difference: string): void => {
    counted.total += 1;
    if (counted.differences.length < 10_000) counted.differences.push({ key, difference });
  };
  const left = iterate(a);
  const right = iterate(b);
  let l = await left.next();
  let r = await right.next();
  while (!l.done || !r.done) {
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

async function* iterate<T>(values: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void> {
  yield* values;
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
  output: 'report',
  examples: [
    ['evidex compare CASE-A CASE-B', 'the same evidence, ingested twice'],
    ['evidex compare 1 3 --case CASE', 'what changed between two runs'],
  ],
  exitCodes: { 3: 'they differ; the differences are named' },
  async run({ caseFolder, config, options, out }) {
    const sides = [
      openSide(options.first, caseFolder?.path, config),
      openSide(options.second, caseFolder?.path, config),
    ] as const;
    const [a, b] = sides;
    const counted: Counted = { compared: 0, differences: [], total: 0 };
    try {
      await compareLines(a.snapshot.items(), b.snapshot.items(), counted);
      await compareLines(a.snapshot.documents(), b.snapshot.documents(), counted);
      if (a.index !== undefined && b.index !== undefined)
        await compareLines(indexLines(a.index), indexLines(b.index), counted);
    } finally {
      for (const { snapshot } of sides) snapshot.close();
    }
    const { compared, differences, total } = counted;
    await out.report({ compared, equal: total === 0, differenceCount: total, differences }, () =>
      [
        `${formatCount(compared)} items, documents and index entries compared: ${total === 0 ? 'no difference' : `${formatCount(total)} differences`}.`,
        ...differences.slice(0, maxShown).map(({ key, difference }) => escapeLine(`  ${key}: ${difference}`)),
        ...(total > maxShown
          ? [`  … and ${formatCount(total - maxShown)} more; up to 10,000 with --json`]
          : []),
      ].join('\n'),
    );
    return { resultCount: compared, exitCode: total === 0 ? 0 : problemCodes.mismatch };
  },
});
