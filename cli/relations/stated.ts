/** What the texts of a document state of two parties, sentence by sentence, with who says it. Decision 0145. */
import type { RuledMention } from '../../case/ledger/tags.ts';
import type { NamedMailbox } from '../../case/ledger/participants.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { IndexReader } from '../../search/port.ts';
import { assertionsIn } from '../../search/relations/assertions.ts';
import { quotedPlaces } from '../../search/relations/quotations.ts';
import { type Sentence, SentenceCutter } from '../../search/relations/sentences.ts';
import type { Polarity } from '../../search/relations/verb-group.ts';
import type { AssertionVerb } from '../../search/relations/verb-table.ts';
import { textPieces } from '../run/text-pieces.ts';
import { type End, isRecipient, isSender } from './ends.ts';
import { type Party, partiesIn, type Speakers } from './parties.ts';
import type { WalkedDocument } from './walk.ts';

/** `sender`, `author`: whom the document states as such. `quoted`: somebody in a message that it quotes or sends on. `document`: nobody is stated. */
export interface AssertedBy {
  readonly is: 'sender' | 'author' | 'quoted' | 'document';
  readonly name?: string;
  readonly id?: string;
}

export interface Stated {
  readonly verb: AssertionVerb;
  readonly polarity: Polarity;
  readonly agent: End;
  readonly patient: End;
  readonly assertedBy: AssertedBy;
  /** Whose word it is by the sentence itself. */
  readonly saidBy?: string;
  readonly text: IndexEntry['texts'][number];
  readonly sentence: Sentence;
}

/** Units of one text that are read. */
export const maxStatedUnits = 8 * 1024 * 1024;
const readUnits = 256 * 1024;
/** People of a message whose names are looked for. */
const maxNamed = 50;

/** `Quill, Ann` is written `Ann Quill` in a text. */
const asWritten = (name: string): string =>
  /^([^,]+), ?([^,]+)$/u.exec(name)?.slice(1, 3).toReversed().join(' ') ?? name;

/** People by the mailboxes of the message, with their ends in the same order. */
export function speakersOf(mailboxes: readonly NamedMailbox[], ends: readonly End[]): Speakers {
  const distinct = (isOne: (mailbox: NamedMailbox) => boolean): End | undefined => {
    const all = new Map(ends.flatMap((end, at) => (mailboxes[at] && isOne(mailboxes[at]) ? [[end.id, end]] : [])));
    return all.size === 1 ? [...all.values()][0] : undefined;
  };
  const named = mailboxes.slice(0, maxNamed).flatMap(({ name }, at) => {
    const [written, who] = [asWritten(name.trim()), ends[at]];
    return who && /\p{L} +.*\p{L}/u.test(written) && !written.includes('@') ? [{ name: written, who }] : [];
  });
  return { named, speaker: distinct(isSender), spokenTo: distinct(isRecipient) };
} // prettier-ignore

function asserterOf({ entry }: WalkedDocument, { speaker }: Speakers, isQuoted: boolean): AssertedBy {
  if (isQuoted) return { is: 'quoted' };
  if (speaker) return { is: 'sender', name: speaker.name, id: speaker.id };
  const [author, ...others] = entry.metadata.authors ?? [];
  return author !== undefined && others.length === 0 ? { is: 'author', name: author } : { is: 'document' };
}

/** Those of a text that lie in a sentence; asked for in their order. */
class MentionsInOrder {
  readonly #mentions: readonly RuledMention[];
  #from = 0;

  constructor(mentions: readonly RuledMention[]) {
    this.#mentions = mentions;
  }

  in({ start, text }: Sentence): readonly RuledMention[] {
    while ((this.#mentions[this.#from]?.start ?? Infinity) < start) this.#from += 1;
    const found: RuledMention[] = [];
    for (let at = this.#from; ; at += 1) {
      const mention = this.#mentions[at];
      if (!mention || mention.start >= start + text.length) return found;
      if (mention.end <= start + text.length && !mention.dismissed) found.push(mention);
    }
  }
}

async function* sentencesOf(index: Pick<IndexReader, 'text'>, text: IndexEntry['texts'][number]): AsyncGenerator<Sentence, void> {
  const cutter = new SentenceCutter();
  for await (const piece of textPieces(index, text, maxStatedUnits, readUnits)) yield* cutter.cut(piece);
  yield* cutter.end();
} // prettier-ignore

/** Whose words they are is not told by the sentence: another’s than who sent the text. */
const inAnothersWords = (polarity: Polarity): Polarity =>
  polarity === 'stated' ? 'reported' : polarity === 'negated' ? 'denied' : polarity;

/** `isOf` says which parties are asked for: a sentence without one of them is passed over. */
export async function* statedIn(
  index: Pick<IndexReader, 'text'>,
  document: WalkedDocument,
  speakers: Speakers,
  isOf: (parties: readonly Party[]) => boolean,
): AsyncGenerator<Stated, void> {
  for (const text of document.entry.texts) {
    if (text.kind === 'headers') continue;
    const mentions = new MentionsInOrder(document.texts.find(({ id }) => id === text.id)?.mentions ?? []);
    for await (const sentence of sentencesOf(index, text)) {
      const parties = partiesIn(sentence, mentions.in(sentence), speakers);
      if (parties.length < 2 || !isOf(parties)) continue;
      const isInQuotes = quotedPlaces(sentence.text, sentence.open);
      for (const { verb, polarity: plain, agent, patient, saidBy } of assertionsIn(sentence.text, parties)) {
        const [doer, other] = [parties[agent]?.who, parties[patient]?.who];
        if (!doer || !other) continue;
        // Between the two: a name alone may stand in quotes.
        const isTheirs = isInQuotes(Math.min(parties[agent]?.end ?? 0, parties[patient]?.end ?? 0) + 1);
        const polarity = isTheirs ? inAnothersWords(plain) : plain;
        const by = saidBy === undefined ? undefined : parties[saidBy]?.who.name;
        const assertedBy = asserterOf(document, speakers, sentence.isQuoted);
        yield { verb, polarity, agent: doer, patient: other, assertedBy, ...(by !== undefined && { saidBy: by }), text, sentence };
      }
    }
  }
} // prettier-ignore
