/** How the statements of verbs that read find their rows: an index that SQLite makes for one question grows with the case. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const samples = join(import.meta.dirname, '../../samples');
const casePath = join(temporaryFolder(), 'case');

/** Statements that were prepared, and by which steps each finds its rows. */
const plans = new Map<string, string[]>();
// oxlint-disable-next-line typescript/unbound-method -- called on the database that was asked
const { prepare } = DatabaseSync.prototype;

beforeAll(async () => {
  const ingest = [
    'ingest',
    join(samples, 'share'),
    '--intake',
    join(samples, 'intake.json'),
    '--case',
    casePath,
  ];
  expect(await runCli([...ingest, '--parser-processes', '1'])).toMatchObject({ exitCode: 0 });
  DatabaseSync.prototype.prepare = function explained(sql, ...rest) {
    if (/^\s*(?:SELECT|WITH)\b/iu.test(sql)) {
      const steps = prepare.call(this, `EXPLAIN QUERY PLAN ${sql}`).all();
      plans.set(
        sql,
        steps.map(({ detail }) => String(detail)),
      );
    }
    return prepare.call(this, sql, ...rest);
  };
}, 60_000);
afterAll(() => {
  DatabaseSync.prototype.prepare = prepare;
});

const letter = 'Mail/2019-04-09 Consent for the list.eml';

test.each(
  [
    ['report'],
    ['report', '--items'],
    ['report', '--exceptions'],
    ['search', 'consent AND list'],
    ['search', '*', '--facet', 'entity'],
    ['search', '*', '--sort', 'path'],
    ['timeline'],
    ['timeline', '--list'],
    ['entities'],
    ['mentions', '--personal-data'],
    ['explain', letter],
    ['show', letter],
    ['verify'],
  ].map((words) => [words.join(' '), words] as const),
)('%s makes no index for itself', async (_, words) => {
  plans.clear();
  const positional = words[0] === 'verify' ? [...words, casePath] : [...words, '--case', casePath];
  const { exitCode } = await runCli(positional);
  expect([0, 3]).toContain(exitCode);
  expect(plans.size).toBeGreaterThan(0);
  const made = [...plans].filter(([, steps]) => steps.some((step) => step.includes('AUTOMATIC')));
  expect(made.map(([sql, steps]) => [sql, steps.filter((step) => step.includes('AUTOMATIC'))])).toEqual([]);
});
