/** Turns bytes into text: by what is stated, else UTF-8, else a guess; in one pass whatever the size. */
import { isAscii } from 'node:buffer';
import { normaliseCharset } from './charset-label.ts';
import { type Choice, chooseAtStart, chooseBySample, notAsciiBased } from './choose-charset.ts';
import { memoryContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { makeDecoder } from './make-decoder.ts';
import { shiftingCharset } from './shift-decoder.ts';
import { readByteOrderMark } from './text-bytes.ts';

export interface DecodedText {
  /** WHATWG label in lower case (or iconv's, for what WHATWG leaves out). Final once `chunks` has ended. */
  readonly charset: string;
  /** The charset was neither stated nor UTF-8 by its bytes, or the statement was wrong: `charset-guessed`. */
  readonly guessed: boolean;
  /** Consecutive text; one slice of the content each. Call once. */
  chunks(): Generator<string>;
  /** Bytes or sequences so far that the charset does not have, each now U+FFFD: `charset-damaged`. */
  replaced(): number;
}

const countReplacements = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count++;
  return count;
};
const markOfReplacement = Buffer.from('\uFFFD');
const countGenuine = (bytes: Uint8Array): number => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  for (let at = buffer.indexOf(markOfReplacement); at >= 0; at = buffer.indexOf(markOfReplacement, at + 3))
    count++;
  return count;
};

const escape = 0x1b;
const tilde = 0x7e;

// What a decision is based on: enough for the rarest charsets, little beside a parser's other memory.
const sampleBytes = 262_144;
/** Enough for a mark, and for the zeros of wide charsets. */
const headBytes = 4_096;

/**
 * Decodes a content in one pass. The order of trust: byte order mark; `stated` (a label from a parent, a declaration;
 * unknown labels are ignored); valid UTF-8; a guess. ASCII bytes mean the same in all of them, so that the decision
 * falls at the first byte over 0x7F, wherever in a large file that is.
 */
export function decodeText(content: Content, stated?: string): DecodedText {
  const head = content.read(0, headBytes);
  const mark = readByteOrderMark(head);
  const label = stated === undefined ? undefined : normaliseCharset(stated);
  const isSampled = label !== undefined && notAsciiBased.test(label);
  const sample = isSampled ? content.read(0, sampleBytes) : head;
  let chosen = mark ? { charset: mark.charset, guessed: false } : chooseAtStart(sample, label);
  let replaced = 0;

  const decide = (slice: Uint8Array, at: number): Choice | undefined => {
    if (isAscii(slice)) {
      const shifting = shiftingCharset(slice);
      return shifting === undefined ? undefined : { charset: shifting, guessed: true };
    }
    const seen = content.read(at, sampleBytes);
    return chooseBySample(seen, label, at + seen.length < content.size);
  };

  function* chunks(): Generator<string> {
    let decoder = chosen && makeDecoder(chosen.charset);
    let at = mark?.length ?? 0;
    for (const slice of content.slices(at)) {
      if (!decoder) {
        chosen = decide(slice, at);
        decoder = chosen && makeDecoder(chosen.charset);
      }
      at += slice.length;
      if (!decoder) {
        yield Buffer.from(slice.buffer, slice.byteOffset, slice.length).toString('latin1');
        continue;
      }
      const text = decoder.write(slice);
      const marks = countReplacements(text);
      if (marks > 0) replaced += Math.max(0, marks - (chosen?.charset === 'utf-8' ? countGenuine(slice) : 0));
      yield text;
    }
    const rest = decoder?.end() ?? '';
    replaced += countReplacements(rest);
    if (rest !== '') yield rest;
  }

  return {
    get charset() {
      return chosen?.charset ?? 'utf-8';
    },
    get guessed() {
      return chosen?.guessed ?? false;
    },
    chunks,
    replaced: () => replaced,
  };
}

/** Whether bytes are ASCII and mean just that, also by the label that is stated. */
export function isPlainAscii(bytes: Uint8Array, stated: string | undefined): boolean {
  if (!isAscii(bytes) || bytes.includes(escape) || bytes.includes(tilde)) return false;
  const label = stated === undefined ? undefined : normaliseCharset(stated);
  return label === undefined || !notAsciiBased.test(label);
}

/** Decodes bytes held in memory, by the same rules as `decodeText`. For header values, names, small parts. */
export function decodeBytes(bytes: Uint8Array, stated?: string): string {
  if (isPlainAscii(bytes, stated)) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  }
  let text = '';
  for (const chunk of decodeText(memoryContent(bytes), stated).chunks()) text += chunk;
  return text;
}
