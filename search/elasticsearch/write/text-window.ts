/** The words of entries that are written anew come from the stored texts: fetched ahead, some megabytes at a time. */
import type { EntryDraft } from './entry-draft.ts';
import { inlineUnits } from '../text-store.ts';
import type { TextWriter } from './text-writer.ts';
import type { Writing } from './writing.ts';

/** Units and texts fetched at one time. */
const windowUnits = 2 * 1024 * 1024;
const windowTexts = 500;

export class TextWindow {
  readonly #writing: Writing;
  readonly #texts: TextWriter;
  readonly #drafts: readonly EntryDraft[];
  #fetched = new Map<string, string>();

  /** `drafts` in the order in which their texts are asked for. */
  constructor(writing: Writing, texts: TextWriter, drafts: readonly EntryDraft[]) {
    this.#writing = writing;
    this.#texts = texts;
    this.#drafts = drafts;
  }

  /** The whole text; undefined where it is not in the index. Its length is the caller's concern. */
  async whole(id: string, at: number): Promise<string | undefined> {
    const held = this.#texts.sealed(id)?.content ?? this.#fetched.get(id);
    if (held !== undefined) return held;
    await this.#fetch(at);
    const fetched = this.#fetched.get(id);
    if (fetched !== undefined) return fetched;
    const pieces = await this.pieces(id);
    if (pieces === undefined) return undefined;
    let text = '';
    for await (const piece of pieces) text += piece;
    return text;
  }

  /** The text in pieces, few of them in memory; undefined where it is not in the index. */
  async pieces(id: string): Promise<AsyncGenerator<string> | undefined> {
    const sealed = this.#texts.sealed(id);
    const { texts } = this.#writing;
    const header = sealed?.header ?? (await texts.headers([id])).get(id);
    if (header === undefined) return undefined;
    return (async function* () {
      if (sealed?.content !== undefined) yield sealed.content;
      else for await (const { chunk } of texts.chunksOf(header)) yield chunk;
    })();
  }

  /** Short texts of this draft and those behind it. */
  async #fetch(at: number): Promise<void> {
    const ids = new Set<string>();
    let sum = 0;
    for (let next = at; next < this.#drafts.length && ids.size < windowTexts; next++) {
      const draft = this.#drafts[next];
      if (draft === undefined || !draft.changed) continue;
      for (const { id, units } of draft.entry?.texts ?? []) {
        if (units > inlineUnits || this.#texts.sealed(id) !== undefined) continue;
        ids.add(id);
        sum += units;
      }
      if (sum > windowUnits) break;
    }
    const headers = await this.#writing.texts.headers([...ids]);
    this.#fetched = new Map(
      [...headers].flatMap(([id, { text }]) => (text === undefined ? [] : [[id, text] as const])),
    );
  }
}
