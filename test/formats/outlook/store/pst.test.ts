/** Stores of Outlook's (`pst`, `ost`): every item under its folder, whatever is broken beside it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decodeBlock } from '../../../../formats/outlook/store/block-encoding.ts';
import { fixtureFolders } from '../../../../scripts/fixtures/make-outlook-store.ts';
import { makeStore } from '../../../../scripts/fixtures/outlook-store/outlook-store.ts';
import { checkSum, StoreWriter } from '../../../../scripts/fixtures/outlook-store/store-writer.ts';
import { type Collected, runExtractor } from '../../../run-extractor.ts';

const fixture = readFileSync(new URL('../../../fixtures/pst/mailbox.pst', import.meta.url));

const subjects = ({ children }: Collected): string[] =>
  children.map(({ name }) => name.replace(/ \[[\da-f]+\]$/, '')).toSorted();

const readBytes = (bytes: Uint8Array): Promise<Collected> => runExtractor(bytes, { format: 'pst' });

/** The item of that subject, read as the flow reads it: by its content alone. */
async function itemOf({ children }: Collected, subject: string): Promise<Collected> {
  const child = children.find(({ name }) => name.includes(subject));
  return runExtractor(child?.bytes ?? new Uint8Array(), { format: 'outlook-item' });
}

const all = [
  'Recovered/Top of Outlook data file/Inbox/Planning_2019/Removed letter',
  'Top of Outlook data file/Calendar/Barrage meeting',
  'Top of Outlook data file/Contacts/Petra Vollan',
  'Top of Outlook data file/Inbox/Consent for the list',
  'Top of Outlook data file/Inbox/Figures for Saltmarsh',
  'Top of Outlook data file/Inbox/Forwarded as attachment',
  'Top of Outlook data file/Inbox/Planning_2019/Kept letter',
  'Top of Outlook data file/Notes/Door code',
  'Top of Outlook data file/Tasks/Order the leaflets',
];

