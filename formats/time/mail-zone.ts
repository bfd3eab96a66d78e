/** Finds the offset that a mail date states: as digits, by a name that means one zone alone, or by both. */

/**
 * Minutes east of UTC. RFC 5322 (4.3) gives the first names a meaning; the others are in use for one zone alone, whose
 * offset has not changed. Names of several zones (IST, BST, AST, CST in China) are not here: they float and are
 * unclear, as the letters of the military are, which RFC 822 had the wrong way round.
 */
const zoneMinutes = new Map(
  (
    [
      ['ut utc gmt z zulu', 0],
      ['est', -300],
      ['edt', -240],
      ['cst', -360],
      ['cdt', -300],
      ['mst', -420],
      ['mdt', -360],
      ['pst', -480],
      ['pdt', -420],
      ['cet mez met', 60],
      ['cest mesz mest', 120],
      ['eet', 120],
      ['eest', 180],
      ['wet', 0],
      ['west', 60],
      ['sast', 120],
      ['jst kst', 540],
      ['hkt', 480],
      ['awst', 480],
      ['acst', 570],
      ['acdt', 630],
      ['aest', 600],
      ['aedt', 660],
      ['nzst', 720],
      ['nzdt', 780],
      ['akst', -540],
      ['akdt', -480],
      ['hst', -600],
    ] as const
  ).flatMap(([names, minutes]) => names.split(' ').map((name) => [name, minutes] as const)),
);

/** No zone lies further east or west. */
const maxOffsetMinutes = 14 * 60;

const numeric = /^([+-])(\d{1,2}):?(\d{2})?$/;
/** What JavaScript writes, and others: `GMT+0200`, `UTC-5`. */
const named = /^(?:gmt|utc?)([+-]\d{1,2}:?(?:\d{2})?)$/;

/** Minutes east of UTC of one word, small letters; undefined for what is no zone. */
function offsetOfWord(word: string): number | undefined {
  const match = numeric.exec(named.exec(word)?.[1] ?? word);
  if (!match) return zoneMinutes.get(word);
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (Number(match[3] ?? 0) > 59 || minutes > maxOffsetMinutes) return undefined;
  return match[1] === '-' && minutes > 0 ? -minutes : minutes;
}

/**
 * Minutes east of UTC that the words behind a clock state, or undefined. Digits count before names: `+0100 BST`, and
 * `GMT +0200`, where the name only says from where the digits count.
 */
export function offsetOfZone(words: readonly string[]): number | undefined {
  const digits = words.find((word) => /[+-]\d/.test(word));
  if (digits !== undefined) return offsetOfWord(digits);
  return words.length === 1 ? offsetOfWord(words[0] ?? '') : undefined;
}

/** Abbreviations that mean several zones, or one whose offset has changed. */
const unclearNames = new Set(
  (
    'ist bst ast adt nst ndt msk msd sgt pkt npt wib wita wit pht ict cat eat wat art brt brst clt clst cot pet vet gst irst ' +
    'irdt idt mmt trt uzt almt omst novt krat irkt yakt vlat magt pett samt amt amst azt get ct et mt pt sst chst'
  ).split(' '),
);

/** Digits with a sign, a letter of the military (`h` and `o` are words behind a clock), a name of IANA or of POSIX. */
const zoneForm = /^(?:[+-]\d.*|[a-gi-np-y]|[a-z]{3,10}\/[a-z_/+-]{2,40}|[a-z]{3,4}-?\d{1,2}[a-z]{3,4})$/;

/** Whether the words behind a clock name a zone, whichever it is. */
export const statesZone = (words: readonly string[]): boolean =>
  words.some((word) => zoneForm.test(word) || unclearNames.has(word));

/**
 * Whether the clock is that of UTC, and nothing is said of the sender's zone (RFC 5322, 3.3): `-0000`, which programs write
 * that send by UTC.
 */
export const isUtcAlone = (words: readonly string[]): boolean =>
  /^(?:gmt|utc?)?-00?:?(?:00)?$/.test(words.find((word) => /[+-]\d/.test(word)) ?? '');
