/** Writes the text of a message: what a reader sees as body, of each alternative what the first does not say, and as hidden what none shows. */
import type { Child, Content, Sink } from '../contract.ts';
import { type BodyChoice, isHtml, maxTextPartBytes } from './body-plan.ts';
import { findFile, findFileInSlices, tailOf } from '../charset/file-in-text.ts';
import { carriedFile } from '../web/data-uri.ts';
import { isRich, readEnriched } from './enriched-text.ts';
import { readHtml } from './html-text.ts';
import { type InlineBlock, splitInlineBlocks } from './inline-blocks.ts';
import { LinkedFiles } from './linked-files.ts';
import { linesNotShown } from './lines-not-shown.ts';
import type { MimePart } from './mime-tree.ts';
import { memoryContent } from '../content.ts';
import { readArmour } from '../sealed/armour.ts';
import { type PgpSignature, readSignatures } from '../sealed/pgp-keys.ts';
import {
  openPart,
  problemOf,
  readPart,
  readPartText,
  streamPartText,
  type TextProblem,
} from './part-text.ts';
import { isSeen } from './seen-text.ts';

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
  /** What its markup says of itself. */
  readonly headers: string;
}

/** Units pushed between two drains. */
const drainUnits = 512 * 1024;

/** Where a file begins that stands in a text by one of the means from before MIME. */
const blockStart = /^(?:begin(?:-base64)? [0-7]{3,4} |=ybegin |-----BEGIN PGP MESSAGE)/m;

/** What programs show where there is a choice, and what stores keep that keep one way alone. */
const isMarkedUp = (way: readonly ReadPart[]): boolean =>
  way.some(({ part, text }) => isHtml(part) && isSeen(text));

export class BodyWriter {
  /** Files found inside texts, in reading order. */
  readonly blocks: FoundBlock[] = [];
  /** Files that stand behind texts, or in the markup of one. */
  readonly files: Child[] = [];
  /** Files that its texts link to in place of holding them. */
  readonly linked = new LinkedFiles();
  /** Of texts that are signed in their own lines (RFC 9580, 7). */
  readonly keySignatures: PgpSignature[] = [];
  /** The body as a reader of mail shows it, for the hash of the message; undefined where a part is too large to be held. */
  shown: string[] | undefined = [];
  readonly #content: Content;
  readonly #sink: Sink;

  constructor(content: Content, sink: Sink) {
    this.#content = content;
    this.#sink = sink;
  }

  async write(choice: BodyChoice): Promise<void> {
    const [only] = choice.ways[0] ?? [];
    if (only && choice.ways.length === 1 && only.bodyEnd - only.bodyStart > maxTextPartBytes) {
      await this.#stream(only);
      return;
    }
    const ways = choice.ways.map((way) => way.map((part) => this.#read(part)));
    const shown = ways.find((way) => way.some((read) => isSeen(read.text))) ?? ways[0] ?? [];
    for (const read of shown) await this.#pushShown(read);
    this.#show(ways.find(isMarkedUp) ?? shown);
    const body = shown.map((read) => read.text).join('\n');
    for (const read of ways.filter((way) => way !== shown).flat()) {
      // A reader that prefers this way shows it.
      const more = linesNotShown(read.text, body);
      if (more !== '') await this.#push(more, read.part, 'body');
      const hidden = linesNotShown(`${read.headers}\n${read.hidden}`, `${body}\n${more}`);
      if (hidden !== '') await this.#push(hidden, read.part, 'hidden');
    }
  }

  #show(way: readonly ReadPart[]): void {
    const isWhole = way.every(({ part }) => part.bodyEnd - part.bodyStart < maxTextPartBytes);
    if (isWhole) this.shown?.push(...way.map(({ text }) => text));
    else this.shown = undefined;
  }

  #warn(problem: TextProblem | undefined, part: MimePart): void {
    if (problem) this.#sink.warn(problem, `part ${part.number}`);
  }

