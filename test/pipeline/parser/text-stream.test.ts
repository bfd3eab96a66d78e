/** A text on its way out: its chunks, its id, its anchors and its tags, wherever the borders of chunks fall. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, integer, oneof, property, string, tuple } from 'fast-check';
import { chargeText, TextStream } from '../../../pipeline/parser/text-stream.ts';
import { findAnchor } from '../../../schemas/find-anchor.ts';
import type { TextResult } from '../../../schemas/findings.ts';
import { parseWatchlist } from '../../../tagging/lists/watchlist.ts';
import { createTagger, tagText } from '../../../tagging/tagger.ts';
import { ParserLine } from './parser-line.ts';

const chunkUnits = 64 * 1024;
const handle = `${'a'.repeat(64)}:body`;
const pair = '\u{1f5f3}';
const filler = (units: number): string => 'the quick brown fox '.repeat(units / 20 + 1).slice(0, units);

const tagger = createTagger([parseWatchlist('[{"name":"Quillmere","kind":"other"}]', 'list.json')]);

interface Sent {
  readonly chunks: readonly string[];
  readonly text: string;
  readonly result: TextResult;
  readonly line: ParserLine;
}

function sent(pushes: readonly string[], tagged = false): Sent {
  const line = new ParserLine();
  const stream = new TextStream(handle, 'body', line.send, tagged ? tagger.open() : undefined);
  for (const push of pushes) stream.push(push);
  const result = stream.seal();
  const chunks = line.blobs('text', handle);
  return { chunks, text: chunks.join(''), result, line };
}

describe('borders of chunks', () => {
  test.each<[string, string[]]>([
    ['astride the border, in one push', [`${filler(chunkUnits - 1)}${pair} after`]],
    [
      'astride the border, its halves in two pushes',
      [filler(chunkUnits - 1), pair[0] as string, `${pair[1]} after`],
    ],
    [
      'its first half the last unit of a push that fills a chunk',
      [`${filler(chunkUnits - 1)}${pair[0]}`, `${pair[1]} after`],
    ],
    ['before the border', [`${filler(chunkUnits - 2)}${pair}`, 'after']],
    ['behind the border', [filler(chunkUnits), `${pair}after`]],
    [
      'at every border of a long text',
      [
        `${filler(chunkUnits - 1)}${pair}`,
        `${filler(chunkUnits - 3)}${pair}`,
        `${filler(chunkUnits - 2)}${pair}`,
      ],
    ],
  ])('a surrogate pair stays whole: %s', (_, pushes) => {
    const { text, chunks } = sent(pushes);
    expect(text).toBe(pushes.join(''));
    expect(text).not.toContain('\ufffd');
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(chunkUnits);
  });

  test('a CRLF may lie astride the border: both units arrive, and no more', () => {
    const { chunks, text } = sent([`${filler(chunkUnits - 1)}\r`, '\nnext line']);
    expect(chunks.map((chunk) => chunk.at(-1))).toEqual(['\r', 'e']);
    expect(text).toBe(`${filler(chunkUnits - 1)}\r\nnext line`);
  });

  test('whatever is pushed arrives, well formed, under the hash of its bytes and with its length', () => {
    const piece = oneof(
      string({ unit: 'binary', maxLength: 20 }),
      constantFrom('\ud83d', '\uddf3', pair, '\r\n', ''),
      tuple(
        integer({ min: chunkUnits - 3, max: chunkUnits + 3 }),
        constantFrom('', '\ud83d', '\uddf3', pair),
      ).map(([units, end]) => `${filler(units)}${end}`),
    );
    assert(
      property(array(piece, { maxLength: 6 }), (pushes) => {
        const { text, result } = sent(pushes);
        expect(text).toBe(pushes.join('').toWellFormed());
        expect(result.units).toBe(text.length);
        expect(result.id).toBe(createHash('sha256').update(text).digest('hex'));
      }),
      { numRuns: 40 },
    );
  });
});

describe('anchors', () => {
  test.each([-1, 0, 1])('%i units from a border of chunks they point at the very word', (distance) => {
    const line = new ParserLine();
    const stream = new TextStream(handle, 'body', line.send, undefined);
    stream.push(filler(chunkUnits + distance));
    stream.anchor({ page: 2 });
    stream.push('PAGE TWO');
    const { anchors } = stream.seal();
    const text = line.blobs('text', handle).join('');
    expect(anchors).toEqual([{ page: 2, at: chunkUnits + distance }]);
    expect(text.slice(anchors[0]?.at)).toBe('PAGE TWO');
  });

  test('of too many the first 50,000 are kept, and behind them some that say "from", none moved', () => {
    const stream = new TextStream(handle, 'body', new ParserLine().send, undefined);
    for (let page = 1; page <= 230_000; page++) {
      stream.anchor({ page });
      stream.push('x');
    }
    const { anchors } = stream.seal();
    expect(anchors.every(({ at, page }) => at + 1 === page)).toBe(true);
    const exact = anchors.filter(({ from }) => !from);
    expect(exact.length).toBeGreaterThan(49_990);
    expect(exact.length).toBeLessThanOrEqual(50_000);
    const rest = anchors.slice(exact.length);
    expect(rest.length).toBeGreaterThan(1);
    expect(rest.every(({ from }) => from === true)).toBe(true);
    expect(rest[0]?.page).toBe(exact.length + 1);
  });

  test('long names of sheets are thinned as well, so that the outcome fits into a frame', () => {
    const stream = new TextStream(handle, 'body', new ParserLine().send, undefined);
    for (let number = 1; number <= 200_000; number++) {
      stream.anchor({ sheet: `${number} ${'字'.repeat(490)}`, row: number });
      stream.push('x');
    }
    const { anchors } = stream.seal();
    expect(Buffer.byteLength(JSON.stringify(anchors))).toBeLessThan(25 * 1024 * 1024);
    const exact = anchors.filter(({ from }) => !from);
    expect(exact.length).toBeGreaterThan(15_000);
    expect(exact.every(({ at, row, sheet }) => row === at + 1 && sheet?.startsWith(`${row} `))).toBe(true);
    expect(anchors[exact.length]).toMatchObject({ at: exact.length, row: exact.length + 1, from: true });
  });

  test('the rows of one sheet name it once in many', () => {
    const stream = new TextStream(handle, 'body', new ParserLine().send, undefined);
    for (let row = 1; row <= 50_000; row++) {
      stream.anchor({ sheet: '字'.repeat(500), row });
      stream.push('x');
    }
    const { anchors } = stream.seal();
    expect(Buffer.byteLength(JSON.stringify(anchors))).toBeLessThan(100_000);
    expect([0, 1, 30_000, 49_999].map((at) => findAnchor(anchors, at)?.row)).toEqual([1, 2, 30_001, 50_000]);
  });
});

describe('tags', () => {
  test.each([0, 3, 9])(
    'a name with %i of its letters before the border is found where it stands',
    (before) => {
      const lead = `${filler(chunkUnits - before - 1)} `;
      const { text, result, line } = sent([`${lead}Quillmere wrote to us. ${filler(3 * chunkUnits)}`], true);
      const tags = line.blobs('tags', handle).map((block) => JSON.parse(block) as ReturnType<typeof tagText>);
      const mentions = tags.flatMap((block) => block.mentions);
      expect(mentions.map(({ start, end }) => text.slice(start, end))).toEqual(['Quillmere']);
      expect(mentions[0]?.start).toBe(lead.length);
      expect(result.entities).toEqual([{ entity: 'Quillmere', kind: 'other', count: 1 }]);
    },
  );

  test('many go out in blocks of at most 5,000, in order; the counts are of all', () => {
    const text = 'Quillmere, a@quillmere.example; '.repeat(12_000);
    const { result, line } = sent([text], true);
    const blocks = line.blobs('tags', handle).map((block) => JSON.parse(block) as ReturnType<typeof tagText>);
    const whole = tagText(tagger, text);
    expect(blocks.flatMap(({ mentions }) => mentions)).toEqual(whole.mentions);
    expect(blocks.flatMap(({ personalData }) => personalData)).toEqual(whole.personalData);
    for (const { mentions, personalData } of blocks)
      expect(Math.max(mentions.length, personalData.length)).toBeLessThanOrEqual(5000);
    expect(result.entities).toEqual([{ entity: 'Quillmere', kind: 'other', count: whole.mentions.length }]);
    expect(result.personalData).toEqual([{ kind: 'email', count: 12_000 }]);
  });
});

test.each([
  ['nothing', [], true],
  ['white space of many kinds', [' \t\r\n', '\u00a0\u2003\ufeff'], true],
  ['a word after much white space', [' '.repeat(100_000), 'x'], false],
])('blank: %s', (_, pushes: readonly string[], blank) => {
  const stream = new TextStream(handle, 'body', new ParserLine().send, undefined);
  for (const push of pushes) stream.push(push);
  expect(stream.blank).toBe(blank);
});

test('a text is charged against what its file may expand to, and stops at that', () => {
  const budget = { expandedBytes: 10 };
  chargeText(budget, 10);
  expect(budget.expandedBytes).toBe(0);
  expect(() => chargeText(budget, 1)).toThrow(expect.objectContaining({ code: 'bomb' }));
});
