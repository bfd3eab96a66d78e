/** The visible text of an HTML mail body, in reading order, one line a block. */
import { Parser } from 'htmlparser2';

const blocks = new Set(
  'address article aside blockquote body br center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section table tbody tfoot thead title tr ul'.split(
    ' ',
  ),
);
/** Elements whose content is not text for a reader. */
const silent = new Set(['script', 'style', 'noscript', 'template', 'object', 'applet']);

/** Text of one HTML part; entities decoded, white space collapsed, `alt` texts kept. Never throws. */
export function htmlToText(html: string): string {
  const pieces: string[] = [];
  let silence = 0;
  let block = '';
  const endBlock = (): void => {
    const line = block.replaceAll(/[ \t\r\n\f\u{a0}]+/gu, ' ').trim();
    if (line !== '') pieces.push(line);
    block = '';
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      if (silent.has(name)) silence += 1;
      if (blocks.has(name)) endBlock();
      else if (name === 'td' || name === 'th') block += ' ';
      else if (name === 'img' && attributes.alt) block += ` ${attributes.alt} `;
    },
    ontext(text) {
      if (silence === 0) block += text;
    },
    onclosetag(name) {
      if (silent.has(name) && silence > 0) silence -= 1;
      if (blocks.has(name)) endBlock();
    },
  });
  parser.write(html);
  parser.end();
  endBlock();
  return pieces.join('\n');
}
