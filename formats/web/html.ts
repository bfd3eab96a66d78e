/** Reads HTML: visible text with its blocks kept apart; links, comments and what is not shown as hidden text. */
import { decodeText } from '../charset/charset.ts';
import { leadingText, pushFileBehind } from '../charset/file-in-text.ts';
import { reportCharset } from '../charset/report-charset.ts';
import type { Content, Extract, Sink } from '../contract.ts';
import { carriedFile } from './data-uri.ts';
import { HtmlParser, isXhtml } from './html-parser.ts';
import { HtmlReader } from './html-reader.ts';
import { problemsOf } from './html-problems.ts';
import { withoutZeros } from '../charset/text-without-zeros.ts';
import { maxMarkupUnits } from '../value-limits.ts';

export const version = '7';

// Beyond these the markup is made to exhaust the parser (its stack is searched at every closing tag; an attribute or
// comment is held until it ends): the rest is then kept as raw text.
const maxTagDepth = 5000;

/** The charset a page states for itself within its first bytes (HTML Standard, "prescan a byte stream"). */
export function declaredHtmlCharset(content: Content): string | undefined {
  const head = Buffer.from(content.read(0, 4096)).toString('latin1');
  const label =
    /<meta\s[^>]{0,400}?charset\s{0,8}=\s{0,8}["']?\s{0,8}([\w:.+-]{1,40})/i.exec(head)?.[1] ??
    /^\s*<\?xml[^>]{0,200}?encoding\s{0,8}=\s{0,8}["']([\w:.+-]{1,40})/i.exec(head)?.[1];
  if (label === undefined) return undefined;
  // A statement that could be read byte by byte cannot be true for UTF-16 (same section).
  return /^utf-?16|^ucs-?2/i.test(label) ? 'utf-8' : label;
}

/** By its first bytes, whatever their charset is: the marks are ASCII, in UTF-16 between zeros. */
const startsAsXhtml = (content: Content): boolean =>
  isXhtml(withoutZeros(Buffer.from(content.read(0, 4096)).toString('latin1')).replace(/^[^<]{1,4}/, ''));

async function take(reader: HtmlReader, sink: Sink): Promise<void> {
  for (const kind of ['body', 'headers', 'hidden'] as const) {
    const text = reader[kind].take();
    if (text !== '') sink.text(text, kind);
  }
  for (const file of reader.files.next()) await sink.child(carriedFile(file));
}

export const extract: Extract = async (input, sink) => {
  const leading = leadingText(input.content, input.charset);
  const decoded = decodeText(leading.content, input.charset ?? declaredHtmlCharset(input.content));
  const reader = new HtmlReader();
  const parser = new HtmlParser(reader, startsAsXhtml(input.content));
  let silent = 0;
  let hostile = false;
  for (const chunk of decoded.chunks()) {
    if (hostile) {
      sink.text(withoutZeros(chunk));
    } else {
      const before = reader.events;
      parser.write(withoutZeros(chunk));
      silent = reader.events === before ? silent + chunk.length : 0;
      await take(reader, sink);
      hostile = reader.depth > maxTagDepth || silent > maxMarkupUnits;
      if (hostile) {
        parser.abandon();
        sink.warn('partial-read', 'tags nested too deep or a tag too long: the rest was kept as raw text');
      }
    }
    await sink.drain();
  }
  if (!hostile) parser.end();
  sink.metadata(reader.end());
  await take(reader, sink);
  for (const { code, detail } of problemsOf(reader)) sink.warn(code, detail);
  reportCharset(decoded, sink);
  await pushFileBehind(input.content, leading, sink);
  return { status: 'extracted' };
};