describe('a whole store', () => {
  test('each item lies under its folder, and is counted before', async () => {
    const found = await readBytes(fixture);
    expect(found.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(subjects(found)).toEqual(all);
    expect(found.expected).toBe(all.length);
    expect(found.warnings).toEqual([]);
    expect(found.metadata).toEqual({
      title: 'Quillmere mail',
      other: {
        'store.version': '23',
        'store.encoding': 'permute',
        'store.items': '9',
        'store.folders': '8',
        'store.hiddenItems': '0',
        'store.recovered': '1',
        'store.password': expect.stringContaining('nothing is encrypted'),
      },
    });
  });

  test('an item is read by its content: texts, addresses, times, attachments', async () => {
    const found = await readBytes(fixture);
    const consent = await itemOf(found, 'Consent for the list');
    expect(consent.texts.body).toContain('Nobody on the list has consented');
    expect(consent.metadata).toMatchObject({
      subject: 'Consent for the list',
      from: [{ name: 'Imogen Tarrant', address: 'imogen@quillmere.example' }],
      to: [{ name: 'Rohan Deshkar', address: 'rohan@quillmere.example' }],
      messageId: '1@quillmere.example',
    });
    const figures = await itemOf(found, 'Figures for Saltmarsh');
    expect(figures.children.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['figures.csv', 'long.txt']),
    );
    // Longer than one block of the store.
    const long = figures.children.find(({ name }) => name === 'long.txt');
    expect(Buffer.from(long?.bytes ?? []).toString()).toBe('A line of the long attachment.\n'.repeat(700));
    expect((await itemOf(found, 'Petra Vollan')).metadata).toMatchObject({ keywords: ['donor'] });
  });

  test('a removed message says that it was recovered', async () => {
    const removed = await itemOf(await readBytes(fixture), 'Removed letter');
    expect(removed.texts.body).toContain('Words that were removed.');
    expect(removed.metadata.deleted).toContain('recovered');
  });

  test('what an item was before it was changed is an item of its own', async () => {
    const items = [
      { subject: 'Minutes', body: 'As corrected.', earlier: { subject: 'Minutes', body: 'As said.' } },
    ];
    const found = await readBytes(makeStore({ name: 'x', folders: [{ name: 'Inbox', items }] }));
    expect(
      found.children.map(({ name, locator }) => [name.replace(/ \[.*$/, ''), locator.split('/')[0]]),
    ).toEqual([
      ['Top of Outlook data file/Inbox/Minutes', 'node'],
      ['Earlier versions/Top of Outlook data file/Inbox/Minutes', 'earlier'],
    ]);
    const before = await itemOf(found, 'Earlier versions');
    expect(before.texts.body).toContain('As said.');
    expect(before.metadata.other).toMatchObject({ 'store.found': expect.stringContaining('later version') });
  });

  test('the same item in another store is the same content', async () => {
    const moved = makeStore({
      name: 'Another',
      folders: [{ name: 'Deeper', folders: [{ name: 'Still', folders: fixtureFolders }] }],
    });
    const contents = async (bytes: Uint8Array): Promise<string[]> =>
      (await readBytes(bytes)).children
        .map((child) => Buffer.from(child.bytes ?? []).toString('hex'))
        .toSorted();
    expect(await contents(moved)).toEqual(await contents(fixture));
  });

  test.each([
    ['plain', undefined],
    ['cyclic', { method: 2, apply: (bytes: Uint8Array, id: number) => decodeBlock(bytes, 'cyclic', id) }],
  ])('encoding %s', async (_, encode) => {
    const found = await readBytes(
      makeStore({ name: 'x', folders: fixtureFolders, ...(encode && { encode }) }),
    );
    expect(subjects(found)).toEqual(all);
    expect((await itemOf(found, 'Kept letter')).texts.body).toContain('Words that were kept.');
  });

  test('cyclic is the encoding that [MS-PST] 5.2 describes', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index & 0xff);
    const encoded = decodeBlock(bytes, 'cyclic', 0x1_2345_6784);
    expect(decodeBlock(encoded, 'cyclic', 0x1_2345_6784)).toEqual(bytes);
    expect(encoded).not.toEqual(bytes);
  });
});

/** Numbers that are the same each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    yield state / 2 ** 32;
  }
}

/** A store of 200 messages with attachments, in ten folders. */
const large = makeStore({
  name: 'Large',
  folders: Array.from({ length: 10 }, (_, folder) => ({
    name: `Folder ${folder}`,
    items: Array.from({ length: 20 }, (__, item) => ({
      subject: `Message ${folder}-${item}`,
      body: `The body of ${folder}-${item}. `.repeat(20),
      attachments: [{ name: 'a.txt', bytes: Buffer.from(`${folder}-${item}\n`.repeat(1500)) }],
    })),
  })),
});
const rootsAt = { node: 224, block: 240 } as const;

const withBytes = (bytes: Buffer, at: number, put: Uint8Array): Buffer => {
  const copy = Buffer.from(bytes);
  copy.set(put, at);
  return copy;
};

