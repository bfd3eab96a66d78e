/** Reads a mail message or web archive (EML, MHTML): header metadata, body text, attachments as children. */
import { memoryContent } from '../content.ts';
import type { Content, Extract, Outcome, Sink } from '../contract.ts';
import { attachmentOf, attachmentOfBlock, isKeptBeside } from './attachments.ts';
import { planBody } from './body-plan.ts';
import { BodyWriter } from './message-body.ts';
import { hiddenLines, transportLines } from './hidden-lines.ts';
import { headerLines, messageMetadata, otherFields } from './message-metadata.ts';
import { type MimeTree, readMimeTree } from './mime-tree.ts';
import { narrowContent } from './narrow-content.ts';
import { OutsideParts } from './outside-parts.ts';
import { decodeFields, statedCharset } from './part-text.ts';

export const version = '9';

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

export const extract: Extract = ({ content, charset }, sink) => {
  const narrow = narrowContent(content, charset);
  return readMessage(narrow, sink);
};

/** The parts of the message that `given` is; they lie in `content`. `lead` is what stands before the first field. */
export function openMessage(given: Content): MimeTree & { readonly content: Content; readonly lead: string } {
  const content = withLineFeeds(given.size <= maxHeldBytes ? memoryContent(given.whole()) : given);
  const { start, lead } = messageStart(content);
  return { ...readMimeTree(content, start), content, lead };
}

/** Reads the message that `given` is, which begins at byte `base` of the document. */
export async function readMessage(given: Content, sink: Sink, base = 0): Promise<Outcome> {
  const { content, lead, root, hasBrokenHeader, problems } = openMessage(given);
  for (const { code, detail } of problems) sink.warn(code, detail);
  if (root.fields.length === 0) sink.warn('corrupt', 'no header field');
  if (hasBrokenHeader) sink.warn('corrupt', 'a line of a header is no field');

  const charset = statedCharset(root);
  const fields = decodeFields(root.fields, charset);
  if (fields !== root.fields && charset === undefined) sink.warn('charset-guessed', 'header fields');
  const others = otherFields(fields);
  const metadata = messageMetadata(fields, others);
  sink.metadata(metadata);
  if (metadata.sent === undefined && metadata.other?.date !== undefined)
    sink.warn('corrupt', `the date states no time: ${metadata.other.date}`);
  const strays = root.strays.map((line) => `${line}\n`).join('');
  const lines = `${lead}${headerLines(fields)}${strays}${transportLines(fields, others)}`;
  if (lines !== '') sink.text(lines, 'headers');
  const hidden = hiddenLines(fields, others);
  if (hidden !== '') sink.text(hidden, 'hidden');

  const plan = planBody(root);
  const writer = new BodyWriter(content, sink);
  for (const choice of plan.body) await writer.write(choice);
  await new OutsideParts(content, base, sink).write(root);

  sink.expect(plan.attachments.length + writer.blocks.length + writer.files.length);
  for (const part of plan.attachments) {
    if (part.type.value === 'message/external-body' || isKeptBeside(part))
      sink.warn('external-reference', `part ${part.number}`);
    await sink.child(attachmentOf(content, part, charset));
  }
  for (const block of writer.blocks) {
    if (!block.closed) sink.warn('truncated', `a block in part ${block.part}`);
    await sink.child(attachmentOfBlock(block));
  }
  for (const file of writer.files) await sink.child(file);
  const partial = problems.some(({ code }) => code !== 'text-cut');
  return { status: 'extracted', completeness: partial ? 'partial' : 'complete' };
}
