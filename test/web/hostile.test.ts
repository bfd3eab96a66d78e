/** Evidence that wants to be more than text on a page stays text, wherever it is shown. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { linksOf, parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
const source = join(folder, 'share');
const casePath = join(folder, 'case');

/** Each tries to leave where it stands: a text, an attribute, a title, a style. */
const payload = `tarnhelm "><script>alert(1)</script><img src=//a.example/x onerror=alert(1)>'"\`--></textarea></title></style><svg/onload=alert(1)>&lt;b&gt;\u202e\u0007`;

/** On a watchlist: what a list names is shown on pages too. */
const organisation = 'Tarnhelm <script>alert(3)</script> "Onerror=" & Sons';

beforeAll(async () => {
  writeFileSync(join(folder, 'watch.csv'), `name,kind\n"${organisation.replaceAll('"', '""')}",other\n`);
  const name = payload.replaceAll('/', '∕').replaceAll('\u0007', '').slice(0, 60);
  writeFiles(source, {
    [`${name}.txt`]: payload,
    'mail.eml': `From: "tarnhelm <script>alert(1)</script>" <a@b.example>\r\nTo: c@d.example\r\nSubject: ${payload.replaceAll(/[^ -~]/gu, '')}\r\nX-Tarnhelm: <script>alert(2)</script>\r\n\r\n${payload}\r\n`,
    'named.txt': `tarnhel ${organisation} writes to a@b.example\n`,
    'page.html': `<title>tarnhelm &lt;script&gt;alert(1)&lt;/script&gt;</title><p>tarnhelm &lt;img src=x onerror=alert(1)&gt;</p>`,
  });
  const words = ['--reference', '<script>EX</script>', '--custodian', '<img src=x onerror=alert(1)>'];
  expect(await runCli(['ingest', source, '--case', casePath, ...words, '--parser-processes', '1', '--no-gazetteers', '--watchlist', join(folder, 'watch.csv')])).toMatchObject({ exitCode: 0 }); // prettier-ignore
  for (const verb of [
    ['label', '--query', 'tarnhelm', '--add', '<script>label</script>'],
    ['note', 'mail.eml', '<script>note</script>'],
  ])
    expect(await runCli([...verb, '--case', casePath])).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
});

const allowed = new Set([
  'iframe', 'img',
  'html', 'head', 'meta', 'title', 'link', 'body', 'header', 'strong', 'span', 'bdi', 'nav', 'a', 'main', 'h1', 'h2', 'form',
  'label', 'input', 'select', 'option', 'button', 'p', 'div', 'section', 'ul', 'ol', 'li', 'mark', 'pre', 'code', 'table',
  'caption', 'thead', 'tbody', 'tr', 'th', 'td', 'br', 'textarea',
  'figure', 'figcaption', 'details', 'summary', 'svg', 'g', 'rect', 'line', 'circle', 'text',
  'fieldset', 'legend', 'dl', 'dt', 'dd', 'q',
]); // prettier-ignore
const allowedAttributes = new Set([
  'sandbox', 'src', 'alt', 'download',
  'lang', 'charset', 'name', 'content', 'rel', 'href', 'class', 'aria-label', 'aria-current', 'title', 'action', 'method',
  'role', 'value', 'autofocus', 'autocomplete', 'selected', 'scope', 'id', 'data-key', 'type', 'form', 'maxlength',
  'required', 'rows', 'tabindex', 'viewbox', 'preserveaspectratio', 'x', 'y', 'width', 'height', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r',
  'stroke-width', 'text-anchor', 'checked', 'download', 'data-completes', 'data-caret', 'aria-invalid', 'aria-describedby',
]); // prettier-ignore

