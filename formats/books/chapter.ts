/** Reads one chapter of a book, a page of HTML, into the text of the book. */
import type { AnchorPlace, TextKind } from '../../schemas/anchor.ts';
import type { Limits } from '../../schemas/limits.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { Code } from '../../schemas/status.ts';
import { memoryContent } from '../content.ts';
import type { ByteRange, Child, Outcome, Sink, UnaccountedCode } from '../contract.ts';
import { ForwardingSink } from '../forwarding-sink.ts';
import { maxWarningsOfKind } from '../value-limits.ts';
import { extract } from '../web/html.ts';

export interface Chapter {
  /** The name of its part. */
  readonly part: string;
  readonly bytes: Uint8Array;
  readonly place: AnchorPlace;
  /** What all of its text is where it is no chapter: `hidden` where nothing leads a reader to it. */
  readonly kind?: TextKind;
}

/** How often each kind of warning was given, over all chapters of a book. */
export type WarningCounts = Map<Code, number>;

/** What a chapter says of itself is not what the book says; what it carries lies in it. */
class ChapterSink extends ForwardingSink {
  readonly #chapter: Chapter;
  readonly #warned: WarningCounts;
  readonly #placed = new Set<TextKind>();
  /** What the page itself called the text that came last. */
  #last: TextKind = 'body';

  constructor(sink: Sink, chapter: Chapter, warned: WarningCounts) {
    super(sink);
    this.#chapter = chapter;
    this.#warned = warned;
  }

  override text(chunk: string, kind: TextKind = 'body'): void {
    const shown = this.#chapter.kind ?? kind;
    if (!this.#placed.has(shown)) {
      this.#placed.add(shown);
      super.anchor(this.#chapter.place, shown);
    } else if (kind !== shown && kind !== this.#last) super.text('\n', shown);
    this.#last = kind;
    super.text(chunk, shown);
  }

  /** Ends what stands open, so that the next chapter begins on a line of its own. */
  end(): void {
    for (const kind of this.#placed) super.text('\n', kind);
  }

  override metadata(_values: Metadata): void {
    // The title of a page stands among its headers already.
  }

  override child(child: Child): Promise<void> {
    return super.child({
      ...child,
      locator: `chapter:${this.#chapter.part.slice(0, 1000)}:${child.locator}`,
    });
  }

  /** Offsets of a chapter are none of the book: what stands there is an item as it is. */
  override async unaccounted(code: UnaccountedCode, { start, end }: ByteRange): Promise<void> {
    this.warn(code, `${end - start} bytes`);
    const bytes = this.#chapter.bytes.subarray(start, end);
    await this.child({ locator: `bytes:${start}`, name: '', relation: 'embedded', open: () => bytes });
  }

  override warn(code: Code, detail?: string): void {
    const count = (this.#warned.get(code) ?? 0) + 1;
    this.#warned.set(code, count);
    if (count <= maxWarningsOfKind)
      super.warn(code, `${this.#chapter.part.slice(0, 200)}${detail === undefined ? '' : `: ${detail}`}`);
  }
}

/** Pushes the chapter's text at its place, and what it carries in its own text as children. */
export async function readChapter(
  chapter: Chapter,
  limits: Limits,
  warned: WarningCounts,
  sink: Sink,
): Promise<Outcome> {
  const own = new ChapterSink(sink, chapter, warned);
  const outcome = await extract({ content: memoryContent(chapter.bytes), format: 'html', limits }, own);
  own.end();
  return outcome;
}
