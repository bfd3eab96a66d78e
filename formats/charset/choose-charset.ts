/** Decides the charset of bytes: what is stated counts, unless the bytes say otherwise; then UTF-8, then a guess. */
import { isAscii, isUtf8 } from 'node:buffer';
import { normaliseCharset } from './charset-label.ts';
import { guessCharset } from './guess-charset.ts';
import { isShiftJis } from './japanese.ts';
import { makeDecoder } from './make-decoder.ts';
import { shiftingCharset } from './shift-decoder.ts';
import { completeUtf8, unmarkedWideCharset } from './text-bytes.ts';

export interface Choice {
  readonly charset: string;
  readonly guessed: boolean;
}

/** Charsets in which ASCII bytes mean something else: nothing may be decoded before they are in force. */
export const notAsciiBased =
  /^(?:utf-?(?:7|16|32)|iso-2022|hz|(?:cp|ibm)-?(?:037|10\d\d|1140|273|27\d|28\d|297|420|424|500|87\d|905|930|93\d))/;
const wide = /^utf-?(?:16|32)/;
/** Those that shift: no byte of theirs is over 0x7F. */
const shifting = /^(?:iso-2022|hz)/;
/** Charsets of languages that are written in Latin letters: most of theirs are ASCII. */
const latin = /^(?:windows-125[0247]|iso-8859-(?:[12349]|1[03456])|macintosh)$/;

/** UTF-8 with some damage: most of its sequences are whole. Text in a legacy charset has next to none. */
function mostlyUtf8(sample: Uint8Array): boolean {
  let whole = 0;
  let broken = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0;
    if (byte < 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    let good = length > 0;
    for (let k = 1; k < length; k++) good &&= ((sample[i + k] ?? 0) & 0xc0) === 0x80;
    if (good) {
      whole++;
      i += length - 1;
    } else broken++;
  }
  return whole >= 3 && whole >= broken * 4;
}

const countHigh = (bytes: Uint8Array): number => {
  let count = 0;
  for (let i = 0; i < bytes.length && count < 100; i++) if ((bytes[i] ?? 0) >= 0x80) count++;
  return count;
};

/** Bytes that are decoded to see whether a label can be true. */
const maxTrialBytes = 16_384;
/** Damage up to this share of what is beyond ASCII is damage; above it, it is another charset. */
const maxDamageShare = 0.02;
/** Bytes over 0x7F beside ASCII letters, and how many it takes, that no language in Latin letters has. */
const foreignShare = 0.6;
const minForeignBytes = 16;

/** What no text holds: controls, halves, code points without meaning. */
const impossible = /[\uFFFD\p{Cn}\p{Co}\p{Cs}]|(?!\s)\p{Cc}/gu;
/** The end of file of DOS, and what begins the sequences of terminals. */
const allowedControls = new Set(['\x1a', '\x1b']);

/** The share of a sample, read in a charset, that no text holds, of all that is beyond ASCII. */
function damageShare(sample: Uint8Array, charset: string): number {
  const decoder = makeDecoder(charset);
  // What the end of the sample cuts is not asked for: it would count as damage.
  const text = decoder.write(sample);
  const damaged = (text.match(impossible) ?? []).filter((unit) => !allowedControls.has(unit)).length;
  const beyond = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
  return damaged < 2 ? 0 : damaged / Math.max(beyond, damaged);
}

/** More bytes over 0x7F than letters: Cyrillic, Greek, Hebrew, Arabic or East Asian under a Western label. */
function isForeignToLatin(sample: Uint8Array): boolean {
  let high = 0;
  let letters = 0;
  for (const byte of sample) {
    if (byte >= 0x80) high++;
    else if ((byte | 32) >= 0x61 && (byte | 32) <= 0x7a) letters++;
  }
  return high >= minForeignBytes && high >= (high + letters) * foreignShare;
}

const guess = (sample: Uint8Array): string => {
  const guessed = normaliseCharset(guessCharset(sample)) ?? 'windows-1252';
  const label = guessed === 'utf-8' ? 'windows-1252' : guessed;
  return (latin.test(label) || label.startsWith('gb')) && isShiftJis(sample, label) ? 'shift_jis' : label;
};

