/** Tests that paragraphs of old Word documents show the numbers of their lists, and that damaged lists end. */
import { describe, expect, test } from '@jest/globals';
import { makeDoc, type WordParts } from '../../../scripts/fixtures/make-word.ts';
import type { MadeLists } from '../../../scripts/fixtures/word-lists.ts';
import { runExtractor } from '../../run-extractor.ts';

/** Sprms of [MS-DOC] 2.6.2: of which list a paragraph is, and at which level. */
const inList = (list: number, level = 0): string =>
  `0b46${Buffer.from([list & 255, (list >> 8) & 255]).toString('hex')}0a26${Buffer.from([level]).toString('hex')}`;

/** Paragraphs, each with its properties and style. */
function parts(
  lists: MadeLists,
  rows: readonly (readonly [text: string, properties?: string, style?: number])[],
): WordParts {
  let at = 0;
  const paragraphs = rows.map(([text, properties = '', style]) => {
    const start = at;
    at += text.length;
    return [at - 1, properties, start, style] as const;
  });
  return { runs: { body: [rows.map(([text]) => text).join('')] }, paragraphs, lists };
}
const bodyOf = async (given: WordParts): Promise<string | undefined> =>
  (await runExtractor(makeDoc(given), { format: 'doc' })).texts.body;

/** A list of nine levels as contracts have it: 1, 1.1, (a), i) … */
const contract: MadeLists = {
  lists: [
    [
      { text: '\0' },
      { text: '\0.\x01' },
      { text: '(\x02)', format: 4 },
      { text: '\x03)', format: 2 },
      { text: '\0.\x03.\x04', isLegal: true },
      ...Array.from({ length: 4 }, () => ({ text: '' })),
    ],
    [{ text: '\0.', start: 7 }],
    [{ text: '\uf0b7', format: 23 }],
  ],
  uses: [{ list: 0 }, { list: 1 }, { list: 2 }, { list: 0, restarts: { 0: 20 } }],
  styles: [{ properties: '' }, { properties: inList(1, 1) }, { properties: '', basedOn: 1 }],
};

describe('a document of lists', () => {
  test('shows the numbers of its levels as a reader sees them', async () => {
    const body = await bodyOf(
      parts(contract, [
        ['Definitions\r', inList(1)],
        ['Terms\r', inList(1, 1)],
        ['the first\r', inList(1, 2)],
        ['the second\r', inList(1, 2)],
        ['deeper\r', inList(1, 3)],
        ['in decimals\r', inList(1, 4)],
        ['Payment\r', inList(1)],
        ['No list\r'],
        ['When\r', inList(1, 1)],
        ['Seven\r', inList(2)],
        ['Eight\r', inList(2)],
        ['A bullet\r', inList(3)],
        ['Taken out\r', inList(0)],
      ]),
    );
    expect(body).toBe(
      [
        '1 Definitions',
        '1.1 Terms',
        '(a) the first',
        '(b) the second',
        'i) deeper',
        '1.1.1 in decimals',
        '2 Payment',
        'No list',
        '2.1 When',
        '7. Seven',
        '8. Eight',
        'A bullet',
        'Taken out',
        '',
      ].join('\n'),
    );
  });

  test('a style numbers its paragraphs, one that rests on it too; a paragraph may say otherwise', async () => {
    const rows = [
      ['One\r', inList(1)],
      ['Heading\r', '', 1],
      ['Based\r', '', 2],
      ['Out\r', inList(0), 1],
    ] as const;
    expect(await bodyOf(parts(contract, rows))).toBe('1 One\n1.1 Heading\n1.2 Based\nOut\n');
  });

  test('a use of a list may begin anew, and may be named by a number below zero', async () => {
    const rows = [
      ['One\r', inList(1)],
      ['Twenty\r', inList(4)],
      ['On\r', inList(-4)],
      ['Not at all\r', inList(-2047)],
    ] as const;
    expect(await bodyOf(parts(contract, rows))).toBe('1 One\n20 Twenty\n21 On\nNot at all\n');
  });

  test('numbers stand in cells and before hidden text where that stands', async () => {
    const given = parts(contract, [
      ['In a cell\u0007', inList(2)],
      ['next\u0007', inList(2)],
      ['\u0007', '172401'],
      ['After\r', inList(2)],
    ]);
    expect(await bodyOf(given)).toBe('7. In a cell\t8. next\t\n9. After\n');
    const hidden: WordParts = {
      ...parts(contract, [['Unseen\r', inList(2)]]),
      runs: { body: [['Unseen\r', '3c0801']] },
    };
    expect((await runExtractor(makeDoc(hidden), { format: 'doc' })).texts.hidden).toContain('7. Unseen\n');
  });
});

describe('damage', () => {
  const rows = [
    ['One\r', inList(1)],
    ['Ninety\r', inList(90)],
  ] as const;
  test.each([
    ['a list that is not there', { ...contract, uses: [{ list: 77 }] }, 'One\nNinety\n'],
    ['no levels', { ...contract, lists: [] }, 'One\nNinety\n'],
    [
      'styles that rest on each other',
      {
        ...contract,
        styles: [
          { properties: '', basedOn: 1 },
          { properties: '', basedOn: 0 },
        ],
      },
      '1 One\nNinety\n',
    ],
  ])('%s', async (_what, lists, body) => {
    expect(await bodyOf(parts(lists, rows))).toBe(body);
  });

  test('counts that lie, and tables that are cut, end', async () => {
    const whole = makeDoc(parts(contract, rows));
    const head = whole.indexOf(Buffer.from('0300e8030000', 'hex'));
    expect(head).toBeGreaterThan(0);
    for (const [at, value] of [
      [head, 0xffff],
      [head + 2 + 26, 0],
      [head + 2 + 28 * 3 + 24, 0xffff],
    ] as const) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt16LE(value, at);
      const { outcome, texts } = await runExtractor(damaged, { format: 'doc' });
      expect(outcome.status).toBe('extracted');
      expect(texts.body).toContain('One\n');
    }
  });
});
