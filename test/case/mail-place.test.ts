/** In which mailbox a place lies, where each message or mailbox is a file: by the names on the way. */
import { expect, test } from '@jest/globals';
import { mailPlaceOf } from '../../case/mail-place.ts';

test.each([
  ['Maildir/cur/1457423730.M1P2.host:2,RS', 'Maildir', 'INBOX', 'replied, seen'],
  ['ann/Maildir/new/1457423730.M1P2.host', 'Maildir', 'INBOX', 'new'],
  ['ann/Maildir/tmp/1457423730.M1P2.host', 'Maildir', 'INBOX', 'not delivered'],
  [
    'Maildir/.Archive.2016/cur/1457423730.V1.host!2,FPST',
    'Maildir',
    'Archive/2016',
    'flagged, forwarded, seen, trashed',
  ],
  ['Maildir/.Entw&APw-rfe/cur/1.host;2,Dab', 'Maildir', 'Entwürfe', 'draft'],
  ['box/Letters/cur/1457423730.1.host/plan.docx', 'Maildir', 'Letters', ''],
  [
    'Profile/ImapMail/imap.example/Archive.sbd/2016.sbd/March/message-0.eml',
    'Thunderbird',
    'Archive/2016/March',
    '',
  ],
  ['Profile/Mail/Local Folders/Inbox/message-4711.eml/plan.docx', 'Thunderbird', 'Inbox', ''],
  ['Mail/V2/IMAP-a@b/INBOX.mbox/Messages/12.emlx', 'Apple Mail', 'INBOX', ''],
  [
    'V9/1F/Archive.mbox/2016.mbox/8A/Data/1/Messages/12345.partial.emlx/scan.pdf',
    'Apple Mail',
    'Archive/2016',
    '',
  ],
])('%s: %s, %s, %s', (path, program, mailbox, flags) => {
  const place = mailPlaceOf(path);
  expect(place).toMatchObject({ program, mailbox });
  expect(place?.flags.join(', ')).toBe(flags);
  expect(place?.keptFor).toBeUndefined();
});

test('a file that Apple Mail keeps beside a message names it, and the part', () => {
  expect(mailPlaceOf('V9/1F/INBOX.mbox/8A/Data/1/Attachments/12345/2.1/scan.pdf')).toEqual({
    program: 'Apple Mail',
    mailbox: 'INBOX',
    flags: [],
    keptFor: { message: 'V9/1F/INBOX.mbox/8A/Data/1/Messages/12345.partial.emlx', part: '2.1' },
  });
});

test('the innermost mailbox counts', () => {
  expect(mailPlaceOf('Maildir/cur/1.host:2,S/mail.zip/Letters/new/1457423730.1.host')).toMatchObject({
    mailbox: 'Letters',
    flags: ['new'],
  });
});

test.each([
  '',
  'src/new/readme.txt',
  'cur/notes.txt',
  'Messages/12.emlx',
  'x.mbox/Attachments/12/two/scan.pdf',
  'Inbox/message-0.eml',
  'constructor/toString/1457423730.1.host',
  'Mail/message-0.eml',
])('%j: none', (path) => {
  expect(mailPlaceOf(path)).toBeUndefined();
});
