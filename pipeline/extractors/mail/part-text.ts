/** Turns the decoded bytes of a text part into text, whatever character set it claims, and says what it had to do. */
import { isAscii } from 'node:buffer';
import iconv from 'iconv-lite';
import type { Content } from '../../contract.ts';
import type { MimePart } from './mime-tree.ts';
import { decodeTransfer, looksLikeBase64 } from './transfer-decoding.ts';

export type TextProblem = 'charset-guessed' | 'charset-damaged' | 'corrupt';

export interface PartText {
  readonly text: string;
  readonly problem?: TextProblem;
}

/** A streaming decoder of one character set. */
interface CharsetDecoder {
  write(bytes: Uint8Array): string;
  end(): string;
}

const fatalUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Labels that say nothing: senders put them on any text. */
const emptyLabels = new Set(['', 'us-ascii', 'ascii', 'unknown', 'unknown-8bit', 'default', 'utf-8', 'utf8']);

/** A decoder for the label a sender wrote, or undefined where nobody knows it. */
function decoderFor(label: string): CharsetDecoder | undefined {
  try {
    const decoder = new TextDecoder(label);
    return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
  } catch {
    // Not in the WHATWG list: UTF-7, DOS code pages and others are still met in old mail.
    if (!iconv.encodingExists(label)) return undefined;
    const decoder = iconv.getDecoder(label);
    return {
      write: (bytes) => decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
      end: () => decoder.end() ?? '',
    };
  }
}

const decodeAll = (decoder: CharsetDecoder, bytes: Uint8Array): string =>
  decoder.write(bytes) + decoder.end();

/** Text of bytes that claim `label`. Bytes outside ASCII under an empty label are UTF-8 or else Windows-1252. */
export function decodeCharset(bytes: Uint8Array, label: string): PartText {
  const claimed = label.trim().toLowerCase();
  if (emptyLabels.has(claimed)) {
    if (isAscii(bytes))
      return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1') };
    try {
      return { text: fatalUtf8.decode(bytes) };
    } catch {
      return { text: new TextDecoder('windows-1252').decode(bytes), problem: 'charset-guessed' };
    }
  }
  const decoder = decoderFor(claimed);
  if (!decoder) return { text: decodeCharset(bytes, '').text, problem: 'charset-guessed' };
  const text = decodeAll(decoder, bytes);
  return text.includes('\u{fffd}') ? { text, problem: 'charset-damaged' } : { text };
}

/** The transfer encoding to undo: none where the part was never encoded as it says. */
function effectiveEncoding(content: Content, part: MimePart): string {
  if (part.encoding !== 'base64') return part.encoding;
  return looksLikeBase64(content.read(part.bodyStart, part.bodyEnd - part.bodyStart)) ? 'base64' : '';
}

/** The whole text of a part; line breaks are line feeds. The caller has checked its size. */
export function readPartText(content: Content, part: MimePart): PartText {
  const encoding = effectiveEncoding(content, part);
  const slices = [...decodeTransfer(content, part.bodyStart, part.bodyEnd, encoding)];
  const bytes = slices.length === 1 && slices[0] ? slices[0] : Buffer.concat(slices);
  const { text, problem } = decodeCharset(bytes, part.type.parameters.get('charset') ?? '');
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  const broken = encoding === part.encoding ? problem : 'corrupt';
  // RFC 3676: with DelSp the blank before a soft break is not part of the text (it may split a word).
  const flowed =
    part.type.parameters.get('delsp')?.toLowerCase() === 'yes' ? lines.replaceAll(' \n', '') : lines;
  return { text: flowed, ...(broken === undefined ? {} : { problem: broken }) };
}

/** The text of a part too large to hold, piece by piece. */
export function* streamPartText(content: Content, part: MimePart): Generator<string> {
  const label = (part.type.parameters.get('charset') ?? '').trim().toLowerCase();
  const decoder = decoderFor(emptyLabels.has(label) ? 'utf-8' : label) ?? decoderFor('windows-1252');
  if (!decoder) return;
  const encoding = effectiveEncoding(content, part);
  for (const bytes of decodeTransfer(content, part.bodyStart, part.bodyEnd, encoding))
    yield decoder.write(bytes);
  yield decoder.end();
}
