/** What says that a place was deleted: names of folders, flags in names, what contents and the messages above them state. */
import { expect, test } from '@jest/globals';
import { deletionsAt, statedDeletions } from '../../case/deletion.ts';

const kindsAt = (path: string): string[] => deletionsAt(path, [], []).map(({ kind }) => kind);

test.each([
  ['Mail/Trash/message-0.eml', 'trash'],
  ['Profile/ImapMail/imap.example/Trash.sbd/2019/message-0.eml', 'trash'],
  ['ann/Deleted Items.mbox/message-12.eml/plan.docx', 'trash'],
  ['[Gmail]/Bin/1.eml', 'trash'],
  ['Gmail/[Google Mail]/Papierkorb/1.eml', 'trash'],
  ['box/Gelöschte Elemente/1.eml', 'trash'],
  ['box/Gelo\u0308schte Objekte/1.eml', 'trash'],
  ['box/Gel&APY-schte Elemente/1.eml', 'trash'],
  ['box/Éléments supprimés/1.eml', 'trash'],
  ['box/ELEMENTOS ELIMINADOS/1.eml', 'trash'],
  ['box/Удалённые/1.eml', 'trash'],
  ['box/&BBoEPgRABDcEOAQ9BDA-/1.eml', 'trash'],
  ['box/削除済みアイテム/1.eml', 'trash'],
  ['box/已删除邮件/1.eml', 'trash'],
  ['Maildir/.INBOX.Trash/cur/1.host', 'trash'],
  ['Maildir/.Trash/cur/1.host', 'trash'],
  ['disk/.Trash-1000/files/plan.docx', 'trash'],
  ['disk/.Trashes/501/plan.docx', 'trash'],
  ['home/ann/.local/share/Trash/files/plan.docx', 'trash'],
  ['C/$RECYCLE.BIN/S-1-5-21/$RA1B2C3.docx', 'trash'],
  ['C/RECYCLER/S-1-5-21/Dc1.doc', 'trash'],
  ['box.pst/Recoverable Items/Deletions/1', 'recoverable'],
  ['disk/$OrphanFiles/_LAN.DOC', 'orphaned'],
  ['disk/lost+found/#123', 'orphaned'],
  ['C/FOUND.000/FILE0000.CHK', 'orphaned'],
  ['Maildir/cur/1.host:2,ST', 'flagged'],
  ['Maildir/cur/1.host!2,T/plan.docx', 'flagged'],
])('%s: %s', (path, kind) => {
  expect(kindsAt(path)).toEqual([kind]);
});

test.each([
  'Mail/Trash',
  'usr/bin/tool',
  'Trashed hopes/plan.docx',
  'deleted files/plan.docx',
  'Maildir/cur/1.host:2,S',
  'notes 2,T.txt',
  'Mail/Inbox/Trash',
  `${'x'.repeat(300)}/plan.docx`,
])('%s: nothing', (path) => {
  expect(kindsAt(path)).toEqual([]);
});

test('each kind once, by the nearest that says it; the message above is named as such', () => {
  const flagged = { kind: 'flagged' as const, by: 'flagged by the mail program (Status D)' };
  expect(deletionsAt('Trash/Papierkorb/1.eml/plan.docx', [], [flagged])).toEqual([
    { kind: 'trash', by: 'in the folder Papierkorb' },
    { kind: 'flagged', by: `the message that carries it: ${flagged.by}` },
  ]);
  expect(deletionsAt('cur/1:2,T', [flagged], [])).toEqual([flagged]);
});

test('what a content states: the flag of its program, the labels of Google Takeout', () => {
  expect(statedDeletions({ deleted: 'flagged by Apple Mail (flags 2)' })).toEqual([
    { kind: 'flagged', by: 'flagged by Apple Mail (flags 2)' },
  ]);
  expect(statedDeletions({ other: { 'x-gmail-labels': 'Archived,Trash,Opened' } })).toEqual([
    { kind: 'trash', by: 'label Trash (X-Gmail-Labels)' },
  ]);
  expect(statedDeletions({ other: { 'x-gmail-labels': 'Inbox,Opened' } })).toEqual([]);
});
