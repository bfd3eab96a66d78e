/**
 * What every store of Outlook's gives of an item: properties, recipients, attachments. The readers of PST, MSG and TNEF
 * make these; `push-message.ts` alone says what they mean, so that one message reads the same in each.
 */

import type { Code } from '../../schemas/status.ts';

/** One property as the file keeps it. */
export interface Property {
  /** 16 bits; from 0x8000 on the file itself says what it means (`PropertyBag.nameOf`). */
  readonly id: number;
  /** [MS-OXCDATA] 2.11.1; 0x1000 is added where it has many values. */
  readonly type: number;
  /** Bytes of the value as the file states them, before anything is read. */
  readonly size: number;
  /**
   * The value, little endian, strings without their closing zero or with it. May be shorter than `size` where the file is
   * damaged; the reader has told of the loss then. Many values of one length lie one behind the other; those of strings
   * and binaries as [MS-PST] 2.3.3.4.2 has them: their count, where each starts from the beginning (both 32 bits), then
   * the values, each up to the next.
   */
  bytes(): Uint8Array;
}

/** What a named property is called ([MS-OXCDATA] 2.6.1). */
export interface PropertyName {
  /** The GUID in lower case with hyphens, as in `00062008-0000-0000-c000-000000000046`. */
  readonly set: string;
  readonly key: number | string;
}

export interface PropertyBag {
  /** Where a file has one id twice, the first. */
  get(id: number): Property | undefined;
  /** Each once, ascending; bounded by what the file has. */
  ids(): Iterable<number>;
  /** The property of that name; names compare without case. */
  named(set: string, key: number | string): Property | undefined;
  /** The name of an id from 0x8000 on, undefined where the file does not say. */
  nameOf(id: number): PropertyName | undefined;
}

/** A message, contact, appointment, task, note or list: the property 0x001A (message class) tells which. */
export interface OutlookMessage {
  readonly properties: PropertyBag;
  /** Those there are, whatever number the file claims. */
  recipients(): Iterable<PropertyBag>;
  attachments(): Iterable<OutlookAttachment>;
  /** What could not be read up to now, and what it was; asked once everything else has been. */
  damage(): readonly OutlookDamage[];
}

/** A loss, as an extractor warns of it. */
export interface OutlookDamage {
  readonly code: Code;
  readonly detail: string;
}

export interface OutlookAttachment {
  /** Unique in its message and the same each time: it makes the id of the item. */
  readonly locator: string;
  readonly properties: PropertyBag;
  /** A file or an OLE object; may be called more than once. Absent where the store has no content of it. */
  bytes?: () => Iterable<Uint8Array>;
  /** An embedded message. */
  message?: () => OutlookMessage;
}
