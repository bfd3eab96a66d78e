/** A message as it was laid out, with the pictures that it carries and nothing that it does not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { renderingOf } from './rendering-of.ts';
import { hostilePage } from './ways-out.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const mail = (text: string) => renderingOf('html', Buffer.from(text), 'eml', { as: 'html' });
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const related = (html: string): string =>
  [
    'From: "A <script>" <a@b.example>',
    'To: c@d.example',
    'Subject: =?utf-8?q?Caf=C3=A9_=3Cb=3E?=',
    'X-Secret: not shown',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary=XX',
    '',
    '--XX',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '--XX',
    'Content-Type: image/png',
    'Content-ID: <logo%1@b.example>',
    'Content-Transfer-Encoding: base64',
    '',
    pixel,
    '--XX--',
    '',
  ].join('\r\n');

test('its header lines are escaped, its pictures are written anew', async () => {
  const { bytes, remote } = await mail(
    related('<p>See</p><img src="cid:logo%251@b.example"><img src="cid:none">'),
  );
  const page = bytes.toString();
  expect(page).toContain('From: &#34;A &#60;script&#62;&#34; &#60;a@b.example&#62;');
  expect(page).toContain('Subject: Café &#60;b&#62;');
  expect(page).not.toContain('X-Secret');
  expect(page).toMatch(/<p>See<\/p><img src="data:image\/png;base64,/);
  expect(page).toContain('[picture, cannot be shown]');
  expect(remote).toEqual([]);
});

test('what it holds signed is shown under its own header lines', async () => {
  const { bytes } = await renderingOf('html', readFileSync(join(fixtures, 'eml/signed-opaque.eml')), 'eml', {
    as: 'html',
  });
  const page = bytes.toString();
  expect(page).toContain('Subject: Figures, signed');
  expect(page).toContain('The pilotage figures are final');
});

test('of two ways to read it, the one that was laid out; hostile as it is, no address is left', async () => {
  const alternative = `Subject: two\r\nContent-Type: multipart/alternative; boundary=YY\r\n\r\n--YY\r\nContent-Type: text/plain\r\n\r\nplain words\r\n--YY\r\nContent-Type: text/html\r\n\r\n${hostilePage}\r\n--YY--\r\n`;
  const { bytes, remoteCount } = await mail(alternative);
  const page = bytes.toString();
  expect(page).toContain('Still here');
  expect(page).not.toContain('plain words');
  expect(page.replaceAll(/>[^<]*</g, '><')).not.toContain('out.example');
  expect(remoteCount).toBeGreaterThan(30);
});

test('plain text keeps its lines, and is no markup', async () => {
  const page = (await mail('Subject: t\r\n\r\n<img src=https://x.example/y>\r\nsecond')).bytes.toString();
  expect(page).toContain('<pre>&#60;img src=https://x.example/y&#62;\nsecond</pre>');
});

test.each([['eml/family.eml', 'eml'], ['emlx/two-files.emlx', 'emlx'], ['eml/truncated.eml', 'eml']])(
  '%s',
  async (path, format) => {
    const bytes = readFileSync(join(fixtures, path));
    const { bytes: page } = await renderingOf('html', bytes, format, { as: 'html' });
    expect(page.toString()).toContain('Subject: ');
  },
); // prettier-ignore
