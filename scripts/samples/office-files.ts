/** The folders of the consultancy itself: management, finance, research, the India desk. */
import { makeDocx, makeOds, makeOdt } from './office.ts';
import { makePdf } from './pdf.ts';
import { testAadhaarNumbers, testCards } from './people.ts';
import { file, type SampleFile } from './sample-file.ts';

const invoice = (number: string, created: string, lines: readonly string[]): Buffer =>
  makePdf({
    title: `Invoice ${number}`,
    author: 'Kofi Lindqvist',
    created,
    pages: [[`Invoice ${number}`, ...lines]],
  });

export const pinebrookInvoice = invoice('PB-1177', '20190405100000Z', [
  'Pinebrook Lists, 4 Tannery Yard, Northfold',
  'To: Quillmere Strategy Ltd',
  '2,400 records, Harbour ward and Mill ward, name, address, mobile, e-mail: GBP 1,680.00',
  'Pay to IBAN GB82 WEST 1234 5698 7654 32 within 14 days.',
]);

const management = (): readonly SampleFile[] => [
  file(
    'Management/Minutes 2019-03-05.docx',
    '2019-03-06T09:00:00Z',
    makeDocx({
      title: 'Minutes of the partners, 5 March 2019',
      author: 'Kofi Lindqvist',
      created: '2019-03-05T16:30:00Z',
      modified: '2019-03-06T09:00:00Z',
      paragraphs: [
        'Present: Imogen Tarrant, Rohan Deshkar, Bea Ostrander, Kofi Lindqvist. By telephone: Meera Kulkarni, Pune.',
        '1. Saltmarsh: engagement letter to be signed this week.',
        '2. Data: Rohan reported on the public registers he has read (Research folder). No supplier was chosen.',
        '3. India desk: Meera to send a note on what a campaign may hold there.',
      ],
    }),
  ),
  file(
    'Management/Minutes 2019-05-21.odt',
    '2019-05-22T08:20:00Z',
    makeOdt({
      title: 'Minutes of the partners, 21 May 2019',
      author: 'Kofi Lindqvist',
      created: '2019-05-21T17:00:00Z',
      modified: '2019-05-22T08:20:00Z',
      paragraphs: [
        '1. Complaint: a resident of Cockle Row asks where we have his number from. Rohan to answer within the month.',
        '2. The bought list stays in use until Friday, then it comes off the share. Imogen decides.',
        '3. Anything that reaches the Information Commissioner’s Office goes through Imogen.',
      ],
    }),
  ),
  file(
    'Management/Engagement letter Saltmarsh.pdf',
    '2019-03-08T10:15:00Z',
    makePdf({
      title: 'Engagement letter',
      author: 'Imogen Tarrant',
      created: "20190308101500+00'00'",
      pages: [
        [
          'Engagement letter',
          'Quillmere Strategy Ltd and the Saltmarsh Residents Alliance',
          '1. Quillmere plans and runs the visits before the poll of 12 September 2019.',
          '2. The client is the controller of what is collected at the door.',
        ],
        ['3. Fee: GBP 24,000 in three parts.', 'Signed: Imogen Tarrant; Tobias Wren for the Alliance'],
      ],
    }),
  ),
  file(
    'Management/Who is who.md',
    '2019-01-14T09:00:00Z',
    `# Who is who\n\n| Name | Does | Telephone |\n| --- | --- | --- |\n| Imogen Tarrant | managing partner | 020 7946 0318 |\n| Rohan Deshkar | data | 020 7946 0319 |\n| Bea Ostrander | field work | 07700 900418 |\n| Kofi Lindqvist | finance | 020 7946 0321 |\n| Meera Kulkarni | India desk, Pune | by e-mail: meera@quillmere.example |\n`,
  ),
];

const invoiceWide = (number: string): Buffer =>
  invoice(number, '20190701093000Z', [
    'Quillmere Strategy Ltd to the Saltmarsh Residents Alliance',
    'Second part of the fee: GBP 8,000.00',
    'Questions: kofi@quillmere.example, 020 7946 0321',
  ]);

