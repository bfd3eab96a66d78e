/** Goes through the text of a Word document: pieces, with the properties of their characters and paragraphs. */
import type { Sink } from '../contract.ts';
import type { Mark } from '../office/text-flow.ts';
import type { ChangeLog } from '../office/word-text.ts';
import { decodePage } from '../rtf/code-pages.ts';
import { firstRunBehind, type FormattedRun, readFormattedRuns } from './formatted-pages.ts';
import { pageOfLanguage } from './language-pages.ts';
import { readStringTable } from './string-tables.ts';
import type { FileBlock, TableName } from './word-file-block.ts';
import { readWordLists, type WordLists } from './word-lists.ts';
import { type Piece, readPieces } from './word-pieces.ts';
import { type CharacterLook, characterLook, type ParagraphLook, paragraphLook } from './word-properties.ts';
import type { StoryLook, WordStory } from './word-story.ts';
import { showWordTime } from './word-time.ts';

/** Text pushed between two signs of life. */
const drainUnits = 256 * 1024;
const cellMark = '\u0007';
const paragraphMark = '\r';

/** Where cells end, and paragraphs too where `marks` are both; a text is looked through once for each. */
function* endsIn(text: string, marks: 'cells' | 'both'): Generator<number> {
  let cell = text.indexOf(cellMark);
  let paragraph = marks === 'both' ? text.indexOf(paragraphMark) : -1;
  while (cell >= 0 || paragraph >= 0)
    if (paragraph < 0 || (cell >= 0 && cell < paragraph)) {
      yield cell;
      cell = text.indexOf(cellMark, cell + 1);
    } else {
      yield paragraph;
      paragraph = text.indexOf(paragraphMark, paragraph + 1);
    }
}

const plain: StoryLook = { isHidden: false, mark: undefined };
const windowsLatin = 1252;

export interface WordStreams {
  readonly text: Buffer;
  readonly tables: Buffer;
}

export class WordDocument {
  readonly #streams: WordStreams;
  readonly #block: FileBlock;
  readonly #changes: ChangeLog;
  readonly #page: number;
  readonly #pieces: readonly Piece[];
  readonly #characters: readonly FormattedRun<CharacterLook>[];
  readonly #paragraphs: readonly FormattedRun<ParagraphLook>[];
  readonly #authors: readonly string[];
  readonly #lists: WordLists | undefined;
  /** The next character begins a paragraph. */
  #isParagraphStart = true;
  readonly #looks = new Map<string, StoryLook>();
  /** Characters that the pieces claim and that are not there. */
  readonly missing: number;
  readonly damagedPages: number;

  constructor(streams: WordStreams, block: FileBlock, changes: ChangeLog) {
    this.#streams = streams;
    this.#block = block;
    this.#changes = changes;
    this.#page = block.isOld ? pageOfLanguage(block.language) : windowsLatin;
    const { pieces, missing } = readPieces(this.table('pieces'), block, streams.text.length);
    this.#pieces = pieces;
    this.missing = missing;
    const { isOld } = block;
    this.#lists = this.#readLists();
    const characters = readFormattedRuns(
      streams.text,
      this.table('characterPages'),
      { kind: 'characters', isOld },
      (list) => characterLook(list, isOld),
    );
    const paragraphs = readFormattedRuns(
      streams.text,
      this.table('paragraphPages'),
      { kind: 'paragraphs', isOld },
      (list) => paragraphLook(list, isOld, this.#lists?.styles),
    );
    this.#characters = characters.runs;
    this.#paragraphs = paragraphs.runs;
    this.damagedPages = characters.damaged + paragraphs.damaged;
    this.#authors = readStringTable(this.table('changeAuthors'));
  }

  /** Undefined where no paragraph is numbered by a list. */
  #readLists(): WordLists | undefined {
    const { at, bytes } = this.#block.place('lists');
    if (this.#block.isOld || bytes === 0) return undefined;
    return readWordLists({
      lists: this.#streams.tables.subarray(at),
      uses: this.table('listUses'),
      styles: this.table('styles'),
    });
  }

  /** A table of the document; empty where it has none. */
  table(name: TableName): Buffer {
    const { at, bytes } = this.#block.place(name);
    return this.#streams.tables.subarray(at, at + bytes);
  }

  /** Characters that there are. */
  get length(): number {
    const last = this.#pieces.at(-1);
    return last ? last.start + last.length : 0;
  }

  /** The text from one position up to another, into a story. */
  async write(story: WordStory, start: number, end: number, sink: Sink): Promise<void> {
    let units = 0;
    this.#isParagraphStart = true;
    for (const piece of this.#pieces) {
      const from = Math.max(start, piece.start);
      const to = Math.min(end, piece.start + piece.length);
      if (from >= to) continue;
      const { at, unitBytes } = piece;
      const first = at + (from - piece.start) * unitBytes;
      for (const stretch of this.#stretches(first, at + (to - piece.start) * unitBytes)) {
        this.#writeStretch(story, stretch, unitBytes);
        units += stretch.end - stretch.start;
        if (units < drainUnits) continue;
        units = 0;
        await sink.drain();
      }
    }
  }

  /** A place of the stream, cut where the properties of its characters change. */
  *#stretches(start: number, end: number): Generator<FormattedRun<CharacterLook | undefined>> {
    let at = start;
    for (let index = firstRunBehind(this.#characters, start); at < end; index += 1) {
      const run = this.#characters[index];
      if (!run || run.start >= end) {
        yield* this.#slices(at, end, undefined);
        return;
      }
      if (run.start > at) yield* this.#slices(at, run.start, undefined);
      const from = Math.max(at, run.start);
      const to = Math.min(end, run.end);
      if (from < to) yield* this.#slices(from, to, run.look);
      at = Math.max(at, to);
    }
  }

  *#slices(
    start: number,
    end: number,
    look: CharacterLook | undefined,
  ): Generator<FormattedRun<CharacterLook | undefined>> {
    for (let at = start; at < end; at += drainUnits)
      yield { start: at, end: Math.min(end, at + drainUnits), look };
  }

