/** What one document states of two ends, statement by statement: the rules of decision 0145. */
import type { RuledMention } from '../../case/ledger/tags.ts';
import { AnchorFinder } from '../../schemas/find-anchor.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { IndexReader } from '../../search/port.ts';
import { type End, endKey, isRecipient, isSender, type People } from './ends.ts';
import { type AcceptedAssertions, assertionId, sentenceHash } from './accepted.ts';
import { nearestOf } from './nearest.ts';
import { entityEnd } from './parties.ts';
import { maxStatedUnits, speakersOf, type Stated, statedIn } from './stated.ts';
import {
  placedIn,
  type Relation,
  type RelationExample,
  type RelationKind,
  type Reliance,
} from './tallies.ts';
import type { NamedText, WalkedDocument } from './walk.ts';

/** Units between two names of one text that stand close. */
const closeUnits = 300;
/** Units of the words that a citation shows, at most, and of those around the names. */
const maxWordingUnits = 500;
const aroundUnits = 40;
/** People of one message that are looked at. */
const maxPeople = 1_000;
/** Entities of one document that are put in pairs where nobody asks for one of them. */
const maxPaired = 50;

export interface Statement extends Pick<Relation, 'kind' | 'verb' | 'polarity'> {
  readonly from: End;
  readonly to: End;
  readonly isClose?: boolean;
  /** Of an assertion: what names it, who relies on it, and the hash of its sentence. */
  readonly assertion?: string;
  readonly reliedOn?: readonly Reliance[];
  readonly sentence?: string;
  /** With the words as they stand, or without, which reads no text. */
  readonly cite: (withWording: boolean) => Promise<RelationExample>;
}

export interface StatementsAsked {
  readonly index: Pick<IndexReader, 'text'>;
  readonly people: People;
  readonly kinds: ReadonlySet<RelationKind>;
  /** Only what it is an end of. */
  readonly own?: End | undefined;
  /** What people rely on; of assertions. */
  readonly accepted?: AcceptedAssertions | undefined;
}

type Index = StatementsAsked['index'];

async function citeMention(index: Index, entry: IndexEntry, text: NamedText, own: RuledMention | undefined, other: RuledMention, withWording: boolean): Promise<RelationExample> {
  const { start, end } = other;
  const [from, to] = [Math.min(start, own?.start ?? start), Math.max(end, own?.end ?? end)];
  const [first, last] = to - from <= maxWordingUnits ? [from, to] : [start, end];
  const wording = withWording ? await index.text(text.id, Math.max(0, first - aroundUnits), last + aroundUnits) : undefined;
  const anchor = new AnchorFinder(entry.texts.find(({ id }) => id === text.id)?.anchors ?? []).at(start);
  return { ...placedIn(entry), textId: text.id, text: text.kind, start, end, ...(anchor && { anchor }), ...(wording && { wording }) };
} // prettier-ignore

async function citeSentence(index: Index, entry: IndexEntry, { text, sentence, assertedBy, saidBy }: Stated): Promise<RelationExample> {
  const start = sentence.start + (sentence.text.length - sentence.text.trimStart().length);
  const end = sentence.start + sentence.text.trimEnd().length;
  const anchor = new AnchorFinder(text.anchors).at(start);
  const wording = await index.text(text.id, start, end);
  return { ...placedIn(entry), textId: text.id, text: text.kind, start, end, ...(anchor && { anchor }), ...(wording && { wording }), assertedBy, ...(saidBy && { saidBy }) };
} // prettier-ignore

/** Each entity of a document with its first place. */
function firstPlaces({ texts }: WalkedDocument): readonly { readonly text: NamedText; readonly mention: RuledMention }[] {
  const found = new Map<string, { text: NamedText; mention: RuledMention }>();
  for (const text of texts)
    for (const mention of text.mentions) if (!found.has(mention.entity)) found.set(mention.entity, { text, mention });
  return [...found.values()];
} // prettier-ignore

