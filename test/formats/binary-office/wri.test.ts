/** Tests the reader of Windows Write and Word for DOS: text, pictures, damage. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { letterParts, makeWrite } from '../../../scripts/fixtures/make-write.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const run = (bytes: Uint8Array) => runExtractor(bytes, { format: 'wri' });
const fixture = readFileSync(new URL('../../fixtures/wri/letter.wri', import.meta.url));

test('text in lines, and a picture among it as an item', async () => {
  expect(makeWrite(letterParts).equals(fixture)).toBe(true);
  const found = await run(fixture);
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.texts).toEqual({ body: 'To the keeper of the weir\nCaf\u00e9 at noon.\nBring\tthe key.\n' });
  expect(placeOf(found, 'Bring')).toMatchObject({ line: 3 });
  expect(found.children.map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString('hex')])).toEqual([
    ['picture.wmf', 'd7cdc69a00000000'],
  ]);
  expect(found.warnings).toEqual([{ code: 'charset-guessed', detail: 'windows-1252' }]);
});

test('Word for DOS has the letters of DOS, and pages of its own that mean something else', async () => {
  const { texts, warnings } = await run(makeWrite(['Caf\u0082 at noon.\r\n', Buffer.from('plain')], true));
  expect(texts.body).toMatch(/^Caf\u00e9 at noon\.\n[^]*plain$/);
  expect(warnings).toEqual([{ code: 'charset-guessed', detail: 'ibm850' }]);
});

test('a text longer than one piece, with line ends anywhere', async () => {
  const line = 'a line of the letter\r\n';
  const { texts } = await run(makeWrite([line.repeat(20_000)]));
  expect(texts.body).toBe('a line of the letter\n'.repeat(20_000));
});

test('what is cut keeps what is there; lengths and pages that lie end', async () => {
  const cut = await run(fixture.subarray(0, 150));
  expect(cut.texts.body).toBe('To the keeper of the w');
  expect(cut.warnings.map(({ code }) => code)).toEqual(['truncated']);
  expect((await run(fixture.subarray(0, 60))).outcome).toMatchObject({ status: 'failed', code: 'truncated' });
  for (const [at, value] of [
    [14, 0],
    [14, 0xffffffff],
    [18, 0],
    [20, 0xffff],
    [fixture.length - 4, 0xff000000],
  ] as const) {
    const damaged = Buffer.from(fixture);
    damaged.writeUInt32LE(value, at);
    expect((await run(damaged)).outcome.status).toBe('extracted');
  }
});

test('what lies behind a text that is said to end before it is an item', async () => {
  const line = 'a line of the letter\r\n';
  const bytes = Buffer.from(makeWrite([line.repeat(400)]));
  const codes = async () => (await run(bytes)).warnings.map(({ code }) => code);
  expect(await codes()).toEqual([]);
  bytes.writeUInt32LE(128 + line.length, 14);
  expect((await run(bytes)).texts.body).toBe('a line of the letter\n');
  expect(await codes()).toEqual(['unaccounted-data']);
});
