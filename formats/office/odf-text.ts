/** Turns OpenDocument content and styles into text with anchors (ODF 1.3 part 3). */
import type { Sink } from '../contract.ts';
import type { TextKind } from '../../schemas/anchor.ts';
import { FormulaText } from './formula-text.ts';
import { odfValues } from './markup-values.ts';
import type { LinkList } from './link-list.ts';
import { OdfCells } from './odf-cells.ts';
import { OdfForms } from './odf-forms.ts';
import { OdfDeletions } from './odf-deletions.ts';
import { OdfMarks } from './odf-marks.ts';
import { showOdfValue } from './odf-value.ts';
import { TextFlow } from './text-flow.ts';
import { ChangeLog } from './word-text.ts';
import { attribute, type Attributes, type XmlHandler } from './xml.ts';

const shapes = new Set([
  'text-box',
  'custom-shape',
  'rect',
  'ellipse',
  'circle',
  'line',
  'polyline',
  'polygon',
  'regular-polygon',
  'path',
  'connector',
  'caption',
  'measure',
]);
/** The parts of a document that stand apart from its body. */
const apart: Readonly<Record<string, TextKind>> = {
  note: 'notes',
  // What OpenOffice.org 1 calls them.
  footnote: 'notes',
  endnote: 'notes',
  notes: 'notes',
  annotation: 'comments',
  'tracked-changes': 'hidden',
  'ruby-text': 'hidden',
  header: 'headers',
  'header-left': 'headers',
  'header-first': 'headers',
  footer: 'headers',
  'footer-left': 'headers',
  'footer-first': 'headers',
  'header-decl': 'headers',
  'footer-decl': 'headers',
  'date-time-decl': 'headers',
};
const passedOver = new Set(['font-face-decls', 'dde-connection-decls', 'annotation-end']);
/** A run of spaces is written as a count; stops a count of billions. */
const maxSpaces = 1000;

export interface OdfTextOptions {
  /** Where text outside the parts that stand apart goes. */
  readonly kind: TextKind;
  readonly format: string;
  /** Whether sheets and pages of this part are places to cite. */
  readonly anchored: boolean;
}

/** Names that are kept; stops a document of changes without end. */
const maxChangers = 1_000;

export class OdfText implements XmlHandler {
  readonly values = odfValues;
  readonly #sink: Sink;
  readonly #links: LinkList;
  readonly #changes: ChangeLog;
  readonly #options: OdfTextOptions;
  readonly #cells: OdfCells;
  readonly #flows: TextFlow[];
  readonly #asides: boolean[] = [];
  readonly #forms = new OdfForms();
  readonly #marks = new OdfMarks();
  readonly #deletions = new OdfDeletions();
  /** Of elements that define things: styles, forms. */
  #within: 'styles' | 'forms' | undefined;
  #value = '';
  #hasHidden = false;
  #sheet: { readonly sheet?: string } = {};
  #paragraphs = 0;
  #leaf = '';
  #author = '';
  /** Names of those who made tracked changes. */
  readonly #changers = new Set<string>();
  #date = '';
  readonly #formulas: FormulaText;
  #change: 'insertion' | 'deletion' = 'deletion';
  /** A creator and date belong to an annotation or change, not to a field in the text. */
  #stated = 0;
  /** Open formulas, in which names mean what they mean in MathML. */
  #math = 0;
  sheets = 0;
  slides = 0;

  constructor(sink: Sink, links: LinkList, options: OdfTextOptions) {
    this.#sink = sink;
    this.#links = links;
    this.#changes = new ChangeLog(sink);
    this.#formulas = new FormulaText(sink);
    this.#options = options;
    this.#flows = [new TextFlow(sink, options.kind)];
    this.#cells = new OdfCells(sink);
  }

