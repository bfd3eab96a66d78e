/**
 * Which message an answer is guessed to answer that does not say so: the last one before it of the same subject, with which
 * it shares people. It is asked of the index message by message, so that it holds whatever was ingested first, and what is
 * withheld answers nothing.
 */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { type Query, queryLimits } from '../../search/query/ast.ts';
import { day, stretchOf } from '../../search/query/dates.ts';
import { keywordKey, keywordValues, messageId } from '../../search/query/fields.ts';
import { termsOf } from '../../search/words/analysis.ts';
import { baseSubject } from './base-subject.ts';
import { answering } from './query.ts';

/** How long after a message its answers are looked for; longer, and next month's minutes answer those of this one. */
export const guessedDays = 30;
const windowMs = guessedDays * day;
const lastMs = Date.UTC(9_000, 0);
/** Of a subject, in the question: the rest is compared afterwards. A phrase has at most 64 words, of a unit each. */
const askedUnits = 60;
/** People of one message that a question names; of a message to more, all of its subject are looked at. */
const maxPeople = 64;
/** Messages of one subject looked at for what one answers, and for all that answer; stops a "Re: hello" of a million. */
const [lookedAtBefore, lookedAtAfter] = [64, 1_000];
/** Answers that are asked what they answer, of one thread. */
const maxAsked = 200;

type Mailboxes = IndexEntry['metadata']['from'];

/** Of an entry, or of a hit and its. */
export type MessageFacts = Pick<IndexEntry, 'document' | 'metadata' | 'dates'>;

/** What is compared of a message. */
export interface Guessable extends MessageFacts {
  /** Milliseconds since 1970; a time without a zone as the index takes it. */
  readonly at: number;
  readonly base: string;
  readonly senders: ReadonlySet<string>;
  /** Senders and recipients. */
  readonly people: ReadonlySet<string>;
  /** It answers something, and does not say what. */
  readonly isOpen: boolean;
}

const namesOf = (...all: readonly Mailboxes[]): Set<string> =>
  new Set(
    all
      .flatMap((some) => some ?? [])
      .map(({ address, name }) => keywordKey(address ?? name ?? ''))
      .filter((one) => one !== ''),
  );

/** It answers a message, or passes one on, and states neither which nor a conversation. */
export function isOpenAnswer({ metadata }: Pick<MessageFacts, 'metadata'>): boolean {
  if (!baseSubject(metadata.subject ?? '').isAnswer) return false;
  const own = messageId(metadata.messageId ?? '');
  return keywordValues({ metadata } as IndexEntry, 'thread').every((id) => id === own);
}

/** Undefined where nothing can be guessed of it: no subject, sender or time. */
export function guessableOf({ document, metadata, dates }: MessageFacts): Guessable | undefined {
  const { subject = '', from, to, cc, bcc } = metadata;
  const { base } = baseSubject(subject);
  const at = stretchOf(dates.find(({ kind }) => kind === 'sent')?.date ?? '')?.from;
  const senders = namesOf(from);
  // A year of six digits is nobody's, and a window around the last moment there is has no end.
  if (at === undefined || !(at > 0 && at < lastMs)) return undefined;
  if (!canBeAsked(wordsOf(base)) || senders.size === 0) return undefined;
  const isOpen = isOpenAnswer({ metadata });
  return { document, metadata, dates, at, base, senders, people: namesOf(from, to, cc, bcc), isOpen };
}

function canBeAsked(words: string): boolean {
  const { length } = termsOf(words);
  return length > 0 && length <= queryLimits.phraseWords;
}

const share = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  [...one].some((name) => other.has(name));

/** Of one subject, and the sender of one is among the people of the other. */
const areAlike = (one: Guessable, other: Guessable): boolean =>
  one.document !== other.document &&
  one.base === other.base &&
  (share(one.senders, other.people) || share(other.senders, one.people));

/** The subject's words, cut where a word ends. */
function wordsOf(base: string): string {
  if (base.length <= askedUnits) return base;
  const cut = base.slice(0, askedUnits);
  return cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut;
}

/** Messages that share people with one of these; undefined where they are too many to be named. */
function peopleQuery(messages: readonly Guessable[]): Query | undefined {
  const people = [...new Set(messages.flatMap((one) => [...one.people]))];
  const senders = [...new Set(messages.flatMap((one) => [...one.senders]))];
  if (people.length > maxPeople || !people.every(canBeAsked)) return undefined;
  const of: Query[] = [
    ...people.map((text): Query => ({ op: 'match', field: 'from', text })),
    ...['to', 'cc', 'bcc'].flatMap((field) => senders.map((text): Query => ({ op: 'match', field, text }))),
  ];
  return of.length === 1 ? of[0] : { op: 'or', of };
}

