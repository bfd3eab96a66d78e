/** HTML: visible text in blocks, hidden text apart, metadata, charsets, hostile nesting. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { runExtractor } from '../../run-extractor.ts';

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));
const read = async (html: string) => (await runExtractor(Buffer.from(html), { format: 'html' })).texts;

describe('html', () => {
  test('what is seen, what is not, and what describes it', async () => {
    const { texts, metadata, warnings } = await runExtractor(fixture('html/page.html'), { format: 'html' });
    expect(texts.body?.split('\n')).toEqual([
      'Plan',
      'First bold step,',
      'then rest.',
      'One',
      'Two',
      'Anna\tLeeds',
      'Bob\tYork',
      'Link Mail Our logo',
      '  kept',
      '   as is',
    ]);
    expect(texts.headers).toBe('Campaign plan\nJane Doe\nvoters, data\nHow to win');
    for (const part of [
      'https://example.org/a',
      'mailto:ann@example.org',
      'x.png',
      'remove before sending',
      'tracking words',
    ]) {
      expect(texts.hidden).toContain(part);
    }
    expect(JSON.stringify(texts)).not.toMatch(/secret|color/);
    expect(metadata).toMatchObject({
      title: 'Campaign plan',
      authors: ['Jane Doe'],
      keywords: ['voters', 'data'],
      language: 'en-GB',
      charset: 'utf-8',
      other: { description: 'How to win' },
    });
    expect(warnings).toEqual([{ code: 'active-content', detail: '1 scripts; their text is not searched' }]);
  });

  test('the page states its charset', async () => {
    const { texts, metadata } = await runExtractor(fixture('html/stated-1251.html'), { format: 'html' });
    expect(texts.body).toBe('Партия');
    expect(metadata.charset).toBe('windows-1251');
  });

  test.each([
    ['<p>one<p>two', 'one\ntwo'],
    ['a&nbsp;b &amp; &eacute;&#x905;', 'a\u00a0b & éअ'],
    ['<span>Wo</span><span>rd</span>', 'Word'],
    ['<a href=x>One</a><a href=y>Two</a>s', 'One Twos'],
    ['<td>a</td><td>b</td>', 'a\tb'],
    ['x<script>y</script>z', 'xz'],
    ['x<input type=text value=v>y<input type=hidden value=h>', 'x v y'],
    ['text <![CDATA[kept]]> on', 'text kept on'],
    ['<b>unclosed', 'unclosed'],
    ['', undefined],
  ])('%s', async (html, text) => {
    expect((await read(html)).body).toBe(text);
  });

  const xhtml = (head: string, body: string): string =>
    `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>${head}</head><body>${body}</body></html>`;

  test.each([
    ['XHTML: a title of nothing', xhtml('<title/><script src="a.js"/>', '<p>one</p>'), 'one'],
    ['XHTML: a frame of nothing', xhtml('', '<iframe src="x"/><textarea/>two'), 'two'],
    ['XHTML: what is hidden ends in its tag', xhtml('', '<div style="display:none"/>three'), 'three'],
    ['HTML: a title without its end', `<title>${'t'.repeat(1000)}<p>four</p>`, '<p>four</p>'],
    [
      'the document of a frame',
      'x<iframe srcdoc="&lt;p&gt;In&lt;b&gt;ner&lt;/b&gt;&lt;p&gt;end"></iframe>y',
      'x\nInner\nend\ny',
    ],
    ['a frame in a frame', `<iframe srcdoc="a<iframe srcdoc='b'></iframe>c"></iframe>`, 'a\nb\nc'],
    ['a frame that is not shown', '<div hidden><iframe srcdoc="<p>no"></iframe></div>yes', 'yes'],
    [
      'names of groups and options',
      '<select><optgroup label="North"><option>Tromsø</select>',
      'North\nTromsø',
    ],
  ])('%s', async (_what, html, text) => {
    expect((await read(html)).body).toBe(text);
  });

  test('what a page does not show, of attributes, instructions and styles', async () => {
    const { texts, warnings } = await runExtractor(
      Buffer.from(
        '<style>/* kept for Odile */ p:before { content: "Draft only"; color: red }</style><p data-note="ask Rasmus first" class="a bb cc" onclick="go()">x</p><?note the Varga file?><a href="javascript:go()">y</a><meta itemprop="place" content="Nesodden quay">',
      ),
      { format: 'html' },
    );
    expect(texts.body).toBe('x\ny');
    expect(texts.hidden?.split('\n')).toEqual([
      'kept for Odile',
      'Draft only',
      'ask Rasmus first',
      'note the Varga file',
    ]);
    expect(warnings).toEqual([{ code: 'active-content', detail: '2 scripts; their text is not searched' }]);
  });

  test('files in the page’s own text are children, each once', async () => {
    const list = Buffer.from('a,b\n').toString('base64');
    const { children, texts, warnings } = await runExtractor(
      Buffer.from(
        `<a download="list.csv" href="data:text/csv;base64,${list}">get</a><img src="data:text/csv;base64,${list}"><img src="data:,one%20%C3%A4" alt=""><p style="background:url('data:image/gif;base64,R0lG')">x</p><style>b{src:url(data:font/x,zz)}</style><object data="data:text/html;charset=utf-8,<p>q"></object><img src="data:broken">`,
      ),
      { format: 'html' },
    );
    expect(
      children.map(({ locator, name, declaredType, bytes }) => [
        locator,
        name,
        declaredType,
        Buffer.from(bytes ?? []).toString(),
      ]),
    ).toEqual([
      ['data:1', 'list.csv', 'text/csv', 'a,b\n'],
      ['data:2', '', undefined, 'one ä'],
      ['data:3', '', 'image/gif', 'GIF'],
      ['data:4', '', 'font/x', 'zz'],
      ['data:5', '', 'text/html', '<p>q'],
    ]);
    expect(texts.hidden).toBeUndefined();
    expect(warnings.map(({ code }) => code)).toEqual(['member-failed']);
  });

  test('deep nesting and endless tags are bounded, the words behind them read', async () => {
    const deep = await runExtractor(Buffer.from(`${'<div>'.repeat(100_000)}<p>needle</p>`), {
      format: 'html',
    });
    expect(deep.texts.body).toContain('needle');
    expect(deep.warnings.map(({ code }) => code)).toContain('partial-read');
    const long = await runExtractor(Buffer.from(`<a title="${'x '.repeat(10_000_000)}">needle</a>`), {
      format: 'html',
    });
    expect(long.texts.body).toContain('needle');
    expect(long.warnings.map(({ code }) => code)).toContain('partial-read');
  });
});
