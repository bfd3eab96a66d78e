/** Reads what Outlook sends to Outlook in one file, `winmail.dat` ([MS-OXTNEF]): a message with all that it has. */
import { bufferAt } from '../content.ts';
import type { Content, Extract } from '../contract.ts';
import type { OutlookAttachment, OutlookDamage, OutlookMessage, PropertyBag } from './property-bag.ts';
import { ids } from './property-ids.ts';
import { NamedProperties, PropertyMap } from './property-map.ts';
import { types } from './property-values.ts';
import { messageVersion, pushMessage } from './push-message.ts';
import { attributes, type Attribute, isTnef, walkAttributes } from './tnef-attributes.ts';
import { listProperties, type TnefProperties, type ValueRange } from './tnef-properties.ts';

/** Raised whenever the output changes for any input. */
export const version = `1.${messageVersion}`;

/** Bytes of an interface id before the content of an object (2.1.3.4.4). */
const interfaceBytes = 16;
/** A value of an attribute is held; a larger one is cut. */
const maxValueBytes = 64 * 1024 * 1024;
const maxRecipients = 100_000;
/** Milliseconds from 1601 to 1970. */
const epochMs = 11_644_473_600_000;

/** An attachment while its attributes come. */
interface Gathered {
  readonly own: PropertyMap;
  data: ValueRange | undefined;
  properties: TnefProperties | undefined;
}

/** The eight words of a date (2.1.3.3.5), as the bytes of a FILETIME. */
function dateBytes(bytes: Buffer): Buffer {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = Array.from(
    { length: Math.floor(bytes.length / 2) },
    (_, at) => bytes.readUInt16LE(at * 2),
  );
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const filetime = Buffer.alloc(8);
  if (Number.isFinite(time) && time > -epochMs) filetime.writeBigInt64LE(BigInt(time + epochMs) * 10_000n);
  return filetime;
}

/** Properties that older programs write as attributes alone. */
const plain: Readonly<Record<number, readonly [id: number, type: number]>> = {
  [attributes.subject]: [ids.subject, types.string8],
  [attributes.messageClass]: [ids.messageClass, types.string8],
  [attributes.body]: [ids.body, types.string8],
  [attributes.dateSent]: [ids.submitted, types.time],
  [attributes.attachTitle]: [ids.attachmentShortName, types.string8],
  [attributes.attachCreated]: [ids.created, types.time],
  [attributes.attachModified]: [ids.modified, types.time],
};

/** The properties of several lists as one: of each id the first. */
function joined(bags: readonly PropertyMap[], names: NamedProperties): PropertyMap {
  const all = new PropertyMap(names);
  for (const bag of bags)
    for (const id of bag.ids()) {
      const property = bag.get(id);
      if (property) all.add(property);
    }
  return all;
}

class TnefMessage implements OutlookMessage {
  readonly properties: PropertyBag;
  readonly #content: Content;
  readonly #names = new NamedProperties();
  readonly #own = new PropertyMap(this.#names);
  readonly #damage: OutlookDamage[] = [];
  readonly #attached: Gathered[] = [];
  readonly #recipientRows: PropertyMap[] = [];
  #listed: PropertyMap | undefined;

