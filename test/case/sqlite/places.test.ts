/** Places multiply where containers lie in copies of containers: they are counted, the first are listed, nothing hangs. */
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { catalogueSteps } from '../../../case/sqlite/catalogue-schema.ts';
import { countPlaces } from '../../../case/sqlite/many-places.ts';
import { Places } from '../../../case/sqlite/places.ts';

const file = 0;
const folder = 1;
const member = 4;

/** A catalogue of one source whose rows are written by hand: contents by number, items in the order of `add`. */
class Rows {
  readonly database = new DatabaseSync(':memory:');
  #items = 1;

  constructor() {
    this.database.exec(catalogueSteps.join('\n'));
    this.database.exec(
      `INSERT INTO source (source, id, reference, root, kind, intake, run) VALUES (1, 's', 'S', x'2f', 'folder', '{}', 1);
       INSERT INTO item (item, id, revision, source, kind, name, time_forms, state, run) VALUES (1, x'01', 0, 1, ${folder}, '', 0, 0, 1)`,
    );
  }

  content(document: number): void {
    this.database
      .prepare(
        "INSERT INTO document (document, sha256, sha1, md5, size, format, media_type, run, revision, indexed) VALUES (?, ?, x'', x'', 1, 'zip', '', 1, 0, 0)",
      )
      .run(document, Buffer.alloc(32, document));
  }

  add(
    document: number,
    { holder, ordinal, name, gone }: { holder?: number; ordinal?: number; name: string; gone?: number },
  ): number {
    this.#items += 1;
    this.database
      .prepare(
        `INSERT INTO item (item, id, revision, source, place, holder, ordinal, kind, name, time_forms, document, state, run, gone)
         VALUES (?, ?, 0, 1, ?, ?, ?, ?, ?, 0, ?, 0, 1, ?)`,
      )
      .run(
        this.#items,
        Buffer.from([this.#items >> 8, this.#items & 255]),
        holder === undefined ? 1 : null,
        holder ?? null,
        ordinal ?? null,
        holder === undefined ? file : member,
        name,
        document,
        gone ?? null,
      );
    return this.#items;
  }
}

/** `copies` members with one content on each of `levels` levels; gives the row of the innermost first member. */
function nested(rows: Rows, copies: number, levels: number, name = 'copy'): number {
  let innermost = 0;
  rows.content(1);
  rows.add(1, { name: 'outer.zip' });
  for (let level = 1; level <= levels; level++) {
    rows.content(level + 1);
    for (let copy = copies - 1; copy >= 0; copy--)
      innermost = rows.add(level + 1, { holder: level, ordinal: copy, name: `${copy}-${name}` });
  }
  return innermost;
}

test('places of copies in copies are counted exactly and listed in evidence order to a limit', () => {
  const rows = new Rows();
  nested(rows, 8, 12);
  const places = new Places(rows.database);
  const many = places.ofContent(13);
  expect(countPlaces(many)).toBe(8 ** 12);
  expect(many.first).toHaveLength(1_000);
  expect(many.first.slice(0, 9).map(({ path }) => path.split('/').slice(-2).join('/'))).toEqual([
    ...Array.from({ length: 8 }, (_, copy) => `0-copy/${copy}-copy`),
    '1-copy/0-copy',
  ]);
  expect(places.ofDocument(13).occurrences).toHaveLength(1_000);
});

test('what cannot be counted exactly any more is at least the greatest exact number', () => {
  const rows = new Rows();
  nested(rows, 8, 60);
  expect(countPlaces(new Places(rows.database).ofContent(61))).toBe(Number.MAX_SAFE_INTEGER);
});

test('long names in deep nesting are listed to a limit of units', () => {
  const rows = new Rows();
  nested(rows, 2, 10, 'n'.repeat(4_000));
  const { occurrences } = new Places(rows.database).ofDocument(11);
  const units = occurrences.reduce((sum, { path }) => sum + path.length, 0);
  expect(occurrences.length).toBeGreaterThan(1);
  expect(units).toBeLessThan(512 * 1024);
});

test('a content with more copies than are listed keeps every source', () => {
  const rows = new Rows();
  rows.content(1);
  for (let copy = 0; copy < 1_200; copy++) rows.add(1, { name: `${copy}`.padStart(5, '0') });
  rows.database.exec(
    `INSERT INTO source (source, id, reference, root, kind, intake, run) VALUES (2, 't', 'T', x'2f', 'folder', '{"custodian":"Bob"}', 1);
     INSERT INTO item (item, id, revision, source, kind, name, time_forms, state, run) VALUES (9000, x'99', 0, 2, ${folder}, '', 0, 0, 1);
     INSERT INTO item (item, id, revision, source, place, kind, name, time_forms, document, state, run) VALUES (9001, x'98', 0, 2, 9000, ${file}, 'far', 0, 1, 0, 1)`,
  );
  const { occurrences } = new Places(rows.database).ofDocument(1);
  expect(occurrences).toHaveLength(1_001);
  expect(occurrences.at(-1)).toMatchObject({ source: 'T', custodian: 'Bob', path: 'far' });
});

test('a content that holds itself has its places outside of itself', () => {
  const rows = new Rows();
  rows.content(1);
  rows.content(2);
  rows.add(1, { name: 'quine.zip' });
  const inner = rows.add(1, { holder: 1, ordinal: 0, name: 'again.zip' });
  rows.add(2, { holder: 1, ordinal: 1, name: 'other.txt' });
  const places = new Places(rows.database);
  expect(places.ofContent(1).first.map(({ path }) => path)).toEqual(['quine.zip', 'quine.zip/again.zip']);
  expect(places.ofItem(inner).first.map(({ path }) => path)).toEqual(['quine.zip/again.zip']);
  expect(places.firstCarrier(1)).toBe(2);
});

test('what is gone comes behind what is there, and what was written since is seen', () => {
  const rows = new Rows();
  rows.content(1);
  rows.content(2);
  rows.add(1, { name: 'a.zip', gone: 1 });
  rows.add(1, { name: 'b.zip' });
  const inner = rows.add(2, { holder: 1, ordinal: 0, name: 'x' });
  const places = new Places(rows.database);
  expect(places.ofItem(inner).first.map(({ path, past }) => [path, past])).toEqual([
    ['b.zip/x', false],
    ['a.zip/x', true],
  ]);
  rows.add(1, { name: 'aa.zip' });
  expect(places.ofItem(inner).first.map(({ path }) => path)).toEqual(['aa.zip/x', 'b.zip/x', 'a.zip/x']);
});
