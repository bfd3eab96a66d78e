/** What the headers of a RAR archive say of its members, whichever version wrote it. */
import { crc32 } from 'node:zlib';
import type { ItemTimes } from '../../schemas/item-times.ts';
import type { Content } from '../contract.ts';

export interface RarEntry {
  /** Where its header begins: the member's locator. */
  readonly start: number;
  readonly dataStart: number;
  readonly packed: number;
  /** Undefined where the writer did not know it. */
  readonly bytes: number | undefined;
  /** CRC-32 of the whole, undefined where another hash stands for it. */
  readonly crc: number | undefined;
  /** As bytes where their charset is not said. */
  readonly name: string | Uint8Array;
  readonly times: ItemTimes;
  readonly isDirectory: boolean;
  readonly isStored: boolean;
  /** It goes on with the dictionary of the member before it. */
  readonly isSolid: boolean;
  readonly isEncrypted: boolean;
  readonly dictionaryBytes: number;
  /** Its data began in the volume before, or goes on in the next. */
  readonly isContinued: boolean;
  readonly continues: boolean;
  /** Its pieces in the volumes that follow in the same content; then `crc` and `continues` are the last one's. */
  readonly rest?: readonly RarEntry[];
  /** What the header says that it points at; `isLink` without it where the data says so. */
  readonly target?: string | undefined;
  readonly isLink: boolean;
}

/** What one block of an archive is; `end` is where the next begins. */
export interface RarBlock {
  readonly kind: 'main' | 'file' | 'end' | 'encryption' | 'other';
  readonly end: number;
  readonly entry?: RarEntry;
  /** Of the main block: a volume of several. Of the end block: another follows. */
  readonly isVolume?: boolean;
  /** Of the main block of RAR 4: all headers behind it are encrypted. */
  readonly isEncrypted?: boolean;
}

export type ReadBlock = (content: Content, at: number) => RarBlock | undefined;

/** A header is read up to this size; RAR itself allows 2 MiB. Stops a claim of gigabytes. */
export const maxHeaderBytes = 2 * 1024 * 1024;

export const readHead = (content: Content, at: number, length: number): Buffer =>
  Buffer.from(content.read(at, Math.min(length, maxHeaderBytes)));

/** CRC-32 of a header from `from` on. */
export const headerCrc = (header: Buffer, from: number): number => crc32(header.subarray(from));
