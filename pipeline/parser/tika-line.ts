/**
 * A parser's line to Tika: it has no network, so it hands the content to the coordinator and gets the answer from it,
 * both in pieces. One question at a time: a parser reads one content at a time.
 */
import type { TikaUse } from '../../schemas/tika-use.ts';
import type { TikaAsk, ToParser } from '../protocol/messages.ts';
import type { Content, NamedReader } from '../../formats/contract.ts';
import type { Format } from '../../formats/registry.ts';
import { type TikaReply, tikaReader } from '../../formats/tika/tika-extractor.ts';
import type { Send } from './text-stream.ts';
import type { IdentifiedContent, TikaChoice } from './visit-context.ts';

type End = Extract<ToParser, { type: 'tika-end' }>;

interface Asked {
  readonly ask: number;
  readonly pieces: Uint8Array[];
  bytes: number;
  readonly ended: (end: End) => void;
}

export class TikaLine implements TikaChoice {
  readonly #use: TikaUse;
  readonly #send: Send;
  readonly #prefer: ReadonlySet<string>;
  #asks = 0;
  #asked: Asked | undefined;

  constructor(use: TikaUse, send: Send) {
    this.#use = use;
    this.#send = send;
    this.#prefer = new Set(use.prefer);
  }

  choose(format: Format | undefined, identified: IdentifiedContent): ReturnType<TikaChoice['choose']> {
    if (format?.load && !this.#prefer.has(format.id)) return undefined;
    return this.#readerOf(identified) ?? 'tika-too-large';
  }

  further(identified: IdentifiedContent): NamedReader | undefined {
    return this.#readerOf(identified);
  }

  #readerOf({ content, hashes }: IdentifiedContent): NamedReader | undefined {
    if (content.size > this.#use.maxContentBytes) return undefined;
    return tikaReader((question, of) => this.#ask(question, of), this.#use.version, hashes.sha256);
  }

  /** Asks until there is an answer or the coordinator says that there will be none. */
  async #ask(question: Pick<TikaAsk, 'document' | 'want' | 'alone'>, content: Content): Promise<TikaReply> {
    for (;;) {
      const asked = this.#begin(question, content);
      const { outcome, code, detail } = await asked.end;
      if (outcome === 'answered') return { bytes: Buffer.concat(asked.pieces) };
      if (outcome === 'failed') return { code: code ?? 'tika-crash', detail };
    }
  }

  #begin(
    question: Pick<TikaAsk, 'document' | 'want' | 'alone'>,
    content: Content,
  ): { pieces: Uint8Array[]; end: Promise<End> } {
    const ask = this.#asks++;
    const pieces: Uint8Array[] = [];
    const end = new Promise<End>((ended) => {
      this.#asked = { ask, pieces, bytes: 0, ended };
    });
    this.#send({ type: 'tika-ask', ask, size: content.size, ...question });
    for (const slice of content.slices()) this.#send({ type: 'tika-content', ask }, slice);
    this.#send({ type: 'tika-sent', ask });
    return { pieces, end };
  }

  receive(message: Extract<ToParser, { type: 'tika-answer' | 'tika-end' }>, blob: Uint8Array): void {
    const asked = this.#asked;
    if (!asked || asked.ask !== message.ask) throw new Error('an answer to nothing that was asked');
    if (message.type === 'tika-end') {
      this.#asked = undefined;
      asked.ended(message);
      return;
    }
    asked.bytes += blob.length;
    if (asked.bytes > this.#use.maxAnswerBytes) throw new Error('more of an answer than was agreed');
    asked.pieces.push(blob);
  }
}
