/** Has a query ask for a person by all addresses of the identity. Decision 0126. */
import { identitiesMeant, nameOf } from '../../case/identities.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { addressKey } from '../../case/participants.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Widening } from '../../search/port.ts';
import { type Match, type Query, queryLimits } from '../../search/query/ast.ts';
import { peopleIn, replacePeople } from '../../search/query/mailbox-fields.ts';
import type { LazyLedger } from './lazy-ledger.ts';

/** Widenings that are kept at hand; one question asks the index many times. */
const maxKept = 1_000;

/** Whether an address can be asked for as words: an index looks for phrases of so many. */
const isAskable = (address: string): boolean => {
  const words = address.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.length > 0 && words.length <= queryLimits.phraseWords;
};

export class PeopleWidener {
  readonly #ledger: LazyLedger;
  readonly #kept = new Map<string, Widening>();

  constructor(ledger: LazyLedger) {
    this.#ledger = ledger;
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
    const ledger = await this.#ledger.opened();
    const made = ledger ? await widen(ledger, text, scope) : { text, addresses: [], isUnread: true as const };
    if (this.#kept.size >= maxKept) this.#kept.clear();
    this.#kept.set(key, made);
    return made;
  }

  /** `query` itself where nothing is asked as well. */
  async widened(query: Query, scope: Scope): Promise<Query> {
    const widenings = await this.widenings(query, scope);
    const addressesOf = new Map(widenings.map(({ text, addresses }) => [text, addresses]));
    if (widenings.every(({ addresses }) => addresses.length === 0)) return query;
    return replacePeople(query, (leaf) => {
      const more = (addressesOf.get(leaf.text) ?? []).map((text): Match => ({ ...leaf, text }));
      return more.length === 0 ? leaf : { op: 'or', of: [leaf, ...more] };
    });
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
