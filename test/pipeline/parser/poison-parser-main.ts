/**
 * A parser process like the real one, but for its reader of plain text: a text that begins with `POISON` does what
 * the next word says. For tests only; production never runs it.
 */
import { writeSync } from 'node:fs';
import type { Extractor } from '../../../formats/contract.ts';
import { formats } from '../../../formats/registry.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { encodeFrame } from '../../../pipeline/protocol/framing.ts';
import { itemId } from '../../../sources/item-id.ts';

const output = 3;
const other = 'f'.repeat(64);
const claimedContent = 'POISON-free words of an honest contract\n';

const outcomeOf = (sha256: string, planted: string, units: number): object => ({
  type: 'document',
  hashes: { sha256, sha1: '0'.repeat(40), md5: '0'.repeat(32) },
  size: 1,
  format: 'text',
  mediaType: 'text/plain',
  status: 'indexed',
  metadata: {},
  warnings: [],
  texts: [
    {
      handle: `${sha256}:body`,
      kind: 'body',
      id: digestBytes(Buffer.from(planted)).sha256,
      units,
      anchors: [],
      entities: [],
      personalData: [],
    },
  ],
  caseBytes: 0,
  expandedBytes: 0,
  milliseconds: { read: 0, identify: 0, extract: 0, enrich: 0 },
});
const send = (header: object, blob?: Uint8Array): void => {
  writeSync(output, encodeFrame(header, blob));
};
const pause = (milliseconds: number): unknown =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

const deeds: Readonly<Record<string, (sha256: string) => void>> = {
  abort: () => process.abort(),
  exit: () => process.exit(3),
  hang: () => {
    for (;;);
  },
  memory: () => {
    const held: Buffer[] = [];
    for (;;) {
      held.push(Buffer.alloc(16 * 1024 * 1024, held.length));
      pause(20);
    }
  },
  heap: () => {
    const held: string[][] = [];
    for (;;) held.push(Array.from({ length: 10_000 }, (_, at) => `${held.length} ${at}`));
  },
  garbage: () => writeSync(output, Buffer.alloc(4096, 'garbage ')),
  'over-long': () => writeSync(output, Buffer.alloc(4096, 0xff)),
  'no-message': () => send({ type: 'obey', every: 'word' }),
  'foreign-item': () =>
    send({ type: 'found', ask: 9_999, items: [{ item: '0'.repeat(32), name: 'planted', warnings: [] }] }),
  'foreign-member': () =>
    send({
      type: 'found',
      ask: 9_999,
      items: [{ item: '0'.repeat(32), holder: other, locator: '0', name: 'planted', warnings: [] }],
    }),
  'false-id': (sha256) =>
    send({
      type: 'found',
      ask: 9_999,
      items: [{ item: '0'.repeat(32), holder: sha256, locator: '0', name: 'planted', warnings: [] }],
    }),
  'foreign-text': () => send({ type: 'text', handle: `${other}:body`, seq: 0 }, Buffer.from('planted text')),
  'text-twice': (sha256) => {
    send({ type: 'text', handle: `${sha256}:body`, seq: 0 }, Buffer.from('planted'));
    send({ type: 'text', handle: `${sha256}:body`, seq: 0 }, Buffer.from('planted again'));
  },
  'foreign-events': () => send({ type: 'events', document: other }, Buffer.from('[]')),
  'bad-events': (sha256) => send({ type: 'events', document: sha256 }, Buffer.from('{"no":"list"}')),
  'bad-tags': (sha256) => {
    send({ type: 'text', handle: `${sha256}:body`, seq: 0 }, Buffer.from('planted'));
    send({ type: 'tags', handle: `${sha256}:body`, seq: 0 }, Buffer.from('no json'));
  },
  'other-length': (sha256) => {
    send({ type: 'text', handle: `${sha256}:body`, seq: 0 }, Buffer.from('planted'));
    send(outcomeOf(sha256, 'planted', 9e15));
  },
  'tag-behind-end': (sha256) => {
    const tag = { start: 4_000_000_000, end: 4_000_000_001, kind: 'email' };
    send({ type: 'text', handle: `${sha256}:body`, seq: 0 }, Buffer.from('planted'));
    send(
      { type: 'tags', handle: `${sha256}:body`, seq: 0 },
      Buffer.from(JSON.stringify({ mentions: [], personalData: [tag] })),
    );
    send(outcomeOf(sha256, 'planted', 7));
  },
  'further-handle': (sha256) =>
    send({ type: 'text', handle: `${sha256}:body:1`, seq: 0 }, Buffer.from('planted')),
  'ready-twice': () => send({ type: 'ready', node: 'n' }),
  'long-locator': (sha256) =>
    send({
      type: 'found',
      ask: 9_999,
      items: [{ item: '0'.repeat(32), holder: sha256, locator: 'x'.repeat(4096), name: 'x', warnings: [] }],
    }),
  // Names members of its own for ever: each is its to name, and no question is waited for.
  'endless-members': (sha256) => {
    const name = 'n'.repeat(65_536);
    for (let at = 0; ; at++) {
      const locator = String(at);
      const member = { item: itemId(sha256, locator), holder: sha256, locator, ordinal: at, name };
      const ended = { status: 'failed', code: 'corrupt' };
      send({
        type: 'found',
        ask: at,
        items: [{ ...member, relation: 'member', warnings: [], ended }],
      });
    }
  },
  // Gives the content of a file that it was not given a text of its own, as if it were a member.
  claim: (sha256) => {
    const hashes = digestBytes(Buffer.from(claimedContent));
    const item = {
      item: itemId(sha256, 'm'),
      holder: sha256,
      locator: 'm',
      ordinal: 0,
      name: 'm',
      relation: 'embedded',
      warnings: [],
    };
    send({
      type: 'found',
      ask: 9_999,
      items: [{ ...item, size: claimedContent.length, hashes, format: 'text', mediaType: 'text/plain' }],
    });
    send({ type: 'text', handle: `${hashes.sha256}:body`, seq: 0 }, Buffer.from('planted'));
    send({ ...outcomeOf(hashes.sha256, 'planted', 7), hashes });
  },
  'early-end': () => send({ type: 'done', unit: 0 }),
};

const text = formats.find(({ id }) => id === 'text');
const read = text?.load;
if (!text || !read) throw new Error('no reader of plain text');
Object.assign(text, {
  async load(): Promise<Extractor> {
    const real = await read();
    return {
      version: real.version,
      async extract(input, sink) {
        const [word, deed = ''] = Buffer.from(input.content.read(0, 100)).toString('latin1').split(/\s+/u);
        if (word !== 'POISON') return real.extract(input, sink);
        const { createHash } = await import('node:crypto');
        deeds[deed]?.(createHash('sha256').update(input.content.whole()).digest('hex'));
        if (deed === 'claim') return { status: 'extracted' };
        // What it sent must be its end: it is not given the chance to go on as if nothing were.
        return new Promise(() => undefined);
      },
    };
  },
});

await import('../../../pipeline/parser/parser-main.ts');
