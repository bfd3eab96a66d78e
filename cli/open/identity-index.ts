/** An index that asks for a person by all addresses of the identity: queries are widened in front of it. Decision 0126. */
import { identitiesMeant, nameOf } from '../../case/identities.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { addressKey } from '../../case/participants.ts';
import { codeOf } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { FacetField, OpenedReader, SearchRequest, TextRef, Widening } from '../../search/port.ts';
import { type Match, type Query, queryLimits, QueryTooBroadError } from '../../search/query/ast.ts';
import { countLeaves, peopleIn, replacePeople } from '../../search/query/mailbox-fields.ts';

/** Widenings that are kept at hand; one question asks the index many times. */
const maxKept = 1_000;

/** Whether an address can be asked for as words: an index looks for phrases of so many. */
const isAskable = (address: string): boolean => {
  const words = address.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.length > 0 && words.length <= queryLimits.phraseWords;
};

/** The ledger is opened when the first query names a person. */
export class IdentityIndex implements OpenedReader {
  readonly #index: OpenedReader;
  readonly #openLedger: () => Promise<Ledger>;
  readonly #kept = new Map<string, Widening>();
  #ledger: Promise<Ledger | undefined> | undefined;

  constructor(index: OpenedReader, openLedger: () => Promise<Ledger>) {
    this.#index = index;
    this.#openLedger = openLedger;
  }

  async widenings(query: Query, scope: Scope): Promise<readonly Widening[]> {
    const found = new Map<string, Widening>();
    for (const { text } of peopleIn(query)) found.set(text, await this.#widening(text, scope));
    return [...found.values()].filter(
      ({ addresses, people, isUnread }) => addresses.length > 0 || people || isUnread,
    );
  }

  async #widening(text: string, scope: Scope): Promise<Widening> {
    const key = JSON.stringify([text, scope.open.toSorted()]);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const ledger = await this.#opened();
    const made = ledger ? await widen(ledger, text, scope) : { text, addresses: [], isUnread: true as const };
    if (this.#kept.size >= maxKept) this.#kept.clear();
    this.#kept.set(key, made);
    return made;
  }

  /** What could not be opened is tried again by the next question. */
  async #opened(): Promise<Ledger | undefined> {
    this.#ledger ??= this.#readable();
    try {
      return await this.#ledger;
    } catch (error) {
      this.#ledger = undefined;
      throw error;
    }
  }

  /** A case of an earlier version is searched as it was: nothing in it says who is who. */
  async #readable(): Promise<Ledger | undefined> {
    try {
      return await this.#openLedger();
    } catch (error) {
      if (codeOf(error) === 'catalogue-version' || codeOf(error) === 'catalogue-missing') return undefined;
      throw error;
    }
  }

  async #widened(query: Query, scope: Scope): Promise<Query> {
    const widenings = await this.widenings(query, scope);
    const addressesOf = new Map(widenings.map(({ text, addresses }) => [text, addresses]));
    if (widenings.every(({ addresses }) => addresses.length === 0)) return query;
    const widened = replacePeople(query, (leaf) => {
      const more = (addressesOf.get(leaf.text) ?? []).map((text): Match => ({ ...leaf, text }));
      return more.length === 0 ? leaf : { op: 'or', of: [leaf, ...more] };
    });
    if (countLeaves(widened) > queryLimits.leaves)
      throw new QueryTooBroadError(
        `with all addresses of its people the query has more than ${queryLimits.leaves} clauses; from.stated: asks for the words alone`,
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
    return this.#index.facet(await this.#widened(query, scope), scope, field);
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
    await (await this.#ledger)?.close();
  }
}

/** The other addresses of the one person whose address or name it is. */
async function widen(ledger: Ledger, text: string, scope: Scope): Promise<Widening> {
  const meant = await identitiesMeant(ledger, text, scope);
  const [only] = meant;
  if (!only) return { text, addresses: [] };
  if (meant.length > 1)
    return { text, addresses: [], people: meant.map(({ addresses }) => nameOf(addresses, [])) };
  const isSame = (address: string): boolean => address === addressKey(text);
  return { text, addresses: only.addresses.filter((address) => isAskable(address) && !isSame(address)) };
}
