/** The visit of one content and of all it holds: order of messages, verdicts, limits, and members that break. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { nestedZip, zipOf } from '../../../scripts/bench/made-evidence.ts';
import type { Child, Extract } from '../../../formats/contract.ts';
import { LimitError } from '../../../formats/contract.ts';
import { memoryContent } from '../../../formats/content.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import type { Budget } from '../../../pipeline/parser/hold.ts';
import { carryOut, identifyContent } from '../../../pipeline/parser/visit.ts';
import type { VisitContext } from '../../../pipeline/parser/visit-context.ts';
import type { Verdict } from '../../../pipeline/protocol/messages.ts';
import { itemId } from '../../../sources/item-id.ts';
import { kib } from '../../../schemas/byte-units.ts';
import type { FoundItem } from '../../../schemas/findings.ts';
import type { Limits } from '../../../schemas/limits.ts';
import { testLimits } from '../../run-extractor.ts';
import { temporarySpool } from './temporary-spool.ts';
import { anyBudget, anyPlace, contextOver, onceEach, ParserLine } from './parser-line.ts';

const spool = temporarySpool();
const file = { item: '0'.repeat(32), name: '', warnings: [] };

interface Options extends Partial<VisitContext> {
  readonly verdict?: (item: FoundItem) => Verdict;
  /** What the coordinator says of the file itself. */
  readonly fileVerdict?: Verdict;
  readonly limits?: Limits;
  readonly budget?: Budget;
  /** Reads the file in place of its format's extractor. */
  readonly extract?: Extract;
}

/** Visits bytes as the content of a file. */
async function visited(bytes: Uint8Array, options: Options = {}): Promise<ParserLine> {
  const { fileVerdict = { say: 'parse' }, budget = anyBudget(), extract, ...context } = options;
  const line = new ParserLine();
  const identified = await identifyContent(file, memoryContent(bytes), digestBytes(bytes), 0);
  const content = extract ? { ...identified, reader: { name: 'made/1', extract } } : identified;
  await carryOut(content, fileVerdict, anyPlace(budget), contextOver(line, { spool, ...context }));
  return line;
}

/** Visits a content that holds these members. */
const holding = (members: readonly Partial<Child>[], options: Options = {}): Promise<ParserLine> =>
  visited(zipOf({ 'unread.txt': 'read by the extractor of the test' }), {
    ...options,
    extract: async (_, sink) => {
      for (const [at, child] of members.entries())
        await sink.child({ locator: String(at), name: `m${at}`, relation: 'member', ...child });
      return { status: 'extracted', completeness: 'complete' };
    },
  });

const sha256 = (content: string): string => digestBytes(Buffer.from(content)).sha256;

test('members are asked about before they are parsed, and end before what holds them', async () => {
  const inner = zipOf({ 'deep.txt': 'deep words' });
  const line = await visited(zipOf({ 'a.txt': 'first words', 'inner.zip': inner, 'z.txt': 'last words' }));
  const steps = line.received.flatMap(({ message }) =>
    message.type === 'found'
      ? [`found ${message.items.map(({ name }) => name).join(' ')}`]
      : message.type === 'document'
        ? [`${message.status} ${message.format}`]
        : [],
  );
  expect(steps).toEqual([
    'found a.txt inner.zip z.txt',
    'indexed text',
    'found deep.txt',
    'indexed text',
    'container zip',
    'indexed text',
    'container zip',
  ]);
  const outer = line.documents.at(-1)?.hashes.sha256 ?? '';
  expect(line.found[0]).toMatchObject({
    item: itemId(outer, line.found[0]?.locator ?? ''),
    holder: outer,
    ordinal: 0,
    relation: 'member',
    hashes: { sha256: sha256('first words') },
  });
  expect(line.found.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 0]);
});

test('of members with one content, in one question, one is parsed; all are found', async () => {
  const line = await visited(zipOf({ 'a.txt': 'same', 'b.txt': 'same', 'c.txt': 'other', 'd.txt': 'same' }));
  expect(line.found.map(({ name, hashes }) => [name, hashes?.sha256])).toEqual([
    ['a.txt', sha256('same')],
    ['b.txt', sha256('same')],
    ['c.txt', sha256('other')],
    ['d.txt', sha256('same')],
  ]);
  expect(line.documents.slice(0, -1).map(({ hashes }) => hashes.sha256)).toEqual([
    sha256('same'),
    sha256('other'),
  ]);
  expect(line.documents.at(-1)?.members).toMatchObject({ emitted: 4, failed: 0 });
});

