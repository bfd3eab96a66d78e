/** Words that an encrypted content is tried with, and how much work may go into it. */
import type { Password } from '../schemas/password.ts';
import type { ExtractInput, Sink } from './contract.ts';

/** Excel encrypts a workbook that is only protected against changes with this, and opens it so ([MS-OFFCRYPTO] 2.4.2.3). */
export const excelPassword = 'VelvetSweatshop';

/**
 * Rounds of a hash for all tries of one content, some half a minute. Counted instead of timed, so that the same bytes and
 * words come to the same everywhere. Stops an archive of a million sealed members, and a list of a thousand words for a
 * document that takes a tenth of a second for each.
 */
const maxRounds = 20_000_000;
/** Words of one content that are said: an archive can have another for each of a million members. */
const maxSaid = 20;
/** Tries between two signs of life. */
const drainEvery = 8;

/** Of formats whose words are not tried. */
export const notTried = (format: string): string => `passwords are not tried on ${format}`;

/** Keeps a content's tries: words that opened a part of it are tried first on the next. */
export class PasswordTries {
  readonly #sink: Sink;
  #words: readonly Password[];
  #rounds = 0;
  #tries = 0;
  #isCut = false;
  readonly #opened = new Set<Password>();

  constructor({ passwords = [] }: Pick<ExtractInput, 'passwords'>, sink: Sink) {
    this.#words = passwords;
    this.#sink = sink;
  }

  get hasAny(): boolean {
    return this.#words.length > 0;
  }

  /** What a content that stays shut says of them, behind its own detail. */
  get refused(): string {
    const count = this.#words.length;
    if (count === 0) return '';
    if (this.#isCut) return `: not all of the ${count} passwords given were tried`;
    return count === 1
      ? ': the one password given does not open it'
      : `: none of the ${count} passwords given opens it`;
  }

  /** The first that `open` gives, asked for one word after the other; `rounds` is what one try costs. */
  async first<Opened>(
    rounds: number,
    open: (word: string) => Opened | undefined | Promise<Opened | undefined>,
  ): Promise<Opened | undefined> {
    for (const password of this.#words) {
      if ((this.#rounds += rounds) > maxRounds) {
        if (!this.#isCut)
          this.#sink.warn('partial-read', `not all passwords were tried: ${this.#tries} tries were made`);
        this.#isCut = true;
        return undefined;
      }
      if (++this.#tries % drainEvery === 0) await this.#sink.drain();
      const opened = await open(password.word);
      if (opened === undefined) continue;
      this.#note(password);
      return opened;
    }
    return undefined;
  }

  /** Counts work on a word that turned out to be wrong. */
  spend(rounds: number): void {
    this.#rounds += rounds;
  }

  /** A sign of life while what a word opened is looked at. */
  alive(): Promise<void> {
    return this.#sink.drain();
  }

  #note(password: Password): void {
    if (this.#words[0] !== password)
      this.#words = [password, ...this.#words.filter((one) => one !== password)];
    if (this.#opened.has(password)) return;
    this.#opened.add(password);
    const said = [...this.#opened]
      .slice(0, maxSaid)
      .map(({ list, entry }) => `entry ${entry} of list ${list}`);
    this.#sink.metadata({ other: { 'opened-with': said.join(', ') } });
  }
}
