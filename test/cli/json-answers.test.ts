/** Every field that a verb gives with --json is documented, and no other verb than those has an answer. */
import { beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verbs } from '../../cli/verbs.ts';
import { jsonAnswers } from '../../scripts/docs/json-answers.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';
import { jsonLines } from './json-lines.ts';

const folder = temporaryFolder();
let small: SmallCase;
let assertion = '';
beforeAll(async () => {
  small = await makeSmallCase(folder);
  const draft = 'The board met on 4 May and resolved to put the survey off to the next year. '.repeat(3);
  writeFiles(small.source, {
    'drafts/1.txt': draft,
    'drafts/2.txt': `${draft}!`,
    'paid.txt': 'Harbour Analytica paid Pinebrook Lists Ltd.\n',
  });
  expect(await runCli(small.ingestWords)).toMatchObject({ exitCode: 0 });
  const stated = (await small.run('relations', 'Harbour Analytica', '--kind', 'assertion', '--json')).stdout;
  assertion = /"assertion":"([0-9a-f:]+)"/u.exec(stated)?.[1] ?? '';
});

/** By the words of the document, how the verb is asked. */
const asked: Readonly<Record<string, (made: SmallCase) => readonly string[]>> = {
  ingest: (made) => made.ingestWords,
  retry: () => ['retry', 'CASE', '--type', 'pdf', '--parser-processes', '1'],
  retag: () => ['retag', 'CASE', '--dry-run'],
  report: () => ['report', 'CASE'],
  doctor: () => ['doctor'],
  'report --items': () => ['report', 'CASE', '--items'],
  serve: (made) => ['serve', made.casePath],
  'search QUERY': () => ['search', 'budget'],
  'search QUERY --count': () => ['search', 'budget', '--count'],
  'search QUERY --facet FIELD': () => ['search', 'budget', '--facet', 'type'],
  terms: (made) => {
    const file = join(made.folder, 'terms.txt');
    writeFileSync(file, 'budget\n(budget)\nAND (\n');
    return ['terms', 'CASE', file];
  },
  'show --metadata': () => ['show', 'report.pdf', '--metadata'],
  'show --thread': () => ['show', 'mail.eml', '--thread'],
  'diff FIRST SECOND': () => ['diff', 'notes/meeting.txt', 'mail.eml'],
  near: () => ['near', 'CASE'],
  'near DOCUMENT': () => ['near', 'CASE', 'drafts/1.txt'],
  'mentions --entity NAME': () => ['mentions', '--entity', 'Harbour Analytica'],
  'mentions --personal-data': () => ['mentions', '--personal-data'],
  'watchlist import': (made) => [
    'watchlist',
    'import',
    `${made.folder}/watch.csv`,
    '--to',
    `${made.folder}/watch.json`,
  ],
  'watchlist check': (made) => ['watchlist', 'check', `${made.folder}/watch.csv`],
  personal: () => ['personal', 'CASE'],
  entities: () => ['entities', 'CASE'],
  'entities --candidates': () => ['entities', 'CASE', '--candidates'],
  'entities merge': () => ['entities', 'dismiss', 'Harbour Analytica', '--reason', 'a test'],
  'entities restore': () => ['entities', 'restore', 'Harbour Analytica', '--reason', 'a test'],
  'relations NAME': () => ['relations', 'CASE', 'asha@example.org'],
  'relations --path': () => [
    'relations', 'CASE', 'asha@example.org', '--path', 'tom@example.net',
  ], // prettier-ignore
  'relations --export': (made) => ['relations', 'CASE', '--export', join(made.folder, 'relations.graphml')],
  'relations accept': () => ['relations', 'accept', assertion, '--reason', 'a test'],
  'relations restore': () => ['relations', 'restore', assertion, '--reason', 'a test'],
  identities: () => ['identities', 'CASE'],
  'identities WHO': () => ['identities', 'CASE', 'asha@example.org'],
  'identities --candidates': () => ['identities', 'CASE', '--candidates'],
  datasets: () => ['datasets', 'CASE'],
  'datasets show': () => ['datasets', 'show', 'cards.csv'],
  'datasets overlap': () => ['datasets', 'overlap', 'cards.csv', 'cards.csv'],
  tracing: () => ['tracing', '--purpose', 'a test', '--lead', 'Bo'],
  'datasets trace': () => ['datasets', 'trace', 'cards.csv'],
  'identity --merge': () => [
    'identity',
    '--merge',
    'asha@example.org',
    '--merge',
    'tom@example.net',
    '--reason',
    'a test',
  ],
  timeline: () => ['timeline', 'CASE'],
  'timeline --list': () => ['timeline', 'CASE', '--list'],
  'explain PATH': () => ['explain', 'report.pdf'],
  custody: () => ['custody', 'CASE', '--correct', 'custodian=Bo', '--reason', 'typing error'],
  verify: () => ['verify', 'CASE'],
  'verify --index': () => ['verify', 'CASE', '--index', '--mend'],
  'compare A B': (made) => ['compare', 'CASE', made.casePath],
  audit: () => ['audit', 'CASE'],
  accounts: (made) => ['accounts', 'ann', '--add', '--server-folder', `${made.folder}/server`],
  'survey FOLDER': (made) => ['survey', made.source],
  config: () => ['config'],
  label: () => ['label', '--query', 'budget', '--add', 'x'],
  export: (made) => [
    'export',
    'report.pdf',
    '--to',
    join(made.folder, 'out'),
    '--recipient',
    'Bo',
    '--basis',
    'a test',
  ],
  prove: () => ['prove', 'report.pdf'],
  withhold: () => ['withhold', 'report.pdf', '--scope', 'privilege', '--reason', 'a test'],
  'remove --dry-run': () => ['remove', 'mail.eml', '--dry-run'],
  remove: () => ['remove', 'cards.csv', '--reason', 'a test'],
  note: () => ['note', 'mail.eml', 'read'],
  'report --notes': () => ['report', 'CASE', '--notes'],
  reindex: () => ['reindex', 'CASE', '--to', 'sqlite'],
  tag: () => ['tag'],
};

