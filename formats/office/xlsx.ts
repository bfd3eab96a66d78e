/** Extracts Excel workbooks (xlsx, xlsm, xltx, xltm, xlam, and in records xlsb): cells as shown, comments, headers, drawings, caches. */
import type { Extract, ExtractInput, Sink } from '../contract.ts';
import type { TextKind } from '../../schemas/anchor.ts';
import { CellFormats } from './cell-formats.ts';
import { CommentAuthors } from './comment-authors.ts';
import { DrawingText } from './drawing-text.ts';
import { FormulaText } from './formula-text.ts';
import { giveChildren } from './embedded.ts';
import { connectionHandler, externalLinkHandler, pivotCacheHandler, vmlHandler } from './hidden-values.ts';
import { LinkList } from './link-list.ts';
import { isOutcome, openOoxml } from './open-package.ts';
import { isRecordPart, type PartReader, type Relationship } from './part-reader.ts';
import { SharedStrings } from './shared-strings.ts';
import { noteHandler, personHandler, threadHandler } from './sheet-comments.ts';
import { SheetText } from './sheet-text.ts';
import { type Mark, TextFlow } from './text-flow.ts';
import { readUnreadParts } from './unread-parts.ts';
import { attribute, prefixedAttribute, type XmlHandler } from './xml.ts';

export const version = '15';

/** Stop a workbook of endless sheets and names. */
const maxSheets = 10_000;
const maxNameUnits = 10_000;

interface Sheet {
  readonly name: string;
  readonly relation: string;
  readonly mark: Mark | undefined;
}

interface SheetPart {
  readonly part: string;
  readonly name: string;
  readonly macros: boolean;
  readonly mark?: Mark;
}

/** A sheet that no menu of the program offers to show is very hidden (18.18.68). */
const sheetMarks: Readonly<Record<string, Mark>> = {
  hidden: { mark: 'hidden-sheet' },
  veryHidden: { mark: 'very-hidden-sheet' },
};

class Workbook {
  readonly #reader: PartReader;
  readonly #sink: Sink;
  readonly #links: LinkList;
  readonly #formats = new CellFormats();
  readonly #strings: SharedStrings;
  readonly #people = new CommentAuthors();
  readonly #done = new Set<string>();
  readonly #sheets: Sheet[] = [];
  readonly #formulas: FormulaText;
  #missingStrings = 0;
  #withoutValue = 0;

  constructor(reader: PartReader, sink: Sink, input: ExtractInput) {
    this.#reader = reader;
    this.#sink = sink;
    this.#links = new LinkList(sink);
    this.#formulas = new FormulaText(sink);
    // Two bytes a unit: the table takes at most half of what may be held.
    this.#strings = new SharedStrings(sink, Math.floor(input.limits.maxHeldBytes / 4));
  }

  async read(main: string): Promise<void> {
    const names: string[] = [];
    await this.#reader.parse(main, this.#workbookHandler(names), 'aside');
    const relations = await this.#reader.relationships(main);
    await this.#readTables(main, relations);
    for (const sheet of this.#listSheets(relations)) await this.#readSheet(sheet);
    this.#strings.writeUnused();
    if (names.length > 0) this.#sink.anchor({ part: 'defined names' }, 'formula');
    for (const name of names) this.#sink.text(`${name}\n`, 'formula');
    await this.#readHidden(relations);
    for (const person of this.#people.unused()) this.#sink.text(`${person}\n`, 'hidden');
    this.#links.addRelationships(relations);
    if (this.#withoutValue > 0)
      this.#sink.warn(
        'partial-read',
        `${this.#withoutValue} cells have a formula and no value: what they show is not in the file`,
      );
    if (this.#missingStrings > 0)
      this.#sink.warn(
        'partial-read',
        `${this.#missingStrings} cells name a string that the workbook does not have`,
      );
  }

  #workbookHandler(names: string[]): XmlHandler {
    let name: string | undefined;
    let value = '';
    let units = 0;
    return {
      open: (tag, attributes) => {
        if (tag === 'workbookPr') this.#formats.setDateSystem(attribute(attributes, 'date1904'));
        else if (tag === 'sheet' && this.#sheets.length < maxSheets)
          this.#sheets.push({
            name: attribute(attributes, 'name') ?? '',
            relation: prefixedAttribute(attributes, 'id') ?? '',
            mark: sheetMarks[attribute(attributes, 'state') ?? ''],
          });
        else if (tag === 'definedName') name = attribute(attributes, 'name');
        value = '';
        return true;
      },
      close: (tag) => {
        if (tag !== 'definedName' || name === undefined || units > 1_000_000) return;
        // The program's own name ranges of cells.
        if (name.startsWith('_xlnm.') && !value.includes('"')) return;
        units += name.length + value.length;
        names.push(`${name}\t${value}`);
        name = undefined;
      },
      text(data) {
        if (value.length < maxNameUnits) value += data;
      },
    };
  }

