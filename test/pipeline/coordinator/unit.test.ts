/** What the coordinator knows of one unit's visit: places, faults of a parser that lies, what is open, what is done. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { PendingFile } from '../../../case/catalogue/work.ts';
import { type Unit, UnitProgress } from '../../../pipeline/coordinator/unit.ts';
import type { DocumentMessage } from '../../../pipeline/protocol/messages.ts';
import type { FoundItem } from '../../../schemas/findings.ts';
import { itemId } from '../../../sources/item-id.ts';
import { ended, found, hashesOf, member } from '../../contracts/made-commits.ts';

const fileOf = (path: string): PendingFile => ({
  item: itemId('source', Buffer.from(path)),
  revision: 0,
  source: 1,
  rawPath: Buffer.from(path),
  path,
  size: 10,
  device: '1',
  inode: '1',
});
const unitOf = (...paths: string[]): Unit => ({ files: paths.map(fileOf), through: new Set() });
const progressOf = (unit: Unit): UnitProgress =>
  new UnitProgress(unit, () => ({ reference: 'EX-1', custodian: 'Ann' }), {
    maxMembers: 1000,
    maxCaseRatio: 100,
  });
const sha256Of = (content: string): string => hashesOf(content).sha256;

/** As the pool does it: asked, found without fault, given out. */
function enter(progress: UnitProgress, item: FoundItem, isParsed = true): void {
  progress.ask();
  expect(progress.findFault(item)).toBeUndefined();
  const occurrence = progress.occurrenceOf(item);
  const reached = { occurrence, revision: 3, labels: ['hot'] };
  progress.enter(item.hashes?.sha256 ?? '', reached, item.holder, isParsed ? 'parse' : 'pass');
}
const foundFile = (path: string, content = path): FoundItem => found(fileOf(path).item, content).found;
const foundMember = (
  holder: string,
  ordinal: number,
  content: string,
  more: Partial<FoundItem> = {},
): FoundItem => ({
  ...member(holder, ordinal, content).found,
  ...more,
});

test('a unit takes one event for each byte of its files, and a free number beside', () => {
  const progress = progressOf(unitOf('a.ics', 'b.ics'));
  expect(progress.takesEvents(250_000)).toBe(true);
  expect([progress.takesEvents(20), progress.takesEvents(1)]).toEqual([true, false]);
});

test('a parser may send thousands of bytes for each byte of the files of a unit, and half a gibibyte beside', () => {
  const progress = progressOf(unitOf('a.txt', 'b.txt'));
  expect(progress.takesBytes(512 * 1024 * 1024)).toBe(true);
  expect([progress.takesBytes(20 * 4096), progress.takesBytes(1)]).toEqual([true, false]);
});

