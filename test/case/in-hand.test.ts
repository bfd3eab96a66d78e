/** Which files a run died with: known to the next, which condemns none that it did not die of alone, twice. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { InHand, readHeld } from '../../case/in-hand.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
let number = 0;
const freshPath = (): string => join(folder, `in-hand-${number++}.json`);
const [a, b] = ['a'.repeat(32), 'b'.repeat(32)] as [string, string];

/** A run that dies with these in hand. */
const die = (path: string, ...items: string[]): void => new InHand(path).take(items);

test('what died in company is suspected, and given up only after it died alone twice', () => {
  const path = freshPath();
  die(path, a, b);
  const told = (): boolean[] =>
    [a, b].flatMap((item) => [new InHand(path).isSuspect(item), new InHand(path).isToGiveUp(item)]);
  expect(told()).toEqual([true, false, true, false]);
  die(path, a);
  const second = new InHand(path);
  second.clear(b);
  second.take([a]);
  const third = new InHand(path);
  expect([third.isToGiveUp(a), third.isSuspect(b)]).toEqual([true, false]);
  third.giveUp(a);
  third.close();
  expect(new InHand(path).wasGivenUp(a)).toBe(true);
});

test('a file that is the only one in hand is read alone first, too: to kill two runs of it by hand gives nothing up', () => {
  const path = freshPath();
  const told: boolean[] = [];
  for (let deaths = 0; deaths < 3; deaths++) {
    die(path, a);
    told.push(new InHand(path).isToGiveUp(a));
  }
  expect(told).toEqual([false, false, true]);
});

test('what ends in a batch that the ledger has already is in hand no more', () => {
  const path = freshPath();
  const run = new InHand(path);
  run.take([a]);
  run.committed(3);
  run.endIn([a], 3);
  run.take([b]);
  expect([new InHand(path).isSuspect(a), new InHand(path).isSuspect(b)]).toEqual([false, true]);
});

test('a run that ends alive leaves nothing behind', () => {
  const path = freshPath();
  const run = new InHand(path);
  run.take([a]);
  run.take([b]);
  expect(existsSync(path)).toBe(true);
  run.close();
  expect(existsSync(path)).toBe(false);
  expect(new InHand(path).isSuspect(a)).toBe(false);
});

test('what a parser has done with stays in hand until the ledger has what came of it', () => {
  const path = freshPath();
  const run = new InHand(path);
  run.take([a]);
  run.endIn([a], 3);
  run.committed(2);
  run.take([b]);
  expect(new InHand(path).isSuspect(a)).toBe(true);
  run.committed(3);
  run.take([b]);
  expect([new InHand(path).isSuspect(a), new InHand(path).isSuspect(b)]).toEqual([false, true]);
});

test.each(['', '{', '{"hand":["x"],"suspects":{}}', '[]'])(
  'a record that is none says nothing: %j',
  (text) => {
    const path = freshPath();
    writeFileSync(path, text);
    expect(new InHand(path).isSuspect(a)).toBe(false);
  },
);

test('what parsers have is told with since when, and no more once they have it not', () => {
  const path = freshPath();
  expect(readHeld(path)).toEqual([]);
  const run = new InHand(path);
  run.take([a]);
  expect(readHeld(path)).toEqual([{ item: a, since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u) }]);
  run.endIn([a], 3);
  run.take([b]);
  expect(readHeld(path).map(({ item }) => item)).toEqual([b]);
  expect(new InHand(path).isSuspect(a)).toBe(true);
});
