/**
 * Members of one container that were read and wait for their verdicts. Asked about together: a question costs a
 * round trip between two processes, and a mailbox has a hundred thousand members.
 */
import type { Verdict } from '../protocol/messages.ts';
import type { FoundItem } from '../../schemas/findings.ts';
import type { Held } from './hold.ts';
import type { IdentifiedContent } from './visit-context.ts';

const maxWaiting = 32;
/** Held bytes that may wait: a large member is asked about at once. */
const maxWaitingBytes = 1024 * 1024;

interface Waiting {
  readonly found: FoundItem;
  readonly identified?: IdentifiedContent;
  readonly held?: Held;
}

export class MemberBatch {
  readonly #ask: (found: readonly FoundItem[]) => Promise<readonly Verdict[]>;
  readonly #carryOut: (identified: IdentifiedContent, verdict: Verdict) => Promise<void>;
  #waiting: Waiting[] = [];
  #bytes = 0;

  constructor(
    ask: (found: readonly FoundItem[]) => Promise<readonly Verdict[]>,
    carryOut: (identified: IdentifiedContent, verdict: Verdict) => Promise<void>,
  ) {
    this.#ask = ask;
    this.#carryOut = carryOut;
  }

  /** A member whose end is known without its content. */
  async addEnded(found: FoundItem): Promise<void> {
    await this.#add({ found }, 0);
  }

  /** A member that was read; its content is released when it has been visited. */
  async add(identified: IdentifiedContent, held: Held): Promise<void> {
    await this.#add({ found: identified.found, identified, held }, identified.content.size);
  }

  async #add(member: Waiting, bytes: number): Promise<void> {
    this.#waiting.push(member);
    this.#bytes += bytes;
    if (this.#waiting.length >= maxWaiting || this.#bytes >= maxWaitingBytes) await this.flush();
  }

  /** Asks about all that wait and visits them, in order. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    let done = 0;
    try {
      const verdicts = await this.#ask(batch.map(({ found }) => found));
      for (const { identified, held } of batch) {
        const verdict = verdicts[done];
        if (identified && verdict) await this.#carryOut(identified, verdict);
        done += 1;
        held?.release();
      }
    } catch (error) {
      // The parser is of no use any more; what is still held goes with it, and nothing twice: the number of a
      // descriptor that was closed may be another file's by now.
      for (const { held } of batch.slice(done)) held?.release();
      throw error;
    }
  }
}
