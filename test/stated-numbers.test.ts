/** The numbers that documents and schemas state are those of the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { weights } from '../tagging/names/weights.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

const units = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
] as const;

/** A constant of a source file as a document writes it: bytes with their unit, others with commas. */
function written(source: string, name: string): string {
  const [, product] = new RegExp(`\\b${name}(?: =|:) ([\\d_.* ]+)(?:[;,]|$)`, 'mu').exec(read(source)) ?? [];
  if (product === undefined) throw new Error(`${source} states no ${name}`);
  const value = product.split('*').reduce((left, factor) => left * Number(factor.replaceAll('_', '')), 1);
  const [unit, size] = units.find(([, bytes]) => name.endsWith('Bytes') && value % bytes === 0) ?? ['', 1];
  return `${(value / size).toLocaleString('en-GB')} ${unit}`.trim();
}

test.each([
  ['docs/architecture.md', 'up to {maxUnitFiles}, or {maxUnitBytes}', 'pipeline/coordinator/work.ts'],
  [
    'docs/architecture.md',
    'up to {maxWaiting} of them, or {maxWaitingBytes}',
    'pipeline/parser/member-batch.ts',
  ],
  ['docs/architecture.md', 'and {freeEvents} beside', 'pipeline/coordinator/unit.ts'],
  ['docs/architecture.md', '{minFreeDiskBytes} of disk stays free', 'pipeline/sandbox/spool-file.ts'],
  ['docs/query-language.md', 'At most {units} characters, {leaves} clauses', 'search/query/ast.ts'],
  ['docs/query-language.md', 'brackets {depth} deep, phrases of {phraseWords} words', 'search/query/ast.ts'],
  ['docs/query-language.md', '{distance} words between', 'search/query/ast.ts'],
  ['docs/query-language.md', 'more than {expansions} different words', 'search/query/ast.ts'],
  ['docs/query-language.md', 'limit of {expansions} different words', 'search/query/ast.ts'],
  ['docs/query-language.md', 'first {maxKeywordUnits} characters count', 'search/query/fields.ts'],
  ['docs/query-language.md', 'first {maxPathUnits} characters', 'search/elasticsearch/entry-document.ts'],
  ['docs/query-language.md', 'more than {longUnits} characters together', 'search/adapter-limits.ts'],
  [
    'docs/tagging.md',
    'within {contextUnits} units (those within {nearUnits} count',
    'tagging/names/name-scorer.ts',
  ],
  ['docs/tagging.md', 'names within {neighbourUnits} units', 'tagging/names/neighbours.ts'],
  ['docs/tagging.md', 'a confidence of at most {mostOfMisspelt}', 'tagging/names/weights.ts'],
  ['docs/tagging.md', 'blocks of {blockUnits} units', 'tagging/text-blocks.ts'],
  ['docs/tagging.md', 'with {entityContextUnits} units of context', 'tagging/names/entity-finder.ts'],
  ['schemas/config.ts', 'above {freeBytes};', 'formats/archives/expansion-limit.ts'],
  ['schemas/limits.ts', 'above {freeBytes};', 'formats/archives/expansion-limit.ts'],
])('%s: %s, by %s', (document, words, source) => {
  expect(read(document)).toContain(
    words.replaceAll(/\{(\w+)\}/gu, (_, name: string) => written(source, name)),
  );
});

describe('the table of what each weight is worth', () => {
  const rows = [...read('docs/tagging.md').matchAll(/^\| `(\w+)\.(\w+)` +\| (-?[\d.]+) /gmu)];
  const groups: Readonly<Record<string, object>> = weights;

  test('has the weights of the code', () => {
    expect(rows.length).toBeGreaterThan(25);
    const others = rows.filter(([, group = '', name = '', value]) => {
      const inCode = new Map<string, unknown>(Object.entries(groups[group] ?? {}));
      return inCode.get(name) !== Number(value);
    });
    expect(others.map(([row]) => row)).toEqual([]);
  });
});