/** The charset of bytes that cannot be in the one that is stated, or undefined where they can, or nothing fits better. */
function contradiction(sample: Uint8Array, stated: string): string | undefined {
  const trial = sample.subarray(0, maxTrialBytes);
  const damage = damageShare(trial, stated);
  const isForeign = latin.test(stated) && isForeignToLatin(trial);
  if (damage <= maxDamageShare && !isForeign) return undefined;
  const whole = trial.subarray(0, completeUtf8(trial));
  const other = isUtf8(whole) || mostlyUtf8(trial) ? 'utf-8' : guess(sample);
  if (other === stated || (damage <= maxDamageShare && latin.test(other))) return undefined;
  return damageShare(trial, other) * 4 <= damage ? other : undefined;
}

/** Decides by a sample that holds bytes over 0x7F. `cutOff`: the sample may end within a character. */
export function chooseBySample(sample: Uint8Array, stated: string | undefined, cutOff: boolean): Choice {
  const whole = cutOff ? sample.subarray(0, completeUtf8(sample)) : sample;
  const utf8 = isUtf8(whole);
  if (stated === 'utf-8' && (utf8 || mostlyUtf8(sample))) return { charset: 'utf-8', guessed: false };
  if (stated !== undefined && stated !== 'utf-8') {
    // Text that is UTF-8 throughout under another label is UTF-8: a mail program's default label, a page's stale
    // one. A few double-byte characters can be valid UTF-8 by chance, so that those labels need more to lose.
    const chance = /^(?:gb|big5|euc|shift)/.test(stated) ? 12 : 2;
    if (utf8 && countHigh(whole) >= chance) return { charset: 'utf-8', guessed: true };
    const other = contradiction(sample, stated);
    return other === undefined ? { charset: stated, guessed: false } : { charset: other, guessed: true };
  }
  if (utf8 || mostlyUtf8(sample)) return { charset: 'utf-8', guessed: false };
  return { charset: guess(sample), guessed: true };
}

/** Wide encodings of texts that are also UTF-8 have a zero in every second byte or more; other texts hardly any. */
const hasFewZeros = (head: Uint8Array): boolean =>
  head.reduce((zeros, byte) => (byte === 0 ? zeros + 1 : zeros), 0) * 8 < head.length;

/** Under a label in which ASCII bytes mean something else, by the first bytes of a content. */
function chooseUnderLabel(sample: Uint8Array, label: string): Choice | undefined {
  const head = sample.subarray(0, 4096);
  if (wide.test(label)) {
    // `utf-16` does not say which byte comes first (RFC 2781, 3.3), and is often said of the wrong one.
    const seen = unmarkedWideCharset(head);
    if (seen !== undefined) return { charset: seen, guessed: seen !== label };
    // A wide label on bytes that hold next to no zeros is wrong: an XML declaration that was never updated.
    if (hasFewZeros(head) && isUtf8(head.subarray(0, completeUtf8(head)))) return undefined;
  }
  if (shifting.test(label)) {
    const seen = shiftingCharset(sample);
    const isSuperset = seen === 'iso-2022-jp-2' && label === 'iso-2022-jp';
    if (seen !== undefined && seen !== label)
      return { charset: seen, guessed: !isSuperset && label !== 'iso-2022-jp-2' };
    // No byte over 0x7F has a meaning there; where nothing shifts either, the label is a mail program's habit.
    if (seen === undefined && !isAscii(sample))
      return { ...chooseBySample(sample, undefined, true), guessed: true };
  }
  const other = isAscii(sample) && !/^(?:cp|ibm)/.test(label) ? undefined : contradiction(sample, label);
  return other === undefined ? { charset: label, guessed: false } : { charset: other, guessed: true };
}

/** The charset that is in force from the first byte on; undefined where ASCII may come first, and any of many later. */
export function chooseAtStart(sample: Uint8Array, label: string | undefined): Choice | undefined {
  if (label !== undefined && notAsciiBased.test(label)) return chooseUnderLabel(sample, label);
  const seen = unmarkedWideCharset(sample.subarray(0, 4096));
  return seen === undefined ? undefined : { charset: seen, guessed: false };
}
