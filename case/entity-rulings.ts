/** What people say of entities, as it holds for a reader: names of what is one, what is accepted, what is dismissed. Decision 0141. */
import type { RecordVersion } from '../schemas/case-record.ts';
import type { Scope } from '../schemas/scope.ts';
import { keywordKey } from '../search/query/fields.ts';
import { everyRecord } from './every-record.ts';
import type { Ledger } from './ledger/ledger.ts';

export type EntityRuling = RecordVersion<'entity-ruling'>;

/** What somebody said of an entity, as it is told beside it. */
export interface Judgement {
  readonly says: 'accept' | 'dismiss';
  readonly reason: string;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Of the ruling. */
  readonly id: string;
}

type Read = Pick<Ledger, 'records' | 'coverage' | 'tags'>;

/** In the order in which they were said. */
const readRulings = (ledger: Read, scope: Scope): Promise<readonly EntityRuling[]> =>
  Array.fromAsync(everyRecord(ledger, 'entity-ruling', scope));

/**
 * Those of which the reader sees every entity that they name: where something is withheld from him, what is named there
 * alone shows in no ruling.
 */
async function shownRulings(ledger: Read, scope: Scope): Promise<readonly EntityRuling[]> {
  const all = (await readRulings(ledger, scope)).filter(({ body }) => body !== undefined);
  if (all.length === 0 || (await ledger.coverage.withheld(scope)).length === 0) return all;
  const named = new Set((await ledger.tags.entities(scope)).map(({ entity }) => keywordKey(entity)));
  // What is said of a candidate cites where it stands: the ledger gives it to nobody else.
  return all.filter(
    ({ body, cites }) => cites.length > 0 || body?.entities.every((entity) => named.has(keywordKey(entity))),
  );
}

/** What is one: its name, and the names by which it stands in lists. */
interface Group {
  name: string;
  readonly members: Set<string>;
}

/** Names are told apart as queries tell them, in any case and with any accents. */
export class EntityRulings {
  /** In the order in which they were said. */
  readonly rulings: readonly EntityRuling[];
  readonly #groups = new Map<string, Group>();
  readonly #judgements = new Map<string, Judgement>();

  constructor(rulings: readonly EntityRuling[]) {
    this.rulings = rulings;
    for (const { body, id, by, at } of rulings) {
      if (body === undefined) continue;
      const { says, reason } = body;
      if (says === 'merge' || says === 'rename') this.#join(body.entities, body.name);
      else
        for (const entity of body.entities)
          this.#judgements.set(keywordKey(entity), { says, reason, by, at, id });
    }
  }

  /** `ledger` is one that does not apply them itself. */
  static async open(ledger: Read, scope: Scope): Promise<EntityRulings> {
    return new EntityRulings(await shownRulings(ledger, scope));
  }

  get isEmpty(): boolean {
    return this.rulings.length === 0;
  }

  #join(entities: readonly string[], name: string): void {
    const members = new Set<string>();
    // What is called so is it as well: one name is never two things.
    for (const one of [...entities, name])
      for (const member of this.#groups.get(keywordKey(one))?.members ?? [one]) members.add(member);
    const group = { name, members };
    for (const member of members) this.#groups.set(keywordKey(member), group);
  }

  /** The name under which an entity is shown. */
  nameOf(entity: string): string {
    return this.#groups.get(keywordKey(entity))?.name ?? entity;
  }

  /** All names of lists that a name stands for, `name` first. */
  membersOf(name: string): readonly string[] {
    return [...new Set([name, ...(this.#groups.get(keywordKey(name))?.members ?? [])])];
  }

  /** Whether two names are of one entity. */
  areOne(one: string, other: string): boolean {
    return keywordKey(this.nameOf(one)) === keywordKey(this.nameOf(other));
  }

  /** What is said of an entity or of any that is one with it; dismissed goes before accepted. */
  judgementOf(name: string): Judgement | undefined {
    const said = this.membersOf(name).flatMap((one) => this.#judgements.get(keywordKey(one)) ?? []);
    return said.find(({ says }) => says === 'dismiss') ?? said[0];
  }

  isDismissed(name: string): boolean {
    return this.judgementOf(name)?.says === 'dismiss';
  }

  /** Names of lists that are dismissed. */
  dismissed(): readonly string[] {
    return this.rulings.flatMap(({ body }) => (body?.says === 'dismiss' ? body.entities : []));
  }

  /** Those in force that name it, or what is one with it. */
  rulingsOf(name: string): readonly EntityRuling[] {
    return this.rulings.filter(({ body }) => body?.entities.some((entity) => this.areOne(entity, name)));
  }
}
