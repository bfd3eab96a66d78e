/** Names of people: behind an honorific, and below the words that end a letter. */
import { isInitial, isOpener, isPersonWord, type NamedPart, wordsOf } from './name-words.ts';

/** Behind each stands a name. `Sr.` is none: in English it stands behind names and before posts. */
const honorific =
  /(?<![\p{L}\p{N}.'’-])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Sir|Dame|Shri|Smt|Herr|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Dott\.|Justice|Senator|Congressman|Congresswoman|Rev|Hon)\.? /gu;
const particles: ReadonlySet<string> = new Set(
  'van von der den de da di dos del la le al el bin ibn'.split(' '),
);
const maxPersonWords = 4;
const maxOfLine = 50;
const maxLookedAt = 80;

/** End of the name that begins at `from`; `from` where none does. */
function nameEnd(line: string, from: number): number {
  let end = from;
  let count = 0;
  for (const { text, start, end: behind } of wordsOf(line, from, Math.min(line.length, from + maxLookedAt))) {
    // A gap of more than a blank, or a sign between, ends it.
    if (start > (count === 0 ? from : end + 1) && !particles.has(line.slice(end, start).trim())) break;
    const bare = text.replace(/(?:['’]s?)?[,.;:!?]*$/u, '');
    const isPart = particles.has(text) && count > 0;
    if (!isPart && !isPersonWord(bare) && !isInitial(text)) break;
    if (!isPart && isOpener(bare)) break;
    count += 1;
    if (isPart) {
      end = behind;
      continue;
    }
    end = isInitial(text) ? behind : start + bare.length;
    if (bare !== text && !isInitial(text)) break;
    if (count >= maxPersonWords) break;
  }
  return end;
}

/** The last word of a name is no initial and no particle. */
const isWhole = (name: string): boolean => {
  const last = name.split(' ').at(-1) ?? '';
  return isPersonWord(last) && last.length > 1;
};

/** Names with the honorific where a single word follows it, and without where more do. */
export function* honorificNames(line: string): Generator<NamedPart, void> {
  let seen = 0;
  for (const { 0: title, index } of line.matchAll(honorific)) {
    if (++seen > maxOfLine) return;
    const from = index + title.length;
    const end = nameEnd(line, from);
    const name = line.slice(from, end);
    if (!isWhole(name)) continue;
    yield { start: name.includes(' ') ? from : index, end };
  }
}

/** Who signs so is nobody: a team, a desk. */
const offices: ReadonlySet<string> = new Set(
  'team group staff department dept desk office relations services service support management committee administration administrator marketing sales care center centre customer operations list news'.split(
    ' ',
  ),
);

/** What stands alone on the line above a name, with a sign behind it or none. */
const closing =
  /^\s*(?:(?:best|kind|kindest|warm|warmest|many|with best|with kind)\s+(?:regards|wishes|thanks)|regards|thanks|thank you|many thanks|sincerely|sincerely yours|yours sincerely|yours faithfully|yours truly|very truly yours|cordially|respectfully|cheers|mit freundlichen grüßen|cordialement|bien cordialement|saludos|atentamente|atenciosamente)[\s,.!-]*$/iu;

export const isClosing = (line: string): boolean => line.length <= 60 && closing.test(line);

/** The name that a line is, of two to four words and nothing else; what follows behind a comma (a degree, a post) is left out. */
export function signedName(line: string): NamedPart | undefined {
  const start = line.search(/\S/u);
  if (start < 0 || line.length > 80) return undefined;
  const text = line.slice(start).replace(/,.*$/su, '').trimEnd();
  const words = text.split(/ +/u);
  if (words.length < 2 || words.length > maxPersonWords) return undefined;
  if (offices.has(words.at(-1)?.toLowerCase() ?? '')) return undefined;
  const isName = words.every(
    (word, at) =>
      isInitial(word) || (isPersonWord(word) && !isOpener(word)) || (at > 0 && particles.has(word)),
  );
  return isName && isWhole(text) && !isInitial(text) ? { start, end: start + text.length } : undefined;
}
