/** Reads the messages of Apple Mail (emlx): a count of bytes, the message, a property list of what the program knows of it. */
import { unixTime } from '../time/archive-time.ts';
import { sliceContent } from '../content.ts';
import type { ByteRange, Content, Extract, Sink } from '../contract.ts';
import { describeAppleFlags, describeAppleNotes } from './client-flags.ts';
import { readMessage } from './eml.ts';

export const version = '12';

/** Bytes of the first line: a number, and the blanks that leave room for a longer one. */
const maxCountBytes = 64;
/** A property list has some hundred bytes; a longer one is an attack, or something else. */
const maxListBytes = 1024 * 1024;
const maxEntries = 200;
const maxValueUnits = 1_000;

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const decodeEntities = (text: string): string =>
  text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '');

/** Keys and plain values of a property list, at whatever depth. */
function readList(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const pattern = /<key>([^<]{1,200})<\/key>\s{0,200}<(?:integer|string|date|real)>([^<]*)<\//g;
  for (const [, key = '', value = ''] of text.matchAll(pattern)) {
    if (values.size >= maxEntries) break;
    values.set(decodeEntities(key), decodeEntities(value).slice(0, maxValueUnits));
  }
  return values;
}

/** What the program noted of the message, as hidden text and metadata. */
function pushList(text: string, sink: Sink): void {
  const values = readList(text);
  const received = Number(values.get('date-received') ?? Number.NaN);
  const flags = Number(values.get('flags') ?? Number.NaN);
  const deleted = describeAppleFlags(flags);
  const notes = describeAppleNotes(flags);
  const other = Object.fromEntries([...values].map(([key, value]) => [`apple-${key}`, value]));
  if (notes.length > 0) other['mail.flags'] = notes.join(', ');
  sink.metadata(deleted === undefined ? { other } : { other, deleted });
  const time =
    Number.isSafeInteger(received) && received > 0 ? unixTime(received, String(received)) : undefined;
  if (time) sink.event({ time, kind: 'received', message: 'by Apple Mail' });
  sink.anchor({ part: 'property list' }, 'hidden');
  for (const [key, value] of values) sink.text(`${key}: ${value}\n`, 'hidden');
}

/** Where the message lies in the file; `stated` is the count of its first line. */
export function messageRange(
  content: Content,
): ByteRange & { readonly stated: string; readonly isWithin: boolean } {
  const head = textOf(content.read(0, maxCountBytes));
  const count = /^\s*(\d{1,15})[ \t]*\r?\n/.exec(head);
  const start = count?.[0].length ?? 0;
  const stated = start + Number(count?.[1] ?? Number.NaN);
  const isWithin = stated <= content.size;
  return { start, end: isWithin ? stated : content.size, stated: count?.[1] ?? 'no', isWithin };
}

export const extract: Extract = async ({ content }, sink) => {
  const { start, end, stated, isWithin } = messageRange(content);
  if (!isWithin) sink.warn('truncated', `the first line states ${stated} bytes`);
  const outcome = await readMessage(sliceContent(content, start, end), sink, start);
  const rest = textOf(content.read(end, maxListBytes));
  const listEnd = rest.indexOf('</plist>');
  if (/^\s*(?:<\?xml|<!DOCTYPE plist|<plist)/.test(rest) && listEnd !== -1) {
    pushList(rest.slice(0, listEnd), sink);
    const after = content.size - end - Buffer.byteLength(rest.slice(0, listEnd + 8));
    if (rest.slice(listEnd + 8).trim() !== '')
      sink.warn('trailing-data', `${after} bytes behind the property list`);
  } else if (rest.trim() !== '') {
    // The count is wrong, or something else stands here: it is text all the same.
    sink.warn('trailing-data', `${content.size - end} bytes behind the message are no property list`);
    sink.text(`${rest}\n`, 'hidden');
  }
  return outcome;
};
