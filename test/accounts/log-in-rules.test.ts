/** Passwords, waiting after wrong ones, and when a session ends. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Guesses } from '../../accounts/guesses.ts';
import { checkPassword, hashPassword, isPassword } from '../../accounts/password.ts';
import { Sessions } from '../../accounts/sessions.ts';
import { SqliteAccountStore } from '../../accounts/sqlite/sqlite-account-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const minuteMs = 60_000;

test.each([
  ['seven words', 'correct horse battery', undefined],
  ['eleven characters', 'elevenchars', /fewer than 12/],
  ['twelve pictures of two units each', '😀😁😂😃😄😅😆😇😈😉😊😋', undefined],
  ['one letter again and again', 'abababababababab', /different/],
  ['the name of the account', 'My name is Ann, truly', /name of the account/],
  ['a thousand characters', 'long enough '.repeat(100), /more than 256/],
])('a password of %s', (_, password, wrong) => {
  const check = () => checkPassword(password, 'ann');
  if (wrong) expect(check).toThrow(wrong);
  else expect(check).not.toThrow();
});

test('what is kept of a password has salt of its own, and says only whether it is the same', async () => {
  const kept = await hashPassword('caf\u00e9 au lait, please');
  expect(kept).toMatch(/^scrypt\$15\$8\$3\$/);
  expect(kept).not.toBe(await hashPassword('caf\u00e9 au lait, please'));
  expect(await isPassword('cafe\u0301 au lait, please', kept)).toBe(true);
  for (const wrong of ['cafe au lait, please', '', 'x'.repeat(10_000)])
    expect(await isPassword(wrong, kept)).toBe(false);
  for (const nothing of [undefined, '', 'scrypt$1$1$1$$', 'plain']) expect(await isPassword('', nothing)).toBe(false);
}); // prettier-ignore

test('wrong ones make wait longer and longer, never longer than a quarter of an hour, and nobody else', () => {
  let now = 0;
  const guesses = new Guesses(() => now);
  const waits: number[] = [];
  for (let count = 0; count < 20; count++) {
    guesses.failed('ann', 5);
    waits.push(guesses.waitMs('ann'));
    now += guesses.waitMs('ann');
  }
  expect(waits.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000]);
  expect(Math.max(...waits)).toBe(15 * minuteMs);
  expect(guesses.waitMs('bo')).toBe(0);
  guesses.passed('ann');
  guesses.failed('ann', 5);
  expect(guesses.waitMs('ann')).toBe(0);
  for (let count = 0; count < 9; count++) guesses.failed('ann', 5);
  now += 2 * 60 * minuteMs;
  guesses.failed('ann', 5);
  expect(guesses.waitMs('ann')).toBe(0);
});

test('a session ends when it was left, and after its longest time however it is used', async () => {
  const store = new SqliteAccountStore(join(folder, 'sessions.sqlite'));
  await store.add('ann');
  let now = Date.parse('2026-11-27T08:00:00Z');
  const sessions = new Sessions(store, { idleMinutes: 30, longestHours: 2 }, () => now);
  const left = await sessions.begin('ann', 'local-account');
  expect(left).toMatch(/^[\w-]{43}$/);
  const used = await sessions.begin('ann', 'openid-connect');
  now += 29 * minuteMs;
  expect(await sessions.find(used)).toMatchObject({ authenticatedBy: 'openid-connect' });
  now += 2 * minuteMs;
  expect(await sessions.find(left)).toBeUndefined();
  for (let minutes = 31; minutes <= 110; minutes += 10, now += 10 * minuteMs)
    expect(await sessions.find(used)).toMatchObject({ account: { name: 'ann' } });
  now += 20 * minuteMs;
  expect(await sessions.find(used)).toBeUndefined();
  const last = await sessions.begin('ann', 'local-account');
  await sessions.end(last);
  for (const secret of [last, '', 'A'.repeat(43), '\0']) expect(await sessions.find(secret)).toBeUndefined();
  await store.close();
}); // prettier-ignore
