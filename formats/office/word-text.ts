/** Turns WordprocessingML (and the DrawingML inside it) into text: ECMA-376 part 1, 17. */
import type { TextMark } from '../../schemas/anchor.ts';
import type { Sink } from '../contract.ts';
import type { LinkList } from './link-list.ts';
import { NoteMarks } from '../note-marks.ts';
import { RunLook } from './run-look.ts';
import type { Mark, TextFlow } from './text-flow.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import { WordFormField } from './word-form-field.ts';
import type { WordNumbering } from './word-numbering.ts';
import { WordRows } from './word-rows.ts';
import type { WordStyleLooks } from './word-style-looks.ts';
import { attribute, type Attributes, type XmlHandler } from './xml.ts';
import { maxEvents } from './annotation-limits.ts';

/** What of a field's code is looked at together; a longer one is read in pieces. */
const maxFieldUnits = 64 * 1024;

const readElements = new Set(['t', 'delText', 'instrText', 'delInstrText']);

/** Properties and definitions: nothing in them is text of the document. */
const passedOver = new Set([
  'tblPr',
  'tblGrid',
  'sdtEndPr',
  'sectPr',
  'rPrChange',
  'tabs',
  'tabLst',
  'bodyPr',
  'lstStyle',
  'spPr',
]);

/** Parts of a formula that are drawn apart (22.1); what is raised or lowered stands at its letter, as in CO₂. */
const apartInFormulas = new Set(['num', 'den', 'deg', 'lim', 'fName', 'mr']);
const scripts = new Set(['sSub', 'sSup', 'sSubSup', 'sPre']);
const ofScripts = new Set(['e', 'sub', 'sup']);

/** Tracked changes that hold their text (17.13.5). */
const changes: Readonly<Record<string, TextMark>> = {
  ins: 'inserted',
  del: 'deleted',
  moveTo: 'moved',
  moveFrom: 'moved',
};

/** What of a paragraph's properties numbers it; the others are passed over. */
const numberingProperties = new Set(['numPr', 'ilvl', 'numId', 'pStyle']);

/** Who changed or commented what and when, as events, each once. */
export class ChangeLog {
  readonly #sink: Sink;
  readonly #seen = new Set<string>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  add(kind: 'comment' | 'insertion' | 'deletion' | 'move', author: string, date: string | undefined): void {
    const time = date === undefined ? undefined : parseW3cTime(date);
    const key = `${kind}\n${author}\n${date}`;
    if (!time || this.#seen.has(key) || this.#seen.size >= maxEvents) return;
    this.#seen.add(key);
    this.#sink.event({ time, kind, message: author.slice(0, 200) });
  }
}

type Mode = 'none' | 'text' | 'hidden' | 'field';

export class WordText implements XmlHandler {
  readonly #flow: TextFlow;
  readonly #links: LinkList;
  readonly #changes: ChangeLog;
  #mode: Mode = 'none';
  #field = '';
  readonly #look: RunLook;
  readonly #notes = new NoteMarks();
  readonly #styles: WordStyleLooks | undefined;
  readonly #rows = new WordRows();
  readonly #tracked: Mark[] = [];
  #removed = 0;
  #ruby = 0;
  #formulas = 0;
  #scripts = 0;
  #paragraphs = 0;
  #cells = 0;
  #boxes = 0;
  /** The paragraph, or the page, has a ground of its own. */
  #isShaded = false;
  #isPageShaded = false;
  #pendingBreak = false;
  #form: WordFormField | undefined;
  readonly #numbering: WordNumbering | undefined;
  #properties: { style?: string; list?: string; level?: number } | undefined;

  constructor(
    flow: TextFlow,
    links: LinkList,
    changes: ChangeLog,
    { numbering, styles }: { readonly numbering?: WordNumbering; readonly styles?: WordStyleLooks } = {},
  ) {
    this.#flow = flow;
    this.#numbering = numbering;
    this.#styles = styles;
    this.#look = new RunLook(styles);
    this.#links = links;
    this.#changes = changes;
  }

