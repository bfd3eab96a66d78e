/** Tests that files which a message links to in place of holding them are items that are counted, and never more than once. */
import { describe, expect, test } from '@jest/globals';
import { LinkedFiles } from '../../../formats/mail/linked-files.ts';
import { memoryContent } from '../../../formats/content.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { carryOut, identifyContent } from '../../../pipeline/parser/visit.ts';
import { anyPlace, contextOver, ParserLine } from '../../pipeline/parser/parser-line.ts';
import { runExtractor } from '../../run-extractor.ts';

const foundIn = (text: string, kind: 'html' | 'plain' = 'html') => {
  const files = new LinkedFiles();
  files.look(text, kind);
  return [...files.items()].map(({ name, declaredSize, ended }) => [
    name,
    ended?.detail?.replace('linked, not held: ', ''),
    ...(declaredSize === undefined ? [] : [declaredSize]),
  ]);
};

const drive = 'https://drive.google.com/file/d/1AbC-dEf/view?usp=drive_web';
const share = 'https://quillmere-my.sharepoint.com/:x:/p/ada/EaBc?e=4%3aXy';

describe('in HTML', () => {
  test.each([
    [
      'Gmail',
      `<div class="gmail_chip gmail_drive_chip" style="width:396px"><a href="${drive}" target="_blank" aria-label="Levy 2019.xlsx"><img src="i.png"><span dir="ltr">Levy 2019.xlsx</span></a></div>`,
      [['Levy 2019.xlsx', drive]],
    ],
    [
      'Outlook on the web',
      `<div id="OwaReferenceAttachments"><table><tr><td><a href="https://files.quillmere.example/x/plan" id="OwaReferenceAttachmentFileName1">Plan.docx</a></td></tr></table></div>`,
      [['Plan.docx', 'https://files.quillmere.example/x/plan']],
    ],
    [
      'OneDrive, by its address',
      `<p>See <a href="${share}">the ledger</a> for it</p>`,
      [['the ledger', share]],
    ],
    [
      'Mail Drop of Apple Mail',
      '<a href="https://www.icloud.com/attachment/?u=https%3A%2F%2Fcvws&amp;f=Harbour%20film.mov&amp;sz=104857600">Click to Download</a>',
      [
        [
          'Click to Download',
          'https://www.icloud.com/attachment/?u=https%3A%2F%2Fcvws&f=Harbour%20film.mov&sz=104857600',
          104_857_600,
        ],
      ],
    ],
    [
      'a link that shows its address',
      `<a href="https://www.dropbox.com/s/abc/minutes.pdf?dl=0">https://www.dropbox.com/s/abc/minutes.pdf</a>`,
      [['minutes.pdf', 'https://www.dropbox.com/s/abc/minutes.pdf?dl=0']],
    ],
    ['the same twice', `<a href="${share}">one</a><a href="${share}">two</a>`, [['one', share]]],
    [
      'links that share nothing',
      '<a href="https://www.dropbox.com/help">help</a><a href="https://drive.google.com/">Drive</a><a href="https://quillmere.example/a.pdf">page</a>',
      [],
    ],
    [
      'a link that is no address',
      `<div class="gmail_drive_chip"><a href="javascript:alert(1)">x</a></div> https://drive.google.com`,
      [],
    ],
  ])('%s', (_what, html, expected) => {
    expect(foundIn(html)).toEqual(expected);
  });
});

test('in plain text, without the sign that ends the sentence', () => {
  expect(
    foundIn(`Levy 2019.xlsx <${drive}>, or ${share}. More at https://quillmere.example/.`, 'plain'),
  ).toEqual([
    ['drive.google.com', drive],
    ['quillmere-my.sharepoint.com', share],
  ]);
});

test('of a text of nothing but links the first are counted, and it says so', () => {
  const files = new LinkedFiles();
  const links = Array.from({ length: 1000 }, (_, at) => `<a href="https://1drv.ms/u/s!${at}">${at}</a>`).join(
    '',
  );
  files.look(links, 'html');
  files.look(`${'<div>'.repeat(200_000)}https://1drv.ms/`, 'html');
  expect([files.count, files.isCut]).toEqual([200, true]);
});

const message = [
  'From: Ada <ada@quillmere.example>',
  'To: Ben <ben@quillmere.example>',
  'Subject: The ledger',
  'Date: Tue, 9 Apr 2019 11:41:16 +0000',
  'Message-ID: <linked@quillmere.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain',
  '',
  `Levy 2019.xlsx <${drive}>`,
  '--a',
  'Content-Type: text/html',
  '',
  `<div class="gmail_drive_chip"><a href="${drive}">Levy 2019.xlsx</a></div>`,
  '--a--',
  '--b',
  'Content-Type: application/octet-stream; name=film.html',
  'Content-Disposition: attachment; filename=film.html',
  'X-Mozilla-Cloud-Part: cloudFile; url=https://store.example/film; provider=cloud; name=film.mov',
  '',
  'It was put into a store.',
  '--b--',
  '',
].join('\r\n');

test('in a message: one item for each, beside what is attached; the plain text names the same file', async () => {
  const { children, expected, warnings } = await runExtractor(Buffer.from(message), { format: 'eml' });
  expect(children.map(({ locator, name, ended }) => [locator, name, ended?.code])).toEqual([
    ['2/linked', 'film.mov', 'not-held'],
    ['2', 'film.html', undefined],
    ['linked/1', 'Levy 2019.xlsx', 'not-held'],
  ]);
  expect(expected).toBe(3);
  expect(warnings).toEqual([]);
});

test('a message is whole without what lies elsewhere, and its hash says what copies of it say', async () => {
  const bytes = Buffer.from(message);
  const line = new ParserLine();
  const file = { item: '0'.repeat(32), name: '', warnings: [] };
  const identified = await identifyContent(file, memoryContent(bytes), digestBytes(bytes), 0);
  await carryOut(identified, { say: 'parse' }, anyPlace(), contextOver(line));
  expect(line.documents.at(-1)).toMatchObject({
    status: 'indexed',
    completeness: 'complete',
    members: { expected: 3, emitted: 3, skipped: 2, failed: 0 },
    warnings: [],
    metadata: { messageHash: expect.stringMatching(/^\d+-[\da-f]{64}$/) },
  });
  expect(line.found.filter(({ ended }) => ended).map(({ ended }) => ended?.code)).toEqual([
    'not-held',
    'not-held',
  ]);
});
