/** Originals are shown by processes without rights, one for each, and what they do with it is bounded. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Renderers } from '../../../pipeline/rendering/renderers.ts';
import { RendererProcess } from '../../../pipeline/rendering/renderer-process.ts';
import type { RenderingAsked } from '../../../schemas/rendering.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

let renderers: Renderers | undefined;
afterAll(() => renderers?.close());
const folder = temporaryFolder();
const bounds = {
  folder,
  maxContentBytes: 32 * 1024 * 1024,
  maxResidentBytes: 1024 * 1024 * 1024,
  timeoutMs: 60_000,
};
const report = readFileSync(join(import.meta.dirname, '../../fixtures/pdf/report.pdf'));
const page: RenderingAsked = { as: 'page', page: 1, width: 300, marks: [{ from: 0, words: 'Harbour' }] };

const isAlive = (pid: number | undefined): boolean => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

beforeAll(() => {
  renderers = new Renderers({ ...bounds, maxAtOnce: 2 });
});
const render = (format: string, bytes: Uint8Array, asked: RenderingAsked) =>
  (renderers as Renderers).render({ format, bytes: [bytes] }, asked);

test('a page, a message and a picture, at the same time and one after the other', async () => {
  await renderers?.ready();
  const message = Buffer.from('Subject: A letter\r\n\r\nwords\r\n');
  const asked = [
    render('pdf', report, page),
    render('eml', message, { as: 'html' }),
    render('csv', Buffer.from('a,b\n'), { as: 'grid', sheet: 0, row: 1 }),
  ];
  const [first, second, third] = await Promise.all(asked);
  expect(first?.rendered).toMatchObject({ as: 'page', pages: 2, unplaced: 0 });
  expect(Buffer.from(second?.bytes ?? []).toString()).toContain('Subject: A letter');
  expect(third?.rendered).toMatchObject({ as: 'grid' });
  const picture = await render('png', first?.bytes ?? new Uint8Array(), { as: 'picture' });
  expect(picture.rendered).toMatchObject({ as: 'picture', width: 300 });
});

describe('one process', () => {
  test('shows one content, and is gone then', async () => {
    const one = new RendererProcess(bounds);
    await one.ready;
    expect(isAlive(one.pid)).toBe(true);
    expect((await one.render({ format: 'pdf', bytes: [report] }, page)).rendered.as).toBe('page');
    await one.gone;
    expect(isAlive(one.pid)).toBe(false);
  });

  test('ends where it takes too long, grows too large, or is given too much', async () => {
    const code = async (more: Partial<typeof bounds>, bytes: Uint8Array = report): Promise<unknown> => {
      const one = new RendererProcess({ ...bounds, ...more });
      // A process that is ended while its rings are being closed can miss it.
      if (more.timeoutMs !== undefined) await one.ready;
      const { rendered } = await one.render({ format: 'pdf', bytes: [bytes] }, page);
      await one.gone;
      expect(isAlive(one.pid)).toBe(false);
      return 'code' in rendered ? rendered.code : rendered;
    };
    expect(await code({ timeoutMs: 1 })).toBe('too-slow');
    expect(await code({ maxResidentBytes: 1024 })).toBe('too-much-memory');
    expect(await code({ maxContentBytes: 100 })).toBe('too-large');
  });
});

test('what is no PDF is refused, and the next one is shown all the same', async () => {
  expect((await render('pdf', Buffer.from('%PDF-1.4 no'), page)).rendered).toMatchObject({
    code: 'unreadable',
  });
  expect((await render('pdf', report, page)).rendered.as).toBe('page');
});

test('what waits when the server ends is refused, and no process starts for it', async () => {
  const closing = new Renderers({ ...bounds, maxAtOnce: 1 });
  await closing.ready();
  const asked = [1, 2, 3].map(() => closing.render({ format: 'pdf', bytes: [report] }, page));
  closing.close();
  for (const { rendered } of await Promise.all(asked)) expect(rendered.as).toBe('refused');
});