  open(name: string, attributes: Attributes): boolean {
    if (this.#form) return this.#form.open(name, attributes);
    if (passedOver.has(name)) return false;
    if (this.#rows.open(name, attributes)) return true;
    if (this.#properties) return this.#openProperty(name, attributes);
    if (this.#look.isOpen) return this.#look.open(name, attributes);
    switch (name) {
      case 'pPr':
        this.#properties = {};
        this.#isShaded = this.#isPageShaded;
        return true;
      case 'background':
        this.#isShaded = this.#isPageShaded = true;
        return true;
      case 't':
        this.#mode =
          this.#removed > 0 || this.#ruby > 0 || this.#look.isHidden || this.#rows.isHidden
            ? 'hidden'
            : 'text';
        return true;
      case 'delText':
      case 'delInstrText':
        this.#mode = 'hidden';
        return true;
      case 'instrText':
        this.#mode = 'field';
        return true;
      case 'p':
        this.#paragraphs += 1;
        this.#look.paragraph = this.#styles?.lookOf(undefined, true) ?? {};
        return true;
      case 'r':
        this.#look.start();
        this.#look.isOnPage = this.#cells === 0 && this.#boxes === 0 && !this.#isShaded;
        return true;
      case 'rPr':
        this.#look.isOpen = true;
        return true;
      case 'tc':
        this.#cells += 1;
        return true;
      case 'rt':
        this.#ruby += 1;
        return true;
      case 'txbxContent':
        this.#boxes += 1;
        this.#flow.startAside();
        return true;
      default:
        return this.#openRare(name, attributes);
    }
  }

  #openProperty(name: string, attributes: Attributes): boolean {
    const value = attribute(attributes, 'val');
    if (name === 'shd' && (attribute(attributes, 'fill') ?? 'auto') !== 'auto') this.#isShaded = true;
    if (this.#properties && value !== undefined) {
      if (name === 'pStyle') this.#properties.style = value;
      else if (name === 'numId') this.#properties.list = value;
      else if (name === 'ilvl') this.#properties.level = Number(value);
    }
    return numberingProperties.has(name);
  }

  #closeProperties(): void {
    const { style, list, level } = this.#properties ?? {};
    this.#properties = undefined;
    this.#look.paragraph = this.#styles?.lookOf(style, true) ?? {};
    const label = this.#numbering?.next(style, list, level) ?? '';
    if (label !== '') this.#write(`${label} `);
  }

  /** Between two parts of a formula that are no one word. */
  #partFormula(name: string): void {
    if (this.#formulas === 0) return;
    if (apartInFormulas.has(name) || (ofScripts.has(name) && this.#scripts === 0)) this.#write(' ');
  }

  #closeFormula(name: string): void {
    this.#partFormula(name);
    if (scripts.has(name)) this.#scripts = Math.max(0, this.#scripts - 1);
    else if (name === 'oMath') this.#formulas = Math.max(0, this.#formulas - 1);
  }

  #openRare(name: string, attributes: Attributes): boolean {
    if (scripts.has(name)) this.#scripts += 1;
    this.#partFormula(name);
    switch (name) {
      case 'oMath':
        this.#formulas += 1;
        return true;
      case 'tab':
      case 'ptab':
        this.#write('\t');
        return true;
      case 'br':
      case 'cr':
        this.#write('\n');
        return true;
      case 'noBreakHyphen':
        this.#write('\u2011');
        return true;
      case 'sym':
        this.#symbol(attribute(attributes, 'char') ?? '');
        return true;
      case 'fldSimple':
        this.#links.addField(attribute(attributes, 'instr') ?? '');
        return true;
      case 'fldChar':
        this.#endField();
        return true;
      case 'docPr':
      case 'cNvPr':
        this.#hide(attribute(attributes, 'title'));
        this.#hide(attribute(attributes, 'descr'));
        return true;
      case 'textpath':
        this.#writeAside(attribute(attributes, 'string') ?? '');
        return true;
      case 'ffData':
        this.#form = new WordFormField();
        return true;
      case 'alias':
      case 'tag':
        this.#hide(attribute(attributes, 'val'));
        return true;
      case 'listItem':
        this.#hide(attribute(attributes, 'displayText') ?? attribute(attributes, 'value'));
        return true;
      case 'footnote':
      case 'endnote':
        return !/separator|continuation/i.test(attribute(attributes, 'type') ?? '');
      default:
        return this.#openChange(name, attributes);
    }
  }

  #openChange(name: string, attributes: Attributes): boolean {
    const author = attribute(attributes, 'author');
    const date = attribute(attributes, 'date');
    const mark = changes[name];
    if (mark) this.#tracked.push({ mark, author, changed: date });
    if (name === 'comment') {
      if (author) this.#flow.write(`${author}: `);
      this.#changes.add('comment', author ?? '', date);
    } else if (name === 'ins') this.#changes.add('insertion', author ?? '', date);
    else if (name === 'moveTo') this.#changes.add('move', author ?? '', date);
    else if (name === 'del' || name === 'moveFrom') {
      this.#removed += 1;
      if (name === 'del') this.#changes.add('deletion', author ?? '', date);
    }
    return true;
  }

  close(name: string): void {
    this.#rows.close(name);
    this.#closeFormula(name);
    switch (name) {
      case 't':
      case 'delText':
      case 'instrText':
      case 'delInstrText':
        this.#mode = 'none';
        break;
      case 'pPr':
        this.#closeProperties();
        break;
      case 'p':
        this.#closeParagraph();
        break;
      case 'r':
        this.#look.start();
        break;
      case 'rPr':
        this.#look.isOpen = false;
        break;
      case 'tc':
        this.#cells = Math.max(0, this.#cells - 1);
        this.#pendingBreak = false;
        this.#flow.write('\t');
        break;
      case 'tr':
        this.#pendingBreak = false;
        this.#flow.write('\n');
        break;
      case 'rt':
        this.#ruby = Math.max(0, this.#ruby - 1);
        break;
      case 'txbxContent':
        this.#boxes = Math.max(0, this.#boxes - 1);
        this.#pendingBreak = false;
        this.#flow.endAside();
        break;
      case 'ins':
      case 'moveTo':
        this.#tracked.pop();
        break;
      case 'del':
      case 'moveFrom':
        this.#tracked.pop();
        this.#removed = Math.max(0, this.#removed - 1);
        this.#flow.endHidden();
        break;
      case 'comment':
      case 'footnote':
      case 'endnote':
        this.#pendingBreak = false;
        this.#flow.endLine();
        break;
      case 'ffData':
        this.#closeForm();
        break;
    }
  }

  #closeForm(): void {
    this.#write(this.#form?.shown() ?? '');
    for (const line of this.#form?.apart() ?? []) this.#hide(line);
    this.#form = undefined;
  }

  /** What is drawn beside the text: a line of its own. */
  #writeAside(text: string): void {
    this.#flow.startAside();
    this.#flow.write(text);
    this.#flow.endAside();
    if (this.#paragraphs === 0) this.#flow.placeAside();
  }

  #hide(text: string | undefined): void {
    this.#flow.writeHidden(text ?? '');
    this.#flow.endHidden();
  }

