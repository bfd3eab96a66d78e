/** `evidex datasets`: the tables of a case, whose data they hold, and which people two of them share. */
import { z } from 'zod';
import { Problem } from '../schemas/problem.ts';
import { openDatasets } from './open/open-datasets.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import type { Output } from './frame/output.ts';
import { defineVerb } from './frame/verb.ts';
import {
  byPeople,
  type CaseDataset,
  caseDatasets,
  datasetRow,
  type DatasetReading,
  findDataset,
  unreadTables,
} from './run/case-datasets.ts';
import { datasetList, datasetWords, overlapWords } from './run/dataset-words.ts';
import { tracePeople, traceWords } from './run/trace-people.ts';
import { neededPermission } from './run/trace-permission.ts';
import { overlapOf } from '../datasets/subjects/overlap.ts';
import { everySecond } from './run/every-second.ts';

const actions = { show: ['dataset'], overlap: ['dataset', 'other'], trace: ['dataset'] } as const;
const see = 'See `evidex datasets --help`.';

/** Only the words of the list are held, since they are sorted; what a program gets comes as it is found. */
async function list(reading: DatasetReading, peopleOnly: boolean, out: Output): Promise<number> {
  const held: CaseDataset[] = [];
  let shown = 0;
  for await (const one of caseDatasets(reading)) {
    if (peopleOnly && !one.profile.isPersonal) continue;
    shown += 1;
    if (out.form === 'json') await out.row(datasetRow(one), () => '');
    else held.push({ ...one, profile: { ...one.profile, columns: [] } });
  }
  const unread = await unreadTables(reading);
  const whole = !reading.signal.aborted;
  await out.summary({ shown, whole });
  if (out.form !== 'json') await out.say(shown === 0 ? 'No tables were found.' : datasetList(held.sort(byPeople)));
  if (unread.failed > 0)
    out.note(`Not in the list: ${countOf(unread.failed, 'document')} of such formats that could not be read; see \`evidex report\`.`);
  if (unread.databases > 0)
    out.note(`Not read as tables: ${countOf(unread.databases, 'database')}, identified only.`);
  if (!whole) out.note(`Stopped: only ${formatCount(shown)} so far.`);
  return shown;
} // prettier-ignore

async function overlap(reading: DatasetReading, names: readonly [string, string], out: Output): Promise<number> {
  const one = await findDataset(reading, names[0]);
  const other = await findDataset(reading, names[1]);
  const found = overlapOf(reading.store.keys(one), reading.store.keys(other));
  const [a, b] = [datasetRow(one), datasetRow(other)].map((row) => withoutColumns(row));
  const counts = { a: one.profile.subjects, b: other.profile.subjects };
  const either = counts.a + counts.b - found.sharedSubjects;
  await out.report({ a, b, ...found, eitherSubjects: either }, () =>
    [overlapWords(one, other, found), `In either: ${formatCount(either)}.`].join('\n'),
  );
  return found.sharedSubjects;
} // prettier-ignore

async function trace(reading: DatasetReading, name: string, out: Output): Promise<number> {
  const permission = await neededPermission(reading.ledger, reading.scope);
  const found = await tracePeople(reading, await findDataset(reading, name), permission);
  await out.report(found, () => traceWords(found));
  return found.holders.length;
}

const withoutColumns = (row: object): object =>
  Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'columns'));

export const verb = defineVerb({
  details:
    'Tables in CSV, TSV and their like, spreadsheets (each sheet, hidden ones too), JSON Lines and plain lists of one value a line are profiled column by column from their stored texts: kind of values, how full, how many different, a masked sample; what the table looks like, how many records, how many distinct people by which key, how many records without one. The first call reads all tables of the case, later ones what is new. `show` has all of one table; `overlap` counts the people in both of two: linked by the same identifier (addresses of mail match their SHA-256, phones by their last ten digits), and by name alone, which may be namesakes. `trace` lists every table that holds people of one, with its custodians, places and the earliest time that any clock states, which is no origin; it is shut until `evidex tracing` names a purpose and a lead. A table is named by its id, or by the path or hash of a document that has one. Values are never shown.',
  positionals: ['case'],
  actions,
  options: z.strictObject({
    action: z.enum(['list', 'show', 'overlap', 'trace']).default('list').describe('list; show DATASET; overlap DATASET OTHER; trace DATASET'), 
    dataset: z.string().min(1).optional().describe('id of a table, or path, hash or id of its document'),
    other: z.string().min(1).optional().describe('the table to compare with'),
    people: z.boolean().default(false).describe('only tables about people'),
  }), // prettier-ignore
  settings: readIndexSettings,
  access: 'read',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex datasets CASE', 'all tables, those of the most people first'],
    ['evidex datasets show exports/members.csv --case CASE', 'one of them, column by column'],
    ['evidex datasets trace members.csv --case CASE', 'who else holds these people, and since when'],
    ['evidex datasets overlap 1f00c0ffee001122:1 members.xlsx --case CASE', 'the people in both'],
  ],
  check({ options: { action, dataset, other } }) {
    if (action !== 'list' && dataset === undefined) throw new Problem('usage', 'the table is missing', see);
    if (action === 'overlap' && other === undefined) throw new Problem('usage', 'the other table is missing', see); // prettier-ignore
  },
  async run({ caseFolder, config, options, out, signal, scope }) {
    const ledger = await caseFolder.openLedger();
    const index = await openIndexToRead(caseFolder, config);
    const store = await openDatasets(caseFolder);
    const reading = {
      ledger,
      index,
      store,
      scope,
      signal,
      // A case has thousands of tables, and a log one line for each that is told.
      progress: everySecond(out, (words: string) => words),
    };
    try {
      const { action, dataset = '', other = '' } = options;
      if (action === 'list') return { resultCount: await list(reading, options.people, out) };
      if (action === 'overlap') return { resultCount: await overlap(reading, [dataset, other], out) };
      if (action === 'trace') return { resultCount: await trace(reading, dataset, out) };
      const one = await findDataset(reading, dataset);
      await out.report(datasetRow(one), () => datasetWords(one));
      return { resultCount: 1 };
    } finally {
      store.close();
      await index.close();
      await ledger.close();
    }
  },
});
