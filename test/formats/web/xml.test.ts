/** XML: character data, attributes and comments apart; entities refused; damage survived. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { runExtractor } from '../../run-extractor.ts';

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));

describe('xml', () => {
  test('elements are lines, inline elements are not, attributes are hidden text', async () => {
    const { texts, metadata, warnings } = await runExtractor(fixture('xml/register.xml'), { format: 'xml' });
    expect(texts.body).toBe('Register of donors\nAnna\nMeier\ngave twice , in cash');
    expect(texts.hidden).toBe(
      'D-17\tLeeds\nnot for the press\nregister\ntitle\ndonor\ncity\nfirst\nlast\nnote\n',
    );
    expect(metadata.title).toBe('Register of donors');
    expect(warnings).toEqual([]);
  });

  test.each([
    [
      'flat OPC',
      '<pkg:package xmlns:pkg="q"><w:p>\n <w:r><w:t>Kest</w:t></w:r>\n <w:r><w:rPr><w:b/></w:rPr><w:t>rel</w:t></w:r><w:r><w:tab/><w:t>mill</w:t><w:noBreakHyphen/><w:t>race</w:t></w:r></w:p><w:p><w:r><w:t>next</w:t></w:r></w:p></pkg:package>',
      'Kestrel\nmill\nrace\nnext',
    ],
    [
      'flat OpenDocument',
      '<office:text><text:p>Kest<text:span>rel</text:span> one<text:s/>two<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>aside</text:p></text:note-body></text:note></text:p><text:p>next</text:p><text:p>in<draw:frame><svg:title>weir</svg:title><svg:desc>pond</svg:desc></draw:frame>to</text:p></office:text>',
      'Kestrel one two\n1\naside\nnext\nin\nweir\npond\nto',
    ],
  ])('runs of a paragraph are one text: %s', async (_name, xml, body) => {
    expect((await runExtractor(Buffer.from(xml), { format: 'xml' })).texts.body).toBe(body);
  });

  test('the declared encoding counts', async () => {
    const { texts, metadata } = await runExtractor(fixture('xml/latin1.xml'), { format: 'xml' });
    expect(texts.body).toBe('Köln');
    expect(metadata.charset).toBe('windows-1252');
  });

  test('what is declared elsewhere is not fetched', async () => {
    const { texts, warnings } = await runExtractor(fixture('xml/entity-bomb.xml'), { format: 'xml' });
    expect(texts.body).toBe(`start ${'ha'.repeat(16)} &x; end`);
    expect(texts.hidden).toContain('<!ENTITY a "ha">');
    expect(warnings.map(({ code }) => code)).toEqual(['external-reference']);
  });

  test('embedded files of flat documents become children', async () => {
    const { texts, children } = await runExtractor(fixture('xml/flat.fodt'), { format: 'xml' });
    expect(texts.body).toBe('Letter to the board');
    expect(children.map(({ locator, bytes }) => [locator, Buffer.from(bytes ?? []).toString()])).toEqual([
      ['binary-1', 'Hello image'],
    ]);
  });

  test('a broken document gives what it has', async () => {
    const { texts, warnings } = await runExtractor(fixture('xml/broken.xml'), { format: 'xml' });
    for (const word of ['Anna', 'Bob', 'after']) expect(texts.body).toContain(word);
    expect(warnings.map(({ code }) => code)).toEqual(['corrupt']);
  });

  test('instructions, namespaces of one’s own, and files in attributes', async () => {
    const { texts, children } = await runExtractor(
      Buffer.from(
        '<?xml version="1.0"?><?note ask Rasmus?><svg xmlns="http://www.w3.org/2000/svg" xmlns:q="for-odile" xmlns:r="for-odile" xmlns:s="http://mill.example/orders"><image href="data:image/gif;base64,R0lG"/><t>x</t></svg>',
      ),
      { format: 'xml' },
    );
    expect(texts.body).toBe('x');
    expect(texts.hidden).toBe('note ask Rasmus\nfor-odile\thttp://mill.example/orders\nsvg\nimage\nhref\n');
    expect(
      children.map(({ declaredType, bytes }) => [declaredType, Buffer.from(bytes ?? []).toString()]),
    ).toEqual([['image/gif', 'GIF']]);
  });

  test('long runs of spaces and binary data take no time', async () => {
    const started = performance.now();
    const spaces = await runExtractor(Buffer.from(`<a>x\n${' '.repeat(400_000)}y</a>`), { format: 'xml' });
    expect(spaces.texts.body).toBe('x\ny');
    const noise = await runExtractor(Buffer.concat([Buffer.from('<a>'), Buffer.alloc(200_000, '\u0001')]), {
      format: 'xml',
    });
    expect(noise.warnings.map(({ code }) => code)).toContain('corrupt');
    expect(performance.now() - started).toBeLessThan(8000);
  });

  test('a nest made to exhaust the parser is left at a limit, its words are not', async () => {
    const bytes = Buffer.from(`<x>${'<a>'.repeat(300_000)}${' '.repeat(70_000)}<b>needle</b>`);
    const { texts, warnings } = await runExtractor(bytes, { format: 'xml' });
    expect(texts.body).toContain('needle');
    expect(warnings.map(({ code }) => code)).toContain('partial-read');
  });

  test('small entities are expanded, nested too, and nothing beyond that', async () => {
    const xml = (subset: string, text: string) =>
      runExtractor(Buffer.from(`<?xml version="1.0"?><!DOCTYPE a [${subset}]><a>${text}</a>`), {
        format: 'xml',
      });
    const nested = await xml('<!ENTITY x "Va"><!ENTITY f "&x;r&#103;a">', 'to &f; now, V<b/>&none;');
    expect(nested.texts.body).toContain('to Varga now');
    const itself = await xml('<!ENTITY x "a&y;"><!ENTITY y "b&x;">', 'one &x; two');
    expect(itself.texts.body).toBe('one &x; two');
    expect(itself.warnings.map(({ code }) => code)).toEqual(['bomb']);
    const bomb = await xml(
      [
        '<!ENTITY e0 "ha">',
        ...Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`),
      ].join(''),
      '&e9;',
    );
    expect([bomb.texts.body, bomb.warnings.map(({ code }) => code)]).toEqual(['&e9;', ['bomb']]);
    const many = await xml(`<!ENTITY x "${'x'.repeat(4000)}">`, '&x;'.repeat(10_000));
    expect(many.texts.body?.length).toBeLessThan(17 * 1024 * 1024);
  });

  test('files in the styles of a drawing are children', async () => {
    const { children } = await runExtractor(
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg"><style>a{fill:url("data:,one")}</style><g style="fill:url(data:,two)"/></svg>',
      ),
      { format: 'xml' },
    );
    expect(children.map(({ bytes }) => Buffer.from(bytes ?? []).toString()).sort()).toEqual(['one', 'two']);
  });
});
