/** Splits an mbox (RFC 4155 and its relatives mboxo, mboxrd, mboxcl, mboxcl2) into its messages, by byte ranges. */
import type { Content, Extract } from '../contract.ts';

export const version = '1';

/** Bytes read at a time while searching separators. */
const windowBytes = 1024 * 1024;
/** Bytes searched at a time; a quarter of the window, so that most searches find it filled. */
const searchBytes = 256 * 1024;
/** Longest separator line looked at; a longer one is text. */
const maxSeparatorBytes = 1_000;
/** Bytes of a message that are handed over in one piece; a larger one flows through in slices. */
const maxWholeBytes = 4 * 1024 * 1024;
/** Header bytes searched for Content-Length. */
const maxHeaderBytes = 64 * 1024;

const lf = 0x0a;
const cr = 0x0d;

/** Byte range of one message: the separator line, then the message as it was sent. */
interface Message {
  readonly separator: number;
  readonly start: number;
  readonly end: number;
}

/** The same content with one window of it at hand: messages are small, and a read of a file is a system call. */
function windowed(content: Content): Content {
  let start = 0;
  let held: Uint8Array = new Uint8Array();
  return {
    size: content.size,
    whole: () => content.whole(),
    slices: (from, to) => content.slices(from, to),
    read(offset, length) {
      if (length > windowBytes / 2) return content.read(offset, length);
      const end = Math.min(offset + length, content.size);
      if (offset < start || end > start + held.length) {
        // Begin a little earlier: the next look is often at the line before.
        start = Math.max(0, offset - 16);
        held = content.read(start, windowBytes);
      }
      return held.subarray(offset - start, Math.max(0, end - start));
    },
  };
}

const bufferAt = (content: Content, offset: number, length: number): Buffer => {
  const bytes = content.read(offset, length);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
};

/** Whether a header field starts at `at`, or another envelope line as some programs add. */
function startsHeader(bytes: Buffer, at: number): boolean {
  if (bytes.toString('latin1', at, at + 6) === '>From ') return true;
  for (let position = at; position < bytes.length; position += 1) {
    const byte = bytes[position] ?? 0;
    if (byte === 0x3a) return position > at;
    if (byte < 0x21 || byte > 0x7e) return false;
  }
  return false;
}

/** Whether the line before `at` is empty, or `at` is the first byte. */
function followsBlankLine(content: Content, at: number): boolean {
  if (at === 0) return true;
  const before = content.read(Math.max(0, at - 3), Math.min(3, at));
  const last = before.length - 1;
  if (before[last] !== lf) return false;
  const feed = before[last - 1] === cr ? last - 2 : last - 1;
  // At the very start there may be a blank line or two and nothing else.
  return feed < 0 ? at <= 2 : before[feed] === lf;
}

/** A separator as RFC 4155 has it: sender, then the date as asctime writes it. */
const datedSeparator = /^From \S{1,320}\s{1,20}[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d/;

/**
 * The first byte of the message whose separator stands at `at`, or -1 where the line is no separator: it must
 * follow a blank line and be followed by a header field, or by a blank line where it carries a date (a message
 * without header). The rule looks at nothing else, so that every range of a file sees the same separators.
 */
function messageAfterSeparator(content: Content, at: number): number {
  const bytes = bufferAt(content, at, maxSeparatorBytes + 300);
  if (bytes.toString('latin1', 0, 5) !== 'From ' || !followsBlankLine(content, at)) return -1;
  const end = bytes.indexOf(lf);
  if (end === -1 || end > maxSeparatorBytes) return -1;
  const headless = bytes[end + 1] === lf || (bytes[end + 1] === cr && bytes[end + 2] === lf);
  const follows = headless
    ? datedSeparator.test(bytes.toString('latin1', 0, end))
    : startsHeader(bytes, end + 1);
  return follows ? at + end + 1 : -1;
}

/** The first separator at or after `from`, as [separator, start of message], or undefined. */
function findSeparator(content: Content, from: number): [number, number] | undefined {
  // A line starts behind a line feed: begin one byte earlier to see the one before `from`.
  for (let at = Math.max(0, from - 1); at < content.size;) {
    const bytes = bufferAt(content, at, searchBytes);
    if (at === 0 && from === 0) {
      const start = messageAfterSeparator(content, 0);
      if (start !== -1) return [0, start];
    }
    for (let found = bytes.indexOf('\nFrom '); found !== -1; found = bytes.indexOf('\nFrom ', found + 1)) {
      const start = messageAfterSeparator(content, at + found + 1);
      if (start !== -1) return [at + found + 1, start];
    }
    if (at + bytes.length >= content.size) return undefined;
    at += Math.max(1, bytes.length - 6);
  }
  return undefined;
}

/** Where a message ends by its own Content-Length, if a separator or the end of the file is there. */
function endByLength(content: Content, start: number): number | undefined {
  const head = bufferAt(content, start, maxHeaderBytes);
  const blank = head.indexOf('\n\n');
  const blankCrLf = head.indexOf('\r\n\r\n');
  const crLf = blankCrLf !== -1 && (blank === -1 || blankCrLf < blank);
  const headerEnd = crLf ? blankCrLf : blank;
  if (headerEnd === -1) return undefined;
  const match = /^content-length:[ \t]*(\d{1,15})[ \t]*$/im.exec(head.toString('latin1', 0, headerEnd));
  if (!match) return undefined;
  const end = start + headerEnd + (crLf ? 4 : 2) + Number(match[1]);
  if (end > content.size) return undefined;
  // Between the body and the next separator stands one line break, or none.
  const rest = bufferAt(content, end, 3);
  const skip = rest[0] === lf ? 1 : rest[0] === cr && rest[1] === lf ? 2 : 0;
  if (end + skip >= content.size) return end;
  return messageAfterSeparator(content, end + skip) === -1 ? undefined : end;
}

/** Less the blank line that belongs to the separator, which most programs write behind the last message too. */
function withoutLastBlankLine(content: Content, start: number, end: number): number {
  const tail = content.read(Math.max(start, end - 3), Math.min(3, end - start));
  const last = tail.length - 1;
  if (tail[last] !== lf) return end;
  const carriage = tail[last - 1] === cr ? 1 : 0;
  const line = end - 1 - carriage;
  return tail[last - 1 - carriage] === lf || line === start ? line : end;
}

/** The messages whose separators lie in [from, to), found by separators alone. */
function* splitBySeparators(content: Content, from: number, to: number): Generator<Message> {
  let current = findSeparator(content, from);
  while (current && current[0] < to) {
    const [separator, start] = current;
    const next = findSeparator(content, start);
    yield { separator, start, end: withoutLastBlankLine(content, start, next?.[0] ?? content.size) };
    current = next;
  }
}

/**
 * The messages in [from, to) of a file whose bodies are not quoted (mboxcl2): only the lengths, followed from
 * the start, tell a separator from a message pasted into a body. Costs one header a message before `from`.
 */
function* splitByLengths(content: Content, from: number, to: number): Generator<Message> {
  let current = findSeparator(content, 0);
  while (current && current[0] < to) {
    const [separator, start] = current;
    const stated = endByLength(content, start);
    const next = findSeparator(content, stated ?? start);
    const end = stated ?? withoutLastBlankLine(content, start, next?.[0] ?? content.size);
    if (separator >= from) yield { separator, start, end };
    current = next;
  }
}

/** Whether the lengths count: the first message states one and it is right. The same answer for every range. */
function statesLengths(content: Content): boolean {
  const first = findSeparator(content, 0);
  return first !== undefined && endByLength(content, first[1]) !== undefined;
}

/** Takes one `>` from lines of the form `>From `, `>>From ` … (mboxrd; mboxo quotes only the first form). */
export function* unquoteFrom(slices: Iterable<Uint8Array>): Generator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  let lineStart = true;
  for (const slice of slices) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, slice]) : Buffer.from(slice);
    const { parts, kept, atLineStart } = unquoteBytes(bytes, lineStart);
    if (parts.length > 0) yield parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    rest = kept;
    lineStart = atLineStart;
  }
  if (rest.length > 0) yield rest;
}

