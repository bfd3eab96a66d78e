/** Originals beside their texts, each at an address of its own, which gives what can do nothing; natives from another origin. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sizeOfPicture } from '../../formats/rendering/picture-size.ts';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { jsonRows } from '../cli/json-lines.ts';
import { runCli } from '../cli/run-cli.ts';
import { hostilePage } from '../formats/rendering/ways-out.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  const exitCode = await served.end();
  expect([served.stderr(), exitCode]).toEqual(['', 0]);
});
const folder = temporaryFolder();
const source = join(folder, 'share');
const casePath = join(folder, 'case');
const fixture = (path: string): Buffer => readFileSync(join(import.meta.dirname, '../fixtures', path));
const report = fixture('pdf/report.pdf');
const table = 'name;town\nAnn;Leeds\nBo;York\n';
const mail = `Subject: hostile\r\nContent-Type: text/html\r\n\r\n${hostilePage}`;
const native = 'a\u202e"\u0007;\\é.exe';

beforeAll(async () => {
  writeFiles(source, {
    'report.pdf': report,
    'mail.eml': mail,
    'table.csv': table,
    'note.txt': 'just words',
    'map.png': fixture('png/map.png'),
    'inside.zip': zipOf({ 'deep/letter.eml': 'Subject: deep\r\n\r\nwords in a ZIP\r\n' }),
    'gone.csv': 'x;y\n1;2\n',
    [native.replace('\u0007', '')]: 'a program',
  });
  expect(await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers'])).toMatchObject({ exitCode: 0 }); // prettier-ignore
  rmSync(join(source, 'gone.csv'));
  served = await serve(casePath);
});

const idOf = async (name: string): Promise<string> => {
  const { stdout } = await runCli(['report', casePath, '--items', '--json']);
  const item = jsonRows<{ path: string; sha256: string }>(stdout).find(({ path }) => path.endsWith(name));
  if (!item) throw new Error(`no item ${name}`);
  return item.sha256;
};
const textOf = (page: string): string => parsePage(page).text.replaceAll(/\s+/g, ' ');
const attributesOf = (page: string, element: string): Readonly<Record<string, string>>[] =>
  parsePage(page).elements.flatMap(({ name, attributes }) => (name === element ? [attributes] : []));
/** An address of a page, below the case. */
const below = (address = ''): string => address.slice(served.at.length);

