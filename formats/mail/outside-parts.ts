/** Writes what a message holds outside its parts’ bodies: their headers, and what stands before, between and behind them. */
import { decodeText } from '../charset/charset.ts';
import { readTextHead } from '../charset/text-bytes.ts';
import { memoryContent } from '../content.ts';
import type { Content, Sink } from '../contract.ts';
import { holdsBinary } from '../charset/file-in-text.ts';
import { partLines } from './hidden-lines.ts';
import type { MimePart } from './mime-tree.ts';
import { base64End, isBase64 } from './transfer-decoding.ts';

/** Text of one place that is decoded; more than that is no note but an attack, or a file. */
const maxTextBytes = 32 * 1024 * 1024;
/** Units pushed between two drains. */
const chunkUnits = 512 * 1024;
/** Bytes that tell whether it is text. */
const headBytes = 16 * 1024;

/** What programs write for readers that do not know MIME, and nothing else. */
const notes = [
  /this (?:is a|message is a|message contains a)n? (?:cryptographically signed |digitally signed |openpgp\/mime signed |s\/mime (?:cryptographically )?signed )?(?:multi-?part |mime-encapsulated )?message(?: in mime format)?(?: \(rfc \d{4}(?: and \d{4})*\))?/g,
  /this message is in mime format/g,
  /since your mail reader does not understand this format, (?:some or )?all of this message may not be legible/g,
  /the first part should be readable text, while the remaining parts are likely unreadable without mime-aware tools/g,
];

const isNote = (text: string): boolean =>
  text.length < 600 &&
  !/[\p{L}\p{N}]/u.test(
    notes.reduce((rest, note) => rest.replaceAll(note, ' '), text.toLowerCase().replaceAll(/\s+/g, ' ')),
  );

export class OutsideParts {
  readonly #content: Content;
  readonly #base: number;
  readonly #sink: Sink;

  /** `content` begins at byte `base` of the document. */
  constructor(content: Content, base: number, sink: Sink) {
    this.#content = content;
    this.#base = base;
    this.#sink = sink;
  }

  async write(part: MimePart): Promise<void> {
    // The header of the message itself is written with what a reader sees of it.
    if (part.parent) await this.#push(partLines(part.fields, part.strays), part);
    // A multipart is never encoded, whatever it says.
    if (part.encoding === 'base64' && part.asides.length === 0) await this.#writeFooter(part);
    for (const [at, { start, end }] of part.asides.entries()) await this.#writeAside(part, start, end, at);
    for (const child of part.children) await this.write(child);
  }

  /** What a mailing list put behind base64 as it is. */
  async #writeFooter(part: MimePart): Promise<void> {
    const start = base64End(this.#content, part.bodyStart, part.bodyEnd);
    if (start >= part.bodyEnd || !isBase64(this.#content, part.bodyStart, part.bodyEnd)) return;
    const decoded = decodeText(memoryContent(this.#content.read(start, part.bodyEnd - start)));
    await this.#push(`${[...decoded.chunks()].join('').replaceAll(/\r\n?/g, '\n').trim()}\n`, part);
  }

  async #writeAside(part: MimePart, start: number, end: number, at: number): Promise<void> {
    const head = this.#content.read(start, Math.min(end - start, headBytes));
    if (head.length === 0) return;
    // A few words of a charset of eight bits are too short to be told from other bytes, but for these.
    if (!readTextHead(head) && holdsBinary(head)) {
      await this.#sink.unaccounted(at === 0 ? 'unaccounted-data' : 'trailing-data', {
        start: this.#base + start,
        end: this.#base + end,
      });
      return;
    }
    if (end - start > maxTextBytes)
      this.#sink.warn(
        'text-cut',
        `${end - start} bytes outside the parts of ${part.number || 'the message'}`,
      );
    const decoded = decodeText(memoryContent(this.#content.read(start, Math.min(end - start, maxTextBytes))));
    const text = [...decoded.chunks()].join('').replaceAll(/\r\n?/g, '\n').trim();
    if (!isNote(text)) await this.#push(`${text}\n`, part);
  }

  async #push(text: string, part: MimePart): Promise<void> {
    if (!/[\p{L}\p{N}]/u.test(text)) return;
    this.#sink.anchor({ part: part.number || 'message' }, 'hidden');
    for (let at = 0; at < text.length; at += chunkUnits) {
      this.#sink.text(text.slice(at, at + chunkUnits), 'hidden');
      await this.#sink.drain();
    }
  }
}
