/** Tests of the RTF extractor over fixtures of our own making. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, nat, property, tuple } from 'fast-check';
import { type TokenHandler, scanTokens } from '../../../formats/rtf/scan-tokens.ts';
import { runExtractor } from '../../run-extractor.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/rtf', name));
const run = (name: string) => runExtractor(fixture(name), { format: 'rtf' });
const read = (text: string) => runExtractor(Buffer.from(text, 'latin1'), { format: 'rtf' });

describe('a whole document', () => {
  test('gives its text in all code pages', async () => {
    const { outcome, texts, warnings } = await run('report.rtf');
    expect(outcome).toEqual({ status: 'extracted' });
    expect(warnings).toEqual([]);
    expect(texts.body).toBe(
      [
        'Café accounts of the harbour.',
        'Greek αβ, a clef 𝄞, kept €only once.',
        '日本 and Москва',
        'Paid by the council and others.',
        'the donors and ',
        'Name\tAmount\t',
        'Marten\t12\t',
        'unicode —',
        'In a box',
        'A {brace} and a back\\slash.',
        '',
      ].join('\n'),
    );
  });

  test('keeps headers, notes, comments and hidden text apart', async () => {
    const { texts } = await run('report.rtf');
    expect(texts.headers?.split(/\n+/)).toEqual(['Running title', 'checked twice', 'H-12', '']);
    expect(texts.notes?.trim()).toBe('See the minutes.');
    expect(texts.comments?.trim()).toBe('Ann Reviewer: Who paid for this?');
    expect(texts.hidden).toBe(
      'AR\nhttps://example.org/donors\na hidden remark\nansi only\nnever shown\na drawing of the pier\n',
    );
  });

  test('gives metadata; its times have no zone', async () => {
    const { metadata } = await run('report.rtf');
    expect(metadata).toEqual({
      title: 'Harbour report',
      authors: ['Ann Writer', 'Ben Writer'],
      lastAuthor: 'Cid Editor',
      company: 'Harbour Institute',
      keywords: ['pier', 'café'],
      application: 'Our Writer 1.0',
      pages: 3,
      created: {
        local: '2017-03-01T09:30',
        precision: 'minute',
        zoneSource: 'none',
        raw: '\\yr2017\\mo3\\dy1\\hr9\\min30',
      },
      modified: {
        local: '2017-03-02T10:05:07',
        precision: 'second',
        zoneSource: 'none',
        raw: '\\yr2017\\mo3\\dy2\\hr10\\min5\\sec7',
      },
      other: { doccomm: 'checked twice', Case: 'H-12' },
    });
  });

  test('keeps a date that no calendar has as it is written', async () => {
    const rtf = String.raw`{\rtf1{\info{\creatim\yr2019\mo2\dy30}{\revtim\yr0\mo0\dy0}}text}`;
    const { metadata } = await runExtractor(Buffer.from(rtf), { format: 'rtf' });
    expect(metadata).toEqual({ other: { creatim: String.raw`\yr2019\mo2\dy30` } });
  });

  test('gives packages and pictures as children', async () => {
    const { children } = await run('report.rtf');
    const seen = children.map(({ name, relation, declaredType, bytes }) => ({
      name,
      relation,
      declaredType,
      size: bytes?.length,
    }));
    expect(seen).toEqual([
      { name: 'figures.csv', relation: 'embedded', declaredType: undefined, size: 22 },
      { name: '', relation: 'embedded', declaredType: 'image/png', size: 33 },
    ]);
    expect(children[0]?.locator).toMatch(/^object:\d+$/);
    expect(Buffer.from(children[0]?.bytes ?? []).toString()).toBe('name,amount\nMarten,12\n');
  });

  test("a picture's properties are text, not its data", async () => {
    const properties =
      '{\\*\\picprop{\\sp{\\sn wzDescription}{\\sv the pier face}}{\\sp{\\sn dhgt}{\\sv 2512}}}';
    const { texts, children } = await runExtractor(
      Buffer.from(`{\\rtf1 see {\\*\\shppict{\\pict${properties}\\pngblip 89504e47}}}`),
      { format: 'rtf' },
    );
    expect(texts).toEqual({ body: 'see ', hidden: 'the pier face\n' });
    expect(children.map(({ bytes }) => bytes)).toEqual([Buffer.from('89504e47', 'hex')]);
  });

  test('of encapsulated HTML the text is read, not the tags', async () => {
    const { texts } = await run('from-html.rtf');
    expect(texts.body).toBe('Dear Ann,\n\u00a0the list is attached.\n');
  });

  test('a \\bin block is data, whatever braces it holds', async () => {
    const { texts, children } = await run('binary.rtf');
    expect(texts.body).toBe('before  after');
    expect(Buffer.from(children[0]?.bytes ?? []).toString('latin1')).toBe('\xff\xd8}{\\\xd9');
  });
});

test('a line from which something was taken out stands as it was before, too', async () => {
  const { texts } = await runExtractor(
    Buffer.from('{\\rtf1 the {\\deleted old }red {\\deleted xx}mill\\par next}'),
    {
      format: 'rtf',
    },
  );
  expect(texts.body).toBe('the red mill\nnext');
  expect(texts.hidden?.split('\n')).toContain('the old red xxmill');
});

describe('damaged and hostile documents', () => {
  test('what reaches outside is reported, a bogus length allocates nothing', async () => {
    const { outcome, texts, warnings } = await run('hostile.rtf');
    expect(outcome.status).toBe('extracted');
    expect(texts.body?.trim()).toBe('shown');
    expect(warnings).toEqual([
      { code: 'external-reference', detail: 'document template' },
      { code: 'active-content', detail: 'field DDEAUTO' },
      { code: 'external-reference', detail: 'field INCLUDEPICTURE' },
      { code: 'truncated', detail: 'groups are still open at the end' },
    ]);
  });

  test('bytes after the end are an item and counted', async () => {
    const { texts, warnings, children } = await run('trailing.rtf');
    expect(texts.body).toBe('shown');
    expect(Buffer.from(children[0]?.bytes ?? []).toString()).toBe('appended payload');
    expect(warnings).toEqual([
      { code: 'trailing-data', detail: '16 bytes at byte 18, opened as an item (text)' },
    ]);
  });

  test('what is no RTF fails', async () => {
    expect((await read('{plain}')).outcome).toMatchObject({ status: 'failed', code: 'corrupt' });
    expect((await read('')).outcome).toMatchObject({ status: 'failed', code: 'corrupt' });
  });

  test('a million braces are read with bounded depth', async () => {
    const { outcome, texts } = await read(
      `{\\rtf1 ${'{'.repeat(1_000_000)}deep${'}'.repeat(1_000_000)} end}`,
    );
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toBe('deep end');
  });

  test('data over the limit is reported and not held', async () => {
    const { children, warnings } = await runExtractor(
      Buffer.from(`{\\rtf1{\\pict\\pngblip ${'00'.repeat(2000)}}}`),
      { format: 'rtf', limits: { maxHeldBytes: 1000 } },
    );
    expect(children).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['too-large']);
  });

  test('any damaged byte leaves an outcome', async () => {
    const whole = fixture('report.rtf');
    const damage = array(tuple(nat(whole.length - 1), nat(255)), { minLength: 1, maxLength: 50 });
    await assert(
      asyncProperty(damage, nat(whole.length), async (changes, end) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const { outcome } = await runExtractor(bytes.subarray(0, end), { format: 'rtf' });
        expect(['extracted', 'failed']).toContain(outcome.status);
      }),
      { numRuns: 200 },
    );
  });
});

test.each([
  ['a double-byte character over two escapes', "{\\rtf1\\ansicpg932 \\'82\\'a0}", 'あ'],
  ['its second byte written plainly', "{\\rtf1\\ansicpg936 \\'d6\\'d0\\'ceA}", '中蜛'],
  ['Korean', "{\\rtf1{\\fonttbl{\\f3\\fcharset129 B;}}\\f3\\'c7\\'d1}", '한'],
  ['traditional Chinese', "{\\rtf1\\ansicpg950 \\'a4\\'a4}", '中'],
  ['Mac Roman', "{\\rtf1\\mac \\'8e}", 'é'],
  ['an unknown code page', "{\\rtf1\\ansicpg99999 \\'e9}", 'é'],
  [
    'a text box of the older drawings',
    '{\\rtf1 one\\par{\\*\\do\\dobxpage\\dptxbx{\\dptxbxtext\\pard\\plain box\\par}\\dpx1}two}',
    'one\nbox\ntwo',
  ],
  [
    'a shape and what older readers show of it',
    '{\\rtf1 {\\shp{\\*\\shpinst{\\shptxt box\\par}}{\\shprslt{\\*\\do{\\dptxbxtext box\\par}}}}x}',
    'box\nx',
  ],
  [
    'a shape for older readers alone',
    '{\\rtf1 {\\shp{\\shprslt{\\*\\do{\\dptxbxtext box\\par}}}}x}',
    'box\nx',
  ],
  [
    'the number of a note beside a word, and one that belongs to it',
    '{\\rtf1 the mill{\\super 12} and 5 km{\\super 2}, 1{\\super st}\\par\\super 1\\nosupersub Pond}',
    'the mill 12 and 5 km2, 1st\n1 Pond',
  ],
  [
    'shapes within a paragraph, and within a word',
    '{\\rtf1 the mi{\\shp{\\*\\shpinst{\\shptxt \\pard box\\par}}}ll{\\shp{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv art}}{\\shptxt last}}} there\\par and}',
    'the mill there\nbox\nart\nlast\nand',
  ],
  ['a shape in a file that is cut off', '{\\rtf1 one{\\shp{\\*\\shpinst{\\shptxt box', 'one\nbox\n'],
  [
    'the entry chosen in a form field',
    '{\\rtf1 in {\\field{\\*\\fldinst FORMDROPDOWN {\\*\\formfield{\\fftype2\\ffres1{\\*\\ffname P}{\\*\\ffl Oslo}{\\*\\ffl Alta}}}}{\\fldrslt }}.}',
    'in Alta.',
  ],
  [
    'a box ticked at first',
    '{\\rtf1 {\\field{\\*\\fldinst FORMCHECKBOX {\\*\\formfield{\\fftype1\\ffres25\\ffdefres1}}}{\\fldrslt }}.}',
    '☒.',
  ],
  ['a damaged escape', "{\\rtf1 a\\'zzb}", 'azzb'],
  ['no fallback', '{\\rtf1\\uc0\\u233 t\\u233 !}', 'été!'],
])('%s', async (_name, text, expected) => {
  expect((await read(text)).texts.body).toBe(expected);
});

test.each([
  ['an unknown destination', '{\\rtf1 x{\\*\\secretdest kept {\\b words}}y}', 'kept words\n'],
  ['document variables', '{\\rtf1 {\\*\\docvar {Payee}{ Halden}}y}', 'Payee Halden\n'],
  [
    'where encapsulated HTML leads to',
    '{\\rtf1\\fromhtml1 {\\*\\htmltag84 <a href="https://pay.example/x">}y}',
    'https://pay.example/x\n',
  ],
  [
    'other entries of a form field',
    '{\\rtf1 {\\*\\formfield{\\fftype2\\ffres1{\\*\\ffname P}{\\*\\ffl Oslo}{\\*\\ffl y}}}}',
    'P\nOslo\n',
  ],
])('hidden text: %s', async (_name, text, hidden) => {
  const { texts } = await read(text);
  expect(texts.hidden).toBe(hidden);
  expect(texts.body?.trim()).toMatch(/y$/);
});

test('what is written of the document is text as well', async () => {
  const { texts, metadata } = await read(
    '{\\rtf1{\\info{\\title T}{\\doccomm ask Odile}{\\category audit}}{\\*\\userprops{\\propname Matter}{\\staticval EX-9}}x}',
  );
  expect(texts.headers).toBe('ask Odile\naudit\nEX-9\n');
  expect(metadata.other).toMatchObject({ doccomm: 'ask Odile', Matter: 'EX-9' });
});

test('tokens are the same wherever the slices are cut', () => {
  const whole = fixture('report.rtf');
  const listen = (cuts: readonly number[]) => {
    let seen = '';
    const handler: TokenHandler = {
      groupStart: (offset) => void (seen += `{${offset}`),
      groupEnd: () => void (seen += '}'),
      control: (word, parameter) => void (seen += `\\${word}${parameter ?? ''} `),
      bytes: (view) => void (seen += Buffer.from(view).toString('latin1')),
      escaped: (byte) => void (seen += `'${byte}`),
      binary: (view) => void (seen += Buffer.from(view).toString('latin1')),
    };
    const scanner = scanTokens(handler);
    let at = 0;
    for (const cut of [...cuts, whole.length].sort((a, b) => a - b)) {
      scanner.push(whole.subarray(at, cut));
      at = cut;
    }
    return seen;
  };
  const uncut = listen([]);
  assert(property(array(nat(whole.length)), (cuts) => expect(listen(cuts)).toBe(uncut)));
});
