/** Takes the markup of text/enriched (RFC 1896) and of text/richtext before it (RFC 1341, 7.1.3) away: it parts words. */

export interface EnrichedText {
  readonly shown: string;
  /** Comments, and the parameters of commands: names of fonts and colours. */
  readonly hidden: string;
}

const isEnriched = /^text\/enriched$/;
export const isRich = (type: string): boolean => isEnriched.test(type) || type === 'text/richtext';

/** What commands of richtext without an end stand for. */
const signs: Readonly<Record<string, string>> = { lt: '<', nl: '\n', np: '\n' };
const unseen = new Set(['param', 'comment']);

/** Line breaks of text/enriched outside of nofill: one is a blank, of several all but one are meant. */
const unfold = (text: string): string => text.replaceAll(/\n+/g, (breaks) => breaks.slice(1) || ' ');

/** `type`: `text/enriched` or `text/richtext`; line breaks are line feeds. */
export function readEnriched(text: string, type: string): EnrichedText {
  const isNew = isEnriched.test(type);
  const shown: string[] = [];
  const hidden: string[] = [];
  let unseenDepth = 0;
  let nofillDepth = 0;
  const push = (piece: string): void => {
    if (unseenDepth > 0) hidden.push(piece);
    else shown.push(isNew && nofillDepth === 0 ? unfold(piece) : piece);
  };
  let from = 0;
  for (const { 0: found, 1: end = '', 2: given, index } of text.matchAll(/<<|<(\/?)([\w-]{1,60})>/g)) {
    push(text.slice(from, index));
    from = index + found.length;
    if (given === undefined) {
      // Only the newer of the two writes a bracket as two.
      push(isNew ? '<' : found);
      continue;
    }
    const name = given.toLowerCase();
    const step = end === '' ? 1 : -1;
    if (unseen.has(name)) {
      unseenDepth = Math.max(0, unseenDepth + step);
      if (step < 0) hidden.push('\n');
    } else if (name === 'nofill') nofillDepth = Math.max(0, nofillDepth + step);
    else if (!isNew && end === '') push(signs[name] ?? '');
  }
  push(text.slice(from));
  return { shown: shown.join(''), hidden: hidden.join('').trim() };
}