function* namedWith({ index, own }: StatementsAsked, document: WalkedDocument): Generator<Statement, void> {
  if (own && own.is !== 'entity') return;
  const { entry } = document;
  const all = firstPlaces(document).map(({ mention }) => mention);
  const from = own ? all.filter(({ entity }) => entity === own.id) : all.slice(0, maxPaired);
  for (const one of from)
    for (const [name, { text, own: mine, other, units }] of nearestOf(document, one.entity)) {
      // Each pair once.
      if (!own && (name < one.entity || !from.some(({ entity }) => entity === name))) continue;
      const cite = (withWording: boolean): Promise<RelationExample> => citeMention(index, entry, text, mine, other, withWording);
      yield { kind: 'named-with', from: entityEnd(one), to: entityEnd(other), isClose: units <= closeUnits, cite };
    }
} // prettier-ignore

interface OnMessage {
  readonly senders: readonly End[];
  readonly recipients: readonly End[];
}

function* written({ index, own }: StatementsAsked, document: WalkedDocument, { senders, recipients }: OnMessage): Generator<Statement, void> {
  const { entry } = document;
  const key = own && endKey(own);
  const isAsked = (...ends: readonly End[]): boolean => key === undefined || ends.some((end) => endKey(end) === key);
  const fields = { ...placedIn(entry), fields: 'from → to, cc, bcc' };
  for (const from of senders)
    for (const to of recipients)
      if (endKey(from) !== endKey(to) && isAsked(from, to)) yield { kind: 'wrote-to', from, to, cite: () => Promise.resolve(fields) };
  if (senders.length + recipients.length === 0) return;
  for (const { text, mention } of firstPlaces(document)) {
    const to = entityEnd(mention);
    const cite = (withWording: boolean): Promise<RelationExample> => citeMention(index, entry, text, undefined, mention, withWording);
    for (const from of senders) if (isAsked(from, to)) yield { kind: 'wrote-of', from, to, cite };
    for (const from of recipients) if (isAsked(from, to)) yield { kind: 'got-word-of', from, to, cite };
  }
} // prettier-ignore

/** Whether not all of a document is looked at. */
export const isCutIn = ({ isCut, entry, mailboxes, texts }: WalkedDocument, { kinds, own }: StatementsAsked): boolean =>
  isCut ||
  mailboxes.length > maxPeople ||
  (kinds.has('assertion') && entry.texts.some(({ units }) => units > maxStatedUnits)) ||
  (own === undefined && kinds.has('named-with') && new Set(texts.flatMap(({ mentions }) => mentions.map(({ entity }) => entity))).size > maxPaired); // prettier-ignore

/** Of the kinds that are asked for. */
export async function* statementsIn(asked: StatementsAsked, document: WalkedDocument): AsyncGenerator<Statement, void> {
  const { index, kinds, own, people, accepted } = asked;
  const mailboxes = document.mailboxes.slice(0, maxPeople);
  const ends: End[] = [];
  for (const mailbox of mailboxes) ends.push(await people.of(mailbox));
  const distinct = (isOne: typeof isSender): readonly End[] => [
    ...new Map(ends.flatMap((end, at) => (mailboxes[at] && isOne(mailboxes[at]) ? [[endKey(end), end]] : []))).values(),
  ];
  if (kinds.has('named-with')) yield* namedWith(asked, document);
  for (const one of written(asked, document, { senders: distinct(isSender), recipients: distinct(isRecipient) }))
    if (kinds.has(one.kind)) yield one;
  if (!kinds.has('assertion')) return;
  const key = own && endKey(own);
  const isAsked = (who: End): boolean => key === undefined || endKey(who) === key;
  const speakers = speakersOf(mailboxes, ends);
  for await (const stated of statedIn(index, document, speakers, (parties) => parties.some(({ who }) => isAsked(who)))) {
    const { verb, polarity, agent: from, patient: to } = stated;
    if (endKey(from) === endKey(to) || !(isAsked(from) || isAsked(to))) continue;
    const assertion = assertionId(document.entry.document, stated);
    const reliedOn = accepted?.of(assertion) ?? [];
    const cite = async (): Promise<RelationExample> => ({
      ...(await citeSentence(index, document.entry, stated)),
      assertion,
      ...(reliedOn.length > 0 && { reliedOn }),
    });
    yield { kind: 'assertion', verb, polarity, from, to, assertion, reliedOn, sentence: sentenceHash(stated.sentence.text), cite };
  }
} // prettier-ignore
