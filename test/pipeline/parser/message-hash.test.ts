/** Copies of one mail have one hash, whichever program kept them; mails that differ have none in common. */
import { describe, expect, test } from '@jest/globals';
import { memoryContent } from '../../../formats/content.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { carryOut, identifyContent } from '../../../pipeline/parser/visit.ts';
import type { Metadata } from '../../../schemas/metadata.ts';
import { emlOf, type MadeMail, msgOf, storeItemOf } from '../../../scripts/fixtures/mail-copies.ts';
import { makeStore } from '../../../scripts/fixtures/outlook-store/outlook-store.ts';
import { temporarySpool } from './temporary-spool.ts';
import { anyPlace, contextOver, ParserLine } from './parser-line.ts';

const spool = temporarySpool();

/** Of the documents that come of a file, the metadata of the first that states a sender. */
async function stated(bytes: Uint8Array): Promise<Metadata> {
  const line = new ParserLine();
  const file = { item: '0'.repeat(32), name: '', warnings: [] };
  const identified = await identifyContent(file, memoryContent(bytes), digestBytes(bytes), 0);
  await carryOut(identified, { say: 'parse' }, anyPlace(), contextOver(line, { spool }));
  const message = line.documents.find(({ metadata }) => metadata.from !== undefined);
  if (!message) throw new Error('no message');
  return message.metadata;
}
const hashOf = async (bytes: Uint8Array): Promise<string | undefined> => (await stated(bytes)).messageHash;

const asStore = (mail: MadeMail): Buffer =>
  makeStore({ name: 'store', folders: [{ name: 'Inbox', items: [storeItemOf(mail)] }] });

const mail: MadeMail = {
  from: 'Wanda Okafor <Wanda@Example.org>',
  to: ['Rohan Deshkar <rohan@example.org>', 'clerk@example.org'],
  sent: '2019-04-09T12:41:16Z',
  subject: 'Über the wall: costs',
  body: 'The wall is to be seen on Tuesday, at a cost of 1,000 (café included), and nobody has to pay for it.\n> Who pays?\nWanda',
  messageId: 'wall-1@example.org',
  attachments: [{ name: 'plan.bin', bytes: Buffer.from([0, 1, 2, 3, 254]) }],
};
const html = `<html><body><p>${mail.body.replaceAll('> ', '').replaceAll('\n', '<br>')}</p></body></html>`;

describe('one mail has one hash', () => {
  test.each<[string, Buffer]>([
    [
      'with the fields of its way',
      emlOf(mail, { way: 'Received: from a by b; Tue, 9 Apr 2019 12:50:00 +0000\n' }),
    ],
    ['in base64', emlOf(mail, { coding: 'base64' })],
    ['in quoted-printable', emlOf(mail, { coding: 'quoted-printable' })],
    ['in shorter lines', emlOf(mail, { width: 40 })],
    ['as the copy of the sender, with Bcc', emlOf({ ...mail, bcc: ['counsel@example.org'] })],
    ['with recipients in another order', emlOf({ ...mail, to: mail.to.toReversed() })],
    ['with letters composed of two', emlOf({ ...mail, body: mail.body.normalize('NFD') })],
    ['marked up as well', emlOf({ ...mail, html })],
    ['as a message file', msgOf(mail)],
    ['as an item of a store', asStore(mail)],
    ['as an item of a store, marked up as well', asStore({ ...mail, html })],
  ])('%s', async (_, copy) => {
    const [own, other] = [await stated(emlOf(mail)), await stated(copy)];
    expect(own.messageHash).toMatch(/^1-[0-9a-f]{64}$/);
    expect(other.messageHash).toBe(own.messageHash);
    expect(other.messageIdHash).toBe(own.messageIdHash);
  });

  test('and stays as it is documented', async () => {
    const lines = [
      'evidex-message-hash-1',
      'wanda@example.org',
      'clerk@example.org rohan@example.org',
      '',
      '2019-04-09T12:41:16Z',
      'Überthewall:costs',
      digestBytes(Buffer.from([0, 1, 2, 3, 254])).sha256,
      'Thewallistobeseenon',
    ];
    const bytes = Buffer.from(
      `${lines.join('\n')}Tuesday,atacostof1,000(caféincluded),andnobodyhastopayforit.Whopays?Wanda`,
      'utf16le',
    );
    expect(await hashOf(emlOf(mail))).toBe(`1-${digestBytes(bytes).sha256}`);
    expect((await stated(emlOf(mail))).messageIdHash).toBe(
      digestBytes(Buffer.from('<wall-1@example.org>')).md5,
    );
  });

  test('however long it is', async () => {
    const long = { ...mail, body: 'A wall, a gate; née. '.repeat(40_000) };
    const [own, other] = [await hashOf(emlOf(long)), await hashOf(msgOf(long))];
    expect(own).toBe(other);
    expect(await hashOf(emlOf({ ...long, body: `${long.body}x` }))).not.toBe(own);
  });
});

