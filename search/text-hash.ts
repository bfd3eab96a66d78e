/** The id of a text that comes in pieces. */
import { createHash } from 'node:crypto';

/** The SHA-256 of a text's UTF-8; half a pair waits for the other half, for UTF-8 has no form for it. */
export class TextHash {
  readonly #hash = createHash('sha256');
  #carry = '';

  update(chunk: string): void {
    const text = this.#carry + chunk;
    const whole = (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800 ? text.length - 1 : text.length;
    this.#hash.update(text.slice(0, whole), 'utf8');
    this.#carry = text.slice(whole);
  }

  digest(): string {
    return this.#hash.update(this.#carry, 'utf8').digest('hex');
  }
}

/** Whether a cut at this offset would part a pair of surrogates. */
export const splitsPair = (text: string, at: number): boolean =>
  at < text.length && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
