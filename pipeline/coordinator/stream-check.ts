/**
 * Checks the texts, tags and events that a parser sends before they are believed: evidence that has taken a parser
 * over may say what it likes of its own content, but nothing of another's.
 */
import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { textKind } from '../../schemas/anchor.ts';
import { mention, personalDatum } from '../../schemas/mention.ts';
import type { DocumentMessage } from '../protocol/messages.ts';
import { type DocumentEvent, documentEvents } from '../../schemas/findings.ts';
import { codeOf } from '../../schemas/problem.ts';

/** What the protocol does not allow: its parser is stopped, the run goes on. */
export class ParserFault extends Error {
  readonly code = 'parser-fault';
}

export const isParserFault = (thrown: unknown): thrown is ParserFault => codeOf(thrown) === 'parser-fault';

const kinds: ReadonlySet<string | undefined> = new Set(textKind.options);
/** Strict: the block is kept as it came. */
const tagBlock = z.compile(
  z.strictObject({ mentions: z.array(mention.strict()), personalData: z.array(personalDatum.strict()) }),
  { strict: true },
);

interface Stream {
  readonly hash: Hash;
  next: number;
}

/** What one parser has sent of the contents that are open in it. */
export class StreamCheck {
  readonly #texts = new Map<string, Map<string, Stream>>();

  /** `isOpen`: whether the parser was given the content and has not ended it. */
  text(handle: string, seq: number, chunk: Uint8Array, isOpen: (sha256: string) => boolean): void {
    const [sha256 = '', kind] = handle.split(':', 2);
    if (!isOpen(sha256) || !kinds.has(kind)) throw new ParserFault('text of a content that it was not given');
    if (!isUtf8(chunk)) throw new ParserFault('text that is not UTF-8');
    const streams = this.#texts.get(sha256) ?? new Map<string, Stream>();
    this.#texts.set(sha256, streams);
    const stream = streams.get(handle) ?? { hash: createHash('sha256'), next: 0 };
    streams.set(handle, stream);
    if (seq !== stream.next) throw new ParserFault('chunks of a text out of their order');
    stream.next += 1;
    stream.hash.update(chunk);
  }

  tags(handle: string, block: Uint8Array): void {
    const [sha256 = ''] = handle.split(':', 1);
    if (!this.#texts.get(sha256)?.has(handle)) throw new ParserFault('tags of a text that it did not send');
    if (!tagBlock.validate(parsed(block))) throw new ParserFault('tags that are none');
  }

  /** The events of the block, without what does not belong to them. */
  events(document: string, block: Uint8Array, isOpen: (sha256: string) => boolean): readonly DocumentEvent[] {
    if (!isOpen(document)) throw new ParserFault('events of a content that it was not given');
    const events = documentEvents.safeParse(parsed(block));
    if (!events.success) throw new ParserFault('events that are none');
    return events.data;
  }

  /** The document's texts must be those that were sent: their ids are the hashes of their bytes. */
  end({ hashes: { sha256 }, texts }: DocumentMessage): void {
    const streams = this.#texts.get(sha256);
    for (const { handle, id } of texts) {
      const stream = streams?.get(handle);
      streams?.delete(handle);
      if (stream?.hash.digest('hex') !== id) throw new ParserFault('a text under an id that is not its hash');
    }
    this.#texts.delete(sha256);
  }
}

function parsed(block: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(block.buffer, block.byteOffset, block.length).toString()) as unknown;
  } catch {
    throw new ParserFault('a block that is no JSON');
  }
}
