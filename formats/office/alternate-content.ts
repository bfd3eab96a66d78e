/** Chooses among the branches of alternate content (ECMA-376 part 3, 10.2), so that no words are lost or there twice. */
import { attribute, type Attributes, type XmlHandler } from './xml.ts';

/** What one branch may hold to be kept back; a larger one is read where it stands. */
const maxHeldEvents = 50_000;
const maxHeldUnits = 1024 * 1024;
/** Branches of one choice that are compared; real ones have two or three. Further ones are read where they stand. */
const maxBranches = 20;
/** Prefixes that are remembered; a part declares some dozens. */
const maxPrefixes = 1000;
/** Namespaces of the formats that are read here; a branch that needs another is not what a reader sees. */
const known =
  /^(?:https?:\/\/(?:schemas\.microsoft\.com|schemas\.openxmlformats\.org|purl\.oclc\.org\/ooxml)\/|urn:schemas-microsoft-com:)/;
/** Elements whose character data is text, and attributes that are. */
const textElements = new Set(['t', 'delText']);
const textAttributes: Readonly<Record<string, string>> = {
  textpath: 'string',
  docPr: 'descr',
  cNvPr: 'descr',
};

type Held =
  | { readonly open: string; readonly attributes: Attributes }
  | { readonly close: string }
  | { readonly text: string };

/** A branch that is kept back until it is known what the others say. */
interface Branch {
  readonly depth: number;
  readonly events: Held[];
  units: number;
  words: string;
}

/** One `AlternateContent`: what was read of it so far. */
interface Choices {
  readonly depth: number;
  readonly branches: Branch[];
  hasBranch: boolean;
  hasText: boolean;
  words: string;
}

const withoutBlanks = (words: string): string => words.replace(/\s+/g, '');

/**
 * Stands before a part's handler. The first branch that is understood is read where it stands. What the others say is
 * read in its place where it held no text, and given to `otherwise` where it says something else.
 */
export class AlternateContent implements XmlHandler {
  readonly #handler: XmlHandler;
  readonly #prefixes = new Map<string, string>();
  readonly #open: Choices[] = [];
  #held: Branch | undefined;
  #depth = 0;
  #inText = false;
  /** Elements open within one that the handler passes over, after a branch was read in the middle of it. */
  #skipped = 0;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  open(name: string, attributes: Attributes): boolean {
    if (this.#skipped > 0) {
      this.#skipped += 1;
      return true;
    }
    this.#depth += 1;
    const isTaken = this.#take(name, attributes);
    if (!isTaken) this.#depth -= 1;
    return isTaken;
  }

  #take(name: string, attributes: Attributes): boolean {
    attributes.declared((prefix, namespace) => {
      if (this.#prefixes.size < maxPrefixes) this.#prefixes.set(prefix, namespace);
    });
    this.#inText = textElements.has(name);
    const shown = textAttributes[name];
    if (shown !== undefined) this.#say(attribute(attributes, shown) ?? '', name === 'textpath');
    if (this.#held) {
      this.#hold({ open: name, attributes: attributes.copy() }, this.#held);
      return true;
    }
    const choices = this.#open.at(-1);
    if (name === 'AlternateContent')
      this.#open.push({ depth: this.#depth, branches: [], hasBranch: false, hasText: false, words: '' });
    else if (choices?.depth === this.#depth - 1 && (name === 'Choice' || name === 'Fallback')) {
      if (
        choices.branches.length < maxBranches &&
        (choices.hasBranch || !this.#isUnderstood(name, attributes))
      ) {
        this.#held = { depth: this.#depth, events: [], units: 0, words: '' };
        return true;
      }
      choices.hasBranch = true;
    }
    return this.#handler.open(name, attributes);
  }

  #isUnderstood(name: string, attributes: Attributes): boolean {
    if (name === 'Fallback') return true;
    const needed = (attribute(attributes, 'Requires') ?? '')
      .split(/\s+/, 20)
      .filter((prefix) => prefix !== '');
    // A prefix that nothing declares is damage, not a namespace of another's.
    return needed.every((prefix) => known.test(this.#prefixes.get(prefix) ?? 'urn:schemas-microsoft-com:'));
  }

  #say(text: string, isShown: boolean): void {
    const choices = this.#open.at(-1);
    const target = this.#held ?? choices;
    if (!target || text === '') return;
    if (target.words.length <= maxHeldUnits) target.words += text;
    if (choices && !this.#held && isShown && text.trim() !== '') choices.hasText = true;
  }

  #hold(event: Held, held: Branch): void {
    held.events.push(event);
    held.units += 'text' in event ? event.text.length : 1;
    if (held.events.length <= maxHeldEvents && held.units <= maxHeldUnits) return;
    this.#held = undefined;
    this.#replay(held, true);
  }

  /** Reads a branch that was kept back; `isOpen` where its elements are still open and go on being read. */
  #replay({ events, depth }: Branch, isOpen: boolean): void {
    const after = this.#depth;
    this.#depth = depth;
    let skipped = 0;
    for (const event of events) {
      if ('text' in event) {
        if (skipped === 0) this.text(event.text);
      } else if ('open' in event) {
        if (skipped > 0 || !this.open(event.open, event.attributes)) skipped += 1;
      } else if (skipped > 0) skipped -= 1;
      else this.close(event.close);
    }
    if (isOpen) this.#skipped = skipped;
    else this.#depth = after;
  }

  close(name: string): void {
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return;
    }
    this.#inText = false;
    const held = this.#held;
    if (held && this.#depth > held.depth) {
      if (name === 'p') held.words += '\n';
      this.#depth -= 1;
      this.#hold({ close: name }, held);
      return;
    }
    if (held) {
      this.#held = undefined;
      this.#open.at(-1)?.branches.push(held);
    } else {
      if (name === 'AlternateContent' && this.#open.at(-1)?.depth === this.#depth) this.#decide();
      this.#handler.close(name);
    }
    this.#depth -= 1;
  }

  /** The fallback is what stands in for a branch that cannot be shown, so it comes first; it is the last of them. */
  #decide(): void {
    const choices = this.#open.at(-1) as Choices;
    for (const branch of choices.branches.toReversed()) {
      const words = withoutBlanks(branch.words);
      if (words === '' || withoutBlanks(choices.words).includes(words)) continue;
      if (choices.hasText) this.#handler.otherwise?.(branch.words.trim());
      else this.#replay(branch, false);
      choices.words += branch.words;
    }
    this.#open.pop();
    const outer = this.#open.at(-1);
    if (!outer) return;
    if (outer.words.length <= maxHeldUnits) outer.words += choices.words;
    if (choices.hasText) outer.hasText = true;
  }

  get values(): ReadonlyMap<string, readonly string[]> | undefined {
    return this.#handler.values;
  }

  get readsAttributes(): true | undefined {
    return this.#handler.readsAttributes;
  }

  reads(name: string): boolean {
    return this.#handler.reads?.(name) !== false;
  }

  text(data: string): void {
    if (this.#skipped > 0) return;
    if (this.#inText) this.#say(data, true);
    if (this.#held) this.#hold({ text: data }, this.#held);
    else this.#handler.text(data);
  }
}
