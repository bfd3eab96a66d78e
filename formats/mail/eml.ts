/** Reads a mail message or web archive (EML, MHTML): header metadata, body text, attachments as children. */
import type { Content, Extract } from '../contract.ts';
import { attachmentOf, attachmentOfBlock } from './attachments.ts';
import { planBody } from './body-plan.ts';
import { BodyWriter } from './message-body.ts';
import { headerLines, messageMetadata } from './message-metadata.ts';
import { readMimeTree } from './mime-tree.ts';
import { decodeFields, statedCharset } from './part-text.ts';

export const version = '2';

/** Bytes at the head that are looked at for line breaks and for what stands before the first field. */
const headBytes = 64 * 1024;

/** A message up to this size is read once and kept: its parts are looked at many times. */
const maxHeldBytes = 1024 * 1024;

const held = (bytes: Uint8Array): Content => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
  whole: () => bytes,
  *slices(start = 0, end = bytes.length) {
    for (let at = start; at < end; at += headBytes) yield bytes.subarray(at, Math.min(at + headBytes, end));
  },
});

/** The content with line feeds where its lines end in carriage returns alone (old Macintosh mail). */
function withLineFeeds(content: Content): Content {
  const head = content.read(0, headBytes);
  if (head.includes(0x0a) || !head.includes(0x0d)) return content;
  return held(Uint8Array.from(content.whole(), (byte) => (byte === 0x0d ? 0x0a : byte)));
}

/** Where the first field starts: behind a byte order mark, blank lines and the separator line of an mbox. */
function messageStart(content: Content): number {
  const bytes = content.read(0, headBytes);
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  while (head[at] === 0x0a || head[at] === 0x0d || head[at] === 0x20) at += 1;
  if ((head[at] === 0x46 || head[at] === 0x3e) && /^>?From /.test(head.toString('latin1', at, at + 6)))
    at = head.indexOf(0x0a, at) + 1;
  // Nothing but blanks, or a separator line without an end: take it as it is.
  return at === head.length ? 0 : at;
}

export const extract: Extract = async (input, sink) => {
  const { content: given } = input;
  const content = withLineFeeds(given.size <= maxHeldBytes ? held(given.whole()) : given);
  const { root, problems } = readMimeTree(content, messageStart(content));
  for (const { code, detail } of problems) sink.warn(code, detail);
  if (root.fields.length === 0) sink.warn('corrupt', 'no header field');

  const charset = statedCharset(root);
  const fields = decodeFields(root.fields, charset);
  if (fields !== root.fields && charset === undefined) sink.warn('charset-guessed', 'header fields');
  sink.metadata(messageMetadata(fields));
  const lines = headerLines(fields);
  if (lines !== '') sink.text(lines, 'headers');

  const plan = planBody(root);
  const writer = new BodyWriter(content, sink);
  for (const choice of plan.body) await writer.write(choice);
  await writer.writeAsides(root);

  sink.expect(plan.attachments.length + writer.blocks.length);
  for (const part of plan.attachments) {
    if (part.type.value === 'message/external-body') sink.warn('external-reference', `part ${part.number}`);
    await sink.child(attachmentOf(content, part));
  }
  for (const block of writer.blocks) {
    if (!block.closed) sink.warn('truncated', `a block in part ${block.part}`);
    await sink.child(attachmentOfBlock(block));
  }
  const partial = problems.some(({ code }) => code !== 'text-cut');
  return { status: 'extracted', completeness: partial ? 'partial' : 'complete' };
};
