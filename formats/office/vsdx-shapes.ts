/** Turns the shapes of a Visio page into text, and what else is said of them into hidden text (MS-VSDX 2.2 and 2.3). */
import type { Sink } from '../contract.ts';
import { hasOwnWords } from '../program-names.ts';
import type { LinkList } from './link-list.ts';
import type { Mark, TextFlow } from './text-flow.ts';
import { attribute, type Attributes, isOn, type XmlHandler } from './xml.ts';

/** Cells that hold names of colours, fonts, units and formulas of the program, never words of a person's. */
const ownCells =
  /Color|Font|Lang|Theme|Style|Pattern|^(?:Format|Calendar|Type|SortKey|TagName|EventDblClick|EventXFMod|EventDrop|TheText|TheData|ObjType|LockFormat|DocLangID|DrawingSizeType|PrintPageOrientation|ShapeKeywords)$/;
const ownValues =
  /^(?:[-+]?\d*\.\d+(?:E[-+]?\d+)?|Themed|Inh|#[\da-fA-F]{3,8}|\{?[\da-fA-F-]{36}\}?|(?:US|UK)?[A-Z_]{2,12})$/;
/** What is remembered so that a value stands there once. */
const maxRemembered = 20_000;
/** Layers of a page; the program takes some hundreds. */
const maxLayers = 10_000;

const vanished: Mark = { mark: 'vanished' };

interface Shape {
  /** None of its layers is shown, or its text is switched off. */
  isHidden: boolean;
}

/** The layers of a page that are not shown, by their index; filled from the sheet of the page. */
export class HiddenLayers {
  readonly indexes = new Set<string>();
  #isLayers = false;
  #row = '';

  open(name: string, attributes: Attributes): void {
    if (name === 'Section') this.#isLayers = attribute(attributes, 'N') === 'Layer';
    else if (name === 'Row') this.#row = attribute(attributes, 'IX') ?? '';
    else if (name === 'Cell' && this.#isLayers && attribute(attributes, 'N') === 'Visible')
      if (attribute(attributes, 'V') === '0' && this.indexes.size < maxLayers) this.indexes.add(this.#row);
  }
}

export interface ShapeOptions {
  readonly flow: TextFlow;
  readonly links: LinkList;
  readonly sink: Sink;
  readonly layers?: HiddenLayers;
}

/** Words of one cell, which may be a formula that is nothing but a quoted text. */
const wordsOf = (value: string): string => /^"(.*)"$/s.exec(value)?.[1] ?? value;

export class VisioShapes implements XmlHandler {
  readonly readsAttributes = true;
  readonly #options: ShapeOptions;
  readonly #seen = new Set<string>();
  readonly #shapes: Shape[] = [];
  #section = '';
  #isText = false;
  /** The picture of a master in the list of them, as Base64. */
  #isIcon = false;
  /** Of a row of what a person stated of a shape: what it is called, and what it is. */
  #label = '';
  #value = '';

  constructor(options: ShapeOptions) {
    this.#options = options;
  }

  open(name: string, attributes: Attributes): boolean {
    if (name === 'Shape') this.#openShape(attributes);
    else if (name === 'Section') this.#section = attribute(attributes, 'N') ?? '';
    else if (name === 'Row') {
      this.#label = '';
      this.#value = '';
      const row = attribute(attributes, 'N') ?? '';
      if (!/^(?:msv|vis)/.test(row)) this.#tell(row);
    } else if (name === 'Cell') this.#readCell(attributes);
    else if (name === 'Text') this.#isText = true;
    else if (name === 'Icon') this.#isIcon = true;
    else if (name === 'StyleSheet' || name === 'Layer') this.#tell(attribute(attributes, 'Name') ?? '');
    return true;
  }

  close(name: string): void {
    if (name === 'Text') {
      this.#isText = false;
      this.#options.flow.endHidden();
      this.#options.flow.endLine();
    } else if (name === 'Shape') this.#shapes.pop();
    else if (name === 'Row' && this.#section === 'Property') this.#tellProperty();
    else if (name === 'Section') this.#section = '';
    else if (name === 'Icon') this.#isIcon = false;
  }

  text(data: string): void {
    if (this.#isIcon) return;
    if (!this.#isText) return this.#tell(data);
    const { flow } = this.#options;
    // A line that ends within its paragraph (2.2.8).
    const shown = data.replaceAll('\u2028', '\n').replaceAll('\r', '');
    if (this.#shapes.some(({ isHidden }) => isHidden)) flow.writeHidden(shown, vanished);
    else flow.write(shown);
  }

  #openShape(attributes: Attributes): void {
    this.#shapes.push({ isHidden: false });
    const name = attribute(attributes, 'Name') ?? attribute(attributes, 'NameU') ?? '';
    if (!/^(?:Sheet|Dynamic connector)(?:\.\d+)?$/.test(name)) this.#tell(name);
  }

  #readCell(attributes: Attributes): void {
    const name = attribute(attributes, 'N') ?? '';
    const value = wordsOf(attribute(attributes, 'V') ?? '');
    const shape = this.#shapes.at(-1);
    if (name === 'LayerMember' && shape) shape.isHidden ||= this.#isOnHiddenLayers(value);
    else if (name === 'HideText' && shape) shape.isHidden ||= value !== '' && isOn(value);
    else if (this.#section === 'Hyperlink' && (name === 'Address' || name === 'SubAddress'))
      this.#options.links.add(value);
    else if (this.#section === 'Property' && name === 'Label') this.#label = value;
    else if (this.#section === 'Property' && name === 'Value') this.#value = value;
    else if (!ownCells.test(name) && !ownValues.test(value)) this.#tell(value);
  }

  #tellProperty(): void {
    if (this.#value === '') this.#tell(this.#label);
    else this.#tell(this.#label === '' ? this.#value : `${this.#label}: ${this.#value}`, true);
  }

  #isOnHiddenLayers(members: string): boolean {
    const hidden = this.#options.layers?.indexes;
    if (!hidden || hidden.size === 0 || members === '') return false;
    return members.split(';', maxLayers).every((index) => hidden.has(index));
  }

  #tell(value: string, isStated = false): void {
    const { flow } = this.#options;
    const line = value.replace(/\s+/g, ' ').trim();
    if (line === '' || this.#seen.has(line) || !(isStated || hasOwnWords(line))) return;
    if (this.#seen.size < maxRemembered) this.#seen.add(line);
    flow.writeHidden(line);
    flow.endHidden();
  }
}
