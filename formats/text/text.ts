/** Reads plain text, logs and Markdown: the text as it stands, in one pass, whatever its size. */
import { decodeText } from '../charset/charset.ts';
import { leadingText, pushFileBehind } from '../charset/file-in-text.ts';
import { reportCharset } from '../charset/report-charset.ts';
import { withoutZeros } from '../charset/text-without-zeros.ts';
import type { Extract } from '../contract.ts';
import { anchorPiece, LinePieces } from './line-pieces.ts';

export const version = '5';

const maxTitle = 500;

/** The title of a Markdown text: its front matter's, else its first heading's. */
function findTitle(start: string): string | undefined {
  const front = /^---\r?\n([\s\S]{0,4000}?)\r?\n(?:---|\.\.\.)\s*(?:\r?\n|$)/.exec(start)?.[1];
  const named = front === undefined ? undefined : /^title:[ \t]*(\S[^\r\n]*)$/m.exec(front)?.[1];
  const title =
    named?.trim().replace(/^(["'])(.*)\1$/, '$2') ?? /^# {1,4}(\S[^\r\n]*)$/m.exec(start.slice(0, 4096))?.[1];
  return title
    ?.slice(0, maxTitle)
    .replace(/\s#+\s*$/, '')
    .trim();
}

export const extract: Extract = async (input, sink) => {
  const leading = leadingText(input.content, input.charset);
  const decoded = decodeText(leading.content, input.charset);
  const lines = new LinePieces();
  let first = true;
  for (const chunk of decoded.chunks()) {
    if (first && input.format === 'markdown') {
      const title = findTitle(chunk);
      if (title) sink.metadata({ title });
    }
    first = false;
    for (const piece of lines.split(withoutZeros(chunk))) {
      anchorPiece(sink, piece);
      sink.text(piece.text);
    }
    await sink.drain();
  }
  reportCharset(decoded, sink);
  await pushFileBehind(input.content, leading, sink);
  return { status: 'extracted' };
};
