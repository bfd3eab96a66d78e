/** Tables of our own are told apart, with what each column holds and how many people they are of. */
import { describe, expect, test } from '@jest/globals';
import { profileText } from '../../datasets/profile-document.ts';
import type { StoredText } from '../../datasets/records/table-record.ts';
import { KeyHashes } from '../../datasets/subjects/key-hashes.ts';
import { extractBytes } from './stored-text.ts';
import { firstTables } from './first-tables.ts';
import { secondTables } from './second-tables.ts';
import { thingTables } from './thing-tables.ts';

const hashes = new KeyHashes(new Uint8Array(32));
const { signal } = new AbortController();
const profileOf = async (stored: StoredText) =>
  (await profileText(stored, { hashes, signal })).tables[0]?.profile;

/** A donor who moved has two addresses: without another key they are counted as two. */
const counts: Readonly<Record<string, number>> = { 'o10.csv': 54 };

describe.each([...firstTables, ...thingTables, ...secondTables])('$file, $about', ({ file, text, columns, personal, rows, subjects }) => {
  test('is what it is', async () => {
    const profile = await profileOf(await extractBytes(file, Buffer.from(text)));
    const found = profile?.columns.map(({ name, kind = null }) => [name, kind]);
    expect({ found, personal: profile?.isPersonal, rows: profile?.records, subjects: profile?.subjects }).toEqual({
      found: Object.entries(columns),
      personal,
      rows,
      subjects: counts[file] ?? subjects,
    });
  });
}); // prettier-ignore

describe('a first row that may be a record', () => {
  const columnsOf = async (text: string) =>
    (await profileOf(await extractBytes('a.csv', Buffer.from(text))))?.columns.map(({ name }) => name);

  test('of names of people over names of people shows no letter but the first', async () => {
    const rows = 'Anneliese,Hale\nRobert,Quay\nCarla,Dunn\nDavid,Eames\nErika,Frost\n';
    expect(await columnsOf(rows)).toEqual(['A••••••••', 'H•••']);
  });

  test('is the heading where its words, or what lies below, say so', async () => {
    expect(await columnsOf('Vorname,Ortsteil,Stadt\nRobert,Mitte,Kiel\nCarla,Nord,Bonn\nDavid,Ost,Ulm\n')).toEqual(['Vorname', 'O•••••••', 'Stadt']); // prettier-ignore
    expect(await columnsOf('Wert,Menge\nRot,17\nGelb,22\nBlau,31\n')).toEqual(['Wert', 'Menge']);
  });
});
