/**
 * Checks the texts, tags and events that a parser sends before they are believed: evidence that has taken a parser
 * over may say what it likes of its own content, but nothing of another's.
 */
import { isUtf8 } from 'node:buffer';
import { createHash, hash, type Hash } from 'node:crypto';
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
const tagSchema = z.strictObject({
  mentions: z.array(mention.strict()),
  personalData: z.array(personalDatum.strict()),
});
const tagBlock = z.compile(tagSchema, { strict: true });

interface Stream {
  /** The first chunk, while there is no other: nearly every text is of one, and has its hash at once. */
  first: Uint8Array | undefined;
  /** Of a text of several. */
  hash: Hash | undefined;
  next: number;
  /** UTF-16 units so far. */
  units: number;
  /** Where the last of its tags ends. */
  tagged: number;
}

/** Where the last tag of a block ends. Throws `parser-fault` for a block that is none. */
export function endOfTags(block: Uint8Array): number {
  const tags = parsed(block);
  if (!tagBlock.validate(tags)) throw new ParserFault('tags that are none');
  const { mentions, personalData } = tags;
  let last = 0;
  for (const places of [mentions, personalData])
    for (const { start, end } of places) {
      if (start >= end) throw new ParserFault('a tag that ends before it begins');
      last = Math.max(last, end);
    }
  return last;
}

/** What one parser has sent of the contents that are open in it. */
export class StreamCheck {
  readonly #texts = new Map<string, Map<string, Stream>>();

  /** The chunk as text. `isOpen`: whether the parser was given the content and has not ended it. */
  text(handle: string, seq: number, chunk: Uint8Array, isOpen: (sha256: string) => boolean): string {
    const [sha256 = '', kind, more] = handle.split(':', 3);
    if (!isOpen(sha256) || !kinds.has(kind) || more !== undefined)
      throw new ParserFault('text of a content that it was not given');
    if (!isUtf8(chunk)) throw new ParserFault('text that is not UTF-8');
    const streams = this.#texts.get(sha256) ?? new Map<string, Stream>();
    this.#texts.set(sha256, streams);
    const stream: Stream = streams.get(handle) ?? {
      first: undefined,
      hash: undefined,
      next: 0,
      units: 0,
      tagged: 0,
    };
    streams.set(handle, stream);
    if (seq !== stream.next) throw new ParserFault('chunks of a text out of their order');
    if (stream.next === 0) stream.first = chunk;
    else {
      stream.hash ??= createHash('sha256').update(stream.first ?? nothing);
      stream.first = undefined;
      stream.hash.update(chunk);
    }
    stream.next += 1;
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString();
    stream.units += text.length;
    return text;
  }

  tags(handle: string, block: Uint8Array): void {
    const [sha256 = ''] = handle.split(':', 1);
    const stream = this.#texts.get(sha256)?.get(handle);
    if (!stream) throw new ParserFault('tags of a text that it did not send');
    stream.tagged = Math.max(stream.tagged, endOfTags(block));
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
    for (const { handle, id, units, anchors } of texts) {
      const stream = streams?.get(handle);
      streams?.delete(handle);
      if (!stream || idOf(stream) !== id) throw new ParserFault('a text under an id that is not its hash');
      if (stream.units !== units || stream.tagged > units || anchors.some(({ at }) => at > units))
        throw new ParserFault('a text of another length than was sent, or places behind its end');
    }
    this.#texts.delete(sha256);
  }
}

const nothing = new Uint8Array(0);

/** The hash of all its bytes, in hexadecimal; asked once. */
const idOf = ({ first, hash: several }: Stream): string =>
  several ? several.digest('hex') : hash('sha256', first ?? nothing, 'hex');

function parsed(block: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(block.buffer, block.byteOffset, block.length).toString()) as unknown;
  } catch {
    throw new ParserFault('a block that is no JSON');
  }
}
