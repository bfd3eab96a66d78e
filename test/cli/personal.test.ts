/** `evidex personal`: counts against what the evidence was made of, without values, and without what is withheld. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { parseQuery } from '../../search/query/parse.ts';
import { specialCategories } from '../../cli/census/special-categories.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: readonly string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
interface Kind {
  readonly kind: string;
  readonly documents: number;
  readonly mentions: number;
  readonly distinct: number;
}
interface Category {
  readonly category: string;
  readonly documents: number;
  readonly examples: readonly { path: string; place: string }[];
}
interface Census {
  readonly documents: number;
  readonly mentions: number;
  readonly kinds: readonly Kind[];
  readonly sources: readonly { source: string; documents: number; kinds: readonly Kind[] }[];
  readonly custodians: readonly { custodian?: string; documents: number; mentions: number }[];
  readonly holders: readonly { path: string; distinct: number; unread?: string }[];
  readonly holdersByKind: readonly { kind: string; holders: readonly { path: string; distinct: number }[] }[];
  readonly special: { readonly categories: readonly Category[] };
  readonly unsearched: readonly { custodian?: string; count: number }[];
}
const census = async (...words: readonly string[]): Promise<Census> => {
  const [found] = jsonRows<Census>((await run('personal', ...words, '--json')).stdout);
  if (!found) throw new Error('no census');
  return found;
};
const kindsOf = (kinds: readonly Kind[]): Record<string, readonly number[]> =>
  Object.fromEntries(
    kinds.map(({ kind, documents, mentions, distinct }) => [kind, [documents, mentions, distinct]]),
  );

/** Ann's: three addresses, one of them written twice in another case; two of Bo's are the same. */
const ann = {
  'list.csv': 'Name,Email\nA,ann.one@post.example.org\nB,two@post.example.org\nC,three@post.example.org\nD,TWO@post.example.org\n',
  'hosts.txt': 'from 198.51.100.23 to 198.51.102.3 and back to 198.51.100.23, IP addresses\n',
  'copy.txt': 'What lies with both: two@post.example.org\n',
  'sick.txt': 'He was diagnosed with gout.\nThe party was good and the cell was full.\n',
  'broken.pdf': '%PDF-1.4\nnothing else',
}; // prettier-ignore
const bo = {
  'copy.txt': ann['copy.txt'],
  'four.txt': 'Write to four@post.example.org or two@post.example.org\n',
  'union.txt': 'She is a trade union member, and he is her shop steward.\n',
  'secret/medical.txt': 'Her medical history: hidden@quillon.example.org\n',
};

let all: Census;
beforeAll(async () => {
  for (const [reference, files] of Object.entries({ ann, bo })) {
    writeFiles(join(folder, reference), files);
    const words = ['ingest', join(folder, reference), '--reference', reference, '--custodian', reference, '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
    expect((await run(...words)).exitCode).toBeLessThan(4);
  }
  all = await census();
});

test('kinds, sources, custodians and holders are what was written', async () => {
  expect(kindsOf(all.kinds)).toEqual({ email: [4, 8, 5], 'ip-address': [1, 3, 2] });
  expect([all.documents, all.mentions]).toEqual([5, 11]);
  const [one, other] = ['ann', 'bo'].map((name) => all.sources.find(({ source }) => source === name));
  expect(kindsOf(one?.kinds ?? [])).toEqual({ email: [2, 5, 3], 'ip-address': [1, 3, 2] });
  expect(kindsOf(other?.kinds ?? [])).toEqual({ email: [3, 4, 3] });
  expect(all.custodians.map(({ custodian, documents, mentions }) => [custodian, documents, mentions])).toEqual([['ann', 3, 8], ['bo', 3, 4]]); // prettier-ignore
  expect(all.holders[0]).toMatchObject({ path: 'list.csv', distinct: 3 });
  expect(all.holdersByKind.map(({ kind, holders }) => [kind, holders[0]?.path])).toEqual([['email', 'list.csv'], ['ip-address', 'hosts.txt']]); // prettier-ignore
  expect((await census('--limit', '1')).holders).toHaveLength(1);
});

test('its places are those that mentions and entities count', async () => {
  const mentions = jsonRows((await run('mentions', '--personal-data', '--json')).stdout);
  expect(mentions).toHaveLength(all.mentions);
});

test('what could not be read stands beside it', async () => {
  expect(all.unsearched).toMatchObject([{ custodian: 'ann', count: 1 }]);
});

test('special categories are candidates, with places; one word of another sense is none', async () => {
  const found = all.special.categories.filter(({ documents }) => documents > 0);
  expect(found.map(({ category, documents }) => [category, documents])).toEqual([['health', 2], ['trade union membership', 1]]); // prettier-ignore
  expect(found[1]?.examples).toMatchObject([{ path: 'union.txt', place: 'line 1' }]);
});

test('a query chooses the documents', async () => {
  const some = await census('--query', 'source:bo');
  expect(kindsOf(some.kinds)).toEqual({ email: [3, 4, 3] });
  expect(some.special.categories.filter(({ documents }) => documents > 0)).toHaveLength(2);
});

test('no value is shown, in no form', async () => {
  for (const form of [[], ['--json'], ['--csv']]) {
    const { stdout, exitCode } = await run('personal', ...form);
    expect(exitCode).toBe(0);
    if (form.length === 0) expect(stdout).toMatch(/candidates only[^]*Could not be read, or not to the end/u);
    expect(stdout).not.toMatch(/post\.example|quillon|198\.51|diagnosed with gout/iu);
  }
});

test('what is withheld leaves nothing', async () => {
  const withheld = ['withhold', 'bo/secret/medical.txt', '--scope', 'counsel', '--reason', 'a test'];
  expect(await run(...withheld)).toMatchObject({ exitCode: 0 });
  const closed = await census();
  expect(kindsOf(closed.kinds)).toEqual({ email: [3, 7, 4], 'ip-address': [1, 3, 2] });
  expect(closed.special.categories.find(({ category }) => category === 'health')?.documents).toBe(1);
  expect(JSON.stringify(closed)).not.toMatch(/medical\.txt|secret/u);
  expect(kindsOf((await census('--open', 'counsel')).kinds)['email']).toEqual([4, 8, 5]);
});

test.each(specialCategories.flatMap(({ terms }) => terms))(
  '%s can be asked, and is no single word',
  (term) => {
    expect(() => parseQuery(term)).not.toThrow();
    expect(term).toMatch(/\s/u);
  },
);
