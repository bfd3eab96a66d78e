/** Exceptions are accepted without leaving a sum, reports are issued with their hash, and runs and sources are those of the case. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InHand } from '../../case/in-hand.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { runCli } from '../cli/run-cli.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Element, linksOf, parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  const exitCode = await served.end();
  expect([served.stderr(), exitCode]).toEqual(['', 0]);
});
const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serve(small.casePath);
});

/** The report without what people accept of it. */
const sums = async () =>
  (await small.json<{ unaccounted: number }>('report', 'CASE')).map((report) => ({
    ...report,
    accepted: [],
  }));

const flat = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');

test('an accepted exception names who and why, and leaves every sum as it is', async () => {
  const before = await sums();
  const form = {
    id: 'locked',
    basedOn: '0',
    what: 'password-required',
    reason: 'The owner has no password.',
  };
  expect((await served.post('/exceptions/write', form)).status).toBe(303);
  const page = flat(await served.html('/coverage'));
  expect(page).toMatch(
    /password-required.*accepted by Bo Examiner, \d{4}-\d\d-\d\d, of 1 then, because The owner has no password\./u,
  );
  expect(page).toContain('evidex retry CASE --code password-required');
  expect(await sums()).toEqual(before);
  const [report] = before;
  expect(page).toContain(`Unaccounted for: ${report?.unaccounted}`);
  const unknown = await served.post('/exceptions/write', { ...form, id: 'none', what: 'no-such-code' });
  expect(unknown.status).toBe(400);
  for (const way of linksOf(await served.html('/coverage'), '/exceptions'))
    expect([way, (await served.get(way)).status]).toEqual([way, 200]);
});

test('a single item is accepted where it is found, and every sum stays as it is', async () => {
  const before = await sums();
  const items = await small.json<{ path: string; code?: string }>('report', 'CASE', '--items');
  const path = items.find(({ code }) => code === 'password-required')?.path ?? '';
  const found = `/find?name=${encodeURIComponent(path)}`;
  const [edit = ''] = linksOf(await served.html(found), '/exceptions/edit');
  const { searchParams } = new URL(edit.replaceAll('&amp;', '&'), 'http://x');
  const page = await served.html(edit.replaceAll('&amp;', '&'));
  const { attributes } = parsePage(page).elements.find(({ attributes: has }) => has['name'] === 'cite') as Element;
  const form = { id: 'one', basedOn: '0', what: searchParams.get('what') ?? '', reason: 'Opened on the old laptop.' };
  expect((await served.post('/exceptions/write', { ...form, cite: attributes['value'] ?? '' })).status).toBe(303);
  expect(flat(await served.html(found))).toMatch(/accepted by Bo Examiner, \d{4}-\d\d-\d\d, because Opened on the old laptop\./u);
  const coverage = flat(await served.html('/coverage'));
  // In the row of its status and in that of its code, whichever it was accepted by.
  expect(coverage.split('because Opened on the old laptop.')).toHaveLength(3);
  expect(coverage.slice(coverage.indexOf('Codes'))).toContain('1 single item accepted by Bo Examiner');
  expect(await sums()).toEqual(before);
  const [report] = await small.json('report', 'CASE');
  const single = { items: 1, isOfSingle: true, by: 'Bo Examiner', reason: 'Opened on the old laptop.' };
  expect(report?.['accepted']).toContainEqual(expect.objectContaining(single));
  expect((await small.run('report', 'CASE')).stdout).toMatch(/^Accepted, and unread in every sum: \S+, 1 single item then, by Bo Examiner, \d{4}-\d\d-\d\d: Opened on the old laptop\.$/mu);
  // What ended otherwise is not accepted so.
  const other = await served.post('/exceptions/write', { ...form, id: 'other', document: 'report.pdf' });
  expect([other.status, flat(await other.text())]).toEqual([400, expect.stringContaining('did not end so')]);
}); // prettier-ignore

test('a report is issued as a file that stands alone, and is known by its hash', async () => {
  const answer = await served.post('/coverage/issue', {});
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="coverage-\d{4}-\d\d-\d\dT\d{6}\.html"$/u,
  );
  const bytes = Buffer.from(await answer.arrayBuffer());
  const file = bytes.toString();
  expect(flat(file)).toContain('by Bo Examiner');
  expect(flat(file)).toContain('Unaccounted for');
  expect(
    parsePage(file).elements.filter(({ name }) => ['a', 'form', 'script', 'link'].includes(name)),
  ).toEqual([]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(flat(await served.html('/coverage'))).toContain(sha256);
  const records = await small.json<{ verb: string; args?: string[] }>('audit', 'CASE');
  expect(records.some(({ verb, args }) => verb === 'serve' && args?.includes('coverage/issue'))).toBe(true);
});

