/** Issues the coverage as a dated file that stands alone, and keeps its hash in the case: what a court is handed can be told from what was issued. */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { z } from 'zod';
import { formatCount } from '../../cli/frame/quantities.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { worded, type WordedRecord } from '../records/record-kind.ts';
import { type Bytes, defineRoute, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { reportHtml } from './report-html.ts';

/** Of a list beside the report; older ones are in the audit log too. */
const shownIssued = 100;
/** As many as are given at one time, the oldest first. */
const mostIssued = 1_000;

export const leastToIssue = 'lead';

const style =
  'body{font:11pt/1.4 sans-serif;margin:2cm}table{border-collapse:collapse;margin:1em 0}caption{text-align:left;font-weight:bold}td,th{text-align:left;vertical-align:top;padding:.1em .8em .1em 0;border-bottom:1px solid #ccc}.number{text-align:right}pre{white-space:pre-wrap}p{margin:.3em 0}';

async function issue(reading: Reading): Promise<Bytes> {
  const at = new Date().toISOString();
  const { body: report, resultCount = 0 } = await reportHtml(reading, true);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Coverage, ${at}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <p>Issued ${at} by ${evidence(reading.person.name)}, record ${reading.record} of the audit log.</p>
        ${report}
      </body>
    </html>`;
  // Its links lead to a server that whoever reads the file does not have.
  const bytes = new Uint8Array(Buffer.from(String(await page).replaceAll(/<\/?a\b[^>]*>/gu, '')));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = `coverage-${at.replaceAll(':', '').replace(/\..*/u, '')}.html`;
  const body = { file, sha256, bytes: String(bytes.length) };
  await reading.write([{ write: { kind: 'issued-report', basedOn: 0, body } }]);
  return {
    bytes,
    contentType: 'text/html; charset=utf-8',
    policy: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    headers: { 'content-disposition': `attachment; filename="${file}"` },
    resultCount,
  };
}

/** Who issued what, with the hash by which the file is known. */
export async function issuedHtml({ ledger, scope }: Reading): Promise<Html | string> {
  const { records } = await ledger.records.list('issued-report', scope, { limit: mostIssued });
  if (records.length === 0) return '';
  const latest = records.slice(-shownIssued).toReversed();
  return tableOf<WordedRecord>(
    'Issued',
    [
      { title: 'file', cell: ({ words }) => evidence(words['file'] ?? '') },
      { title: 'SHA-256', cell: ({ words }) => html`<code>${words['sha256'] ?? ''}</code>` },
      { title: 'bytes', isNumber: true, cell: ({ words }) => formatCount(Number(words['bytes'] ?? 0)) },
      { title: 'by', cell: ({ by }) => evidence(by) },
      { title: 'record of the audit log', isNumber: true, cell: ({ record }) => formatCount(record) },
    ],
    latest.map(worded),
  );
}

export const issueHtml = (to: To): Html =>
  html`<form action="${to('/coverage/issue')}" method="post">
    <button>Issue as a file</button>
    <span class="quiet">Its SHA-256 is kept in the case, with who issued it.</span>
  </form>`;

export const issueRoute = defineRoute({
  method: 'post',
  path: '/coverage/issue',
  least: leastToIssue,
  title: 'Coverage as a file',
  asked: z.object({}),
  words: () => ['coverage/issue'],
  answer: issue,
});
