/** Counts what each term of a list finds, and what it alone finds among them. */
import type { Scope } from '../../schemas/scope.ts';
import { isProblem } from '../../schemas/problem.ts';
import type { IndexReader, Sort } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { mainDate } from '../../search/query/dates.ts';
import { documentsAlone, entryCounts, unsearchedCount } from '../run/entry-counts.ts';
import { answering } from '../run/query.ts';
import { ResultHash } from '../run/result-hash.ts';
import { DistinctHits } from './distinct-hits.ts';
import { custodianCounts, type ReasonCount } from './searched.ts';

/** The date that stands for a document, as hits show it: as it is stated, and of which kind it is. */
export interface TermDate {
  readonly date: string;
  readonly kind: string;
}

/** Of families with a document that a term finds. */
export interface FamilyCounts {
  readonly count: number;
  /** Documents in them, those that the term finds included, whether they are among those searched or not. */
  readonly documents: number;
  /** Items in them that have no document. */
  readonly items: number;
}

/** What a term finds among the documents that are searched. */
export interface TermCounts {
  readonly documents: number;
  /** Hash of which these are (`ResultHash`): the same where a later report finds the same. */
  readonly result: string;
  /** Absent where an index cannot list so many. */
  readonly families?: FamilyCounts;
  /** Messages that are copies of another that the term finds: other bytes, the same mail. */
  readonly mailCopies: number;
  readonly custodians: readonly ReasonCount[];
  /** Documents that lie with nobody who is named. */
  readonly withoutCustodian: number;
  readonly first?: TermDate;
  readonly last?: TermDate;
  /** Documents without a date. */
  readonly undated: number;
  /** Entries of the whole case that its words could not be found in. */
  readonly unsearched: number;
}

export type TermAnswer = TermCounts | { readonly refused: string };

/** What a term alone finds of all that the list finds. */
export interface Alone {
  readonly unique: number;
  readonly uniqueFamilies?: number;
}

/** What the terms find together. */
export interface AnyTerm {
  readonly documents: number;
  /** Absent where those of a term could not be listed. */
  readonly families?: number;
}

const pageIds = 10_000;
const both = (...of: readonly Query[]): Query => ({ op: 'and', of });

export class TermCounter {
  readonly #index: IndexReader;
  readonly #scope: Scope;
  readonly #among: Query | undefined;
  readonly #documents = new DistinctHits();
  readonly #families = new DistinctHits();
  #listsFamilies = true;

  constructor(index: IndexReader, scope: Scope, among: Query | undefined) {
    this.#index = index;
    this.#scope = scope;
    this.#among = among;
  }

  /**
   * Of one term, the `number`th; each is counted once. What an index cannot answer as a whole is refused by its reason,
   * never counted in part. Undefined where `signal` was aborted meanwhile.
   */
  async count(query: Query, number: number, signal: AbortSignal): Promise<TermAnswer | undefined> {
    try {
      return await this.#count(query, number, signal);
    } catch (error) {
      if (!isProblem(error)) throw error;
      return { refused: error.message };
    }
  }

  /** What each term alone found, by its number; of those that no other came to. */
  alone(): (number: number) => Alone {
    const [documents, families] = [this.#documents.alone(), this.#families.alone()];
    return (number) => ({
      unique: documents.get(number) ?? 0,
      ...(this.#listsFamilies ? { uniqueFamilies: families.get(number) ?? 0 } : {}),
    });
  }

  get any(): AnyTerm {
    return {
      documents: this.#documents.size,
      ...(this.#listsFamilies ? { families: this.#families.size } : {}),
    };
  }

  async #count(asked: Query, number: number, signal: AbortSignal): Promise<TermAnswer | undefined> {
    const [index, scope] = [this.#index, this.#scope];
    const query = documentsAlone(this.#among === undefined ? asked : both(this.#among, asked));
    const documents = await answering(() => index.count(query, scope));
    const unsearched = await unsearchedCount(index, asked, scope);
    if (documents === 0) return { ...nothing, unsearched };
    // Before it is listed: a term that is refused must not have found anything.
    const about = await this.#about(query, documents);
    const families = await this.#countFamilies(query, number);
    const result = await this.#listDocuments(query, number, signal);
    if (result === undefined) return undefined;
    return { documents, result, ...(families ? { families } : {}), ...about, unsearched };
  }

  async #about(
    query: Query,
    documents: number,
  ): Promise<Omit<TermCounts, 'documents' | 'result' | 'families' | 'unsearched'>> {
    const [index, scope] = [this.#index, this.#scope];
    const { mails, groups } = await answering(() => index.mailGroups(query, scope));
    const custodians = await custodianCounts(index, query, scope);
    const years = await index.facet(query, scope, 'year');
    const [first, last] = [await this.#edge(query, 'date'), await this.#edge(query, '-date')];
    return {
      mailCopies: mails - groups,
      custodians: [...custodians].flatMap(([value, count]) =>
        value === undefined ? [] : [{ value, count }],
      ),
      withoutCustodian: custodians.get(undefined) ?? 0,
      ...(first ? { first } : {}),
      ...(last ? { last } : {}),
      undated: documents - years.reduce((sum, { count }) => sum + count, 0),
    };
  }

  /** Undefined where they are more than the index lists. */
  async #countFamilies(query: Query, number: number): Promise<FamilyCounts | undefined> {
    const [index, scope] = [this.#index, this.#scope];
    const member: Query = { op: 'member', of: query };
    try {
      const { documents, items } = await answering(() =>
        entryCounts(index, { op: 'family', of: member }, scope),
      );
      const ids = await answering(() => index.families(member, scope));
      for (const id of ids) this.#families.add(id, number);
      return { count: ids.length, documents, items };
    } catch (error) {
      if (!isProblem(error)) throw error;
      this.#listsFamilies = false;
      return undefined;
    }
  }

  async #edge(query: Query, sort: Sort): Promise<TermDate | undefined> {
    const page = await answering(() =>
      this.#index.search({ query, scope: this.#scope, sort, limit: 1, snippets: 0 }),
    );
    const main = mainDate(page.hits[0]?.entry.dates ?? []);
    return main && { date: main.date, kind: main.kind };
  }

  /** The hash of which they are; undefined where the user stopped it. */
  async #listDocuments(query: Query, number: number, signal: AbortSignal): Promise<string | undefined> {
    const result = new ResultHash();
    for (let after: string | undefined; ;) {
      if (signal.aborted) return undefined;
      const from = after;
      const page = await answering(() => this.#index.documents(query, this.#scope, from, pageIds));
      for (const document of page) {
        this.#documents.add(document, number);
        result.add(document);
      }
      after = page.at(-1);
      if (page.length < pageIds) return result.digest();
    }
  }
}

const nothing = {
  documents: 0,
  result: new ResultHash().digest(),
  families: { count: 0, documents: 0, items: 0 },
  mailCopies: 0,
  custodians: [],
  withoutCustodian: 0,
  undated: 0,
} as const;
