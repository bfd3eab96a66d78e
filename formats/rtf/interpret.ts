/** Reads the tokens of RTF into text by stream, metadata, embedded files and warnings. */
import type { TextKind } from '../../schemas/anchor.ts';
import { ByteRun } from './byte-run.ts';
import { isConcealed, lookWords, markOf, plainLook } from './character-look.ts';
import { FontTable } from './font-table.ts';
import { RtfFormField } from './form-field.ts';
import {
  apart,
  characters,
  formTexts,
  hiddenValues,
  holders,
  pictureTypes,
  shapeTexts,
  skipped,
  textKinds,
  timeParts,
  transparent,
  values,
  wordless,
} from './control-words.ts';
import { readHtmlTag, readInstruction } from './field-instruction.ts';
import { type Group, outermost } from './group.ts';
import { startData } from './group-data.ts';
import { HiddenWords } from './hidden-words.ts';
import type { Information } from './information.ts';
import type { Receiver } from './receiver.ts';
import type { TokenHandler } from './scan-tokens.ts';
import { NoteMarks } from '../note-marks.ts';
import { type BoxOutput, writeLine } from './box-output.ts';
import { maxValueUnits } from '../value-limits.ts';

/** Groups inside groups; deeper ones are read with the settings of the last. Stops a file of nothing but braces. */
const maxDepth = 2000;

/** Follows the groups of one document; feed it with `scanTokens`. */
export class Interpreter implements TokenHandler {
  readonly #receiver: Receiver;
  readonly #output: BoxOutput;
  readonly #information: Information;
  readonly #stack: Group[] = [];
  readonly #fonts = new FontTable();
  #group = outermost();
  #tooDeep = 0;
  #documentPage = 1252;
  #defaultFont = -1;
  #fallbackLeft = 0;
  #commentAuthor = '';
  #shapeProperty = '';
  #shapeHasText = false;
  #form: RtfFormField | undefined;
  #isRtf = false;
  readonly #notes = new NoteMarks();
  #isConcealing = false;
  readonly #authors: string[] = [];
  #isComplete = false;
  #end = 0;

  readonly #run = new ByteRun();
  readonly #hidden: HiddenWords;

  #write(text: string): void {
    if (this.#group.skip !== 'none' || this.#group.isFontTable || this.#group.hex) return;
    if (this.#group.value) {
      if (this.#group.value.text.length < maxValueUnits)
        this.#group.value.text += text.slice(0, maxValueUnits);
    } else this.#writeMarked(text);
  }

  #writeMarked(text: string): void {
    const { look, kind } = this.#group;
    const isApart = kind !== 'hidden' && isConcealed(look);
    // What is hidden at two places is no single word.
    if (!isApart && this.#isConcealing) this.#output.endLine('hidden');
    this.#isConcealing = isApart;
    const gap = kind === 'body' && this.#notes.parts(text, look.isRaised === true) ? ' ' : '';
    this.#output.write(gap + text, isApart ? 'hidden' : kind, markOf(look, this.#authors));
  }

  #endRun(): void {
    const text = this.#run.take();
    if (text !== '') this.#write(text);
  }

  #take(bytes: Buffer): void {
    const page = this.#fonts.pageOf(this.#group.font) ?? this.#documentPage;
    if (!this.#run.accepts(page)) this.#endRun();
    this.#run.add(bytes, page);
  }

