/** Writes an Outlook item as the records of `item-records.ts`, in an order that depends on the item alone. */
import { codeOf, messageOf } from '../../../schemas/problem.ts';
import { code, type Code } from '../../../schemas/status.ts';
import type { OutlookAttachment, OutlookMessage, Property, PropertyBag } from '../property-bag.ts';
import { ids } from '../property-ids.ts';
import { types } from '../property-values.ts';
import {
  type FoundState,
  itemMagic,
  recordHeadBytes,
  type RecordKind,
  recordKinds,
  storeProperties,
} from './item-records.ts';

/** Messages in messages: beyond it what an attachment holds is named as missing. Stops the message that holds itself. */
const maxLevels = 30;
/** Records of one item that are written: recipients and their properties. Stops the item that is nothing but records. */
const maxRecords = 2_000_000;
/** Losses of one message that are written. */
const maxDamages = 50;

/**
 * The bytes of the item, piece by piece; nothing of it is held but the value in hand. `found` is set where no folder leads
 * to it.
 */
export function* writeItem(message: OutlookMessage, found?: FoundState): Generator<Uint8Array> {
  const state = { left: maxRecords };
  yield itemMagic;
  if (found) yield record(recordKinds.found, Buffer.from(found));
  yield* writeMessage(message, maxLevels, state);
}

/** How many records may still be written. */
interface Writing {
  left: number;
}

const noBytes = Buffer.alloc(0);

function record(kind: RecordKind, head: Uint8Array = noBytes, valueBytes = 0): Buffer {
  const bytes = Buffer.alloc(recordHeadBytes + head.length);
  bytes.writeUInt8(kind, 0);
  bytes.writeUInt16LE(head.length, 1);
  bytes.writeUIntLE(valueBytes, 3, 6);
  bytes.set(head, recordHeadBytes);
  return bytes;
}

function* writeMessage(message: OutlookMessage, levels: number, state: Writing): Generator<Uint8Array> {
  yield* writeBag(message.properties, state);
  for (const recipient of message.recipients()) {
    if (state.left <= 0) break;
    yield record(recordKinds.recipient);
    yield* writeBag(recipient, state);
    yield record(recordKinds.end);
  }
  for (const attachment of message.attachments()) {
    if (state.left <= 0) break;
    yield* writeAttachment(attachment, levels, state);
  }
  if (state.left <= 0)
    yield damage('member-limit', `more than ${maxRecords} properties; the rest is left out`);
  for (const { code, detail } of message.damage().slice(0, maxDamages)) yield damage(code, detail);
}

const damage = (code: Code, detail: string): Buffer =>
  record(recordKinds.damage, Buffer.from(`${code} ${detail.slice(0, 400)}`));

function* writeAttachment(
  attachment: OutlookAttachment,
  levels: number,
  state: Writing,
): Generator<Uint8Array> {
  yield record(recordKinds.attachment, Buffer.from(attachment.locator.slice(0, 500)));
  yield* writeBag(attachment.properties, state, ids.attachmentData);
  const inner = levels > 0 ? attachment.message?.() : undefined;
  if (inner) {
    yield record(recordKinds.message);
    yield* writeMessage(inner, levels - 1, state);
    yield record(recordKinds.end);
  } else if (attachment.message) {
    yield damage('depth-limit', 'a message lies too deep in others');
  } else if (attachment.bytes) {
    yield* writeWhatIsThere(attachment.bytes());
  }
  yield record(recordKinds.end);
}

/** Content that breaks off costs itself alone: what comes behind it is written. */
function* writeWhatIsThere(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  try {
    yield* writeData(pieces);
  } catch (error) {
    const stated = code.safeParse(codeOf(error));
    if (!stated.success) throw error;
    yield damage(stated.data, `an attachment: ${messageOf(error)}`);
  }
}

/** A record for each piece: how long the whole is shows only at its end where the store is damaged. */
function* writeData(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let isFirst = true;
  for (const piece of pieces) {
    if (piece.length === 0 && !isFirst) continue;
    isFirst = false;
    yield record(recordKinds.data, noBytes, piece.length);
    yield piece;
  }
  if (isFirst) yield record(recordKinds.data);
}

/** By id, then named ones by set and key: ids from 0x8000 on are another store's affair. */
function* writeBag(bag: PropertyBag, state: Writing, without?: number): Generator<Uint8Array> {
  const named: { readonly order: string; readonly head: Buffer; readonly property: Property }[] = [];
  for (const id of bag.ids()) {
    if (id === without || storeProperties.has(id)) continue;
    const property = bag.get(id);
    if (!property) continue;
    if (state.left-- <= 0) return;
    const name = id >= 0x8000 ? bag.nameOf(id) : undefined;
    if (name) {
      const head = namedHead(property.type, name.set, name.key);
      named.push({ order: head.toString('latin1'), head, property });
      continue;
    }
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(property.type, 2);
    yield* writeValue(recordKinds.property, head, property);
  }
  named.sort((a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)));
  for (const { head, property } of named) yield* writeValue(recordKinds.named, head, property);
}

function* writeValue(kind: RecordKind, head: Buffer, property: Property): Generator<Uint8Array> {
  // An object's value is a number in its store.
  const value = property.type === types.object ? noBytes : withoutZero(property);
  yield record(kind, head, value.length);
  if (value.length > 0) yield value;
}

/** Some formats end a string with zero, others do not. */
function withoutZero(property: Property): Uint8Array {
  const value = property.bytes();
  const { length } = value;
  if (property.type === types.unicode && length >= 2 && value[length - 1] === 0 && value[length - 2] === 0)
    return value.subarray(0, length - 2);
  if (property.type === types.string8 && value[length - 1] === 0) return value.subarray(0, length - 1);
  return value;
}

function namedHead(type: number, set: string, key: number | string): Buffer {
  const isText = typeof key === 'string';
  const name = isText ? Buffer.from(key.slice(0, 1000), 'utf16le') : Buffer.alloc(4);
  if (!isText) name.writeUInt32LE(key >>> 0, 0);
  const start = Buffer.alloc(3);
  start.writeUInt16LE(type, 0);
  start.writeUInt8(Number(isText), 2);
  return Buffer.concat([start, Buffer.from(set.toLowerCase().slice(0, 36).padEnd(36), 'latin1'), name]);
}
