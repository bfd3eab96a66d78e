/** Reads what `write-item.ts` wrote, by ranges: values are read when they are asked for. Such bytes may be anybody's. */
import { bufferAt } from '../../content.ts';
import { code } from '../../../schemas/status.ts';
import type { Content } from '../../contract.ts';
import type {
  OutlookAttachment,
  OutlookDamage,
  OutlookMessage,
  Property,
  PropertyBag,
  PropertyName,
} from '../property-bag.ts';
import { type FoundState, foundStates, itemMagic, recordHeadBytes, recordKinds } from './item-records.ts';

/** Records of one item; some more than are written. Stops the item that is nothing but records. */
const maxRecords = 3_000_000;
const maxLevels = 40;
/** Each costs a warning at most. */
const maxNotes = 100;

/** Where bytes lie in the content. */
interface Range {
  readonly at: number;
  readonly size: number;
}

interface StoredProperty extends Range {
  readonly id: number;
  readonly type: number;
  readonly name?: PropertyName;
}

interface StoredAttachment {
  readonly locator: string;
  readonly properties: StoredProperty[];
  readonly data: Range[];
  message?: StoredMessage;
}

interface StoredMessage {
  /** From its first record up to its end. */
  readonly start: number;
  end: number;
  readonly properties: StoredProperty[];
  readonly recipients: StoredProperty[][];
  readonly attachments: StoredAttachment[];
  readonly damage: OutlookDamage[];
}

export interface ReadItem {
  readonly message: OutlookMessage;
  readonly found?: FoundState;
}

/** Undefined where it does not begin as such an item does. */
export function readItem(content: Content): ReadItem | undefined {
  if (!bufferAt(content, 0, itemMagic.length).equals(itemMagic)) return undefined;
  const reading = new Reading(content);
  const message = reading.message(itemMagic.length, maxLevels);
  return {
    message: messageOf(content, message),
    found: reading.found,
  };
}

class Reading {
  readonly #content: Content;
  #at = 0;
  #count = 0;
  found: FoundState | undefined;
  /** The records end before the item does. */
  #isCut = false;

  constructor(content: Content) {
    this.#content = content;
  }

