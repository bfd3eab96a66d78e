/** How pages look that show long names, long texts, and scripts that run the other way or have no spaces. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { runCli } from '../cli/run-cli.ts';
import { describeChromium } from '../services.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { browse, type Browsed } from './browsed.ts';
import { serve } from './served.ts';

const longName = `${'an-unbroken-name-'.repeat(14)}end.txt`;

describeChromium('looks', () => {
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
    const source = join(folder, 'share');
    writeFiles(source, {
      [longName]: `seldom ${'unbroken'.repeat(500)}\n`,
      'שם ארוך.txt': 'seldom\nרשימת הבוחרים נמסרה ביום שני\n',
      '名簿.txt': `seldom\n${'有権者の名簿は月曜日に渡された。'.repeat(200)}\n`,
      'lines.txt': Array.from({ length: 100_000 }, (_, at) => `line ${at + 1} seldom`).join('\n'),
    });
    const casePath = join(folder, 'case');
    const ingest = ['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers'];
    expect(await runCli(ingest)).toMatchObject({ exitCode: 0 });
    served = await serve(casePath, ['--exports', join(folder, 'exports')], { enter: false });
    browsed = await browse(served);
    start = browsed.page.url();
  });

  /** The document that a query finds first. */
  const openFirst = async (query: string): Promise<void> => {
    const { page } = browsed!;
    await page.goto(`${start}?q=${encodeURIComponent(query)}`);
    await page.click('.hits a >> nth=0');
    await page.waitForURL(/\/document\//u);
  };

  /** What reaches beyond the window, but within something that scrolls by itself. */
  const widerThanWindow = (): Promise<string[]> =>
    browsed!.page.evaluate(
      `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > innerWidth && !one.parentElement.closest('table, .scrolled'))
        .map((one) => one.outerHTML.slice(0, 100)).concat('the page')`,
    );

  test.each([1280, 420])('nothing is wider than a window of %d', async (width) => {
    const { page } = browsed!;
    await page.setViewportSize({ width, height: 800 });
    for (const address of [
      '?q=seldom',
      `find?name=${longName}`,
      'coverage',
      'timeline',
      'exports?q=seldom',
    ]) {
      await page.goto(start + address);
      const wider = await widerThanWindow();
      expect([address, wider]).toEqual([address, []]);
    }
    for (const query of [
      'seldom NOT name:lines.txt NOT name:名簿 NOT הבוחרים',
      'name:名簿',
      'name:lines.txt',
    ]) {
      await openFirst(query);
      const wider = await widerThanWindow();
      expect([query, wider]).toEqual([query, []]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('the boxes of an export stand in line with their words, and its columns side by side', async () => {
    const { page } = browsed!;
    await page.goto(`${start}exports?q=seldom`);
    await page.click('summary');
    const apart: string[] = await page.evaluate(
      `[...document.querySelectorAll('main label:has(> [type=checkbox])')].filter((label) => {
        const box = label.firstElementChild.getBoundingClientRect();
        const words = new Range();
        words.selectNodeContents(label.lastChild);
        const { left, top, bottom } = words.getBoundingClientRect();
        return top > box.top || bottom < box.bottom || left < box.right || left > box.right + 16;
      }).map((label) => label.textContent)`,
    );
    expect(apart).toEqual([]);
    const button = await page.getByRole('button', { name: 'Export' }).boundingBox();
    expect(button?.y).toBeLessThan(800);
  });

  test('a line that runs from right to left begins at the right', async () => {
    const { page } = browsed!;
    await openFirst('הבוחרים');
    const fromRight: number = await page.evaluate(
      "(() => { const mark = [...document.querySelectorAll('pre mark')].at(-1); return mark.closest('pre').getBoundingClientRect().right - mark.getBoundingClientRect().right; })()",
    );
    expect(fromRight).toBeLessThan(300);
  });

  test('a text of 100,000 lines is gone through in stretches, by a key', async () => {
    const { page } = browsed!;
    await openFirst('name:lines.txt');
    expect(await page.textContent('main pre')).toContain('line 1 seldom');
    await page.keyboard.press(']');
    await page.waitForURL(/from=32768/u);
    expect(await page.textContent('main pre')).not.toContain('line 1 seldom');
  });

  test('on paper stands what was found, and nothing to press', async () => {
    const { page } = browsed!;
    await page.goto(`${start}?q=seldom`);
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['header nav', 'form', '.facets', 'button.keys'])
      expect([hidden, await page.locator(hidden).first().isVisible()]).toEqual([hidden, false]);
    expect(await page.locator('.hits').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });
});