function expectInert(path: string, page: string): void {
  const { elements: all } = parsePage(page);
  const scripts = all.filter(({ name }) => name === 'script');
  expect([path, scripts.map(({ attributes }) => attributes)]).toEqual([
    path,
    [{ src: '/app.js', defer: '' }],
  ]);
  expect([path, page.split('<script').length]).toEqual([path, 2]);
  const elements = all.filter(({ name }) => name !== 'script');
  expect([path, elements.filter(({ name }) => !allowed.has(name))]).toEqual([path, []]);
  for (const { attributes } of elements) {
    expect([path, Object.keys(attributes).filter((name) => !allowedAttributes.has(name))]).toEqual([
      path,
      [],
    ]);
    for (const address of [attributes['href'], attributes['src'], attributes['action']])
      if (address !== undefined)
        expect([path, /^(?:\/(?!\/)|#(?:main|left)$)/u.test(address)]).toEqual([path, true]);
  }
  // What turns text around, or steers, is written out; what was typed stands in its field as it was typed.
  const written = page.replaceAll(/<input\s[^>]*>|<textarea [^>]*>.*?<\/textarea>/gsu, '');
  expect([path, ['\u202e', '\u0007'].some((one) => written.includes(one))]).toEqual([path, false]);
}

test('no element, attribute or address comes from evidence, labels, notes, sources or what was typed', async () => {
  const typed = encodeURIComponent(payload);
  const start = await served.html('/?q=tarnhelm');
  expect(parsePage(start).text).toContain('4 documents');
  const documents = linksOf(start, '/document/');
  expect(documents).toHaveLength(4);
  for (const [path, own] of [['/chronology', { when: '2016', text: payload.slice(0, 60), basis: '<b>', chronology: '<i>x</i>' }], ['/register', { name: '<script>R</script>', kind: 'person', status: 'closed', actions: '<u>' }], ['/questions', { question: '<script>Q</script>', status: 'open' }]] as const)
    expect((await served.post(`${path}/write`, { id: `h-${path.slice(1)}`, basedOn: '0', document: 'mail.eml', ...own })).status).toBe(303); // prettier-ignore
  const kept = ['chronology', 'register', 'questions'].flatMap((path) => [`/${path}/edit?id=h-${path}`, `/${path}/history?id=h-${path}`]); // prettier-ignore
  const histories = documents.map((path) => path.replace(/\?.*/u, '/history'));
  const idOf = (path: string): string => /[0-9a-f]{64}/u.exec(path)?.[0] ?? '';
  const pages = [
    ...histories,
    '/', '/?q=tarnhelm', '/?q=status:*', `/?q=${typed}`, `/?q=${encodeURIComponent(`exact:"${payload.slice(9, 30)}"`)}`,
    `/?q=tarnhelm&sort=${typed}&after=${typed}`, '/timeline', `/timeline?q=tarnhelm&lanes=custodian&kind=${typed}&custodian=${typed}`, `/timeline?span=${typed}&zone=${typed}`,
    '/timeline?lanes=custodian&zone=Asia/Kolkata', '/timeline?lanes=zone&span=1990', '/silence', `/silence?q=tarnhelm&custodian=${typed}`,
    '/entities', `/entities?kind=${typed}&name=${typed}`, `/entity?name=${typed}`, `/entity?name=${encodeURIComponent(organisation)}`, '/identities', `/identities?address=${typed}`, `/identity?who=${typed}`, '/identity?who=a@b.example',
    '/runs', '/sources', '/exceptions', `/exceptions/edit?what=${typed}`, '/chronology', '/register', '/questions', `/chronology?chronology=${typed}`, `/chronology/edit?text=${typed}&document=mail.eml`,
    `/register/edit?name=${typed}&status=${typed}`, `/questions/history?id=${typed}`, ...kept, '/personal-data', '/personal-data?kind=email', `/personal-data?kind=${typed}`, '/census', '/candidates', `/candidates?q=${typed}`, `/relations?name=${typed}`, `/relations?name=${encodeURIComponent(organisation)}`, `/relations?name=${encodeURIComponent(organisation)}&path=${typed}`, '/people', `/people?q=${typed}`, `/near?document=${typed}`, ...documents.map((path) => `/near?document=${idOf(path)}`), '/datasets', `/dataset?document=${typed}`, `/dataset/overlap?document=${typed}&other=${typed}`, `/census?q=${typed}`, `/diff?document=${typed}&other=${typed}`, ...documents.flatMap((path) => documents.slice(0, 2).map((other) => `/diff?document=${idOf(path)}&other=${idOf(other)}`)), `/graph?entity=${typed}`, `/graph?person=${typed}`,
    `/graph?entity=${encodeURIComponent(organisation)}`, '/graph?person=a@b.example', '/coverage', `/find?name=${typed}`, '/find?name=mail.eml',
    `/find?name=${encodeURIComponent('.txt')}`, `/document/${typed}`, `/${typed}`, ...documents,
    ...documents.map((path) => `${path}&text=1`), ...documents.map((path) => `${path}&text=${typed}&from=${typed}`),
  ]; // prettier-ignore
  for (const path of pages) expectInert(path, await served.html(path));
  for (const path of linksOf(start, '/?')) expectInert(path, await served.html(path));
});

test('it is shown all the same, word for word', async () => {
  const [first = ''] = linksOf(await served.html('/?q=name:mail.eml'), '/document/');
  const { text } = parsePage(await served.html(first));
  expect(text).toContain(`tarnhelm "><script>alert(1)</script><img src=//a.example/x onerror=alert(1)>`);
  expect(text).toContain('<script>label</script>');
  expect(text).toContain('<script>note</script>');
  expect(text).toContain('\\u{202e}');
});
