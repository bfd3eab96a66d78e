/** Hostile HTML comes out as a page that can fetch, run and lead to nothing, and what it would have done is told. */
import { describe, expect, test } from '@jest/globals';
import { Parser } from 'htmlparser2';
import { renderingOf } from './rendering-of.ts';
import { hostilePage, waysOut } from './ways-out.ts';

const html = (markup: string) => renderingOf('html', Buffer.from(markup), 'html', { as: 'html' });

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const elementsOf = (page: string): Element[] => {
  const found: Element[] = [];
  new Parser({ onopentag: (name, attributes) => void found.push({ name, attributes }) }).end(page);
  return found;
};

/** All that the pages of this test may have: what is not here has not been thought about. */
const shown = new Set(
  'html head meta title style body h1 p span div b img table tbody tr td ol li blink br font i mi mtext'.split(
    ' ',
  ),
);

/** What none of our pages may hold, however a browser reads it. */
function expectInert(page: string): void {
  const elements = elementsOf(page);
  const others = elements.map(({ name }) => name).filter((name) => !shown.has(name));
  expect(others).toEqual([]);
  for (const { name, attributes } of elements)
    for (const [key, value] of Object.entries(attributes)) {
      expect([name, key, key.startsWith('on')]).toEqual([name, key, false]);
      if (key === 'src') expect(value).toMatch(/^data:image\/png;base64,[\w+/=]+$/);
      else expect(value).not.toMatch(/:\/\/|url\(|javascript|out\.example/i);
    }
}

test.each(Object.entries(waysOut))('%s leads nowhere', async (_, markup) => {
  const { bytes } = await html(`<p>before</p>${markup}<p>after</p>`);
  const page = bytes.toString();
  expectInert(page);
  // An address may be left as a text that the page shows, and nowhere else.
  expect(page).toContain('<p>before</p>');
});

test('all of them in one page, and what it would have fetched is told', async () => {
  const { bytes, remote, remoteCount, leftOut, isCut } = await html(hostilePage);
  const page = bytes.toString();
  expectInert(page);
  expect(page).toContain('Still here');
  expect(isCut).toBe(false);
  expect(remoteCount).toBe(remote.length);
  for (const way of [
    'script',
    'image',
    'srcset-2',
    'style-url',
    'import',
    'font',
    'refresh',
    'prefetch',
    'poster',
    'form',
    'link',
    'ping',
    'iframe',
  ])
    // prettier-ignore
    expect(remote).toContain(`https://${way}.out.example/x`);
  expect(leftOut).toEqual(expect.arrayContaining(['form', 'iframe', 'onclick', 'script', 'style', 'svg']));
});

describe('what shows something stays', () => {
  test('structure, tables, colours, directions', async () => {
    const markup = `<table width=100% bgcolor="#eef" style="border: 1px solid rgb(1, 2, 3); position:fixed"><tr><td colspan=2 align=right>a &lt; b</td></tr></table><p dir=rtl>שלום</p><ol start=3><li>c</ol>`;
    const page = (await html(markup)).bytes.toString();
    expect(page).toContain(
      '<table width="100%" bgcolor="#eef" style="border:1px solid rgb(1, 2, 3)"><tr><td colspan="2" align="right">a &#60; b</td></tr></table><p dir="rtl">שלום</p><ol start="3"><li>c</li></ol>',
    );
  });

  test('the text of what is left out, unless it is a program', async () => {
    const page = (await html('<form><label>Name <input></label></form><blink>old</blink><script>no()</script>')).bytes.toString(); // prettier-ignore
    expect(page).toContain('Name old');
    expect(page).not.toContain('no()');
  });

  test('a picture that the page carries, written anew; any other has a place that says so', async () => {
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const carried = `<img src="data:image/svg+xml;base64,${pixel}" width=7 alt=a><img src="data:image/png,broken" alt="<b>">`;
    const page = (await html(`${carried}<img src="https://x.example/y" alt=z>`)).bytes.toString();
    expect(page).toMatch(/<img width="7" src="data:image\/png;base64,[\w+/=]+">/);
    expect(page).toContain('[picture: &#60;b&#62;, cannot be shown]');
    expect(page).toContain('[picture: z, not fetched]');
    expect(page).not.toContain(pixel);
  });
});

test('a page of nothing but tags within tags, and one of megabytes, end within their bounds', async () => {
  const deep = await html(`${'<div><b>'.repeat(3000)}x`);
  expect(elementsOf(deep.bytes.toString()).length).toBeLessThan(250);
  const long = await html(`<p>${'word &amp; '.repeat(1_000_000)}</p>`);
  expect(long.isCut).toBe(true);
  expect(long.bytes.length).toBeLessThan(6 * 1024 * 1024);
  expect(long.bytes.toString()).toContain('[what follows is cut]');
});
