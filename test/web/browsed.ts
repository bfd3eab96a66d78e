/** A served case in Chromium: enters with the printed address, and keeps what the pages asked for and whom. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { messageOf } from '../../schemas/problem.ts';
import { chromiumUrl } from '../services.ts';
import type { serve } from './served.ts';

export interface Browsed {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses that were asked for and are not of the server. */
  readonly foreign: string[];
  /** What opened, or was said by, code that ran in a page: dialogs, windows, errors of scripts. */
  readonly ran: string[];
  close(): Promise<void>;
}

/** The origin of its own that a server hands files out from. */
const handedOut = /^http:\/\/127\.0\.0\.1:\d+\/native\/[\w-]{43}$/u;

/** Of a server whose token was not used yet. */
export async function browse(
  { address, origin }: Pick<Awaited<ReturnType<typeof serve>>, 'address' | 'origin'>,
  options: { readonly javaScriptEnabled?: boolean; readonly colorScheme?: 'light' | 'dark' } = {},
): Promise<Browsed> {
  const browser = await chromium.connect(chromiumUrl());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const foreign: string[] = [];
  const ran: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !handedOut.test(url)) foreign.push(url);
  });
  context.on('dialog', (dialog) => {
    ran.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('page', (opened) => {
    if (context.pages().length > 1) ran.push(`window ${opened.url()}`);
  });
  context.on('weberror', (error) => void ran.push(`error ${error.error().message}`));
  const page = await context.newPage();
  await page.goto(address);
  return { context, page, foreign, ran, close: () => browser.close() };
}

/** The addresses of the links of a page that lead to pages of the case, without their place in it. */
export async function linksOf(page: Page): Promise<string[]> {
  const links: string[] = await page.evaluate(
    "[...document.links].filter((a) => a.origin === location.origin && a.pathname.startsWith('/case/') && !a.hasAttribute('download')).map((a) => a.href.split('#')[0])",
  );
  return [...new Set(links)];
}

/** The route that answers an address. */
export function routeOf(address: string, paths: readonly string[]): string | undefined {
  const { pathname } = new URL(address);
  const below = pathname.replace(/^\/case\/[^/]*/u, '') || '/';
  return paths.find((path) => new RegExp(`^${path.replaceAll(/:\w+/gu, '[^/]+')}$`, 'u').test(below));
}

/** Goes there; false where it is handed out as a file instead of being shown. */
export const isOpened = (page: Page, address: string): Promise<boolean> =>
  page.goto(address).then(
    () => true,
    (error: unknown) => {
      if (/Download is starting/u.test(messageOf(error))) return false;
      throw error;
    },
  );

/** One address for each of these routes, found by following links from `start`; those that nothing leads to are missing. */
export async function oneOfEach(
  page: Page,
  start: readonly string[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  const waiting = [...start];
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const route = routeOf(address, paths);
    if (route === undefined || seen.has(address) || (found.has(route) && !start.includes(address))) continue;
    seen.add(address);
    // What is handed out as a file, or is a picture of evidence, is no page of ours.
    if (!(await isOpened(page, address)) || (await page.locator('main').count()) === 0) continue;
    found.set(route, address);
    waiting.push(...(await linksOf(page)));
  }
  return found;
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds serious or worse in the page that is shown, by all its rules or these, with the first element of each. */
export async function seriousFindings(page: Page, rules: readonly string[] = []): Promise<string[]> {
  const options = {
    resultTypes: ['violations'],
    ...(rules.length === 0 ? {} : { runOnly: rules }),
  };
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(readFileSync(axePath, 'utf8'));
  const found: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] =
    await page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

/** What the Tab key stops at, from the start of the page, until it leaves it; those that do not show it in `unseen`. */
export async function tabStops(page: Page): Promise<{ readonly stops: number[]; readonly unseen: string[] }> {
  const stops: number[] = [];
  const unseen: string[] = [];
  const most: number = await page.evaluate(
    `window.reachable = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter((one) => one.checkVisibility()); document.activeElement.blur(); reachable.length`,
  );
  for (let pressed = 0; pressed < most + 3; pressed++) {
    await page.keyboard.press('Tab');
    const { at, seen, html }: { at: number; seen: boolean; html: string } = await page.evaluate(
      `(() => { const one = document.activeElement; const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return { at: reachable.indexOf(one), seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, html: one.outerHTML.slice(0, 120) }; })()`,
    );
    if (at < 0 || stops.includes(at)) continue;
    stops.push(at);
    if (!seen) unseen.push(html);
  }
  return { stops, unseen };
}
