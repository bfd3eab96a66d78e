/** Passes one parser's questions on to Tika and the answers back, neither of which the coordinator looks into. */
import type { FromParser, ToParser } from '../../protocol/messages.ts';
import type { TikaBroker, TikaQuestion } from './tika-broker.ts';
import { ParserFault } from '../stream-check.ts';

export type TikaMessage = Extract<FromParser, { type: 'tika-ask' | 'tika-content' | 'tika-sent' }>;

/** The parser that asks. */
export interface Asker {
  /** Aborted when it is gone. */
  readonly ended: AbortSignal;
  /** Resolves when it has taken the message. */
  deliver(message: ToParser, blob?: Uint8Array): Promise<void>;
}

export class TikaRelay {
  readonly #broker: TikaBroker;
  readonly #asker: Asker;
  #question: TikaQuestion | undefined;
  #sent = 0;

  constructor(broker: TikaBroker, asker: Asker) {
    this.#broker = broker;
    this.#asker = asker;
    // What it was in the middle of must not keep its turn.
    asker.ended.addEventListener('abort', () => this.#question?.close());
  }

  /** `mayAsk`: whether the content was given to this parser. The next frame is read when this resolves. */
  async take(message: TikaMessage, blob: Uint8Array, mayAsk: (sha256: string) => boolean): Promise<void> {
    try {
      await this.#handle(message, blob, mayAsk);
    } catch (error) {
      // Whoever stopped the parser or the run goes on from there.
      if (!this.#asker.ended.aborted && !this.#broker.isStopped) throw error;
    }
  }

  async #handle(message: TikaMessage, blob: Uint8Array, mayAsk: (sha256: string) => boolean): Promise<void> {
    if (message.type === 'tika-ask') {
      if (this.#question || !mayAsk(message.document))
        throw new ParserFault('a question to Tika that is not its to ask');
      this.#sent = 0;
      this.#question = await this.#broker.open(message, this.#asker.ended);
      // It may have died while it waited for its turn.
      if (this.#asker.ended.aborted) this.#question.close();
      return;
    }
    const question = this.#question;
    if (!question || question.ask.ask !== message.ask)
      throw new ParserFault('a content for Tika that nothing was asked of');
    if (message.type === 'tika-content') {
      this.#sent += blob.length;
      if (this.#sent > question.ask.size) throw new ParserFault('more for Tika than was said');
      await question.send(blob);
      return;
    }
    if (this.#sent !== question.ask.size) throw new ParserFault('less for Tika than was said');
    const { ask } = message;
    const end = await question.finish((bytes) => this.#asker.deliver({ type: 'tika-answer', ask }, bytes));
    this.#question = undefined;
    await this.#asker.deliver({ type: 'tika-end', ask, ...end });
  }
}