test('100 members are asked about 32 at a time', async () => {
  const members = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${at}.txt`, `words ${at}`]));
  const line = await visited(zipOf(members));
  expect(line.ofType('found').map(({ items }) => items.length)).toEqual([32, 32, 32, 4]);
});

describe('verdicts', () => {
  const archive = zipOf({ 'a.txt': 'words' });

  test('leave: nothing is read and nothing said', async () => {
    expect((await visited(archive, { fileVerdict: { say: 'leave' } })).received).toEqual([]);
  });

  test('pass: members are visited, the content itself says nothing', async () => {
    const line = await visited(archive, { fileVerdict: { say: 'pass' } });
    expect(line.found.map(({ name }) => name)).toEqual(['a.txt']);
    expect(line.documents.map(({ hashes }) => hashes.sha256)).toEqual([sha256('words')]);
  });

  test('condemned: the content fails with the code of what it did, unread', async () => {
    const line = await visited(archive, { fileVerdict: { say: 'condemned', code: 'parser-memory' } });
    expect(line.received).toHaveLength(1);
    expect(line.documents[0]).toMatchObject({
      status: 'failed',
      code: 'parser-memory',
      completeness: 'partial',
    });
  });
});

describe('limits', () => {
  test('members deeper than the limit are listed and not read', async () => {
    const line = await visited(nestedZip(4), { limits: { ...testLimits, maxDepth: 2 } });
    expect(line.found.map(({ ended, name }) => [name, ended?.code])).toEqual([
      ['level-3.zip', undefined],
      ['level-2.zip', undefined],
      ['level-1.zip', 'depth-limit'],
    ]);
    expect(line.documents.map(({ format }) => format)).toEqual(['zip', 'zip', 'zip']);
    expect(line.documents[0]?.members).toMatchObject({ failed: 1 });
  });

  test('members beyond the limit: the container ends partial, those before are read', async () => {
    const line = await holding(
      ['one', 'two', 'three'].map((words) => ({ open: () => Buffer.from(words) })),
      { limits: { ...testLimits, maxMembers: 2 } },
    );
    expect(line.documents.map(({ status, code }) => code ?? status)).toEqual([
      'indexed',
      'indexed',
      'member-limit',
    ]);
    expect(line.documents.at(-1)).toMatchObject({ completeness: 'partial', members: { emitted: 2 } });
  });

  test('what is left to expand is one for all levels below a file: the bomb in the inner archive is refused', async () => {
    const bomb = zipOf({ 'bomb.txt': 'x'.repeat(100_000) });
    const line = await visited(zipOf({ 'inner.zip': bomb, 'after.txt': 'y'.repeat(2000) }), {
      budget: anyBudget({ expandedBytes: 5000 }),
    });
    expect(line.found.map(({ name, ended }) => [name, ended?.code])).toEqual([
      ['inner.zip', undefined],
      ['after.txt', undefined],
      ['bomb.txt', 'bomb'],
    ]);
    expect(line.documents.at(-1)).toMatchObject({ status: 'container' });
  });

  test('text that outgrows what is left fails its document, and the one that holds it goes on', async () => {
    const line = await holding(
      [
        {
          open: () => Buffer.from('grows'),
          reader: {
            name: 'made/1',
            format: 'text',
            mediaType: 'text/plain',
            extract: async (_, sink) => {
              for (;;) sink.text('x'.repeat(1000));
            },
          },
        },
        { open: () => [] },
      ],
      { budget: anyBudget({ expandedBytes: 100_000 }) },
    );
    expect(line.documents.map(({ status, code }) => code ?? status)).toEqual(['bomb', 'empty', 'container']);
  });

  test('a member over what may be held is read from the spool, text and hash as ever', async () => {
    const words = 'many words '.repeat(1000);
    const line = await visited(zipOf({ 'large.txt': words }), {
      limits: { ...testLimits, maxHeldBytes: 100 },
    });
    expect(line.found[0]?.hashes?.sha256).toBe(sha256(words));
    expect(line.documents[0]).toMatchObject({ status: 'indexed' });
    expect(line.blobs('text', `${sha256(words)}:body`).join('')).toBe(words);
  });

  test('a member that does not fit into the spool fails alone', async () => {
    const line = await visited(zipOf({ 'large.txt': 'many words '.repeat(1000), 'small.txt': 'small' }), {
      limits: { ...testLimits, maxHeldBytes: 100 },
      budget: anyBudget({ spoolBytes: 1000 }),
    });
    expect(line.found.map(({ name, ended }) => [name, ended?.code])).toEqual([
      ['large.txt', 'spool-full'],
      ['small.txt', undefined],
    ]);
  });
});

describe('members that break', () => {
  function* broken(before: string): Generator<Uint8Array> {
    if (before !== '') yield Buffer.from(before);
    throw Object.assign(new Error('the rest is missing'), { code: 'truncated' });
  }

  test('a stream that throws midway: what came before is indexed, with a warning; the next member is read', async () => {
    const line = await holding([
      { open: () => broken('half the words') },
      { open: () => Buffer.from('whole') },
    ]);
    expect(line.found[0]).toMatchObject({
      hashes: { sha256: sha256('half the words') },
      warnings: [{ code: 'truncated', detail: 'the rest is missing' }],
    });
    expect(line.documents.map(({ status }) => status)).toEqual(['indexed', 'indexed', 'container']);
    expect(line.documents.at(-1)).toMatchObject({
      members: { emitted: 2, failed: 1 },
      warnings: [
        { code: 'member-failed', detail: 'm0' },
        { code: 'partial-read', detail: 'm0' },
      ],
    });
  });

  test.each<[string, Partial<Child>, object]>([
    ['throws before its first byte', { open: () => broken('') }, { status: 'failed', code: 'truncated' }],
    [
      'cannot be opened',
      {
        open: () => {
          throw new Error('odd');
        },
      },
      { status: 'failed', code: 'corrupt', detail: 'odd' },
    ],
    ['has no content', {}, { status: 'failed', code: 'corrupt' }],
    [
      'is ended by its container',
      { ended: { status: 'encrypted', code: 'password-required', detail: 'd'.repeat(600) } },
      { status: 'encrypted', code: 'password-required', detail: 'd'.repeat(500) },
    ],
  ])('one that %s is listed with why, and the next is read', async (_, child, ended) => {
    const line = await holding([child, { open: () => Buffer.from('whole') }]);
    expect(line.found[0]?.ended).toEqual(expect.objectContaining(ended));
    expect(line.found[0]?.hashes).toBeUndefined();
    expect(line.documents.map(({ status }) => status)).toEqual(['indexed', 'container']);
  });

  test.each([2 ** 60, -1, Number.NaN, 0.5])(
    'one that states a size of %d, which no message carries, is listed without',
    async (declaredSize) => {
      const line = await holding([
        { declaredSize, ended: { status: 'encrypted', code: 'password-required' } },
      ]);
      expect(line.found[0]).toMatchObject({ ended: { status: 'encrypted' } });
      expect(line.found[0]?.size).toBeUndefined();
    },
  );

  test('names and locators over their bounds are cut; the id is of the locator as it is told', async () => {
    const locator = 'l'.repeat(5000);
    const line = await holding([
      {
        locator,
        name: 'n'.repeat(70_000),
        rawName: Buffer.alloc(70_000, 0xff),
        open: () => Buffer.from('words'),
      },
    ]);
    const [found] = line.found;
    expect(found?.name).toBe('n'.repeat(65_536));
    expect(found?.locator).toMatch(/^l{4031}#[0-9a-f]{64}$/u);
    expect(Buffer.from(found?.rawName ?? '', 'base64')).toHaveLength(65_536);
    expect(found?.item).toBe(itemId(found?.holder ?? '', found?.locator ?? ''));
  });
});

describe('how an extractor ends', () => {
  test.each<[string, Error, object]>([
    ['an error of its own', new Error('odd'), { code: 'parser-error', detail: 'odd' }],
    ['a limit', new LimitError('too-large', 'held'), { code: 'too-large', detail: 'held' }],
    ['a code of the system', Object.assign(new Error('io'), { code: 'EIO' }), { code: 'parser-error' }],
  ])('%s: failed, with the text that it had pushed', async (_, error, expected) => {
    const line = await visited(Buffer.from('words'), {
      extract: async (_input, sink) => {
        sink.text('what could be read');
        throw error;
      },
    });
    expect(line.documents[0]).toMatchObject({ status: 'failed', extractor: 'made/1', ...expected });
    expect(line.documents[0]?.texts).toHaveLength(1);
  });

  test.each([
    ['nothing at all', Buffer.alloc(0), { status: 'empty' }],
    [
      'a format without a reader',
      Buffer.from('\u007fELF\u0002\u0001\u0001'.padEnd(200, '\0'), 'latin1'),
      { status: 'unsupported', code: 'no-extractor' },
    ],
    [
      'bytes of no format',
      Buffer.from('fa80fe3b91d8e7ff00c1'.repeat(10), 'hex'),
      { status: 'unsupported', code: 'unidentified' },
    ],
  ])('%s', async (_, bytes, expected) => {
    expect((await visited(bytes)).documents).toEqual([expect.objectContaining(expected)]);
  });
});

test('the verdict of each member is its own: what is left out is not parsed, what is condemned fails', async () => {
  const verdicts: Record<string, Verdict> = {
    'b.txt': { say: 'leave' },
    'c.txt': { say: 'condemned', code: 'parser-crash' },
  };
  const once = onceEach();
  const line = await visited(
    zipOf({ 'a.txt': 'a words', 'b.txt': 'b words', 'c.txt': 'c words', 'd.txt': 'd words' }),
    {
      verdict: (item) => verdicts[item.name] ?? once(item),
    },
  );
  expect(line.documents.map(({ hashes, status }) => [hashes.sha256, status]).slice(0, -1)).toEqual([
    [sha256('a words'), 'indexed'],
    [sha256('c words'), 'failed'],
    [sha256('d words'), 'indexed'],
  ]);
});

describe('what may come of a content', () => {
  const grows = { name: 'made/1', format: 'text', mediaType: 'text/plain' };
  /** A member of some bytes of which so many units of text come. */
  const growing = (content: string, units: number): Partial<Child> => ({
    open: () => Buffer.from(content),
    reader: {
      ...grows,
      extract: async (_, sink) => {
        for (let at = 0; at < units; at += 1_000) sink.text('word '.repeat(200));
        return { status: 'extracted' };
      },
    },
  });
  const outcomes = (line: ParserLine): string[] => line.documents.map(({ status, code }) => code ?? status);

  test('text that outgrows a small content is cut, and what came before stays', async () => {
    const line = await holding([growing('small', 10_000_000), { open: () => Buffer.from('after') }]);
    expect(outcomes(line)).toEqual(['over-budget', 'indexed', 'container']);
    expect(line.documents[0]?.texts[0]?.units).toBeGreaterThan(128 * kib);
    expect(line.documents[0]?.texts[0]?.units).toBeLessThan(300_000);
    expect(line.documents[0]).toMatchObject({
      detail: expect.stringMatching(/left: text of \d+ units or more$/),
    });
  });

  test('one value that is more than all that may come is cut where that ends', async () => {
    const reader = {
      ...grows,
      extract: async (_: unknown, sink: Parameters<Extract>[1]) => {
        sink.text('word '.repeat(1_000_000));
        return { status: 'extracted' } as const;
      },
    };
    const line = await holding([{ open: () => Buffer.from('one value'), reader }]);
    expect(outcomes(line)[0]).toBe('over-budget');
    expect(line.documents[0]?.texts[0]?.units).toBeLessThan(300_000);
  });

  const many = Array.from({ length: 60 }, (_, at) => growing(`content ${at}`, 100_000));

  test('a container whose members come to too much: those that follow are named, and not opened', async () => {
    const line = await holding(many);
    const left = line.found.filter(({ ended }) => ended?.code === 'over-budget');
    expect(left.length).toBeGreaterThan(10);
    expect(line.found).toHaveLength(60);
    const warnings = [
      { code: 'over-budget', detail: expect.stringContaining(`left: ${left.length} members`) },
    ];
    expect(line.documents.at(-1)).toMatchObject({ status: 'container', completeness: 'partial' });
    expect(line.documents.at(-1)?.warnings).toEqual(
      expect.arrayContaining(warnings.map((warning) => expect.objectContaining(warning) as unknown)),
    );
  });

  test('a mailbox of mails that repeat themselves is read whole as a file of the source, and bounded where it was packed', async () => {
    const recipients = Array.from({ length: 20 }, (_, at) => `ops${at}@quillmere.example`).join(', ');
    const mails = Array.from(
      { length: 700 },
      (_, at) =>
        `From x Thu Jan  1 00:00:00 2020\nFrom: monitor@quillmere.example\nTo: ${recipients}\nSubject: [ALERT] disk ${at % 16} at ${at % 100}%\nDate: Thu, 1 Jan 2020 00:00:00 +0000\nMessage-ID: <${at}@quillmere.example>\n\nDisk ${at % 16} is filling.\n\n`,
    );
    const mailbox = Buffer.from(mails.join(''));
    const limits = { ...testLimits, maxCaseRatio: 10 };
    const left = ({ found }: ParserLine): FoundItem[] =>
      found.filter(({ ended }) => ended?.code === 'over-budget');
    const file = await visited(mailbox, { limits });
    expect([left(file).length, file.found.length]).toEqual([0, 700]);
    expect(file.documents.at(-1)).toMatchObject({ status: 'container', completeness: 'complete' });
    const packed = await visited(gzipSync(mailbox), { limits });
    expect(left(packed).length).toBeGreaterThan(20);
    // Whoever holds it is charged for it as for a member, so that it does not show whether the file was read before.
    const cost = ({ documents }: ParserLine, hash: string): number =>
      documents.find(({ hashes }) => hashes.sha256 === hash)?.caseBytes ?? 0;
    const [asFile, asMember] = [file, packed].map((line) => cost(line, digestBytes(mailbox).sha256));
    // Members are asked about 32 at a time, which of so small a mailbox is a third.
    expect(Math.abs((asFile ?? 0) / (asMember ?? 1) - 1)).toBeLessThan(0.4);
  });

  test('nothing of it depends on who reads the members: by itself, seen before, or with another parser meanwhile', async () => {
    const own = await holding(many);
    const costs = new Map(
      own.documents.map(({ hashes, caseBytes, expandedBytes }) => [
        hashes.sha256,
        { caseBytes, expandedBytes },
      ]),
    );
    const told = (line: ParserLine): unknown => [
      line.found,
      line.documents.at(-1)?.caseBytes,
      line.documents.at(-1)?.warnings,
    ];
    const seen = await holding(many, {
      verdict: ({ hashes }) => ({ say: 'leave', cost: costs.get(hashes?.sha256 ?? '') }),
    });
    const elsewhere = await holding(many, { verdict: () => ({ say: 'weigh' }) });
    expect([seen.documents.length, elsewhere.documents.length]).toEqual([1, 1]);
    expect(elsewhere.ofType('text')).toEqual([]);
    expect(told(seen)).toEqual(told(own));
    expect(told(elsewhere)).toEqual(told(own));
  });

  test('what is only listed of a content is not what it comes to where it is weighed', async () => {
    const copy = growing('same', 100_000);
    const says: Verdict[] = [{ say: 'condemned', code: 'parser-crash' }, { say: 'weigh' }];
    const line = await holding([copy, copy], { verdict: () => says.shift() ?? { say: 'leave' } });
    expect(line.documents.at(-1)?.caseBytes).toBeGreaterThan(100_000);
  });

  test('a copy that is asked about together with its original is charged as that, and not read again', async () => {
    const copy = growing('same', 40_000);
    const line = await holding([copy, copy], {
      verdict: ((said) => () => ({ say: said++ === 0 ? 'parse' : 'weigh' }))(0),
    });
    const caseBytes = line.documents[0]?.caseBytes ?? 0;
    expect(line.documents.at(-1)?.caseBytes).toBeGreaterThan(2 * caseBytes);
    expect(line.ofType('weighed')).toHaveLength(1);
  });
});
