/** Heads of mails that a text quotes or sends on, and what stands below them: another's words, of another day. */

/** Lines that begin what was quoted, in the seven languages. Each part is bounded. */
const beginsQuote =
  /^[> \t]{0,20}(?:-{2,20} ?(?:original message|forwarded message|urspr\u00fcngliche nachricht|weitergeleitete nachricht|message d'origine|message transf\u00e9r\u00e9|mensaje original|mensagem original|messaggio originale)|-{5,60} ?forwarded by\b|[^\n]{0,200}\b(?:wrote|schrieb|a \u00e9crit|escribi\u00f3|escreveu|ha scritto)[^\n]{0,80}:[ \t]{0,4}\r?$)/gimu;
const headLine =
  /^[> \t|*]{0,20}(?:date|sent|received|datum|gesendet|envoy\u00e9|enviado|enviada|enviado el|fecha|data|inviato|दिनांक|भेजा गया)\s{0,3}:/iu;
const wroteLine = /\b(?:wrote|schrieb|a \u00e9crit|escribi\u00f3|escreveu|ha scritto|लिखा)\b/iu;
const forwardedLine = /^[> \t]{0,20}-{2,60} ?(?:forwarded|original message)/iu;
const hasClock = /\d{1,2}[:.]\d{2}/u;
const partOfHead =
  /^[> \t|*]{0,20}(?:to|cc|subject|please respond to|an|betreff|\u00e0|objet|para|asunto|assunto|oggetto)\s{0,3}:/imu;
/** Units around a date that are looked at. */
const aroundUnits = 300;

export interface Surroundings {
  readonly isHead: boolean;
  readonly isQuoted: boolean;
}

/** Of one window of a text; `line` is that in which the date begins. */
export function surroundingsOf(text: string, start: number, end: number, isBelow: boolean): Surroundings {
  // Cut first: a search to the ends of a window of one line would be another for each date.
  const before = text.slice(Math.max(0, start - aroundUnits), start);
  const behind = text.slice(end, end + aroundUnits);
  const from = start - (before.length - 1 - before.lastIndexOf('\n'));
  const until = behind.indexOf('\n');
  const to = end + (until === -1 ? behind.length : until);
  const line = text.slice(from, to);
  const next = text.slice(to, to + aroundUnits);
  const clocked = hasClock.test(text.slice(end, end + 16)) || hasClock.test(line.slice(0, start - from));
  const isHead =
    (clocked && (headLine.test(line) || forwardedLine.test(line))) ||
    // The line of a program that puts sender and clock above the recipients.
    (clocked && partOfHead.test(next.slice(0, 200)) && to - end < 24) ||
    wroteLine.test(text.slice(end, end + 120).split(/\r?\n\r?\n/u)[0] ?? '') && /:[ \t]*(?:\r?\n|$)/u.test(text.slice(end, end + 160));
  return { isHead, isQuoted: isBelow || /^[ \t]{0,8}>/u.test(line) };
} // prettier-ignore

/** Where the first quoted mail of a window begins; its length where none does. */
export function quotedFrom(text: string): number {
  beginsQuote.lastIndex = 0;
  return beginsQuote.exec(text)?.index ?? text.length;
}
