/** Documents one after the other, each with what its relations are read from: entry, mentions, mailboxes. Nothing of the one before is held. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { NamedMailbox } from '../../case/ledger/participants.ts';
import type { RuledMention, TaggedText, TextsOf } from '../../case/ledger/tags.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { isItemEntryId } from '../../schemas/index-entry.ts';
import { documentPages } from '../run/query.ts';

export interface RelationReading {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly progress?: (documents: number) => void;
  /** Mentions that are less sure are left out and counted. */
  readonly least: number;
}

/** Mentions of one text, in the order of the text. */
export interface NamedText {
  readonly id: string;
  readonly kind: string;
  readonly mentions: readonly RuledMention[];
}

export interface WalkedDocument {
  readonly entry: IndexEntry;
  readonly texts: readonly NamedText[];
  readonly mailboxes: readonly NamedMailbox[];
  /** It has more mentions than are held. */
  readonly isCut: boolean;
  /** Mentions that are not sure enough. */
  readonly doubtful: number;
}

/** Mentions of one document that are held: a name ten million times over is no more than a name. */
const maxMentions = 20_000;

/** What was tagged, taken document by document in the order of their hashes. */
class TagCursor {
  readonly #texts: AsyncIterator<TaggedText>;
  #next: TaggedText | undefined;
  #isBegun = false;
  readonly #least: number;

  constructor(texts: AsyncIterable<TaggedText>, least: number) {
    this.#least = least;
    this.#texts = texts[Symbol.asyncIterator]();
  }

  async #advance(): Promise<void> {
    const { done, value } = await this.#texts.next();
    this.#next = done ? undefined : value;
  }

  async of(document: string): Promise<Pick<WalkedDocument, 'texts' | 'isCut' | 'doubtful'>> {
    if (!this.#isBegun) await this.#advance();
    this.#isBegun = true;
    while (this.#next && this.#next.document < document) await this.#advance();
    const texts = new Map<
      string,
      { id: string; kind: string; mentions: RuledMention[]; seen: Set<string> }
    >();
    let [held, isCut, doubtful] = [0, false, 0];
    while (this.#next?.document === document) {
      const { textId, kind, mentions } = this.#next;
      const text = texts.get(textId) ?? { id: textId, kind, mentions: [], seen: new Set<string>() };
      texts.set(textId, text);
      for (const mention of mentions) {
        if (mention.confidence < this.#least) {
          doubtful += 1;
          continue;
        }
        // Lists of several versions may have tagged one place.
        const key = `${mention.start} ${mention.entity}`;
        if (text.seen.has(key)) continue;
        if (held >= maxMentions) {
          isCut = true;
          break;
        }
        held += 1;
        text.seen.add(key);
        text.mentions.push(mention);
      }
      await this.#advance();
    }
    for (const { mentions } of texts.values()) mentions.sort((one, other) => one.start - other.start);
    return {
      texts: [...texts.values()].map(({ id, kind, mentions }) => ({ id, kind, mentions })),
      isCut,
      doubtful,
    };
  }

  async close(): Promise<void> {
    await this.#texts.return?.();
  }
}

/** Of all documents that match and show, in the order of their hashes; `tagged` says which texts with tags are read. Ends early when it is stopped. */
export async function* walkDocuments(
  { ledger, index, scope, signal, progress, least }: RelationReading,
  query: Query,
  tagged: TextsOf | undefined,
): AsyncGenerator<WalkedDocument, void> {
  const cursor = tagged && new TagCursor(ledger.tags.texts(tagged, scope), least);
  let documents = 0;
  try {
    for await (const page of documentPages(index, query, scope)) {
      const ids = page.filter((id) => !isItemEntryId(id));
      const mailboxes = Map.groupBy(
        await ledger.participants.namedIn(ids, scope),
        ({ document }) => document,
      );
      for (const id of ids) {
        if (signal.aborted) return;
        const shown = await index.shownEntry(id, scope);
        if (!shown) continue;
        documents += 1;
        progress?.(documents);
        const tags = (await cursor?.of(id)) ?? { texts: [], isCut: false, doubtful: 0 };
        yield { entry: shown.entry, mailboxes: mailboxes.get(id) ?? [], ...tags };
      }
    }
  } finally {
    await cursor?.close();
  }
}