describe('what comes of a file', () => {
  const mib = 1024 * 1024;
  const sent = { type: 'tags' as const, blob: randomBytes(mib) };

  test('rows and packed text of all that lies in it, each file by itself', () => {
    const progress = progressOf(unitOf('a.zip', 'b.txt'));
    enter(progress, foundFile('a.zip', 'zip'));
    enter(progress, foundFile('b.txt', 'b'));
    enter(progress, foundMember('zip', 0, 'in zip'));
    expect(progress.takesRow(sha256Of('zip'), 79 * mib)).toBe(true);
    const more = Array.from({ length: 6 }, () => progress.takesSent(sha256Of('in zip'), sent));
    // Four are free, and the room has not one more, which takes a little over its size.
    expect(more.indexOf(false)).toBe(4);
    expect(progress.takesSent(sha256Of('b'), sent)).toBe(true);
  });

  test('what came of a file before its parser died goes on counting; a short row that is told again does not', () => {
    const progress = progressOf(unitOf('a.zip', 'b.txt'));
    enter(progress, foundFile('a.zip', 'zip'));
    expect(progress.takesRow(sha256Of('zip'), 79 * mib)).toBe(true);
    const [again, untouched] = progress.again;
    expect(untouched?.wall).toBeUndefined();
    const second = progressOf(again as Unit);
    enter(second, foundFile('a.zip', 'zip'));
    const [short, long] = [foundMember('zip', 0, 'm'), foundMember('zip', 1, 'm', { name: 'n'.repeat(mib) })];
    expect(Array.from({ length: 10_000 }, () => second.takesItem(short, true))).not.toContain(false);
    expect(second.takesItem(long, true)).toBe(false);
    expect(second.again[0]?.wall).toBe(again?.wall);
  });

  test('an outcome with thousands of places is counted by what it takes, packed', () => {
    const progress = progressOf(unitOf('a.xlsx'));
    enter(progress, foundFile('a.xlsx', 'book'));
    const sheets = Array.from({ length: 4_000 }, () => randomBytes(250).toString('hex'));
    const anchors = sheets.map((sheet, at) => ({ at, sheet }));
    const { sha256 } = hashesOf('book');
    const text = { handle: `${sha256}:body`, kind: 'body' as const, id: sha256, units: 4_000 };
    const message: DocumentMessage = {
      type: 'document',
      ...ended('book').document,
      texts: [{ ...text, anchors, entities: [], personalData: [] }],
    };
    const bytes = JSON.stringify(message).length;
    const taken = Array.from({ length: 100 }, () => progress.takesDocument(message, bytes)).indexOf(false);
    // Eighty MiB of random digits, half a byte each, and not of anchors alone, of which there could be ten thousand times.
    expect(taken).toBeGreaterThan(60);
    expect(taken).toBeLessThan(90);
  });

  test('a member is counted where it lies; what is not given out here is not', () => {
    const progress = progressOf(unitOf('a.zip'));
    enter(progress, foundFile('a.zip', 'zip'));
    const wide = foundMember('zip', 0, 'm', { name: 'n'.repeat(20 * mib) });
    expect([progress.takesItem(wide), progress.takesItem(wide)]).toEqual([true, false]);
    expect(progress.takesItem({ ...wide, holder: sha256Of('elsewhere') })).toBe(true);
  });
});

describe('places', () => {
  test('a file has its path, source and custodian, and is its own family', () => {
    const progress = progressOf(unitOf('mail/a.eml'));
    expect(progress.occurrenceOf(foundFile('mail/a.eml'))).toEqual({
      item: fileOf('mail/a.eml').item,
      path: 'mail/a.eml',
      name: 'a.eml',
      source: 'EX-1',
      custodian: 'Ann',
      family: fileOf('mail/a.eml').item,
    });
  });

  test('an attachment lies below its holder and belongs to its family; without a name it is shown by its number', () => {
    const progress = progressOf(unitOf('a.eml'));
    enter(progress, foundFile('a.eml', 'mail'));
    const attachment = foundMember('mail', 2, 'brief', { relation: 'attachment', name: '' });
    expect(progress.occurrenceOf(attachment)).toMatchObject({
      path: 'a.eml/#2',
      name: '#2',
      family: fileOf('a.eml').item,
    });
  });
});

describe('what a parser cannot honestly report', () => {
  test('a file of another unit, or one of its own twice', () => {
    const progress = progressOf(unitOf('a.txt'));
    expect(progress.findFault(foundFile('b.txt'))).toContain('not its to report');
    expect(progress.findFault(foundFile('a.txt'))).toBeUndefined();
    expect(progress.findFault(foundFile('a.txt'))).toContain('not its to report');
  });

  test('a member of a content that it was not given, that has ended, or under an id that is not its own', () => {
    const progress = progressOf(unitOf('a.zip'));
    expect(progress.findFault(foundMember('zip', 0, 'x'))).toContain('not given');
    enter(progress, foundFile('a.zip', 'zip'));
    expect(progress.findFault(foundMember('zip', 0, 'x'))).toBeUndefined();
    expect(progress.findFault(foundMember('zip', 0, 'x', { item: itemId('zip', 'other') }))).toContain('id');
    // However long its locator is: that of another's item was once believed beyond what a message kept of it.
    const locator = 'x'.repeat(4096);
    expect(progress.findFault(foundMember('zip', 0, 'x', { item: fileOf('b.txt').item, locator }))).toContain(
      'id',
    );
    progress.end(sha256Of('zip'));
    expect(progress.findFault(foundMember('zip', 1, 'y'))).toContain('not given');
  });

  test('a member of what is only weighed: it may be asked about, and not be told as its own', () => {
    const progress = progressOf(unitOf('a.zip'));
    const other = foundMember('zip', 0, 'other');
    enter(progress, foundFile('a.zip', 'zip'));
    progress.weigh(sha256Of('other'), { occurrence: progress.occurrenceOf(other) });
    expect(progress.findFault(foundMember('other', 0, 'x'), true)).toBeUndefined();
    expect(progress.findFault(foundMember('other', 1, 'y'))).toContain('not given');
  });

  test('more members of one content than a container may have', () => {
    const progress = progressOf(unitOf('a.zip'));
    enter(progress, foundFile('a.zip', 'zip'));
    const faults = Array.from({ length: 1001 }, (_, at) =>
      progress.findFault(foundMember('zip', at, `${at}`)),
    );
    expect(faults.slice(0, 1000).filter(Boolean)).toEqual([]);
    expect(faults[1000]).toContain('more members');
  });
});

