/**
 * The messages of one thread in the order of their times, and what they refer to that is not held. Messages belong together
 * by the ids that they state (RFC 5322, section 3.6.4), and by the conversation that Outlook notes; never by their subjects.
 */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Hit, IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { isConversation, keywordValues, messageId } from '../../search/query/fields.ts';
import { answering } from './query.ts';

/** Of the ids that a message refers to, the first ones and the last; stops a header of thousands. */
const [firstIds, lastIds] = [16, 48];
/** Of the ids that are asked for, and of the messages whose ids are followed; stops chains that were made to have no end. */
export const [maxThreadIds, followedMessages] = [64, 200];
const maxRounds = 8;
/** Messages of an id that are looked at for one that states it as its own. */
const lookedAt = 25;
/** Ids that are looked for, in all; stops a thread of headers that name thousands which nobody wrote. */
const maxLookedFor = 1_000;

/** The ids that a message states, its own among them, and its conversation. */
export const threadIds = (entry: Pick<IndexEntry, 'metadata'>): readonly string[] => [
  ...new Set(keywordValues(entry as IndexEntry, 'thread')),
];

const ownId = ({ entry }: Pick<Hit, 'entry'>): string => messageId(entry.metadata.messageId ?? '');

export interface Thread {
  /** Finds its messages. */
  readonly query: Query;
  /** There were more ids than are followed: there may be more messages. */
  readonly isCut: boolean;
}

const queryOf = (ids: ReadonlySet<string>): Query => {
  const [first, ...more] = [...ids].map((text): Query => ({ op: 'match', field: 'thread', text }));
  return first !== undefined && more.length === 0 ? first : { op: 'or', of: first ? [first, ...more] : more };
};

/** Of a message that states an id: what states one of its ids, what states one of theirs, and so on. */
export async function threadOf(
  index: IndexReader,
  scope: Scope,
  entry: Pick<IndexEntry, 'metadata'>,
): Promise<Thread> {
  const own = threadIds(entry);
  const ids = new Set(own.length > maxThreadIds ? [...own.slice(0, firstIds), ...own.slice(-lastIds)] : own);
  let isCut = own.length > maxThreadIds;
  let before = 0;
  for (let round = 0; round < maxRounds && ids.size > before && !isCut; round++) {
    before = ids.size;
    const asked = { query: queryOf(ids), scope, sort: 'date', limit: followedMessages, snippets: 0 } as const;
    const { hits, total } = await answering(() => index.search(asked));
    isCut = total > followedMessages;
    for (const id of hits.flatMap((hit) => threadIds(hit.entry))) {
      if (ids.size >= maxThreadIds && !ids.has(id)) isCut = true;
      else ids.add(id);
    }
  }
  return { query: queryOf(ids), isCut: isCut || ids.size > before };
}

export interface ThreadMessage {
  readonly hit: Hit;
  /** One before it stated the same id: another copy of it, or one that says so. */
  readonly isAgain: boolean;
  /** Ids that it is the first to refer to and that no message which is open to the reader has as its own. */
  readonly missing: readonly string[];
}

/** Goes through the messages of one thread by their times, and remembers what was seen. */
export class ThreadReading {
  readonly #index: IndexReader;
  readonly #scope: Scope;
  readonly #seen = new Set<string>();
  readonly #known = new Map<string, boolean>();
  /** Ids that were not looked for any more. */
  notLookedFor = 0;

  constructor(index: IndexReader, scope: Scope) {
    this.#index = index;
    this.#scope = scope;
  }

  /** The next ones. */
  async read(hits: readonly Hit[]): Promise<ThreadMessage[]> {
    const own = new Set(hits.map(ownId));
    const messages: ThreadMessage[] = [];
    for (const hit of hits) {
      const missing: string[] = [];
      for (const id of threadIds(hit.entry).slice(-lastIds))
        if (
          !isConversation(id) &&
          !own.has(id) &&
          !this.#seen.has(id) &&
          !this.#known.has(id) &&
          !(await this.#isHeld(id))
        )
          missing.push(id);
      const id = ownId(hit);
      messages.push({ hit, isAgain: id !== '' && this.#seen.has(id), missing });
      if (id !== '') this.#seen.add(id);
    }
    return messages;
  }

  /** A message that answers it is found by its id as well: only its own header says that it is held. */
  async #isHeld(id: string): Promise<boolean> {
    if (this.#known.size >= maxLookedFor) {
      this.notLookedFor += 1;
      return true;
    }
    const query: Query = { op: 'match', field: 'thread', text: id };
    let after: string | undefined;
    let isHeld = false;
    do {
      const asked = { query, scope: this.#scope, sort: 'date', limit: lookedAt, snippets: 0 } as const;
      const from = after;
      const page = await answering(() =>
        this.#index.search(from === undefined ? asked : { ...asked, after: from }),
      );
      isHeld = page.hits.some((hit) => ownId(hit) === id);
      after = page.after;
    } while (!isHeld && after !== undefined);
    this.#known.set(id, isHeld);
    return isHeld;
  }
}
