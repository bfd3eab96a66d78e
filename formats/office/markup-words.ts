/** Gathers the words of an office part that no handler takes: names, tips, remarks, text of unknown elements, text far down. */
import { formatCodes, markupValues } from './markup-values.ts';
import { hasOwnWords } from '../program-names.ts';
import type { Attributes, XmlHandler } from './xml.ts';

/** What is kept of one part until it ends; stops a part of nothing but names from filling the memory. */
const maxUnits = 1024 * 1024;
/** What one element's text adds up to before it is kept, and what is remembered so that a name stands there once. */
const maxTextUnits = 64 * 1024;
const maxRemembered = 20_000;

/** Elements whose text is a measure. */
const measures = /^(?:posOffset|colOff|rowOff|Anchor|pct(?:Height|Width|PosHOffset|PosVOffset))$/;

/** Stands before a part's handler and sees all of it, what the handler passes over too. */
export class MarkupWords implements XmlHandler {
  readonly #handler: XmlHandler;
  readonly #readsAttributes: boolean;
  readonly #values: ReadonlyMap<string, readonly string[]>;
  readonly #seen = new Set<string>();
  readonly #lines: string[] = [];
  #units = 0;
  readonly #open: string[] = [];
  /** Elements open within one that the handler passes over. */
  #skipped = 0;
  #text = '';
  #isCut = false;
  /** Whether text lay too deep to be opened. */
  isDeep = false;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
    this.#readsAttributes = handler.readsAttributes !== true;
    this.#values = handler.values ?? markupValues;
  }

  /** What was gathered, each value once. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Whether words were left out because they were too many. */
  get isCut(): boolean {
    return this.#isCut;
  }

  open(name: string, attributes: Attributes): boolean {
    if (this.#text !== '') this.#endText();
    if (this.#readsAttributes) this.#openAttributes(name, attributes);
    this.#open.push(name);
    if (this.#skipped > 0) this.#skipped += 1;
    else if (!this.#handler.open(name, attributes)) this.#skipped = 1;
    return true;
  }

  #openAttributes(name: string, attributes: Attributes): void {
    const keys = this.#values.get(name);
    // Fonts of a workbook and form fields are named as styles and lists of a document are.
    if (keys && !(name === 'name' && /^(?:font|ffData)$/.test(this.#open.at(-1) ?? '')))
      for (const key of keys) this.#add(attributes.local(key));
    const format = formatCodes.get(name);
    if (format !== undefined) this.#addQuoted(attributes.local(format) ?? '');
  }

  close(name: string): void {
    if (this.#text !== '') this.#endText();
    this.#open.pop();
    if (this.#skipped > 0) this.#skipped -= 1;
    else this.#handler.close(name);
  }

  text(data: string): void {
    if (this.#skipped === 0) this.#handler.text(data);
    if (this.#text.length >= maxTextUnits) this.#endText();
    if (this.#skipped > 0 || this.#handler.reads?.(this.#open.at(-1) ?? '') === false) this.#text += data;
  }

  remark(text: string): void {
    this.#add(text);
  }

  deepText(data: string): void {
    if (data.trim() !== '') this.isDeep = true;
    this.#add(data, true);
  }

  #endText(): void {
    const name = this.#open.at(-1);
    if (name === 'formatCode') this.#addQuoted(this.#text);
    else if (name === 'fldData') this.#addData(this.#text);
    else if (name === undefined || !measures.test(name)) this.#add(this.#text);
    this.#text = '';
  }

  #addQuoted(format: string): void {
    for (const [, quoted = ''] of format.matchAll(/"([^"]{2,})"/g)) this.#add(quoted);
  }

  /** What a field keeps for a program is Base64; what of it is text stands in one or two bytes a letter (17.16.17). */
  #addData(encoded: string): void {
    const bytes = Buffer.from(encoded, 'base64').toString('latin1');
    for (const [run] of bytes.matchAll(/(?:[\x20-\x7E\xA0-\xFF]\0){4,}|[\x20-\x7E]{6,}/g))
      this.#add(run.replaceAll('\0', ''));
  }

  #add(value: string | undefined, isText = false): void {
    if (value === undefined || value === '' || this.#seen.has(value)) return;
    const line = value.replace(/\s+/g, ' ').trim();
    if (line === '' || !(isText || hasOwnWords(line))) return;
    if (this.#units + line.length > maxUnits) {
      this.#isCut = true;
      return;
    }
    this.#units += line.length + 1;
    if (this.#seen.size < maxRemembered) this.#seen.add(value);
    this.#lines.push(line);
  }
}