  get #flow(): TextFlow {
    return this.#flows.at(-1) as TextFlow;
  }

  open(name: string, attributes: Attributes): boolean {
    if (passedOver.has(name)) return false;
    if (name === 'automatic-styles') this.#within = 'styles';
    if (name === 'forms') this.#within = 'forms';
    if (this.#within === 'styles') this.#marks.styles.open(name, attributes);
    if (this.#within === 'forms') this.#forms.open(name, attributes);
    if (this.#within) return true;
    if (name === 'math' || this.#math > 0) return this.#openMath(name);
    this.#marks.open(name, attributes);
    const kind = apart[name];
    if (kind !== undefined) this.#flows.push(new TextFlow(this.#sink, kind));
    if (name === 'notes' && this.slides > 0) this.#sink.anchor({ slide: this.slides }, 'notes');
    if (shapes.has(name)) this.#openShape();
    switch (name) {
      case 'p':
      case 'h':
        this.#paragraphs += 1;
        return true;
      case 's':
        this.#write(
          ' '.repeat(Math.min(Math.max(Number(attribute(attributes, 'c') ?? 1) || 1, 1), maxSpaces)),
        );
        return true;
      case 'tab':
      case 'tab-stop':
        this.#write('\t');
        return true;
      case 'line-break':
        this.#write('\n');
        return true;
      case 'a':
        this.#links.add(attribute(attributes, 'href') ?? '');
        return true;
      default:
        return this.#openRare(name, attributes);
    }
  }

  /** A formula is a paragraph; what it was typed as is a note within it. */
  #openMath(name: string): boolean {
    if (this.#math === 0) this.#paragraphs += 1;
    if (name === 'math') this.#math += 1;
    if (name === 'annotation') this.#leaf = name;
    return true;
  }

  #closeMath(name: string): void {
    if (name === 'annotation') {
      this.#leaf = '';
      this.#flow.endHidden();
    }
    if (name !== 'math') return;
    this.#math -= 1;
    if (this.#math === 0) this.#closeParagraph();
  }

  #openShape(): void {
    const aside = this.#paragraphs > 0;
    this.#asides.push(aside);
    if (aside) this.#flow.startAside();
  }

  #openRare(name: string, attributes: Attributes): boolean {
    switch (name) {
      case 'table':
        if (this.#options.anchored && this.#options.format === 'ods')
          this.#openSheet(attribute(attributes, 'name') ?? '');
        return true;
      case 'table-row':
        this.#cells.startRow(attribute(attributes, 'number-rows-repeated'));
        return true;
      case 'table-cell':
      case 'covered-table-cell':
        this.#openCell(attributes);
        return true;
      case 'page':
        this.slides += 1;
        if (this.#options.anchored) this.#openSlide(attributes);
        return true;
      case 'control':
        this.#write(this.#forms.shown(attribute(attributes, 'control') ?? ''));
        return true;
      case 'hidden-text':
      case 'user-field-decl':
      case 'variable-set':
      case 'conditional-text':
        this.#openField(attributes);
        return true;
      case 'annotation':
      case 'change-info':
        this.#stated += 1;
        this.#author = '';
        return true;
      case 'creator':
      case 'date':
        if (this.#stated > 0 && this.#leaf === '') this.#leaf = name;
        return true;
      case 'title':
      case 'desc':
        this.#leaf = name;
        return true;
      case 'frame':
        // Placeholders of a master page hold only prompts.
        return attribute(attributes, 'placeholder') !== 'true' || this.#options.kind !== 'headers';
      case 'image':
      case 'object':
      case 'object-ole':
      case 'plugin':
      // Tables, ranges and sections that are kept in another file.
      case 'table-source':
      case 'cell-range-source':
      case 'section-source':
        this.#addReference(attribute(attributes, 'href') ?? '');
        return true;
      default:
        this.#openChange(name, attributes);
        return true;
    }
  }

  /** Tracked changes, and the place where something was taken out. */
  #openChange(name: string, attributes: Attributes): void {
    if (name === 'insertion' || name === 'deletion') this.#change = name;
    else if (name === 'changed-region') this.#deletions.start(attribute(attributes, 'id') ?? '');
    else if (name === 'change') {
      const deletion = this.#deletions.of(attribute(attributes, 'change-id') ?? '');
      if (deletion) this.#flow.remove(deletion.text, deletion.mark);
    }
  }

  /** Fields that hold more than they show (7.4 and 7.7). */
  #openField(attributes: Attributes): void {
    for (const key of ['string-value', 'string-value-if-true', 'string-value-if-false']) {
      this.#flow.writeHidden(attribute(attributes, key) ?? '');
      this.#flow.endHidden();
    }
  }

  #addReference(target: string): void {
    if (/^[a-z][a-z\d+.-]{1,20}:/i.test(target))
      this.#links.addRelationships([{ id: '', type: 'embedded', target, external: true }]);
  }

  #openSlide(attributes: Attributes): void {
    const mark = this.#marks.styles.markOf('drawing-page', attribute(attributes, 'style-name'));
    const place = this.#options.format === 'odg' ? { page: this.slides } : { slide: this.slides };
    this.#flow.setPlace({ ...place, ...mark });
    this.#sink.anchor({ ...place, ...mark }, this.#options.kind);
  }

  #openSheet(name: string): void {
    this.sheets += 1;
    this.#cells.startSheet(name);
    this.#sheet = name === '' ? {} : { sheet: name.slice(0, 500) };
    this.#formulas.startSheet(name);
    this.#flow.setPlace(this.#sheet);
    if (name !== '') this.#put(`${name}\n`);
  }

  #openCell(attributes: Attributes): void {
    const formula = attribute(attributes, 'formula');
    this.#cells.startCell(attribute(attributes, 'number-columns-repeated'));
    this.#value = showOdfValue(attributes);
    this.#hasHidden = false;
    if (formula !== undefined) this.#formulas.add(formula, this.#cells.cell, false);
    if (this.#options.anchored && this.#options.format === 'ods')
      this.#flow.setPlace({ ...this.#sheet, ...this.#cells.cell });
  }

  close(name: string): void {
    if (this.#within) {
      if (name === 'automatic-styles' || name === 'forms') this.#within = undefined;
      return;
    }
    if (this.#math > 0) return this.#closeMath(name);
    switch (name) {
      case 'p':
      case 'h':
        this.#closeParagraph();
        break;
      case 'table-cell':
      case 'covered-table-cell':
        this.#closeCell();
        break;
      case 'table-row':
        this.#cells.endRow(this.#flow);
        this.#flow.endHidden();
        break;
      case 'change-info':
        this.#stated = Math.max(0, this.#stated - 1);
        this.#marks.endInfo(this.#author, this.#date);
        if (this.#changers.size < maxChangers) this.#changers.add(this.#author.trim());
        break;
      case 'changed-region':
        this.#deletions.end();
        break;
      case 'annotation':
        this.#stated = Math.max(0, this.#stated - 1);
        break;
      case 'note-citation':
      case 'footnote-citation':
      case 'endnote-citation':
        this.#write(' ');
        break;
      case 'page':
        this.#flow.placeAside();
        break;
    }
    if (this.#leaf === name) this.#closeLeaf(name);
    if (shapes.has(name) && this.#asides.pop() === true) this.#flow.endAside();
    this.#marks.close(name);
    if (apart[name] !== undefined && this.#flows.length > 1) {
      this.#flow.placeAside();
      this.#flow.endLine();
      this.#flow.endHidden();
      this.#flows.pop();
    }
  }

  /** A cell without a paragraph shows its value (19.383 to 19.389). */
  #closeCell(): void {
    if (this.#value !== '' && !this.#cells.hasWritten && !this.#hasHidden) this.#write(this.#value);
    this.#value = '';
    this.#cells.endCell(this.#flow);
    if (this.#hasHidden) this.#flow.writeHidden('\t', this.#marks.current);
    this.#hasHidden = false;
  }

  /** To be called after the last part: what of the forms nothing shows, and who changed the text. */
  finish(): void {
    for (const changer of this.#changers) if (changer !== '') this.#sink.text(`${changer}\n`, 'hidden');
    for (const text of this.#forms.hidden()) this.#sink.text(`${text}\n`, 'hidden');
  }

  #closeLeaf(name: string): void {
    this.#leaf = '';
    if (name === 'creator' && this.#flow.kind === 'comments') this.#flow.write(`${this.#author}: `);
    if (name === 'title' || name === 'desc') this.#flow.endHidden();
  }

  #closeParagraph(): void {
    this.#paragraphs = Math.max(0, this.#paragraphs - 1);
    this.#deletions.endParagraph();
    if (this.#cells.inCell && this.#flow.kind === this.#options.kind) this.#cells.endParagraph();
    else if (this.#flow.isHiddenOpen) {
      this.#flow.endHidden();
      this.#flow.endLine();
    } else this.#flow.endParagraph();
    this.#flow.placeAside();
  }

  text(data: string): void {
    if (this.#within) return;
    if (this.#leaf === 'creator') this.#author = (this.#author + data).slice(0, 500);
    else if (this.#leaf === 'date') {
      this.#date = data.trim().slice(0, 40);
      this.#changes.add(this.#flow.kind === 'comments' ? 'comment' : this.#change, this.#author, data);
    } else if (this.#leaf !== '') this.#flow.writeHidden(data);
    else if (this.#paragraphs > 0)
      this.#write(data.includes('\n') || data.includes('  ') ? data.replace(/[\t\n\r ]+/g, ' ') : data);
    else if (this.#flow.kind === 'headers' && data.trim() !== '') this.#write(data);
  }

  #write(text: string): void {
    if (this.#cells.inCell && this.#flow.kind === this.#options.kind && !this.#marks.conceals)
      this.#cells.write(this.#flow, text, this.#marks.current);
    else this.#put(text);
  }

  #put(text: string): void {
    const { kind } = this.#flow;
    const isOwn = kind === this.#options.kind;
    const mark = isOwn || kind === 'hidden' ? this.#marks.current : undefined;
    if (isOwn && this.#marks.conceals) {
      this.#hasHidden = true;
      this.#flow.writeHidden(text, mark);
    } else {
      this.#flow.write(text, mark);
      if (kind === 'hidden') this.#deletions.add(text, mark);
    }
  }
}