  #writeStretch(
    story: WordStory,
    { start, end, look }: FormattedRun<CharacterLook | undefined>,
    unitBytes: 1 | 2,
  ): void {
    const shown = look ? this.#shownAs(look) : plain;
    if (this.#isParagraphStart) this.#writeLabel(story, start, shown);
    if (look?.isSpecial && look.symbol !== undefined && look.symbol >= 0x20) {
      story.write(String.fromCharCode(look.symbol).repeat(Math.floor((end - start) / unitBytes)), shown);
      return;
    }
    const bytes = this.#streams.text.subarray(start, end);
    const text = unitBytes === 1 ? decodePage(bytes, this.#page) : bytes.toString('utf16le').toWellFormed();
    // In a text of two-byte characters (Word 95 in Japan) the place is that of the stretch alone.
    const placeOf = (at: number): number =>
      text.length * unitBytes === end - start ? start + at * unitBytes : start;
    // Each end of a paragraph costs a call, which a text without lists need not pay.
    let from = 0;
    for (const at of endsIn(text, this.#lists ? 'both' : 'cells')) {
      if (this.#isParagraphStart && from > 0) this.#writeLabel(story, placeOf(from), shown);
      const isRowEnd = text[at] === cellMark && this.#lookAt(placeOf(at))?.isRowEnd === true;
      story.write(text.slice(from, at + 1), shown, isRowEnd);
      this.#isParagraphStart = true;
      from = at + 1;
    }
    if (from >= text.length) return;
    if (this.#isParagraphStart && from > 0) this.#writeLabel(story, placeOf(from), shown);
    story.write(text.slice(from), shown);
  }

  /** The number that Word shows before a paragraph of a list, as it shows it. */
  #writeLabel(story: WordStory, place: number, shown: StoryLook): void {
    this.#isParagraphStart = false;
    const look = this.#lists ? this.#lookAt(place) : undefined;
    if (!look || look.isRowEnd === true) return;
    const { style, list, level } = look;
    const numbered = list === undefined ? undefined : String(list);
    const label = this.#lists?.numbering.next(
      style === undefined ? undefined : String(style),
      numbered,
      level,
    );
    if (label) story.write(`${label} `, shown);
  }

  #lookAt(place: number): ParagraphLook | undefined {
    const run = this.#paragraphs[firstRunBehind(this.#paragraphs, place)];
    return run !== undefined && run.start <= place ? run.look : undefined;
  }

  /** The same object for the same look: a text has one anchor for a stretch, not one for each run in it. */
  #shownAs(look: CharacterLook): StoryLook {
    const { isDeleted, isInserted, isVanished, isStruck } = look;
    const author = isDeleted ? (look.removedBy ?? look.author) : look.author;
    const time = isDeleted ? (look.removed ?? look.changed) : look.changed;
    const tracked = isDeleted ? 'deleted' : isInserted ? 'inserted' : undefined;
    const key = tracked ? `${tracked}\n${isVanished}\n${author}\n${time}` : `${isVanished}\n${isStruck}`;
    const known = this.#looks.get(key);
    if (known) return known;
    const shown = {
      isHidden: isDeleted === true || isVanished === true,
      mark: this.#markOf(look, tracked, author, time),
    };
    // Times come from the evidence: no more are remembered than a real document has.
    if (this.#looks.size < 10_000) this.#looks.set(key, shown);
    return shown;
  }

  #markOf(
    { isVanished, isStruck }: CharacterLook,
    tracked: 'deleted' | 'inserted' | undefined,
    author: number | undefined,
    time: number | undefined,
  ): Mark | undefined {
    if (!tracked) {
      if (isVanished) return { mark: 'vanished' };
      return isStruck ? { mark: 'struck' } : undefined;
    }
    const name = this.#authors[author ?? 0]?.slice(0, 200);
    const changed = showWordTime(time);
    this.#changes.add(tracked === 'deleted' ? 'deletion' : 'insertion', name ?? '', changed);
    return { mark: tracked, ...(name ? { author: name } : {}), ...(changed ? { changed } : {}) };
  }
}
