/** The metadata of Google Vault against the mailboxes and files that it lists: message by message, and what is damaged. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { verifyIntake } from '../../case/intake-check.ts';
import { mailboxMessages } from '../../case/mailbox-messages.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { openRoot } from '../../sources/open-root.ts';
import { jsonRows } from '../cli/json-lines.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const message = (name: string, subject: string): string =>
  `From ${name}@xxx Tue Apr 09 11:41:16 +0000 2019\r\nFrom: Ada <ada@quillmere.example>\r\nTo: Ben <ben@quillmere.example>\r\nSubject: ${subject}\r\nDate: Tue, 9 Apr 2019 11:41:16 +0000\r\nMessage-ID: <${name}@quillmere.example>\r\n\r\nThe ${subject} of the weir.\r\n\r\n`;
const one = '1630000000000000001-aa';
const two = '1630000000000000002-bb';
const chat = 'AAAAA6HZ1qY-MBI-FLAT:2022-09-19T23:31:18.656498';

const document = (id: string, name: string, tags: Readonly<Record<string, string>>, hash = ''): string =>
  `<Document DocID='${id}'>\n<Tags>\n${Object.entries(tags)
    .map(([tag, value]) => `<Tag TagName='${tag}' TagDataType='Text' TagValue='${value}'/>`)
    .join(
      '\n',
    )}\n</Tags>\n<Files><File FileType='Native'><ExternalFile FileName='${name}' FileSize='12'${hash === '' ? '' : ` Hash='${hash}'`}/></File></Files>\n<Locations><Location><Custodian>ada@quillmere.example</Custodian></Location></Locations>\n</Document>\n`;
const metadataOf = (...documents: readonly string[]): string =>
  `<?xml version='1.0' encoding='UTF-8'?>\n<Root DataInterchangeType='Update'>\n<Batch name='New Batch'>\n<Documents>\n${documents.join('')}</Documents></Batch></Root>\n`;

const listed = [
  document('D1', one, { '#From': 'ada@quillmere.example', '#To': 'ben@quillmere.example,cy@quillmere.example', '#Subject': 'Levy &amp; toll', 'Labels': '^INBOX,^OPENED' }, md5('of the message alone')),
  document('D2', two, { '#Subject': 'Gate' }),
  document('D3', chat, { RoomName: 'dept-weir' }),
  document('D4', 'plan.txt', { Title: 'Plan' }, md5('the plan')),
]; // prettier-ignore

let count = 0;
let source = '';
beforeEach(() => {
  source = join(folder, `vault-${(count += 1)}`);
  writeFiles(source, {
    'weir-1.mbox': `${message(one, 'levy')}${message(two, 'gate')}`,
    'weir-2.mbox': message(chat, 'room'),
    'plan.txt': 'the plan',
    'weir-results-count.csv': 'account,count\n',
  });
});

async function compare(xml: string | Buffer, name = 'weir-metadata.xml') {
  const path = join(source, name);
  writeFileSync(path, xml);
  const found = await verifyIntake(openRoot(source), {}, { loadFiles: [{ path, name }] });
  if (!found?.production) throw new Error('nothing was compared');
  return { ...found.production, matches: found.matches };
}

test('messages of mailboxes and files, each listed and there', async () => {
  expect(await compare(metadataOf(...listed))).toMatchObject({
    matches: true,
    rows: 4,
    present: 4,
    // Of messages nobody says what their hash is of.
    hashed: 1,
    describing: 1,
  });
});

describe('what differs is named', () => {
  test('a message that is not in any mailbox, and one that no row names', async () => {
    const found = await compare(metadataOf(...listed.slice(1), document('D9', '1630000000000000009-zz', {})));
    expect(found.matches).toBe(false);
    expect(found.missing.first).toEqual([
      {
        path: '1630000000000000009-zz',
        detail: expect.stringMatching(/^not in the source \(D9; weir-metadata\.xml, line \d+\)$/),
      },
    ]);
    expect(found.extra.first).toEqual([{ path: `weir-1.mbox/${one}`, detail: 'in no load file' }]);
  });

  test('mailboxes within ZIP files are not looked into, which is said', async () => {
    writeFiles(source, { 'weir-3.zip': 'PK' });
    const found = await compare(metadataOf(...listed, document('D9', '163-zz', {})));
    expect(found.missing.first[0]?.detail).toMatch(
      /^not in the source, whose ZIP files are not looked into: unpack them \(D9/,
    );
  });

  test('another content of a file, a message that two rows name, a row without a file', async () => {
    const found = await compare(
      metadataOf(...listed.slice(0, 3), document('D4', 'plan.txt', {}, md5('another')), document('D5', two, {}), '<Document DocID="D6"/>\n'),
    ); // prettier-ignore
    expect(found.mismatched.first).toMatchObject([{ path: 'plan.txt' }]);
    expect(found.doubled.first).toMatchObject([{ path: two }]);
    expect(found.withoutFile.count).toBe(1);
  });
});

describe('damage costs the document that it is in', () => {
  test.each<readonly [string, string, object]>([
    ['cut within the last', metadataOf(...listed).slice(0, -120), { present: 3, damaged: { count: 1 } }],
    [
      'a document without its end',
      metadataOf(...listed).replace('</Document>', ''),
      { present: 4, damaged: { count: 1 } },
    ],
    ['all on one line', metadataOf(...listed).replaceAll('\n', ''), { present: 4, damaged: { count: 0 } }],
    [
      'a value of megabytes',
      metadataOf(listed[0] ?? '', document('D8', two, { Title: 'x'.repeat(3_000_000) }), ...listed.slice(2)),
      { damaged: { count: 1 } },
    ],
    [
      'a remark that hides a document',
      metadataOf(`<!-- ${document('D7', 'gone.txt', {})} -->`, ...listed),
      { present: 4, missing: { count: 0 } },
    ],
    [
      'more files than one document can list',
      metadataOf(...listed).replace(/<ExternalFile[^>]*\/>/, (file) => file.repeat(101)),
      { damaged: { count: 1, first: [{ detail: expect.stringContaining('more than 100 files') }] } },
    ],
    [
      'more names than are columns',
      metadataOf(
        ...listed,
        document('D9', 'x.txt', Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`T${at}`, 'x']))),
      ),
      { damaged: { count: 1, first: [{ detail: expect.stringContaining('more than 500 names') }] } },
    ],
    ['UTF-16', '', {}],
  ])('%s', async (name, xml, expected) => {
    const given = name === 'UTF-16' ? Buffer.from(`\ufeff${metadataOf(...listed)}`, 'utf16le') : xml;
    expect(await compare(given)).toMatchObject(name === 'UTF-16' ? { matches: true, present: 4 } : expected);
  });
});

test('a line that looks like one between messages counts where mailboxes have them, in files of any length', async () => {
  const quoted = `${message(one, 'levy').trimEnd()}\r\nFrom ${two}@xxx Tue Apr 09 11:41:16 +0000 2019\r\nis what it said\r\n\r\n`;
  const long = `${'line of the letter\r\n'.repeat(120_000)}\r\n`;
  writeFiles(source, { 'long.mbox': `${quoted}${long}${message(chat, 'room')}` });
  const found: { name: string; at: number }[] = [];
  for await (const each of mailboxMessages(Buffer.from(source), Buffer.from('long.mbox'))) found.push(each);
  expect(found).toEqual([
    { name: one, at: 0 },
    { name: chat, at: quoted.length + long.length },
  ]);
});

test('what the metadata says of a message is found at its item', async () => {
  const [path, casePath] = [join(source, 'weir-metadata.xml'), join(folder, 'case')];
  writeFileSync(path, metadataOf(...listed));
  const ingested = await runCli(['ingest', source, '--case', casePath, '--reference', 'PROD', '--parser-processes', '1', '--no-gazetteers', '--production', path]); // prettier-ignore
  expect(ingested).toMatchObject({ exitCode: 0 });
  const found = async (query: string): Promise<readonly string[]> => {
    const { stdout } = await runCli(['search', query, '--json', '--case', casePath]);
    return jsonRows<{ occurrences?: { path: string; item: string }[] }>(stdout).flatMap(({ occurrences = [] }) => occurrences.map((each) => each.path)); // prettier-ignore
  };
  expect(await found('production.labels:"^INBOX,^OPENED"')).toEqual(['weir-1.mbox/message-0.eml']);
  expect(await found('production.to:cy@quillmere.example')).toEqual(['weir-1.mbox/message-0.eml']);
  expect(await found('production.subject:"Levy & toll"')).toEqual(['weir-1.mbox/message-0.eml']);
  expect(await found('production.bates:D2')).toEqual([
    `weir-1.mbox/message-${message(one, 'levy').length}.eml`,
  ]);
  expect(await found('production.roomname:dept-weir')).toEqual(['weir-2.mbox/message-0.eml']);
  expect(await found('production.title:Plan')).toEqual(['plan.txt']);
});
