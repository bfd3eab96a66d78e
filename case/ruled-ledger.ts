/** A ledger whose entities are shown as people ruled: under their names, what is one together, what is dismissed marked. Decision 0141. */
import type { Scope } from '../schemas/scope.ts';
import { EntityRulings } from './entity-rulings.ts';
import type { Ledger } from './ledger/ledger.ts';
import type {
  EntityCount,
  PersonalDataCount,
  RuledMention,
  Surest,
  TaggedText,
  TagReading,
  TextsOf,
} from './ledger/tags.ts';
import type { Timeline, TimelineEvent, TimelineFilter, TimelineReading } from './ledger/timeline.ts';

const mostFirst = (one: EntityCount, other: EntityCount): number =>
  other.documents - one.documents ||
  other.mentions - one.mentions ||
  (one.entity === other.entity ? (one.kind < other.kind ? -1 : 1) : one.entity < other.entity ? -1 : 1);

class RuledTags implements TagReading {
  readonly #tags: TagReading;
  readonly #open: (scope: Scope) => Promise<EntityRulings>;
  /** By the scopes that are open: one question asks for a page of names. */
  readonly #kept = new Map<string, Promise<EntityRulings>>();

  constructor(ledger: Ledger) {
    this.#tags = ledger.tags;
    this.#open = (scope) => EntityRulings.open(ledger, scope);
  }

  rulings(scope: Scope): Promise<EntityRulings> {
    const key = JSON.stringify(scope.open.toSorted());
    let kept = this.#kept.get(key);
    if (kept === undefined) this.#kept.set(key, (kept = this.#open(scope)));
    return kept;
  }

  async entities(scope: Scope): Promise<readonly EntityCount[]> {
    const rulings = await this.rulings(scope);
    const all = await this.#tags.entities(scope);
    if (rulings.isEmpty) return all;
    const found: EntityCount[] = [];
    for (const rows of Map.groupBy(all, ({ entity, kind }) =>
      JSON.stringify([rulings.nameOf(entity), kind]),
    ).values()) {
      const [{ entity: first, kind }] = rows as [EntityCount, ...EntityCount[]];
      const names = rows.map(({ entity }) => entity);
      const entity = rulings.nameOf(first);
      const judgement = rulings.judgementOf(entity);
      found.push({
        entity,
        kind,
        documents:
          rows.length === 1
            ? (rows[0]?.documents ?? 0)
            : await this.#tags.documentsNaming(names, kind, scope),
        mentions: rows.reduce((sum, { mentions }) => sum + mentions, 0),
        ...(names.some((name) => name !== entity) && { listedAs: names.toSorted() }),
        ...(judgement && { judgement }),
      });
    }
    return found.sort(mostFirst);
  }

  async surest(
    entity: string,
    bounds: { readonly enough: number; readonly most: number },
    scope: Scope,
  ): Promise<Surest> {
    const [first = entity, ...others] = (await this.rulings(scope)).membersOf(entity);
    let all = await this.#tags.surest(first, bounds, scope);
    for (const other of others) {
      const { confidence, byKind, isWhole } = await this.#tags.surest(other, bounds, scope);
      const kinds = new Set([...Object.keys(all.byKind), ...Object.keys(byKind)]);
      const { byKind: before } = all;
      all = {
        confidence: Math.max(all.confidence, confidence),
        byKind: Object.fromEntries(
          [...kinds].map((kind) => [kind, Math.max(before[kind] ?? 0, byKind[kind] ?? 0)]),
        ),
        isWhole: all.isWhole && isWhole,
      };
    }
    return all;
  }

  documentsNaming(entities: readonly string[], kind: string, scope: Scope): Promise<number> {
    return this.#tags.documentsNaming(entities, kind, scope);
  }

  personalData(scope: Scope): Promise<readonly PersonalDataCount[]> {
    return this.#tags.personalData(scope);
  }

  async *texts(of: TextsOf, scope: Scope): AsyncGenerator<TaggedText, void> {
    const rulings = await this.rulings(scope);
    const entities = of.entities?.flatMap((entity) => rulings.membersOf(entity));
    for await (const text of this.#tags.texts({ ...of, ...(entities && { entities }) }, scope))
      yield rulings.isEmpty ? text : { ...text, mentions: text.mentions.map((one) => ruled(one, rulings)) };
  }
}

function ruled(mention: RuledMention, rulings: EntityRulings): RuledMention {
  const entity = rulings.nameOf(mention.entity);
  return {
    ...mention,
    entity,
    ...(entity !== mention.entity && { listedAs: mention.entity }),
    ...(rulings.isDismissed(entity) && { dismissed: true as const }),
  };
}

/** Events name what they name under the names that people gave; what is dismissed by itself. */
function ruledEvent(event: TimelineEvent, rulings: EntityRulings): TimelineEvent {
  const names = [...new Set(event.entities.map((entity) => rulings.nameOf(entity)))];
  const dismissedEntities = names.filter((name) => rulings.isDismissed(name));
  return {
    ...event,
    entities: names.filter((name) => !rulings.isDismissed(name)),
    ...(dismissedEntities.length > 0 && { dismissedEntities }),
  };
}

class RuledTimeline implements Timeline {
  readonly #timeline: Timeline;
  readonly #rulings: EntityRulings;

  constructor(timeline: Timeline, rulings: EntityRulings) {
    this.#timeline = timeline;
    this.#rulings = rulings;
  }

  get counts() {
    return this.#timeline.counts;
  }
  histogram(...asked: Parameters<Timeline['histogram']>) {
    return this.#timeline.histogram(...asked);
  }
  lanes(...asked: Parameters<Timeline['lanes']>) {
    return this.#timeline.lanes(...asked);
  }
  byKind() {
    return this.#timeline.byKind();
  }
  async *events(part?: { readonly skip: number; readonly limit: number }): AsyncGenerator<TimelineEvent> {
    for await (const event of this.#timeline.events(part))
      yield this.#rulings.isEmpty ? event : ruledEvent(event, this.#rulings);
  }
  close() {
    return this.#timeline.close();
  }
}

/** For showing; runs, `verify` and `compare` read what was tagged. Closed with `ledger`. */
export function ruledLedger(ledger: Ledger): Ledger {
  const tags = new RuledTags(ledger);
  const timeline: TimelineReading = {
    async open(filter: TimelineFilter, scope: Scope) {
      return new RuledTimeline(await ledger.timeline.open(filter, scope), await tags.rulings(scope));
    },
  };
  return new Proxy(ledger, {
    get(of, name: keyof Ledger) {
      if (name === 'tags') return tags;
      if (name === 'timeline') return timeline;
      const value = of[name];
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });
}

/** What people say of entities, read through a ledger that applies it or not. */
export const entityRulings = (
  ledger: Pick<Ledger, 'records' | 'coverage' | 'tags'>,
  scope: Scope,
): Promise<EntityRulings> =>
  ledger.tags instanceof RuledTags ? ledger.tags.rulings(scope) : EntityRulings.open(ledger, scope);
