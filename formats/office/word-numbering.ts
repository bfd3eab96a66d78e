/** Counts the numbered paragraphs of a Word document as Word shows them: `4.2`, `iii)` (ECMA-376 part 1, 17.9; [MS-DOC] 2.4.6.3). */
import { attribute, type Attributes, isOn, type XmlHandler } from './xml.ts';

/** Stop tables of lists and styles from filling the memory; Word itself allows 2,047 and 4,079. */
const maxLists = 20_000;
export const maxStyles = 20_000;
export const maxLabelUnits = 100;
export const levelCount = 9;

/** How the numbers of one level look: `text` has `%1` to `%9` where those of the levels stand. */
export interface Level {
  start: number;
  format: string;
  text: string;
  /** Numbers of the levels above it stand in decimals. */
  isLegal?: boolean;
}

interface List {
  readonly levels: ReadonlyMap<number, Level>;
}

/** A list as paragraphs name it: one that others may share, with what it says otherwise of some levels. */
export interface ListUse {
  abstract: string;
  readonly overrides: Map<number, Level>;
  readonly restarts: Map<number, number>;
}

export interface NumberedStyle {
  list?: string;
  level?: number;
  basedOn?: string;
}

const romans = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
] as const;

function showRoman(value: number): string {
  let rest = value;
  let shown = '';
  for (const [size, letters] of romans) for (; rest >= size; rest -= size) shown += letters;
  return shown;
}

/** After z come aa, bb, cc. */
const showLetter = (value: number): string =>
  String.fromCharCode(97 + ((value - 1) % 26)).repeat(Math.floor((value - 1) / 26) + 1);

/** A count in one of the number formats (17.18.59); those of other scripts as decimals. */
function showCount(value: number, format: string): string {
  const wordy = value > 0 && value <= 780;
  switch (format) {
    case 'lowerLetter':
      return wordy ? showLetter(value) : String(value);
    case 'upperLetter':
      return wordy ? showLetter(value).toUpperCase() : String(value);
    case 'lowerRoman':
      return value > 0 && value < 4000 ? showRoman(value) : String(value);
    case 'upperRoman':
      return value > 0 && value < 4000 ? showRoman(value).toUpperCase() : String(value);
    case 'decimalZero':
      return String(value).padStart(2, '0');
    case 'none':
      return '';
    default:
      return String(value);
  }
}

const toLevel = (value: string | undefined): number | undefined => {
  const level = Number(value ?? 0);
  return Number.isInteger(level) && level >= 0 && level < levelCount ? level : undefined;
};
const toStart = (value: string | undefined): number => {
  const start = Number(value ?? 1);
  return Number.isInteger(start) && start >= 0 && start <= 32_767 ? start : 1;
};

export class WordNumbering {
  readonly #abstracts = new Map<string, List>();
  readonly #lists = new Map<string, ListUse>();
  readonly #styles = new Map<string, NumberedStyle>();
  readonly #counts = new Map<string, (number | undefined)[]>();
  readonly #restarted = new Set<string>();

