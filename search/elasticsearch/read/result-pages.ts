/** Pages of results in the order of a sort, each after the last hit of the one before, over one point in time. */
import type { estypes } from '@elastic/elasticsearch';
import { codeOf } from '../../../schemas/problem.ts';
import type { Cursor } from '../../cursor.ts';
import { CursorError } from '../../cursor.ts';
import type { Scope } from '../../../schemas/scope.ts';
import type { SearchRequest, Sort } from '../../port.ts';
import { maxTime } from '../../query/dates.ts';
import { type AnsweredHit, type Asker, type SearchAnswer } from './asker.ts';
import { visibleIn } from './compile.ts';
import { visiblePlace } from './compile-places.ts';
import { opensAll } from '../../place-marks.ts';
import type { Dsl } from './compile-words.ts';

/** The same key on the way back, which a number of JavaScript cannot hold. */
const noDate = { asc: '9223372036854775807', desc: '-9223372036854775808' } as const;

const shown = ['document', 'revision', 'placeCount', 'long', 'stored'];

export interface ResultPage {
  readonly sources: readonly unknown[];
  /** 0 where the sort is not by relevance. */
  readonly scores: readonly number[];
  readonly total: number;
  /** Absent on the last page. */
  readonly next?: Cursor;
}

export class ResultPages {
  readonly #asker: Asker;
  readonly #question: Dsl;
  readonly #sort: Sort;
  readonly #scope: Scope;

  constructor(asker: Asker, question: Dsl, { sort, scope }: Pick<SearchRequest, 'sort' | 'scope'>) {
    this.#asker = asker;
    this.#question = question;
    this.#sort = sort;
    this.#scope = scope;
  }

  /**
   * The page after the cursor, of `size` hits. A point in time that has gone by now is replaced by a new one, at
   * the same position.
   */
  async read(cursor: Cursor | undefined, size: number): Promise<ResultPage> {
    if (cursor !== undefined) {
      if (typeof cursor.generation === 'number') throw new CursorError();
      const page = await this.#goOn(cursor.generation, cursor, size);
      if (page !== undefined) return page;
    }
    const pit = await this.#asker.openSnapshot('entries');
    return this.#pageOf(await this.#ask(pit, cursor, size, true), pit, undefined, size);
  }

  /** Undefined where the point in time is gone, or is none of this index. */
  async #goOn(pit: string, cursor: Cursor, size: number): Promise<ResultPage | undefined> {
    let answer: SearchAnswer;
    try {
      answer = await this.#ask(pit, cursor, size, false);
    } catch (error) {
      if (codeOf(error) === 'index-unreachable' || codeOf(error) === 'index-denied') throw error;
      return undefined;
    }
    const shown = await this.#stillShown(answer.hits.hits);
    return shown && this.#pageOf(answer, pit, cursor.total, size, shown);
  }

  /**
   * Of hits of an earlier state, those that this scope shows now, as they are now: what was withheld meanwhile leaves
   * no trace, neither a document nor one of its places.
   * Undefined where they are of another index than the one that is read: after a swap, or since a cursor, which
   * comes from outside, names a point in time of another case.
   */
  async #stillShown(before: readonly AnsweredHit[]): Promise<ReadonlyMap<string, unknown> | undefined> {
    if (before.length === 0) return new Map();
    const { hits } = await this.#asker.search('entries', {
      query: { bool: { filter: [{ terms: { document: before.map(documentOf) } }, visibleIn(this.#scope)] } },
      sort: this.#order(),
      size: before.length,
      _source: shown,
      track_total_hits: false,
    });
    const indices = new Set(hits.hits.map(({ _index }) => _index));
    return before.some(({ _index }) => !indices.has(_index))
      ? undefined
      : new Map(hits.hits.map((hit) => [documentOf(hit), hit._source]));
  }

  #ask(pit: string, cursor: Cursor | undefined, size: number, counted: boolean): Promise<SearchAnswer> {
    return this.#asker.search(
      { pit },
      {
        query: this.#question,
        sort: this.#order(),
        size: size + 1,
        _source: shown,
        track_total_hits: counted,
        ...(cursor === undefined ? {} : { search_after: [this.#keyBefore(cursor), cursor.document] }),
      },
    );
  }

  async #pageOf(
    answer: SearchAnswer,
    pit: string,
    known: number | undefined,
    size: number,
    shown?: ReadonlyMap<string, unknown>,
  ): Promise<ResultPage> {
    const total = known ?? answer.hits.total?.value ?? 0;
    const taken = answer.hits.hits.slice(0, size);
    const hits = shown === undefined ? taken : taken.filter((hit) => shown.has(documentOf(hit)));
    const page = {
      sources: hits.map((hit) => shown?.get(documentOf(hit)) ?? hit._source),
      scores: hits.map(({ sort }) => (this.#sort === 'relevance' ? Number(sort[0]) : 0)),
      total,
    };
    const last = taken.at(-1);
    const current = answer.pit_id ?? pit;
    if (answer.hits.hits.length <= size || last === undefined) {
      await this.#asker.closeSnapshot(current);
      return page;
    }
    return { ...page, next: { ...positionOf(last), total, generation: current } };
  }

  get #direction(): 'asc' | 'desc' {
    return this.#sort.startsWith('-') ? 'desc' : 'asc';
  }

  #keyBefore({ key }: Cursor): string | number | null {
    return key === null && this.#sort.endsWith('date') ? noDate[this.#direction] : key;
  }

  #order(): estypes.SortCombinations[] {
    if (this.#sort === 'relevance') return [{ _score: { order: 'desc' } }, { document: 'asc' }];
    if (this.#sort.endsWith('path') && this.#scope.open.length > 0 && !opensAll(this.#scope)) {
      const order = this.#direction;
      const nested = { path: 'occurrences', filter: visiblePlace(this.#scope) };
      return [
        { 'occurrences.sortPath': { order, mode: 'min', nested, missing: '_last' } },
        { document: 'asc' },
      ];
    }
    const path = opensAll(this.#scope) ? 'firstPath' : 'firstFree';
    const field = this.#sort.endsWith('date') ? 'mainDate' : path;
    return [{ [field]: { order: this.#direction, missing: '_last' } }, { document: 'asc' }];
  }
}

const documentOf = ({ sort }: AnsweredHit): string => String(sort[1]);

function positionOf(hit: AnsweredHit): Pick<Cursor, 'key' | 'document'> {
  const [key = null] = hit.sort;
  // Beyond all dates is what Elasticsearch gives for a document that has none.
  const none = typeof key === 'number' && Math.abs(key) > maxTime;
  return { key: none ? null : key, document: documentOf(hit) };
}
