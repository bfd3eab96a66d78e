/** Reads JSON and JSON Lines: the text as it stands, with its escapes decoded so that names in them are found. */
import { decodeText } from '../charset/charset.ts';
import { leadingText, pushFileBehind } from '../charset/file-in-text.ts';
import { reportCharset } from '../charset/report-charset.ts';
import { withoutZeros } from '../charset/text-without-zeros.ts';
import type { Extract } from '../contract.ts';
import { BracketCheck } from './bracket-check.ts';
import { JoinedJson } from './json-joined.ts';
import { jsonCut, JsonStrings } from './json-strings.ts';
import { anchorPiece, LinePieces } from './line-pieces.ts';

export const version = '7';

export const extract: Extract = async (input, sink) => {
  const leading = leadingText(input.content, input.charset);
  const decoded = decodeText(leading.content, input.charset);
  const lines = new LinePieces('\\');
  const strings = new JsonStrings();
  const brackets = new BracketCheck();
  const ofRuns = new JsonStrings();
  const joined = new JoinedJson((string) => ofRuns.decode(string));
  const axis = input.format === 'jsonl' ? 'row' : 'line';
  const push = (text: string): void => {
    for (const piece of lines.split(text)) {
      anchorPiece(sink, piece, axis);
      sink.text(strings.decode(piece.text));
    }
    for (const { text: words, line } of joined.write(text)) {
      sink.anchor({ [axis]: line, from: true, mark: 'coded' }, 'hidden');
      sink.text(`${words}\n`, 'hidden');
    }
  };
  let held = '';
  for (const chunk of decoded.chunks()) {
    const whole = held + withoutZeros(chunk);
    const end = jsonCut(whole);
    held = whole.slice(end);
    const ready = whole.slice(0, end);
    brackets.write(ready);
    push(ready);
    await sink.drain();
  }
  brackets.write(held);
  push(held);
  const fault = brackets.end();
  if (fault) sink.warn(fault.code, fault.detail);
  reportCharset(decoded, sink);
  if (strings.ofBytes > 0)
    sink.warn('charset-guessed', `${strings.ofBytes} strings write UTF-8 byte by byte and are read as UTF-8`);
  await pushFileBehind(input.content, leading, sink);
  return { status: 'extracted' };
};
