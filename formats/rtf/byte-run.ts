/** Gathers the bytes of one run of RTF text, whose characters may lie across several tokens. */
import { decodePage } from './code-pages.ts';

/** Bytes of one run without any control word, after which it is decoded. */
const maxRunBytes = 1024 * 1024;

export class ByteRun {
  #pieces: Buffer[] = [];
  #bytes = 0;
  #page = 0;

  /** Whether bytes of that code page go on with it; otherwise it is to be taken first. */
  accepts(page: number): boolean {
    return this.#bytes === 0 || (page === this.#page && this.#bytes <= maxRunBytes);
  }

  add(bytes: Buffer, page: number): void {
    this.#page = page;
    this.#pieces.push(bytes);
    this.#bytes += bytes.length;
  }

  /** The text of all bytes, '' where there are none; it is empty afterwards. */
  take(): string {
    if (this.#bytes === 0) return '';
    const whole = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    return decodePage(whole, this.#page);
  }
}
