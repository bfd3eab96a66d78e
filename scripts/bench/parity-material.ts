/** What queries are made of: words, names, dates and places that are really in an index. */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import { analyze } from '../../search/words/analysis.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import {
  hasOf,
  keywordFields,
  keywordValues,
  metadataFields,
  metadataWords,
} from '../../search/query/fields.ts';
import { entriesOf } from '../../search/join-entries.ts';

/** Documents looked into, evenly over the ids; and units of each of their texts, from its start and its middle. */
const maxDocuments = 400;
const stretchUnits = 1_500;

export interface Material {
  /** Words as they follow each other in texts. */
  readonly passages: readonly (readonly string[])[];
  /** Values by the field that holds them; words fields hold them as one text. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly dates: readonly { readonly kind: string; readonly date: string }[];
  readonly sizes: readonly number[];
  readonly hashes: readonly string[];
}

export async function materialOf(index: IndexReader): Promise<Material> {
  const ids: string[] = [];
  for await (const { document } of entriesOf(index)) ids.push(document);
  const step = Math.max(1, Math.floor(ids.length / maxDocuments));
  const passages: string[][] = [];
  const values = new Map<string, Set<string>>();
  const dates: Material['dates'][number][] = [];
  const sizes: number[] = [];
  const hashes = ids.filter((_, at) => at % step === 0);
  for (const id of hashes) {
    const entry = await index.entry(id, everyScope);
    if (entry === undefined) continue;
    dates.push(...entry.dates);
    if (entry.size !== undefined) sizes.push(entry.size);
    for (const [field, value] of valuesOf(entry)) {
      const known = values.get(field);
      if (known === undefined) values.set(field, new Set([value]));
      else known.add(value);
    }
    for (const { id: text, units } of entry.texts) {
      for (const start of new Set([0, Math.max(0, units >> 1)])) {
        const stretch = (await index.text(text, start, start + stretchUnits)) ?? '';
        const words = analyze(stretch).map((token) => stretch.slice(token.start, token.end));
        // The first and last word may be cut.
        if (words.length > 6) passages.push(words.slice(1, -1));
      }
    }
  }
  return {
    passages,
    values: new Map([...values].map(([field, of]) => [field, [...of].sort()])),
    dates,
    sizes,
    hashes,
  };
}

function* valuesOf(entry: IndexEntry): Generator<readonly [field: string, value: string]> {
  for (const field of metadataFields) for (const value of metadataWords(entry, field)) yield [field, value];
  for (const field of keywordFields) for (const value of keywordValues(entry, field)) yield [field, value];
  for (const value of hasOf(entry)) yield ['has', value];
  for (const [key, value] of Object.entries(entry.metadata.other ?? {})) yield [`meta.${key}`, value];
  for (const { path, name, source, custodian } of entry.occurrences.slice(0, 20)) {
    yield ['path', path];
    yield ['name', name];
    yield ['source', source];
    if (custodian !== undefined) yield ['custodian', custodian];
  }
}
