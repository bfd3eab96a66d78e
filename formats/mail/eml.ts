/** Reads a mail message or web archive (EML, MHTML): header metadata, body text, attachments as children. */
import type { Content, Extract, Outcome, Sink } from '../contract.ts';
import type { Cms } from '../sealed/cms.ts';
import { pushSignatures } from '../sealed/pgp-words.ts';
import { hiddenLines, transportLines } from './hidden-lines.ts';
import { headerLines, messageMetadata, otherFields, valuesByName } from './message-metadata.ts';
import { MessageParts } from './message-parts.ts';
import { narrowContent } from './narrow-content.ts';
import { openMessage } from './open-message.ts';
import { pushSigners } from './signers.ts';
import { decodeFields, statedCharset } from './part-text.ts';

export const version = '20';

export const extract: Extract = ({ content, charset }, sink) => {
  const narrow = narrowContent(content, charset);
  return readMessage(narrow, sink);
};

/**
 * Reads the message that `given` is, which begins at byte `base` of the document; `signature` is what signs all of it, where
 * it was taken out of one.
 */
export async function readMessage(given: Content, sink: Sink, base = 0, signature?: Cms): Promise<Outcome> {
  const tree = openMessage(given);
  const { lead, root } = tree;
  if (root.fields.length === 0) sink.warn('corrupt', 'no header field');

  const charset = statedCharset(root);
  const fields = decodeFields(root.fields, charset);
  if (fields !== root.fields && charset === undefined) sink.warn('charset-guessed', 'header fields');
  const others = otherFields(fields);
  const all = valuesByName(fields);
  const metadata = messageMetadata(fields, others, all);
  sink.metadata(metadata);
  if (metadata.sent === undefined && metadata.other?.date !== undefined)
    sink.warn('unclear-time', `the date states no time: ${metadata.other.date}`);
  else if (metadata.sent?.zoneSource === 'unclear')
    sink.warn('unclear-time', `the zone of the date means several or none: ${metadata.sent.raw}`);
  const strays = root.strays.map((line) => `${line}\n`).join('');
  const lines = `${lead}${headerLines(fields, all)}${strays}${transportLines(fields, others)}`;
  if (lines !== '') sink.text(lines, 'headers');
  const hidden = hiddenLines(fields, others);
  if (hidden !== '') sink.text(hidden, 'hidden');

  const parts = await new MessageParts(tree, sink, base).read();
  const { members, isPartial, signatures, keySignatures, shown } = parts;
  sink.messageBody(isPartial ? undefined : shown);
  pushSigners(signature ? [signature, ...signatures] : signatures, sink);
  pushSignatures(keySignatures, sink);
  sink.expect(members);
  return { status: 'extracted', completeness: isPartial ? 'partial' : 'complete' };
}
