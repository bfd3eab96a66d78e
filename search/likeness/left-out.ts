/**
 * What of a message is no part of what it says: signatures behind their mark, and the notice that a company's gateway
 * puts under every mail. Left out of the shingles alone; `diff` and search have all of it.
 */

/** Lines of a signature: RFC 3676 knows its mark (section 4.3) and no end; netiquette has four. */
const maxSignatureLines = 12;
/** A longer paragraph is no notice. */
const maxNoticeUnits = 3_000;

/** Blanks and marks of quoted mail before a line. */
const quoted = String.raw`[ \t>|]{0,32}`;
const signatureMark = new RegExp(`^${quoted}-- ?\\r?$`, 'u');
const isBlankLine = new RegExp(`^${quoted}\\r?$`, 'u');

/** Words of a notice to whoever gets a mail that was not meant for them; in small letters, blanks as one. */
const noticeWords = [
  'intended recipient',
  'intended only for',
  'intended solely for',
  'solely for the use of',
  'received this e-mail in error',
  'received this email in error',
  'received this message in error',
  'received this communication in error',
  'received this transmission in error',
  'nicht der richtige adressat',
  'irrtümlich erhalten',
  'reçu ce message par erreur',
  "n'êtes pas le destinataire",
  'recibido este mensaje por error',
  'recibido este correo por error',
  'ricevuto questo messaggio per errore',
  'dit bericht ten onrechte',
  'recebeu esta mensagem por engano',
];

/** Who states what people agreed to states a fact: such a paragraph stays, whatever else it says. */
const consentWords =
  /consent|opt(?:ed|ing)?[ -]?(?:in|out)|unsubscrib|subscri|agree|privacy|personal data|data protection|gdpr|einwillig|datenschutz|abmelden|consentement|données personnelles|consentimiento|datos personales|consenso|toestemming/u;

function isNotice(paragraph: string): boolean {
  if (paragraph.length > maxNoticeUnits) return false;
  const words = paragraph.toLowerCase().replaceAll(/[\s>|]+/gu, ' ');
  return noticeWords.some((notice) => words.includes(notice)) && !consentWords.test(words);
}

/** The text without them; the whole text where nothing else would be left. */
export function withoutLeftOut(text: string): string {
  const kept: string[] = [];
  let paragraph: string[] = [];
  const close = (): void => {
    const whole = paragraph.join('\n');
    if (!isNotice(whole)) kept.push(whole);
    paragraph = [];
  };
  let signature = 0;
  for (const line of text.split('\n')) {
    if (signatureMark.test(line)) {
      close();
      signature = maxSignatureLines;
    } else if (isBlankLine.test(line)) {
      close();
      signature = 0;
    } else if (signature > 0) signature--;
    else paragraph.push(line);
  }
  close();
  const left = kept.join('\n\n');
  return /[\p{L}\p{N}]/u.test(left) ? left : text;
}
