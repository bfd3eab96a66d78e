/** Tells from a workbook's styles what of a cell a reader does not see (ECMA-376 part 1, 18.8). */
import type { Mark } from './text-flow.ts';
import { attribute, type Attributes, isOn } from './xml.ts';

/** Excel allows 65,490 cell formats and fewer fonts and fills. */
const maxStyles = 70_000;

const white = 'FFFFFF';
const black = '000000';
/** The colours by number that are black or white (18.8.27), the system's own among them. */
const indexed: Readonly<Record<string, string>> = {
  0: black,
  1: white,
  8: black,
  9: white,
  64: black,
  65: white,
};
/** The first two colours of a theme are the window's: its ground, then its text. */
const themed: Readonly<Record<string, string>> = { 0: white, 1: black };

/** A key that is the same for the same colour. */
function colourOf(attributes: Attributes): string | undefined {
  const rgb = attribute(attributes, 'rgb');
  const theme = attribute(attributes, 'theme');
  const number = attribute(attributes, 'indexed');
  const tint = Number(attribute(attributes, 'tint') ?? 0);
  const base =
    rgb === undefined
      ? theme === undefined
        ? number === undefined
          ? undefined
          : (indexed[number] ?? `indexed ${number}`)
        : (themed[theme] ?? `theme ${theme}`)
      : rgb.slice(-6).toUpperCase();
  return base === undefined || tint === 0 ? base : `${base} ${tint}`;
}

interface Font {
  colour: string;
  isStruck: boolean;
}

export const groundColour: Mark = { mark: 'ground-colour' };
export const struck: Mark = { mark: 'struck' };

export class CellStyles {
  readonly #fonts: Font[] = [];
  readonly #fills: string[] = [];
  /** By cell format. */
  readonly #marks: (Mark | undefined)[] = [];
  #within: 'fonts' | 'fills' | 'other' = 'other';

  open(name: string, attributes: Attributes): void {
    if (name === 'fonts' || name === 'fills') this.#within = name;
    else if (this.#within === 'fonts') this.#openFont(name, attributes);
    else if (this.#within === 'fills') this.#openFill(name, attributes);
  }

  #openFont(name: string, attributes: Attributes): void {
    const font = this.#fonts.at(-1);
    if (name === 'font' && this.#fonts.length < maxStyles)
      this.#fonts.push({ colour: black, isStruck: false });
    else if (name === 'color' && font) font.colour = colourOf(attributes) ?? font.colour;
    else if (name === 'strike' && font) font.isStruck = isOn(attribute(attributes, 'val'));
  }

  #openFill(name: string, attributes: Attributes): void {
    const last = this.#fills.length - 1;
    if (name === 'fill' && this.#fills.length < maxStyles) this.#fills.push(white);
    else if (name === 'patternFill')
      this.#fills[last] = (attribute(attributes, 'patternType') ?? 'none') === 'none' ? white : 'pattern';
    else if (name === 'gradientFill') this.#fills[last] = 'gradient';
    else if (name === 'fgColor' && this.#fills[last] === 'pattern')
      this.#fills[last] = colourOf(attributes) ?? black;
  }

  close(name: string): void {
    if (name === 'fonts' || name === 'fills') this.#within = 'other';
  }

  /** A cell format, in the order of the file. */
  add(attributes: Attributes): void {
    if (this.#marks.length >= maxStyles) return;
    const font = this.#fonts[Number(attribute(attributes, 'fontId') ?? 0)];
    const ground = this.#fills[Number(attribute(attributes, 'fillId') ?? 0)] ?? white;
    this.#marks.push(font?.colour === ground ? groundColour : font?.isStruck === true ? struck : undefined);
  }

  markOf(style: number): Mark | undefined {
    return this.#marks[style];
  }
}
