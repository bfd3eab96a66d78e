/** What takes the bytes of an index: tables and classes of terms in the embedded one, fields in Elasticsearch. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { copyIndex } from '../../search/copy-index.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { openScratchIndex } from './parity.ts';
import { formatTable, percent } from './table.ts';

const count = (row: Record<string, unknown> | undefined, column: string): number =>
  Number(row?.[column] ?? 0);

/** Full-text tables, which are also taken apart by classes of terms. */
const fullText = ['words', 'parts', 'places'];

/** What each table of the file holds; a table that is not named is shown by its own name. */
const holds: readonly (readonly [of: string, tables: RegExp])[] = [
  ['words of texts and metadata', /^(?:words|parts|part)(?:_|$)/],
  ['words of places (path, name)', /^places_/],
  ['places', /^(?:occurrence|place_label|withheld)/],
  ['entries, with short lists of anchors', /^(?:entry|document|sqlite_autoindex_document)/],
  ['long lists of anchors', /^anchor_block/],
  ['keywords and facets', /^(?:value|posting|sqlite_autoindex_value)/],
  ['dates', /^date/],
  ['stored texts', /^(?:text|chunk|staged|sqlite_autoindex_text|sqlite_autoindex_staged)/],
];

/** A term is of the first class that it is like. */
const classes: readonly (readonly [of: string, sql: string])[] = [
  ['Latin letters', "term NOT GLOB '*[^a-z]*'"],
  ['digits', "term NOT GLOB '*[^0-9]*'"],
  ['Latin letters with digits', "term NOT GLOB '*[^a-z0-9]*'"],
  ['joined by a sign (a.b, don’t)', "term GLOB '*[!-/:-@[-`{-~]*' AND length(term) > 1"],
  ['other scripts, signs', '1'],
];

/** Fields that a class of columns is made of; `body` is what is left. */
const people = ['from', 'to', 'cc', 'bcc'];

/** Bytes of the pages of tables that begin so. */
const bytesOf = (database: DatabaseSync, schema: string, like: string): number =>
  count(database.prepare(`SELECT sum(pgsize) AS n FROM dbstat(?) WHERE name GLOB ?`).get(schema, like), 'n');

/** The bytes of a full-text table that holds what the condition leaves, made by itself and merged. */
function bytesApart(scratch: DatabaseSync, name: string, condition: string): (string | number)[] {
  scratch.exec(`
    CREATE VIRTUAL TABLE apart USING fts5(w, content='', tokenize="ascii tokenchars '!#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~""'");
    INSERT INTO apart(rowid, w) SELECT doc, group_concat(term, ' ') FROM
      (SELECT doc, term FROM instance WHERE ${condition} ORDER BY doc, col, "offset") GROUP BY doc;
    INSERT INTO apart(apart) VALUES('optimize');`);
  const terms = scratch
    .prepare(`SELECT count(DISTINCT term) AS terms, count(*) AS n FROM instance WHERE ${condition}`)
    .get();
  const bytes = bytesOf(scratch, 'main', 'apart_data');
  scratch.exec('DROP TABLE apart');
  return [name, count(terms, 'terms'), count(terms, 'n'), bytes];
}