  constructor(content: Content, range: ValueRange) {
    this.#content = content;
    const walk = walkAttributes(content, range);
    let attribute = walk.next();
    for (; !attribute.done; attribute = walk.next()) this.#take(attribute.value);
    if (attribute.value !== undefined)
      this.#damage.push({
        code: 'corrupt',
        detail: `${range.end - attribute.value} bytes behind byte ${attribute.value} are no attribute`,
      });
    this.properties = joined([this.#listed ?? new PropertyMap(this.#names), this.#own], this.#names);
  }

  damage(): readonly OutlookDamage[] {
    return this.#damage;
  }

  #bytes({ start, end }: ValueRange): Buffer {
    return bufferAt(this.#content, start, Math.min(end - start, maxValueBytes));
  }

  #list(range: ValueRange, what: string): TnefProperties {
    const list = listProperties(this.#content, range, this.#names);
    if (list.isCut)
      this.#damage.push({
        code: 'truncated',
        detail: `${what} end within a property; those before it were read`,
      });
    return list;
  }

  #take(attribute: Attribute): void {
    const { id, start, end, isWhole, isSumRight } = attribute;
    const name = `attribute ${id.toString(16).padStart(8, '0')} at byte ${start}`;
    if (!isWhole) this.#damage.push({ code: 'truncated', detail: `${name} is cut off` });
    else if (!isSumRight) this.#damage.push({ code: 'corrupt', detail: `${name} has another checksum` });
    const current = this.#attached.at(-1);
    if (id === attributes.attachRendering)
      this.#attached.push({ own: new PropertyMap(this.#names), data: undefined, properties: undefined });
    else if (id === attributes.codePage && end - start >= 4)
      this.#add(ids.messageCodePage, types.integer32, { start, end: start + 4 });
    else if (id === attributes.messageProperties)
      this.#listed ??= this.#list(attribute, 'the properties of the message').bag;
    else if (id === attributes.recipientTable) this.#takeRecipients(attribute);
    else if (id === attributes.attachData && current) current.data ??= attribute;
    else if (id === attributes.attachment && current)
      current.properties ??= this.#list(attribute, `the properties of attachment ${this.#attached.length}`);
    else this.#takePlain(attribute, current);
  }

  #add(id: number, type: number, range: ValueRange, to = this.#own): void {
    const isTime = type === types.time;
    const bytes = (): Buffer => (isTime ? dateBytes(this.#bytes(range)) : this.#bytes(range));
    to.add({ id, type, size: isTime ? 8 : range.end - range.start, bytes });
  }

  #takePlain(attribute: Attribute, current: Gathered | undefined): void {
    const [id, type] = plain[attribute.id] ?? [];
    if (id === undefined || type === undefined) {
      if (attribute.id === attributes.from) this.#takeSender(attribute);
      return;
    }
    const isOfAttachment = id === ids.attachmentShortName || id === ids.created || id === ids.modified;
    if (!isOfAttachment) this.#add(id, type, attribute);
    else if (current) this.#add(id, type, attribute, current.own);
  }

  /** Four words, then the name and the address, `TYPE:address` (2.1.3.3.1). */
  #takeSender(range: ValueRange): void {
    const bytes = this.#bytes(range);
    if (bytes.length < 8) return;
    const nameEnd = 8 + bytes.readUInt16LE(4);
    const addressEnd = nameEnd + bytes.readUInt16LE(6);
    const at = (from: number, to: number): ValueRange => ({
      start: range.start + from,
      end: range.start + to,
    });
    if (nameEnd <= bytes.length) this.#add(ids.senderName, types.string8, at(8, nameEnd));
    const colon = bytes.indexOf(0x3a, nameEnd);
    if (addressEnd <= bytes.length && colon >= 0)
      this.#add(ids.senderAddress, types.string8, at(colon + 1, addressEnd));
  }

  #takeRecipients({ start, end }: ValueRange): void {
    if (end - start < 4) return;
    const stated = bufferAt(this.#content, start, 4).readUInt32LE(0);
    let at = start + 4;
    let rows = 0;
    for (; rows < stated && rows < maxRecipients && at + 4 <= end; rows += 1) {
      const row = listProperties(this.#content, { start: at, end }, this.#names);
      this.#recipientRows.push(row.bag);
      at = row.end;
      if (row.isCut) break;
    }
    if (rows < stated)
      this.#damage.push({ code: 'partial-read', detail: `${rows} of ${stated} recipients are there` });
  }

  recipients(): Iterable<PropertyBag> {
    return this.#recipientRows;
  }

  *attachments(): Generator<OutlookAttachment> {
    for (const [index, { own, data, properties }] of this.#attached.entries()) {
      const bag = joined(properties ? [properties.bag, own] : [own], this.#names);
      const given = { locator: `attachment-${index + 1}`, properties: bag };
      const range = data ?? properties?.ranges.get(ids.attachmentData);
      const inner = this.#objectOf(bag, properties);
      const content = this.#content;
      if (inner && isTnef(content, inner.start))
        yield { ...given, message: () => new TnefMessage(content, inner) };
      else if (inner) yield { ...given, bytes: () => content.slices(inner.start, inner.end) };
      else if (range) yield { ...given, bytes: () => content.slices(range.start, range.end) };
      else yield given;
    }
  }

  /** The place of an object, which is a message or an OLE object, without the id before it. */
  #objectOf(bag: PropertyMap, properties: TnefProperties | undefined): ValueRange | undefined {
    const range = properties?.ranges.get(ids.attachmentData);
    if (!range || bag.get(ids.attachmentData)?.type !== types.object) return undefined;
    return { start: Math.min(range.start + interfaceBytes, range.end), end: range.end };
  }
}

export const extract: Extract = async (input, sink) => {
  const { content } = input;
  if (!isTnef(content, 0)) return { status: 'failed', code: 'corrupt', detail: 'no signature of TNEF' };
  return pushMessage(new TnefMessage(content, { start: 0, end: content.size }), input, sink);
};
