/** What ends a question from outside: its time, and that nobody waits for it. */
import { formatDuration } from '../../cli/frame/quantities.ts';
import { Problem } from '../../schemas/problem.ts';

/** Nearly all questions are answered in this time; a process takes longer to start. */
const graceMs = 1000;

export const goneAway = (): Problem => new Problem('interrupted', 'who asked did not wait for the answer');

const tooLong = (milliseconds: number): Problem =>
  new Problem(
    'wrong-value',
    `this question took longer than ${formatDuration(milliseconds)} and was ended`,
    'Narrow it: by a field (type:, custodian:, sent:), with fewer or rarer words near one another, with longer beginnings before a *. On the command line it may take as long as it needs, and `evidex serve --question-timeout-ms` gives it longer here.',
  );

const tooLongBehind = (milliseconds: number): Problem =>
  new Problem(
    'wrong-value',
    `what was sent is written; what was to be shown behind it took longer than ${formatDuration(milliseconds)}`,
    'Do not send it again: go back, and open the page anew.',
  );

export interface LimitOptions {
  /** Aborted when who asked went away. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Ends what answers. */
  readonly end: (why: Problem) => void;
}

/** Of one question that is being answered; runs until `stop`. */
export class QuestionLimit {
  readonly #options: LimitOptions;
  #late: NodeJS.Timeout | undefined;
  #grace: NodeJS.Timeout | undefined;
  #hasWritten = false;
  #stops = 0;

  constructor(options: LimitOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', this.#gone, { once: true });
    this.#run();
  }

  readonly #gone = (): void => {
    const { end } = this.#options;
    if (this.#stops === 0) this.#grace = setTimeout(() => end(goneAway()), graceMs);
  };

  #run(): void {
    const { signal, timeoutMs, end } = this.#options;
    const why = this.#hasWritten ? tooLongBehind : tooLong;
    this.#late = setTimeout(() => end(why(timeoutMs)), timeoutMs);
    if (signal.aborted) this.#gone();
  }

  #pause(): void {
    this.#stops += 1;
    clearTimeout(this.#late);
    clearTimeout(this.#grace);
  }

  /** Time stands still while something is written: it is written to its end, or to what it fails by. */
  async whileWriting<T>(work: () => Promise<T>): Promise<T> {
    this.#pause();
    try {
      const written = await work();
      this.#hasWritten = true;
      return written;
    } finally {
      this.#stops -= 1;
      if (this.#stops === 0) this.#run();
    }
  }

  stop(): void {
    this.#pause();
    this.#options.signal.removeEventListener('abort', this.#gone);
  }
}
