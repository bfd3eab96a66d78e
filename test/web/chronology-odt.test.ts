/** A chronology for a word processor: plain words alone, whatever the evidence and people say, and all of them. */
import { afterAll, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { SqliteCatalogue } from '../../case/sqlite/sqlite-catalogue.ts';
import type { CitedLine } from '../../web/records/cited-lines.ts';
import { chronologyOdt } from '../../web/records/chronology-odt.ts';
import { makeSmallCase } from '../cli/small-case.ts';
import { runExtractor } from '../run-extractor.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>> | undefined;
afterAll(async () => {
  await served?.end();
});
const folder = temporaryFolder();

const hostile = [
  '<text:a xlink:href="https://evil.example/">a</text:a>',
  '{ HYPERLINK "https://evil.example/" } =1+1 {{macro}}',
  ']]></text:p><script:event-listener script:event-name="dom:load"/>&xxe;<!ENTITY x SYSTEM "file:///etc/passwd">',
  'before\u202eafter \u0000\u0007\ud800 \ufffe end',
].join('\n');

const lineOf = (text: string): CitedLine => ({
  record: {
    kind: 'chronology-line',
    id: 'one',
    version: 2,
    by: 'Bo <b>',
    at: '2026-01-02T03:04:05.000Z',
    record: 7,
    cites: [],
    words: { when: '2016-05', text, basis: 'the sender\u2019s clock', chronology: 'C' },
  },
  cites: [
    { cited: { covers: 'content', id: 'a'.repeat(64), quote: text }, words: 'EX-1/mail/[1] & more.eml' },
  ],
});

/** Elements and attributes of all parts. */
function namesIn(file: Uint8Array) {
  const [elements, attributes] = [new Set<string>(), new Set<string>()];
  const parts = unzipSync(file);
  for (const [name, bytes] of Object.entries(parts)) {
    if (!name.endsWith('.xml')) continue;
    const parser = new SaxesParser({ xmlns: false });
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', (tag) => {
      elements.add(tag.name);
      for (const attribute of Object.keys(tag.attributes)) attributes.add(attribute);
    });
    parser.write(strFromU8(bytes)).close();
  }
  return { elements, attributes, parts: Object.keys(parts) };
}

test('nothing that is said becomes a link, a field, a macro or a part of the file', async () => {
  const plain = namesIn(await chronologyOdt('C', [lineOf('words\nand words')]));
  const file = await chronologyOdt(hostile, [lineOf(hostile)]);
  const named = namesIn(file);
  expect(named).toEqual(plain);
  const all = [...named.elements, ...named.attributes].filter((name) => !name.startsWith('xmlns:')).join(' ');
  expect(all).not.toMatch(
    /\b(?:text:a|script|event|form|draw|text:(?:variable|user|database|dde)|xlink:href)\b/u,
  );
  expect(named.parts).toEqual(expect.arrayContaining(['mimetype', 'content.xml', 'META-INF/manifest.xml']));
  // Our own reader of evidence finds every word, no link, and nothing that is active.
  const read = await runExtractor(file, { format: 'odt' });
  expect(read.outcome).toMatchObject({ status: 'extracted' });
  expect(read.warnings).toEqual([]);
  for (const words of [
    '{ HYPERLINK "https://evil.example/" } =1+1',
    String.raw`before\u{202e}after \x00\x07`,
    'EX-1/mail/[1] & more.eml',
    `SHA-256 ${'a'.repeat(64)}`,
    'Bo <b>, 2026-01-02T03:04:05.000Z, version 2',
  ])
    // prettier-ignore
    expect(read.texts.body).toContain(words);
});

test('more lines than a page lists all go out, in each form', async () => {
  const lines = 5_050;
  const small = await makeSmallCase(folder);
  const catalogue = new SqliteCatalogue(`${small.casePath}/catalogue.sqlite`);
  const by = { by: 'Bo', at: '2026-01-02T03:04:05.000Z', record: 1 };
  for (let at = 0; at < lines; at++)
    await catalogue.writeRecord({ kind: 'chronology-line', id: `l${at}`, basedOn: 0, body: { chronology: 'Long', when: '2016-05-01', text: `line ${at}.` } }, by); // prettier-ignore
  await catalogue.close();
  served = await serve(small.casePath);
  const at = (format: string) => `/chronology/export?chronology=Long&format=${format}`;
  expect((await served.html(at('csv'))).match(/line \d+\./gu)).toHaveLength(lines);
  expect((await served.html(at('html'))).match(/line \d+\./gu)).toHaveLength(lines);
  const answer = await served.get(at('odt'));
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="chronology.odt"');
  const read = await runExtractor(new Uint8Array(await answer.arrayBuffer()), { format: 'odt' });
  expect(read.texts.body?.match(/line \d+\./gu)).toHaveLength(lines);
});
