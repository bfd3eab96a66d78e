/**
 * The bytes that stand for an item of a store which has none of its own: what of it is the same in every copy, in one
 * order. Its SHA-256 is the id of the document: computed by this program, comparable with no other's, and the same for an
 * item that lies in two stores. Change what is written, and raise the number in its first line.
 */
import { createHash } from 'node:crypto';
import type { OutlookAttachment, OutlookMessage, Property, PropertyBag } from './property-bag.ts';
import { ids } from './property-ids.ts';
import { PropertyValues, types } from './property-values.ts';

const firstLine = 'Evidex record of an Outlook item, form 1\n';
/** Messages within messages whose content counts; what lies deeper is not read either. */
const maxDepth = 16;
/** Rows that are written; stops a table without end. */
const maxRows = 100_000;
/** A longer value stands as its hash. */
const maxInlineUnits = 200;

/**
 * What belongs to a place and not to the item: entry ids, keys of rows and of changes, sizes as the store counts them
 * ([MS-OXPROPS]).
 */
const ofPlace = new Set([
  0x0e08, 0x0e09, 0x0e20, 0x0e21, 0x0ff4, 0x0ff5, 0x0ff6, 0x0ff7, 0x0ff8, 0x0ff9, 0x0ffa, 0x0ffb, 0x0ffe,
  0x0fff, 0x300b, 0x65e0, 0x65e1, 0x65e2, 0x65e3, 0x67a4, 0x67f2, 0x67f3,
]);

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function valueOf(property: Property, values: PropertyValues): string {
  const { type } = property;
  const isText = type === types.unicode || type === types.string8;
  const bytes = isText ? Buffer.from(values.textOf(property)) : property.bytes();
  if (isText && bytes.length <= maxInlineUnits) return JSON.stringify(Buffer.from(bytes).toString());
  return bytes.length <= 16
    ? Buffer.from(bytes).toString('hex')
    : `${bytes.length} bytes, SHA-256 ${hashOf(bytes)}`;
}

function nameOf(bag: PropertyBag, id: number): string {
  const name = id < 0x8000 ? undefined : bag.nameOf(id);
  return name ? `${name.set} ${name.key}` : id.toString(16).padStart(4, '0');
}

/** One line a property. Texts are said once, whichever of the two types they are kept in. */
function linesOf(bag: PropertyBag, charset: string | undefined): string[] {
  const values = new PropertyValues(bag, charset);
  const lines: string[] = [];
  for (const id of bag.ids()) {
    const property = ofPlace.has(id) || id === ids.attachmentData ? undefined : bag.get(id);
    if (!property || property.type === types.object) continue;
    const type = property.type === types.string8 ? types.unicode : property.type;
    lines.push(`${nameOf(bag, id)} ${type.toString(16).padStart(4, '0')} ${valueOf(property, values)}`);
  }
  return lines.sort();
}

function hashOfContent(attachment: OutlookAttachment, depth: number): string {
  if (attachment.message)
    return depth >= maxDepth
      ? 'a message'
      : `a message ${hashOf(itemRecord(attachment.message(), depth + 1))}`;
  if (!attachment.bytes) return 'no content';
  const digest = createHash('sha256');
  let size = 0;
  try {
    for (const slice of attachment.bytes()) {
      digest.update(slice);
      size += slice.length;
    }
  } catch {
    // What fails is told where the attachment is read.
    return 'content that is broken';
  }
  return `${size} bytes, SHA-256 ${digest.digest('hex')}`;
}

/** The record of an item, with its recipients and the hashes of its attachments. `depth` counts the messages around it. */
export function itemRecord(message: OutlookMessage, depth = 0): Uint8Array {
  const { charset } = new PropertyValues(message.properties);
  const lines = linesOf(message.properties, charset);
  let rows = 0;
  for (const recipient of message.recipients()) {
    if (++rows > maxRows) break;
    lines.push('recipient', ...linesOf(recipient, charset));
  }
  rows = 0;
  for (const attachment of message.attachments()) {
    if (++rows > maxRows) break;
    lines.push(`attachment: ${hashOfContent(attachment, depth)}`, ...linesOf(attachment.properties, charset));
  }
  return Buffer.from(`${firstLine}${lines.join('\n')}\n`);
}