  /** For lists and styles that do not stand in XML. */
  addList(id: string, levels: ReadonlyMap<number, Level>): void {
    if (this.#abstracts.size < maxLists) this.#abstracts.set(id, { levels });
  }

  addUse(id: string, use: ListUse): void {
    if (this.#lists.size < maxLists) this.#lists.set(id, use);
  }

  addStyle(id: string, style: NumberedStyle): void {
    if (this.#styles.size < maxStyles) this.#styles.set(id, style);
  }

  /** The handler for the numbering part. */
  numberingHandler(): XmlHandler {
    let levels: Map<number, Level> | undefined;
    let level: Level | undefined;
    let list: ListUse | undefined;
    let override = 0;
    const open = (name: string, attributes: Attributes): boolean => {
      const value = attribute(attributes, 'val');
      if (name === 'abstractNum' && this.#abstracts.size < maxLists) {
        levels = new Map();
        this.#abstracts.set(attribute(attributes, 'abstractNumId') ?? '', { levels });
      } else if (name === 'num' && this.#lists.size < maxLists) {
        list = { abstract: '', overrides: new Map(), restarts: new Map() };
        levels = list.overrides;
        this.#lists.set(attribute(attributes, 'numId') ?? '', list);
      } else if (name === 'abstractNumId' && list) list.abstract = value ?? '';
      else if (name === 'lvlOverride') override = toLevel(attribute(attributes, 'ilvl')) ?? 0;
      else if (name === 'startOverride' && list) list.restarts.set(override, toStart(value));
      else if (name === 'lvl') {
        const at = toLevel(attribute(attributes, 'ilvl'));
        level = { start: 1, format: 'decimal', text: '' };
        if (at !== undefined) levels?.set(at, level);
      } else if (level && name === 'start') level.start = toStart(value);
      else if (level && name === 'numFmt') level.format = value ?? 'decimal';
      else if (level && name === 'isLgl') level.isLegal = isOn(value);
      else if (level && name === 'lvlText') level.text = (value ?? '').slice(0, maxLabelUnits);
      return name !== 'pPr' && name !== 'rPr';
    };
    return { open, close: () => undefined, text: () => undefined };
  }

  /** The handler for the styles part: a style may number its paragraphs. */
  stylesHandler(): XmlHandler {
    let style: NumberedStyle | undefined;
    const open = (name: string, attributes: Attributes): boolean => {
      const value = attribute(attributes, 'val');
      if (name === 'style') {
        style = {};
        if (this.#styles.size < maxStyles) this.#styles.set(attribute(attributes, 'styleId') ?? '', style);
      } else if (style && value !== undefined) {
        if (name === 'basedOn') style.basedOn = value;
        else if (name === 'numId') style.list = value;
        else if (name === 'ilvl') style.level = toLevel(value) ?? 0;
      }
      return name !== 'rPr' && name !== 'tblStylePr' && name !== 'docDefaults';
    };
    return { open, close: () => undefined, text: () => undefined };
  }

  /** The label of the next paragraph with these properties; '' for bullets and paragraphs without number. */
  next(style: string | undefined, list: string | undefined, level: number | undefined): string {
    let found = { list, level };
    // A style may rest on another, 20 deep at most: they may form a ring.
    for (
      let name = style, depth = 0;
      found.list === undefined && name !== undefined && depth < 20;
      depth += 1
    ) {
      const numbered = this.#styles.get(name);
      found = { list: numbered?.list, level: found.level ?? numbered?.level };
      name = numbered?.basedOn;
    }
    return found.list === undefined || found.list === '0' ? '' : this.#count(found.list, found.level ?? 0);
  }

  #count(id: string, at: number): string {
    const list = this.#lists.get(id);
    const abstract = list && this.#abstracts.get(list.abstract);
    if (!list || !abstract) return '';
    const levelOf = (index: number): Level | undefined =>
      list.overrides.get(index) ?? abstract.levels.get(index);
    const counts = this.#counts.get(list.abstract) ?? [];
    this.#counts.set(list.abstract, counts);
    if (list.restarts.size > 0 && !this.#restarted.has(id)) {
      this.#restarted.add(id);
      for (const index of list.restarts.keys()) counts[index] = undefined;
    }
    const startOf = (index: number): number => list.restarts.get(index) ?? levelOf(index)?.start ?? 1;
    const before = counts[at];
    counts[at] = before === undefined ? startOf(at) : before + 1;
    counts.length = at + 1;
    const level = levelOf(at);
    if (!level || level.format === 'bullet') return '';
    return level.text.replace(/%([1-9])/g, (_match, digit: string) => {
      const index = Number(digit) - 1;
      const format = level.isLegal ? 'decimal' : levelOf(index)?.format;
      return showCount(counts[index] ?? startOf(index), format ?? 'decimal');
    });
  }
}
