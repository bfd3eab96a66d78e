/** Tells from the styles of an OpenDocument part what of its text a reader does not see, or sees struck (ODF 1.3 part 3, 16). */
import type { Mark } from './text-flow.ts';
import { attribute, type Attributes } from './xml.ts';

/** Styles that are remembered; stops a part of nothing else. */
const maxStyles = 70_000;
const white = '#ffffff';

const hiddenSheet: Mark = { mark: 'hidden-sheet' };
const hiddenSlide: Mark = { mark: 'hidden-slide' };
const vanished: Mark = { mark: 'vanished' };
const groundColour: Mark = { mark: 'ground-colour' };
const struck: Mark = { mark: 'struck' };

export class OdfStyles {
  readonly #marks = new Map<string, Mark>();
  #name = '';
  #colour: string | undefined;
  #ground: string | undefined;

  open(name: string, attributes: Attributes): void {
    if (name === 'style') {
      this.#name = `${attribute(attributes, 'family') ?? ''}\n${attribute(attributes, 'name') ?? ''}`;
      this.#colour = this.#ground = undefined;
    } else if (name === 'table-properties' && attribute(attributes, 'display') === 'false')
      this.#mark(hiddenSheet);
    else if (name === 'drawing-page-properties' && attribute(attributes, 'visibility') === 'hidden')
      this.#mark(hiddenSlide);
    else if (/^(?:text|paragraph|table-cell)-properties$/.test(name)) this.#openProperties(name, attributes);
  }

  #openProperties(name: string, attributes: Attributes): void {
    const line = attribute(attributes, 'text-line-through-style');
    if (line !== undefined && line !== 'none') this.#mark(struck);
    if (name === 'text-properties' && attribute(attributes, 'display') === 'none') this.#mark(vanished);
    this.#colour = attribute(attributes, 'color')?.toLowerCase() ?? this.#colour;
    this.#ground = attribute(attributes, 'background-color')?.toLowerCase() ?? this.#ground;
    const ground = this.#ground === undefined || this.#ground === 'transparent' ? white : this.#ground;
    if (this.#marks.get(this.#name) === groundColour) this.#marks.delete(this.#name);
    if (this.#colour === ground) this.#mark(groundColour);
  }

  #mark(mark: Mark): void {
    if (this.#marks.size < maxStyles && !this.#marks.has(this.#name)) this.#marks.set(this.#name, mark);
  }

  markOf(family: string, style: string | undefined): Mark | undefined {
    return style === undefined ? undefined : this.#marks.get(`${family}\n${style}`);
  }
}
