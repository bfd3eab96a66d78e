/** Takes uuencoded files out of a text that comes in pieces: from a `begin` line to `end`. */

import { decodeUuencoded, isUuLine } from '../mail/transfer-decoding.ts';

export interface UuFile {
  readonly locator: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const begin = /^begin(-base64)? [0-7]{3,4} (\S.{0,254})$/;
/** A block beyond this is given as far as it goes; stops one that never ends. */
const maxBlockUnits = 64 * 1024 * 1024;
/** Lines that a block needs where its end is missing: prose begins lines with `begin`, too. */
const minOpenLines = 3;

interface Block {
  readonly at: number;
  readonly name: string;
  readonly isBase64: boolean;
  readonly lines: string[];
  units: number;
}

const decode = ({ isBase64, lines }: Block): Buffer =>
  isBase64 ? Buffer.from(lines.join(''), 'base64') : decodeUuencoded(lines);

/** Fed with whole lines. */
export class UuBlocks {
  #block: Block | undefined;

  *write(text: string, from: number): Generator<UuFile> {
    if (!this.#block && !text.includes('begin')) return;
    let at = from;
    for (const line of text.split('\n')) {
      yield* this.#line(line.replace(/\r$/, ''), at);
      at += line.length + 1;
    }
  }

  *end(): Generator<UuFile> {
    yield* this.#close(false);
  }

  *#line(line: string, at: number): Generator<UuFile> {
    const block = this.#block;
    if (!block) {
      const found = line.startsWith('begin') ? begin.exec(line) : null;
      if (found)
        this.#block = { at, name: found[2] ?? '', isBase64: found[1] !== undefined, lines: [], units: 0 };
      return;
    }
    const isEnd = block.isBase64 ? line === '====' : line === 'end';
    const isData = block.isBase64 ? /^[A-Za-z0-9+/]{1,1000}={0,2}$/.test(line) : isUuLine(line);
    if (!isEnd && line !== '' && isData && block.units < maxBlockUnits) {
      block.lines.push(line);
      block.units += line.length;
    } else if (isEnd || line !== '') yield* this.#close(isEnd);
  }

  *#close(isClosed: boolean): Generator<UuFile> {
    const block = this.#block;
    this.#block = undefined;
    if (!block || block.lines.length < (isClosed ? 1 : minOpenLines)) return;
    yield { locator: String(block.at), name: block.name, bytes: decode(block) };
  }
}
