/**
 * The last stop for what a file of the source comes to with all that lies in it. Accounts of contents
 * (`account.ts`) follow from the bytes of each alone, so that each nest, and each batch of members asked about together, may
 * go beyond what holds it: tars of tars of small archives came to a hundred times what their file may.
 */
import { fileRoomBytes } from '../protocol/case-cost.ts';
import { type Sent, SentWeight } from '../protocol/sent-weight.ts';

/** Of what a file may come to: the rest is for rows of what is left. */
const shareOpened = 4 / 5;

export class FileRoom {
  readonly #bytes: number;
  readonly #sent: SentWeight;
  #taken = 0;

  /** `size`: of the file, as it lies in the source. */
  constructor(size: number, maxCaseRatio: number) {
    this.#bytes = fileRoomBytes(size, maxCaseRatio);
    this.#sent = new SentWeight(size);
  }

  /** Whether no more members are opened anywhere in the file. */
  get isFull(): boolean {
    return this.#taken > shareOpened * this.#bytes;
  }

  /** Whether those are not listed either, and what is open gives no more text. */
  get isTaken(): boolean {
    return this.#taken > this.#bytes;
  }

  /** Bytes of case, but text that is no more than the bytes that it is of. */
  charge(caseBytes: number): void {
    this.#taken += caseBytes;
  }

  /** Text, tags or events, as they are sent. */
  chargeSent(sent: Sent): void {
    this.#taken += this.#sent.of(sent);
  }
}
