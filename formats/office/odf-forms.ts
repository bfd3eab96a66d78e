/** Reads the form controls of an OpenDocument part: what each shows where it is drawn (ODF 1.3 part 3, 13). */
import { attribute, type Attributes } from './xml.ts';

/** Controls and texts that are kept; stops a form of millions. */
const maxControls = 50_000;
const maxTexts = 100_000;

interface Control {
  shown: string[];
  isDrawn: boolean;
}

const containers = new Set([
  'form',
  'forms',
  'connection-resource',
  'properties',
  'property',
  'list-property',
]);

export class OdfForms {
  readonly #controls = new Map<string, Control>();
  readonly #apart: string[] = [];
  #last: Control | undefined;

  /** An element within `forms`. */
  open(name: string, attributes: Attributes): void {
    if (containers.has(name)) return;
    const of = (key: string): string => attribute(attributes, key) ?? '';
    if (name === 'option' || name === 'item') return this.#openEntry(of);
    const control: Control = { shown: [], isDrawn: false };
    const id = of('id');
    if (id !== '' && this.#controls.size < maxControls) this.#controls.set(id, control);
    this.#last = control;
    const current = of('current-value');
    const initial = of('value');
    const state = of('current-state') || of('state');
    if (name === 'checkbox') control.shown.push(state === 'checked' ? '☒' : '☐');
    if (name === 'radio')
      control.shown.push((of('current-selected') || of('selected')) === 'true' ? '◉' : '○');
    if (of('label') !== '') control.shown.push(of('label'));
    const isValueShown = name !== 'hidden' && name !== 'checkbox' && name !== 'radio';
    const shown = current === '' ? initial : current;
    if (isValueShown && shown !== '' && name !== 'password') control.shown.push(shown);
    else this.#setApart(shown);
    if (current !== '' && initial !== current) this.#setApart(initial);
    for (const key of ['name', 'title']) this.#setApart(of(key));
    if (id === '') for (const text of control.shown) this.#setApart(text);
  }

  #openEntry(of: (key: string) => string): void {
    const label = of('label');
    if ((of('current-selected') || of('selected')) === 'true') this.#last?.shown.push(label);
    else this.#setApart(label);
  }

  #setApart(text: string): void {
    if (text !== '' && this.#apart.length < maxTexts) this.#apart.push(text);
  }

  /** What the control of this id shows. */
  shown(id: string): string {
    const control = this.#controls.get(id);
    if (!control) return '';
    control.isDrawn = true;
    return control.shown.join(' ');
  }

  /** What no control shows: names, entries that are not chosen, and all of controls that are not drawn. */
  *hidden(): Generator<string> {
    yield* this.#apart;
    for (const { isDrawn, shown } of this.#controls.values()) if (!isDrawn) yield* shown;
  }
}
