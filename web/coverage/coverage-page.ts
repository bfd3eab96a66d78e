/** The page of coverage: the report, what was issued of it, and the way to issue it. */
import { html } from 'hono/html';
import { z } from 'zod';
import { isAtLeast } from '../person.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { issuedHtml, issueHtml, leastToIssue } from './issue-report.ts';
import { reportHtml } from './report-html.ts';

async function coveragePage(reading: Reading): Promise<Shown> {
  const { body, resultCount = 0 } = await reportHtml(reading, false);
  return {
    body: html`${body}
      <p><a href="${reading.to('/exceptions')}">Exceptions that were accepted</a></p>
      ${await issuedHtml(reading)}
      ${isAtLeast(reading.person.role, leastToIssue) ? issueHtml(reading.to) : ''}`,
    resultCount,
  };
}

export const coverageRoute = defineRoute({
  method: 'get',
  path: '/coverage',
  least: 'reader',
  title: 'Coverage',
  navigation: 'Coverage',
  isOfWholeCase: true,
  asked: z.object({}),
  words: () => ['coverage'],
  answer: coveragePage,
});