/** Looks for what answers what, and remembers it; of one thread and one reader. */
export class ThreadGuess {
  readonly #index: IndexReader;
  readonly #scope: Scope;
  readonly #answered = new Map<string, readonly Guessable[]>();
  /** There were more messages than are looked at. */
  isCut = false;

  constructor(index: IndexReader, scope: Scope) {
    this.#index = index;
    this.#scope = scope;
  }

  /** What these are guessed to answer and what that answers, and what is guessed to answer one of all these. */
  async around(messages: readonly Guessable[]): Promise<Guessable[]> {
    const known = new Map(messages.map((one) => [one.document, one]));
    // What is added while it is gone through is gone through too.
    for (const one of known.values())
      for (const before of await this.#answeredBy(one)) known.set(before.document, before);
    for (const some of Map.groupBy([...known.values()], ({ base }) => base).values())
      for (const answer of await this.#answersAfter(some)) {
        // They come by their times: an answer to an answer finds it among the known ones.
        const before = known.has(answer.document) ? [] : await this.#answeredBy(answer);
        if (!before.some(({ document }) => known.has(document))) continue;
        for (const one of [answer, ...before]) known.set(one.document, one);
      }
    const given = new Set(messages.map(({ document }) => document));
    return [...known.values()].filter(({ document }) => !given.has(document));
  }

  /** It answers what it does not name, and was looked at without a guess of what that is. */
  foundNothingFor(message: MessageFacts): boolean {
    if (!isOpenAnswer(message)) return false;
    return guessableOf(message) === undefined || this.#answered.get(message.document)?.length === 0;
  }

  /** The last ones of its subject before it, and copies of it: an answer kept twice answers the same. */
  async #answeredBy(answer: Guessable): Promise<readonly Guessable[]> {
    if (!answer.isOpen) return [];
    const known = this.#answered.get(answer.document);
    if (known) return known;
    if (this.#answered.size >= maxAsked) {
      this.isCut = true;
      return [];
    }
    const asked = { from: answer.at - windowMs, to: answer.at };
    const { found, isWhole } = await this.#ask([answer], asked, '-date', lookedAtBefore);
    const alike = found.filter((one) => one.at <= answer.at && areAlike(one, answer));
    const last = Math.max(...alike.filter(({ at }) => at < answer.at).map(({ at }) => at));
    // Where the last ones stand at the end of what was looked at, others of that time may follow.
    if (!isWhole && last <= (found.at(-1)?.at ?? last)) this.isCut = true;
    const answered = alike.filter(({ at }) => at === last || at === answer.at);
    this.#answered.set(answer.document, answered);
    return answered;
  }

  /** Answers of the subject of these, which is one: to one of them, or to another. */
  async #answersAfter(messages: readonly Guessable[]): Promise<Guessable[]> {
    const times = messages.map(({ at }) => at);
    const asked = { from: Math.min(...times), to: Math.max(...times) + windowMs };
    const { found, isWhole } = await this.#ask(messages, asked, 'date', lookedAtAfter);
    if (!isWhole) this.isCut = true;
    return found.filter((answer) => answer.isOpen && answer.base === messages[0]?.base);
  }

  async #ask(
    messages: readonly Guessable[],
    { from, to }: { readonly from: number; readonly to: number },
    sort: 'date' | '-date',
    limit: number,
  ): Promise<{ readonly found: readonly Guessable[]; readonly isWhole: boolean }> {
    const people = peopleQuery(messages);
    const of: Query[] = [
      { op: 'match', field: 'subject', text: wordsOf(messages[0]?.base ?? '') },
      { op: 'range', field: 'sent', from: new Date(from).toISOString(), to: new Date(to).toISOString(), fromInclusive: true, toInclusive: true },
      ...(people ? [people] : []),
    ]; // prettier-ignore
    const { hits, total } = await answering(() =>
      this.#index.search({ query: { op: 'and', of }, scope: this.#scope, sort, limit, snippets: 0 }),
    );
    const found = hits.flatMap(({ document, entry }) => guessableOf({ document, ...entry }) ?? []);
    return { found, isWhole: total <= hits.length };
  }
}
