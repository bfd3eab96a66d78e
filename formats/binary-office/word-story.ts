/** Writes a story of a Word document: fields, tables, hidden text and tracked changes, each where it belongs. */
import type { TextKind } from '../../schemas/anchor.ts';
import type { Sink } from '../contract.ts';
import type { LinkList } from '../office/link-list.ts';
import { priorMark, PriorLines } from '../prior-lines.ts';
import type { Mark } from '../office/text-flow.ts';

/** What of a field's code is looked at together; a longer one is no code but text behind a mark that is damaged. */
const maxFieldUnits = 64 * 1024;
/** Fields within fields; deeper ones are read as text. */
const maxFields = 64;

const marks = {
  cell: 0x07,
  tab: 0x09,
  line: 0x0b,
  page: 0x0c,
  paragraph: 0x0d,
  column: 0x0e,
  fieldStart: 0x13,
  fieldMiddle: 0x14,
  fieldEnd: 0x15,
  hyphen: 0x1e,
} as const;
const lineEnds = new Set<number>([marks.line, marks.page, marks.paragraph, marks.column]);
const control = /\p{Cc}/u;

interface Field {
  code: string;
  isResult: boolean;
}

/** How a stretch is set apart: `isHidden` where a reader does not see it. */
export interface StoryLook {
  readonly isHidden: boolean;
  readonly mark: Mark | undefined;
}

export class WordStory {
  readonly #sink: Sink;
  readonly #kind: TextKind;
  readonly #links: LinkList;
  readonly #part: { readonly part?: string };
  readonly #fields: Field[] = [];
  #line = 1;
  #mark: Mark | undefined;
  #isHiddenOpen = false;
  #hiddenMark: Mark | undefined;
  #pending = '';
  readonly #prior = new PriorLines();

  /** Line feeds count from here: an anchor says which line of this story it is. */
  constructor(
    sink: Sink,
    links: LinkList,
    { kind, part }: { readonly kind: TextKind; readonly part?: string },
  ) {
    this.#sink = sink;
    this.#kind = kind;
    this.#links = links;
    this.#part = part === undefined ? {} : { part };
    this.#anchor();
  }

  #anchor(): void {
    this.#sink.anchor({ ...this.#part, line: this.#line, perLine: true, ...this.#mark }, this.#kind);
  }

  /** Text as it lies in the document, marks among it. `isRowEnd` tells of a cell mark whether it ends its row. */
  write(text: string, look: StoryLook, isRowEnd = false): void {
    if (!control.test(text)) this.#put(text, look);
    else
      for (let at = 0, from = 0; at <= text.length; at += 1) {
        const unit = at < text.length ? text.charCodeAt(at) : -1;
        if (unit > 0x1f) continue;
        if (at > from) this.#put(text.slice(from, at), look);
        from = at + 1;
        if (unit >= 0) this.#take(unit, look, isRowEnd);
      }
  }

  #take(unit: number, look: StoryLook, isRowEnd: boolean): void {
    if (unit === marks.fieldStart && this.#fields.length < maxFields)
      this.#fields.push({ code: '', isResult: false });
    else if (unit === marks.fieldMiddle) this.#middle();
    else if (unit === marks.fieldEnd) this.#endField();
    else if (unit === marks.cell) this.#put(isRowEnd ? '\n' : '\t', look);
    else if (unit === marks.tab) this.#put('\t', look);
    else if (unit === marks.hyphen) this.#put('\u2011', look);
    else if (lineEnds.has(unit)) this.#put('\n', look);
  }

  #middle(): void {
    const field = this.#fields.at(-1);
    if (!field || field.isResult) return;
    field.isResult = true;
    this.#links.addField(field.code);
  }

  #endField(): void {
    const field = this.#fields.pop();
    if (field && !field.isResult) this.#links.addField(field.code);
  }

  #put(text: string, look: StoryLook): void {
    const field = this.#fields.findLast(({ isResult }) => !isResult);
    if (field) {
      field.code += text;
      if (field.code.length > maxFieldUnits) this.#giveUpFields();
    } else if (look.isHidden) this.#putHidden(text, look.mark);
    else this.#putShown(text, look.mark);
  }

  #putShown(text: string, mark: Mark | undefined): void {
    this.#endHidden();
    if (mark !== this.#mark) {
      this.#flush();
      this.#mark = mark;
      this.#anchor();
    }
    // Pieces of a line are pushed together.
    this.#pending += text;
    if (this.#pending.length > 4096) this.#flush();
    for (const line of this.#prior.keep(text, mark)) this.#tellPrior(line);
  }

  #tellPrior(line: string): void {
    this.#putHidden(line, priorMark);
    this.#endHidden();
  }

  #flush(): void {
    if (this.#pending === '') return;
    this.#sink.text(this.#pending, this.#kind);
    for (let at = this.#pending.indexOf('\n'); at >= 0; at = this.#pending.indexOf('\n', at + 1))
      this.#line += 1;
    this.#pending = '';
  }

  #putHidden(text: string, mark: Mark | undefined): void {
    if (mark !== this.#hiddenMark || !this.#isHiddenOpen) {
      this.#endHidden();
      this.#hiddenMark = mark;
      this.#sink.anchor({ ...this.#part, ...mark }, 'hidden');
    }
    this.#isHiddenOpen = true;
    this.#sink.text(text, 'hidden');
    this.#prior.remove(text, mark);
  }

  #endHidden(): void {
    if (!this.#isHiddenOpen) return;
    this.#isHiddenOpen = false;
    this.#hiddenMark = undefined;
    this.#sink.text('\n', 'hidden');
    this.#sink.anchor({}, 'hidden');
  }

  /** What was taken for the code of fields that never end is kept as hidden text. */
  #giveUpFields(): void {
    for (const { code, isResult } of this.#fields.splice(0))
      if (!isResult && code.trim() !== '') this.#putHidden(code, undefined);
    this.#endHidden();
  }

  /** Whether a line is open. */
  end(): void {
    this.#giveUpFields();
    this.#endHidden();
    for (const line of this.#prior.end()) this.#tellPrior(line);
    if (this.#pending !== '' && !this.#pending.endsWith('\n')) this.#pending += '\n';
    this.#flush();
  }
}
