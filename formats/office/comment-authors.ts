/** The people whom a part lists as writers of comments: who wrote which is looked up, who wrote none is told apart. */
import { maxAuthors } from './annotation-limits.ts';
import { hasOwnWords } from '../program-names.ts';
import { attribute, type Attributes } from './xml.ts';

const maxNameUnits = 500;
/** What else is said of them. */
const further = ['initials', 'userId'];

export class CommentAuthors {
  readonly #names = new Map<string, string>();
  readonly #used = new Set<string>();
  readonly #further: string[] = [];

  add(id: string, name: string, attributes: Attributes): void {
    if (this.#names.size >= maxAuthors) return;
    this.#names.set(id, name.slice(0, maxNameUnits));
    for (const key of further) {
      const value = attribute(attributes, key) ?? '';
      // The initials of a listed name say nothing more.
      if (value.length > 4 && value !== name && hasOwnWords(value))
        this.#further.push(value.slice(0, maxNameUnits));
    }
  }

  /** '' for one who is not listed. */
  nameOf(id: string): string {
    this.#used.add(id);
    return this.#names.get(id) ?? '';
  }

  /** What stands in the list and in no comment. */
  *unused(): Generator<string> {
    for (const [id, name] of this.#names) if (!this.#used.has(id) && name.trim() !== '') yield name;
    yield* this.#further;
  }
}
