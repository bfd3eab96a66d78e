/**
 * Gives the records of a binary workbook as the elements that an XML workbook has in their place, so that both are read
 * by the same handlers ([MS-XLSB] 2.3 and 2.4 beside ECMA-376 part 1, 18).
 */
import { columnLetters } from '../../../schemas/column-letters.ts';
import { LimitError } from '../../contract.ts';
import { Attributes, type XmlHandler } from '../xml.ts';
import { formulaEnd, formulaStrings } from './formula-strings.ts';
import { OtherWords } from './other-words.ts';
import { readRecords } from './record-reader.ts';
import {
  colourAttributes,
  errorWords,
  isTooShort,
  shortNumber,
  wideString,
  wideStrings,
} from './record-values.ts';

type Values = Readonly<Record<string, string | undefined>>;

/** Records that begin and end an element that holds others. */
const holders = new Map([
  [145, [146, 'sheetData']],
  [159, [160, 'sst']],
  [603, [604, 'fills']],
  [611, [612, 'fonts']],
  [617, [618, 'cellXfs']],
  [626, [627, 'cellStyleXfs']],
  [628, [629, 'comments']],
] as const);
const endings = new Map([...holders.values()].map(([end, name]) => [end, name] as const));

const ids = {
  /** What programs of later years added: numbers mean other things in between. */
  startFuture: 35,
  endFuture: 36,
  cells: 145,
  row: 0,
  lastCell: 11,
  firstShortCell: 12,
  lastShortCell: 18,
  sharedString: 19,
  definedName: 39,
  font: 43,
  numberFormat: 44,
  fill: 45,
  cellFormat: 47,
  columns: 60,
  richCell: 62,
  validation: 64,
  sheetProperties: 147,
  workbookProperties: 153,
  sheet: 156,
  pageHeaders: 479,
  link: 494,
  commentAuthor: 632,
  comment: 635,
  endComment: 636,
  commentText: 637,
} as const;

/** Kinds of cells by their records; the short ones stand right of the cell before. */
const cells = { shortNumber: 2, error: 3, truth: 4, number: 5, text: 6, shared: 7, formulaText: 8, formulaNumber: 9, formulaTruth: 10, formulaError: 11 } as const; // prettier-ignore

const isBit = (value: number, bit: number): boolean => (value & bit) !== 0;
const states: Readonly<Record<number, string>> = { 1: 'hidden', 2: 'veryHidden' };
const headers = ['oddHeader', 'oddFooter', 'evenHeader', 'evenFooter', 'firstHeader', 'firstFooter'];
const gradient = 40;
/** Of a sheet: a larger number is damage, and stands in the last. */
const maxColumns = 16_384;

export class RecordElements {
  readonly #handler: XmlHandler;
  readonly #attributes = new Attributes();
  /** Elements that are open; within one that the handler passes over nothing is given. */
  readonly #open: { readonly name: string; readonly isTaken: boolean }[] = [];
  #column = -1;
  #future = 0;
  /** Records that are shorter than what they hold. */
  damaged = 0;
  readonly words = new OtherWords();

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  take(id: number, data: Buffer): void {
    const depth = this.#open.length;
    try {
      this.#take(id, data);
    } catch (error) {
      if (!isTooShort(error)) throw error;
      this.damaged += 1;
      while (this.#open.length > depth) this.#close();
    }
  }

  /** Closes what is open still. */
  end(): void {
    if (this.#future > 0) this.damaged += 1;
    while (this.#open.length > 0) this.#close();
  }

  #start(name: string, values: Values = {}): void {
    const isTaken = this.#open.at(-1)?.isTaken !== false;
    this.#attributes.clear();
    for (const [key, value] of Object.entries(values))
      if (value !== undefined) this.#attributes.add(key, value);
    this.#open.push({ name, isTaken: isTaken && this.#handler.open(name, this.#attributes) });
  }

  #close(): void {
    const last = this.#open.pop();
    if (last?.isTaken) this.#handler.close(last.name);
  }

  #element(name: string, values: Values = {}, inside: () => void = () => undefined): void {
    this.#start(name, values);
    inside();
    this.#close();
  }

