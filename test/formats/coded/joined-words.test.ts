/** Words that a text writes in pieces are found whole, as hidden text beside it; what only looks so is left. */
import { describe, expect, test } from '@jest/globals';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const read = (text: string, format = 'text') => runExtractor(Buffer.from(text), { format });
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const tex = String.raw;

describe('words that are written in pieces are found whole', () => {
  test.each([
    [
      'LDIF, a folded line',
      'dn: cn=Ann,dc=air\n ius\ndescription: of the mil\n l there\n',
      'of the mill there',
    ],
    ['LDIF, its name', 'version: 1\r\ndn: cn=Ann,dc=air\r\n ius\r\n', 'dc=airius'],
    ['LDIF, a short value', `dn: cn=Ann\nsn:: ${base64('Müls')}\n`, 'Müls'],
    [
      'LDIF, a folded value',
      `dn: cn=Ann\nsn:: ${base64('Mühlenbach')}\n`.replace('1o', '1o\n '),
      'Mühlenbach',
    ],
    ['gettext', 'msgid "the mill"\nmsgstr "an der Müh"\n"le dort"\n', 'an der Mühle dort'],
    ['gettext, what is out of use', '#~ msgid "x"\n#~ msgstr "an der Müh"\n#~ "le dort"\n', 'Mühle dort'],
    ['a script', 'say("the mi" +\r\n    "ll there");\n', 'the mill there'],
    ['SubRip', '1\n00:00:01,000 --> 00:00:02,000\nthe <i>mi</i>ll <FONT color="#ff0000">th</FONT>ere\n', 'mill <FONT color="#ff0000">there'], // prettier-ignore
    [
      'WebVTT',
      'WEBVTT\n\n00:01.000 --> 00:02.000\nmi<00:00:01.500>ll <c.red>th</c>ere\n',
      'mill <c.red>there',
    ],
    ['ASS', tex`Dialogue: 0,0:00:01.00,0:00:02.00,Default,{\i1}mi{\i0}ll\Nof\hAnn`, 'mill of Ann'],
    ['ASS, a break alone', tex`Dialogue: 0,0:00:01.00,0:00:02.00,Default,the\Nmill`, 'the mill'],
    ['Markdown', 'the **m**ill', '**mill'],
    ['a wiki', "the '''mi'''ll", 'mill'],
    ['a forum', 'the mi[b]ll[/b] of [color=#f00]O[/color]dile', 'mill[/b] of [color=#f00]Odile'],
    ['a line that goes on', 'note=of the mi\\\n    ll there', 'of the mill there'],
    ['the source of a message', 'see =3D\nof the M=C3=BC=\nhle there', 'Mühle'],
    ['MicroDVD', '{10}{20}the mi{y:b}ll\n', 'the mill'],
    ['TeX', tex`\begin{a} r\'esum\'e K\"{o}ln stra\ss e {\"u}ber \v{S}koda na\"\i ve`, 'résumé Köln straße über Škoda naïve'], // prettier-ignore
    ['TeX, letters by name', tex`\section{a} Fa\c cade \O{}st {\ae}on \L{}\'od\'z Erd\H os`, 'Façade Øst æon Łódź Erdős'], // prettier-ignore
    [
      'TeX, what parts no word',
      tex`\section{a} mi\-ll re\textbf{mark}ed \emph{wo}rd`,
      'mill remarked \\emph{word',
    ],
    ['BibTeX', '@article{k,\n  author = {G{\\"o}del, K.}, title = {{DNA}ge of {T}ime}\n}\n', 'Gödel, K.}, title = {{DNAge of {Time'], // prettier-ignore
    ['UTF-7, in a word', 'of M+APw-ller there', 'of Müller there'],
    ['UTF-7, at the end of one', 'the caf+AOk there', 'the café there'],
    ['UTF-7, at its beginning', 'the +AMQ-rger there', 'the Ärger there'],
    ['UTF-7, a sign', 'to ann+AEA-mill.example', 'ann@mill.example'],
  ])('%s', async (_name, text, words) => {
    const found = await read(text);
    expect(found.texts.hidden).toContain(words);
    expect(placeOf(found, words, 'hidden').mark).toBe('coded');
  });

  test('wherever a piece of the text ends', async () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => `dn: cn=${at},dc=mi\n ll${at}\nnote: ${'plain '.repeat(at % 13)}`); // prettier-ignore
    const { hidden } = (await read(`${lines.join('\n\n')}\n`)).texts;
    expect(lines.filter((_, at) => !hidden?.includes(`dc=mill${at}`))).toEqual([]);
  });
});

test.each([
  ['lines that begin with a blank', 'a list of mi\n ll and more\n'],
  ['a quotation in JSON', '{"a": "he said \\"over\\" and \\"out\\"",}'],
  ['elements that part', 'one<br>two<td>three</p>four'],
  ['a path', 'C:\\New\\house and \\Notes'],
  ['a sum', 'C+ABC-x and a+b-c, x+AMb and Q+APw1234'],
  ['strings one a line', '"mi"\n"ll"\n"there"\n'],
  ['an assignment', 'total =\n sum; a=\nb'],
  ['apostrophes', "the mill's and the millers' weir, don't"],
  ['two strings in a list', '["mi",\n"ll"]'],
  ['comparisons', 'if (a<b && c>d) x<y>z'],
])('%s joins nothing', async (_name, text) => {
  expect((await read(text)).texts.hidden).toBeUndefined();
});
