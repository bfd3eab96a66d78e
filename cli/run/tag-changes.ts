/** What tagging again makes new and what it takes away, by entity and by kind of personal data, with documents as examples. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { NotRetagged, Retagged } from '../../pipeline/retag.ts';
import type { Scope } from '../../schemas/scope.ts';

/** Documents named as examples, of each change; and of those that were left out. */
const maxExamples = 3;
const maxLeftOut = 20;

export interface TagCount {
  readonly documents: number;
  readonly mentions: number;
}

/** Of what changed. `mentions` of personal data are values. */
export interface TagChange {
  /** Of the whole case. */
  readonly before: TagCount;
  readonly after: TagCount;
  /** Documents that name it newly, and that do not any more. */
  readonly newIn: number;
  readonly goneFrom: number;
  /** SHA-256 of some of them, and of some that name it more or less often. */
  readonly examples: { readonly new: readonly string[]; readonly gone: readonly string[]; readonly other: readonly string[] };
} // prettier-ignore

export interface EntityChange extends TagChange {
  readonly entity: string;
  readonly kind: string;
}

export interface PersonalDataChange extends TagChange {
  readonly kind: string;
}

interface Tally {
  newIn: number;
  goneFrom: number;
  mentions: number;
  readonly examples: { readonly new: string[]; readonly gone: string[]; readonly other: string[] };
}

const keyOf = (kind: string, entity = ''): string => `${kind}\0${entity}`;

class Tallies {
  readonly #before: ReadonlyMap<string, TagCount>;
  readonly #tallies = new Map<string, Tally>();

  constructor(before: ReadonlyMap<string, TagCount>) {
    this.#before = before;
  }

  add(document: string, before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(key) ?? 0, after.get(key) ?? 0];
      if (was === is) continue;
      let tally = this.#tallies.get(key);
      if (!tally) this.#tallies.set(key, (tally = { newIn: 0, goneFrom: 0, mentions: 0, examples: { new: [], gone: [], other: [] } })); // prettier-ignore
      tally.mentions += is - was;
      if (was === 0) tally.newIn += 1;
      if (is === 0) tally.goneFrom += 1;
      const examples = tally.examples[was === 0 ? 'new' : is === 0 ? 'gone' : 'other'];
      if (examples.length < maxExamples) examples.push(document);
    }
  }

  /** Most documents come and gone first, then by key. */
  list(): readonly { readonly kind: string; readonly entity: string; readonly change: TagChange }[] {
    return [...this.#tallies]
      .map(([key, { newIn, goneFrom, mentions, examples }]) => {
        const [kind = '', entity = ''] = key.split('\0');
        const before = this.#before.get(key) ?? { documents: 0, mentions: 0 };
        const after = {
          documents: before.documents + newIn - goneFrom,
          mentions: before.mentions + mentions,
        };
        return { key, kind, entity, change: { before, after, newIn, goneFrom, examples } };
      })
      .sort(
        (one, other) =>
          other.change.newIn + other.change.goneFrom - one.change.newIn - one.change.goneFrom ||
          (one.key < other.key ? -1 : 1),
      );
  }
}

const entityCounts = ({ entities }: Retagged['before']): ReadonlyMap<string, number> =>
  new Map(entities.map(({ kind, entity, count }) => [keyOf(kind, entity), count]));
const personalDataCounts = ({ personalData }: Retagged['before']): ReadonlyMap<string, number> =>
  new Map(personalData.map(({ kind, count }) => [keyOf(kind), count]));

export class TagChanges {
  readonly #entities: Tallies;
  readonly #personalData: Tallies;
  /** Some of the documents that could not be tagged again. */
  readonly leftOut: NotRetagged[] = [];

  private constructor(entities: Tallies, personalData: Tallies) {
    this.#entities = entities;
    this.#personalData = personalData;
  }

  /** From the counts of the case as they stand. */
  static async before({ tags }: Pick<Ledger, 'tags'>, scope: Scope): Promise<TagChanges> {
    const entities = await tags.entities(scope);
    const personalData = await tags.personalData(scope);
    return new TagChanges(
      new Tallies(new Map(entities.map(({ kind, entity, documents, mentions }) => [keyOf(kind, entity), { documents, mentions }]))),
      new Tallies(new Map(personalData.map(({ kind, documents, values }) => [keyOf(kind), { documents, mentions: values }]))),
    ); // prettier-ignore
  }

  add({ document, before, after }: Retagged): void {
    this.#entities.add(document, entityCounts(before), entityCounts(after));
    this.#personalData.add(document, personalDataCounts(before), personalDataCounts(after));
  }

  leaveOut(one: NotRetagged): void {
    if (this.leftOut.length < maxLeftOut) this.leftOut.push(one);
  }

  get entities(): readonly EntityChange[] {
    return this.#entities.list().map(({ kind, entity, change }) => ({ entity, kind, ...change }));
  }

  get personalData(): readonly PersonalDataChange[] {
    return this.#personalData.list().map(({ kind, change }) => ({ kind, ...change }));
  }
}
