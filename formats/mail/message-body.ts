/** Writes the text of a message: what a reader sees as body, what only another alternative holds as hidden. */
import type { Content, Sink } from '../contract.ts';
import { type BodyChoice, isHtml, maxTextPartBytes } from './body-plan.ts';
import { readHtml } from './html-text.ts';
import { type InlineBlock, splitInlineBlocks } from './inline-blocks.ts';
import type { MimePart } from './mime-tree.ts';
import { problemOf, readPartText, streamPartText, type TextProblem } from './part-text.ts';

export interface FoundBlock extends InlineBlock {
  /** The number of the part it stood in. */
  readonly part: string;
  /** From 1, within its part. */
  readonly index: number;
}

interface ReadPart {
  readonly part: MimePart;
  readonly text: string;
  /** What its markup holds without showing it. */
  readonly hidden: string;
  readonly title: string;
}

/** Units pushed between two drains. */
const drainUnits = 512 * 1024;
/** Bytes of a preamble or epilogue that are looked at. */
const maxAsideBytes = 64 * 1024;

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** The lines of `text` that hold a word which `shown` does not: what one alternative says and the other hides. */
function linesNotShown(text: string, shown: string): string {
  const known = new Set(words(shown));
  const lines = text.split('\n').filter((line) => words(line).some((word) => !known.has(word)));
  return lines.join('\n');
}

export class BodyWriter {
  /** Files found inside texts, in reading order. */
  readonly blocks: FoundBlock[] = [];
  private readonly content: Content;
  private readonly sink: Sink;

  constructor(content: Content, sink: Sink) {
    this.content = content;
    this.sink = sink;
  }

  async write(choice: BodyChoice): Promise<void> {
    const [only] = choice.ways[0] ?? [];
    if (only && choice.ways.length === 1 && only.bodyEnd - only.bodyStart > maxTextPartBytes) {
      await this.stream(only);
      return;
    }
    const ways = choice.ways.map((way) => way.map((part) => this.read(part)));
    const shown = ways.find((way) => way.some((read) => read.text.trim() !== '')) ?? ways[0] ?? [];
    for (const read of shown) await this.pushShown(read);
    const body = shown.map((read) => read.text).join('\n');
    for (const read of ways.filter((way) => way !== shown).flat()) {
      const hidden = linesNotShown(`${read.title}\n${read.text}\n${read.hidden}`, body);
      if (hidden !== '') await this.push(hidden, read.part, 'hidden');
    }
  }

  /** The text outside all parts, unless it is the note for readers without MIME. */
  async writeAsides(part: MimePart): Promise<void> {
    for (const { start, end } of part.asides) {
      const bytes = this.content.read(start, Math.max(0, Math.min(end - start, maxAsideBytes)));
      const text = Buffer.from(bytes).toString('latin1').trim();
      const note = text.length < 600 && /multi-?part|mime/i.test(text);
      if (!note && words(text).length > 0) await this.push(text, part, 'hidden');
    }
    for (const child of part.children) if (child.asides.length > 0) await this.writeAsides(child);
  }

  private warn(problem: TextProblem | undefined, part: MimePart): void {
    if (problem) this.sink.warn(problem, `part ${part.number}`);
  }

  private read(part: MimePart): ReadPart {
    // Only an alternative can be larger than the limit here; its head is enough to show what it hides.
    const bodyEnd = Math.min(part.bodyEnd, part.bodyStart + maxTextPartBytes);
    if (bodyEnd < part.bodyEnd) this.sink.warn('text-cut', `part ${part.number}`);
    const { text, problem } = readPartText(this.content, { ...part, bodyEnd });
    this.warn(problem, part);
    if (isHtml(part)) {
      const { shown, hidden, title } = readHtml(text);
      return { part, text: shown, hidden, title };
    }
    const split = splitInlineBlocks(text);
    for (const [at, block] of split.blocks.entries()) {
      this.blocks.push({ ...block, part: part.number, index: at + 1 });
    }
    return { part, text: split.text, hidden: '', title: '' };
  }

  private async pushShown({ part, text, hidden, title }: ReadPart): Promise<void> {
    if (title !== '') this.sink.text(`${title}\n`, 'headers');
    if (text !== '') await this.push(text, part, 'body');
    if (hidden !== '') await this.push(hidden, part, 'hidden');
  }

  private async push(text: string, part: MimePart, kind: 'body' | 'hidden'): Promise<void> {
    this.sink.anchor({ part: part.number || 'message' }, kind);
    for (let at = 0; at < text.length; at += drainUnits) {
      this.sink.text(text.slice(at, at + drainUnits), kind);
      if (text.length > drainUnits) await this.sink.drain();
    }
    if (!text.endsWith('\n')) this.sink.text('\n', kind);
  }

  private async stream(part: MimePart): Promise<void> {
    this.sink.anchor({ part: part.number });
    const decoded = streamPartText(this.content, part);
    for (const text of decoded.chunks()) {
      this.sink.text(text.replaceAll('\r\n', '\n'));
      await this.sink.drain();
    }
    this.warn(problemOf(decoded), part);
    this.sink.text('\n');
  }
}
