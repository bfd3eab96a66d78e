/** Texts that the case keeps, looked through or tagged again: piece by piece as they come, one document behind the other. */
import type { FromParser, ToParser } from '../protocol/messages.ts';
import { type DocumentFacts, factsOf } from '../../tagging/document-facts.ts';
import type { ChangedTexts, LookedThrough } from '../../tagging/changed-texts.ts';
import type { Tagger } from '../../tagging/tagger.ts';
import { chooseComparison, type TaggingChoice } from './tagging.ts';
import { type Send, TextStream } from './text-stream.ts';

type Texts = Extract<ToParser, { type: 'texts' }>;
type Document = Texts['documents'][number];

/** What is done with one document. */
interface Work {
  piece(text: string): void;
  /** The text at hand has come to its end. */
  endText(): void;
  /** All of them have. */
  end(): FromParser;
}

class Looking implements Work {
  readonly #document: Document;
  readonly #changed: ChangedTexts;
  #text: LookedThrough | undefined;
  #mayConcern = false;

  constructor(document: Document, changed: ChangedTexts) {
    this.#document = document;
    this.#changed = changed;
  }

  piece(text: string): void {
    if (this.#mayConcern) return;
    this.#text ??= this.#changed.open();
    this.#text.push(text);
  }

  endText(): void {
    if (this.#text?.end() === true) this.#mayConcern = true;
    this.#text = undefined;
  }

  end(): FromParser {
    return { type: 'looked-through', document: this.#document.document, mayConcern: this.#mayConcern };
  }
}

class Tagging implements Work {
  readonly #document: Document;
  readonly #facts: DocumentFacts;
  readonly #tagger: Tagger | undefined;
  readonly #send: Send;
  readonly #texts: Extract<FromParser, { type: 'retagged' }>['texts'] = [];
  #text: TextStream | undefined;

  constructor(document: Document, tagger: Tagger | undefined, send: Send) {
    this.#document = document;
    this.#facts = factsOf(document.metadata ?? {});
    this.#tagger = tagger;
    this.#send = send;
  }

  #stream(): TextStream {
    const { document, texts } = this.#document;
    const kind = texts[this.#texts.length];
    if (kind === undefined) throw new Error('a text more than was said');
    // The text itself is there already: its tags alone go out.
    const send: Send = (message, blob) => message.type === 'tags' && this.#send(message, blob);
    return new TextStream(`${document}:${kind}`, kind, send, this.#tagger?.open(), {
      factsNow: () => this.#facts,
    });
  }

  piece(text: string): void {
    this.#text ??= this.#stream();
    this.#text.push(text);
  }

  endText(): void {
    const { anchors: _anchors, ...text } = (this.#text ?? this.#stream()).seal();
    this.#texts.push(text);
    this.#text = undefined;
  }

  end(): FromParser {
    return { type: 'retagged', document: this.#document.document, texts: this.#texts };
  }
}

type StoredTextMessage = Extract<ToParser, { type: 'compare-lists' | 'texts' | 'piece' }>;

export const isOfStoredTexts = (message: ToParser): message is StoredTextMessage =>
  message.type === 'compare-lists' || message.type === 'texts' || message.type === 'piece';

/** The units of stored texts that come, one behind the other. */
export class StoredTextLine {
  readonly #send: Send;
  readonly #progress: () => void;
  #choice: TaggingChoice | undefined;
  #tagger: Tagger | undefined;
  #changed: ChangedTexts | undefined;
  #unit: Texts = { type: 'texts', unit: 0, want: 'tag', documents: [] };
  /** The document of the unit that comes, and how many of its texts have come. */
  #at = 0;
  #ended = 0;
  #work: Work | undefined;

  constructor(send: Send, progress: () => void) {
    this.#send = send;
    this.#progress = progress;
  }

  /** What is tagged with. */
  configure(choice: TaggingChoice, tagger: Tagger | undefined): void {
    this.#choice = choice;
    this.#tagger = tagger;
  }

  receive(message: StoredTextMessage, blob: Uint8Array): void {
    if (message.type === 'compare-lists') {
      if (this.#choice) this.#changed = chooseComparison(this.#choice, message.watchlist);
    } else if (message.type === 'texts') {
      this.#unit = message;
      this.#at = 0;
      this.#endIfDone();
    } else this.#piece(message.isLast, blob);
  }

  #piece(isLast: boolean, blob: Uint8Array): void {
    const document = this.#unit.documents[this.#at];
    if (document === undefined) throw new Error('a piece of no text');
    this.#work ??= this.#begin(document);
    this.#work.piece(Buffer.from(blob.buffer, blob.byteOffset, blob.length).toString());
    this.#progress();
    if (!isLast) return;
    this.#work.endText();
    this.#ended += 1;
    if (this.#ended < document.texts.length) return;
    this.#send(this.#work.end());
    this.#work = undefined;
    this.#ended = 0;
    this.#at += 1;
    this.#endIfDone();
  }

  #endIfDone(): void {
    const { unit, documents } = this.#unit;
    if (this.#at === documents.length) this.#send({ type: 'done', unit });
  }

  #begin(document: Document): Work {
    if (this.#unit.want === 'tag') return new Tagging(document, this.#tagger, this.#send);
    if (this.#changed === undefined) throw new Error('texts to be compared came before the lists');
    return new Looking(document, this.#changed);
  }
}