describe('a PDF', () => {
  test('its page stands beside the text, with the words of the query marked', async () => {
    const id = await idOf('report.pdf');
    const page = await served.html(`/document/${id}?q=agreement&hit=0`);
    const [image] = attributesOf(page, 'img');
    const marked = await served.get(below(image?.['src']));
    expect(marked.status).toBe(200);
    expect(marked.headers.get('content-type')).toBe('image/png');
    expect(marked.headers.get('x-content-type-options')).toBe('nosniff');
    const bytes = Buffer.from(await marked.arrayBuffer());
    expect(sizeOfPicture(bytes)).toMatchObject({ kind: 'png', width: 800 });
    const plain = Buffer.from(await (await served.get(`/document/${id}/page/1`)).arrayBuffer());
    expect(plain.equals(bytes)).toBe(false);
    expect(textOf(page)).toContain('Page 1 of 2 Next page Larger');
  });

  test('passages are gone through by links, and the page goes with them', async () => {
    const id = await idOf('report.pdf');
    const first = await served.html(`/document/${id}?q=second`);
    const step = (page: string, rel: string): string | undefined =>
      attributesOf(page, 'a').find((one) => one['rel'] === rel)?.['href'];
    const second = await served.html(below(step(first, 'next')));
    expect(textOf(second)).toContain('Page 2 of 2');
    expect(attributesOf(second, 'img')[0]?.['src']).toContain('/page/2?');
  });

  test('a page that it does not have is refused', async () => {
    const answer = await served.get(`/document/${await idOf('report.pdf')}/page/9`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('it has 2 pages, and none numbered 9');
  });
});

describe('a message', () => {
  test('is shown in a frame that may do nothing, at an address that allows nothing', async () => {
    const id = await idOf('mail.eml');
    const page = await served.html(`/document/${id}`);
    const [frame] = attributesOf(page, 'iframe');
    expect(frame).toMatchObject({ sandbox: '', title: 'Rendering of the original' });
    const answer = await served.get(below(frame?.['src']));
    expect(answer.headers.get('content-security-policy')).toBe(
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    );
    const shown = await answer.text();
    expect(shown).toContain('Still here');
    expect(parsePage(shown).elements.filter(({ attributes }) => JSON.stringify(attributes).includes('out.example'))).toEqual([]); // prettier-ignore
    expect((await served.get(`/document/${id}`)).headers.get('content-security-policy')).toContain(
      "frame-src 'self'",
    );
  });

  test('what it would have fetched is listed, and is no link', async () => {
    const page = await served.html(`/document/${await idOf('mail.eml')}/left-out`);
    expect(textOf(page)).toContain('https://image.out.example/x');
    expect(attributesOf(page, 'a').filter(({ href = '' }) => href.includes('example'))).toEqual([]);
  });

  test('in a ZIP it is fetched through it', async () => {
    const shown = await served.html(`/document/${await idOf('letter.eml')}/html`);
    expect(shown).toContain('<pre>words in a ZIP');
  });
});

test('cells with the words of the query marked', async () => {
  const id = await idOf('table.csv');
  const [frame] = attributesOf(await served.html(`/document/${id}?q=york&hit=0`), 'iframe');
  const answer = await served.get(below(frame?.['src']));
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self';/);
  const page = await answer.text();
  expect(page).toContain('<mark>York</mark>');
  expect(textOf(await served.html(`/document/${id}/grid`))).toMatch(
    /row AB 1 name town 2 Ann Leeds 3 Bo York/,
  );
});

test('a picture, and bytes of anything', async () => {
  const id = await idOf('map.png');
  const [image] = attributesOf(await served.html(`/document/${id}`), 'img');
  expect((await served.get(below(image?.['src']))).headers.get('content-type')).toBe('image/png');
  const note = await idOf('note.txt');
  expect(textOf(await served.html(`/document/${note}`))).toContain('There is no picture of this format here');
  const bytes = await served.html(`/document/${note}/bytes?from=0`);
  expect(textOf(bytes)).toContain('00000000 6a 75 73 74 20 77 6f 72 64 73 just words');
});

describe('a native', () => {
  const sent = async (name: string): Promise<Response> => {
    const answer = await served.get(`/document/${await idOf(name)}/native`);
    expect(answer.status).toBe(303);
    const address = answer.headers.get('location') ?? '';
    expect(new URL(address).origin).not.toBe(served.origin);
    // Whoever has the address has no cookie there.
    const once = await fetch(address);
    expect((await fetch(address)).status).toBe(404);
    return once;
  };

  test('comes from another origin, once, as a file that no browser shows', async () => {
    const answer = await sent('report.pdf');
    expect(Object.fromEntries(['content-type', 'content-disposition', 'content-length', 'x-content-type-options'].map((name) => [name, answer.headers.get(name)]))).toEqual({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="report.pdf"; filename*=UTF-8''report.pdf`,
      'content-length': String(report.length),
      'x-content-type-options': 'nosniff',
    }); // prettier-ignore
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(await idOf('report.pdf'));
  });

  test('under a name that steers nothing', async () => {
    const answer = await sent('.exe');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="a_;__.exe"; filename*=UTF-8''a_%3B_%C3%A9.exe`,
    );
  });

  test('whose source is not there says why and what to do, as no file', async () => {
    const answer = await sent('gone.csv');
    expect([answer.status, answer.headers.get('content-disposition')]).toEqual([400, null]);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const words = await answer.text();
    expect(words).toMatch(/^Not sent: the bytes of .*gone\.csv cannot be had: .* Ingest the source again/u);
  });

  test('no other host, method, way or ticket', async () => {
    const asked = await served.get(`/document/${await idOf('note.txt')}/native`);
    const address = new URL(asked.headers.get('location') ?? '');
    expect((await fetch(`${address.origin}/native/${'a'.repeat(43)}`)).status).toBe(404);
    expect((await fetch(`${address.origin}/`)).status).toBe(404);
    expect((await fetch(address, { method: 'POST' })).status).toBe(404);
    expect(await (await fetch(address)).text()).toBe('just words');
  });
});

test('what is gone from its source says so in its frame, and what changed is not shown', async () => {
  const gone = await served.html(`/document/${await idOf('gone.csv')}/grid`);
  expect(gone).toContain('cannot be had');
  const id = await idOf('note.txt');
  writeFileSync(join(source, 'note.txt'), 'other word');
  const answer = await served.get(`/document/${id}/bytes?from=16`);
  // It is held open for whoever looks at more of it.
  expect(await answer.text()).toContain('SHA-256 compared');
});

test('each is recorded with its words', async () => {
  const { stdout } = await runCli(['audit', '--case', casePath, '--json']);
  const asked = JSON.stringify(jsonRows(stdout));
  for (const words of ['"original"', '"download"', '"page 1"', '"left out"']) expect(asked).toContain(words);
});
