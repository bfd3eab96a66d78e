/** Members on their way out of a container: held in memory, in the spool beyond, or refused by the limit they meet. */
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { LimitError } from '../../../formats/contract.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { type Budget, hold } from '../../../pipeline/parser/hold.ts';
import { Spool } from '../../../pipeline/parser/spool.ts';
import { openNameless } from '../../../pipeline/sandbox/spool-file.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { anyBudget, noAccount } from './parser-line.ts';
import { temporarySpool } from './temporary-spool.ts';

const descriptor = openNameless(temporaryFolder());
const spool = temporarySpool(descriptor);
const spooledBytes = (): number => fstatSync(descriptor).size;
const bytesOf = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, at) => at % 251));
const coded = (code: string): Error => Object.assign(new Error(`said ${code}`), { code });

function* pieces(bytes: Uint8Array, each = 100, fault?: Error): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += each) yield bytes.subarray(at, at + each);
  if (fault) throw fault;
}

describe('what is held', () => {
  const bytes = bytesOf(1000);
  test.each<[string, () => Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>, number, boolean]>([
    ['bytes at once', () => bytes, 1000, false],
    ['pieces', () => pieces(bytes), 1000, false],
    [
      'pieces that come later',
      async function* () {
        for (const piece of pieces(bytes)) yield await Promise.resolve(piece);
      },
      1000,
      false,
    ],
    ['no piece', () => [], 1000, false],
    ['bytes over the limit', () => bytes, 999, true],
    ['pieces over the limit', () => pieces(bytes), 500, true],
  ])('%s', async (_, open, maxHeldBytes, isSpooled) => {
    const budget = anyBudget();
    const before = { ...budget };
    const held = await hold(open, spool, budget, noAccount, maxHeldBytes);
    const expected = held.content.size === 0 ? Buffer.alloc(0) : bytes;
    expect(held.hashes).toEqual(digestBytes(expected));
    expect(Buffer.concat([...held.content.slices()])).toEqual(expected);
    expect(Buffer.from(held.content.read(990, 100))).toEqual(expected.subarray(990));
    expect(held.broken).toBeUndefined();
    expect(budget.expandedBytes).toBe(before.expandedBytes - expected.length);
    expect(budget.spoolBytes).toBe(before.spoolBytes - (isSpooled ? expected.length : 0));
    expect(spooledBytes()).toBe(isSpooled ? expected.length : 0);
    if (isSpooled) expect(() => held.content.whole()).toThrow(expect.objectContaining({ code: 'too-large' }));
    else expect(Buffer.from(held.content.whole())).toEqual(expected);
    held.release();
    expect(budget).toEqual({ ...before, expandedBytes: before.expandedBytes - expected.length });
    expect(spooledBytes()).toBe(0);
  });

  test('a container that uses its buffer again changes nothing that is held', async () => {
    const buffer = Buffer.alloc(100, 1);
    const whole = await hold(() => buffer, spool, anyBudget(), noAccount, 1000);
    function* reused(): Generator<Uint8Array> {
      for (const value of [2, 3]) yield buffer.fill(value);
    }
    const streamed = await hold(reused, spool, anyBudget(), noAccount, 1000);
    buffer.fill(9);
    expect(Buffer.from(whole.content.whole())).toEqual(Buffer.alloc(100, 1));
    expect(Buffer.from(streamed.content.whole())).toEqual(
      Buffer.concat([Buffer.alloc(100, 2), Buffer.alloc(100, 3)]),
    );
  });

  test('members that are held together share the memory: what has no place left goes to the spool', async () => {
    const budget = anyBudget({ heldBytes: 1500 });
    const first = await hold(() => pieces(bytes), spool, budget, noAccount, 1000);
    const second = await hold(() => pieces(bytes), spool, budget, noAccount, 1000);
    expect(budget.heldBytes).toBe(500);
    expect(spooledBytes()).toBe(1000);
    first.release();
    second.release();
    expect(budget.heldBytes).toBe(1500);
  });
});