  otherwise(text: string): void {
    this.#hide(text);
  }

  #closeParagraph(): void {
    this.#paragraphs = Math.max(0, this.#paragraphs - 1);
    this.#isShaded = this.#isPageShaded;
    this.#endField();
    this.#flow.endHidden();
    // In a cell only a paragraph that is followed by another ends its line; the cell itself ends with a tab.
    if (this.#cells > 0) this.#pendingBreak = true;
    else this.#flow.endParagraph();
    if (this.#paragraphs === 0) this.#flow.placeAside();
  }

  reads(name: string): boolean {
    return readElements.has(name);
  }

  text(data: string): void {
    if (this.#mode === 'text') this.#write(data);
    else if (this.#mode === 'hidden')
      this.#flow.writeHidden(data, this.#tracked.at(-1) ?? this.#rows.mark ?? this.#look.mark);
    else if (this.#mode === 'field') {
      if (this.#field.length > maxFieldUnits) this.#endField();
      this.#field += data;
    }
  }

  #write(text: string): void {
    if (text === '') return;
    if (this.#pendingBreak) {
      this.#pendingBreak = false;
      this.#flow.write('\n');
    }
    const mark = this.#tracked.at(-1) ?? this.#rows.mark ?? this.#look.mark;
    this.#flow.write(this.#notes.parts(text, this.#look.isRaised) ? ` ${text}` : text, mark);
  }

  #endField(): void {
    if (this.#field === '') return;
    this.#links.addField(this.#field);
    this.#field = '';
  }

  /** Symbol fonts keep their characters at U+F000 plus the byte; most have no meaning outside their font. */
  #symbol(hex: string): void {
    const code = Number.parseInt(hex, 16);
    if (Number.isNaN(code) || code < 0x20 || code > 0xffff) return;
    this.#write(String.fromCharCode(code));
  }
}
