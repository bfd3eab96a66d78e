/** Tells the separators of an mbox from lines of text that begin alike: by a rule that looks at one place only. */
import { bufferAt } from '../content.ts';
import type { Content } from '../contract.ts';

/** Bytes searched at a time; a quarter of a window of the content, so that most searches find it filled. */
const searchBytes = 256 * 1024;
/** Longest separator line looked at; a longer one is text. */
const maxSeparatorBytes = 1_000;
/** Bytes behind a separator that are looked at for the first fields. */
const maxFieldBytes = 1_000;

const lf = 0x0a;
const cr = 0x0d;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where the text of a file begins: behind the mark that editors put before UTF-8. */
export const textStart = (content: Content): number =>
  byteOrderMark.equals(content.read(0, byteOrderMark.length)) ? byteOrderMark.length : 0;

/** Whether the line before `at` is empty, or `at` is the first byte. */
function followsBlankLine(content: Content, at: number): boolean {
  if (at === 0 || (at === byteOrderMark.length && textStart(content) === at)) return true;
  const before = content.read(Math.max(0, at - 3), Math.min(3, at));
  const last = before.length - 1;
  if (before[last] !== lf) return false;
  const feed = before[last - 1] === cr ? last - 2 : last - 1;
  // At the very start there may be a blank line or two and nothing else.
  return feed < 0 ? at <= 2 : before[feed] === lf;
}

/** A separator with a date as asctime writes it (RFC 4155), with or without weekday, zone and seconds. */
const datedSeparator =
  /^From .{0,320}\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,3})?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))(?:,? \d{4})? {1,2}\d{1,2}:\d\d/;
/** A separator that says nothing, as some programs write it. */
const bareSeparator = /^From[ \t-]*$/;

/** Fields that a message begins with, and no line of prose before a colon. */
const known = new Set(
  `from to cc bcc subject date sender reply-to message-id in-reply-to references received return-path delivered-to
   mime-version importance priority organization status user-agent newsgroups path envelope-to errors-to`.split(
    /\s+/,
  ),
);
const knownFamily = /^(?:x|content|resent|list|arc|dkim|thread|received|apparently|original|authentication)-/;

interface FirstFields {
  /** Lines from the first on that are fields or their folds. */
  readonly fields: number;
  readonly known: number;
  /** Another envelope line comes first, as some programs add it. */
  readonly isQuoted: boolean;
}

const fieldPattern = /^([!-9;-~]{1,200})[ \t]{0,20}:/;

/** A first line that is empty, another envelope line, or a field. */
const mayStartMessage = /^(?:\r?\n|>?From |[!-9;-~]{1,200}[ \t]{0,20}:)/;

/** What stands at the start of `text`: the first lines behind a separator. */
function readFirstFields(text: string): FirstFields {
  const lines = text.split('\n', 5).map((line) => line.replace(/\r$/, ''));
  const isQuoted = /^>?From /.test(lines[0] ?? '');
  let fields = 0;
  let knownFields = 0;
  for (const line of isQuoted ? lines.slice(1) : lines) {
    const name = fieldPattern.exec(line)?.[1]?.toLowerCase();
    if (name === undefined && !(fields > 0 && /^[ \t]/.test(line))) break;
    fields++;
    if (name !== undefined && (known.has(name) || knownFamily.test(name))) knownFields++;
  }
  return { fields, known: knownFields, isQuoted };
}

/** Whether the lines behind a separator can be those of a message, the less likely the less the separator itself says. */
function startsMessage(separator: string, rest: string, isAfterBlank: boolean): boolean {
  const isDated = datedSeparator.test(separator);
  // A message without header follows only where the separator leaves no doubt.
  if (/^\r?\n/.test(rest)) return isDated && isAfterBlank;
  const first = readFirstFields(rest);
  if (first.isQuoted) return isAfterBlank || isDated;
  // A blank line before it is not always written. Without one, prose and quoted mail look much alike.
  if (isDated) return isAfterBlank ? first.fields > 0 : first.known > 0;
  if (bareSeparator.test(separator)) return first.known > 0;
  return isAfterBlank ? first.known > 0 || first.fields > 1 : first.known > 1;
}

/**
 * The first byte of the message whose separator stands at `at`, or -1 where the line is no separator. The rule looks at
 * nothing but the line before, the line itself and the first behind it, so that every range of a file sees the same.
 */
export function messageAfterSeparator(content: Content, at: number): number {
  const bytes = bufferAt(content, at, maxSeparatorBytes + maxFieldBytes);
  if (bytes.toString('latin1', 0, 4) !== 'From') return -1;
  const end = bytes.indexOf(lf);
  if (end === -1 || end > maxSeparatorBytes) return -1;
  const separator = bytes.toString('latin1', 0, end).replace(/\r$/, '');
  if (separator[4] !== ' ' && separator !== 'From') return -1;
  // A file of nothing but such lines must not cost a look at all that stands behind each.
  if (!mayStartMessage.test(bytes.toString('latin1', end + 1, end + 230))) return -1;
  const rest = bytes.toString('latin1', end + 1, end + 1 + maxFieldBytes);
  return startsMessage(separator, rest, followsBlankLine(content, at)) ? at + end + 1 : -1;
}

/** The first separator at or after `from`, as [separator, start of message], or undefined. */
export function findSeparator(content: Content, from: number): [number, number] | undefined {
  // A line starts behind a line feed: begin one byte earlier to see the one before `from`.
  for (let at = Math.max(0, from - 1); at < content.size;) {
    const bytes = bufferAt(content, at, searchBytes);
    if (at === 0 && from === 0) {
      const first = textStart(content);
      const start = messageAfterSeparator(content, first);
      if (start !== -1) return [first, start];
    }
    for (let found = bytes.indexOf('\nFrom'); found !== -1; found = bytes.indexOf('\nFrom', found + 1)) {
      const start = messageAfterSeparator(content, at + found + 1);
      if (start !== -1) return [at + found + 1, start];
    }
    if (at + bytes.length >= content.size) return undefined;
    at += Math.max(1, bytes.length - 6);
  }
  return undefined;
}
