/** The mail of the sample share: threads with attachments as single messages, and a mailbox that holds some again. */
import { canvassCsv, fieldReport } from './clients.ts';
import { makeMailbox, makeMessage, type Message } from './mail.ts';
import { pinebrookInvoice, puneNotes } from './office-files.ts';
import { file, type SampleFile } from './sample-file.ts';

const imogen = 'Imogen Tarrant <imogen@quillmere.example>';
const rohan = 'Rohan Deshkar <rohan@quillmere.example>';
const bea = 'Bea Ostrander <bea@quillmere.example>';
const kofi = 'Kofi Lindqvist <kofi@quillmere.example>';
const meera = 'मीरा कुलकर्णी <meera@quillmere.example>';
const wren = 'Tobias Wren <tobias.wren@saltmarsh.example>';
const pinebrook = 'Pinebrook Lists <orders@pinebrook.example>';

const quote = (text: string): string => text.replaceAll(/^/gm, '> ');

const question =
  'Imogen,\n\nPinebrook say the people on the list "opted in to offers". I have asked twice to see the words they agreed to. Do we have consent for calls about a poll? I would not load batch 2 before we know.\n\nRohan';
const answer =
  'Load it. We use the canvass list until Friday, then it comes off the share. Nobody outside needs to know where it is from.\n\nI.';

const thread = 'list-1@pinebrook.example';
const messages: readonly (Message & {
  readonly name: string;
  readonly stamp: string;
  readonly archived?: boolean;
})[] = [
  {
    name: '2019-03-12 Brief',
    stamp: 'Tue Mar 12 09:05:11 2019',
    id: 'brief-1@saltmarsh.example',
    from: wren,
    to: imogen,
    subject: 'The poll in September',
    date: 'Tue, 12 Mar 2019 09:05:00 +0000',
    body: 'Dear Ms Tarrant,\n\nthe Alliance would like you to run the visits. You can reach me at 01632 960733.\n\nTobias Wren',
    archived: true,
  },
  {
    name: '2019-04-05 Your order PB-1177',
    stamp: 'Fri Apr  5 10:02:40 2019',
    id: thread,
    from: pinebrook,
    to: rohan,
    cc: kofi,
    subject: 'Your order PB-1177',
    date: 'Fri, 5 Apr 2019 11:02:33 +0100',
    body: 'The first delivery for Harbour ward is attached, with the invoice.\nThe link to the rest is sent to your mobile.\n\nPinebrook Lists, 01632 960155',
    attachments: [
      { name: 'PB-1177.pdf', type: 'application/pdf', bytes: pinebrookInvoice },
      { name: 'harbour.csv', type: 'text/csv; charset=utf-8', bytes: Buffer.from(canvassCsv) },
    ],
    archived: true,
  },
  {
    name: '2019-04-09 Consent for the list',
    stamp: 'Tue Apr  9 08:14:02 2019',
    id: 'consent-1@quillmere.example',
    from: rohan,
    to: imogen,
    cc: bea,
    subject: 'Consent for the list',
    date: 'Tue, 9 Apr 2019 09:14:00 +0100',
    replyTo: thread,
    references: `<${thread}>`,
    body: question,
    archived: true,
  },
  {
    name: '2019-04-09 RE Consent for the list',
    stamp: 'Tue Apr  9 11:41:20 2019',
    id: 'consent-2@quillmere.example',
    from: imogen,
    to: rohan,
    subject: 'RE: Consent for the list',
    date: 'Tue, 9 Apr 2019 12:41:16 +0100',
    replyTo: 'consent-1@quillmere.example',
    references: `<${thread}> <consent-1@quillmere.example>`,
    body: `${answer}\n\nRohan Deshkar wrote:\n${quote(question)}`,
    archived: true,
  },
  {
    name: '2019-05-13 Week 19',
    stamp: 'Mon May 13 06:30:10 2019',
    id: 'week19@quillmere.example',
    from: bea,
    to: imogen,
    cc: rohan,
    subject: 'Week 19: people ask where their number is from',
    date: 'Mon, 13 May 2019 07:30:05 +0100',
    body: 'Report attached. Eleven people asked how we came by their mobile number. What do I tell them?\n\nBea',
    attachments: [{ name: 'Field report week 19.pdf', type: 'application/pdf', bytes: fieldReport }],
  },
  {
    name: '2019-05-20 Complaint',
    stamp: 'Mon May 20 16:00:59 2019',
    id: 'complaint@mail.example',
    from: 'Alder Amberley <alder.amberley@mail.example>',
    to: 'Quillmere <office@quillmere.example>',
    subject: 'Where do you have my number from?',
    date: 'Mon, 20 May 2019 17:00:55 +0100',
    body: 'You called 07700 900000 about the barrage. I never gave you that number. Under the GDPR I ask for a copy of what you hold about me, and where you have it from. I will ask the Information Commissioner’s Office otherwise.\n\nAlder Amberley\n1 Barrage Walk, Saltmarsh Regis TA99 0AP',
    archived: true,
  },
  {
    name: '2019-05-24 List off the share',
    stamp: 'Fri May 24 17:58:00 2019',
    id: 'share@quillmere.example',
    from: rohan,
    to: imogen,
    subject: 'List is off the share',
    date: 'Fri, 24 May 2019 18:57:48 +0100',
    body: 'Done. One copy stays in the handover archive, as you asked.\n\nRohan',
  },
  {
    name: '2019-06-11 नोंदी',
    stamp: 'Tue Jun 11 05:35:00 2019',
    id: 'pune-2@quillmere.example',
    from: meera,
    to: rohan,
    subject: 'दुसऱ्या बैठकीच्या नोंदी',
    date: 'Tue, 11 Jun 2019 11:05:00 +0530',
    body: 'Rohan, the notes of the second meeting are attached. नमस्कार, मीरा',
    attachments: [{ name: 'नोंदी.txt', type: 'text/plain; charset=utf-8', bytes: Buffer.from(puneNotes) }],
  },
];

export const mailFiles = (): readonly SampleFile[] => {
  const made = messages.map((message) => ({ ...message, bytes: makeMessage(message) }));
  return [
    ...made.map(({ name, date, bytes }) => file(`Mail/${name}.eml`, new Date(date).toISOString(), bytes)),
    file(
      'Mail/Archive 2019.mbox',
      '2019-06-01T00:00:00Z',
      makeMailbox(made.filter(({ archived }) => archived)),
    ),
  ];
};
