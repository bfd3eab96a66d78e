/**
 * One of several processes that label beside a run: CASE NUMBER LABELS OUT. Writes a line to OUT for every label that a
 * command said it has given or taken off, with how long that took.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { DatabaseSync } from 'node:sqlite';
import { main } from '../../cli/main.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { randomOf } from './kill.ts';

/** What a worker did; `removed` where the label was taken off again. */
export interface LabelDone {
  readonly label: string;
  readonly covers: 'item' | 'family';
  readonly item: string;
  readonly removed: boolean;
  readonly milliseconds: number;
}

const everyRemoved = 5;
/** The newest items that the run has found. */
const newest = 60;

const [casePath = '', number = '', labels = '', out = ''] = process.argv.slice(2);
const random = randomOf(Number(number));
const ledger = new DatabaseSync(join(casePath, 'catalogue.sqlite'), { readOnly: true, timeout: 10_000 });

/** A file of the first source, for its family, or an item that was found just now. */
function pick(turn: number): { item: string; covers: 'item' | 'family' } {
  const isNew = turn % 2 === 1;
  const rows = ledger
    .prepare(
      isNew
        ? `SELECT lower(hex(id)) AS item FROM item WHERE document IS NOT NULL AND superseded IS NULL ORDER BY item.item DESC LIMIT ${newest}`
        : 'SELECT lower(hex(id)) AS item FROM item WHERE document IS NOT NULL AND source = 1 AND kind = 0',
    )
    .all() as { item: string }[];
  const row = rows[Math.floor(random() * rows.length)];
  if (!row) throw new Error('nothing to label');
  return { item: row.item, covers: isNew ? 'item' : 'family' };
}

async function run(words: readonly string[]): Promise<void> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let said = '';
  stdout.resume();
  stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const { signal } = new AbortController();
  const environment = { EVIDEX_OPERATOR: `worker ${number}`, ...indexEnvironment() };
  const code = await main([...words], {
    stdin: Readable.from([]),
    stdout,
    stderr,
    environment,
    signal,
    stores: sqliteStores,
  });
  if (code !== 0) throw new Error(`${words.join(' ')}: exit ${code}: ${said}`);
}

/** Where the index is, for a case that has it elsewhere. */
const indexEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith('EVIDEX_INDEX') && value !== undefined ? [[name, value]] : [],
    ),
  );

for (let turn = 0; turn < Number(labels); turn++) {
  const { item, covers } = pick(turn);
  const label = `w${number}-${turn}`;
  const told = ['label', item, '--covers', covers, '--case', casePath, '--json'];
  const tell = (removed: boolean, started: number): void => {
    const done: LabelDone = { label, covers, item, removed, milliseconds: performance.now() - started };
    appendFileSync(out, `${JSON.stringify(done)}\n`);
  };
  let started = performance.now();
  await run([...told, '--add', label]);
  tell(false, started);
  if (turn % everyRemoved !== 0) continue;
  started = performance.now();
  await run([...told, '--remove', label]);
  tell(true, started);
}
ledger.close();
