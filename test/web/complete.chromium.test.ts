/** Fields and values are completed while a query is typed, by keys or by mouse; and the caret is where it stops making sense. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { describeChromium } from '../services.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { browse, type Browsed, seriousFindings } from './browsed.ts';
import { serve } from './served.ts';

describeChromium('completion', () => {
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

  beforeAll(async () => {
    small = await makeSmallCase(folder);
    const add = ['to <b>disclose</b> "now"', 'to read'].flatMap((name) => ['--add', name]);
    await small.run('label', 'notes/meeting.txt', ...add);
    served = await serve(small.casePath, [], { enter: false });
    browsed = await browse(served);
    start = browsed.page.url();
  });

  const options = (): Promise<string[]> =>
    browsed!.page.evaluate("[...document.querySelectorAll('[role=option]')].map((one) => one.firstChild.textContent)"); // prettier-ignore
  const waitFor = async (option: string): Promise<void> => {
    await browsed!.page.locator('[role=option] bdi', { hasText: option }).first().waitFor();
  };
  /** The field has the focus once the page is drawn: what is typed before goes nowhere. */
  const open = async (): Promise<void> => {
    const { page } = browsed!;
    await page.goto(start);
    await page.locator('[name=q]:focus').waitFor();
  };
  const typed = (): Promise<string> => browsed!.page.inputValue('[name=q]');

  test('by keys: a field, a value of it that is put in quotes, and what it finds', async () => {
    const { page } = browsed!;
    await page.keyboard.type('budget lab');
    await waitFor('label:');
    expect(await options()).toEqual(['label:']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await waitFor('to read');
    expect(await typed()).toBe('budget label:');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.type('disc');
    await page.locator('[role=option]').nth(1).waitFor({ state: 'detached' });
    expect(await options()).toEqual(['to <b>disclose</b> "now"']);
    await page.keyboard.press('ArrowDown');
    expect(await page.getAttribute('[name=q]', 'aria-activedescendant')).toBe('completions-0-0');
    await page.keyboard.press('Enter');
    expect(await typed()).toBe('budget label:"to <b>disclose</b> \\"now\\"" ');
    await page.keyboard.press('Enter');
    await page.waitForURL(/[?&]q=/u);
    expect(await page.textContent('h1')).toBe('1 document');
    expect(browsed!.ran).toEqual([]);
  });

  test('by mouse, in the middle of a query, within quotes that were begun', async () => {
    const { page } = browsed!;
    await open();
    await page.fill('[name=q]', 'budget label:"to " AND meeting');
    await page.evaluate('(() => { const one = document.querySelector("[name=q]"); one.focus(); one.setSelectionRange(17, 17); })()'); // prettier-ignore
    await page.keyboard.press('ArrowDown');
    await waitFor('to read');
    await page.locator('[role=option]', { hasText: 'to read' }).click();
    expect(await typed()).toBe('budget label:"to read"  AND meeting');
    expect(await options()).toEqual([]);
  });

  test('Enter asks what was typed unless something was chosen, Esc leaves the list and then the field', async () => {
    const { page } = browsed!;
    await open();
    await page.keyboard.press('ArrowDown');
    await waitFor('body:');
    await page.keyboard.press('Escape');
    expect(await options()).toEqual([]);
    await page.keyboard.type('(type');
    await waitFor('type:');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('e:pdf');
    await waitFor('pdf');
    await page.keyboard.type(')');
    await page.locator('[role=option]').first().waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=%28type%3Apdf%29/u);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.name')).toBe(undefined);
  });

  test('words in quotes are no fields, and what a date looks like is said', async () => {
    const { page } = browsed!;
    await open();
    await page.keyboard.type('"the sent');
    await page.keyboard.type('" sent:');
    await page.locator('.completions-status', { hasText: '2016-01-01 TO' }).waitFor();
    expect(await options()).toEqual([]);
  });

  test('a value is asked for once, which is what the log says', async () => {
    const { page } = browsed!;
    await open();
    await page.keyboard.type('type:docx OR type:pdf OR type:eml');
    await waitFor('eml');
    const { stdout } = await small.run('audit', 'CASE');
    const asked = stdout.split('\n').filter((line) => line.includes('values type'));
    // One for each page on which it was typed.
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test('the caret stands where a query stops making sense', async () => {
    const { page } = browsed!;
    await page.goto(`${start}?q=${encodeURIComponent('budget AND (card')}`);
    expect(await page.evaluate('[document.activeElement.name, document.activeElement.selectionStart]')).toEqual(['q', 16]); // prettier-ignore
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    expect(await page.locator('dialog[open]').textContent()).toContain('in the query: fields');
  });
});
