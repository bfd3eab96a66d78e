/** Reads JSON and JSON Lines: the text as it stands, with its escapes decoded so that names in them are found. */
import { decodeText } from '../charset/charset.ts';
import { leadingText, pushFileBehind } from '../charset/file-in-text.ts';
import { reportCharset } from '../charset/report-charset.ts';
import { withoutZeros } from '../charset/text-without-zeros.ts';
import type { Extract } from '../contract.ts';
import { BracketCheck } from './bracket-check.ts';
import { anchorPiece, LinePieces } from './line-pieces.ts';

export const version = '5';

const escape = /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g;
const meanings: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\n', b: ' ', f: '\n' };

/** Two halves of a pair come as two escapes and join by themselves; a half alone is replaced. */
const decodeEscapes = (text: string): string =>
  text.includes('\\')
    ? text
        .replace(escape, (_, code: string | undefined, char: string | undefined) =>
          code === undefined
            ? (meanings[char ?? ''] ?? char ?? '')
            : String.fromCharCode(Number.parseInt(code, 16)),
        )
        .replaceAll('\0', ' ')
        .toWellFormed()
    : text;

/** Where a text may be cut without parting an escape, or a pair of them (12 units), that began before its end. */
function safeEnd(text: string): number {
  const from = Math.max(0, text.length - 12);
  const tail = text.slice(from);
  const open =
    /(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?:\\(?:u[0-9a-fA-F]{0,3})?)?|\\(?:u[0-9a-fA-F]{0,3})?)$/.exec(tail);
  if (!open) return text.length;
  // An even run of backslashes before the end is escaped itself; then nothing is open but perhaps the last.
  let start = from + open.index;
  let run = 0;
  while (start - 1 - run >= 0 && text[start - 1 - run] === '\\') run++;
  if (run % 2 === 1) start -= 1;
  return start;
}

export const extract: Extract = async (input, sink) => {
  const leading = leadingText(input.content, input.charset);
  const decoded = decodeText(leading.content, input.charset);
  const lines = new LinePieces('\\');
  const brackets = new BracketCheck();
  const push = (text: string): void => {
    for (const piece of lines.split(text)) {
      anchorPiece(sink, piece, input.format === 'jsonl' ? 'row' : 'line');
      sink.text(decodeEscapes(piece.text));
    }
  };
  let held = '';
  for (const chunk of decoded.chunks()) {
    const whole = held + withoutZeros(chunk);
    const end = safeEnd(whole);
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
  await pushFileBehind(input.content, leading, sink);
  return { status: 'extracted' };
};