  #startValue(name: string): void {
    const value = { text: '' };
    this.#group.skip = 'none';
    // A picture's properties stand in its group, before its data (RTF 1.9.1, picprop).
    delete this.#group.hex;
    this.#group.value = value;
    this.#group.atEnd = () => this.#endValue(name, value.text);
  }

  #endValue(name: string, text: string): void {
    if (name === 'fldinst') readInstruction(text, this.#receiver);
    else if (name === 'htmltag') readHtmlTag(text, this.#receiver);
    else if (name.startsWith('bkmk')) this.#hidden.writeBookmark(text);
    else if (hiddenValues.has(name)) this.#hidden.write(text.replaceAll(/ +/g, ' '));
    else if (wordless.has(name)) this.#hidden.writeWords(text);
    else if (name === 'revisionAuthor') this.#authors.push(text.replace(/;\s*$/, '').trim());
    else if (name === 'style' || name === 'leveltext' || name === 'ansi') this.#hidden.writeName(text);
    else if (formTexts.has(name)) this.#form?.text(name, text.trim());
    else if (name === 'atnauthor') this.#commentAuthor = text.trim();
    else if (name === 'sn') this.#shapeProperty = text.trim();
    else if (name === 'sv') {
      if (this.#shapeProperty === 'gtextUNICODE') writeLine(this.#output, text);
      else if (shapeTexts.has(this.#shapeProperty)) this.#hidden.write(text);
      else this.#hidden.writeName(text);
      this.#shapeProperty = '';
    } else if (name !== 'objclass') this.#information.value(name, text);
    if (name === 'template') {
      this.#hidden.writeName(text);
      this.#receiver.warn('external-reference', 'document template');
    }
  }

  #startForm(): void {
    const form = (this.#form = new RtfFormField());
    this.#group.skip = 'inner';
    delete this.#group.value;
    this.#group.atEnd = () => {
      this.#form = undefined;
      const shown = form.shown();
      if (shown !== '') this.#output.write(shown, 'body');
      for (const line of form.apart()) this.#hidden.write(line);
    };
  }

  /** A group whose text stands on lines of its own. */
  #startBox(): void {
    this.#group.skip = 'none';
    this.#shapeHasText = true;
    const { kind } = this.#group;
    this.#output.openBox(kind);
    this.#group.atEnd = () => this.#output.closeBox(kind);
  }

  #startStream(kind: TextKind): void {
    this.#group.kind = kind;
    this.#group.skip = 'none';
    delete this.#group.value;
    delete this.#group.hex;
    if (kind === 'comments' && this.#commentAuthor !== '') this.#write(`${this.#commentAuthor}: `);
    this.#commentAuthor = kind === 'comments' ? '' : this.#commentAuthor;
    const stream = this.#group;
    this.#group.atEnd = () => {
      if (stream.skip === 'none') this.#output.write('\n', kind);
    };
  }

  /** A reader passes over what it does not know (RTF 1.9.1, `\*`); the words in it are hidden text. */
  #startUnknown(): void {
    if (this.#group.hex || this.#group.skip === 'all') {
      this.#group.skip = 'inner';
      return;
    }
    this.#output.endLine('hidden');
    this.#group.kind = 'hidden';
    this.#group.skip = 'none';
    delete this.#group.value;
    this.#group.atEnd = () => this.#output.endLine('hidden');
  }

  #startTime(name: string): void {
    const parts: Record<string, number> = {};
    this.#group.times = parts;
    this.#group.skip = 'inner';
    this.#group.atEnd = () => this.#information.time(name, parts);
  }

  readonly #destinations: Readonly<Record<string, () => void>> = {
    fonttbl: () => void (this.#group.isFontTable = true),
    info: () => {
      this.#group.skip = 'inner';
      // Its values are in the document's code page, whatever the default font is.
      this.#group.font = -1;
    },
    docvar: () => {
      this.#startValue('docvar');
      this.#group.parts = true;
    },
    userprops: () => void (this.#group.skip = 'inner'),
    shpinst: () => void (this.#group.skip = 'inner'),
    // What readers of Unicode pass over stands in its first group (RTF 1.9.1, upr).
    upr: () => void Object.assign(this.#group, { names: 'ansi', skip: 'inner' }),
    ud: () => {
      this.#group.skip = this.#stack.at(-2)?.skip ?? 'none';
      delete this.#group.value;
      delete this.#group.atEnd;
    },
    shp: () => void (this.#shapeHasText = false),
    shptxt: () => this.#startBox(),
    // What older readers show in place of the shape (RTF 1.9.1, drawing objects): the same text.
    shprslt: () => void (this.#group.skip = this.#shapeHasText ? 'all' : 'none'),
    dptxbxtext: () => this.#startBox(),
    formfield: () => this.#startForm(),
    creatim: () => this.#startTime('creatim'),
    revtim: () => this.#startTime('revtim'),
    printim: () => this.#startTime('printim'),
    stylesheet: () => void Object.assign(this.#group, { names: 'style', skip: 'inner' }),
    revtbl: () => void Object.assign(this.#group, { names: 'revisionAuthor', skip: 'inner' }),
    pict: () => startData(this.#group, this.#receiver, true),
    objdata: () => startData(this.#group, this.#receiver, false),
  };

  /** The first word of a group may make it a destination; unknown ones marked `\*` are to be passed over. */
  #startDestination(word: string, isStarred: boolean): boolean {
    if (this.#group.isFontTable) {
      if (word === 'falt') this.#hidden.endFont();
      else if (isStarred || word === 'panose' || word === 'fontemb') this.#group.skip = 'all';
      return word === 'falt' || this.#group.skip === 'all';
    }
    const start = Object.hasOwn(this.#destinations, word) ? this.#destinations[word] : undefined;
    const kind = Object.hasOwn(textKinds, word) ? textKinds[word] : undefined;
    if (start) start();
    else if (kind) this.#startStream(kind);
    else if (values.has(word) || formTexts.has(word) || hiddenValues.has(word) || wordless.has(word))
      this.#startValue(word);
    else if (holders.has(word)) this.#group.skip = 'inner';
    else if (skipped.has(word)) this.#group.skip = 'all';
    else if ((isStarred && !transparent.has(word)) || apart.has(word)) this.#startUnknown();
    else return false;
    return true;
  }

  /** Words with a parameter that change how what follows is read. */
  readonly #settings: Readonly<Record<string, (parameter: number | undefined) => void>> = {
    rtf: () => void (this.#isRtf = true),
    ansi: () => void (this.#documentPage = 1252),
    mac: () => void (this.#documentPage = 10000),
    pc: () => void (this.#documentPage = 437),
    pca: () => void (this.#documentPage = 850),
    ansicpg: (page = 0) => void (page > 0 && (this.#documentPage = page)),
    deff: (font = -1) => {
      this.#defaultFont = font;
      this.#group.font = font;
    },
    f: (font = -1) => void (this.#group.font = font),
    uc: (count = 1) => void (this.#group.fallback = Math.min(Math.max(count, 0), 100)),
    plain: () => {
      this.#group.font = this.#defaultFont;
      this.#group.look = plainLook;
    },
    nofpages: (count = -1) => this.#information.pages(count),
    objautlink: () => this.#receiver.warn('external-reference', 'linked object'),
    objlink: () => this.#receiver.warn('external-reference', 'linked object'),
  };

  #writeUnicode(parameter: number): void {
    this.#endRun();
    const unit = parameter < 0 ? parameter + 65_536 : parameter;
    // Word reads 16 bits of it, others the whole.
    if (unit > 0xffff) this.#hidden.passOver(String.fromCharCode(unit % 0x10000));
    if (unit > 0 && unit <= 0x10ffff)
      this.#write(unit > 0xffff ? String.fromCodePoint(unit) : String.fromCharCode(unit));
    this.#fallbackLeft = this.#group.fallback;
  }

  #readControl(word: string, parameter: number | undefined): void {
    if (word === 'u' && parameter !== undefined) return this.#writeUnicode(parameter);
    const character = Object.hasOwn(characters, word) ? characters[word] : undefined;
    if (character !== undefined) {
      if (this.#fallbackLeft > 0 && character !== '\n') this.#fallbackLeft -= 1;
      else {
        this.#endRun();
        this.#write(character);
      }
      return;
    }
    if (this.#group.isFontTable) return this.#fonts.control(word, parameter ?? 0);
    if (Object.hasOwn(pictureTypes, word)) this.#group.pictureType = pictureTypes[word];
    if (parameter !== undefined) this.#form?.number(word, parameter);
    if (this.#group.times && timeParts.has(word) && parameter !== undefined)
      this.#group.times[word] = parameter;
    const look = Object.hasOwn(lookWords, word) ? lookWords[word]?.(parameter) : undefined;
    if (!look && !Object.hasOwn(this.#settings, word)) return;
    this.#endRun();
    if (look) this.#group.look = { ...this.#group.look, ...look };
    this.#settings[word]?.(parameter);
  }

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
    this.#output = receiver.output;
    this.#hidden = new HiddenWords(receiver.output);
    this.#information = receiver.information;
  }

  groupStart(offset: number): void {
    this.#endRun();
    this.#hidden.endPassed();
    this.#fallbackLeft = 0;
    if (this.#isComplete) return;
    if (this.#stack.length >= maxDepth) {
      this.#tooDeep += 1;
      return;
    }
    this.#stack.push(this.#group);
    const { names } = this.#group;
    this.#group = { ...this.#group, isFresh: true, isStarred: false, offset };
    delete this.#group.atEnd;
    if (!names) return;
    delete this.#group.names;
    this.#startValue(names);
  }

  groupEnd(offset: number): void {
    this.#endRun();
    this.#hidden.endPassed();
    this.#fallbackLeft = 0;
    if (this.#tooDeep > 0) {
      this.#tooDeep -= 1;
      return;
    }
    this.#group.atEnd?.();
    if (this.#isComplete) return;
    if (this.#group.parts && this.#group.value) this.#group.value.text += ' ';
    this.#group = this.#stack.pop() ?? this.#group;
    if (this.#stack.length > 0) return;
    this.#isComplete = true;
    this.#end = offset + 1;
  }

  control(word: string, parameter: number | undefined): void {
    if (this.#isComplete || this.#group.skip === 'all') return;
    if (word === '*') {
      this.#group.isStarred = true;
      return;
    }
    const { isFresh, isStarred } = this.#group;
    this.#group.isFresh = false;
    if (isFresh && this.#startDestination(word, isStarred)) return;
    this.#hidden.controlWord(word);
    this.#readControl(word, parameter);
  }

  bytes(view: Uint8Array): void {
    this.#group.isFresh = false;
    if (this.#isComplete || this.#group.skip !== 'none') return;
    if (this.#group.isFontTable) return this.#hidden.fontName(Buffer.from(view).toString('latin1'));
    if (this.#group.hex) return this.#group.hex.digits(view);
    const bytes = this.#fallbackLeft > 0 ? view.subarray(this.#fallbackLeft) : view;
    this.#hidden.passOverBytes(view.subarray(0, view.length - bytes.length));
    this.#fallbackLeft = Math.max(0, this.#fallbackLeft - view.length);
    if (bytes.length > 0) this.#hidden.endPassed();
    // A copy: the view is of a slice that may be replaced before the run ends.
    if (bytes.length > 0) this.#take(Buffer.from(bytes));
  }

  escaped(byte: number): void {
    this.#group.isFresh = false;
    if (this.#isComplete || this.#group.skip !== 'none' || this.#group.hex) return;
    if (this.#group.isFontTable) return this.#hidden.fontName(String.fromCharCode(byte));
    if (this.#fallbackLeft === 0) return this.#take(Buffer.of(byte));
    this.#fallbackLeft -= 1;
    if (byte < 0x80) this.#hidden.passOver(String.fromCharCode(byte));
  }

  binary(view: Uint8Array): void {
    if (this.#isComplete || this.#group.skip !== 'none') return;
    // Outside of data a block stands for one character of a fallback at most: words in it are nobody's to see.
    if (this.#group.hex) this.#group.hex.binary(view);
    else this.#hidden.passOverBytes(view);
  }

  /** Whether the outermost group has been closed. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether it began at all. */
  get isRtf(): boolean {
    return this.#isRtf;
  }

  /** Where the outermost group ends, once it has. */
  get end(): number {
    return this.#end;
  }

  /** To be called after the last token. */
  finish(): void {
    this.#endRun();
    this.#hidden.endPassed();
    this.#hidden.endFont();
    this.#isConcealing = false;
    for (const author of this.#authors) if (author !== 'Unknown') this.#hidden.write(author);
    if (this.#isComplete) return;
    // What is open at the end of a truncated file still counts: values, comments, data.
    for (let open: Group | undefined = this.#group; open; open = this.#stack.pop()) {
      if (open.hex === undefined) open.atEnd?.();
    }
  }
}
