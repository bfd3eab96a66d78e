/** The keys of the pages, which all work without them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeSmallCase } from '../cli/small-case.ts';
import { describeChromium } from '../services.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { browse, type Browsed } from './browsed.ts';
import { serve } from './served.ts';

describeChromium('keys', () => {
  let served: Awaited<ReturnType<typeof serve>> | undefined;
  let browsed: Browsed | undefined;
  // Before the folder goes: its end is recorded in there.
  afterAll(async () => {
    await browsed?.close();
    await served?.end();
  });
  const folder = temporaryFolder();
  let start: string;

  beforeAll(async () => {
    const small = await makeSmallCase(folder);
    served = await serve(small.casePath, [], { enter: false });
    browsed = await browse(served);
    start = browsed.page.url();
  });

  const query = 'budget+OR+analytica';
  const pathOf = (address: string): string => new URL(address).pathname;

  test('hits, documents and passages are gone through without a mouse', async () => {
    const { page } = browsed!;
    await page.goto(`${start}?q=${query}`);
    const hits: string[] = await page.evaluate("[...document.querySelectorAll('.hits > li')].map((hit) => hit.querySelector('a').href)"); // prettier-ignore
    expect(hits.length).toBeGreaterThan(2);
    const focused = (): Promise<string> => page.evaluate('document.activeElement.href');
    for (const [key, hit] of [
      ['j', 0],
      ['j', 1],
      ['j', 2],
      ['k', 1],
      ['k', 0],
    ] as const) {
      await page.keyboard.press(key);
      expect([key, await focused()]).toEqual([key, hits[hit]]);
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(hits[0] ?? '');
    await page.keyboard.press('n');
    expect(await page.locator('mark.here').count()).toBe(1);
    await page.keyboard.press('N');
    await page.waitForURL((url) => url.pathname === pathOf(hits[1] ?? ''));
    await page.keyboard.press('P');
    await page.waitForURL((url) => url.pathname === pathOf(hits[0] ?? ''));
    await page.keyboard.press('b');
    await page.waitForURL((url) => url.pathname === pathOf(start));
    await page.keyboard.press('/');
    await page.keyboard.type('jnb?1');
    expect(await page.inputValue('[name=q]')).toBe('jnb?1');
    await page.keyboard.press('Escape');
    await page.keyboard.press('2');
    await page.waitForURL((url) => pathOf(url.href) !== pathOf(start));
  });

  test('what lies in an archive is gone through as rows are', async () => {
    const { page } = browsed!;
    await page.goto(`${start}?q=name:box.zip`);
    await page.click('.hits a >> nth=0');
    await page.waitForURL(/\/document\//u);
    await page.keyboard.press('h');
    await page.waitForURL(/\/held/u);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('notes.txt');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/document\/[0-9a-f]+$/u);
  });

  test('? lists them, also those of the page, and who does not want them turns them off there', async () => {
    const { page } = browsed!;
    await page.goto(`${start}?q=${query}`);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/document\//u);
    await page.keyboard.press('?');
    const dialog = page.locator('dialog[open]');
    expect(await dialog.textContent()).toContain('Back to the results');
    await dialog.locator('input').uncheck();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('n');
    expect(await page.locator('mark.here').count()).toBe(0);
    await page.click('button.keys');
    await page.locator('dialog input').check();
    await page.click('dialog >> text=Close');
    await page.keyboard.press('n');
    expect(await page.locator('mark.here').count()).toBe(1);
  });
});