describe('what is open and what is done', () => {
  test('files leave when their content ends; the end gives place, revision, labels and file', () => {
    const progress = progressOf(unitOf('a.txt', 'b.txt'));
    enter(progress, foundFile('a.txt'));
    enter(progress, foundFile('b.txt'));
    expect(progress.isDone).toBe(false);
    expect(progress.current?.path).toBe('a.txt');
    expect(progress.end(sha256Of('a.txt'))).toMatchObject({
      occurrence: { path: 'a.txt' },
      revision: 3,
      labels: ['hot'],
      file: { path: 'a.txt' },
    });
    expect(progress.remaining.map(({ path }) => path)).toEqual(['b.txt']);
    progress.end(sha256Of('b.txt'));
    expect(progress.isDone).toBe(true);
  });

  test('a content that was not given out, or has ended, cannot end', () => {
    const progress = progressOf(unitOf('a.txt'));
    expect(progress.end(sha256Of('a.txt'))).toBeUndefined();
    enter(progress, foundFile('a.txt'));
    expect(progress.end(sha256Of('a.txt'))).toBeDefined();
    expect(progress.end(sha256Of('a.txt'))).toBeUndefined();
  });

  test('a file whose content is left to others is done at once', () => {
    const progress = progressOf(unitOf('a.txt'));
    progress.ask();
    expect(progress.leave(fileOf('a.txt').item)?.path).toBe('a.txt');
    expect(progress.isDone).toBe(true);
    expect(progress.leave(fileOf('a.txt').item)).toBeUndefined();
  });

  test('what is only passed through is reached but not open, and holds up no end', () => {
    const progress = progressOf(unitOf('a.zip'));
    enter(progress, foundFile('a.zip', 'zip'), false);
    expect([progress.isOpen(sha256Of('zip')), progress.hasReached(sha256Of('zip'))]).toEqual([false, true]);
    expect(progress.isDone).toBe(true);
    enter(progress, foundMember('zip', 0, 'inside'));
    expect([progress.isDone, progress.open]).toEqual([false, [sha256Of('inside')]]);
    progress.end(sha256Of('inside'));
    expect(progress.isDone).toBe(true);
  });
});

describe('the culprit of a death', () => {
  test('is the first that is open of what was asked about last', () => {
    const progress = progressOf(unitOf('a.zip'));
    expect(progress.culprit).toBeUndefined();
    enter(progress, foundFile('a.zip', 'zip'));
    expect(progress.culprit).toBe(sha256Of('zip'));
    enter(progress, foundMember('zip', 0, 'first'));
    enter(progress, foundMember('zip', 1, 'second'));
    expect(progress.culprit).toBe(sha256Of('second'));
    progress.end(sha256Of('second'));
    expect(progress.culprit).toBe(sha256Of('first'));
  });

  test('of one question with several contents, they die in the order in which they are parsed', () => {
    const progress = progressOf(unitOf('a.txt', 'b.txt'));
    progress.ask();
    for (const path of ['a.txt', 'b.txt']) {
      const item = foundFile(path);
      const reached = { occurrence: progress.occurrenceOf(item), revision: 0, labels: [] };
      progress.enter(sha256Of(path), reached, undefined, 'parse');
    }
    expect(progress.culprit).toBe(sha256Of('a.txt'));
    progress.end(sha256Of('a.txt'));
    expect(progress.culprit).toBe(sha256Of('b.txt'));
  });
});
