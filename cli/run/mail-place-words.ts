/** Says in which mailbox a place lies, and what its program notes of the message. */
import { type MailPlace, mailPlaceOf } from '../../case/mail-place.ts';

/** `mailbox Archive/2016 of Maildir: seen, replied`. */
function placeWords({ program, mailbox, flags, keptFor }: MailPlace): string {
  const noted = flags.length > 0 ? `: ${flags.join(', ')}` : '';
  const kept = keptFor ? `part ${keptFor.part} of ${keptFor.message}, in ` : '';
  return `${kept}mailbox ${mailbox} of ${program}${noted}`;
}

/** What stands behind the path of a place; '' for one that is in no mailbox of files. */
export function mailPlaceWords(path: string): string {
  const place = mailPlaceOf(path);
  return place ? `  [${placeWords(place)}]` : '';
}
