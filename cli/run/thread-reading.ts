/** The messages of a thread as they come by their times: which id was there before, and what is referred to and not held. */
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Hit, IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { messageId } from '../../search/query/fields.ts';
import { answering } from './query.ts';
import { followedIds, type Thread } from './thread.ts';

/** Messages of an id that are looked at for one that states it as its own, on one page and in all. */
const [pageHits, lookedAt] = [50, 1_000];
/** Ids that are looked for, in all; stops a thread of headers that name thousands which nobody wrote. */
const maxLookedFor = 1_000;

const ownId = ({ entry }: Pick<Hit, 'entry'>): string => messageId(entry.metadata.messageId ?? '');

/** What it refers to, the first message first (RFC 5322, section 3.6.4): what it answers is the last of its references. */
const referredIds = ({ metadata: { references = [], inReplyTo = '' } }: Hit['entry']): string[] => [
  ...new Set([...references, inReplyTo].map(messageId)),
];

export interface ThreadMessage {
  readonly hit: Hit;
  /** It belongs here by its subject alone, or by what it states to one that does. */
  readonly isGuessed: boolean;
  /** Where it is shown to lie: where it is there, else the first place; undefined where none is known. */
  readonly place: Occurrence | undefined;
  /** Absent where it lies somewhere as it did when it was read. */
  readonly past: Occurrence['past'];
  /** One before it stated the same id: another copy of it, or one that says so. */
  readonly isAgain: boolean;
  /** It, or all of those before it that stated its id, are of earlier revisions: two states of one file are no copies. */
  readonly isRevision: boolean;
  /** It answers a message that it does not name, and none is guessed to be that. */
  readonly isUnnamedAnswer: boolean;
  /** In the order in which it refers to them: ids that it is the first to refer to and that no message which is open to the reader has as its own. */
  readonly missing: readonly string[];
}

const shownPlace = ({ occurrences }: Hit): Occurrence | undefined =>
  occurrences.find((one) => one.past === undefined) ?? occurrences[0];

/** Who is known to hold it, of the places that are shown with it. */
export const custodiansOf = ({ occurrences }: Hit): string[] => [
  ...new Set(occurrences.flatMap(({ custodian }) => custodian ?? [])),
];

/** Goes through the messages of one thread by their times, and remembers what was seen. */
export class ThreadReading {
  readonly #index: IndexReader;
  readonly #scope: Scope;
  readonly #thread: Thread;
  /** By id: whether one that states it is of no earlier revision. */
  readonly #seen = new Map<string, boolean>();
  readonly #known = new Map<string, boolean>();
  readonly #passed = new Set<string>();
  /** Ids that were not looked for any more, or not to the end. */
  notLookedFor = 0;

  constructor(index: IndexReader, scope: Scope, thread: Thread) {
    this.#index = index;
    this.#scope = scope;
    this.#thread = thread;
  }

  /** Those that were shown before, on another page: what they refer to is told there. */
  pass(hits: readonly Hit[]): void {
    for (const hit of hits) {
      for (const id of followedIds(referredIds(hit.entry))) this.#passed.add(id);
      this.#see(hit);
    }
  }

  /** The next ones. */
  async read(hits: readonly Hit[]): Promise<ThreadMessage[]> {
    const own = new Set(hits.map(ownId));
    const messages: ThreadMessage[] = [];
    for (const hit of hits) {
      const missing: string[] = [];
      const referred = referredIds(hit.entry);
      const ids = followedIds(referred);
      this.notLookedFor += referred.length - ids.length;
      for (const id of ids)
        if (
          id !== '' &&
          !own.has(id) &&
          !this.#seen.has(id) &&
          !this.#known.has(id) &&
          !this.#passed.has(id) &&
          !(await this.#isHeld(id))
        )
          missing.push(id);
      const id = ownId(hit);
      const { document, entry } = hit;
      const facts = { document, ...entry };
      const isGuessed = !this.#thread.isStated(facts);
      const isUnnamedAnswer = this.#thread.isUnnamedAnswer(facts);
      const place = shownPlace(hit);
      const isEarlier = place?.past === 'replaced';
      const seen = id === '' ? undefined : this.#seen.get(id);
      const isAgain = seen !== undefined;
      const isRevision = isEarlier || seen === false;
      messages.push({
        hit,
        isGuessed,
        place,
        past: place?.past,
        isAgain,
        isRevision,
        isUnnamedAnswer,
        missing,
      });
      this.#see(hit);
    }
    return messages;
  }

  #see(hit: Hit): void {
    const id = ownId(hit);
    const isEarlier = shownPlace(hit)?.past === 'replaced';
    if (id !== '') this.#seen.set(id, this.#seen.get(id) === true || !isEarlier);
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
    let looked = 0;
    do {
      const asked = { query, scope: this.#scope, sort: 'date', limit: pageHits, snippets: 0 } as const;
      const from = after;
      const page = await answering(() =>
        this.#index.search(from === undefined ? asked : { ...asked, after: from }),
      );
      isHeld = page.hits.some((hit) => ownId(hit) === id);
      after = page.after;
      looked += page.hits.length;
    } while (!isHeld && after !== undefined && looked < lookedAt);
    // That nobody of a hundred thousand who answer it is it, is not claimed without having looked.
    const isOpen = !isHeld && after !== undefined;
    if (isOpen) this.notLookedFor += 1;
    this.#known.set(id, isHeld || isOpen);
    return isHeld || isOpen;
  }
}
