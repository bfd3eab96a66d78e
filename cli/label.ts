/** `evidex label`: puts labels on documents and takes them off. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Label, LabelResult } from '../case/catalogue.ts';
import { labelOf } from '../case/labels.ts';
import { LedgerReader } from '../case/sqlite/ledger-reader.ts';
import { SqliteCatalogue } from '../case/sqlite/sqlite-catalogue.ts';
import { projectStale } from '../pipeline/index-upkeep/projector.ts';
import { labelName, maxLabelUnits } from '../schemas/label.ts';
import { Problem } from '../schemas/problem.ts';
import type { SearchIndex } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { findDocument } from './run/find-document.ts';
import { openIndexToWrite, waitingWords, writeIndexSettings } from './run/open-index.ts';
import { answering, plainScope, readQuery } from './run/query.ts';

/** Documents of one transaction. */
const batchDocuments = 1_000;
const wholeHash = /^[0-9a-f]{64}$/u;

/** Names as given, with the lines of stdin where `-` stands. */
async function namesOf(given: readonly string[], stdin: Readable): Promise<string[]> {
  const names: string[] = [];
  for (const name of given) {
    if (name !== '-') names.push(name);
    else
      for await (const line of createInterface({ input: stdin, crlfDelay: Infinity }))
        if (line.trim() !== '') names.push(line.trim());
  }
  return names;
}

/** The documents behind the names, each once; none is labelled where one name is wrong. */
function resolve(reader: LedgerReader, names: readonly string[]): string[] {
  const found = names.map((name) =>
    wholeHash.test(name) && reader.documents.get(name) ? name : findDocument(reader, name).document.sha256,
  );
  return [...new Set(found)];
}

function* pagesOf(documents: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < documents.length; at += batchDocuments)
    yield documents.slice(at, at + batchDocuments);
}

/** In id order, and the index does not change while it is asked: labels are shown when all are written. */
async function* matchesOf(index: SearchIndex, text: string): AsyncGenerator<readonly string[]> {
  const query = readQuery(text);
  for (let after: string | undefined; ;) {
    const page = await answering(() => index.documents(query, plainScope, after, batchDocuments));
    if (page.length > 0) yield page;
    after = page.at(-1);
    if (page.length < batchDocuments) return;
  }
}

interface Sum {
  documents: number;
  changed: number;
  notIndexed: number;
  readonly added: number[];
  readonly removed: number[];
}

function addTo(sum: Sum, page: readonly string[], result: LabelResult): void {
  sum.documents += page.length;
  sum.changed += result.changed;
  sum.notIndexed += result.notIndexed;
  for (const which of ['added', 'removed'] as const)
    for (const [at, count] of result[which].entries()) sum[which][at] = (sum[which][at] ?? 0) + count;
}

const counted = (labels: readonly Label[], counts: readonly number[]) =>
  labels.map(({ name }, at) => ({ label: name, documents: counts[at] ?? 0 }));

const describe = (did: string, counts: ReturnType<typeof counted>): string[] =>
  counts.map(({ label, documents }) => `  ${did} ${escapeLine(label)}: ${countOf(documents, 'document')}`);

/** Each once, by what labels are compared by. */
const labelsOf = (written: readonly string[] | undefined): Label[] => [
  ...new Map((written ?? []).map((one) => labelOf(one)).map((label) => [label.key, label])).values(),
];

export const verb = defineVerb({
  details: `DOCUMENT is a path below a source, or the SHA-256, or the first digits of it or of an item id; - reads such names from stdin, one a line. A label has up to ${maxLabelUnits} characters; labels that differ in case and accents alone are one, spelled as the case spelled it first. Each keeps who added it, when, and by which record of the audit log, also after its removal. What is labelled is found by label:NAME as soon as the command has ended.`,
  positionals: ['documents'],
  options: z.strictObject({
    documents: z.array(z.string().min(1)).optional().describe('paths, hashes or ids; - for stdin'),
    query: z.string().min(1).optional().describe('all documents that match'),
    add: z.array(labelName).optional().describe('a label to add').meta({ placeholder: 'LABEL' }),
    remove: z.array(labelName).optional().describe('a label to take off').meta({ placeholder: 'LABEL' }),
  }),
  settings: writeIndexSettings,
  access: 'write',
  output: 'report',
  examples: [
    ['evidex label mail/inbox.mbox/message-0.eml --add hot --case CASE', 'label one document'],
    ['evidex label --query "kind:data-broker" --add "to review" --case CASE', 'label all that match'],
    ['evidex label - --add produced --remove "to review" --case CASE < ids.txt', 'label a list of ids'],
  ],
  check({ options: { documents, query, add, remove } }) {
    const see = 'See `evidex label --help`.';
    if (!documents && query === undefined) throw new Problem('usage', 'nothing says which documents', see);
    if (documents && query !== undefined)
      throw new Problem('usage', 'name documents or give --query, not both', see);
    if (!add && !remove) throw new Problem('usage', '--add or --remove is missing', see);
    const added = new Set(labelsOf(add).map(({ key }) => key));
    const both = labelsOf(remove).find(({ key }) => added.has(key));
    if (both) throw new Problem('usage', `"${escapeLine(both.name)}" is to be added and removed`, see);
  },
  async run({ caseFolder, config, options, out, stdin, signal, operator, auditRecord }) {
    const [add, remove] = [labelsOf(options.add), labelsOf(options.remove)];
    const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    const sum: Sum = { documents: 0, changed: 0, notIndexed: 0, added: [], removed: [] };
    const catalogue = new SqliteCatalogue(caseFolder.paths.catalogue);
    const reader = new LedgerReader(caseFolder.paths.catalogue);
    const index = await openIndexToWrite(caseFolder, config, { signal, onWaiting: waitingWords(out) });
    try {
      const pages =
        options.query === undefined
          ? pagesOf(resolve(reader, await namesOf(options.documents ?? [], stdin)))
          : matchesOf(index, options.query);
      for await (const documents of pages) {
        if (signal.aborted) break;
        addTo(sum, documents, await catalogue.label({ documents, add, remove }, by));
        if (sum.documents > batchDocuments) out.progress(`${formatCount(sum.documents)} documents`);
      }
      await projectStale(catalogue, index, undefined);
    } finally {
      await index.close();
      reader.close();
      await catalogue.close();
    }
    const [added, removed] = [counted(add, sum.added), counted(remove, sum.removed)];
    const { documents, changed, notIndexed } = sum;
    await out.report({ documents, changed, added, removed, notIndexed }, () =>
      [
        `${countOf(documents, 'document')}, ${formatCount(changed)} changed.`,
        ...describe('added', added),
        ...describe('removed', removed),
        ...(notIndexed > 0
          ? [`  ${countOf(notIndexed, 'document')} not in the index yet: found by the labels once indexed`]
          : []),
      ].join('\n'),
    );
    return { resultCount: changed };
  },
});
