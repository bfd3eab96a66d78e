/** Evidence that wants out of the page it is shown on, in Chromium: nothing is asked of elsewhere, and nothing of it runs. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { routes } from '../../web/routes.ts';
import { runCli } from '../cli/run-cli.ts';
import { describeChromium } from '../services.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { browse, type Browsed, isOpened, linksOf, routeOf } from './browsed.ts';
import { serve } from './served.ts';

/** Ways of HTML, SVG and CSS to run something or to ask `to`; each would be heard of. */
const waysOut = (to: string): readonly string[] => [
  `<script>document.title='ran';fetch('${to}/script')</script>`,
  `<img src="${to}/img" onerror="alert('img')" srcset="${to}/srcset 2x">`,
  `<svg onload="alert('svg')"><image href="${to}/svg"/><use href="${to}/use#a"/><script href="${to}/svg-script"/></svg>`,
  `<iframe src="${to}/frame" srcdoc="<script>parent.alert('frame')</script>"></iframe>`,
  `<object data="${to}/object"></object><embed src="${to}/embed">`,
  `<link rel="stylesheet" href="${to}/css"><link rel="prefetch" href="${to}/prefetch"><link rel="dns-prefetch" href="${to}">`,
  `<style>@import url('${to}/import');*{background:url(${to}/background)}</style>`,
  `<p style="background:url('${to}/style')">styled</p>`,
  `<meta http-equiv="refresh" content="0;url=${to}/refresh"><base href="${to}/">`,
  `<video src="${to}/video" poster="${to}/poster" autoplay></video><audio src="${to}/audio" autoplay></audio>`,
  `<form action="${to}/form"><input autofocus onfocus="alert('focus')" name=x><button>Go</button></form>`,
  `<a href="${to}/link" ping="${to}/ping">link</a> <a href="javascript:alert('link')">link</a>`,
  `<details open ontoggle="alert('toggle')"><summary>more</summary></details>`,
  `<body background="${to}/body" onload="alert('body')"><table background="${to}/table"></table>`,
  `<input type=image src="${to}/input" onmouseover="alert('over')"><template><img src="${to}/template"></template>`,
  `"><img src=x onerror=alert('attribute')> '-alert('quote')-' \u0060\${alert('template')}\u0060`,
  `</textarea></title></style></pre></bdi><img src="${to}/closed" onerror="alert('closed')">`,
];

describeChromium('hostile evidence in Chromium', () => {
  let served: Awaited<ReturnType<typeof serve>> | undefined;
  let browsed: Browsed | undefined;
  let elsewhere: Server | undefined;
  const heard: string[] = [];
  // Before the folder goes: its end is recorded in there.
  afterAll(async () => {
    await browsed?.close();
    await served?.end();
    elsewhere?.close();
  });
  const folder = temporaryFolder();
  let start: string;
  let to: string;

  beforeAll(async () => {
    elsewhere = createServer((asked, answer) => {
      heard.push(asked.url ?? '');
      answer.setHeader('content-type', 'text/html');
      answer.end(asked.url === '/unguarded' ? waysOut(to).join('') : '');
    });
    await new Promise<void>((resolve) => elsewhere?.listen(0, '127.0.0.1', resolve));
    to = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const source = join(folder, 'share');
    const html = waysOut(to).join('\n');
    const header = waysOut(to).slice(0, 3).join(' ').slice(0, 400);
    writeFiles(source, {
      'page.html': `<!doctype html><title>tarnhelm ${header}</title>${html}<p>tarnhelm</p>`,
      'escaped.html': `<p>tarnhelm ${html.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`,
      'text.txt': `tarnhelm ${html}`,
      'picture.svg': `<svg xmlns="http://www.w3.org/2000/svg"><title>tarnhelm</title>${waysOut(to)[2]}</svg>`,
      'mail.eml': `From: "${header.replaceAll('"', "'")}" <a@b.example>\r\nTo: c@d.example\r\nDate: Tue, 9 Apr 2019 12:41:16 +0100\r\nSubject: tarnhelm ${header}\r\nContent-Type: text/html\r\n\r\n${html.replaceAll('\n', '\r\n')}<p>tarnhelm</p>\r\n`,
      [`tarnhelm ${waysOut('x')[15]?.replaceAll('/', '∕')}.txt`]: 'tarnhelm',
    });
    const casePath = join(folder, 'case');
    const ingest = ['ingest', source, '--case', casePath, '--custodian', `<img src=${to}/custodian>`];
    expect(await runCli([...ingest, '--parser-processes', '1', '--no-gazetteers'])).toMatchObject({
      exitCode: 0,
    });
    await runCli(['label', '--query', 'tarnhelm', '--add', header, '--case', casePath]);
    await runCli(['note', 'mail.eml', html, '--case', casePath]);
    served = await serve(casePath, [], { enter: false });
    browsed = await browse(served);
    start = browsed.page.url();
  });

  test('every page that shows it, and a click on everything that shows it', async () => {
    const { page, foreign, ran } = browsed!;
    const paths = routes.filter(({ method }) => method === 'get').map(({ path }) => path);
    const shows = (address: string): boolean => routeOf(address, paths) !== undefined;
    const typed = encodeURIComponent(waysOut('http://a.example').join(''));
    const waiting = [start, `${start}?q=tarnhelm`, `${start}?q=${typed}`, `${start}find?name=${typed}`];
    const perRoute = new Map<string, number>();
    const seen = new Set<string>();
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
      const route = routeOf(address, paths) ?? '';
      const shownOf = perRoute.get(route) ?? 0;
      // Documents are all looked at; of pages that differ in what is asked some are enough.
      if (seen.has(address) || !shows(address) || shownOf >= (route.includes(':') ? 10 : 4)) continue;
      seen.add(address);
      perRoute.set(route, shownOf + 1);
      if (!(await isOpened(page, address))) continue;
      waiting.push(...(await linksOf(page)));
      const title = await page.title();
      // All that leads nowhere by itself, and one spot as a hand would.
      await page.evaluate(
        "document.querySelectorAll('main :not(a, a *, button, input, select, form)').forEach((one) => one.click?.())",
      );
      await page.mouse.click(640, 400);
      expect([address, title === 'ran']).toEqual([address, false]);
    }
    expect(perRoute.get('/document/:id')).toBeGreaterThanOrEqual(5);
    expect(foreign).toEqual([]);
    expect(ran).toEqual([]);
    expect(heard).toEqual([]);
  });

  test('in a page that is not guarded they do get out', async () => {
    const { page, ran } = browsed!;
    await page.goto(`${to}/unguarded`);
    await expect(page.waitForURL(`${to}/refresh`)).resolves.toBeUndefined();
    expect(heard).toEqual(
      expect.arrayContaining(['/img', '/script', '/css', '/import', '/poster', '/refresh']),
    );
    expect(ran.length).toBeGreaterThan(0);
  });
});