  /** What the sheets need: the strings, the formats, the people who comment. */
  async #readTables(main: string, relations: readonly Relationship[]): Promise<void> {
    const folder = main.slice(0, main.lastIndexOf('/') + 1);
    const partOf = (type: string, usual: string): string | undefined => {
      const stated = relations.find((relation) => relation.type === type)?.target;
      const targets = stated === undefined ? [usual, usual.replace(/xml$/, 'bin')] : [];
      return [stated, ...targets.map((name) => folder + name)].find(
        (target) => target !== undefined && this.#reader.package.find(target),
      );
    };
    const styles = partOf('styles', 'styles.xml');
    const strings = partOf('sharedStrings', 'sharedStrings.xml');
    const people = partOf('person', 'persons/person.xml');
    if (styles !== undefined) await this.#reader.parse(styles, this.#formats.handler(), 'aside');
    if (strings !== undefined) await this.#reader.parse(strings, this.#strings.handler(), 'aside');
    if (people !== undefined) await this.#reader.parse(people, personHandler(this.#people), 'aside');
    await this.#formats.prepare();
  }

  /** In the workbook's order; where the workbook is damaged, every part that looks like a sheet. */
  #listSheets(relations: readonly Relationship[]): SheetPart[] {
    const byId = new Map(relations.map((relation) => [relation.id, relation]));
    const found: SheetPart[] = this.#sheets.flatMap(({ name, relation, mark }) => {
      const target = byId.get(relation);
      return target ? [{ part: target.target, name, macros: /macrosheet$/i.test(target.type), mark }] : [];
    });
    this.#sink.metadata({ sheets: this.#sheets.length });
    const listed = new Set(found.map(({ part }) => part.toLowerCase()));
    for (const { name } of this.#reader.package.parts)
      if (
        /(?:^|\/)worksheets\/(?!binaryIndex)[^/]+\.(?:xml|bin)$/i.test(name) &&
        !listed.has(name.toLowerCase())
      )
        found.push({ part: name, name: '', macros: false });
    return found;
  }

  async #readSheet({ part, name, macros, mark }: SheetPart): Promise<void> {
    if (this.#done.has(part.toLowerCase())) return;
    this.#done.add(part.toLowerCase());
    const relations = await this.#reader.relationships(part);
    if (macros) this.#sink.warn('active-content', 'Excel 4.0 macros');
    const kind = mark ? 'hidden' : 'body';
    const place = name === '' ? { part: part.slice(0, 200) } : { sheet: name.slice(0, 500) };
    this.#sink.anchor({ ...place, ...mark }, kind);
    if (name !== '') this.#sink.text(`${name}\n`, kind);
    const [strings, formats, formulas] = [this.#strings, this.#formats, this.#formulas];
    const sheet = new SheetText(this.#sink, name, { strings, formats, formulas, macros, mark });
    await this.#reader.parse(part, sheet);
    this.#missingStrings += sheet.missingStrings;
    this.#withoutValue += sheet.withoutValue;
    // Drawings lie over the sheet, in no cell.
    this.#sink.anchor({ ...place, ...mark }, kind);
    for (const relation of relations) if (!relation.external) await this.#readRelated(relation, name, kind);
    this.#sink.anchor({}, 'hidden');
    this.#links.addRelationships(relations);
    await this.#sink.drain();
  }

  async #readRelated({ type, target }: Relationship, sheet: string, kind: TextKind): Promise<void> {
    if (!this.#reader.package.find(target) || this.#done.has(target.toLowerCase())) return;
    const handler = this.#handlerOf(type, sheet, kind);
    if (!handler) return;
    this.#done.add(target.toLowerCase());
    await this.#reader.parse(target, handler, 'aside');
    if (type !== 'drawing' && type !== 'chart') return;
    const relations = await this.#reader.relationships(target);
    for (const relation of relations) if (!relation.external) await this.#readRelated(relation, sheet, kind);
    this.#links.addRelationships(relations);
  }

  #handlerOf(type: string, sheet: string, kind: TextKind): XmlHandler | undefined {
    switch (type) {
      case 'comments':
        return noteHandler(this.#sink, sheet);
      case 'threadedComment':
        return threadHandler(this.#sink, sheet, this.#people);
      case 'drawing':
      case 'chart':
      case 'chartEx':
      case 'chartUserShapes':
      case 'diagramData':
        return new DrawingText(new TextFlow(this.#sink, kind));
      case 'vmlDrawing':
        return vmlHandler((text) => this.#sink.text(text, kind));
      default:
        return undefined;
    }
  }

  async #readHidden(relations: readonly Relationship[]): Promise<void> {
    for (const { type, target, external } of relations) {
      if (external || !this.#reader.package.find(target)) continue;
      if (type === 'connections') await this.#reader.parse(target, connectionHandler(this.#sink), 'aside');
      if (type === 'externalLink') {
        await this.#reader.parse(target, externalLinkHandler(this.#sink), 'aside');
        this.#links.addRelationships(await this.#reader.relationships(target));
      }
      if (type !== 'pivotCacheDefinition') continue;
      await this.#reader.parse(target, pivotCacheHandler(this.#sink), 'aside');
      const records = (await this.#reader.relationships(target)).find(
        (relation) => relation.type === 'pivotCacheRecords',
      );
      if (records) await this.#reader.parse(records.target, pivotCacheHandler(this.#sink), 'aside');
    }
  }
}

export const extract: Extract = async (input, given) => {
  const opened = await openOoxml(input, given, `xl/workbook.${input.format === 'xlsb' ? 'bin' : 'xml'}`);
  if (isOutcome(opened)) return opened;
  const { sink, reader, main } = opened;
  await new Workbook(reader, sink, input).read(main);
  await readUnreadParts(reader, sink);
  // What a workbook of XML has beside it under such a name is a file of somebody's.
  await giveChildren(reader.package, sink, { own: (name) => isRecordPart(name) && reader.hasRead(name) });
  return reader.outcome();
};
