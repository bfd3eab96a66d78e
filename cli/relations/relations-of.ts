/** All relations of one entity or person, from what the documents of a case state. Decision 0145. */
import type { RuledMention } from '../../case/ledger/tags.ts';
import { AnchorFinder } from '../../schemas/find-anchor.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Query } from '../../search/query/ast.ts';
import { type End, documentsOfEnd, endKey, isRecipient, isSender, People } from './ends.ts';
import { entityEnd } from './parties.ts';
import { maxStatedUnits, speakersOf, type Stated, statedIn } from './stated.ts';
import {
  type Met,
  placedIn,
  type Relation,
  type RelationExample,
  type RelationKind,
  RelationTallies,
} from './tallies.ts';
import { type NamedText, type RelationReading, walkDocuments, type WalkedDocument } from './walk.ts';

/** Units between two names of one text that stand close. */
export const closeUnits = 300;
/** Units of the words that a citation shows, at most, and of those around the names. */
const maxWordingUnits = 500;
const aroundUnits = 40;
/** People of one message that are looked at. */
const maxPeople = 1_000;

export interface RelationsAsked {
  readonly kinds: ReadonlySet<RelationKind>;
  /** Only with this one. */
  readonly other?: End;
}

export interface RelationsFound {
  readonly relations: readonly Relation[];
  /** Documents that were looked at. */
  readonly documents: number;
  /** Statements of further relations, which are not counted by who: too many differ. */
  readonly leftOut: number;
  /** Documents of whose mentions or people not all were looked at. */
  readonly cut: number;
  /** Mentions that are not sure enough. */
  readonly doubtful: number;
  readonly isStopped: boolean;
}

/** Where two stand nearest to each other in one text. */
interface Nearest {
  readonly text: NamedText;
  readonly own: RuledMention;
  readonly other: RuledMention;
  readonly units: number;
}

const gapOf = (one: RuledMention, other: RuledMention): number =>
  Math.max(0, other.start - one.end, one.start - other.end);

/** Each entity of a text beside the one asked for, with its nearest place. */
function* nearestIn(text: NamedText, own: string): Generator<Nearest, void> {
  const found = new Map<string, Nearest>();
  const last = new Map<string, RuledMention>();
  const take = (one: RuledMention, other: RuledMention, name: string): void => {
    const units = gapOf(one, other);
    const known = found.get(name);
    if (!known || units < known.units) found.set(name, { text, own: one, other, units });
  };
  let before: RuledMention | undefined;
  for (const mention of text.mentions) {
    if (mention.entity === own) {
      for (const [name, other] of last) take(mention, other, name);
      // What stands before is nearest to the first behind it.
      last.clear();
      before = mention;
    } else {
      if (before) take(before, mention, mention.entity);
      last.set(mention.entity, mention);
    }
  }
  yield* found.values();
}

/** The nearest place of each other entity of a document; without a text of its own where no text has both. */
function namedWith({ texts }: WalkedDocument, own: string): ReadonlyMap<string, Nearest | RuledMention> {
  const found = new Map<string, Nearest>();
  for (const text of texts)
    for (const near of nearestIn(text, own)) {
      const known = found.get(near.other.entity);
      if (!known || near.units < known.units) found.set(near.other.entity, near);
    }
  const all = new Map<string, Nearest | RuledMention>(found);
  for (const { mentions } of texts)
    for (const mention of mentions)
      if (mention.entity !== own && !all.has(mention.entity)) all.set(mention.entity, mention);
  return all;
}

class Collecting {
  readonly tallies = new RelationTallies();
  readonly #reading: RelationReading;
  readonly #own: End;
  readonly #asked: RelationsAsked;
  readonly #people: People;

  constructor(reading: RelationReading, own: End, asked: RelationsAsked, people: People) {
    this.#reading = reading;
    this.#own = own;
    this.#asked = asked;
    this.#people = people;
  }