  message(start: number, levels: number): StoredMessage {
    const message: StoredMessage = {
      start,
      end: start,
      properties: [],
      recipients: [],
      attachments: [],
      damage: [],
    };
    this.#at = start;
    for (let next = this.#next(); next; next = this.#next()) {
      if (next.kind === recordKinds.end) break;
      if (next.kind === recordKinds.found && levels === maxLevels) this.found ??= foundOf(next.head);
      else if (next.kind === recordKinds.recipient) message.recipients.push(this.#bag());
      else if (next.kind === recordKinds.attachment)
        message.attachments.push(this.#attachment(next.head.toString('utf8'), levels, message.damage));
      else if (next.kind === recordKinds.damage) noteDamage(next.head, message.damage);
      else take(next, message.properties);
      message.end = this.#at;
    }
    if (this.#isCut)
      message.damage.push({ code: 'truncated', detail: 'the item ends before its records do' });
    return message;
  }

  /** What is missing of it is told of the message. */
  #attachment(locator: string, levels: number, damage: OutlookDamage[]): StoredAttachment {
    const attachment: StoredAttachment = { locator, properties: [], data: [] };
    for (let next = this.#next(); next && next.kind !== recordKinds.end; next = this.#next()) {
      if (next.kind === recordKinds.data) attachment.data.push(next.value);
      else if (next.kind === recordKinds.damage) noteDamage(next.head, damage);
      else if (next.kind === recordKinds.message) {
        if (levels <= 0) this.#stop();
        else attachment.message = this.message(this.#at, levels - 1);
      } else take(next, attachment.properties);
    }
    return attachment;
  }

  #bag(): StoredProperty[] {
    const properties: StoredProperty[] = [];
    for (let next = this.#next(); next && next.kind !== recordKinds.end; next = this.#next())
      take(next, properties);
    return properties;
  }

  #stop(): void {
    this.#isCut = true;
    this.#at = this.#content.size;
  }

  /** The next record; undefined at the end of the content, where the last one does not fit, or there are too many. */
  #next(): StoredRecord | undefined {
    const at = this.#at;
    if (at >= this.#content.size) return undefined;
    const start = bufferAt(this.#content, at, recordHeadBytes + 64);
    if (start.length < recordHeadBytes || ++this.#count > maxRecords) {
      this.#stop();
      return undefined;
    }
    const headBytes = start.readUInt16LE(1);
    const size = start.readUIntLE(3, 6);
    const valueAt = at + recordHeadBytes + headBytes;
    if (valueAt + size > this.#content.size) {
      this.#stop();
      return undefined;
    }
    this.#at = valueAt + size;
    return {
      kind: start.readUInt8(0),
      head:
        headBytes <= 64
          ? start.subarray(recordHeadBytes, recordHeadBytes + headBytes)
          : bufferAt(this.#content, at + recordHeadBytes, headBytes),
      value: { at: valueAt, size },
    };
  }
}

function take({ kind, head, value }: StoredRecord, properties: StoredProperty[]): void {
  if (kind === recordKinds.property && head.length === 4)
    properties.push({ id: head.readUInt16LE(0), type: head.readUInt16LE(2), ...value });
  else if (kind === recordKinds.named && head.length > 39)
    properties.push(namedProperty(head, value, properties));
}

function noteDamage(head: Buffer, damage: OutlookDamage[]): void {
  const [word = '', ...rest] = head.toString('utf8').split(' ');
  const stated = code.safeParse(word);
  if (damage.length < maxNotes)
    damage.push({ code: stated.success ? stated.data : 'corrupt', detail: rest.join(' ') });
}

interface StoredRecord {
  readonly kind: number;
  readonly head: Buffer;
  readonly value: Range;
}

const foundOf = (head: Buffer): FoundState | undefined =>
  foundStates.find((state) => state === head.toString('latin1'));

/** Ids are given anew, from 0x8000 on, in the order of the records. */
function namedProperty(head: Buffer, value: Range, before: readonly StoredProperty[]): StoredProperty {
  const isText = head[2] === 1;
  const name: PropertyName = {
    set: head.toString('latin1', 3, 39),
    key: isText ? head.toString('utf16le', 39) : head.length >= 43 ? head.readUInt32LE(39) : 0,
  };
  const last = before.at(-1)?.id ?? 0;
  const id = Math.min(0xffff, Math.max(0x8000, last + 1));
  return { id, type: head.readUInt16LE(0), name, ...value };
}

const nameKey = (set: string, key: number | string): string =>
  `${set.toLowerCase()} ${typeof key === 'number' ? key : `"${key.toLowerCase()}`}`;

class StoredBag implements PropertyBag {
  readonly #content: Content;
  readonly #byId = new Map<number, StoredProperty>();
  readonly #byName = new Map<string, number>();

  constructor(content: Content, properties: readonly StoredProperty[]) {
    this.#content = content;
    for (const property of properties) {
      if (this.#byId.has(property.id)) continue;
      this.#byId.set(property.id, property);
      const { name } = property;
      if (name) this.#byName.set(nameKey(name.set, name.key), property.id);
    }
  }

  get(id: number): Property | undefined {
    const stored = this.#byId.get(id);
    if (!stored) return undefined;
    const { type, at, size } = stored;
    return { id, type, size, bytes: () => this.#content.read(at, size) };
  }

  ids(): number[] {
    return [...this.#byId.keys()].toSorted((a, b) => a - b);
  }

  named(set: string, key: number | string): Property | undefined {
    const id = this.#byName.get(nameKey(set, key));
    return id === undefined ? undefined : this.get(id);
  }

  nameOf(id: number): PropertyName | undefined {
    return this.#byId.get(id)?.name;
  }
}

function messageOf(content: Content, stored: StoredMessage): OutlookMessage {
  return {
    properties: new StoredBag(content, stored.properties),
    recipients: () => stored.recipients.map((recipient) => new StoredBag(content, recipient)),
    attachments: () => stored.attachments.map((attachment) => attachmentOf(content, attachment)),
    damage: () => stored.damage,
  };
}

function attachmentOf(content: Content, stored: StoredAttachment): OutlookAttachment {
  const { locator, data, message } = stored;
  const properties = new StoredBag(content, stored.properties);
  if (message) return { locator, properties, message: () => messageOf(content, message) };
  if (data.length === 0) return { locator, properties };
  return {
    locator,
    properties,
    *bytes() {
      for (const { at, size } of data) yield* content.slices(at, at + size);
    },
  };
}
