/** The family of a hit: its members, and which of them meets which condition of the query. */
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Hit, IndexReader } from '../../search/port.ts';
import { isLeaf, type Query } from '../../search/query/ast.ts';
import { isPlaceQuery } from '../../search/query/places.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { printQuery } from '../../search/query/print.ts';

/** Members that are shown; a message can carry an archive of a million. */
const maxMembers = 20;
/** Conditions that members are told apart by: each is a question of its own. */
const maxConditions = 8;

export interface FamilyMember {
  readonly document: string;
  readonly source: string;
  readonly path: string;
  /** Conditions of the query that it meets, as the query language writes them. */
  readonly meets: readonly string[];
}

export interface HitFamily {
  readonly id: string;
  /** How many members the reader sees. */
  readonly total: number;
  /** Those that meet a condition, then others, by path; 20 at most. */
  readonly members: readonly FamilyMember[];
}

export interface FamilyAsking {
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly query: Query;
}

/** What is asked of one member: each condition that the query wants, none under a NOT. */
export function conditionsOf(query: Query): Query[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(conditionsOf);
  if (query.op === 'family') return conditionsOf(query.of);
  return isLeaf(query) || query.op === 'member' || query.op === 'place' ? [query] : [];
}

/** What the query asks of families, where it wants any. */
function askedOfFamilies(query: Query): Query[] {
  if (query.op === 'and') return query.of.flatMap(askedOfFamilies);
  return query.op === 'family' ? [query.of] : [];
}

/** Whether hits are there for their families. */
export const asksFamilies = (query: Query): boolean => askedOfFamilies(query).length > 0;

const ofFamily = (id: string): Query => ({ op: 'match', field: 'family', text: id });
const anyOf = (ids: readonly string[]): Query => {
  const [first, ...more] = ids.map(ofFamily);
  return first !== undefined && more.length === 0 ? first : { op: 'or', of: ids.map(ofFamily) };
};

/** Lines below a hit. */
export function familyWords({ total, members }: HitFamily): string[] {
  if (total < 2) return [];
  const more = total - members.length;
  return [
    `     Family of ${countOf(total, 'document')}:`,
    ...members.map(
      ({ source, path, meets }) =>
        `       ${escapeLine(`${source}/${path}`)}${meets.length > 0 ? `  [${escapeLine(meets.join('; '))}]` : ''}`,
    ),
    ...(more > 0 ? [`       … and ${formatCount(more)} more`] : []),
  ];
}

/** Families of hits, each asked for once. */
export class HitFamilies {
  readonly #asking: FamilyAsking;
  readonly #conditions: readonly Query[];
  readonly #known = new Map<string, HitFamily>();

  constructor(asking: FamilyAsking) {
    this.#asking = asking;
    this.#conditions = conditionsOf(asking.query).slice(0, maxConditions);
  }

  /** Of the families that the hit lies in the first, by path, that meets what the query asks of families. */
  async of(hit: Hit): Promise<HitFamily> {
    const id = await this.#meant([...new Set(hit.occurrences.map(({ family }) => family))]);
    const known = this.#known.get(id) ?? (await this.#asked(id));
    this.#known.set(id, known);
    return known;
  }

  /** Halved until one is left: of a hundred families seven questions are asked. */
  async #meant(families: readonly string[]): Promise<string> {
    const { index, scope, query } = this.#asking;
    const asked = askedOfFamilies(query);
    let left = families;
    while (left.length > 1 && asked.length > 0) {
      const half = left.slice(0, Math.ceil(left.length / 2));
      const family: Query = { op: 'family', of: { op: 'and', of: [...asked, anyOf(half)] } };
      left = (await index.count(family, scope)) > 0 ? half : left.slice(half.length);
    }
    return left[0] ?? '';
  }

  async #asked(id: string): Promise<HitFamily> {
    const { index, scope } = this.#asking;
    const look = (query: Query) =>
      index.search({ query, scope, sort: 'path', limit: maxMembers, snippets: 0 });
    const members = new Map<string, { place: Occurrence | undefined; meets: string[] }>();
    const memberOf = (hit: Hit) => {
      const place = hit.occurrences.find(({ family }) => family === id);
      const member = members.get(hit.document) ?? { place, meets: [] };
      members.set(hit.document, member);
      return member;
    };
    for (const condition of this.#conditions) {
      const both: Query = { op: 'and', of: [ofFamily(id), condition] };
      const here: Query = isPlaceQuery(condition) ? { op: 'place', of: both } : both;
      for (const hit of (await look(here)).hits) memberOf(hit).meets.push(printQuery(condition));
    }
    const { hits, total } = await look(ofFamily(id));
    for (const hit of hits) memberOf(hit);
    const shown = [...members].slice(0, maxMembers).map(([document, { place, meets }]) => ({
      document,
      source: place?.source ?? '',
      path: place?.path ?? '',
      meets,
    }));
    return { id, total, members: shown };
  }
}
