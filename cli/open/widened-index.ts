/** An index that asks for more than the words of a query: queries are widened in front of it, so that any adapter answers alike. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import type {
  EntityWidening,
  FacetField,
  OpenedReader,
  SearchRequest,
  TextRef,
  Widening,
} from '../../search/port.ts';
import { type Query, queryLimits, QueryTooBroadError } from '../../search/query/ast.ts';
import { countLeaves } from '../../search/query/mailbox-fields.ts';
import { LazyLedger } from './lazy-ledger.ts';
import { EntityWidener } from './widen-entities.ts';
import { PeopleWidener } from './widen-people.ts';

export class WidenedIndex implements OpenedReader {
  readonly #index: OpenedReader;
  readonly #ledger: LazyLedger;
  readonly #people: PeopleWidener;
  readonly #entities: EntityWidener;

  constructor(index: OpenedReader, openLedger: () => Promise<Ledger>) {
    this.#index = index;
    this.#ledger = new LazyLedger(openLedger);
    this.#people = new PeopleWidener(this.#ledger);
    this.#entities = new EntityWidener(this.#ledger);
  }

  widenings(query: Query, scope: Scope): Promise<readonly Widening[]> {
    return this.#people.widenings(query, scope);
  }
  entityWidenings(query: Query, scope: Scope): Promise<readonly EntityWidening[]> {
    return this.#entities.widenings(query, scope);
  }

  async #widened(query: Query, scope: Scope): Promise<Query> {
    const widened = await this.#entities.widened(await this.#people.widened(query, scope), scope);
    if (widened !== query && countLeaves(widened) > queryLimits.leaves)
      throw new QueryTooBroadError(
        `with all addresses of its people and all names of its entities the query has more than ${queryLimits.leaves} clauses; from.stated: asks for the words alone`,
      );
    return widened;
  }

  async search(request: SearchRequest) {
    return this.#index.search({ ...request, query: await this.#widened(request.query, request.scope) });
  }
  async count(query: Query, scope: Scope) {
    return this.#index.count(await this.#widened(query, scope), scope);
  }
  async facet(query: Query, scope: Scope, field: FacetField) {
    const widened = await this.#widened(query, scope);
    const values = await this.#index.facet(widened, scope, field);
    if (field !== 'entity') return values;
    return this.#entities.counted(values, scope, (named) =>
      this.#index.count(
        { op: 'and', of: widened.op === 'and' ? [...widened.of, named] : [widened, named] },
        scope,
      ),
    );
  }
  async documents(query: Query, scope: Scope, after?: string, limit?: number) {
    return this.#index.documents(await this.#widened(query, scope), scope, after, limit);
  }
  async families(query: Query, scope: Scope) {
    return this.#index.families(await this.#widened(query, scope), scope);
  }
  async mailGroups(query: Query, scope: Scope) {
    return this.#index.mailGroups(await this.#widened(query, scope), scope);
  }
  entry(document: string, scope: Scope) {
    return this.#index.entry(document, scope);
  }
  shownEntry(document: string, scope: Scope) {
    return this.#index.shownEntry(document, scope);
  }
  text(textId: string, start: number, end: number) {
    return this.#index.text(textId, start, end);
  }
  entries(after: string | undefined, limit: number) {
    return this.#index.entries(after, limit);
  }
  missingTexts(texts: readonly TextRef[]) {
    return this.#index.missingTexts(texts);
  }

  async close(): Promise<void> {
    await this.#index.close();
    await this.#ledger.close();
  }
}
