/** The bars over a search of the sample case: each leads to as many documents as it says. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
const samples = join(import.meta.dirname, '../../samples');
beforeAll(async () => {
  const casePath = join(folder, 'case');
  const words = ['ingest', join(samples, 'share'), '--intake', join(samples, 'intake.json'), '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
  expect(await runCli([...words, '--case', casePath])).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
}, 120_000);

const documentsOf = (page: string): number =>
  Number(/<h1>\s*([\d,]+) documents?/u.exec(page)?.[1]?.replaceAll(',', '') ?? 0);

/** Bars of a page, each with its number and where it leads. */
const barsOf = (page: string): { span: string; count: number; to: string }[] =>
  [...page.matchAll(/<a href="([^"]+)" aria-label="([\d-]+): ([\d,]+) documents?">/gu)].map(
    ([, to = '', span = '', count = '']) => ({
      span,
      count: Number(count.replaceAll(',', '')),
      to: to.replaceAll('&amp;', '&'),
    }),
  );

test.each(['*', 'type:eml', 'consent', 'main-date:2019-04'])(
  '%s: the number of a bar is that of its page',
  async (q) => {
    const bars = barsOf(await served.html(`/?q=${encodeURIComponent(q)}`));
    expect(bars.length).toBeGreaterThan(1);
    for (const { span, count, to } of bars) {
      const page = await served.html(to);
      expect([span, documentsOf(page)]).toEqual([span, count]);
    }
  },
);
