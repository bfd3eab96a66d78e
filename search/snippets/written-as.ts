/** What a text must hold for words to stand in it as they are written: case, accents and punctuation. */

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const isOfWord = /^[\p{L}\p{M}\p{N}]$/u;

/** Any blanks for any blanks; composed and decomposed letters are the same, and no letter goes on at either end. */
export function writtenAs(text: string): RegExp {
  const said = text.trim();
  const forms = new Set(['NFC', 'NFD'].map((form) => said.normalize(form)));
  const sources = [...forms].map((form) => form.split(/\s+/).map(escaped).join('\\s+'));
  const characters = Array.from(said);
  const before = isOfWord.test(characters[0] ?? '') ? '(?<![\\p{L}\\p{M}\\p{N}])' : '';
  const behind = isOfWord.test(characters.at(-1) ?? '') ? '(?![\\p{L}\\p{M}\\p{N}])' : '';
  return new RegExp(`${before}(?:${sources.join('|')})${behind}`, 'gu');
}
