/** The client folders of the sample share: an invented campaign about an invented tidal barrage. */
import { makeMap, makePhoto } from './images.ts';
import { makeDocx, makeOdt, makePptx, makeXlsx } from './office.ts';
import { makePdf } from './pdf.ts';
import { inventVoters } from './people.ts';
import { file, type SampleFile } from './sample-file.ts';

const voters = inventVoters(120);
const columns = [
  'Roll no',
  'Name',
  'Address',
  'Postcode',
  'Mobile',
  'E-mail',
  'NHS number',
  'Support',
  'Source',
];
const rowsOf = (from: number, to: number): string[][] =>
  voters
    .slice(from, to)
    .map((voter, index) => [
      voter.number,
      voter.name,
      voter.address,
      voter.postcode,
      voter.phone,
      voter.email,
      voter.nhs,
      String((index * 2) % 5),
      index % 3 === 0 ? 'doorstep' : 'Pinebrook',
    ]);

/** The list as it was bought. */
export const canvassList = makeXlsx({
  title: 'Canvass list, all wards',
  author: 'Rohan Deshkar',
  lastAuthor: 'Bea Ostrander',
  created: '2019-04-08T09:12:00Z',
  modified: '2019-05-02T16:40:00Z',
  sheets: [
    { name: 'Harbour ward', rows: [columns, ...rowsOf(0, 70)] },
    { name: 'Mill ward', rows: [columns, ...rowsOf(70, 120)] },
    {
      name: 'Provenance',
      hidden: true,
      rows: [
        ['Batch', 'From', 'Received', 'Consent on file'],
        ['1', 'doorstep sheets', '2019-03-29', 'yes'],
        ['2', 'Pinebrook Lists, order PB-1177', '2019-04-05', 'asked, no answer'],
        ['3', 'Pinebrook Lists, order PB-1203', '2019-05-01', 'unknown'],
      ],
    },
  ],
});

export const canvassCsv = [
  columns.slice(0, 6).join(','),
  ...rowsOf(0, 24).map((row) =>
    row
      .slice(0, 6)
      .map((cell) => (cell.includes(',') ? `"${cell}"` : cell))
      .join(','),
  ),
  '',
].join('\r\n');

export const brief = makeDocx({
  title: 'Brief: Saltmarsh tidal barrage, local poll',
  author: 'Imogen Tarrant',
  lastAuthor: 'Bea Ostrander',
  created: '2019-03-11T10:00:00Z',
  modified: '2019-03-14T17:25:00Z',
  header: 'Quillmere Strategy Ltd - client confidential',
  paragraphs: [
    'Client: Saltmarsh Residents Alliance. Poll on the tidal barrage: Thursday 12 September 2019.',
    'Aim: find the undecided in Harbour ward and Mill ward, and speak to each household twice before the postal votes go out.',
    'Data: the electoral roll as registered campaigners may hold it, doorstep sheets, and one bought list. Rohan keeps the record of where each row comes from.',
    'Guidance to follow: the Electoral Commission on non-party campaigners, the Information Commissioner’s Office on direct marketing.',
  ],
  struck: {
    author: 'Imogen Tarrant',
    date: '2019-03-14T17:20:00Z',
    text: 'No list is bought before consent has been seen in writing.',
  },
  comment: {
    author: 'Bea Ostrander',
    date: '2019-03-14T17:24:00Z',
    text: 'Why was the sentence on consent struck? Rohan should see this.',
  },
  table: [
    ['Ward', 'Households', 'Undecided'],
    ['Harbour', '1,840', '410'],
    ['Mill', '1,265', '300'],
  ],
});

export const fieldReport = makePdf({
  title: 'Field report, week 19',
  author: 'Bea Ostrander',
  created: "20190512183000+01'00'",
  pages: [
    [
      'Field report, week 19',
      'Harbour ward: 212 doors, 96 conversations. Mill ward: 140 doors, 51 conversations.',
      'Eleven people asked how we came by their mobile number. I told them I would find out.',
      'The bought list has them; the doorstep sheets do not.',
    ],
    ['Next week', 'Ebb Street and Ferryman Close, then the ferry terminal on market day.'],
    [],
  ],
  attachment: {
    name: 'doors.csv',
    type: 'text/csv',
    data: 'ward,doors,conversations\nHarbour,212,96\nMill,140,51\n',
  },
});

const saltmarsh = 'Clients/Saltmarsh Residents Alliance';
const northfold = 'Clients/Northfold Community Fund';

