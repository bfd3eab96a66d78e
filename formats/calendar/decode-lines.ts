/** Gives a calendar's content lines as text: unfolded as bytes first, since a fold may fall within a character. */
import { decodeBytes, decodeText } from '../charset/charset.ts';
import { readByteOrderMark } from '../charset/text-bytes.ts';
import { withoutZeros } from '../charset/text-without-zeros.ts';
import { memoryContent } from '../content.ts';
import type { Content, Sink } from '../contract.ts';
import { type LogicalLine, LogicalLines } from './logical-lines.ts';

/** Kept of one line; far beyond any description, and what a hostile one may cost. */
const maxLineUnits = 16 * 1024 * 1024;
/** What the charset is decided by. */
const sampleBytes = 1024 * 1024;

export interface DecodedLine extends LogicalLine {
  /** The places of the line are bytes of the content. */
  readonly hasPlaces: boolean;
}

/** Charsets whose bytes mean other things where ASCII has line ends and blanks. */
const isWide = (charset: string): boolean => /^(?:utf-?(?:7|16|32)|cp|ibm(?!866))/.test(charset);

/** The first bytes, as a content without folds: a decision by them does not stumble over cut characters. */
function sampleOf(content: Content): Content {
  const head = Buffer.from(content.read(0, sampleBytes)).toString('latin1');
  const bytes = Buffer.from(head.includes('\0') ? head : head.replaceAll(/\r?\n[ \t]/g, ''), 'latin1');
  return memoryContent(bytes);
}

const hasHighBytes = (text: string): boolean => /[\u0080-\u00ff]/.test(text);
const statedInLine = /^[^:]{0,500};CHARSET="?([\w.:-]{1,40})"?[;:]/i;

/** Lines of a content; `sink` learns the charset and what could not be decoded, once they have ended. */
export function* decodeLines(
  content: Content,
  stated: string | undefined,
  sink: Sink,
): Generator<DecodedLine> {
  const sample = decodeText(sampleOf(content), stated);
  for (const _ of sample.chunks()) continue;
  const { charset } = sample;
  sink.metadata({ charset });
  if (sample.guessed) sink.warn('charset-guessed', charset);
  if (isWide(charset)) {
    const lines = new LogicalLines(0, maxLineUnits);
    const decoded = decodeText(content, stated);
    for (const chunk of decoded.chunks())
      for (const line of lines.split(withoutZeros(chunk))) yield { ...line, hasPlaces: false };
    for (const line of lines.end()) yield { ...line, hasPlaces: false };
    if (decoded.replaced() > 0) sink.warn('charset-damaged', `${decoded.replaced()} replaced in ${charset}`);
    return;
  }
  let damaged = 0;
  const decode = (line: LogicalLine): DecodedLine => {
    // vCalendar 1.0 states a charset in the line itself.
    const text = hasHighBytes(line.text)
      ? decodeBytes(Buffer.from(line.text, 'latin1'), statedInLine.exec(line.text)?.[1] ?? charset)
      : line.text;
    if (text.includes('\uFFFD')) damaged++;
    return { ...line, text: withoutZeros(text), hasPlaces: true };
  };
  const start = readByteOrderMark(content.read(0, 4))?.length ?? 0;
  const lines = new LogicalLines(start, maxLineUnits);
  for (const slice of content.slices(start)) {
    const chunk = Buffer.from(slice.buffer, slice.byteOffset, slice.length).toString('latin1');
    for (const line of lines.split(chunk)) yield decode(line);
  }
  for (const line of lines.end()) yield decode(line);
  if (damaged > 0) sink.warn('charset-damaged', `${damaged} lines in ${charset}`);
}
