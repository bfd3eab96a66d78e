/** What lies about on any share: archives within archives, logs, links, leftovers, and files that do not open. */
import { lockedZip, sevenZip, tarGz, zip } from './archives.ts';
import { brief, canvassList } from './clients.ts';
import { file, type SampleFile } from './sample-file.ts';

/** handover.zip → backup-2019-05.tar.gz → backup-2019-05.tar → clients.zip → the canvass list. */
function handover(): Buffer {
  const clients = zip([
    file('Saltmarsh/Canvass list.xlsx', '2019-05-02T16:40:00Z', canvassList),
    file(
      'Saltmarsh/read me first.txt',
      '2019-05-24T16:30:00Z',
      'This is the only copy left. Rohan, 24 May 2019\n',
    ),
  ]);
  const backup = tarGz('backup-2019-05.tar', '2019-05-24T17:00:00Z', [
    file('backup/clients.zip', '2019-05-24T16:40:00Z', clients),
    file(
      'backup/notes/passwords moved.txt',
      '2019-05-20T08:00:00Z',
      'Passwords are in the safe since 20 May.\n',
    ),
    file('backup/Brief.docx', '2019-03-14T17:25:00Z', brief),
  ]);
  return zip([
    file('backup-2019-05.tar.gz', '2019-05-24T17:00:00Z', backup),
    file(
      'handover.txt',
      '2019-05-24T17:10:00Z',
      'Handover to whoever comes after me. Everything is in the backup. R.D.\n',
    ),
  ]);
}

const log = (): string =>
  Array.from({ length: 40 }, (_, index) => {
    const [day, minute] = [
      String(6 + (index % 20)).padStart(2, '0'),
      String((index * 7) % 60).padStart(2, '0'),
    ];
    const user = ['rohan', 'bea', 'imogen', 'kofi'][index % 4];
    return `2019-05-${day} 08:${minute}:00 vpn[311]: user ${user} connected from 192.0.2.${10 + index}\n`;
  }).join('');

const crm = (): string =>
  Array.from({ length: 30 }, (_, index) =>
    JSON.stringify({
      id: index + 1,
      at: new Date(Date.UTC(2019, 4, 6 + Math.floor(index / 3), 17, (index * 11) % 60)).toISOString(),
      by: index % 2 === 0 ? 'bea' : 'volunteer',
      note: [
        'no answer',
        'undecided, call again',
        'asked where we have the number from',
        'supports the barrage',
        'against',
      ][index % 5],
    }),
  )
    .join('\n')
    .concat('\n');

const chat = [
  { at: '2019-04-09T12:50:00+01:00', from: 'Rohan', text: 'She says load it.' },
  { at: '2019-04-09T12:52:00+01:00', from: 'Bea', text: 'In writing?' },
  { at: '2019-04-09T12:52:30+01:00', from: 'Rohan', text: 'In writing. Keep the mail.' },
  { at: '2019-05-24T18:59:00+01:00', from: 'Rohan', text: 'List is off the share. Except the zip 🙈' },
];

export const systemFiles = (): readonly SampleFile[] => [
  file(
    'README.txt',
    '2019-01-10T09:00:00Z',
    'Quillmere Strategy Ltd, shared drive. Ask Kofi before you make a folder up here.\r\n',
  ),
  file('IT/handover.zip', '2019-05-24T17:12:00Z', handover()),
  file(
    'IT/templates.7z',
    '2019-02-01T10:00:00Z',
    sevenZip([
      file(
        'letter.txt',
        '2019-01-20T10:00:00Z',
        'Dear resident,\n\nwe would like to hear what you think of the barrage.\n',
      ),
      file(
        'call script.txt',
        '2019-01-21T10:00:00Z',
        'Hello, am I speaking to the householder? Say who you are first.\n',
      ),
      file('नमुना पत्र.txt', '2019-01-22T10:00:00Z', 'प्रिय नागरिक,\n'),
    ]),
  ),
  file(
    'IT/private.zip',
    '2019-05-23T21:00:00Z',
    lockedZip('not in the file', [
      file('diary.txt', '2019-05-23T20:58:00Z', 'The list should never have been loaded.\n'),
    ]),
  ),
  file('IT/vpn 2019-05.log', '2019-05-31T23:59:00Z', log()),
  file('IT/crm-export.jsonl', '2019-05-17T18:00:00Z', crm()),
  file(
    'IT/settings.json',
    '2019-01-30T12:00:00Z',
    '{\n  "share": "//quill-nas/share",\n  "backup": { "hour": 3, "keepDays": 90 },\n  "admin": "it@quillmere.example"\n}\n',
  ),
  file('IT/upload.part', '2019-05-24T17:13:00Z', ''),
  file(
    'IT/key.bin',
    '2019-01-30T12:05:00Z',
    Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 167 + (index >> 3) * 31 + 129) & 255)),
  ),
  file(
    'IT/Intranet.url',
    '2019-01-10T09:05:00Z',
    '[InternetShortcut]\r\nURL=https://intranet.quillmere.example/\r\n',
  ),
  file(
    'IT/chat export.jsonl',
    '2019-06-02T08:00:00Z',
    chat.map((line) => `${JSON.stringify(line)}\n`).join(''),
  ),
  file(
    'Desktop/Kofi/New folder/New folder (2)/old/2018/to sort/really old/temp/keep/list of suppliers.txt',
    '2018-11-30T16:20:00Z',
    'Suppliers we asked for prices in November 2018:\nPinebrook Lists (invoice by the thousand)\nBarrow & Daughters, printers\nTidewater Telephones\n',
  ),
  file('Desktop/Kofi/Handover brief.docx', '2019-05-24T15:00:00Z', brief),
  file(
    'Desktop/Bea/notes.txt',
    '2019-05-21T18:10:00Z',
    'Cockle Row: man at no. 4 upset, wants to know who sold his number. Told him: Pinebrook Lists. Imogen not pleased.\n',
  ),
  // Windows-1252, as an old editor on an old machine saves it.
  file(
    'Desktop/Bea/caf\u00e9 meeting.txt',
    '2019-04-16T10:30:00Z',
    Buffer.from(
      'Met Tobias at the caf\u00e9 on the pier. He asked \u0093who else has this list?\u0094 \u0096 I said I did not know.\r\n',
      'latin1',
    ),
  ),
  file(
    'Desktop/Imogen/contacts.vcf',
    '2019-02-11T09:00:00Z',
    'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Tobias Wren\r\nORG:Saltmarsh Residents Alliance\r\nTEL:01632 960733\r\nEMAIL:tobias.wren@saltmarsh.example\r\nEND:VCARD\r\n',
  ),
  file(
    'Desktop/Imogen/todo.txt',
    '2019-05-22T07:50:00Z',
    'answer Cockle Row\nRohan: list off the share by Friday\nask Kofi for PB-1203\nEngland game Saturday, no calls\n',
  ),
];
