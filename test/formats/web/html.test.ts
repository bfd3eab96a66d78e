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
    expect(warnings).toEqual([
      { code: 'active-content', detail: '1 scripts; of their text what holds several words is hidden text' },
    ]);
  });

  test('names of what is drawn are no words of the page', async () => {
    const { hidden, body } = await read(
      '<p>see</p><svg><g><path/><text>x</text></g></svg><math><mi>y</mi></math>',
    );
    expect([body, hidden]).toEqual(['see\nx\ny', undefined]);
  });

  test('the number of a note is no part of its word, a number that belongs to one is', async () => {
    const { body } = await read(
      '<p>the mill<sup>1</sup>, weir<sup><a href="#n2">12</a></sup> and CO<sub>2</sub>, 5 km<sup>2</sup>, Race<sup>TM</sup>, leat<sup>1, 2</sup>, the 1<sup>st</sup> of 10<sup>6</sup></p><p><a href="#t1">1</a>Pond <sup>2</sup>there</p>',
    );
    expect(body).toBe(
      'the mill 1, weir 12 and CO2, 5 km2, Race TM, leat 1, 2, the 1st of 106\n1 Pond 2 there',
    );
  });

  test('signs that are each read beside are one word, and how they are read is found too', async () => {
    for (const page of [
      '<p>在<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>書</p>',
      '<p>在<ruby>漢<rt>かん</rt>字<rt>じ</ruby>書</p>',
    ]) {
      const { body, hidden } = await read(page);
      expect(body).toBe('在漢字書');
      expect(hidden).toMatch(/かん[\s\S]*じ/u);
    }
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
    ['was <del>old</del><ins>new</ins>, <s>Leeds</s><a href=x>York</a>', 'was old new, Leeds York'],
    ['colo<ins>u</ins>r', 'colour'],
    ['<svg><text>one<tspan>s</tspan></text><text>two</text><desc>drawn</desc></svg>', 'ones\ntwo\ndrawn'],
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
      'Nesodden quay',
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(['active-content']);
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
    expect(texts.hidden).toBe('list.csv');
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

  const start = '<html><body><p>Some words</p>';
  test.each([
    ['in a value', `${start}<a title="meet Varga at the quay`, 'a tag', 'meet Varga at the quay'],
    [
      'in a value that takes in the page',
      `${start}<a href="x>click</a><p>to Var&#103;a</p>`,
      'a tag',
      'to Varga',
    ],
    ['in a value at the very start', '<html><body class="Varga and words', 'a tag', 'Varga and words'],
    ['in a tag', `${start}<b Varga other words`, 'a tag', 'varga'],
    ['in the name of a tag', `${start}<Varga`, 'a tag', '<Varga'],
    ['in an end tag', `${start}</p Varga`, 'a tag', 'Varga'],
    ['in a comment', `${start}<!-- Varga <b>Odile</b>`, 'a comment', 'Varga Odile'],
    ['in CDATA', `${start}<![CDATA[ Varga`, 'a comment', 'Varga'],
    ['in a script', `${start}<script>x; <p>Varga</p>`, 'script', 'Varga'],
    ['in a style', `${start}<style>a{} <p>Varga</p>`, 'style', 'Varga'],
  ])('a page that ends %s', async (_where, html, what, hidden) => {
    const { texts, warnings } = await runExtractor(Buffer.from(html), { format: 'html' });
    expect(texts.hidden?.replaceAll('\n', ' ')).toContain(hidden);
    expect(warnings.filter(({ code }) => code === 'truncated')).toEqual([
      { code: 'truncated', detail: `${what} has no end; what it took in is hidden text` },
    ]);
  });

  test.each([
    ['a textarea', `${start}<textarea>Varga`, 'textarea', 'Some words\nVarga'],
    ['a title', '<title>Varga', 'title', undefined],
  ])('%s without its end is told', async (_where, html, what, body) => {
    const { texts, warnings } = await runExtractor(Buffer.from(html), { format: 'html' });
    expect([texts.body, JSON.stringify(texts).includes('Varga')]).toEqual([body, true]);
    expect(warnings.map(({ detail }) => detail)).toEqual([
      `${what} has no end; what it took in is hidden text`,
    ]);
  });

  test.each([
    ['a second value', '<p title="one" title="Varga">x'],
    ['what stands in an end tag', '<p>x</p title="Varga">'],
    ['a form in a form', '<form><form title="Varga">x'],
    ['the document type', '<!DOCTYPE html PUBLIC "-//Varga//EN"><p>x'],
    ['an address that was not escaped', 'x <varga@firm.example> y', 'varga@firm.example'],
    ['text that only looks like a tag', 'x <b and varga> y', 'varga'],
    ['a value with markup', '<p class="y><i>Varga</i>" id="z">x'],
    ['the value of an option', '<datalist><option value="Varga"></datalist>x'],
    ['a single word of an attribute of the page’s own', '<p data-x="Varga">x'],
    ['fields of Open Graph', '<meta property="og:site_name" content="Varga"><p>x'],
    ['a field without a name', '<meta content="Varga"><p>x'],
    ['a technical field with other words', '<meta name="robots" content="noindex, Varga"><p>x'],
    ['a conditional comment', '<!--[if mso]><table><td>Var&#103;a</td></table><![endif]--><p>x'],
    ['JSON-LD', '<script type="application/ld+json">{"a":"\\u0056arga"}</script>x'],
    ['a template of a script', '<script type="text/template"><i>Varga</i></script>x'],
    ['what a script writes', '<script>document.write("to \\x56arga <b>now</b>")</script>x'],
    ['a note in a script', '<script>/* ask Varga */ // or not</script>x'],
    ['what an attribute does', `<p onclick="alert('ask Varga')">x`],
    ['a text in a style', `<p style="--note: 'Varga'">x`],
    ['a text with escapes in a sheet', '<style>p:after{content:"\\56 arga"}</style>x'],
    ['nothing shown: colour', '<p style="color:#fff; background:#FFFFFF">Varga</p>x'],
    ['nothing shown: opacity', '<p style="opacity: 0.0">Varga</p>x'],
    ['nothing shown: size', '<p style="FONT-SIZE:0PX">Varga</p>x'],
    ['nothing shown: far out', '<p style="position:absolute;left:-9999px">Varga</p>x'],
    ['nothing shown: no height', '<p style="max-height:0;overflow:hidden">Varga</p>x'],
    ['nothing shown: Outlook', '<p style="mso-hide:all">Varga</p>x'],
  ])('hidden text has %s', async (_what, html, words = 'Varga') => {
    const { texts } = await runExtractor(Buffer.from(html), { format: 'html' });
    expect(texts.hidden).toContain(words);
    expect(texts.body).not.toContain('Varga');
  });

  test('a style says whether an element parts its text from what stands beside it', async () => {
    expect(
      (await read('<div style="display:inline">Wo</div><div style="display: inline">rd</div>')).body,
    ).toBe('Word');
    expect((await read('<span style="display:block">one</span><span>two</span>')).body).toBe('one\ntwo');
  });

  test('values that come again and again are told once, those that programs alone read not at all', async () => {
    const { texts } = await runExtractor(
      Buffer.from(
        `<meta name="viewport" content="width=device-width, initial-scale=1">${'<p data-x="Varga" class="lead" type="a">x</p>'.repeat(3)}`,
      ),
      { format: 'html' },
    );
    expect(texts.hidden).toBe('Varga');
  });

  test('files in comments, scripts and sheets of the page are children too', async () => {
    const file = (text: string): string => `data:text/plain;base64,${Buffer.from(text).toString('base64')}`;
    const { children } = await runExtractor(
      Buffer.from(
        `<style>@import "${file('sheet')}"; p{background:URL( '${file('ground')}' )}</style><!-- <img src="${file('comment')}"> --><script>x = "${file('script')}"</script><p data-bg="${file('own')}">x</p><iframe srcdoc="<img src='${file('frame')}'>"></iframe>`,
      ),
      { format: 'html' },
    );
    expect(children.map(({ bytes }) => Buffer.from(bytes ?? []).toString())).toEqual([
      'sheet',
      'ground',
      'comment',
      'script',
      'own',
      'frame',
    ]);
  });
});
