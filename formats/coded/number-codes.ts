/** Finds letters that a text writes as numbers one by one, in bits or in tens, Ascii85, words turned around or spaced out. */
import { isUtf8 } from 'node:buffer';
import type { Decoded } from './stretches.ts';
import type { Groups } from './groups.ts';
import { isReadable, readableText } from './readable.ts';

/** Eight letters and more: dates and sums have fewer numbers in the range of letters in a row. */
const bits = /(?<![\d.])(?:[01]{8}[ ,]?){6,}(?![\d.])/g;
const decimals = /(?<![\d.])(?:\d{2,3}[ ,;]{1,2}){7,}\d{2,3}(?![\d.])/g;

function* decodeEach(text: string, pattern: RegExp, digits: RegExp, radix: number): Generator<Decoded> {
  for (const { 0: whole, index } of text.matchAll(pattern)) {
    const values = (whole.match(digits) ?? []).map((value) => Number.parseInt(value, radix));
    if (values.some((value) => value > 0xff)) continue;
    const decoded = readableText(Buffer.from(values));
    if (decoded !== undefined) yield { start: index, end: index + whole.length, text: decoded };
  }
}

/** Between `<~` and `~>`, five letters of 85 for four bytes. */
const ascii85 = /<~([!-uz\s]{6,200000})~>/g;

function decodeAscii85(text: string): Buffer {
  const bytes: number[] = [];
  let group: number[] = [];
  const flush = (): void => {
    const missing = 5 - group.length;
    const value = [...group, ...Array.from({ length: missing }, () => 84)].reduce(
      (sum, digit) => sum * 85 + digit,
      0,
    );
    for (let byte = 3; byte >= missing; byte--) bytes.push(Math.floor(value / 256 ** byte) & 0xff);
    group = [];
  };
  for (const letter of text.replaceAll(/\s/g, '')) {
    if (letter === 'z') bytes.push(0, 0, 0, 0);
    else group.push(letter.charCodeAt(0) - 33);
    if (group.length === 5) flush();
  }
  if (group.length > 1) flush();
  return Buffer.from(bytes);
}

function* findAscii85(text: string): Generator<Decoded> {
  for (const { 0: whole, 1: coded = '', index } of text.matchAll(ascii85)) {
    const bytes = decodeAscii85(coded);
    const decoded = isUtf8(bytes) ? readableText(bytes) : undefined;
    if (decoded !== undefined) yield { start: index, end: index + whole.length, text: decoded };
  }
}

/** A mark turns what follows around (UAX 9): letters of Latin then are read from the end. */
const turned = /\u202E([^\u202C\u202E\n\u2066-\u2069]{3,1000})/g;
const latin = /[A-Za-z]{3}/;

function* findTurned(text: string): Generator<Decoded> {
  for (const { 0: whole, 1: inside = '', index } of text.matchAll(turned)) {
    const decoded = Array.from(inside).toReversed().join('');
    if (latin.test(decoded)) yield { start: index, end: index + whole.length, text: decoded };
  }
}

/** Single letters with a blank, a dot or a hyphen behind each, as words are spaced out for weight or to be missed. */
const spaced = /(?<![\p{L}\p{N}])(?:\p{L}([ .\-_*]))(?:\p{L}\1){4,}\p{L}(?![\p{L}\p{N}])/gu;

function* findSpaced(text: string): Generator<Decoded> {
  for (const { 0: whole, 1: gap = ' ', index } of text.matchAll(spaced)) {
    const decoded = whole.replaceAll(gap, '');
    if (isReadable(decoded)) yield { start: index, end: index + whole.length, text: decoded };
  }
}

export function* findNumberCodes(text: string, { hasNumbers, hasLetters }: Groups): Generator<Decoded> {
  if (text.includes('<~')) yield* findAscii85(text);
  if (text.includes('\u202E')) yield* findTurned(text);
  if (hasLetters) yield* findSpaced(text);
  if (!hasNumbers) return;
  yield* decodeEach(text, bits, /[01]{8}/g, 2);
  yield* decodeEach(text, decimals, /\d+/g, 10);
}