describe('another mail has another', () => {
  test.each<[string, Partial<MadeMail>]>([
    ['a footer of a gateway', { body: `${mail.body}\nThis mail was checked.` }],
    ['another number in it', { body: mail.body.replace('1,000', '1.000') }],
    ['another attachment', { attachments: [{ name: 'plan.bin', bytes: Buffer.from([0, 1, 2, 3]) }] }],
    ['an attachment less', { attachments: [] }],
    ['an attachment twice', { attachments: [...(mail.attachments ?? []), ...(mail.attachments ?? [])] }],
    ['a second later', { sent: '2019-04-09T12:41:17Z' }],
    ['another recipient', { to: ['rohan@example.org'] }],
    ['a recipient as a copy', { to: ['rohan@example.org'], cc: ['clerk@example.org'] }],
    ['another sender', { from: 'clerk@example.org' }],
    ['forwarded', { subject: `FW: ${mail.subject}`, sent: '2019-04-10T08:00:00Z' }],
    ['an answer in the same second', { subject: `RE: ${mail.subject}` }],
  ])('%s', async (_, change) => {
    const other = await stated(emlOf({ ...mail, ...change }));
    expect(other.messageHash).toMatch(/^1-/);
    expect(other.messageHash).not.toBe(await hashOf(emlOf(mail)));
    expect(other.messageIdHash).toBe((await stated(emlOf(mail))).messageIdHash);
  });
});

describe('addresses of Exchange', () => {
  const exchange = '/O=QUILLMERE/OU=FIRST/CN=RECIPIENTS/CN=';
  const kept: MadeMail = {
    ...mail,
    from: `Wanda Okafor <${exchange}WANDA>`,
    to: [`Rohan Deshkar <${exchange}ROHAN>`, 'clerk@example.org'],
  };

  test('are those that the internet header of the same message states', async () => {
    const header = emlOf(mail).toString().split('\r\n\r\n')[0];
    const found = await stated(msgOf(kept, header));
    expect(found.messageHash).toBe(await hashOf(emlOf(mail)));
    expect(found.addressesLeftOut).toBeUndefined();
    expect(found.to?.[0]).toEqual({ name: 'Rohan Deshkar', address: 'rohan@example.org' });
  });

  test('are left out where nothing states another, and counted', async () => {
    const found = await stated(msgOf(kept));
    expect(found.addressesLeftOut).toBe(2);
    expect(found.messageHash).not.toBe(await hashOf(emlOf(mail)));
    expect(found.messageHash).toBe(await hashOf(msgOf({ ...kept, bcc: ['counsel@example.org'] })));
  });

  test('are two people where their names differ', async () => {
    const other = { ...kept, from: `Imogen Tarrant <${exchange}IMOGEN>` };
    expect(await hashOf(msgOf(other))).not.toBe(await hashOf(msgOf(kept)));
  });
});

describe('there is none', () => {
  const whole = emlOf(mail).toString();
  test.each<[string, string]>([
    ['without a time of sending', whole.replace(/^Date: .*\r\n/m, '')],
    ['of a message that is cut off', whole.slice(0, -20)],
    [
      'where nobody is named',
      whole.replace(/^From: .*\r\n/m, 'X-From: a\r\n').replace(/^To: .*\r\n/m, 'From: \r\n'),
    ],
  ])('%s', async (_, eml) => {
    const line = new ParserLine();
    const bytes = Buffer.from(eml);
    const content = memoryContent(bytes);
    const identified = await identifyContent(
      { item: '0'.repeat(32), name: '', warnings: [] },
      content,
      digestBytes(bytes),
      0,
    );
    await carryOut(identified, { say: 'parse' }, anyPlace(), contextOver(line, { spool }));
    expect(line.documents.find(({ format }) => format === 'eml')?.metadata).toMatchObject({
      messageIdHash: /^[0-9a-f]{32}$/.exec(digestBytes(Buffer.from('<wall-1@example.org>')).md5)?.[0],
    });
    expect(line.documents.every(({ metadata }) => metadata.messageHash === undefined)).toBe(true);
  });
});

test.each(['&#8203;', '&shy;&zwnj;', '<div>&#847;&zwnj;&nbsp;</div><img src="https://x.example/p.png">'])(
  'of a mail that shows nothing in its markup (%s) the plain text is compared',
  async (markup) => {
    const of = (code: string): Buffer =>
      Buffer.from(
        [
          'From: wanda@example.org\r\nTo: rohan@example.org\r\nSubject: Your code',
          'Date: Tue, 9 Apr 2019 12:41:16 +0000\r\nMIME-Version: 1.0',
          'Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n',
          `Your code is ${code}\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>${markup}</p>\r\n--b--\r\n`,
        ].join('\r\n'),
      );
    expect(await hashOf(of('ALPHA'))).toMatch(/^1-/);
    expect(await hashOf(of('ALPHA'))).not.toBe(await hashOf(of('BRAVO')));
  },
);