export const clientFiles = (): readonly SampleFile[] => [
  file(`${saltmarsh}/Brief.docx`, '2019-03-14T17:25:00Z', brief),
  file(`${saltmarsh}/Copy of Brief (final) 2.docx`, '2019-03-18T08:03:00Z', brief),
  file(`${saltmarsh}/Canvass list.xlsx`, '2019-05-02T16:40:00Z', canvassList),
  file(`${saltmarsh}/Canvass list Harbour.csv`, '2019-05-03T09:15:00Z', canvassCsv),
  file(`${saltmarsh}/Field report week 19.pdf`, '2019-05-12T17:30:00Z', fieldReport),
  file(
    `${saltmarsh}/Script for doorstep.odt`,
    '2019-03-27T11:00:00Z',
    makeOdt({
      title: 'Script for the doorstep',
      author: 'Bea Ostrander',
      created: '2019-03-25T09:00:00Z',
      modified: '2019-03-27T11:00:00Z',
      paragraphs: [
        'Good evening, I am calling for the Saltmarsh Residents Alliance about the poll on the barrage.',
        'May we keep your answer and your number? Tick the consent box only if the answer is yes.',
        'If asked who we are: Quillmere Strategy, 020 7946 0318.',
      ],
    }),
  ),
  file(
    `${saltmarsh}/Pitch.pptx`,
    '2019-03-08T15:30:00Z',
    makePptx({
      title: 'Two visits win a ward',
      author: 'Imogen Tarrant',
      created: '2019-03-07T12:00:00Z',
      modified: '2019-03-08T15:30:00Z',
      slides: [
        { lines: ['Two visits win a ward', 'Quillmere Strategy for the Saltmarsh Residents Alliance'] },
        {
          lines: ['Sources of data', 'Electoral roll', 'Doorstep sheets', 'Bought list'],
          notes: 'Do not name the supplier of the bought list in the meeting.',
        },
        { lines: ['Channels', 'Doorstep, telephone, Facebook page of the client'] },
      ],
    }),
  ),
  file(
    `${saltmarsh}/Postal vote timetable.txt`,
    '2019-08-20T07:45:00Z',
    'Postal vote timetable\r\n\r\n28 August 2019  papers go out\r\n30 August       second visit to all marked "undecided"\r\n12 September    poll\r\n',
  ),
  file(
    `${saltmarsh}/Photos/IMG_0412.jpg`,
    '2019-05-11T13:20:31Z',
    makePhoto({
      description: 'Meeting on the pier',
      artist: 'Bea Ostrander',
      taken: '2019:05:11 14:20:31',
      latitude: ['N', 51, 12, 14],
      longitude: ['W', 3, 28, 45],
    }),
  ),
  file(
    `${saltmarsh}/Photos/wards.png`,
    '2019-03-20T10:00:00Z',
    makeMap('Harbour and Mill ward', 'Bea Ostrander'),
  ),
  // The name says a picture, the content is the canvass list: how such a list leaves a building.
  file(`${saltmarsh}/Photos/IMG_0413.jpg`, '2019-05-11T13:20:40Z', canvassList),
  file(
    `${northfold}/Proposal.rtf`,
    '2019-06-03T10:10:00Z',
    String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}{\info{\title Proposal to the Northfold Community Fund}{\author Imogen Tarrant}{\creatim\yr2019\mo6\dy3\hr9\min40}}
\pard Proposal to the Northfold Community Fund\par
Survey of 400 households on the reopening of the library, by telephone and at the door. Fee: \u163?9,600 in two parts.\par
No bought data is used; every answer is kept with the consent it was given under.\par
{\v Keep the Saltmarsh list out of this one.}\par
}`,
  ),
  file(
    `${northfold}/Questionnaire.html`,
    '2019-06-17T14:00:00Z',
    `<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Northfold library survey</title><meta name="author" content="Bea Ostrander"></head><body><h1>Northfold library survey</h1><ol><li>How often did you use the library before it closed?</li><li>Would you sign the petition to reopen it?</li><li>May we write to you at <a href="mailto:answers@northfold.example">answers@northfold.example</a>?</li></ol><!-- postcode field removed on request of the client --></body></html>\n`,
  ),
  file(
    `${northfold}/answers.jsonl`,
    '2019-07-09T18:30:00Z',
    voters
      .slice(100, 112)
      .map((voter, index) =>
        JSON.stringify({
          at: `2019-07-0${1 + (index % 9)}T18:0${index % 10}:00Z`,
          ward: 'Northfold East',
          phone: voter.phone,
          answer: index % 2 === 0 ? 'yes' : 'no',
          consent: index % 4 !== 3,
        }),
      )
      .join('\n')
      .concat('\n'),
  ),
];