test('what is withheld is counted by source and ground, and not named', async () => {
  await small.run(
    'withhold',
    'locked.pdf',
    '--scope',
    'counsel',
    '--ground',
    'privileged',
    '--reason',
    'letter of 3 May',
  );
  const page = flat(await served.html('/coverage'));
  const { stdout } = await small.run('report', 'CASE');
  const [said] = stdout.split('\n').filter((line) => /privileged/u.test(line));
  expect(said).toBeDefined();
  expect(page).toContain(said?.trim().replaceAll(/\s+/gu, ' '));
  expect(page).not.toMatch(/locked\.pdf|letter of 3 May|counsel/u);
});

test('sources with their intake, the lists in force, and the runs', async () => {
  const sources = flat(await served.html('/sources'));
  expect(sources).toMatch(/1 source EX-1 lies at.*custodian ?Ann/u);
  expect(sources).toMatch(/watch\.csv ?watchlist ?[0-9a-f]{64}/u);
  const runs = await served.get('/runs');
  expect(runs.headers.get('refresh')).toBeNull();
  expect(flat(await runs.text())).toMatch(/1 run .*1 ?ingest ?complete/u);
});

test('a run that goes on: what is written of it, and what is still to do, and the page looks again', async () => {
  const database = new DatabaseSync(join(small.casePath, 'catalogue.sqlite'));
  database.exec('UPDATE run SET ended = NULL, outcome = NULL');
  database.close();
  const items = await small.json<{ id: string; path: string }>('report', 'CASE', '--items');
  const idOf = (name: string): string => items.find(({ path }) => path.endsWith(name))?.id ?? '';
  // As the run itself writes it; of what is withheld nobody is told that it is being read.
  await small.run('withhold', 'report.pdf', '--scope', 'privilege', '--reason', 'counsel');
  new InHand(join(small.casePath, 'in-hand.json')).take([idOf('cards.csv'), idOf('report.pdf')]);
  const answer = await served.get('/runs');
  expect(answer.headers.get('refresh')).toBe('10');
  const files = await small.json('report', 'CASE', '--items').catch(() => []);
  expect(files.length).toBeGreaterThan(0);
  expect(flat(await answer.text())).toMatch(
    /Run 1 \(ingest\) has not come to its end \d+ files of it written, 0 items still to be read or parsed, [\d.,]+ files a second/u,
  );
  const page = flat(await served.html('/runs'));
  expect(page).toMatch(/Being read now, as the run wrote it last file ?since ?EX-1\/cards\.csv ?\d{4}-\d\d-\d\dT[\d:.]+Z/u);
  expect(page).not.toContain('report.pdf');
}); // prettier-ignore

test('the time left is told where what is open are files alone, and not where members are among it', async () => {
  for (const [name, hasMember] of [['plain', false], ['holding', true]] as const) {
    const casePath = join(folder, name);
    const part = 'Content-Type: text/plain; name=part.txt\nContent-Disposition: attachment\n\nheld\n';
    const letter = `From: ann@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n${part}--b--\n`;
    writeFiles(join(folder, `${name}-files`), { 'a.txt': 'one', 'b.txt': 'two', ...(hasMember ? { 'c.eml': letter } : {}) });
    await runCli(['ingest', join(folder, `${name}-files`), '--case', casePath, '--parser-processes', '1', '--no-gazetteers']);
    const database = new DatabaseSync(join(casePath, 'catalogue.sqlite'));
    database.exec("UPDATE run SET ended = NULL, outcome = NULL, started = '2026-01-01T00:00:00.000Z'");
    // As a file stands that is listed and not read yet.
    database.exec("UPDATE item SET state = 1 WHERE name = 'b.txt'");
    database.close();
    const open = await serve(casePath);
    try {
      const page = flat(await open.html('/runs'));
      expect(page).toContain('1 item still to be read or parsed');
      expect([name, page.includes('left at this rate')]).toEqual([name, !hasMember]);
    } finally {
      await open.end();
    }
  }
}); // prettier-ignore