/** Takes the full-text tables apart in a file of its own: the index is only read. */
function termClasses(path: string): (string | number)[][] {
  const folder = mkdtempSync(join(tmpdir(), 'evidex-index-bytes-'));
  const scratch = new DatabaseSync(join(folder, 'terms.sqlite'));
  try {
    scratch.exec(`ATTACH '${path.replaceAll("'", "''")}' AS source;
      CREATE TABLE instance(tab TEXT, term TEXT, doc INTEGER, col TEXT, "offset" INTEGER, class INTEGER)`);
    for (const table of fullText) {
      scratch.exec(`CREATE VIRTUAL TABLE temp.${table}_instance USING fts5vocab('source', '${table}', instance);
        INSERT INTO instance SELECT '${table}', term, doc, col, "offset",
          CASE ${classes.map(([, sql], at) => `WHEN ${sql} THEN ${at}`).join(' ')} END FROM temp.${table}_instance`);
    }
    const inTexts = "tab <> 'places'";
    const named = people.map((field) => `'${field}'`).join(', ');
    return [
      ...classes.map(([of], at) => bytesApart(scratch, `of texts: ${of}`, `${inTexts} AND class = ${at}`)),
      bytesApart(scratch, 'column body', `${inTexts} AND col = 'body'`),
      bytesApart(scratch, 'column headers', `${inTexts} AND col = 'headers'`),
      bytesApart(scratch, 'people', `${inTexts} AND col IN (${named})`),
      bytesApart(scratch, 'other columns', `${inTexts} AND col NOT IN ('body', 'headers', ${named})`),
      ...['path', 'name', 'source', 'custodian'].map((col) =>
        bytesApart(scratch, `of places: ${col}`, `tab = 'places' AND col = '${col}'`),
      ),
    ];
  } finally {
    scratch.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function tableBytes(path: string): (string | number)[][] {
  const database = new DatabaseSync(path, { readOnly: true });
  const sums = new Map<string, number>();
  for (const row of database.prepare('SELECT name, sum(pgsize) AS n FROM dbstat GROUP BY name').all()) {
    const name = String(row['name']);
    const of = holds.find(([, tables]) => tables.test(name))?.[0] ?? name;
    sums.set(of, (sums.get(of) ?? 0) + count(row, 'n'));
  }
  database.close();
  const all = [...sums.values()].reduce((sum, one) => sum + one, 0);
  const rows = [...sums].sort((a, b) => b[1] - a[1]).map(([of, n]) => [of, n, percent(n, all)]);
  return [...rows, ['all', all, percent(all, all)]];
}

const parts = z.object({ total_in_bytes: z.number() });
const field = z.object({
  total_in_bytes: z.number(),
  inverted_index: parts,
  stored_fields_in_bytes: z.number(),
  doc_values_in_bytes: z.number(),
});
const usage = z.record(z.string(), z.unknown());
const usageOfIndex = z.object({ fields: z.record(z.string(), field) });

/** The bytes of each field, as Elasticsearch itself works them out. */
async function fieldBytes(url: string, prefix: string): Promise<(string | number)[][]> {
  const rows: (string | number)[][] = [];
  for (const kind of ['entries', 'parts', 'places', 'texts']) {
    const index = `${prefix}-${kind}-000001`;
    await fetch(`${url}/${index}/_forcemerge?max_num_segments=1`, { method: 'POST' });
    const answer = await fetch(`${url}/${index}/_disk_usage?run_expensive_tasks=true`, { method: 'POST' });
    const { fields } = usageOfIndex.parse(usage.parse(await answer.json())[index]);
    for (const [name, of] of Object.entries(fields)) {
      rows.push([
        `${kind}.${name}`,
        of.inverted_index.total_in_bytes,
        of.stored_fields_in_bytes,
        of.doc_values_in_bytes,
        of.total_in_bytes,
      ]);
    }
  }
  return rows.sort((a, b) => Number(b[4]) - Number(a[4])).slice(0, 25);
}

/** Prints what takes the bytes of a case's embedded index and, with `url`, of a copy of it in Elasticsearch. */
export async function benchIndexBytes(casePath: string, url: string | undefined): Promise<void> {
  const path = join(casePath, 'index.sqlite');
  console.log(formatTable(['embedded index', 'bytes', 'of all'], tableBytes(path)));
  console.log('\nTerms, each class in a full-text table by itself:');
  console.log(formatTable(['class', 'terms', 'occurrences', 'bytes'], termClasses(path)));
  if (url === undefined) return;
  const { index, prefix, drop } = await openScratchIndex(url);
  const embedded = openSqliteIndex(path, { readOnly: true, toCopy: true });
  try {
    const signal = new AbortController().signal;
    await copyIndex({ from: embedded, to: index, signal, progress: () => undefined });
    const rows = await fieldBytes(url, prefix);
    console.log(`\n${formatTable(['in Elasticsearch', 'terms', 'stored', 'doc values', 'all'], rows)}`);
  } finally {
    await embedded.close();
    await drop();
  }
}
