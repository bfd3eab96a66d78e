/** The text of an HTML mail body, by the rules of the HTML extractor: what is shown, and what is not. */
import { isXhtml, makeHtmlParser } from '../web/html-parser.ts';
import { HtmlReader } from '../web/html-reader.ts';

export interface HtmlText {
  readonly shown: string;
  /** Link targets, comments and elements that are not displayed, line by line. */
  readonly hidden: string;
  readonly title: string;
}

/** Nested tags beyond which the rest is kept as it stands: each closing tag searches the stack of open ones. */
const maxTagDepth = 5_000;
/** Units parsed between two looks at the depth. */
const stepUnits = 64 * 1024;

/** Text of one HTML part. Never throws. */
export function readHtml(html: string): HtmlText {
  const reader = new HtmlReader();
  const parser = makeHtmlParser(reader, isXhtml(html.slice(0, 4096)));
  let rest = '';
  for (let at = 0; at < html.length; at += stepUnits) {
    if (reader.depth > maxTagDepth) {
      rest = html.slice(at);
      break;
    }
    parser.write(html.slice(at, at + stepUnits));
  }
  if (rest === '') parser.end();
  const { title = '' } = reader.end();
  return { shown: reader.body.take() + rest, hidden: reader.hidden.take(), title };
}
