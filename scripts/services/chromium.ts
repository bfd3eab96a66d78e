/** Brings up the Chromium of this machine, for all tests of a run. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { MissingToolError } from './missing-tool.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Its path; undefined where there is none. */
export const findChromium = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** `url` is for `chromium.connect`. */
export async function startChromium(): Promise<{ url: string; stop(): Promise<void> }> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new MissingToolError('there is no Chromium on this machine (Debian: apt-get install chromium)');
  const server = await chromium.launchServer({ executablePath, args: ['--disable-gpu'] });
  return { url: server.wsEndpoint(), stop: () => server.close() };
}