  #read(given: MimePart): ReadPart {
    // Only an alternative can be larger than the limit here; its head is enough to show what it hides.
    const bodyEnd = Math.min(given.bodyEnd, given.bodyStart + maxTextPartBytes);
    if (bodyEnd < given.bodyEnd) this.#sink.warn('text-cut', `part ${given.number}`);
    const part = { ...given, bodyEnd };
    const bytes = readPart(this.#content, part);
    const end = this.#takeFile(given, findFile(bytes));
    const { text, problem, blocks = [] } = readPartText(this.#content, part, bytes.subarray(0, end));
    this.#warn(problem, part);
    for (const { name, bytes, isWhole } of blocks)
      this.blocks.push({
        kind: 'yenc',
        name,
        closed: isWhole,
        bytes: () => bytes,
        part: part.number,
        index: this.#countOf(part),
      });
    if (isHtml(part)) {
      this.linked.look(text, 'html');
      const { shown, hidden, headers, files, problems: found } = readHtml(text);
      for (const { code, detail } of found) this.#sink.warn(code, `part ${part.number}: ${detail}`);
      for (const file of files) this.files.push(carriedFile(file, `${part.number || 'message'}/`));
      return { part, text: shown, hidden, headers };
    }
    if (isRich(part.type.value)) {
      const { shown, hidden } = readEnriched(text, part.type.value);
      return { part, text: shown, hidden, headers: '' };
    }
    this.linked.look(text, 'plain');
    this.#takeSignature(text);
    const split = splitInlineBlocks(text);
    for (const block of split.blocks)
      this.blocks.push({ ...block, part: part.number, index: this.#countOf(part) });
    return { part, text: split.text, hidden: '', headers: '' };
  }

  /** The signature in lines of a text, which stay in it. */
  #takeSignature(text: string): void {
    const at = text.indexOf('-----BEGIN PGP SIGNATURE-----');
    const armour = at === -1 ? undefined : readArmour(text, at);
    if (armour) this.keySignatures.push(...readSignatures(memoryContent(armour.data)));
  }

  /** The number of the next block of a part, from 1. */
  #countOf(part: MimePart): number {
    return this.blocks.filter((block) => block.part === part.number).length + 1;
  }

  /** A file that begins at `at` behind a text becomes an item; where the text ends then. */
  #takeFile(part: MimePart, at: number | undefined): number | undefined {
    if (at === undefined) return undefined;
    this.#sink.warn(
      'trailing-data',
      `behind the text of part ${part.number} stands a file: an item of its own`,
    );
    this.files.push({
      locator: `${part.number || 'message'}/behind-text`,
      name: '',
      relation: 'attachment',
      open: () => tailOf(openPart(this.#content, part), at),
    });
    return at;
  }

  async #pushShown({ part, text, hidden, headers }: ReadPart): Promise<void> {
    if (headers !== '') this.#sink.text(`${headers}\n`, 'headers');
    if (text !== '') await this.#push(text, part, 'body');
    if (hidden !== '') await this.#push(hidden, part, 'hidden');
  }

  async #push(text: string, part: MimePart, kind: 'body' | 'hidden'): Promise<void> {
    this.#sink.anchor({ part: part.number || 'message' }, kind);
    for (let at = 0; at < text.length; at += drainUnits) {
      this.#sink.text(text.slice(at, at + drainUnits), kind);
      if (text.length > drainUnits) await this.#sink.drain();
    }
    if (!text.endsWith('\n')) this.#sink.text('\n', kind);
  }

  async #stream(part: MimePart): Promise<void> {
    this.shown = undefined;
    this.#sink.anchor({ part: part.number || 'message' });
    const end = this.#takeFile(part, findFileInSlices(openPart(this.#content, part)));
    const decoded = streamPartText(this.#content, part, end ?? Number.MAX_SAFE_INTEGER);
    let holdsBlock = false;
    for (const text of decoded.chunks()) {
      holdsBlock ||= blockStart.test(text);
      this.#sink.text(text.replaceAll('\r\n', '\n'));
      await this.#sink.drain();
    }
    if (holdsBlock)
      this.#sink.warn('partial-read', `part ${part.number} is too large to take files out of its text`);
    this.#warn(problemOf(decoded), part);
    this.#sink.text('\n');
  }
}
