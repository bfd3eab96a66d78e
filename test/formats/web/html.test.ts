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
    expect(warnings).toEqual([]);
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
