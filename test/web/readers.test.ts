/** A question that takes too long holds nobody but who asked it, and can be ended. */
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { jsonRows } from '../cli/json-lines.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage, serve } from './served.ts';

const opened: Awaited<ReturnType<typeof serve>>[] = [];
// Before the folder goes: their end is recorded in there.
afterAll(async () => {
  await Promise.all(opened.map((one) => one.end()));
});
const folder = temporaryFolder();
const casePath = join(folder, 'case');

/** A word that is asked for twice is looked for in the texts themselves; the second is never so near. */
const pairs = 24;
const slow = Array.from({ length: pairs }, (_, at) => `"slow${at} far${at} slow${at}"~7`).join(' OR ');

beforeAll(async () => {
  const words = Array.from({ length: pairs }, (_, at) => `slow${at} and then a good deal later far${at}`);
  writeFiles(join(folder, 'share'), {
    'long.txt': `${words.join(' .\n')}\n`.repeat(8000),
    'short.txt': 'quick words\n',
  });
  const ingest = ['ingest', join(folder, 'share'), '--case', casePath];
  expect(await runCli([...ingest, '--parser-processes', '1', '--no-gazetteers'])).toMatchObject({
    exitCode: 0,
  });
});

const serving = async (words: readonly string[] = []) => {
  const served = await serve(casePath, words);
  opened.push(served);
  return served;
};

interface AuditRow {
  readonly event: string;
  readonly seq: number;
  readonly of?: number;
  readonly args?: string[];
  readonly problem?: string;
}

/** How the last question of these words ended; asked again until it has. */
async function endOf(words: string): Promise<AuditRow> {
  for (;;) {
    const rows = jsonRows<AuditRow>((await runCli(['audit', casePath, '--json'])).stdout);
    const asked = rows.findLast(({ event, args }) => event === 'started' && args?.[1] === words);
    const ended = asked && rows.find(({ event, of }) => event === 'ended' && of === asked.seq);
    if (ended) return ended;
    await sleep(50);
  }
}

/** The question is on the disk, and being answered. */
async function beingAsked(words: string): Promise<void> {
  while (!(await runCli(['audit', casePath, '--json'])).stdout.includes(words)) await sleep(50);
}

test('too long: it is ended, the page says how to narrow it, and the next is answered', async () => {
  const served = await serving(['--question-timeout-ms', '1s']);
  const answer = await served.get(`/?q=${encodeURIComponent(slow)}`);
  expect(answer.status).toBe(400);
  const { text } = parsePage(await answer.text());
  expect(text).toContain('this question took longer than 1.0 s and was ended');
  expect(text).toContain('Narrow it: by a field');
  expect(await endOf(slow)).toMatchObject({ problem: 'wrong-value' });
  expect((await served.get('/style.css')).status).toBe(200);
});

test('others are answered meanwhile, and who goes away takes the question along', async () => {
  const served = await serving();
  const gone = new AbortController();
  const words = `${slow} OR gone`;
  let isAnswered = false;
  const asked = served.get(`/?q=${encodeURIComponent(words)}`, { signal: gone.signal }).finally(() => {
    isAnswered = true;
  });
  await beingAsked('OR gone');
  expect(parsePage(await served.html('/?q=quick')).text).toContain('1 document');
  expect(isAnswered).toBe(false);
  gone.abort();
  await expect(asked).rejects.toThrow();
  expect(await endOf(words)).toMatchObject({ problem: 'interrupted' });
});

test('the server ends at once in the midst of a question', async () => {
  const served = await serving();
  const words = `${slow} OR ended`;
  const asked = served.get(`/?q=${encodeURIComponent(words)}`).catch(() => undefined);
  await beingAsked('OR ended');
  expect(await served.end()).toBe(0);
  await asked;
});

test('what was written to the case since is read, and what is withheld since is not', async () => {
  const served = await serving();
  expect(parsePage(await served.html('/?q=later')).text).toContain('1 document');
  writeFileSync(join(folder, 'share', 'new.txt'), 'words of later days\n');
  const again = ['ingest', join(folder, 'share'), '--case', casePath];
  await runCli([...again, '--parser-processes', '1', '--no-gazetteers']);
  expect(parsePage(await served.html('/?q=later')).text).toContain('2 documents');
  await runCli(['withhold', 'new.txt', '--scope', 'privilege', '--reason', 'counsel', '--case', casePath]);
  expect(parsePage(await served.html('/?q=later')).text).toContain('1 document');
});

test('what is gone from its source, or was replaced there, is opened and says so', async () => {
  const share = join(folder, 'changing');
  const changing = join(folder, 'changed');
  const ingest = (): Promise<{ exitCode: number }> =>
    runCli(['ingest', share, '--case', changing, '--parser-processes', '1', '--no-gazetteers']);
  writeFiles(share, { 'list.txt': 'elder words', 'gone.txt': 'leaving words', 'stays.txt': 'staying words' });
  expect(await ingest()).toMatchObject({ exitCode: 0 });
  writeFiles(share, { 'list.txt': 'younger words' });
  rmSync(join(share, 'gone.txt'));
  expect(await ingest()).toMatchObject({ exitCode: 0 });
  const served = await serve(changing);
  opened.push(served);
  for (const [word, isPast] of [
    ['elder', true],
    ['leaving', true],
    ['younger', false],
    ['staying', false],
  ] as const) {
    const [, id] = /\/document\/([0-9a-f]{64})/u.exec(await served.html(`/?q=${word}`)) ?? [];
    const { text } = parsePage(await served.html(`/document/${id}?q=${word}`));
    expect(text).toContain(`${word} words`);
    expect([word, text.includes('This is not in its source any more')]).toEqual([word, isPast]);
  }
});

test('a form that takes too long is ended like a page, and nothing of it is written', async () => {
  const served = await serving(['--question-timeout-ms', '1s']);
  const id = randomUUID();
  await served.post(`/searches/${id}`, { basedOn: '0', name: 'slow', query: slow });
  const answers = [
    await served.post(`/searches/${id}/run`, {}),
    await served.post('/label', { q: slow, which: 'all', covers: 'item', add: 'late' }),
    await served.post('/review/batches', { id: 'slow', name: 'slow', query: slow, size: '10' }),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(400);
    expect(parsePage(await answer.text()).text).toContain('took longer than 1.0 s and was ended');
  }
  expect(await endOf(id)).toMatchObject({ problem: 'wrong-value' });
  await served.end();
  // A busy machine may take a second for any page.
  const patient = await serving();
  expect(parsePage(await patient.html('/searches')).text).toContain('not run yet');
  expect(parsePage(await patient.html('/review')).text).not.toContain('slow');
  expect(parsePage(await patient.html('/?q=label:late')).text).toContain('0 documents');
});

test('others are answered in the midst of a form, and so is the end of the server', async () => {
  const served = await serving();
  const words = `${slow} OR formed`;
  let isAnswered = false;
  const asked = served
    .post('/label', { q: words, which: 'all', covers: 'item', add: 'late' })
    .catch(() => undefined)
    .finally(() => (isAnswered = true));
  await beingAsked('OR formed');
  expect(parsePage(await served.html('/?q=quick')).text).toContain('1 document');
  expect(isAnswered).toBe(false);
  expect(await served.end()).toBe(0);
  await asked;
});
