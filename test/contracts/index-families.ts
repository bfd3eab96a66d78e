/** The index contract: what a query asks of families, told by a model that looks at each member. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '../../schemas/scope.ts';
import type { SearchIndex } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { idOf, type Made, sha256, writeAll } from './made-documents.ts';

const none: Scope = { open: [] };
const counsel: Scope = { open: ['privilege'] };
const family = (name: string): string => sha256(`family ${name}`).slice(0, 32);
const at = (path: string, more: object = {}) => ({ path, family: family(path.split('/')[0] ?? ''), ...more });

/** A message of Okafor's, whose attachment lies in 700 others, too: beyond what an adapter keeps beside a document. */
const letters: readonly Made[] = [
  {
    name: 'okafor',
    texts: { body: 'please see the report' },
    places: [at('one'), at('copy', { custodian: 'Bo' })],
    entry: { metadata: { from: [{ name: 'Okafor' }] } },
  },
  {
    name: 'dredging',
    texts: { body: 'dredging of the harbour' },
    places: [at('one/a.pdf'), at('copy/a.pdf', { custodian: 'Bo' })],
  },
  {
    name: 'footer',
    texts: { body: 'footer of every letter' },
    places: [
      at('one/logo.png'),
      ...Array.from({ length: 700 }, (_, one) =>
        at(`mass-${one}/logo.png`, { custodian: one === 650 ? 'Zed' : 'Ann' }),
      ),
    ],
  },
  { name: 'mass 3', texts: { body: 'three tides' }, places: [at('mass-3')] },
  { name: 'mass 690', texts: { body: 'late tides' }, places: [at('mass-690', { labels: ['hot'] })] },
  {
    name: 'advice',
    texts: { body: 'advice on dredging' },
    places: [at('closed', { withheld: ['privilege'] })],
    entry: { metadata: { from: [{ name: 'Counsel' }] } },
  },
  {
    name: 'tide table',
    texts: { body: 'tides of the harbour' },
    places: [at('closed/t.pdf', { withheld: ['privilege'] }), at('share', { custodian: 'Bo' })],
  },
  { name: 'loose', texts: { body: 'dredging alone' }, places: [at('loose')] },
];
const names = letters.map(({ name }) => name);