/** Length of `>…>From ` at `at`; 0 where it is something else, -1 where the bytes end before it is clear. */
function quotedFrom(bytes: Buffer, at: number): number {
  let position = at;
  // No sender nests quotes deeper; the bound keeps what must wait for the next slice small.
  while (bytes[position] === 0x3e && position - at < 100) position += 1;
  const word = bytes.toString('latin1', position, position + 5);
  if (position === at) return 0;
  if (word === 'From ') return position + 5 - at;
  return word.length < 5 && 'From '.startsWith(word) ? -1 : 0;
}

function unquoteBytes(
  bytes: Buffer,
  lineStart: boolean,
): { parts: Buffer[]; kept: Buffer; atLineStart: boolean } {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = lineStart ? 0 : nextQuote(bytes, 0); at !== -1; at = nextQuote(bytes, at)) {
    const length = quotedFrom(bytes, at);
    if (length === -1) {
      parts.push(bytes.subarray(from, at));
      return { parts, kept: bytes.subarray(at), atLineStart: true };
    }
    if (length > 0) {
      parts.push(bytes.subarray(from, at));
      from = at + 1;
    }
  }
  parts.push(bytes.subarray(from));
  return { parts, kept: Buffer.alloc(0), atLineStart: bytes.at(-1) === lf };
}

const nextQuote = (bytes: Buffer, at: number): number => {
  const found = bytes.indexOf('\n>', at);
  return found === -1 ? -1 : found + 1;
};

/** The bytes of a message; `quoted` says that the file quotes lines that look like separators. */
function openMessage(
  content: Content,
  { start, end }: Message,
  quoted: boolean,
): Uint8Array | Iterable<Uint8Array> {
  if (end - start > maxWholeBytes) {
    const slices = content.slices(start, end);
    return quoted ? unquoteFrom(slices) : slices;
  }
  const bytes = bufferAt(content, start, end - start);
  if (!quoted || !(bytes.includes('\n>') && bytes.includes('>From '))) return bytes;
  return Buffer.concat([...unquoteFrom([bytes])]);
}

export const extract: Extract = async (input, sink) => {
  const { limits } = input;
  const content = windowed(input.content);
  const { start: from, end: to } = input.range ?? { start: 0, end: content.size };
  const byLength = statesLengths(content);
  const messages = byLength ? splitByLengths(content, from, to) : splitBySeparators(content, from, to);
  let count = 0;
  let drained = from;
  for (const message of messages) {
    if (count === 0 && from === 0 && message.separator > 2) {
      sink.warn('partial-read', `${message.separator} bytes before the first message`);
    }
    if (count >= limits.maxMembers) {
      sink.warn('member-limit', `more than ${limits.maxMembers} messages`);
      return { status: 'extracted', completeness: 'partial' };
    }
    count += 1;
    await sink.child({
      locator: String(message.separator),
      name: `message-${message.separator}.eml`,
      relation: 'member',
      declaredType: 'message/rfc822',
      open: () => openMessage(content, message, !byLength),
    });
    if (message.end - drained > windowBytes) {
      drained = message.end;
      await sink.drain();
    }
  }
  if (count === 0 && !input.range && content.size > 0) {
    return { status: 'failed', code: 'corrupt', detail: 'no message separator', completeness: 'unknown' };
  }
  return { status: 'extracted', completeness: 'complete' };
};
