/** Reads HTML that a string holds: Teams, Skype and many programs keep what was said so in their JSON. */

/** A tag that closes, of a kind that is written around words. */
const closing = /<\/(?:p|div|b|i|u|s|a|em|strong|span|at|font|li|td|h[1-6]|code|pre|blockquote)\s*>/i;
/** The attributes stay in the text as it stands; 2,000 units stop a bracket that none closes. */
const tag = /<(\/?)([a-z][a-z\d:-]{0,30})((?:\s|\/)[^<>]{0,2000})?>/gi;
/** What is written within a line: words go on behind it. */
const inline: ReadonlySet<string> = new Set(['b', 'i', 'u', 's', 'a', 'em', 'strong', 'span', 'at', 'font', 'code', 'small', 'big', 'sub', 'sup', 'mark', 'del', 'ins', 'strike', 'tt', 'wbr', 'ss', 'e_m']); // prettier-ignore

/** The words of a string without its tags, on one line; undefined where it holds no HTML. */
export function withoutTags(string: string): string | undefined {
  if (!closing.test(string)) return undefined;
  const text = string
    .replace(tag, (_, _slash: string, name: string) => (inline.has(name.toLowerCase()) ? '' : ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text === '' ? undefined : text;
}
