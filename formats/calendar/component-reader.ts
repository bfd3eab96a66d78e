/** Gathers the properties of a calendar's components, whatever of BEGIN and END is missing. */
import type { Code } from '../../schemas/status.ts';
import type { Property } from './content-line.ts';

/** An event, task, journal entry, free-busy list or time zone, with the alarms or rules inside it. */
export interface Component {
  readonly name: string;
  /** The line of its BEGIN. */
  readonly line: number;
  readonly properties: Property[];
  readonly parts: Component[];
  /** It is the rest of one that was too large to be held. */
  readonly isContinued: boolean;
}

export type Found =
  | { readonly kind: 'component'; readonly component: Component }
  | { readonly kind: 'calendar'; readonly property: Property }
  | { readonly kind: 'damage'; readonly code: Code; readonly detail: string };

/** The format nests three deep; more is an attack on whoever walks the tree. */
const maxDepth = 8;
/** What is held of one component before it is given out: stops the event of a million properties. */
const maxHeldProperties = 20_000;
const maxHeldUnits = 16 * 1024 * 1024;

const isRoot = (component: Component | undefined): boolean => component?.name === 'VCALENDAR';

const corrupt = (detail: string): Found => ({ kind: 'damage', code: 'corrupt', detail });

export class ComponentReader {
  #stack: Component[] = [];
  #tooDeep = 0;
  #properties = 0;
  #units = 0;

  /** Takes a property or what is none (`text` alone), and gives what has become whole by it. */
  *take(property: Property, line: number): Generator<Found> {
    const name = property.value.trim().toUpperCase().slice(0, 100);
    if (property.name === 'BEGIN') yield* this.#begin(name, line);
    else if (property.name === 'END') yield* this.#end(name, line);
    else yield* this.#add(property, line);
  }

  /** What is open at the end of the file. */
  *end(): Generator<Found> {
    const open = this.#stack.at(-1);
    if (open)
      yield { kind: 'damage', code: 'truncated', detail: `${open.name} of line ${open.line} has no end` };
    yield* this.#closeTo(0);
  }

  /** Whether lines belong to a calendar now. */
  get isOpen(): boolean {
    return this.#stack.length > 0;
  }

  *#begin(name: string, line: number): Generator<Found> {
    if (name === 'VCALENDAR' && this.#stack.length > 0) {
      yield corrupt(`a calendar begins on line ${line} before the last has ended`);
      yield* this.#closeTo(0);
    }
    if (this.#stack.length >= maxDepth) {
      this.#tooDeep++;
      yield { kind: 'damage', code: 'depth-limit', detail: `line ${line}` };
      return;
    }
    this.#count(name.length);
    const component: Component = { name, line, properties: [], parts: [], isContinued: false };
    const parent = this.#stack.at(-1);
    if (parent && !isRoot(parent)) parent.parts.push(component);
    this.#stack.push(component);
    if (this.#isFull()) yield* this.#giveOut();
  }

  *#end(name: string, line: number): Generator<Found> {
    if (this.#tooDeep > 0) {
      this.#tooDeep--;
      return;
    }
    const at = this.#stack.findLastIndex((component) => component.name === name);
    if (at < 0) yield corrupt(`END:${name} on line ${line} ends nothing`);
    else {
      const last = this.#stack.at(-1);
      if (last && at < this.#stack.length - 1)
        yield corrupt(`${last.name} of line ${last.line} has no end before line ${line}`);
      yield* this.#closeTo(at);
    }
  }

  *#add(property: Property, line: number): Generator<Found> {
    const open = this.#stack.at(-1);
    if (isRoot(open)) {
      yield { kind: 'calendar', property };
      return;
    }
    if (!open) {
      yield corrupt(`line ${line} lies outside all components`);
      yield { kind: 'calendar', property };
      return;
    }
    this.#count(property.value.length);
    open.properties.push(property);
    if (this.#isFull()) yield* this.#giveOut();
  }

  #count(units: number): void {
    this.#properties++;
    this.#units += units;
  }

  #isFull(): boolean {
    return this.#properties >= maxHeldProperties || this.#units >= maxHeldUnits;
  }

  /** Gives out what is held of an open component and goes on with the rest of it. */
  *#giveOut(): Generator<Found> {
    const at = isRoot(this.#stack[0]) ? 1 : 0;
    const component = this.#stack[at];
    if (component) yield { kind: 'component', component };
    this.#stack = this.#stack.map((each, depth) =>
      depth < at ? each : { ...each, properties: [], parts: [], isContinued: true },
    );
    for (const [depth, each] of this.#stack.entries())
      if (depth > at) this.#stack[depth - 1]?.parts.push(each);
    this.#properties = 0;
    this.#units = 0;
  }

  *#closeTo(depth: number): Generator<Found> {
    while (this.#stack.length > depth) {
      const component = this.#stack.pop();
      const parent = this.#stack.at(-1);
      if (!component || isRoot(component) || (parent && !isRoot(parent))) continue;
      this.#properties = 0;
      this.#units = 0;
      yield { kind: 'component', component };
    }
  }
}