const finance = (): readonly SampleFile[] => {
  const cut = invoiceWide('Q-0233');
  return [
    file(
      'Finance/Invoices/Q-0231.pdf',
      '2019-04-01T09:30:00Z',
      invoice('Q-0231', '20190401093000Z', [
        'Quillmere Strategy Ltd to the Saltmarsh Residents Alliance',
        'First part of the fee: GBP 8,000.00',
      ]),
    ),
    file('Finance/Invoices/PB-1177.pdf', '2019-04-05T10:02:00Z', pinebrookInvoice),
    // The copy broke off: the cross-reference table and half of the page are missing.
    file(
      'Finance/Invoices/Q-0233.pdf',
      '2019-07-01T09:31:00Z',
      cut.subarray(0, Math.floor(cut.length * 0.55)),
    ),
    file(
      'Finance/Invoice register.csv',
      '2019-07-02T08:00:00Z',
      'date;number;from;to;amount\n2019-04-01;Q-0231;Quillmere;Saltmarsh Residents Alliance;8000.00\n2019-04-05;PB-1177;Pinebrook Lists;Quillmere;1680.00\n2019-05-01;PB-1203;Pinebrook Lists;Quillmere;920.00\n2019-07-01;Q-0233;Quillmere;Saltmarsh Residents Alliance;8000.00\n',
    ),
    file(
      'Finance/payments.xml',
      '2019-05-15T12:00:00Z',
      `<?xml version="1.0" encoding="UTF-8"?>\n<payments account="GB82 WEST 1234 5698 7654 32">\n  <payment date="2019-04-18" to="Pinebrook Lists" reference="PB-1177" amount="1680.00"/>\n  <payment date="2019-05-14" to="Pinebrook Lists" reference="PB-1203" amount="920.00">\n    <note>Paid by company card ${testCards[0]}, exp 09/21</note>\n  </payment>\n</payments>\n`,
    ),
    file(
      'Finance/bank.tsv',
      '2019-05-31T23:00:00Z',
      'date\ttext\tamount\n2019-04-18\tPINEBROOK LISTS PB-1177\t-1680.00\n2019-05-06\tSALTMARSH RESIDENTS ALL.\t8000.00\n2019-05-14\tPINEBROOK LISTS PB-1203\t-920.00\n',
    ),
  ];
};

