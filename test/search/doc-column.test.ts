/** Counts of a column, and what counts where documents have more values than a column keeps. */
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { DocColumn } from '../../search/sqlite/doc-column.ts';
import { DocSets } from '../../search/sqlite/doc-sets.ts';
import { Statements } from '../../search/sqlite/statements.ts';

const documents = 40;
const byDocument = 'SELECT sum(visit(value, doc)) FROM occurrence INDEXED BY by_doc WHERE value < ?';
const byValue = 'SELECT sum(visit(value, doc)) FROM posting WHERE value < ?';

/** Document `n` has the values that divide it, at two places each. */
function made(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE TABLE document(doc INTEGER PRIMARY KEY);
    CREATE TABLE posting(value INTEGER, doc INTEGER, PRIMARY KEY(value, doc)) WITHOUT ROWID;
    CREATE TABLE occurrence(doc INTEGER, value INTEGER); CREATE INDEX by_doc ON occurrence(doc, value)`);
  for (let doc = 1; doc <= documents; doc++) {
    database.exec(`INSERT INTO document VALUES(${doc})`);
    for (let value = 1; value <= doc; value++) {
      if (doc % value !== 0) continue;
      database.exec(`INSERT INTO posting VALUES(${value}, ${doc});
        INSERT INTO occurrence VALUES(${doc}, ${value}), (${doc}, ${value})`);
    }
  }
  return database;
}

const dividing = (isIn: (doc: number) => boolean, below: number): Map<number, number> => {
  const counts = new Map<number, number>();
  for (let value = 1; value < below; value++)
    for (let doc = value; doc <= documents; doc += value)
      if (isIn(doc)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

test.each([
  ['a column that holds all of them', undefined],
  ['more further values than a column keeps', 10],
])('%s', (_, most) => {
  const database = made();
  const sets = new DocSets(new Statements(database), undefined, most);
  sets.startAt(1);
  const odd = sets.of({ sql: 'SELECT doc FROM document WHERE doc % 2 = ?', parameters: [1] });
  for (const sql of [byDocument, byValue]) {
    expect(sets.columnOf(sql, [21]).isWhole).toBe(most === undefined);
    expect(sets.countsOf(undefined, sql, [21])).toEqual(dividing(() => true, 21));
    expect(sets.countsOf(odd, sql, [21])).toEqual(dividing((doc) => doc % 2 === 1, 21));
  }
  database.close();
});

test('a column that is not whole takes no room', () => {
  const column = DocColumn.from(
    1_000,
    (take) => {
      for (let value = 1; value <= 5; value++) for (let doc = 1; doc <= 1_000; doc++) take(value, doc);
    },
    100,
  );
  expect([column.isWhole, column.bytes]).toEqual([false, 4]);
});
