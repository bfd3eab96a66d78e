/** What stands behind the path of a place in a mailbox of files. */
import { expect, test } from '@jest/globals';
import { mailPlaceWords } from '../../cli/run/mail-place-words.ts';

test.each([
  ['Maildir/.Archive.2016/cur/1457423730.1.host:2,RS', '  [mailbox Archive/2016 of Maildir: replied, seen]'],
  ['Profile/Mail/Local Folders/Inbox/message-0.eml', '  [mailbox Inbox of Thunderbird]'],
  [
    'V9/1F/INBOX.mbox/8A/Data/1/Attachments/12/2/scan.pdf',
    '  [part 2 of V9/1F/INBOX.mbox/8A/Data/1/Messages/12.partial.emlx, in mailbox INBOX of Apple Mail]',
  ],
  ['contracts/new/offer.pdf', ''],
])('%s', (path, words) => {
  expect(mailPlaceWords(path)).toBe(words);
});
