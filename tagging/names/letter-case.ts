/** Describes how a stretch of text is written in capitals and small letters. */

/**
 * `exact`: as the list writes it; `title`: each word that matters has its capital; `caps`: no small letter;
 * `lower`: begins small; `mixed`: anything else.
 */
export type Form = 'exact' | 'title' | 'caps' | 'lower' | 'mixed';

const small = new Set(
  'a an and as at by de del della delle dei di du des da do dos das der die den dem e en et et for for fur für i in la le les los las na not of on or os pour per por the to und y van voor w with'.split(
    ' ',
  ),
);

const letters = /[^\p{L}\p{N}]/gu;
/** The same of a text in ASCII, as nearly all are, whose letters have one form. */
const plainLetters = /[^A-Za-z0-9]+/g;
const plain = /^[\0-\x7f]*$/;
/** Letters and digits alone, each in its simplest form. */
export const caseKey = (text: string): string =>
  plain.test(text) ? text.replace(plainLetters, '') : text.normalize('NFKD').replace(letters, '');

/** Of the names of the lists that texts come upon: no evidence adds to them. */
const aliasKeys = new Map<string, string>();

function keyOfAlias(alias: string): string {
  let key = aliasKeys.get(alias);
  if (key === undefined) aliasKeys.set(alias, (key = caseKey(alias)));
  return key;
}

const isUpper = (text: string): boolean => text !== text.toLowerCase();
const isLower = (text: string): boolean => text !== text.toUpperCase();

/** The form of a surface against the alias as listed. */
export function formOf(surface: string, alias: string): Form {
  if (surface === alias || caseKey(surface) === keyOfAlias(alias)) return 'exact';
  if (!isLower(surface)) return isUpper(surface) ? 'caps' : 'exact';
  let title = true;
  for (const word of surface.split(/[\s\-‐-―_./'’()&]+/u)) {
    if (word === '' || small.has(word)) continue;
    const first = word.charAt(0);
    if (isLower(first) && !isUpper(first) && word.length > 1) title = false;
  }
  if (title) return 'title';
  const start = surface.charAt(0);
  return isUpper(start) ? 'mixed' : 'lower';
}

/** Whether the text around a place is written in capitals throughout, so that a capital there says nothing. */
export function isAllCaps(text: string, start: number, end: number): boolean {
  let upper = 0;
  let lower = 0;
  const count = (from: number, to: number): void => {
    for (let at = Math.max(0, from); at < Math.min(text.length, to); at += 1) {
      const unit = text.charCodeAt(at);
      if (unit >= 0x41 && unit <= 0x5a) upper += 1;
      else if (unit >= 0x61 && unit <= 0x7a) lower += 1;
    }
  };
  count(start - 60, start);
  count(end, end + 60);
  return upper >= 10 && lower * 8 < upper;
}
