/** Ways to places in texts, for one page: each document is looked up once for the number of the text that is cited. */
import type { Reading } from '../served-case.ts';

/** Room before a passage that is gone to. */
const roomUnits = 400;

export interface CitedPlace {
  readonly document: string;
  readonly textId?: string;
  /** UTF-16 unit of the text. */
  readonly start?: number;
}

export class PlaceWays {
  readonly #reading: Reading;
  readonly #texts = new Map<string, Promise<readonly string[]>>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  async #textsOf(document: string): Promise<readonly string[]> {
    const { index, scope } = this.#reading;
    return ((await index.shownEntry(document, scope))?.entry.texts ?? []).map(({ id }) => id);
  }

  /** Of the document where no text is cited. */
  async addressOf({ document, textId, start }: CitedPlace): Promise<string> {
    const { to } = this.#reading;
    if (textId === undefined || start === undefined) return to(`/document/${document}`);
    let texts = this.#texts.get(document);
    if (texts === undefined) this.#texts.set(document, (texts = this.#textsOf(document)));
    const number = (await texts).indexOf(textId);
    return number < 0
      ? to(`/document/${document}`)
      : to(`/document/${document}`, { text: number, from: Math.max(0, start - roomUnits) });
  }
}
