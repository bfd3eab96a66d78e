/**
 * What may come of one file of the source at most, whatever its parser says: one that evidence has taken over keeps no
 * account (docs/decisions/0009), and made 1.4 GB of case out of a file of a kilobyte.
 */
import { kib } from '../../schemas/byte-units.ts';
import { costOfDocument, fileRoomBytes } from '../protocol/case-cost.ts';
import type { DocumentMessage } from '../protocol/messages.ts';
import { packedBytes, type Sent, SentWeight } from '../protocol/sent-weight.ts';

/** An honest parser ends what is open when the room of its file is taken: documents and their metadata. */
const slack = 5 / 4;
/** Outcomes of documents are far smaller, but for those with thousands of anchors. */
const plainOutcomeBytes = 64 * kib;

export class FileWall {
  readonly #sent: SentWeight;
  #left: number;

  /** `size`: of the file, as it was listed. */
  constructor(size: number, maxCaseRatio: number) {
    this.#sent = new SentWeight(size);
    this.#left = slack * fileRoomBytes(size, maxCaseRatio);
  }

  /** Counts rows by their weight in bytes of case; false where they are more than can come of the file. */
  takesRow(caseBytes: number): boolean {
    this.#left -= caseBytes;
    return this.#left >= 0;
  }

  /** Counts the outcome of a document, whose message took so many bytes; a large one by what it takes when packed, if that is more. */
  takesDocument(message: DocumentMessage, messageBytes: number): boolean {
    const packed = messageBytes > plainOutcomeBytes ? packedBytes(Buffer.from(JSON.stringify(message))) : 0;
    return this.takesRow(Math.max(packed, costOfDocument(message)));
  }

  /** Counts a message of text, tags or events. */
  takesSent(sent: Sent): boolean {
    return this.takesRow(this.#sent.of(sent));
  }
}
