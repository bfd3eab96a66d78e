/** Splits an mbox (RFC 4155 and its relatives mboxo, mboxrd, mboxcl, mboxcl2) into its messages, by byte ranges. */
import { bufferAt } from '../content.ts';
import type { Child, Content, Extract } from '../contract.ts';
import { unquoteFrom } from './from-quotes.ts';
import { findSeparator, messageAfterSeparator, textStart } from './mbox-separators.ts';
import { narrowContent } from './narrow-content.ts';

export const version = '4';

/** Bytes read at a time while searching separators. */
const windowBytes = 1024 * 1024;
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

/** Bytes that tell how the lines of a file end. */
const lineEndBytes = 64 * 1024;

/** Whether lines end in carriage returns alone, as old Macintosh programs wrote them. Attachments may hold line feeds. */
function endsInReturns(content: Content): boolean {
  const head = content.read(0, lineEndBytes);
  let [returns, feeds] = [0, 0];
  for (let at = 0; at < head.length; at++) {
    if (head[at] === lf) feeds++;
    else if (head[at] === cr && head[at + 1] !== lf) returns++;
  }
  return returns > feeds * 10;
}

/**
 * The same content with one window of it at hand: messages are small, and a read of a file is a system call. Where
 * lines end in carriage returns, these are shown as line feeds: what looks for lines need not know.
 */
function windowed(content: Content, showsFeeds: boolean): Content {
  const shown = (bytes: Uint8Array): Uint8Array =>
    showsFeeds ? bytes.map((byte) => (byte === cr ? lf : byte)) : bytes;
  let start = 0;
  let held: Uint8Array = new Uint8Array();
  return {
    size: content.size,
    whole: () => content.whole(),
    slices: (from, to) => content.slices(from, to),
    read(offset, length) {
      if (length > windowBytes / 2) return shown(content.read(offset, length));
      const end = Math.min(offset + length, content.size);
      if (offset < start || end > start + held.length) {
        // Begin a little earlier: the next look is often at the line before.
        start = Math.max(0, offset - 16);
        held = shown(content.read(start, windowBytes));
      }
      return held.subarray(offset - start, Math.max(0, end - start));
    },
  };
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

/** How messages are written in a file. */
interface Writing {
  /** Lines that look like separators are quoted. */
  readonly isQuoted: boolean;
  readonly lineEnd: '\n' | '\r';
}

/** The bytes of a message as they were before the file quoted them. */
function openMessage(
  content: Content,
  { start, end }: Message,
  { isQuoted, lineEnd }: Writing,
): Uint8Array | Iterable<Uint8Array> {
  if (end - start > maxWholeBytes) {
    const slices = content.slices(start, end);
    return isQuoted ? unquoteFrom(slices, lineEnd) : slices;
  }
  const bytes = bufferAt(content, start, end - start);
  if (!isQuoted || !(bytes.includes(`${lineEnd}>`) && bytes.includes('>From '))) return bytes;
  return Buffer.concat([...unquoteFrom([bytes], lineEnd)]);
}

/** What stands before the first message, as an item: the end of a message whose start was lost, mostly. */
const beforeFirst = (content: Content, end: number, writing: Writing): Child => ({
  locator: 'before',
  name: 'before-the-first-message',
  relation: 'member',
  open: () => openMessage(content, { separator: 0, start: 0, end }, writing),
});

const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte <= 0x20);

export const extract: Extract = async (input, sink) => {
  const { limits } = input;
  const given = narrowContent(input.content, input.charset);
  const lineEnd = endsInReturns(given) ? '\r' : '\n';
  const content = windowed(given, lineEnd === '\r');
  const { start: from, end: to } = input.range ?? { start: 0, end: content.size };
  const byLength = statesLengths(content);
  const messages = byLength ? splitByLengths(content, from, to) : splitBySeparators(content, from, to);
  const writing: Writing = { isQuoted: !byLength, lineEnd };
  const before = from === 0 ? (findSeparator(content, 0)?.[0] ?? 0) : 0;
  const first = textStart(content);
  if (before > first && !isBlank(content.read(first, Math.min(before - first, windowBytes)))) {
    sink.warn('partial-read', `${before} bytes before the first message`);
    await sink.child(beforeFirst(given, before, writing));
  }
  let count = 0;
  let drained = from;
  for (const message of messages) {
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
      open: () => openMessage(given, message, writing),
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