describe('a damaged store', () => {
  test('40 holes of 64 bytes cost what lies in them', async () => {
    const holed = Buffer.from(large);
    const random = numbers(20_190_409);
    for (let hole = 0; hole < 40; hole++) {
      const at = 564 + Math.floor(random.next().value * (large.length - 700));
      for (let index = 0; index < 64; index++)
        holed.writeUInt8(Math.floor(random.next().value * 256), at + index);
    }
    const found = await readBytes(holed);
    expect(found.outcome).toMatchObject({ status: 'extracted', completeness: 'partial' });
    expect(found.warnings.length).toBeGreaterThan(0);
    expect(found.expected).toBe(found.children.length);
    expect(found.children.filter(({ bytes }) => bytes).length).toBeGreaterThanOrEqual(190);
  });

  test('without its last third, which has both trees', async () => {
    const found = await readBytes(large.subarray(0, Math.floor((large.length * 2) / 3)));
    expect(found.outcome).toMatchObject({ completeness: 'partial' });
    expect(found.warnings.map(({ code }) => code)).toContain('truncated');
  });

  test.each(['node', 'block'] as const)(
    'the root of the %s tree is lost: the leaves are found',
    async (tree) => {
      const root = Number(large.readBigUInt64LE(rootsAt[tree]));
      const found = await readBytes(withBytes(large, root, Buffer.alloc(512)));
      expect(found.children.filter(({ bytes }) => bytes).length).toBe(200);
      expect(found.outcome).toMatchObject({ completeness: 'partial' });
      expect(found.warnings).toContainEqual({
        code: 'corrupt',
        detail: `1 pages of the ${tree} tree that cannot be read: byte ${root}`,
      });
    },
  );

  test('a wrong check sum is told, and the page is read', async () => {
    const root = Number(large.readBigUInt64LE(rootsAt.node));
    const found = await readBytes(withBytes(large, root + 500, Buffer.from([1, 2, 3, 4])));
    expect(found.children.length).toBe(200);
    expect(found.warnings).toEqual([
      { code: 'corrupt', detail: `1 pages of the node tree with a wrong check sum: byte ${root}` },
    ]);
  });

  test.each(['node', 'block'] as const)('a %s tree that leads back into itself ends', async (tree) => {
    const root = Number(large.readBigUInt64LE(rootsAt[tree]));
    const looped = Buffer.from(large);
    const count = looped.readUInt8(root + 488);
    for (let index = 0; index < count; index++) looped.writeBigUInt64LE(BigInt(root), root + index * 24 + 16);
    looped.writeUInt32LE(checkSum(looped.subarray(root, root + 496)), root + 500);
    const found = await readBytes(looped);
    expect(found.children.length).toBe(200);
  });

  test('what a store claims is not believed', async () => {
    // The count of entries of each page, as large as it can be.
    const lying = Buffer.from(large);
    for (let at = 0x4400; at + 512 <= lying.length; at += 512)
      if (lying[at + 496] === 0x81 && lying[at + 497] === 0x81) lying.writeUInt8(255, at + 488);
    const found = await readBytes(lying);
    expect(found.children.filter(({ bytes }) => bytes).length).toBe(200);
  });

  test('data that lists lost blocks a million times over', async () => {
    const parts: { at: number; bytes: Uint8Array }[] = [];
    const store = new StoreWriter((at, bytes) => void parts.push({ at, bytes }));
    const lost = Array.from({ length: 1000 }, (_, index) => 0x100_0000 + index * 4);
    const list = store.blockTree(lost, 8_000_000);
    const data = store.blockTree(
      Array.from({ length: 1000 }, () => list),
      4_000_000_000,
    );
    for (let index = 0; index < 50; index++)
      store.node({ id: 0x20_0004 + index * 32, data, subnodes: data, parent: 0x8022 });
    const size = store.end();
    const bytes = Buffer.alloc(size);
    for (const part of parts) bytes.set(part.bytes, part.at);
    const found = await readBytes(bytes);
    expect(found.outcome).toMatchObject({ status: 'extracted', completeness: 'partial' });
    expect(found.children.map(({ ended }) => ended?.code)).toEqual(
      Array.from({ length: 50 }, () => 'corrupt'),
    );
  });

  test.each([
    ['nothing but a header', fixture.subarray(0, 600)],
    ['less than a header', fixture.subarray(0, 100)],
    ['a header and noise', Buffer.concat([fixture.subarray(0, 564), Buffer.alloc(50_000, 0x81)])],
  ])('%s', async (_, bytes) => {
    const found = await readBytes(bytes);
    expect(found.outcome).toMatchObject({ status: 'failed' });
    expect(found.children).toEqual([]);
  });

  test('more members than may be', async () => {
    const found = await runExtractor(fixture, { format: 'pst', limits: { maxMembers: 3 } });
    expect(found.children.length).toBe(3);
    expect(found.outcome).toMatchObject({ completeness: 'partial' });
    expect(found.warnings).toContainEqual({ code: 'member-limit' });
  });
});