const research = (): readonly SampleFile[] => [
  file(
    'Research/Reading list.md',
    '2019-02-20T10:00:00Z',
    `# Reading list\n\nPublic reports, to be read before anything is bought.\n\n1. Information Commissioner's Office: *Democracy disrupted?* (July 2018) and *Investigation into the use of data analytics in political campaigns* (November 2018). Chapters to read: political parties, data brokers, Cambridge Analytica, Facebook.\n2. Electoral Commission: *Digital campaigning* (June 2018).\n3. Federal Trade Commission: *Data Brokers: A Call for Transparency and Accountability* (May 2014).\n4. European Data Protection Board: statement 2/2019 on personal data in political campaigns.\n`,
  ),
  file(
    'Research/Parties on public registers.ods',
    '2019-02-22T15:00:00Z',
    makeOds({
      title: 'Parties on public registers',
      author: 'Rohan Deshkar',
      created: '2019-02-21T10:00:00Z',
      modified: '2019-02-22T15:00:00Z',
      sheet: 'Registers',
      rows: [
        ['Register', 'Kept by', 'Party, as listed'],
        ['Political parties', 'Electoral Commission', 'Labour Party'],
        ['Political parties', 'Electoral Commission', 'Conservative and Unionist Party'],
        ['Political parties', 'Electoral Commission', 'Liberal Democrats'],
        ['Political parties', 'Electoral Commission', 'Plaid Cymru'],
        ['Political parties', 'Electoral Commission', 'Scottish National Party (SNP)'],
        ['List of parties and symbols', 'Election Commission of India', 'Bharatiya Janata Party'],
        ['List of parties and symbols', 'Election Commission of India', 'Indian National Congress'],
        ['List of parties and symbols', 'Election Commission of India', 'All India Trinamool Congress'],
      ],
    }),
  ),
  file(
    'Research/Data brokers - names to look up.txt',
    '2019-02-25T09:40:00Z',
    'Vermont data broker register, opened January 2019.\nNames to look up, for how an entry reads: Acxiom, Experian, Equifax, Epsilon, LiveRamp.\nNothing here says that any of them works for anyone we know. No contact was made.\n',
  ),
  file(
    'Research/Agenda data workshop.html',
    '2019-02-27T16:00:00Z',
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Agenda: what a campaign may hold</title></head><body><h1>What a campaign may hold</h1><p>28 February 2019, 10:00, Quillmere, room 2</p><ul><li>The roll: who may have it, from whom (Electoral Commission)</li><li>Direct marketing: guidance of the Information Commissioner\'s Office</li><li>Advertising archives: Facebook, Google, Twitter</li><li>Register entries of Acxiom and Experian as examples</li></ul></body></html>\n',
  ),
  file(
    'Research/ad-archives.json',
    '2019-03-01T11:30:00Z',
    `${JSON.stringify(
      {
        title: 'Public archives of political advertising',
        read: '2019-03-01',
        archives: [
          { platform: 'Facebook', name: 'Ad Archive' },
          { platform: 'Google', name: 'Transparency Report' },
          { platform: 'Twitter', name: 'Ads Transparency Center' },
        ],
      },
      undefined,
      2,
    )}\n`,
  ),
];

/** Devanagari as macOS stores it: decomposed. ऱ becomes र and a nukta. */
const decomposed = (name: string): string => name.normalize('NFD');

export const puneNotes =
  'दुसऱ्या बैठकीच्या नोंदी\n\nविषय: प्रचारात कोणती माहिती ठेवता येते.\n१. मतदार यादी भारत निवडणूक आयोगाकडून मिळते.\n२. पक्षांची यादी आयोगाच्या संकेतस्थळावर आहे: भारतीय जनता पार्टी, भारतीय राष्ट्रीय काँग्रेस.\n३. पुढील बैठक: १७ जून २०१९, पुणे.\n';

const indiaDesk = (): readonly SampleFile[] => [
  file(`India desk/${decomposed('दुसऱ्या बैठकीच्या नोंदी')}.txt`, '2019-06-10T11:00:00Z', puneNotes),
  file('India desk/नोंदी/दुसऱ्या बैठकीच्या नोंदी.txt', '2019-06-11T05:30:00Z', puneNotes),
  file(
    'India desk/मतदार यादी नमुना.csv',
    '2019-06-12T06:10:00Z',
    [
      'अनुक्रमांक,नाव,मतदार ओळखपत्र (EPIC),आधार (Aadhaar)',
      ...testAadhaarNumbers.map(
        (number, index) => `${index + 1},नमुना व्यक्ती ${index + 1},XYZ100000${index},${number}`,
      ),
      '',
    ].join('\n'),
  ),
  file(
    'India desk/सारांश.docx',
    '2019-06-14T10:00:00Z',
    makeDocx({
      title: 'सारांश: प्रचार और व्यक्तिगत जानकारी',
      author: 'Meera Kulkarni',
      created: '2019-06-13T06:00:00Z',
      modified: '2019-06-14T10:00:00Z',
      paragraphs: [
        'सारांश: प्रचार और व्यक्तिगत जानकारी',
        'मतदाता सूची चुनाव आयोग से मिलती है। फ़ोन नंबर सूची में नहीं होते।',
        'Note for London: no phone numbers were collected in Pune. The Aadhaar and voter id numbers in our folder are samples.',
      ],
    }),
  ),
];

export const officeFiles = (): readonly SampleFile[] => [
  ...management(),
  ...finance(),
  ...research(),
  ...indiaDesk(),
];