  #text(name: string, text: string, values: Values = {}): void {
    this.#element(name, values, () => {
      if (text !== '' && this.#open.at(-1)?.isTaken) this.#handler.text(text);
    });
  }

  /** Ends the innermost element of the name, and what is open in it. */
  #endOf(name: string): void {
    if (!this.#open.some((one) => one.name === name)) return;
    while (this.#open.at(-1)?.name !== name) this.#close();
    this.#close();
  }

  #take(id: number, data: Buffer): void {
    // No program of a later year begins the cells: a mark before them that nothing ends is damage.
    if (id === ids.cells && this.#future > 0) {
      this.#future = 0;
      this.damaged += 1;
    }
    if (id === ids.startFuture || id === ids.endFuture) {
      this.#future = Math.max(0, this.#future + (id === ids.startFuture ? 1 : -1));
      return;
    }
    if (this.#future > 0) {
      this.words.take(data);
      return;
    }
    const holder = holders.get(id as 145);
    const ending = endings.get(id as 146);
    if (holder) {
      // Nothing holds itself, whatever the records say: stops a part of beginnings without ends.
      this.#endOf(holder[1]);
      this.#start(holder[1]);
    } else if (ending) this.#endOf(ending);
    else if (id === ids.row) this.#row(data);
    else if (id <= ids.lastCell || id === ids.richCell) this.#cell(id, data, data.readUInt32LE(0), 4);
    else if (id >= ids.firstShortCell && id <= ids.lastShortCell)
      this.#cell(id - ids.firstShortCell + 1, data, this.#column + 1, 0);
    else if (!this.#takeOfBook(id, data) && !this.#takeOfStyles(id, data) && !this.#takeOfSheet(id, data))
      this.words.take(data);
  }

  #row(data: Buffer): void {
    this.#endOf('row');
    this.#column = -1;
    this.#start('row', {
      r: String(data.readUInt32LE(0) + 1),
      hidden: isBit(data.readUInt8(11), 0x10) ? '1' : undefined,
    });
  }

  /** `look` is where the number of its format stands; the value begins four bytes behind. */
  #cell(kind: number, data: Buffer, column: number, look: number): void {
    this.#column = column;
    const at = look + 4;
    const type = this.#typeOf(kind);
    if (type === undefined) return;
    const values = {
      r: columnLetters(Math.min(column + 1, maxColumns)),
      s: String(data.readUIntLE(look, 3)),
      t: type,
    };
    this.#element('c', values, () => {
      if (kind === ids.richCell) this.#rich(data, at);
      else {
        const { text, end } = this.#valueOf(kind, data, at);
        const isFormula = kind >= cells.formulaText;
        const strings = isFormula ? formulaStrings(data, end + 2) : [];
        // Lists within a formula stand behind its tokens.
        if (isFormula && data.length > end + 6)
          this.words.take(data.subarray(end + 6 + data.readUInt32LE(end + 2)));
        if (strings.length > 0) this.#text('f', strings.join(' '));
        this.#text('v', text);
      }
    });
  }

  #typeOf(kind: number): string | undefined {
    if (kind === cells.shared) return 's';
    if (kind === cells.truth || kind === cells.formulaTruth) return 'b';
    if (kind === cells.error || kind === cells.formulaError) return 'e';
    if (kind === cells.text || kind === cells.formulaText) return 'str';
    if (kind === ids.richCell) return 'inlineStr';
    return kind >= cells.shortNumber ? 'n' : undefined;
  }

  #valueOf(kind: number, data: Buffer, at: number): { readonly text: string; readonly end: number } {
    switch (kind) {
      case cells.shortNumber:
        return { text: String(shortNumber(data, at)), end: at + 4 };
      case cells.error:
      case cells.formulaError:
        return { text: errorWords(data.readUInt8(at)), end: at + 1 };
      case cells.truth:
      case cells.formulaTruth:
        return { text: String(data.readUInt8(at)), end: at + 1 };
      case cells.shared:
        return { text: String(data.readUInt32LE(at)), end: at + 4 };
      case cells.text:
      case cells.formulaText:
        return wideString(data, at);
      default:
        return { text: String(data.readDoubleLE(at)), end: at + 8 };
    }
  }

  /** A string with its looks, and with how its ideographs are read (2.5.121). */
  #rich(data: Buffer, at: number): void {
    const flags = data.readUInt8(at);
    const { text, end } = wideString(data, at + 1);
    this.#text('t', text);
    if (!isBit(flags, 2)) return;
    const behindRuns = isBit(flags, 1) ? end + 4 + data.readUInt32LE(end) * 4 : end;
    const reading = wideString(data, behindRuns).text;
    this.#element('rPh', {}, () => this.#text('t', reading));
  }

  #takeOfBook(id: number, data: Buffer): boolean {
    if (id === ids.sheet) {
      const [relation, name] = wideStrings(data, 8, 2);
      this.#element('sheet', { name, 'r:id': relation, state: states[data.readUInt32LE(0)] });
    } else if (id === ids.workbookProperties)
      this.#element('workbookPr', { date1904: isBit(data.readUInt32LE(0), 1) ? '1' : '0' });
    else if (id === ids.definedName) {
      const { text, end } = wideString(data, 9);
      // Names of the program itself are told by a bit.
      const name = isBit(data.readUInt32LE(0), 0x20) ? `_xlnm.${text}` : text;
      this.#text('definedName', formulaStrings(data, end).join(' '), { name });
    } else if (id === ids.sharedString) this.#element('si', {}, () => this.#rich(data, 0));
    else if (id === ids.commentAuthor) this.#text('author', wideString(data, 0).text);
    else if (id === ids.comment) {
      const cell = `${columnLetters(Math.min(data.readUInt32LE(12) + 1, maxColumns))}${data.readUInt32LE(4) + 1}`;
      this.#endOf('comment');
      this.#start('comment', { authorId: String(data.readUInt32LE(0)), ref: cell });
    } else if (id === ids.commentText) this.#rich(data, 0);
    else if (id === ids.endComment) this.#endOf('comment');
    else return false;
    return true;
  }

  #takeOfStyles(id: number, data: Buffer): boolean {
    if (id === ids.numberFormat)
      this.#element('numFmt', {
        numFmtId: String(data.readUInt16LE(0)),
        formatCode: wideString(data, 2).text,
      });
    else if (id === ids.font)
      this.#element('font', {}, () => {
        this.#element('color', colourAttributes(data, 12));
        if (isBit(data.readUInt16LE(2), 8)) this.#element('strike');
      });
    else if (id === ids.fill) this.#fill(data);
    else if (id === ids.cellFormat)
      this.#element('xf', {
        numFmtId: String(data.readUInt16LE(2)),
        fontId: String(data.readUInt16LE(4)),
        fillId: String(data.readUInt16LE(6)),
      });
    else return false;
    return true;
  }

  #fill(data: Buffer): void {
    const pattern = data.readUInt32LE(0);
    this.#element('fill', {}, () => {
      if (pattern === gradient) this.#element('gradientFill');
      else
        this.#element('patternFill', { patternType: pattern === 0 ? 'none' : 'solid' }, () =>
          this.#element('fgColor', colourAttributes(data, 4)),
        );
    });
  }

  #takeOfSheet(id: number, data: Buffer): boolean {
    if (id === ids.columns)
      this.#element('col', {
        min: String(data.readUInt32LE(0) + 1),
        max: String(data.readUInt32LE(4) + 1),
        hidden: isBit(data.readUInt16LE(16), 1) ? '1' : '0',
      });
    else if (id === ids.sheetProperties)
      this.#element('sheetPr', { filterMode: isBit(data.readUInt8(2), 2) ? '1' : '0' });
    else if (id === ids.pageHeaders)
      for (const [at, text] of wideStrings(data, 2, headers.length).entries())
        this.#text(headers[at] ?? '', text);
    else if (id === ids.link) {
      const [, location, tooltip, display] = wideStrings(data, 16, 4);
      // What is shown stands in the cell as well, unless somebody typed over it.
      this.#element('hyperlink', { prompt: location, tooltip, altText: display });
    } else if (id === ids.validation) this.#validation(data);
    else return false;
    return true;
  }

  #validation(data: Buffer): void {
    const at = 8 + data.readUInt32LE(4) * 16;
    let next = at;
    const said = ['errorTitle', 'error', 'promptTitle', 'prompt'].map((name) => {
      const { text, end } = wideString(data, next);
      next = end;
      return [name, text] as const;
    });
    this.#element('dataValidation', Object.fromEntries(said));
    for (const name of ['formula1', 'formula2']) {
      const strings = formulaStrings(data, next).join(' ');
      if (strings !== '') this.#text(name, strings);
      next = formulaEnd(data, next);
    }
  }
}

/**
 * Reads one part to its end, as `parseXml` does one of XML. Gives the words of records that are not known. Errors of
 * `chunks` and of damage pass through when all that could be read was handled.
 */
export async function parseRecords(
  chunks: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  drain: () => Promise<void>,
  found: (words: OtherWords) => void,
): Promise<void> {
  const elements = new RecordElements(handler);
  try {
    await readRecords(chunks, (id, data) => elements.take(id, data), drain);
  } finally {
    elements.end();
    found(elements.words);
  }
  if (elements.damaged > 0) throw new LimitError('corrupt', `${elements.damaged} records are damaged`);
}
