/** The pages in Chromium: the way of somebody who is new, the keyboard alone, and what axe says of each page. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { routes } from '../../web/routes.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { describeChromium } from '../services.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { browse, type Browsed, oneOfEach, seriousFindings, tabStops } from './browsed.ts';
import { serve } from './served.ts';

/** Pages of the case that a reader is shown; what answers programs, or hands out bytes, is none. */
const shown = routes
  .filter(
    ({ method, json, givesBytes, path }) =>
      method === 'get' && !json && !givesBytes && !path.startsWith('/api/'),
  )
  .map(({ path }) => path);

/** What is written into the forms of a case that nobody has worked in, so that their pages have something to show. */
const written = {
  chronology: { when: '2019-03', text: 'The budget is agreed' },
  register: { name: 'Harbour Analytica' },
  questions: { question: 'Who paid for the list?' },
  exceptions: { what: 'password-required', reason: 'Nobody has the password' },
};

describeChromium('the pages', () => {
  let served: Awaited<ReturnType<typeof serve>> | undefined;
  let browsed: Browsed | undefined;
  // Before the folder goes: its end is recorded in there.
  afterAll(async () => {
    await browsed?.close();
    await served?.end();
  });
  const folder = temporaryFolder();
  let small: SmallCase;
  let start: string;
  let found: ReadonlyMap<string, string>;
  const opened = (): Browsed => browsed!;

  beforeAll(async () => {
    small = await makeSmallCase(folder);
    await small.run('label', 'mail.eml', '--add', 'to review');
    served = await serve(small.casePath, [], { enter: false });
    browsed = await browse(served);
    start = browsed.page.url();
    for (const [path, fields] of Object.entries(written)) {
      await browsed.page.goto(`${start}${path}/edit`);
      for (const [name, words] of Object.entries(fields))
        await browsed.page.fill(`main [name=${name}]`, words);
      await browsed.page.locator('main form button').last().click();
      await browsed.page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    }
    const hit = `${start}?q=budget`;
    // Whose second document, or table, is named in a form.
    const ofTwo = [`${start}diff?document=mail.eml&other=cards.csv`, `${start}dataset/overlap?document=cards.csv&other=cards.csv`]; // prettier-ignore
    found = await oneOfEach(browsed.page, [start, hit, ...ofTwo], shown);
  });

  test('a page leads to each of them that needs nothing to be made first', () => {
    // Of what somebody has to make first there may be none.
    const isOfOne = (path: string): boolean => path.includes(':') && path !== '/document/:id';
    expect(shown.filter((path) => !found.has(path) && !isOfOne(path))).toEqual([]);
  });

  test('somebody new: from the address that was printed to a document and back, and to the pages beside', async () => {
    const { page } = opened();
    await page.goto(start);
    // What is typed before the field has the focus that it takes by itself is lost.
    await page.waitForSelector('input[name=q]:focus');
    await page.keyboard.type('budget');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=budget/u);
    const heading = await page.textContent('h1');
    expect(heading).toMatch(/^\d+ documents?/u);
    const results = page.url();
    await page.click('.hits a >> nth=0');
    await page.waitForURL(/\/document\//u);
    expect(await page.locator('mark').count()).toBeGreaterThan(0);
    await page.click('text=Back to the results');
    await page.waitForURL(/q=budget/u);
    expect(await page.textContent('h1')).toBe(heading);
    expect(new URL(page.url()).searchParams.get('q')).toBe('budget');
    await page.click('nav >> text=Coverage');
    expect(await page.textContent('main')).toContain('Unaccounted for');
    await page.goBack();
    expect(new URL(page.url()).pathname).toBe(new URL(results).pathname);
  });

  test('by keyboard alone: every page is walked through in its order, and where one is shows', async () => {
    const { page } = opened();
    for (const [path, address] of found) {
      await page.goto(address);
      const { stops, unseen } = await tabStops(page);
      const all: number = await page.evaluate('reachable.length');
      expect([path, unseen]).toEqual([path, []]);
      expect([path, stops.toSorted((a, b) => a - b)]).toEqual([
        path,
        Array.from({ length: all }, (_, at) => at),
      ]);
      // Where it begins is the page's own affair; from there it goes on in order, and round.
      const [first = 0] = stops;
      expect([path, stops]).toEqual([path, Array.from({ length: all }, (_, at) => (first + at) % all)]);
    }
  });

  test('the first stop of a page leads past its head', async () => {
    const { page } = opened();
    await page.goto(found.get('/coverage') ?? '');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
  });

  test('axe finds nothing serious on any page, light and dark', async () => {
    const { page } = opened();
    for (const [path, address] of found) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(address);
      expect([path, await seriousFindings(page, [])]).toEqual([path, []]);
      await page.emulateMedia({ colorScheme: 'dark' });
      // What else it looks for is the same.
      expect([path, 'dark', await seriousFindings(page, ['color-contrast'])]).toEqual([path, 'dark', []]);
    }
  });

  test('nothing was asked of elsewhere', () => {
    expect(opened().foreign).toEqual([]);
    expect(opened().ran).toEqual([]);
  });
});