describe('a stream that breaks', () => {
  test.each<[string, Error, string, number]>([
    ['with a code of ours', coded('truncated'), 'truncated', 1000],
    ['with an error of its own', new Error('odd'), 'corrupt', 1000],
    ['with a code of the system', coded('EIO'), 'corrupt', 1000],
    ['in the spool', coded('truncated'), 'truncated', 200],
  ])('keeps what came before it: %s', async (_, fault, code, maxHeldBytes) => {
    const bytes = bytesOf(450);
    const held = await hold(() => pieces(bytes, 100, fault), spool, anyBudget(), noAccount, maxHeldBytes);
    expect(held.broken).toEqual({ code, detail: fault.message });
    expect(held.hashes).toEqual(digestBytes(bytes));
    expect(Buffer.concat([...held.content.slices()])).toEqual(bytes);
    held.release();
    expect(spooledBytes()).toBe(0);
  });
});

describe('a limit', () => {
  const bytes = bytesOf(1000);
  test.each<[string, Partial<Budget>, Error | undefined, string]>([
    ['of the bytes that a file may expand to', { expandedBytes: 999 }, undefined, 'bomb'],
    ['of the ratio, which the container watches', {}, new LimitError('bomb', 'ratio'), 'bomb'],
    ['of what a reader may hold', {}, new LimitError('too-large', 'held'), 'too-large'],
    ['of the spool', { spoolBytes: 999 }, undefined, 'spool-full'],
    ['of the disk', { spoolBytes: 999, spoolCode: 'disk-full' }, undefined, 'disk-full'],
  ])('refuses the whole member and gives back its place: %s', async (_, limited, fault, code) => {
    const budget = anyBudget(limited);
    const before = { ...budget };
    const holding = hold(() => pieces(bytes, 100, fault), spool, budget, noAccount, 500);
    await expect(holding).rejects.toMatchObject({ code });
    expect(budget).toMatchObject({ heldBytes: before.heldBytes, spoolBytes: before.spoolBytes });
    expect(spooledBytes()).toBe(0);
  });

  test('of the bytes that a file may expand to holds for bytes given at once, too', async () => {
    await expect(
      hold(() => bytes, spool, anyBudget({ expandedBytes: 999 }), noAccount, 1000),
    ).rejects.toMatchObject({
      code: 'bomb',
    });
  });

  test('a spool that cannot be written is no damage of the evidence', async () => {
    const readOnly = openSync('/dev/null', 'r');
    const holding = hold(() => pieces(bytes), new Spool(readOnly), anyBudget(), noAccount, 500);
    await expect(holding).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('EBADF'),
    });
    closeSync(readOnly);
  });
});

test('members in the spool do not touch each other, whichever is released first', async () => {
  const contents = [3000, 1000, 2000].map((length, at) => bytesOf(length).map((byte) => (byte + at) % 256));
  const all = [];
  for (const bytes of contents) all.push(await hold(() => pieces(bytes), spool, anyBudget(), noAccount, 100));
  const [first, second, third] = all;
  expect(spooledBytes()).toBe(6000);
  second?.release();
  const fourth = await hold(() => pieces(bytesOf(500)), spool, anyBudget(), noAccount, 100);
  expect(Buffer.from(first!.content.read(0, 3000))).toEqual(Buffer.from(contents[0]!));
  expect(Buffer.from(third!.content.read(0, 3000))).toEqual(Buffer.from(contents[2]!));
  expect(Buffer.from(fourth.content.read(0, 3000))).toEqual(bytesOf(500));
  fourth.release();
  third?.release();
  expect(spooledBytes()).toBe(3000);
  first?.release();
  expect(spooledBytes()).toBe(0);
});

test('room that the disk does not free again is no fault of a member', () => {
  const readOnly = openSync(import.meta.filename, 'r');
  expect(() => new Spool(readOnly).adopt(0, 5).release()).not.toThrow();
  closeSync(readOnly);
});

test('what the coordinator has put into the spool stays until it is released', async () => {
  writeSync(descriptor, 'words', 0);
  const region = spool.adopt(0, 5);
  const held = await hold(() => pieces(bytesOf(200)), spool, anyBudget(), noAccount, 100);
  expect(Buffer.from(region.content(100).whole()).toString()).toBe('words');
  held.release();
  expect(spooledBytes()).toBe(5);
  region.release();
  expect(spooledBytes()).toBe(0);
});
