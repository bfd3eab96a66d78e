/** Turns a fixed page of XPS into text: runs of glyphs joined into lines by where they stand (ECMA-388, 12). */
import type { LinkList } from './link-list.ts';
import type { Mark, TextFlow } from './text-flow.ts';
import { attribute, type Attributes, type XmlHandler } from './xml.ts';
import { hasOwnWords } from '../program-names.ts';

/** Rows of a matrix of two dimensions: x' = a·x + c·y + e, y' = b·x + d·y + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
const identity: Matrix = [1, 0, 0, 1, 0, 0];

function readMatrix(value: string | undefined): Matrix | undefined {
  const parts = (value ?? '')
    .slice(0, 400)
    .trim()
    .split(/[\s,]+/, 7)
    .map(Number);
  return parts.length === 6 && parts.every(Number.isFinite) ? (parts as unknown as Matrix) : undefined;
}

/** What is drawn by `inner` within what is drawn by `outer`. */
const within = (outer: Matrix, inner: Matrix): Matrix => [
  outer[0] * inner[0] + outer[2] * inner[1],
  outer[1] * inner[0] + outer[3] * inner[1],
  outer[0] * inner[2] + outer[2] * inner[3],
  outer[1] * inner[2] + outer[3] * inner[3],
  outer[0] * inner[4] + outer[2] * inner[5] + outer[4],
  outer[1] * inner[4] + outer[3] * inner[5] + outer[5],
];

interface Layer {
  readonly matrix: Matrix;
  readonly isHidden: boolean;
}

/** Of the size of the letters: what two runs of one line may differ in height, and stand apart without a space. */
const sameLine = 0.3;
const sameWord = 0.15;
/** A letter without a stated width, of the size. */
const usualWidth = 0.5;
/** A run is a line at most; stops one of megabytes from being measured letter by letter. */
const maxMeasuredUnits = 10_000;

const vanished: Mark = { mark: 'vanished' };
const transparent = /^#00[\da-f]{6}$|^sc#0(?:\.0+)?,/i;

/** How far a run reaches: advances stand in hundredths of the size (12.1.3). */
function widthOf(text: string, indices: string, size: number): number {
  const advances = indices.slice(0, maxMeasuredUnits).split(';');
  let width = 0;
  for (let at = 0; at < Math.max(advances.length, Math.min(text.length, maxMeasuredUnits)); at += 1) {
    const advance = Number(advances[at]?.split(',', 2)[1] || Number.NaN);
    width += Number.isFinite(advance) ? advance / 100 : usualWidth;
  }
  return width * size;
}

export class XpsPage implements XmlHandler {
  readonly readsAttributes = true;
  readonly #flow: TextFlow;
  readonly #links: LinkList;
  readonly #layers: (Layer | undefined)[] = [];
  /** Runs that are drawn by the numbers of glyphs alone: what they say is known to the font. */
  wordless = 0;
  /** Where the last run ended, and how large it was. */
  #last: { readonly x: number; readonly y: number; readonly size: number; readonly text: string } | undefined;

  constructor(flow: TextFlow, links: LinkList) {
    this.#flow = flow;
    this.#links = links;
  }

  get #layer(): Layer {
    return this.#layers.findLast((layer) => layer !== undefined) ?? { matrix: identity, isHidden: false };
  }

  open(name: string, attributes: Attributes): boolean {
    if (name === 'Glyphs') this.#write(attributes);
    const isCanvas = name === 'Canvas';
    this.#layers.push(isCanvas ? this.#within(attributes) : undefined);
    // A matrix that stands as an element of its own is of the canvas around it (14.3).
    if (name === 'MatrixTransform') this.#transform(readMatrix(attribute(attributes, 'Matrix')));
    for (const [key, value] of attributes.entries()) this.#tell(key, value);
    return true;
  }

  close(): void {
    this.#layers.pop();
  }

  text(): void {
    // A page holds no text between its tags.
  }

  #within(attributes: Attributes): Layer {
    const { matrix, isHidden } = this.#layer;
    const own = readMatrix(attribute(attributes, 'RenderTransform'));
    return {
      matrix: own ? within(matrix, own) : matrix,
      isHidden: isHidden || Number(attribute(attributes, 'Opacity') ?? 1) === 0,
    };
  }

  /** Only where the last three open elements are a canvas, its property and the matrix. */
  #transform(own: Matrix | undefined): void {
    const at = this.#layers.length - 3;
    const layer = this.#layers[at];
    if (own && layer) this.#layers[at] = { ...layer, matrix: within(layer.matrix, own) };
  }

  #tell(key: string, value: string): void {
    if (key === 'FixedPage.NavigateUri') this.#links.add(value);
    else if (/^(?:AutomationProperties\.|Name$)/.test(key) && hasOwnWords(value)) {
      this.#flow.writeHidden(value);
      this.#flow.endHidden();
    }
  }

  #write(attributes: Attributes): void {
    const { matrix, isHidden } = this.#within(attributes);
    // Braces keep one that stands first in a text from being taken for markup.
    const text = (attribute(attributes, 'UnicodeString') ?? '').replace(/^\{\}/, '');
    if (text === '') {
      if (/\d/.test(attribute(attributes, 'Indices') ?? '')) this.wordless += 1;
      return;
    }
    if (isHidden || transparent.test(attribute(attributes, 'Fill') ?? '')) {
      this.#flow.writeHidden(text, vanished);
      this.#flow.endHidden();
      return;
    }
    const numberOf = (key: string): number => Number(attribute(attributes, key) ?? 0) || 0;
    const [x, y] = [numberOf('OriginX'), numberOf('OriginY')];
    const [a, b, c, d, e, f] = matrix;
    const size = numberOf('FontRenderingEmSize') * (Math.hypot(a, b) || 1);
    const isLeftward = numberOf('BidiLevel') % 2 === 1;
    const start = { x: a * x + c * y + e, y: b * x + d * y + f };
    const width = widthOf(text, attribute(attributes, 'Indices') ?? '', size);
    this.#separate(start, size, text, isLeftward);
    this.#flow.write(text);
    this.#last = { x: start.x + (isLeftward ? -width : width), y: start.y, size, text };
  }

  #separate(start: { x: number; y: number }, size: number, text: string, isLeftward: boolean): void {
    const last = this.#last;
    if (!last) return;
    const scale = Math.max(size, last.size, 0.01);
    const gap = (isLeftward ? last.x - start.x : start.x - last.x) / scale;
    if (Math.abs(start.y - last.y) > sameLine * scale) this.#flow.endLine();
    else if (Math.abs(gap) > sameWord && !/\s$/.test(last.text) && !/^\s/.test(text)) this.#flow.write(' ');
  }
}
