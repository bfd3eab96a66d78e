/** What a server shows of originals: fetched once, drawn by a process that ends, and kept as it was drawn for a while. */
import type { Password } from '../../schemas/password.ts';
import type { Rendering, RenderingAsked } from '../../schemas/rendering.ts';
import { HeldOriginals, type OriginalSource, readOriginal, slicesOf } from './held-originals.ts';
import { Renderers, type RenderersOptions } from './renderers.ts';

export interface ShownOriginal extends OriginalSource {
  /** As the ledger has it. */
  readonly format: string;
  readonly passwords: readonly Password[];
}

export interface ShownOriginalsOptions extends RenderersOptions {
  /** Bytes of renderings that are kept in memory. */
  readonly maxKeptBytes: number;
  /** Files of originals that stay open, and bytes of all of them. */
  readonly maxHeldFiles: number;
  readonly maxHeldBytes: number;
}

/** What a rendering takes beside its picture: rectangles, cells. */
const weightOf = ({ rendered, bytes }: Rendering): number =>
  bytes.length + ('rows' in rendered ? JSON.stringify(rendered).length * 2 : 1024);

export class ShownOriginals {
  readonly #renderers: Renderers;
  readonly #held: HeldOriginals;
  readonly #maxKeptBytes: number;
  /** By content and question; the one that was asked for last comes last. */
  readonly #kept = new Map<string, Rendering>();
  readonly #underway = new Map<string, Promise<Rendering>>();
  #keptBytes = 0;

  constructor(options: ShownOriginalsOptions) {
    this.#renderers = new Renderers(options);
    this.#held = new HeldOriginals(options.maxHeldFiles, options.maxHeldBytes);
    this.#maxKeptBytes = options.maxKeptBytes;
  }

  /** Resolves when the first renderer waits for its content. */
  ready(): Promise<void> {
    return this.#renderers.ready();
  }

  /** What cannot be shown is a refusal; throws what fetching throws. */
  async show(original: ShownOriginal, asked: RenderingAsked): Promise<Rendering> {
    const key = `${original.sha256} ${original.format} ${JSON.stringify(asked)}`;
    const known = this.#kept.get(key);
    if (known) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const underway = this.#underway.get(key) ?? this.#render(original, asked);
    this.#underway.set(key, underway);
    try {
      const rendering = await underway;
      // A refusal may be one of the moment.
      if (rendering.rendered.as !== 'refused' && !this.#kept.has(key)) this.#keep(key, rendering);
      return rendering;
    } finally {
      this.#underway.delete(key);
    }
  }

  /** Bytes of it as they are; fewer at its end. */
  bytes(
    original: OriginalSource,
    from: number,
    length: number,
  ): Promise<{ readonly size: number; readonly bytes: Uint8Array }> {
    return this.#held.with(original, async (open) => ({
      size: open.size,
      bytes: await readOriginal(open, from, length),
    }));
  }

  async close(): Promise<void> {
    this.#renderers.close();
    await this.#held.close();
  }

  #render(original: ShownOriginal, asked: RenderingAsked): Promise<Rendering> {
    const { format, passwords } = original;
    return this.#held.with(original, (open) =>
      this.#renderers.render({ format, passwords, bytes: slicesOf(open) }, asked),
    );
  }

  #keep(key: string, rendering: Rendering): void {
    this.#kept.set(key, rendering);
    this.#keptBytes += weightOf(rendering);
    for (const [oldest, one] of this.#kept) {
      if (this.#keptBytes <= this.#maxKeptBytes) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= weightOf(one);
    }
  }
}
