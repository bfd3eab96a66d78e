/**
 * Tells Shift_JIS with katakana of half a width, as tables of Japanese programs have them, from what the detector takes it
 * for: browsers meet hardly any, so that it counts each against Shift_JIS.
 */

const decoder = new TextDecoder('shift_jis', { fatal: true });
/** Bytes that are decoded; the end of a sample may lie within a character. */
const maxTrialBytes = 16_384;
/** What no other charset gives by chance as often: so many of all signs beyond ASCII are kana of full width, or stand in runs of half width. */
const minShare = 0.2;
const minSigns = 6;
const kana = /[\u3041-\u309f\u30a1-\u30ff]/gu;
const halfRun = /[\uff66-\uff9f]{2,}/gu;
/** A letter of Latin beside a sign: an accented letter in a word, read as half a kana or a kanji. */
const besideLatin = /[A-Za-z][^\0-\x7f]|[^\0-\x7f][A-Za-z]/gu;

function decoded(sample: Uint8Array): string | undefined {
  for (const cut of [0, 1])
    try {
      return decoder.decode(sample.subarray(0, Math.min(sample.length, maxTrialBytes) - cut));
    } catch {
      // The last byte may begin a character.
    }
  return undefined;
}

const lengthOf = (found: readonly string[] | null): number =>
  (found ?? []).reduce((sum, { length }) => sum + length, 0);

/** `instead` is what the detector calls it: Chinese, too, gives runs of half kana, but none of full width. */
export function isShiftJis(sample: Uint8Array, instead: string): boolean {
  const text = decoded(sample);
  if (text === undefined || /[\p{Co}\x80-\x9f]/u.test(text)) return false;
  const beyond = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
  const full = lengthOf(text.match(kana));
  const half = instead.startsWith('gb') ? 0 : lengthOf(text.match(halfRun));
  return (
    beyond >= minSigns &&
    full + half >= beyond * minShare &&
    (text.match(besideLatin)?.length ?? 0) * 10 <= beyond
  );
}