  async #add(met: Met, entry: IndexEntry, example: () => Promise<RelationExample>): Promise<void> {
    const { kinds, other } = this.#asked;
    if (!kinds.has(met.kind) || (other && endKey(other) !== endKey(met.with))) return;
    await this.tallies.add(met, entry, example);
  }

  async #cite(entry: IndexEntry, text: NamedText, own: RuledMention | undefined, other: RuledMention): Promise<RelationExample> {
    const { start, end } = other;
    const [from, to] = [Math.min(start, own?.start ?? start), Math.max(end, own?.end ?? end)];
    const isClose = to - from <= maxWordingUnits;
    const [first, last] = isClose ? [from, to] : [start, end];
    const wording = await this.#reading.index.text(text.id, Math.max(0, first - aroundUnits), last + aroundUnits);
    const anchor = new AnchorFinder(entry.texts.find(({ id }) => id === text.id)?.anchors ?? []).at(start);
    return { ...placedIn(entry), textId: text.id, text: text.kind, start, end, ...(anchor && { anchor }), ...(wording && { wording }) };
  } // prettier-ignore

  async #ofEntity(document: WalkedDocument, senders: readonly End[], recipients: readonly End[]): Promise<void> {
    const { entry, texts } = document;
    const own = this.#own.id;
    for (const [, near] of namedWith(document, own)) {
      const [text, mine, other, isClose] =
        'units' in near
          ? [near.text, near.own, near.other, near.units <= closeUnits]
          : [texts.find(({ mentions }) => mentions.includes(near)), undefined, near, false];
      if (!text) continue;
      await this.#add({ kind: 'named-with', with: entityEnd(other), isClose }, entry, () => this.#cite(entry, text, mine, other));
    }
    const text = texts.find(({ mentions }) => mentions.some(({ entity }) => entity === own));
    const mention = text?.mentions.find(({ entity }) => entity === own);
    if (!text || !mention) return;
    const example = (): Promise<RelationExample> => this.#cite(entry, text, undefined, mention);
    for (const person of senders) await this.#add({ kind: 'wrote-of', direction: 'in', with: person }, entry, example);
    for (const person of recipients) await this.#add({ kind: 'got-word-of', direction: 'in', with: person }, entry, example);
  } // prettier-ignore

  async #ofPerson({ entry, texts }: WalkedDocument, senders: readonly End[], recipients: readonly End[]): Promise<void> {
    const own = endKey(this.#own);
    const isOwn = (end: End): boolean => endKey(end) === own;
    const [sent, got] = [senders.some(isOwn), recipients.some(isOwn)];
    const example = (): Promise<RelationExample> => Promise.resolve({ ...placedIn(entry), fields: sent ? 'from → to, cc, bcc' : 'to, cc, bcc ← from' });
    if (sent) for (const end of recipients) if (!isOwn(end)) await this.#add({ kind: 'wrote-to', direction: 'out', with: end }, entry, example);
    if (got) for (const end of senders) if (!isOwn(end)) await this.#add({ kind: 'wrote-to', direction: 'in', with: end }, entry, example);
    for (const text of texts)
      for (const mention of text.mentions) {
        const cited = (): Promise<RelationExample> => this.#cite(entry, text, undefined, mention);
        const named = { direction: 'out', with: entityEnd(mention) } as const;
        if (sent) await this.#add({ kind: 'wrote-of', ...named }, entry, cited);
        if (got) await this.#add({ kind: 'got-word-of', ...named }, entry, cited);
      }
  } // prettier-ignore

  async #assertion(document: WalkedDocument, { verb, polarity, agent, patient, assertedBy, saidBy, text, sentence }: Stated): Promise<void> {
    const own = endKey(this.#own);
    if (endKey(agent) === endKey(patient)) return;
    const direction = endKey(agent) === own ? 'out' : endKey(patient) === own ? 'in' : undefined;
    if (direction === undefined) return;
    const met = { kind: 'assertion', verb, polarity, direction, with: direction === 'out' ? patient : agent } as const;
    await this.#add(met, document.entry, async () => {
      const start = sentence.start + (sentence.text.length - sentence.text.trimStart().length);
      const end = sentence.start + sentence.text.trimEnd().length;
      const anchor = new AnchorFinder(text.anchors).at(start);
      const wording = await this.#reading.index.text(text.id, start, end);
      return { ...placedIn(document.entry), textId: text.id, text: text.kind, start, end, ...(anchor && { anchor }), ...(wording && { wording }), assertedBy, ...(saidBy && { saidBy }) };
    });
  } // prettier-ignore

  /** Gives whether not all of it was looked at. */
  async take(document: WalkedDocument): Promise<boolean> {
    const [senders, recipients] = [new Map<string, End>(), new Map<string, End>()];
    const mailboxes = document.mailboxes.slice(0, maxPeople);
    const ends: End[] = [];
    for (const mailbox of mailboxes) {
      const end = await this.#people.of(mailbox);
      ends.push(end);
      if (isSender(mailbox)) senders.set(endKey(end), end);
      if (isRecipient(mailbox)) recipients.set(endKey(end), end);
    }
    const [sent, got] = [[...senders.values()], [...recipients.values()]];
    await (this.#own.is === 'person'
      ? this.#ofPerson(document, sent, got)
      : this.#ofEntity(document, sent, got));
    const isRead = this.#asked.kinds.has('assertion');
    if (isRead) {
      const own = endKey(this.#own);
      const speakers = speakersOf(mailboxes, ends);
      const isOf = (parties: readonly { readonly who: End }[]): boolean =>
        parties.some(({ who }) => endKey(who) === own);
      for await (const stated of statedIn(this.#reading.index, document, speakers, isOf))
        await this.#assertion(document, stated);
    }
    const isLong = isRead && document.entry.texts.some(({ units }) => units > maxStatedUnits);
    return document.isCut || isLong || document.mailboxes.length > maxPeople;
  }
}

/** Over all documents of the one that the scope shows, narrowed by `query`; one is held at a time, and the relations. */
export async function relationsOf(
  reading: RelationReading,
  own: End,
  query: Query,
  asked: RelationsAsked,
): Promise<RelationsFound> {
  const people = await People.open(reading.ledger, reading.scope);
  const collecting = new Collecting(reading, own, asked, people);
  const of: Query = { op: 'and', of: [documentsOfEnd(own), query] };
  const needsTags = (['wrote-of', 'got-word-of', 'assertion'] as const).some((kind) => asked.kinds.has(kind));
  const tagged = own.is === 'entity' ? { entities: [own.id] } : needsTags ? { isNaming: true } : undefined;
  let [documents, cut, doubtful] = [0, 0, 0];
  for await (const document of walkDocuments(reading, of, tagged)) {
    documents += 1;
    doubtful += document.doubtful;
    if (await collecting.take(document)) cut += 1;
  }
  return {
    relations: collecting.tallies.sorted(),
    documents,
    leftOut: collecting.tallies.leftOut,
    cut,
    doubtful,
    isStopped: reading.signal.aborted,
  };
}
