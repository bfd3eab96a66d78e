/** `evidex timeline`: events in their order, filtered, with the ground of each time, and as Timesketch imports them. */
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Event {
  readonly kind: string;
  readonly path: string;
  readonly displayZone: string;
  readonly time: { readonly raw: string };
}

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('counts by kind add up, the display zone is named', async () => {
  const [report] = await small.json<{ events: number; byKind: { events: number }[]; displayZone: string }>(
    'timeline',
    'CASE',
  );
  expect(report?.displayZone).toBe('UTC');
  expect(report?.byKind.reduce((sum, { events }) => sum + events, 0)).toBe(report?.events);
});

test('a list in the order of time; filtered by kind, by time and by entity', async () => {
  const events = await small.json<Event>('timeline', 'CASE', '--list', '--kind', 'sent');
  expect(events.length).toBeGreaterThan(0);
  for (const { kind, time, displayZone } of events) {
    expect(kind).toBe('sent');
    expect(displayZone).toBe('UTC');
    expect(time.raw).not.toBe('');
  }
  const named = await small.json<Event>(
    'timeline',
    'CASE',
    '--list',
    '--entity',
    'Harbour Analytica',
    '--kind',
    'file modified',
  );
  expect(named.map(({ path }) => path).sort()).toEqual(
    expect.arrayContaining(['notes/copy-of-meeting.txt', 'notes/meeting.txt']),
  );
  expect(await small.json('timeline', 'CASE', '--list', '--from', '1990', '--to', '1991')).toEqual([]);
  const all = await small.json('timeline', 'CASE', '--list');
  expect(await small.json('timeline', 'CASE', '--list', '--from', '1700', '--to', '2999')).toHaveLength(
    all.length,
  );
});

test('an export that Timesketch imports; nothing is overwritten', async () => {
  const file = join(folder, 'events.csv');
  expect(await small.run('timeline', 'CASE', '--export', file)).toMatchObject({ exitCode: 0 });
  const [heading = '', first = ''] = readFileSync(file, 'utf8').split('\n');
  for (const column of ['message', 'datetime', 'timestamp_desc'])
    expect(heading.split(',')).toContain(column);
  expect(first).toMatch(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/u);
  expect((await small.run('timeline', 'CASE', '--export', file)).exitCode).toBe(2);
  const lines = join(folder, 'events.jsonl');
  await small.run('timeline', 'CASE', '--export', lines);
  const [event] = readFileSync(lines, 'utf8').split('\n');
  expect(JSON.parse(event ?? '')).toMatchObject({
    message: expect.any(String),
    datetime: expect.any(String),
    timestamp_desc: expect.any(String),
  });
});