export function familiesContract(make: () => Promise<SearchIndex>): void {
  describe('families', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(index, letters);
    });
    afterAll(async () => {
      await index.close();
    });
    const found = async (query: string, scope = none): Promise<string[]> => {
      const ids = await index.documents(parseQuery(query), scope);
      expect(await index.count(parseQuery(query), scope)).toBe(ids.length);
      return names.filter((name) => ids.includes(idOf(name)));
    };

    test.each([
      ['from:okafor AND dredging', []],
      ['family(from:okafor AND dredging)', ['okafor', 'dredging', 'footer']],
      ['family(from:okafor) AND dredging', ['dredging']],
      ['family(from:okafor AND dredging) AND from:okafor', ['okafor']],
      ['family(dredging NOT from:okafor)', ['loose']],
      ['family(tides AND footer)', ['footer', 'mass 3', 'mass 690']],
      ['family(tides AND footer AND label:hot)', ['footer', 'mass 690']],
      ['family(custodian:zed)', ['footer']],
      ['family(custodian:zed AND tides)', []],
      ['family(dredging AND place(custodian:bo AND path:/copy))', ['okafor', 'dredging']],
      ['NOT family(footer OR dredging)', ['tide table']],
      ['family(NOT (footer OR dredging))', ['tide table']],
      ['family(*)', ['okafor', 'dredging', 'footer', 'mass 3', 'mass 690', 'tide table', 'loose']],
      ['family(NOT *)', []],
      ['family(member(dredging AND harbour))', ['okafor', 'dredging', 'footer']],
      ['family(member(dredging NOT harbour))', ['loose']],
      ['family(from:okafor AND member(NOT dredging))', ['okafor', 'dredging', 'footer']],
      [`family:${family('one')}`, ['okafor', 'dredging', 'footer']],
      [`family(family:${family('one')} AND custodian:bo)`, []],
      ['family(advice)', []],
      ['family(dred* AND "the harbour" AND exact:see)', ['okafor', 'dredging', 'footer']],
    ])('%s', async (query, expected) => {
      expect(await found(query)).toEqual(expected);
    });

    test('their ids are told', async () => {
      const ids = async (query: string, scope = none): Promise<string[]> =>
        [...(await index.families(parseQuery(query), scope))].sort();
      const those = (...paths: string[]): string[] => paths.map(family).sort();
      expect(await ids('from:okafor AND dredging')).toEqual(those('one', 'copy'));
      expect(await ids('tides AND custodian:ann')).toEqual(those('mass-3', 'mass-690'));
      expect(await ids('NOT footer')).toEqual(those('copy', 'share', 'loose'));
      expect(await ids('NOT footer', counsel)).toEqual(those('copy', 'share', 'loose', 'closed'));
      expect(await ids('footer')).toHaveLength(701);
      expect(await ids('advice')).toEqual([]);
    });

    test('what is withheld makes no member, and no family', async () => {
      expect(await found('family(from:counsel AND tides)')).toEqual([]);
      expect(await found('family(from:counsel AND tides)', counsel)).toEqual(['advice', 'tide table']);
      expect(await found('family(harbour NOT advice)')).toContain('tide table');
      expect(await found('NOT family(advice)')).not.toContain('advice');
      expect(await found(`family:${family('closed')}`)).toEqual([]);
    });

    test('snippets are of the conditions that a member meets, pages and facets of all members', async () => {
      const query = parseQuery('family(from:okafor AND dredging)');
      const page = { query, scope: none, sort: 'relevance', snippets: 1 } as const;
      const { hits, total } = await index.search({ ...page, limit: 10 });
      expect(total).toBe(3);
      expect(hits.map(({ snippets }) => snippets.length).toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
      expect(hits.at(-1)).toMatchObject({ document: idOf('footer'), places: 701 });
      const first = await index.search({ ...page, limit: 2 });
      const second = await index.search({ ...page, limit: 2, after: first.after ?? '' });
      expect([...first.hits, ...second.hits].map(({ document }) => document)).toEqual(
        hits.map(({ document }) => document),
      );
      const sources = await index.facet(query, none, 'custodian');
      expect(sources.map(({ value, count }) => `${value} ${count}`)).toEqual(['Bo 2', 'Ann 1', 'Zed 1']);
    });

    test('any tree of conditions is what each family says by itself', async () => {
      for (const [seed, scope] of Array.from(
        { length: 40 },
        (_, one) => [one, one % 4 === 0 ? counsel : none] as const,
      )) {
        const query = madeQuery(seed + 1);
        const ids = await index.documents({ op: 'family', of: query }, scope);
        const said = names.filter((name) => ids.includes(idOf(name)));
        expect({ query, said }).toEqual({ query, said: modelled(query, scope) });
      }
    });
  });
}

const asked = ['dredging', 'tides', 'footer', 'harbour', 'advice', 'report'];

/** A tree of words, the same for the same seed. */
function madeQuery(seed: number): Query {
  let state = seed * 2_654_435_761;
  const upTo = (most: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
    return (state >>> 8) % most;
  };
  const tree = (depth: number): Query => {
    const kind = depth === 0 ? 0 : upTo(5);
    if (kind === 1) return { op: 'not', of: tree(depth - 1) };
    if (kind >= 3) return { op: kind === 3 ? 'and' : 'or', of: [tree(depth - 1), tree(depth - 1)] };
    return { op: 'match', text: asked[upTo(asked.length)] ?? '' };
  };
  return tree(3);
}

function modelled(query: Query, scope: Scope): string[] {
  const members = letters.flatMap((made) =>
    (made.places ?? [])
      .filter(({ withheld = [] }) => withheld.every((one) => scope.open.includes(one)))
      .map((place) => ({ name: made.name, family: place.family, words: made.texts?.body?.split(' ') ?? [] })),
  );
  const met = [...Map.groupBy(members, (member) => member.family).values()].filter((of) => {
    const holds = (one: Query): boolean => {
      if (one.op === 'not') return !holds(one.of);
      if (one.op === 'and') return one.of.every(holds);
      if (one.op === 'or') return one.of.some(holds);
      return one.op === 'match' && of.some(({ words }) => words.includes(one.text));
    };
    return holds(query);
  });
  const found = new Set(met.flat().map(({ name }) => name));
  return names.filter((name) => found.has(name));
}
