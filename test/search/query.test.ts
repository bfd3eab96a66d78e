/** The query language: trees, errors with their place, and that printing and parsing undo each other. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Leaf, Query, QuerySyntaxError } from '../../search/query/ast.ts';
import { queryLimits } from '../../search/query/ast.ts';
import { dateFacetsOf, dateRange, mainDate, stretchOf } from '../../search/query/dates.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { matcherOf, piecesOf, withinEdits } from '../../search/query/pattern.ts';
import { labelKey } from '../../search/query/fields.ts';
import { groupPlaces, withOnePlace } from '../../search/query/places.ts';
import { placesMeant } from '../../search/query/place-match.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import { pointAt, printQuery } from '../../search/query/print.ts';

const word = (text: string, field?: string): Leaf => ({
  op: 'match',
  ...(field === undefined ? {} : { field }),
  text,
});

const anyOf = (text: string) => ({
  op: 'or' as const,
  of: ['from', 'to', 'cc', 'bcc', 'sent-by', 'resent'].map((field) => word(text, field)),
});

describe('trees', () => {
  test.each<[string, Query]>([
    ['a', word('a')],
    ['a b', { op: 'and', of: [word('a'), word('b')] }],
    ['a AND b OR c', { op: 'or', of: [{ op: 'and', of: [word('a'), word('b')] }, word('c')] }],
    ['a AND (b AND c)', { op: 'and', of: [word('a'), word('b'), word('c')] }],
    ['NOT a', { op: 'not', of: word('a') }],
    ['NOT NOT a', word('a')],
    ['-(!a)', word('a')],
    ['a -b', { op: 'and', of: [word('a'), { op: 'not', of: word('b') }] }],
    ['a-b', word('a-b')],
    ['and or not', { op: 'and', of: [word('and'), word('or'), word('not')] }],
    ['"AND"', word('AND')],
    ['*', { op: 'all' }],
    ['from:(ann OR bob)', { op: 'or', of: [word('ann', 'from'), word('bob', 'from')] }],
    ['From:ann', word('ann', 'from')],
    ['participant:ann', anyOf('ann')],
    ['participant:(ann OR bob)', { op: 'or', of: [...anyOf('ann').of, ...anyOf('bob').of] }],
    ['participant:(ann NOT bob)', { op: 'and', of: [anyOf('ann'), { op: 'not', of: anyOf('bob') }] }],
    ['From.Stated:ann', { ...word('ann', 'from'), stated: true } as Query],
    ['cc.stated:an*', { op: 'pattern', field: 'cc', pattern: 'an*' }],
    [
      'participant.stated:ann',
      { op: 'or', of: anyOf('ann').of.map((leaf) => ({ ...leaf, stated: true }) as Query) },
    ],
    ['id:ABCD', word('abcd', 'hash')],
    ['camp*', { op: 'pattern', pattern: 'camp*' }],
    ['camp\\*', word('camp*')],
    ['entity:ca\\*mp*', { op: 'pattern', field: 'entity', pattern: 'ca\\*mp*' }],
    ['"a b"~5', { op: 'near', text: 'a b', distance: 5 }],
    ['word~', { op: 'fuzzy', text: 'word', distance: 2 }],
    ['size:>10', { op: 'range', field: 'size', from: '10', fromInclusive: false, toInclusive: true }],
    ['size:<=10', { op: 'range', field: 'size', to: '10', fromInclusive: true, toInclusive: true }],
    [
      'sent:[2016 TO 2018}',
      { op: 'range', field: 'sent', from: '2016', to: '2018', fromInclusive: true, toInclusive: false },
    ],
    ['sent:[* TO *]', { op: 'range', field: 'sent', fromInclusive: true, toInclusive: true }],
    ['meta.Some\\ Key:x', word('x', 'meta.some key')],
    ['path:/a/b', word('/a/b', 'path')],
    ['“voter file”', word('voter file')],
    ['"stock option*"', { op: 'pattern', pattern: 'stock option*' }],
    ['“stock option*”~3', { op: 'near', text: 'stock option*', distance: 3, wild: true }],
    ['"stock \\*"', word('stock *')],
    ['"file?"', { op: 'or', of: [word('file'), { op: 'pattern', pattern: 'file?' }] }],
    ['file_na*', { op: 'pattern', pattern: 'file_na*' }],
    ['*.example.com', { op: 'pattern', pattern: '*.example.com' }],
    ['subject:"vot* file"', { op: 'pattern', field: 'subject', pattern: 'vot* file' }],
    ['name:"vot* file"', { op: 'pattern', field: 'name', pattern: 'vot* file' }],
    ['name:"what is it?"', word('what is it?', 'name')],
    ['meta.Key:"a * b"', word('a * b', 'meta.key')],
    ['a w/5 b', { op: 'within', of: ['a', 'b'], distance: 4 }],
    ['"a b" W/2 c*', { op: 'within', of: ['a b', 'c*'], distance: 1 }],
    ['NOT a w/1 b', { op: 'not', of: { op: 'within', of: ['a', 'b'], distance: 0 } }],
    [
      '(a OR b) w/5 c d',
      {
        op: 'and',
        of: [
          {
            op: 'or',
            of: [
              { op: 'within', of: ['a', 'c'], distance: 4 },
              { op: 'within', of: ['b', 'c'], distance: 4 },
            ],
          },
          word('d'),
        ],
      },
    ],
    ['subject:a w/5 b', { op: 'within', field: 'subject', of: ['a', 'b'], distance: 4 }],
    ['a pre/5 b', { op: 'within', of: ['a', 'b'], distance: 4, ordered: true }],
    ['"w/5"', word('w/5')],
    ['exact:IT', { op: 'exact', text: 'IT' }],
    ['place(custodian:ann)', word('ann', 'custodian')],
    [
      'Place(custodian:ann -path:/a)',
      {
        op: 'place',
        of: { op: 'and', of: [word('ann', 'custodian'), { op: 'not', of: word('/a', 'path') }] },
      },
    ],
    ['place (a)', { op: 'and', of: [word('place'), word('a')] }],
    [
      'exact:(IT OR "U.S.")',
      {
        op: 'or',
        of: [
          { op: 'exact', text: 'IT' },
          { op: 'exact', text: 'U.S.' },
        ],
      },
    ],
    ['„voter file“ OR «voter file»', { op: 'or', of: [word('voter file'), word('voter file')] }],
    ['„voter file”~5', { op: 'near', text: 'voter file', distance: 5 }],
    ['"the “voter file” of May"', word('the “voter file” of May')],
    ['entity:“Labour Party”', word('Labour Party', 'entity')],
    ['voter“file”', { op: 'and', of: [word('voter'), word('file')] }],
    ['thread:<1@mail.example>', word('1@mail.example', 'thread')],
    ['thread:"<1@mail.example>"', word('1@mail.example', 'thread')],
    ['"C:\\Users\\Ann\\*"', word('C:\\Users\\Ann*')],
    ['from:CORP\\ann', word('CORP\\ann', 'from')],
    ['custodian:CORP\\an*', { op: 'pattern', field: 'custodian', pattern: 'CORP\\\\an*' }],
    [
      '"desk.example/a?id=1"',
      { op: 'or', of: [word('desk.example/a?id=1'), { op: 'pattern', pattern: 'desk.example/a?id=1' }] },
    ],
    [
      'desk.example/a?id=1',
      { op: 'or', of: [word('desk.example/a?id=1'), { op: 'pattern', pattern: 'desk.example/a?id=1' }] },
    ],
    ['c?mpaign', { op: 'pattern', pattern: 'c?mpaign' }],
    ['thread:\\<1@*', { op: 'pattern', field: 'thread', pattern: '1@*' }],
  ])('%s', (query, tree) => {
    expect(parseQuery(query)).toEqual(tree);
  });
});

function errorOf(query: string): QuerySyntaxError | undefined {
  try {
    parseQuery(query);
    return undefined;
  } catch (thrown) {
    return thrown as QuerySyntaxError;
  }
}

describe('errors', () => {
  test.each([
    ['', 0, 'empty'],
    ['a AND', 5, 'ends where'],
    ['AND a', 0, 'operator'],
    ['a OR OR b', 5, 'operator'],
    ['(a', 2, 'the bracket at character 1 is never closed'],
    ['zebra AND (lion', 15, 'the bracket at character 11 is never closed'],
    ['a)', 1, 'bracket'],
    ['"a', 2, 'the quotation mark at character 1 is never closed'],
    ['a *bc', 2, 'cannot start with a wildcard'],
    ['?a', 0, 'cannot start with a wildcard'],
    ['name:?*', 5, 'cannot start with a wildcard'],
    ['path:*.pdf', 5, 'cannot start with a wildcard'],
    ['foo:bar', 0, 'no field "foo"; put'],
    ['filename:x', 0, 'no field "filename"; did you mean name:; put'],
    ['Recipient:x', 0, 'did you mean to: or cc: or bcc:'],
    ['custodain:x', 0, 'did you mean custodian:'],
    ['sbject:x', 0, 'did you mean subject:'],
    ['http://x', 0, 'no field "http"'],
    ['x from:', 7, 'no value'],
    ['kind:nobody', 5, 'no value of kind'],
    ['sent:tomorrow', 5, 'no date'],
    ['sent:2016-02-30', 5, 'no date'],
    ['sent:[2016 2018]', 11, 'TO'],
    ['sent:[2016 TO 2018', 18, 'never closed'],
    ['title:[a TO b]', 6, 'dates and numbers'],
    ['size:big', 5, 'no whole number'],
    ['hash:xyz', 5, 'hexadecimal'],
    ['deleted:maybe', 8, 'is no value of deleted'],
    ['gone:maybe', 5, 'true or false'],
    ['"!!!"', 0, 'no word'],
    ['a\\', 2, 'backslash'],
    ['"a b"~', 6, 'proximity'],
    ['"a b"~1001', 0, 'at most'],
    ['"*ford levy"', 0, 'cannot start with a wildcard'],
    ['file.*ab', 0, 'cannot start with a wildcard'],
    ['*.*', 0, 'no word'],
    ['"*"', 0, 'no word'],
    ['pre/5 b', 0, 'no operator'],
    ['a pre/s b', 2, 'no operator'],
    ['a w/p b', 2, 'no operator'],
    ['w/5 b', 0, 'no operator'],
    ['a w/5', 5, 'ends where'],
    ['a w/5 (b c)', 2, '"w/" and "pre/" stand between'],
    ['a w/1002 b', 2, 'at most'],
    ['from:a w/5 to:b', 7, 'two are named'],
    ['type:pdf w/5 b', 9, '"w/" and "pre/" stand between'],
    ['exact:"!!"', 6, 'no word'],
    ['place(custodian:ann AND budget)', 0, 'holds conditions on places'],
    ['place()', 6, 'no clause'],
    ['from:(to:x)', 6, 'inside the brackets'],
  ])('%s', (query, position, message) => {
    const error = errorOf(query);
    expect(error).toMatchObject({ code: 'query-syntax' });
    expect(error?.message).toContain(message);
    expect(error?.position).toBe(position);
  });

  test('unknown fields are answered with the known ones', () => {
    expect(() => parseQuery('postman:ann')).toThrow(
      expect.objectContaining({ expected: expect.arrayContaining(['from', 'meta.KEY']) }),
    );
  });

  test.each([
    ['brackets', `${'('.repeat(70)}a${')'.repeat(70)}`],
    ['clauses', 'a '.repeat(queryLimits.leaves + 1)],
    ['length', 'a'.repeat(queryLimits.units + 1)],
    ['words of a phrase', `"${'a '.repeat(queryLimits.phraseWords + 1)}"`],
  ])('too many %s', (_, query) => {
    expect(() => parseQuery(query)).toThrow(expect.objectContaining({ code: 'query-syntax' }));
  });

  test.each(['zebra AND (lion', '"zebra', '“zebra', '"zebra\\', 'place(name:x ', 'sent:[2016 TO 2018', 'from:("ann b'])(
    'what is said to close %s closes it there',
    (query) => {
      let closed = query;
      for (let error = errorOf(closed); error; error = errorOf(closed)) {
        expect(error.message).toContain('never closed');
        expect(closed.length).toBeLessThanOrEqual(query.length + 2);
        closed = closed.slice(0, error.position) + error.expected[0] + closed.slice(error.position);
      }
    },
  ); // prettier-ignore

  test('a caret under the place', () => {
    expect(pointAt('a AND', 5)).toBe('a AND\n     ^');
  });
});

const text = fc
  .tuple(fc.constantFrom('a', 'wort', 'हिन्दी', 'AND', 'x'), fc.string({ maxLength: 12, unit: 'grapheme' }))
  .map(([start, rest]) => `${start} ${rest}`.trim());
const field = fc.constantFrom('title', 'from', 'body', undefined);
const withField = (name: string | undefined): { field?: string } =>
  name === undefined ? {} : { field: name };
const leaf: fc.Arbitrary<Query> = fc.oneof(
  fc.constant<Query>({ op: 'all' }),
  fc.tuple(field, text).map(([name, value]): Query => ({ op: 'match', ...withField(name), text: value })),
  text.map((value): Query => ({ op: 'match', field: 'label', text: value })),
  text.map((value): Query => ({ op: 'match', field: 'meta.any key:"x"', text: value })),
  fc
    .tuple(field, text, fc.nat(1000))
    .map(([name, value, distance]): Query => ({ op: 'near', ...withField(name), text: value, distance })),
  fc.tuple(field, text, text, fc.nat(1000)).map(([name, one, other, distance]): Query => ({
    op: 'within',
    ...withField(name),
    of: [one.replace(/[\\*?]/g, '\\$&'), other.replace(/[\\*?]/g, '\\$&')],
    distance,
  })),
  text.map((value): Query => ({ op: 'exact', text: value })),
  fc
    .tuple(field, fc.constantFrom('camp* plan', '"a b*"', 'x.c?mp*', '*.d', 'a * b'), fc.nat(1000))
    .chain(([name, pattern, distance]) =>
      fc.constantFrom<Query>(
        { op: 'pattern', ...withField(name), pattern },
        { op: 'near', ...withField(name), text: pattern, distance, wild: true },
      ),
    ),
  fc
    .tuple(field, fc.constantFrom('camp*', 'c?mp*gn', 'हि*', 'OR*', 'a**?'))
    .map(([name, pattern]): Query => ({ op: 'pattern', ...withField(name), pattern })),
  fc.string({ maxLength: 8 }).map((rest): Query => ({
    op: 'pattern',
    field: 'entity',
    pattern: `x${rest.replace(/[*?\\]/g, '\\$&')}*`,
  })),
  fc
    .tuple(field, fc.constantFrom('word', 'NOT'), fc.constantFrom(1 as const, 2 as const))
    .map(([name, value, distance]): Query => ({ op: 'fuzzy', ...withField(name), text: value, distance })),
  fc
    .tuple(fc.nat(), fc.nat(), fc.boolean(), fc.boolean())
    .map(([from, to, fromInclusive, toInclusive]): Query => ({
      op: 'range',
      field: 'size',
      from: String(from),
      to: String(to),
      fromInclusive,
      toInclusive,
    })),
);
const tree: fc.Arbitrary<Query> = fc.letrec<{ tree: Query }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
      )
      .map(([op, operands]): Query => {
        const of = operands.flatMap((operand) => (operand.op === op ? operand.of : [operand]));
        return { op, of };
      }),
    tie('tree').map((operand): Query => (operand.op === 'not' ? operand : { op: 'not', of: operand })),
  ),
})).tree;

describe('properties', () => {
  test('what is printed parses to the same tree', () => {
    fc.assert(
      fc.property(tree, (query) => {
        expect(parseQuery(printQuery(query))).toEqual(query);
      }),
      { numRuns: 2_000 },
    );
  });

  test('no text makes the parser throw anything but its own error', () => {
    const pieces = fc.constantFrom(
      ...'()[]{}"\\:*?~+-!&|<>=/ '.split(''),
      'AND',
      'OR',
      'NOT',
      'TO',
      'from',
      'sent',
      'a',
      '2016',
    );
    const queries = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(queries, (query) => {
        try {
          const parsed = parseQuery(query);
          expect(parseQuery(printQuery(parsed))).toEqual(parsed);
        } catch (error) {
          const { code, position } = error as { code?: string; position?: number };
          if (code !== 'query-syntax') throw error;
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(query.length);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test('patterns match as a regular expression of the same meaning', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '𝒳'), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '𝒳', '*', '?'), maxLength: 6 });
    fc.assert(
      fc.property(patterns, letters, (pattern, value) => {
        const same = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u');
        expect(matcherOf(piecesOf(pattern))(value)).toBe(same.test(value));
      }),
    );
  });

  test('no pattern takes exponential time', () => {
    const started = performance.now();
    expect(matcherOf(piecesOf(`${'a*'.repeat(200)}b`))('a'.repeat(5_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('dates', () => {
  const day = 86_400_000;
  test.each([
    ['2016', '2016-01-01T00:00:00Z', 366 * day],
    ['2016-02', '2016-02-01T00:00:00Z', 29 * day],
    ['2016-02-29', '2016-02-29T00:00:00Z', day],
    ['2016-02-29T10:30', '2016-02-29T10:30:00Z', 60_000],
    ['2016-02-29T10:30:15+02:00', '2016-02-29T08:30:15Z', 1_000],
    ['2016-02-29T10:30:15.250Z', '2016-02-29T10:30:15.250Z', 1],
  ])('%s is a stretch', (value, from, length) => {
    const start = Date.parse(from);
    expect(stretchOf(value)).toEqual({ from: start, to: start + length });
  });
  test.each(['', 'x', '2016-13', '2015-02-29', '2016-02-29T25:00', '20160229', '2016-1-1'])(
    '%s is none',
    (value) => {
      expect(stretchOf(value)).toBeUndefined();
    },
  );
  test('ranges widen to what their bounds say', () => {
    expect(dateRange({ from: '2016', to: '2018', fromInclusive: true, toInclusive: true })).toEqual({
      from: Date.parse('2016-01-01'),
      to: Date.parse('2019-01-01'),
    });
    expect(dateRange({ from: '2016', to: '2018', fromInclusive: false, toInclusive: false })).toEqual({
      from: Date.parse('2017-01-01'),
      to: Date.parse('2018-01-01'),
    });
  });
  test('the main date: sent before created, the earliest of its kind', () => {
    const dates = [
      { kind: 'created', date: '2010-01-01' },
      { kind: 'sent', date: '2016-05-05' },
      { kind: 'sent', date: '2015-05-05' },
      { kind: 'sent', date: 'nonsense' },
    ];
    expect(mainDate(dates)?.from).toBe(Date.parse('2015-05-05'));
    expect(mainDate([])).toBeUndefined();
  });
  test.each([
    [['2016'], { year: '2016' }],
    [['2016-02'], { year: '2016', month: '2016-02' }],
    [['2016-02-29'], { year: '2016', month: '2016-02', day: '2016-02-29' }],
    [['2016-12-31T23:30-01:00'], { year: '2017', month: '2017-01', day: '2017-01-01' }],
    [['2016', '2016-01-01'], { year: '2016', month: '2016-01', day: '2016-01-01' }],
    [['2016-01-01', '2016'], { year: '2016', month: '2016-01', day: '2016-01-01' }],
    [['+012016-03'], { year: '+012016', month: '+012016-03' }],
    [['0033'], { year: '0033' }],
    // Beyond what a Date holds.
    [['+275760-09-13T00:00-01:00'], {}],
    [[], {}],
  ])('year, month and day of %j', (stated, facets) => {
    expect(dateFacetsOf(stated.map((date) => ({ kind: 'sent', date })))).toEqual(facets);
  });
});

test('leaves about places are told from the others', () => {
  const query = parseQuery(
    'custodian:ann AND (path:/a OR deleted:true) AND (path:/b OR budget) AND NOT path:/c',
  );
  const { places, rest } = groupPlaces(query.op === 'and' ? query.of : []);
  expect(places.map(printQuery)).toEqual(['custodian:ann', 'path:"/a" OR deleted:true']);
  expect(rest.map(printQuery)).toEqual(['path:"/b" OR budget', 'NOT path:"/c"']);
});

test.each([
  ['custodian:ann AND path:/a', 'place(custodian:ann AND path:"/a")'],
  [
    'custodian:ann AND (path:/a OR deleted:true) AND budget',
    'place(custodian:ann AND (path:"/a" OR deleted:true)) AND budget',
  ],
  ['budget OR label:a AND label:b', 'budget OR place(label:a AND label:b)'],
  ['custodian:ann AND budget', 'custodian:ann AND budget'],
  ['place(custodian:ann AND path:/a)', 'place(custodian:ann AND path:"/a")'],
  ['custodian:ann NOT path:/a', 'custodian:ann AND NOT path:"/a"'],
])('%s once meant %s', (query, meant) => {
  expect(printQuery(withOnePlace(parseQuery(query)))).toBe(meant);
});

const placeOf = (path: string, custodian: string): Occurrence => ({
  item: path,
  path,
  name: path.split('/').at(-1) ?? '',
  source: 'EX/1',
  custodian,
  family: path,
});

test.each([
  ['custodian:ann', ['a/x']],
  ['custodian:ann AND budget', ['a/x']],
  ['custodian:ann AND custodian:bob', ['a/x', 'b/x']],
  ['custodian:ann AND path:/a', ['a/x']],
  ['custodian:ann OR path:/b', ['a/x', 'b/x']],
  ['place(custodian:bob AND path:/b)', ['b/x']],
  ['path:EX/1/b', ['b/x']],
  ['path:EX/1/b*', ['b/x']],
  ['budget', ['a/x', 'b/x']],
  ['family(budget)', ['b/x']],
  ['family(budget) AND custodian:ann', ['a/x', 'b/x']],
  ['budget AND (family(budget) OR path:/a)', ['a/x', 'b/x']],
])('%s speaks of %j', (query, paths) => {
  const places = [placeOf('a/x', 'Ann'), placeOf('b/x', 'Bob')];
  const inBob = () => new Set([places[1]?.family ?? '']);
  expect(placesMeant(parseQuery(query), places, inBob).map(({ path }) => path)).toEqual(paths);
});

test.each([
  ['budget', 'budgte', 1, true],
  ['budget', 'buget', 1, true],
  ['budget', 'bugte', 1, false],
  ['budget', 'bugte', 2, true],
  ['a', 'abc', 1, false],
])('%s and %s within %i: %s', (one, other, most, expected) => {
  expect(withinEdits(one, other, most)).toBe(expected);
});

test.each([
  ['Hot  One', 'hot one'],
  ['HÓT', 'hot'],
  ['Важный', 'важный'],
  ['ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
])('the key of the label %s stays what cases have', (name, key) => {
  expect(labelKey(name)).toBe(key);
});
