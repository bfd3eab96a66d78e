/** What a content may come to: by its own bytes, in sum, and nothing of what is proportional to them is cut. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { memoryContent } from '../../../formats/content.ts';
import { Account } from '../../../pipeline/parser/account.ts';
import { FileRoom } from '../../../pipeline/parser/file-room.ts';
import { kib, mib } from '../../../schemas/byte-units.ts';

const limits = { maxCaseRatio: 100, maxRatio: 250 };
const accountOf = (bytes: Uint8Array, isFile = false): Account =>
  new Account(memoryContent(bytes), limits, { isFile });

describe('bytes of case', () => {
  test.each<[string, Uint8Array, number]>([
    ['a small content has the floor', Buffer.from('a'), 128 * kib],
    [
      'twice the size of what packs to nothing is never too much',
      Buffer.alloc(20 * mib),
      40 * mib + 128 * kib,
    ],
    ['a hundred times what cannot be packed', randomBytes(mib), 102 * mib + 128 * kib],
  ])('%s', (_, bytes, allowed) => {
    const account = accountOf(bytes);
    account.charge(allowed);
    expect(account.isOver).toBe(false);
    account.charge(allowed / 10 + 10_000);
    expect(account.isOver).toBe(true);
  });

  test('a hundred copies of one block are worth one, as in an archive that packs them', () => {
    const block = randomBytes(100_000);
    const account = accountOf(Buffer.concat(Array.from({ length: 100 }, () => block)));
    account.charge(128 * kib + 20_000_000 + 15_000_000);
    expect(account.isOver).toBe(true);
  });

  test('of a file of the source a hundred times its bytes, however well it packs; as a member it is charged as one', () => {
    const bytes = Buffer.alloc(mib, 'the same line again\n');
    const [file, member] = [accountOf(bytes, true), accountOf(bytes)];
    for (const account of [file, member]) account.charge(102 * mib + 128 * kib);
    expect([file.isOver, member.isOver]).toEqual([false, true]);
    expect(file.cost.caseBytes).toBeLessThan(3 * mib);
    expect(file.cost.caseBytes).toBeGreaterThan(2 * mib);
    file.charge(1);
    expect(file.isOver).toBe(true);
  });

  test('contents inside count in full', () => {
    const account = accountOf(Buffer.from('a'));
    account.add({ caseBytes: 128 * kib, expandedBytes: 10 });
    expect(account.isOver).toBe(false);
    account.add({ caseBytes: 10_000, expandedBytes: 10 });
    expect(account.isOver).toBe(true);
    expect(account.cost).toEqual({ caseBytes: 128 * kib + 10_000, expandedBytes: 20 });
  });
});

test('what others say of contents inside never sums to more than a message carries', () => {
  const account = accountOf(Buffer.from('a'));
  const most = Number.MAX_SAFE_INTEGER;
  for (const _ of [1, 2]) account.add({ caseBytes: most, expandedBytes: most });
  expect(account.cost).toEqual({ caseBytes: most, expandedBytes: most });
});

test('expanded bytes are refused in sum', () => {
  const account = accountOf(Buffer.from('a'));
  account.expand(64 * mib);
  expect(() => account.expand(10_000)).toThrow(expect.objectContaining({ code: 'bomb' }));
});

test('what is left is listed while there is room for it, and counted beyond', () => {
  const account = accountOf(Buffer.from('a'));
  account.charge(mib);
  expect(account.admit(10)).toBe(false);
  expect(() => account.admit(64 * mib)).toThrow(expect.objectContaining({ code: 'over-budget' }));
  let listed = 0;
  for (let at = 0; at < 2_000; at++)
    if (account.leaveMember(1_000)) {
      listed += 1;
      // Of members that were opened before, and end only now: takes nothing of the room for rows.
      account.charge(1_000);
    }
  expect(listed).toBe(33);
  expect(account.leftOut).toMatch(
    /text of 67108874 units or more, 33 members, listed, 1967 members, not listed$/,
  );
});

describe('the room of a file', () => {
  const inRoom = (room: FileRoom): Account =>
    new Account(memoryContent(randomBytes(mib)), limits, { isFile: false, room });

  test('rows of all that lies in it are charged to it, text only beyond twice the bytes that it is of', () => {
    const room = new FileRoom(1_000, 100);
    const accounts = Array.from({ length: 52 }, () => inRoom(room));
    for (const account of accounts) account.chargeText(2 * mib);
    expect(accounts.map(({ opensMembers }) => opensMembers)).not.toContain(false);
    for (const account of accounts) account.charge(mib);
    expect(accounts.map(({ isOver, opensMembers }) => isOver || opensMembers)).not.toContain(true);
    // 12 MiB more are for rows of what is not opened.
    const listed = accounts.map((account) => account.leaveMember(mib / 2));
    expect(listed.filter(Boolean)).toHaveLength(25);
    expect(accounts.map(({ isCutInFile }) => isCutInFile)).not.toContain(false);
    expect(accounts[0]?.leftOut).toMatch(/^more than 100 times the file that it lies in/u);
  });

  test('a hundred times a large file; what is over its own budget is cut the same in every file', () => {
    const room = new FileRoom(mib, 100);
    const account = new Account(memoryContent(Buffer.from('a')), limits, { isFile: false, room });
    account.charge(70 * mib);
    expect([room.isFull, account.isOver, account.leaveMember(10)]).toEqual([false, true, true]);
    expect(account.isCutInFile).toBe(false);
    account.chargeText(20 * mib);
    expect([room.isFull, room.isTaken]).toEqual([true, false]);
    account.chargeText(20 * mib);
    expect(room.isTaken).toBe(true);
  });

  test('words that an archive says again and again are charged as they are packed, and end with the room', () => {
    const size = mib;
    const room = new FileRoom(size, 100);
    const accounts = [new Uint8Array(mib), randomBytes(mib)].map((bytes) => ({
      bytes,
      account: new Account(memoryContent(new Uint8Array(300 * mib)), limits, { isFile: false, room }),
    }));
    const taken = accounts.map(({ bytes, account }) => {
      let times = 0;
      for (; times < 200 && account.admit(bytes.length); times++)
        account.chargeText(bytes.length, { type: 'text', blob: bytes });
      return times;
    });
    // All of the zeros, and of the random bytes as much as fills, with its words once more, a hundred times the file.
    expect(taken).toEqual([200, 67]);
    expect(accounts.map(({ account: { isCut, isCutInFile } }) => [isCut, isCutInFile])).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(accounts[1]?.account.leftOut).toMatch(/^more than 100 times the file that it lies in/u);
  });
});
