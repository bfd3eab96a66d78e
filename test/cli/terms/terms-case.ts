/** A case of two custodians for the tests of search terms, and a model that counts for itself from the hits of `search`. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { TermReport } from '../../../cli/terms/term-report.ts';
import { fixture, writeFiles, zipOf } from '../../../scripts/bench/made-evidence.ts';
import type { Hit } from '../../../search/port.ts';
import { jsonLines, jsonRows } from '../json-lines.ts';
import { messageOf } from '../letters-case.ts';
import { type CliResult, runCli } from '../run-cli.ts';

const brochure = 'Brochure of the tidal barrage, for everybody at R&D.\n';
const letter = messageOf(
  { id: 'survey-1', subject: 'Survey', text: 'The survey of the harbour is attached.' },
  {
    'brochure.txt': brochure,
    'pack.zip': zipOf({ 'dredging.txt': 'Dredging costs a budget of its own.\n' }),
  },
);

export interface TermsCase {
  readonly casePath: string;
  run(...words: string[]): Promise<CliResult>;
  /** Writes a list under the name; gives its path. */
  list(name: string, content: string | Buffer): string;
  report(file: string, ...words: string[]): Promise<TermReport>;
  hits(query: string): Promise<readonly Hit[]>;
}

/** Ann has a letter and what cannot be read; Bo another copy of the letter, and of what it carries; nobody a memo. */
export async function makeTermsCase(folder: string): Promise<TermsCase> {
  const casePath = join(folder, 'case');
  writeFiles(folder, {
    'ann/mail/letter.eml': letter,
    'ann/locked.pdf': fixture('pdf', 'locked.pdf'),
    'ann/torn.zip': zipOf({ 'a.txt': 'first member', 'b.txt': 'second member '.repeat(200) }).subarray(0, 90),
    'ann/notes/Müller.txt': 'Müller reads the survey twice.\n',
    'bo/received.eml': letter.replace('From:', 'Received: from a.example.org by b.example.org\nFrom:'),
    'bo/brochure.txt': brochure,
    'bo/budget.txt': 'A budget, IT says, and a survey.\n',
    'loose/memo.txt': 'A memo of its own about the budget.\n',
  });
  for (const [source, custodian] of [['ann', 'Ann'], ['bo', 'Bo'], ['loose', undefined]] as const) {
    const who = custodian === undefined ? [] : ['--custodian', custodian];
    const words = ['ingest', join(folder, source), '--case', casePath, '--reference', `EX-${source}`, ...who, '--parser-processes', '1', '--no-gazetteers'];
    expect(await runCli(words)).toMatchObject({ exitCode: 0 });
  } // prettier-ignore
  const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
  return {
    casePath,
    run,
    list(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    async report(file, ...words) {
      const { stdout, stderr } = await runCli(['terms', casePath, file, '--json', ...words]);
      const [report] = jsonLines<TermReport>(stdout);
      if (report === undefined) throw new Error(stderr);
      return report;
    },
    async hits(query) {
      const found = await run('search', query, '--json', '--limit', '10000', '--snippets', '0');
      return jsonRows<Hit>(found.stdout).filter(({ entry }) => entry.item === undefined);
    },
  };
}

const familiesOf = (hits: readonly Hit[]): Set<string> =>
  new Set(hits.flatMap(({ occurrences }) => occurrences.map(({ family }) => family)));
const idsOf = (hits: readonly Hit[]): Set<string> => new Set(hits.map(({ document }) => document));
const unionOf = (sets: readonly Set<string>[]): Set<string> =>
  sets.reduce((all, one) => all.union(one), new Set<string>());

/** Of each query what a report has to say, counted from the hits alone. */
export async function countedByHand(made: TermsCase, queries: readonly string[]): Promise<readonly object[]> {
  const everything = await made.hits('*');
  const found: (readonly Hit[])[] = [];
  for (const query of queries) found.push(await made.hits(query));
  return found.map((hits, at) => {
    const others = found.filter((_, other) => other !== at);
    const families = familiesOf(hits);
    const withFamily = everything.filter(({ occurrences }) => occurrences.some(({ family }) => families.has(family)));
    const mails = hits.flatMap(({ entry }) => entry.metadata.messageHash ?? []);
    const owners = hits.map(({ occurrences }) => new Set(occurrences.flatMap(({ custodian }) => custodian ?? [])));
    const named = new Map<string, number>();
    for (const own of owners) for (const one of own) named.set(one, (named.get(one) ?? 0) + 1);
    const ids = [...idsOf(hits)].sort((a, b) => (a < b ? -1 : 1));
    return {
      documents: idsOf(hits).size,
      result: createHash('sha256').update(ids.map((id) => `${id}\n`).join('')).digest('hex'),
      withFamily: withFamily.length,
      unique: idsOf(hits).difference(unionOf(others.map(idsOf))).size,
      families: families.size,
      uniqueFamilies: families.difference(unionOf(others.map(familiesOf))).size,
      mailCopies: mails.length - new Set(mails).size,
      custodians: Object.fromEntries(named),
      withoutCustodian: owners.filter(({ size }) => size === 0).length,
    };
  }); // prettier-ignore
}

/** The same of a report. */
export const countedIn = ({ terms }: TermReport): readonly object[] =>
  terms.map(({ documents, result, families, unique, uniqueFamilies, mailCopies, custodians = [], withoutCustodian }) => ({
    documents,
    result,
    withFamily: families?.documents,
    unique,
    families: families?.count,
    uniqueFamilies,
    mailCopies,
    custodians: Object.fromEntries(custodians.map(({ value, count }) => [value, count])),
    withoutCustodian,
  })); // prettier-ignore
