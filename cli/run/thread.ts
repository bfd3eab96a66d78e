/**
 * Which messages are of one thread: by the ids that they state (RFC 5322, section 3.6.4) and the conversation that Outlook
 * notes; and, said to be guessed, answers that state neither, by their subjects.
 */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { keywordValues } from '../../search/query/fields.ts';
import { answering } from './query.ts';
import { guessableOf, type MessageFacts, ThreadGuess } from './thread-guess.ts';

/** Of the ids that a message refers to, the first ones and the last; stops a header of thousands. */
const [firstIds, lastIds] = [16, 48];
/** Of the ids that are asked for, and of the messages whose ids are followed; stops chains that were made to have no end. */
export const [maxThreadIds, followedMessages] = [256, 1_000];
/** Ids in one question. */
const askedIds = 64;
/** How often what was guessed leads to more. */
const maxGuesses = 16;

/** All, or of very many the first and the last. */
export const followedIds = (ids: readonly string[]): readonly string[] =>
  ids.length > firstIds + lastIds ? [...ids.slice(0, firstIds), ...ids.slice(-lastIds)] : ids;

/** The ids that a message states, its own among them, and its conversation. */
export const threadIds = (entry: Pick<IndexEntry, 'metadata'>): readonly string[] => [
  ...new Set(keywordValues(entry as IndexEntry, 'thread')),
];

/** Whether there is anything by which others could be of its thread. */
export const canHaveThread = (entry: MessageFacts): boolean =>
  threadIds(entry).length > 0 || guessableOf(entry) !== undefined;

export interface Thread {
  /** Finds its messages. */
  readonly query: Query;
  /** It belongs to the one that was asked for by what both state, and by no guess. */
  readonly isStated: (message: Pick<MessageFacts, 'document' | 'metadata'>) => boolean;
  /** It answers a message that it does not name, and none that is open to the reader is guessed to be that. */
  readonly isUnnamedAnswer: (message: MessageFacts) => boolean;
  /** There were more ids than are followed: there may be more messages. */
  readonly isCut: boolean;
  /** There were more messages of such a subject than are looked at. */
  readonly isGuessCut: boolean;
}

const queryOf = (ids: Iterable<string>, documents: Iterable<string> = []): Query => {
  const of = [
    ...[...ids].map((text): Query => ({ op: 'match', field: 'thread', text })),
    ...[...documents].map((text): Query => ({ op: 'match', field: 'hash', text })),
  ];
  const [first] = of;
  return first !== undefined && of.length === 1 ? first : { op: 'or', of };
};

/** Follows ids from message to message, for one reader. */
class StatedIds {
  readonly #index: IndexReader;
  readonly #scope: Scope;
  #followed = 0;
  /** All that were found, whichever message led to them. */
  readonly all = new Set<string>();
  isCut = false;

  constructor(index: IndexReader, scope: Scope) {
    this.#index = index;
    this.#scope = scope;
  }

  /** Of one message that was not met yet, what states one of its ids, what states one of theirs, and so on. */
  async from(message: MessageFacts): Promise<MessageFacts[]> {
    const found: MessageFacts[] = [];
    let fresh = this.#take(message);
    while (fresh.length > 0 && this.#followed < followedMessages) {
      const asked = fresh.splice(0, askedIds);
      const limit = followedMessages - this.#followed;
      const query = queryOf(asked);
      const { hits, total } = await answering(() =>
        this.#index.search({ query, scope: this.#scope, sort: 'date', limit, snippets: 0 }),
      );
      this.#followed += hits.length;
      if (total > hits.length) this.isCut = true;
      for (const { document, entry } of hits) {
        const facts = { document, ...entry };
        found.push(facts);
        fresh = fresh.concat(this.#take(facts));
      }
    }
    if (fresh.length > 0) this.isCut = true;
    return found;
  }

  /** Its ids that nobody stated before. */
  #take(message: MessageFacts): string[] {
    const own = threadIds(message);
    const kept = followedIds(own);
    if (kept.length < own.length) this.isCut = true;
    const fresh = kept.filter((id) => !this.all.has(id));
    const room = Math.max(maxThreadIds - this.all.size, 0);
    if (fresh.length > room) this.isCut = true;
    for (const id of fresh.slice(0, room)) this.all.add(id);
    return fresh.slice(0, room);
  }
}

/** Of a message: what belongs to it by what it states, what is guessed to, and what belongs to that. */
export async function threadOf(index: IndexReader, scope: Scope, asked: MessageFacts): Promise<Thread> {
  const ids = new StatedIds(index, scope);
  const guess = new ThreadGuess(index, scope);
  let latest = [asked, ...(await ids.from(asked))];
  const stated = new Set(ids.all);
  const members = new Map(latest.map((one) => [one.document, one]));
  // What states no id is found by its own.
  const nameless = new Set([asked].filter((one) => threadIds(one).length === 0).map((one) => one.document));
  for (let guessed = 0; latest.length > 0; guessed++) {
    if (guessed === maxGuesses || members.size > followedMessages) {
      guess.isCut = true;
      break;
    }
    const around = await guess.around(latest.flatMap((one) => guessableOf(one) ?? []));
    latest = [];
    for (const one of around) {
      if (members.has(one.document)) continue;
      if (threadIds(one).length === 0) nameless.add(one.document);
      for (const next of [one, ...(await ids.from(one))])
        if (!members.has(next.document)) {
          members.set(next.document, next);
          latest.push(next);
        }
    }
  }
  return {
    query: queryOf(ids.all, nameless),
    isStated: (message) =>
      message.document === asked.document || threadIds(message).some((id) => stated.has(id)),
    isUnnamedAnswer: (message) => guess.foundNothingFor(message),
    isCut: ids.isCut,
    isGuessCut: guess.isCut,
  };
}
