/** The two ends of a relation: an entity of the lists, a person of the mail, or a name by its legal form. Decision 0145. */
import { Identities, identitiesMeant, nameOf } from '../../case/identities.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { NamedMailbox } from '../../case/ledger/participants.ts';
import { addressKey, mailboxRoles } from '../../case/participants.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import { keywordKey } from '../../search/query/fields.ts';
import { mailboxFields } from '../../search/query/mailbox-fields.ts';
import type { Query } from '../../search/query/ast.ts';
import { escapeLine } from '../frame/escape.ts';
import { namesOfAlias } from '../run/near-values.ts';

/** `entity`: by its name on the lists, or the one that people gave. `person`: of the mail, by the first of his addresses. `name`: an organisation by its legal form, on no list. */
export interface End {
  readonly is: 'entity' | 'person' | 'name';
  /** Of an entity its name, of a person the first address or, without one, the name, of a name itself: what `evidex relations` takes. */
  readonly id: string;
  readonly name: string;
  /** Of an entity. */
  readonly kind?: string;
  /** Of an entity that people dismissed. */
  readonly dismissed?: true;
  /** Of a person of whom a name alone is stated: whoever else is called so may be another. */
  readonly bare?: true;
}

export const endKey = ({ is, id }: Pick<End, 'is' | 'id'>): string =>
  `${is}:${is === 'person' ? id : keywordKey(id)}`;

const senderRoles = mailboxRoles.from | mailboxRoles.sender;
const recipientRoles = mailboxRoles.to | mailboxRoles.cc | mailboxRoles.bcc;
/** Who sent it on as it is stands in one list with whom it was sent on to: neither is told. */
export const isSender = ({ roles }: NamedMailbox): boolean => (roles & senderRoles) !== 0;
export const isRecipient = ({ roles }: NamedMailbox): boolean => (roles & recipientRoles) !== 0;

/** People by the addresses that stand for them; looked up once each. */
export class People {
  readonly #ledger: Ledger;
  readonly #scope: Scope;
  readonly #identities: Identities;
  readonly #known = new Map<string, Promise<End>>();

  private constructor(ledger: Ledger, scope: Scope, identities: Identities) {
    this.#ledger = ledger;
    this.#scope = scope;
    this.#identities = identities;
  }

  static async open(ledger: Ledger, scope: Scope): Promise<People> {
    return new People(ledger, scope, await Identities.openWhole(ledger, scope));
  }

  /** A name without an address is by itself: it joins nothing. */
  of({ address, name }: Pick<NamedMailbox, 'address' | 'name'>): Promise<End> {
    if (address === '') return Promise.resolve({ is: 'person', id: name, name, bare: true });
    let known = this.#known.get(address);
    if (known === undefined) this.#known.set(address, (known = this.#look(address)));
    return known;
  }

  async #look(address: string): Promise<End> {
    const { addresses } = await this.#identities.of(address);
    const name = nameOf(addresses, await this.#ledger.participants.mailboxes(addresses, this.#scope));
    return { is: 'person', id: addresses[0] ?? address, name };
  }
}

/** Documents that name an end or, of a person, messages that he sent or got. */
export const documentsOfEnd = ({ is, id }: End): Query =>
  is === 'entity'
    ? { op: 'match', field: 'entity', text: id }
    : { op: 'or', of: mailboxFields.map((field): Query => ({ op: 'match', field, text: id })) };

const askedWhole = '`evidex entities CASE` and `evidex identities CASE` list who is named.';

/** What a name stands for: entities of that name, or the one that the lists call so too; undefined where none is. */
async function entityMeant(ledger: Ledger, asked: string, scope: Scope): Promise<End | undefined> {
  const counted = await ledger.tags.entities(scope);
  const key = keywordKey(asked);
  const isNamed = (names: readonly string[]): boolean => names.some((one) => keywordKey(one) === key);
  const aliases = new Set(namesOfAlias(asked));
  const found =
    counted.find(({ entity, listedAs = [] }) => isNamed([entity, ...listedAs])) ??
    counted.find(({ entity, listedAs = [] }) => [entity, ...listedAs].some((one) => aliases.has(one)));
  return found && { is: 'entity', id: found.entity, name: found.entity, kind: found.kind };
}

/**
 * Throws `not-found` where nothing is called so, `wrong-value` where several people are: a name joins no addresses. An
 * entity goes before people of its name; `note` is told of them.
 */
export async function endNamed(
  ledger: Ledger,
  asked: string,
  scope: Scope,
  note: (words: string) => void,
): Promise<End> {
  const entity = addressKey(asked) === '' ? await entityMeant(ledger, asked, scope) : undefined;
  const people = await identitiesMeant(ledger, asked, scope);
  if (entity !== undefined) {
    if (people.length > 0)
      note(
        `"${escapeLine(asked)}" is the entity here; people of the mail are called so too: name an address.`,
      );
    return entity;
  }
  const [one, ...others] = people;
  if (one === undefined)
    throw new Problem('not-found', `nothing is called "${escapeLine(asked)}" as a whole`, askedWhole);
  if (others.length > 0)
    throw new Problem(
      'wrong-value',
      `"${escapeLine(asked)}" stands for ${people.length} people: ${people.slice(0, 10).map(({ addresses }) => escapeLine(addresses[0] ?? '')).join(', ')}`,
      'Name one by an address.',
    ); // prettier-ignore
  return (await People.open(ledger, scope)).of({ address: one.addresses[0] ?? '', name: '' });
}
