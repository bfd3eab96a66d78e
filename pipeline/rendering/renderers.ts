/** The renderers of a server: each shows one content and ends, and one that nothing was shown to waits for the next. */
import type { Rendering, RenderingAsked } from '../../schemas/rendering.ts';
import { type Original, refused, type RendererBounds, RendererProcess } from './renderer-process.ts';

export interface RenderersOptions extends RendererBounds {
  /** Processes that draw at one time. */
  readonly maxAtOnce: number;
}

/** Stops a script that asks for page after page from holding the server's memory in one queue without end. */
const maxWaiting = 64;

export class Renderers {
  readonly #options: RenderersOptions;
  readonly #waiting: (() => void)[] = [];
  readonly #live = new Set<RendererProcess>();
  #unused: RendererProcess | undefined;
  #atWork = 0;
  #isClosed = false;

  constructor(options: RenderersOptions) {
    this.#options = options;
    this.#unused = this.#start();
  }

  /** Resolves when the one that waits is warm. */
  async ready(): Promise<void> {
    await this.#unused?.ready;
  }

  /** What cannot be shown is a refusal: so is all that is asked for while too many wait. */
  async render(original: Original, asked: RenderingAsked): Promise<Rendering> {
    if (this.#isClosed || this.#waiting.length >= maxWaiting) return refused('busy');
    await this.#turn();
    if (this.#isClosed) {
      this.#pass();
      return refused('busy');
    }
    const renderer = this.#unused ?? this.#start();
    this.#unused = undefined;
    try {
      return await renderer.render(original, asked);
    } finally {
      this.#live.delete(renderer);
      this.#pass();
      // When the answer is on its way: two that start would slow each other.
      if (!this.#isClosed) this.#unused ??= this.#start();
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const renderer of this.#live) renderer.stop();
  }

  #start(): RendererProcess {
    const renderer = new RendererProcess(this.#options);
    this.#live.add(renderer);
    return renderer;
  }

  async #turn(): Promise<void> {
    if (this.#atWork < this.#options.maxAtOnce) this.#atWork += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** To the one that waits longest, before somebody who comes now could take it; what is drawn beside stays one number. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#atWork -= 1;
  }
}