test.each(jsonAnswers)('$command', async ({ command, gives, fields, summary }) => {
  const words = asked[command]?.(small) ?? [];
  const all = ['survey', 'ingest', 'doctor', 'tag', 'serve'].includes(words[0] ?? '')
    ? await ofItself(words)
    : jsonLines((await small.run(...words, '--json')).stdout);
  const answers = summary === undefined ? all : all.slice(0, -1);
  if (summary !== undefined) {
    const { summary: given, ...more } = all.at(-1) as { summary: { shown: number; whole: boolean } };
    expect(more).toEqual({});
    expect(Object.keys(given).filter((name) => !summary.includes(name))).toEqual([]);
    expect(given).toMatchObject({ shown: answers.length, whole: true });
  }
  expect(answers.length).toBeGreaterThan(0);
  if (gives === 'one object') expect(answers).toHaveLength(1);
  const documented = new Set(Object.keys(fields).map((name) => name.replace('?', '')));
  const needed = Object.keys(fields).filter((name) => !name.endsWith('?'));
  for (const answer of answers) {
    expect(Object.keys(answer).filter((name) => !documented.has(name))).toEqual([]);
    expect(needed.filter((name) => !Object.hasOwn(answer, name))).toEqual([]);
  }
});

/** What names its case itself, or has none. */
async function ofItself(words: readonly string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await runCli([...words, '--json'], {
    stdin: '{"id":1,"text":"Facebook paid."}\n',
    // A server ends at once.
    ...(words[0] === 'serve' ? { signal: AbortSignal.abort() } : {}),
  });
  return jsonLines(stdout);
}

test('every verb has an answer', () => {
  const answering = new Set(jsonAnswers.map(({ command }) => command.split(' ')[0]));
  expect(Object.keys(verbs).filter((name) => !answering.has(name))).toEqual([]);
});

test('what is asked is what is documented', () => {
  expect(Object.keys(asked)).toEqual(jsonAnswers.map(({ command }) => command));
});
