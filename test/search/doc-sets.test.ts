/** Sets of documents are read in lists of bounded length, however often a statement gives one document. */
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { DocSets } from '../../search/sqlite/doc-sets.ts';
import { type Row, Statements } from '../../search/sqlite/statements.ts';

class Watched extends Statements {
  longest = 0;
  override get(...asked: Parameters<Statements['get']>): Row | undefined {
    const row = super.get(...asked);
    const { docs } = row ?? {};
    if (typeof docs === 'string') this.longest = Math.max(this.longest, docs.split(',').length);
    return row;
  }
}

test.each([
  ['one that lies at a thousand places', 5, 1000],
  ['more of them than stand in one list', 100, 3],
])('%s', (_, documents, places) => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE document(doc INTEGER PRIMARY KEY); CREATE TABLE occurrence(doc INTEGER)');
  const document = database.prepare('INSERT INTO document VALUES(?)');
  const occurrence = database.prepare('INSERT INTO occurrence VALUES(?)');
  for (let doc = 1; doc <= documents; doc++) {
    document.run(doc);
    for (let place = 0; place < places; place++) occurrence.run(doc);
  }
  const statements = new Watched(database);
  const sets = new DocSets(statements, 10);
  sets.startAt(1);
  const found = sets.of({ sql: 'SELECT doc FROM occurrence WHERE doc % 2 = ?', parameters: [1] });
  for (let doc = 0; doc <= documents; doc++) expect(found.has(doc)).toBe(doc % 2 === 1);
  const none = sets.of({ sql: 'SELECT doc FROM occurrence WHERE doc < ?', parameters: [0] });
  expect(none.has(0)).toBe(false);
  // One more row than may stand in it tells that there are more.
  expect(statements.longest).toBeLessThanOrEqual(11);
  database.close();
});
