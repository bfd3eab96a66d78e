/** Tells from the properties of a run in Word how its text is set apart (ECMA-376 part 1, 17.3.2). */
import type { Mark } from './text-flow.ts';
import type { StyleLook, WordStyleLooks } from './word-style-looks.ts';
import { attribute, type Attributes, isOn } from './xml.ts';

const vanished: Mark = { mark: 'vanished' };
const groundColour: Mark = { mark: 'ground-colour' };
const struck: Mark = { mark: 'struck' };

/** What a style says, without what it leaves open. */
const stated = ({ isVanished, isStruck }: StyleLook = {}): StyleLook => ({
  ...(isVanished === undefined ? {} : { isVanished }),
  ...(isStruck === undefined ? {} : { isStruck }),
});

export class RunLook {
  /** Whether the properties of the run are being read. */
  isOpen = false;
  isRaised = false;
  /** Whether the ground is the page's own; cells, boxes and shaded paragraphs have colours of other parts. */
  isOnPage = true;
  #isVanished = false;
  #isStruck = false;
  #colour = '';
  #ground = 'FFFFFF';

  /** What the paragraph's style says of its runs. */
  paragraph: StyleLook = {};
  readonly #styles: WordStyleLooks | undefined;

  constructor(styles?: WordStyleLooks) {
    this.#styles = styles;
  }

  start(): void {
    this.isOpen = false;
    this.isRaised = false;
    this.#take(this.paragraph);
    this.#colour = '';
    this.#ground = 'FFFFFF';
  }

  #take({ isVanished = false, isStruck = false }: StyleLook): void {
    this.#isVanished = isVanished;
    this.#isStruck = isStruck;
  }

  open(name: string, attributes: Attributes): boolean {
    const value = attribute(attributes, 'val');
    // The schema has the style before what the run says itself.
    if (name === 'rStyle') this.#take({ ...this.paragraph, ...stated(this.#styles?.lookOf(value, false)) });
    else if (name === 'vanish') this.#isVanished = isOn(value);
    else if (name === 'strike' || name === 'dstrike') this.#isStruck = isOn(value);
    else if (name === 'vertAlign') this.isRaised = value === 'superscript';
    else if (name === 'color') this.#colour = value?.toUpperCase() ?? '';
    else if (name === 'highlight' && value !== 'none') this.#ground = value === 'white' ? 'FFFFFF' : '';
    else if (name === 'shd') this.#setShade(attribute(attributes, 'fill'));
    return false;
  }

  #setShade(fill: string | undefined): void {
    if (fill !== undefined && fill !== 'auto') this.#ground = fill.toUpperCase();
  }

  get isHidden(): boolean {
    return this.#isVanished || (this.isOnPage && this.#colour !== '' && this.#colour === this.#ground);
  }

  get mark(): Mark | undefined {
    if (this.#isVanished) return vanished;
    return this.isHidden ? groundColour : this.#isStruck ? struck : undefined;
  }
}
