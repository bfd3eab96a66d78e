/** What is known of a document besides its text, under one name per thing whatever the format calls it. */
import { z } from 'zod';
import { time } from './time.ts';

/** An address as a message states it; at least one of the two is present. */
const mailbox = z.object({ name: z.string().optional(), address: z.string().optional() });
export type Mailbox = z.infer<typeof mailbox>;

export const metadata = z.object({
  title: z.string().optional(),
  authors: z.array(z.string()).optional(),
  lastAuthor: z.string().optional(),
  subject: z.string().optional(),
  keywords: z.array(z.string()).optional(),
  company: z.string().optional(),
  application: z.string().optional(),
  /** BCP 47, as the document states it; never guessed here. */
  language: z.string().optional(),
  created: time.optional(),
  modified: time.optional(),
  printed: time.optional(),
  /** A message's Date header. */
  sent: time.optional(),
  /** The earliest Received header that parses. */
  received: time.optional(),
  /** EXIF DateTimeOriginal. */
  taken: time.optional(),
  from: z.array(mailbox).optional(),
  to: z.array(mailbox).optional(),
  cc: z.array(mailbox).optional(),
  bcc: z.array(mailbox).optional(),
  messageId: z.string().optional(),
  inReplyTo: z.string().optional(),
  references: z.array(z.string()).optional(),
  pages: z.number().int().nonnegative().optional(),
  slides: z.number().int().nonnegative().optional(),
  sheets: z.number().int().nonnegative().optional(),
  width: z.number().int().nonnegative().optional(),
  height: z.number().int().nonnegative().optional(),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
  device: z.string().optional(),
  charset: z.string().optional(),
  /** What the program that kept it notes of its deletion: `flagged by the mail program (X-Mozilla-Status 0009)`. */
  deleted: z.string().optional(),
  /** Everything else the format holds, by the format's own key; searchable as `meta.KEY`, never a field of its own. */
  other: z.record(z.string(), z.string()).optional(),
});
export type Metadata = z.infer<typeof metadata>;
