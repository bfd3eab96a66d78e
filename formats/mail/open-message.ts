/** Opens a message, wherever it begins in its file: its parts, and what stands before its header. */
import { memoryContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { type MimeTree, readMimeTree } from './mime-tree.ts';

/** Bytes at the head that are looked at for line breaks and for what stands before the first field. */
const headBytes = 64 * 1024;

/** A message up to this size is read once and kept: its parts are looked at many times. */
const maxHeldBytes = 1024 * 1024;

/** The content with line feeds where its lines end in carriage returns alone (old Macintosh mail). */
function withLineFeeds(content: Content): Content {
  const head = content.read(0, headBytes);
  if (head.includes(0x0a) || !head.includes(0x0d)) return content;
  return memoryContent(Uint8Array.from(content.whole(), (byte) => (byte === 0x0d ? 0x0a : byte)));
}

/** The first line of a header that was copied out of Outlook. */
const outlookLine = /^Microsoft Mail Internet Headers Version \d/;
/** Lines before the first field that are looked at: an mbox may have added one, a program that saves mail another. */
const maxLeadLines = 4;

/**
 * Where the first field starts: behind a byte order mark, blank lines, the separator line of an mbox, and what Outlook
 * writes above a header. `lead` is what these lines say.
 */
function messageStart(content: Content): { start: number; lead: string } {
  const bytes = content.read(0, headBytes);
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  let lead = '';
  for (let lines = 0; lines < maxLeadLines; lines += 1) {
    while (head[at] === 0x0a || head[at] === 0x0d || head[at] === 0x20) at += 1;
    const feed = head.indexOf(0x0a, at);
    const line = feed === -1 ? '' : head.toString('latin1', at, feed).trimEnd();
    if (!/^>?From /.test(`${line} `) && !outlookLine.test(line)) break;
    lead += `${line}\n`;
    at = feed + 1;
  }
  // Nothing but blanks: take it as it is.
  return at === head.length ? { start: 0, lead: '' } : { start: at, lead };
}

export interface OpenedMessage extends MimeTree {
  /** Where the parts lie: the message, held in memory where it is small, its lines ended by line feeds. */
  readonly content: Content;
  /** What stands before the first field. */
  readonly lead: string;
}

/** The parts of the message that `given` is. */
export function openMessage(given: Content): OpenedMessage {
  const content = withLineFeeds(given.size <= maxHeldBytes ? memoryContent(given.whole()) : given);
  const { start, lead } = messageStart(content);
  return { ...readMimeTree(content, start), content, lead };
}
