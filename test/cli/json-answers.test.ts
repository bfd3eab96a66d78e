/** Every field that a verb gives with --json is documented, and no other verb than those has an answer. */
import { beforeAll, expect, test } from '@jest/globals';
import { jsonAnswers } from '../../scripts/docs/json-answers.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

/** By the words of the document, how the verb is asked. */
const asked: Readonly<Record<string, (made: SmallCase) => readonly string[]>> = {
  ingest: (made) => made.ingestWords,
  retry: () => ['retry', 'CASE', '--type', 'pdf', '--parser-processes', '1'],
  report: () => ['report', 'CASE'],
  doctor: () => ['doctor'],
  'report --items': () => ['report', 'CASE', '--items'],
  'search QUERY': () => ['search', 'budget'],
  'search QUERY --count': () => ['search', 'budget', '--count'],
  'search QUERY --facet FIELD': () => ['search', 'budget', '--facet', 'type'],
  'show --metadata': () => ['show', 'report.pdf', '--metadata'],
  'mentions --entity NAME': () => ['mentions', '--entity', 'Harbour Analytica'],
  'mentions --personal-data': () => ['mentions', '--personal-data'],
  entities: () => ['entities', 'CASE'],
  timeline: () => ['timeline', 'CASE'],
  'timeline --list': () => ['timeline', 'CASE', '--list'],
  'explain PATH': () => ['explain', 'report.pdf'],
  custody: () => ['custody', 'CASE', '--correct', 'custodian=Bo', '--reason', 'typing error'],
  verify: () => ['verify', 'CASE'],
  'verify --index': () => ['verify', 'CASE', '--index', '--mend'],
  'compare A B': (made) => ['compare', 'CASE', made.casePath],
  audit: () => ['audit', 'CASE'],
  'survey FOLDER': (made) => ['survey', made.source],
  config: () => ['config'],
  label: () => ['label', '--query', 'budget', '--add', 'x'],
};

test.each(jsonAnswers)('$command', async ({ command, gives, fields }) => {
  const given = asked[command]?.(small) ?? [];
  const answers = ['survey', 'ingest', 'doctor'].includes(given[0] ?? '')
    ? await ofItself(given)
    : await small.json(...given);
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
  const { stdout } = await runCli([...words, '--json']);
  return [JSON.parse(stdout) as Record<string, unknown>];
}

test('what is asked is what is documented', () => {
  expect(Object.keys(asked)).toEqual(jsonAnswers.map(({ command }) => command));
});
