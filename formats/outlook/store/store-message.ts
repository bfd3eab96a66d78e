/** A message of a store, with its recipients and attachments ([MS-PST] 2.4.5 and 2.4.6). */
import type { OutlookAttachment, OutlookMessage, PropertyBag } from '../property-bag.ts';
import { attachMethods, ids } from '../property-ids.ts';
import { numberOf, types } from '../property-values.ts';
import { openData } from './data-stream.ts';
import type { NodeContent } from './node-content.ts';
import { nodeTypes, typeOf } from './node-tree.ts';
import type { StoreBlocks } from './store-blocks.ts';
import type { StoreNames } from './store-names.ts';
import { readProperties, readRows, StoreProperties } from './store-properties.ts';
import type { Subnode } from './subnodes.ts';

/** Of the sub-nodes that hold the tables of recipients and attachments. */
const recipientTable = 0x692;
const attachmentTable = 0x671;

/** Number of the row of a table, which is that of the attachment's sub-node. */
const rowNumber = 0x67f2;

/** The message of a node; undefined where its properties are lost. `damage` tells what was lost since it was last asked. */
export function openMessage(
  blocks: StoreBlocks,
  content: NodeContent,
  names: StoreNames,
  damage: OutlookMessage['damage'],
): OutlookMessage | undefined {
  const properties = readProperties(content, names);
  if (!properties) return undefined;
  return {
    properties,
    damage,
    *recipients(): Generator<PropertyBag> {
      const table = content.subnodes.get(recipientTable);
      if (table) yield* readRows(content.open(table), names);
    },
    *attachments(): Generator<OutlookAttachment> {
      const found = [...content.subnodes.values()]
        .filter(({ id }) => typeOf(id) === nodeTypes.attachment)
        .toSorted((a, b) => a.id - b.id);
      for (const subnode of found) yield openAttachment(blocks, content, names, subnode, damage);
      yield* lostAttachments(content, names, new Set(found.map(({ id }) => id)));
    },
  };
}

/** Attachments that the table names and the message does not have: what the row says of each. */
function* lostAttachments(
  content: NodeContent,
  names: StoreNames,
  found: ReadonlySet<number>,
): Generator<OutlookAttachment> {
  const table = content.subnodes.get(attachmentTable);
  if (!table) return;
  for (const row of readRows(content.open(table), names)) {
    const bytes = row.get(rowNumber)?.bytes();
    if (!bytes || bytes.length < 4) continue;
    const number = Buffer.from(bytes).readUInt32LE(0);
    if (found.has(number)) continue;
    content.tell(`attachment ${number.toString(16)} is named in the table and lost`);
    yield { locator: locatorOf(number), properties: row };
  }
}

const locatorOf = (number: number): string => `attachment/${number.toString(16)}`;

function openAttachment(
  blocks: StoreBlocks,
  parent: NodeContent,
  names: StoreNames,
  subnode: Subnode,
  damage: OutlookMessage['damage'],
): OutlookAttachment {
  const locator = locatorOf(subnode.id);
  const content = parent.open(subnode);
  const properties = readProperties(content, names);
  if (!properties) {
    parent.tell(`the properties of attachment ${subnode.id.toString(16)} are lost`);
    return { locator, properties: new StoreProperties(content, names, new Map()) };
  }
  const data = properties.get(ids.attachmentData);
  if (!data) return { locator, properties };
  // Only the value is without it: it is given as a stream.
  if (data.type !== types.object)
    return {
      locator,
      properties,
      bytes: () => dataOf(content, properties.numberOf(ids.attachmentData) ?? 0),
    };
  return openObject(blocks, content, names, { locator, properties, damage });
}

/** Eight bytes say which sub-node the object is, and its size (2.3.3.5). */
function openObject(
  blocks: StoreBlocks,
  content: NodeContent,
  names: StoreNames,
  {
    locator,
    properties,
    damage,
  }: Pick<OutlookAttachment, 'locator'> & {
    readonly properties: StoreProperties;
    readonly damage: OutlookMessage['damage'];
  },
): OutlookAttachment {
  const value = Buffer.from(properties.get(ids.attachmentData)?.bytes() ?? []);
  const inner = value.length >= 4 ? content.subnodes.get(value.readUInt32LE(0)) : undefined;
  if (!inner) {
    content.tell(`the content of ${locator} is lost`);
    return { locator, properties };
  }
  const isMessage = numberOf(properties.get(ids.attachmentMethod)) === attachMethods.embeddedMessage;
  if (!isMessage) return { locator, properties, bytes: () => openData(blocks, inner.data)?.blocks() ?? [] };
  const message = openMessage(blocks, content.open(inner), names, damage);
  if (message) return { locator, properties, message: () => message };
  content.tell(`the message in ${locator} is lost`);
  return { locator, properties };
}

/** A value in the heap, or in a sub-node of any size. */
function dataOf(content: NodeContent, number: number): Iterable<Uint8Array> {
  if (number % 32 === 0) return [content.valueOf(number, 'an attachment')];
  const stream = content.stream(number);
  if (!stream || stream.lost > 0)
    content.tell(`${stream ? stream.lost : 'all'} blocks of an attachment are lost`);
  return stream?.blocks() ?? [];
}
