/** Takes the pictures of the pages that documents show, of the case that the demo makes: `npm run demo` first. */
import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { caseFolder } from './demo.ts';
import { findChromium } from './services/chromium.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'pictures');
/** So that a clone stays small, and pages of documents load fast. */
const maxBytes = 100_000;

interface Picture {
  readonly name: string;
  /** Below the case. */
  readonly address: string;
  /** What is done before it is taken. */
  readonly first?: (page: Page) => Promise<void>;
  readonly dark?: boolean;
  readonly height?: number;
}

const query = 'consent+AND+list';
const followHit = async (page: Page): Promise<void> => {
  await page.click('.hits a >> nth=0');
  await page.waitForURL(/\/document\//u);
};

export const pictures: readonly Picture[] = [
  { name: 'search', address: `?q=${query}` },
  { name: 'document', address: `?q=${query}`, first: followHit },
  { name: 'timeline', address: 'timeline?kind=sent&kind=created&kind=taken' },
  { name: 'silence', address: 'silence' },
  { name: 'entities', address: 'entities' },
  {
    name: 'graph',
    address: `graph?entity=${encodeURIComponent("Information Commissioner's Office")}`,
    height: 820,
  },
  { name: 'personal-data', address: 'personal-data' },
  { name: 'coverage', address: 'coverage' },
  { name: 'find', address: 'find?name=IMG_0413.jpg' },
  { name: 'keys', address: `?q=${query}`, first: async (page) => page.keyboard.press('?'), dark: true },
];

/** The address that `evidex serve` prints, of a server that ends with `end`. */
async function serveDemo(): Promise<{ readonly address: string; end(): void }> {
  const words = [join(root, 'bin', 'evidex.js'), 'serve', join(root, caseFolder), '--json'];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, EVIDEX_OPERATOR: 'Bo Examiner' },
  });
  for await (const line of createInterface({ input: child.stdout }))
    return {
      address: (JSON.parse(line) as { address: string }).address,
      end: () => void child.kill('SIGINT'),
    };
  throw new Error('the server ended before it listened: npm run demo makes its case');
}

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium on this machine');
  mkdirSync(folder, { recursive: true });
  const served = await serveDemo();
  const browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage();
    await page.goto(served.address);
    const start = page.url();
    for (const { name, address, first, dark = false, height = 560 } of pictures) {
      await page.setViewportSize({ width: 1000, height });
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      await page.goto(start + address);
      await first?.(page);
      await page.mouse.move(0, 0);
      const path = join(folder, `${name}.png`);
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
      const { size } = statSync(path);
      console.log(`${name}: ${size} bytes`);
      if (size > maxBytes) process.exitCode = 1;
    }
  } finally {
    await browser.close();
    served.end();
  }
}

if (import.meta.main) await main();
