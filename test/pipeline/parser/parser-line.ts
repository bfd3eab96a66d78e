/**
 * The coordinator's end of a parser's line: what is sent is framed, arrives in pieces, and is read and checked as
 * the coordinator does it. Collects the messages for the tests of what sends them.
 */
import { FileRoom } from '../../../pipeline/parser/file-room.ts';
import { StreamCheck } from '../../../pipeline/coordinator/stream-check.ts';
import type { Budget, ExpansionAccount } from '../../../pipeline/parser/hold.ts';
import { RecentCosts } from '../../../pipeline/parser/recent-costs.ts';
import { Spool } from '../../../pipeline/parser/spool.ts';
import type { Place } from '../../../pipeline/parser/visit.ts';
import type { VisitContext } from '../../../pipeline/parser/visit-context.ts';
import { encodeFrame, FrameReader } from '../../../pipeline/protocol/framing.ts';
import {
  type DocumentMessage,
  type FromParser,
  readFromParser,
  type Verdict,
} from '../../../pipeline/protocol/messages.ts';
import type { DocumentEvent, FoundItem } from '../../../schemas/findings.ts';
import { testLimits } from '../../run-extractor.ts';

/** An odd number, so that borders of pieces fall everywhere in the frames. */
const pieceBytes = 61_441;

export interface Received {
  readonly message: FromParser;
  readonly blob: Buffer;
}

export class ParserLine {
  readonly received: Received[] = [];
  readonly eventsByDocument = new Map<string, readonly DocumentEvent[]>();
  readonly #frames = new FrameReader();
  readonly #check = new StreamCheck();

  readonly send = (message: FromParser, blob?: Uint8Array): void => {
    const frame = encodeFrame(message, blob);
    for (let at = 0; at < frame.length; at += pieceBytes) {
      for (const { header, blob: bytes } of this.#frames.push(frame.subarray(at, at + pieceBytes)))
        this.#take({ message: readFromParser(header), blob: Buffer.from(bytes) });
    }
  };

  #take(received: Received): void {
    const { message, blob } = received;
    const isOpen = (): boolean => true;
    if (message.type === 'text') this.#check.text(message.handle, message.seq, blob, isOpen);
    if (message.type === 'tags') this.#check.tags(message.handle, blob);
    if (message.type === 'events') {
      const known = this.eventsByDocument.get(message.document) ?? [];
      const more = this.#check.events(message.document, blob, isOpen);
      this.eventsByDocument.set(message.document, [...known, ...more]);
    }
    if (message.type === 'document') this.#check.end(message);
    this.received.push(received);
  }

  ofType<Type extends FromParser['type']>(type: Type): Extract<FromParser, { type: Type }>[] {
    return this.received.flatMap(({ message }) =>
      message.type === type ? [message as Extract<FromParser, { type: Type }>] : [],
    );
  }

  get documents(): DocumentMessage[] {
    return this.ofType('document');
  }

  /** Every item that was found, in the order of the questions. */
  get found(): FoundItem[] {
    return this.ofType('found').flatMap(({ items }) => items);
  }

  /** The blobs that came under one handle, joined; of texts or of tags. */
  blobs(type: 'text' | 'tags', handle: string): string[] {
    return this.received.flatMap(({ message, blob }) =>
      message.type === type && message.handle === handle ? [blob.toString()] : [],
    );
  }
}

export const anyBudget = (budget: Partial<Budget> = {}): Budget => ({
  expandedBytes: 1024 ** 4,
  heldBytes: 1024 ** 3,
  spoolBytes: 1024 ** 4,
  spoolCode: 'spool-full',
  room: new FileRoom(1024 ** 4, 100),
  ...budget,
});

/** A place in a file that has come to nothing yet. */
export const anyPlace = (budget: Budget = anyBudget()): Place => ({ depth: 0, budget, silent: false });

/** Counts nothing. */
export const noAccount: ExpansionAccount = { expand: () => undefined };

/** Parses each content once, whoever reaches it first, as the coordinator has it. */
export function onceEach(): (item: FoundItem) => Verdict {
  const given = new Set<string>();
  return ({ hashes }) => {
    const isNew = hashes !== undefined && !given.has(hashes.sha256);
    if (hashes) given.add(hashes.sha256);
    return { say: isNew ? 'parse' : 'leave' };
  };
}

/** Takes nothing. */
const nowhere = new Spool(-1);

/** What a visit needs, over this line; answers come after the question has gone out, as from another process. */
export function contextOver(
  line: ParserLine,
  more: Partial<VisitContext> & { readonly verdict?: (item: FoundItem) => Verdict } = {},
): VisitContext {
  const { verdict = onceEach(), ...context } = more;
  let asked = 0;
  return {
    limits: testLimits,
    spool: nowhere,
    spoolBytes: 1024 ** 4,
    spoolCode: 'spool-full',
    send: line.send,
    ask: async (items, weighs = false) => {
      line.send({ type: 'found', ask: asked++, items: [...items], ...(weighs ? { weighs } : {}) });
      await new Promise(setImmediate);
      return items.map(verdict);
    },
    costs: new RecentCosts(),
    progress: () => undefined,
    ...context,
  };
}
