/**
 * What the place of a file says of the mailbox that it lies in, where a mail program keeps each message or mailbox as a file:
 * Maildir, Thunderbird, Apple Mail. By the names on the way alone, so that a folder of a million messages costs nothing more.
 */
import { readableFolder } from './deleted-folders.ts';

export interface MailPlace {
  readonly program: 'Maildir' | 'Thunderbird' | 'Apple Mail';
  /** Its folders from the outermost in, `/` between them. */
  readonly mailbox: string;
  /** What the program notes of the message in its name. */
  readonly flags: readonly string[];
  /** The message that the file is kept beside, as a path below the source, and the number of the part that it is. */
  readonly keptFor?: { readonly message: string; readonly part: string };
}

/** The flags in the name of a file of Maildir, behind what file systems leave of the colon. */
export const maildirFlags = /[:;!]2,([A-Za-z]{0,26})$/u;
/** What programs name a message in it: seconds, what makes it unique, a host. */
const maildirName = /^\d{6,12}\.[^/]+$/u;

/** https://cr.yp.to/proto/maildir.html */
const maildirWords: Readonly<Record<string, string>> = {
  D: 'draft',
  F: 'flagged',
  P: 'forwarded',
  R: 'replied',
  S: 'seen',
  T: 'trashed',
};
const maildirFolders: Readonly<Record<string, readonly string[]>> = {
  cur: [],
  new: ['new'],
  tmp: ['not delivered'],
};
/** What the folder of the incoming mail is commonly called. */
const maildirRoots = new Set(['maildir', '.maildir', 'mail']);

/** `.Archive.2016` is the folder 2016 in Archive (Maildir++). */
function maildirMailbox(name: string): string {
  if (maildirRoots.has(name.toLowerCase())) return 'INBOX';
  return name.startsWith('.') ? name.slice(1).split('.').map(readableFolder).join('/') : readableFolder(name);
}

function inMaildir(names: readonly string[], at: number): MailPlace | undefined {
  const [folder = '', holder = '', name = ''] = [names[at - 1], names[at - 2], names[at]];
  const flags = Object.hasOwn(maildirFolders, folder) ? maildirFolders[folder] : undefined;
  if (!flags) return undefined;
  const letters = maildirFlags.exec(name)?.[1];
  if (letters === undefined && !maildirName.test(name)) return undefined;
  const words = (letters ?? '').split('').flatMap((letter) => maildirWords[letter] ?? []);
  return { program: 'Maildir', mailbox: maildirMailbox(holder), flags: [...flags, ...words] };
}

const appleFolder = /\.(?:imapmbox|mbox)$/iu;

function inAppleMail(names: readonly string[], at: number): MailPlace | undefined {
  const isMessage = names[at - 1] === 'Messages' && /^\d{1,12}(?:\.partial)?\.emlx$/u.test(names[at] ?? '');
  const isFile = names[at - 3] === 'Attachments' && /^\d{1,12}$/u.test(names[at - 2] ?? '');
  if (!isMessage && !isFile) return undefined;
  const folders = names.slice(0, at).filter((name) => appleFolder.test(name));
  if (folders.length === 0) return undefined;
  const place = {
    program: 'Apple Mail',
    mailbox: folders.map((name) => name.replace(appleFolder, '')).join('/'),
    flags: [],
  } as const;
  const [number = '', part = ''] = names.slice(at - 2, at);
  if (isMessage || !/^\d{1,4}(?:\.\d{1,4}){0,20}$/u.test(part)) return isMessage ? place : undefined;
  const message = [...names.slice(0, at - 3), 'Messages', `${number}.partial.emlx`].join('/');
  return { ...place, keptFor: { message, part } };
}

/** A message in a mailbox of Thunderbird, which is a file without ending; the folders in it lie in a folder `NAME.sbd`. */
function inThunderbird(names: readonly string[], at: number): MailPlace | undefined {
  const name = names[at - 1];
  if (name === undefined || !/^message-\d{1,15}\.eml$/u.test(names[at] ?? '')) return undefined;
  let first = at - 1;
  while (first > 0 && /\.sbd$/iu.test(names[first - 1] ?? '')) first -= 1;
  const isOfProfile = first === at - 1 && /^(?:Imap)?Mail$/u.test(names[first - 2] ?? '');
  if (first === at - 1 && !isOfProfile) return undefined;
  const mailbox = [...names.slice(first, at - 1).map((folder) => folder.slice(0, -4)), name];
  return { program: 'Thunderbird', mailbox: mailbox.map(readableFolder).join('/'), flags: [] };
}

/** `path` is the display path below the source, of a message or of anything in one; the innermost mailbox counts. */
export function mailPlaceOf(path: string): MailPlace | undefined {
  const names = path.split('/');
  for (let at = names.length - 1; at > 0; at -= 1) {
    const place = inMaildir(names, at) ?? inAppleMail(names, at) ?? inThunderbird(names, at);
    if (place) return place;
  }
  return undefined;
}
