/** Tells a line end or tab that a text writes as `\n`, `\r`, `\t` (JSON within JSON, dumps of databases) from what begins the name of a folder or a command. */

/** Units looked at to either side for the blank or quote that ends the word. */
const maxWordUnits = 200;

/** Of paths: a drive, another machine, a variable; and behind any of their backslashes what begins no escape. */
const beginsPath = /^[("'[]{0,2}(?:[a-z]:|\\\\[a-z\d]|%\w{1,30}%|~|\.{1,2}\\)/i;
const ofPath = /\\[^\\nrtbfu"'/0x\s]/;
/** Commands of TeX stand at the beginning of a word, and go on to a bracket, or are these. */
const ofCommand =
  /^(?:[a-z]{2,20}[\\[{*]|(?:nabla|neq?|neg|newline|newpage|noindent|nonumber|normalsize|not|notin|nu|rangle|re|rho|right[a-z]*|tableofcontents|tan|tau|textstyle|theta|times|tiny|to|top|triangle)(?![a-z]))/;

const endsWord = (unit: number): boolean =>
  unit <= 0x20 || unit === 0x22 || unit === 0x27 || unit === 0x3c || unit === 0x3e || unit === 0x60;

/** Whether the escape from `start` to `end`, with the letter of a word behind it, parts words. */
export function isEscapeOfBreak(text: string, start: number, end: number): boolean {
  let [from, to] = [start, end];
  const [least, most] = [Math.max(0, start - maxWordUnits), Math.min(text.length, end + maxWordUnits)];
  while (from > least && !endsWord(text.charCodeAt(from - 1))) from -= 1;
  while (to < most && !endsWord(text.charCodeAt(to))) to += 1;
  const word = text.slice(from, to);
  if (beginsPath.test(word) || ofPath.test(word)) return false;
  return from < start || !ofCommand.test(text.slice(end - 1, to));
}
