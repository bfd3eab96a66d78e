/** What is known of a document besides its text, under one name per thing whatever the format calls it. */
import { z } from 'zod';
import { time } from './time.ts';

/** Keys a format may add beyond ours, the length of each, of each value, and of lists: stops metadata that floods the index. */
export const maxOtherKeys = 500;
export const maxKeyUnits = 200;
export const maxMetadataUnits = 30_000;
export const maxListEntries = 5_000;

const value = z.string().max(maxMetadataUnits);

/** Further addresses of one mailbox that a format states beside its address. */
export const maxFurtherAddresses = 4;

/** An address as a message states it; at least one of name and address is present. */
const mailbox = z.object({
  name: value.optional(),
  address: value.optional(),
  /** Others that the same statement gives for this mailbox: of Exchange beside that of the internet. */
  also: z.array(value).max(maxFurtherAddresses).optional(),
});
export type Mailbox = z.infer<typeof mailbox>;

/** A main language of a document: BCP 47 or `unknown`, and its part of the passages whose language is known, 0 to 1. */
const detectedLanguage = z.object({ language: z.string().max(20), share: z.number().min(0).max(1) });
export type DetectedLanguage = z.infer<typeof detectedLanguage>;

export const metadata = z.object({
  title: value.optional(),
  authors: z.array(value).max(maxListEntries).optional(),
  lastAuthor: value.optional(),
  subject: value.optional(),
  keywords: z.array(value).max(maxListEntries).optional(),
  company: value.optional(),
  application: value.optional(),
  /** BCP 47, as the document states it; never guessed here. */
  language: value.optional(),
  /** Its main languages as its texts show; of a document with texts that an earlier version read there are none. */
  languages: z.array(detectedLanguage).max(3).optional(),
  created: time.optional(),
  modified: time.optional(),
  printed: time.optional(),
  /** A message's Date header. */
  sent: time.optional(),
  /** The earliest Received header that parses. */
  received: time.optional(),
  /** EXIF DateTimeOriginal. */
  taken: time.optional(),
  from: z.array(mailbox).max(maxListEntries).optional(),
  to: z.array(mailbox).max(maxListEntries).optional(),
  cc: z.array(mailbox).max(maxListEntries).optional(),
  bcc: z.array(mailbox).max(maxListEntries).optional(),
  /** Who sent it for those in `from`, where that is another. */
  sender: z.array(mailbox).max(maxListEntries).optional(),
  /** Who sent it on as it is, and to whom (RFC 5322, 3.6.6). */
  resent: z.array(mailbox).max(maxListEntries).optional(),
  /** Contacts of an address book, or cards in it, that state several addresses of one. */
  cards: z.array(mailbox).max(maxListEntries).optional(),
  messageId: value.optional(),
  /** What copies of one mail have in common, whichever program kept them: version, `-`, SHA-256; see `message-hash.ts`. */
  messageHash: value.optional(),
  /** Addresses that only Exchange knows, which that hash leaves out. */
  addressesLeftOut: z.number().int().positive().optional(),
  /** EDRM's Message Identification Hash, MD5 of the Message-ID. */
  messageIdHash: value.optional(),
  inReplyTo: value.optional(),
  references: z.array(value).max(maxListEntries).optional(),
  /**
   * Times of what stands inside: entries of a calendar, comments, changes, signatures; see `event-times.ts`. As dates of
   * ISO 8601, those without a zone or an offset as they float, with `?` where the zone is stated and not clear; of what lasts start and end (`time-interval.ts`).
   */
  eventTimes: z.array(z.string().max(80)).max(maxListEntries).optional(),
  pages: z.number().int().nonnegative().optional(),
  slides: z.number().int().nonnegative().optional(),
  sheets: z.number().int().nonnegative().optional(),
  width: z.number().int().nonnegative().optional(),
  height: z.number().int().nonnegative().optional(),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
  device: value.optional(),
  charset: value.optional(),
  /** What the program that kept it notes of its deletion: `flagged by the mail program (X-Mozilla-Status 0009)`. */
  deleted: value.optional(),
  /** Everything else the format holds, by the format's own key; searchable as `meta.KEY`, never a field of its own. */
  other: z
    .record(z.string().max(maxKeyUnits), value)
    .refine((values) => Object.keys(values).length <= maxOtherKeys)
    .optional(),
});
export type Metadata = z.infer<typeof metadata>;
