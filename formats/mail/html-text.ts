/** The text of an HTML mail body, by the rules of the HTML extractor: what is shown, and what is not. */
import type { DataFile } from '../web/data-uri.ts';
import { HtmlParser, isXhtml } from '../web/html-parser.ts';
import { type HtmlProblem, problemsOf } from '../web/html-problems.ts';
import { HtmlReader } from '../web/html-reader.ts';

export interface HtmlText {
  readonly shown: string;
  /** Link targets, comments and elements that are not displayed, line by line. */
  readonly hidden: string;
  /** The title, and what the page says of itself. */
  readonly headers: string;
  /** Files that it carries in its own text, as `data:` addresses. */
  readonly files: readonly DataFile[];
  readonly problems: readonly HtmlProblem[];
}

/** Nested tags beyond which the rest is kept as it stands: each closing tag searches the stack of open ones. */
const maxTagDepth = 5_000;
/** Units parsed between two looks at the depth. */
const stepUnits = 64 * 1024;

/** Text of one HTML part. Never throws. */
export function readHtml(html: string): HtmlText {
  const reader = new HtmlReader();
  const parser = new HtmlParser(reader, isXhtml(html.slice(0, 4096)));
  let rest = '';
  for (let at = 0; at < html.length; at += stepUnits) {
    if (reader.depth > maxTagDepth) {
      rest = html.slice(at);
      break;
    }
    parser.write(html.slice(at, at + stepUnits));
  }
  if (rest === '') parser.end();
  else parser.abandon();
  reader.end();
  const problems = problemsOf(reader);
  if (rest !== '')
    problems.push({ code: 'partial-read', detail: 'tags nested too deep: the rest was kept as raw text' });
  return {
    shown: reader.body.take() + rest,
    hidden: reader.hidden.take(),
    headers: reader.headers.take(),
    files: reader.files.next(),
    problems,
  };
}
