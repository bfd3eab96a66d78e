/**
 * Measures the embedded index on generated documents: writing, size, and the latency of ten shapes of query.
 * `node scripts/bench/search.ts [documents] [bytes a document]`; 100,000 and 2,000 unless told.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';

const documents = Number(process.argv[2] ?? 100_000);
const bytesEach = Number(process.argv[3] ?? 2_000);
const batch = 256;
const rounds = 15;

let seed = 7;
/** A fixed sequence, so that every run measures the same documents. */
const random = (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const letters = 'etaoinshrdlucmfwypvbgkjqxz';
const vocabulary = Array.from({ length: 60_000 }, (_, rank) =>
  Array.from(
    { length: 2 + Math.floor(random() * 9) + (rank > 200 ? 1 : 0) },
    () => letters[Math.floor(random() ** 1.6 * 26)],
  ).join(''),
);
/** Zipf-like: a few words are everywhere, most are rare. */
const word = (): string => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? 'the';

function textOf(bytes: number): string {
  let text = '';
  while (text.length < bytes) text += `${word()}${random() < 0.1 ? '. ' : ' '}`;
  return text;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function operationsOf(at: number): IndexOperation[] {
  const text = `${textOf(bytesEach * (0.3 + random() * 1.4))} number${at}`;
  const id = sha256(text);
  const handle = `t${at}`;
  const year = 2010 + (at % 10);
  return [
    { op: 'text', handle, seq: 0, chunk: text },
    { op: 'seal', handle, id },
    {
      op: 'entry',
      entry: {
        document: sha256(`d${at}`),
        format: ['eml', 'pdf', 'docx', 'text'][at % 4] ?? 'text',
        mediaType: 'text/plain',
        size: text.length,
        status: 'indexed',
        run: 1,
        revision: 1,
        metadata: {
          title: `${word()} ${word()}`,
          from: [{ name: `person ${at % 200}`, address: `p${at % 200}@example.com` }],
        },
        texts: [{ kind: 'body', id, units: text.length, anchors: [{ at: 0, page: 1 }] }],
        entities: at % 3 === 0 ? [{ entity: `Entity ${at % 50}`, kind: 'party', count: 1 }] : [],
        personalData: at % 4 === 0 ? [{ kind: 'email', count: 1 }] : [],
        codes: [],
        dates: [{ kind: 'sent', date: `${year}-0${1 + (at % 9)}-1${at % 9}T10:00:00Z` }],
        labels: [],
        withheld: [],
        occurrences: [
          {
            item: sha256(`i${at}`),
            path: `box${at % 40}/folder ${at % 700}/file-${at}.txt`,
            name: `file-${at}.txt`,
            source: `EX-${at % 5}`,
            custodian: `Custodian ${at % 30}`,
            family: sha256(`i${at}`),
            deleted: at % 50 === 0,
          },
        ],
      },
    },
  ];
}

async function fill(index: SearchIndex): Promise<{ bytes: number; seconds: number }> {
  let bytes = 0;
  let milliseconds = 0;
  for (let from = 0; from < documents; from += batch) {
    const operations = Array.from({ length: Math.min(batch, documents - from) }, (_, at) =>
      operationsOf(from + at),
    ).flat();
    for (const operation of operations) if (operation.op === 'text') bytes += operation.chunk.length;
    const start = performance.now();
    await index.write(operations);
    milliseconds += performance.now() - start;
  }
  return { bytes, seconds: milliseconds / 1_000 };
}

const scope = { open: [] };
const at = (share: number): string => vocabulary[Math.floor(vocabulary.length ** share)] ?? 'the';
const shapes: readonly (readonly [string, string])[] = [
  ['rare term', at(0.95)],
  ['common term', at(0.05)],
  ['two terms', `${at(0.3)} ${at(0.5)}`],
  ['phrase', `"${at(0.02)} ${at(0.03)}"`],
  ['proximity of three', `"${at(0.1)} ${at(0.2)} ${at(0.3)}"~20`],
  ['prefix', `${at(0.9).slice(0, 4)}*`],
  ['term NOT term', `${at(0.3)} NOT ${at(0.2)}`],
  ['term, dates, type', `${at(0.3)} AND sent:[2012 TO 2014] AND type:pdf`],
  ['term at a place', `${at(0.3)} AND custodian:"Custodian 7" AND path:/box7/*`],
  ['everything', '*'],
];

const figure = (values: readonly number[], share: number): string =>
  (
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
  ).toFixed(1);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function measure(index: SearchIndex): Promise<void> {
  console.log(
    'shape                  hits   p50 ms  p95 ms  by date p50   facet p50   (20 hits, 2 snippets each)',
  );
  for (const [name, text] of shapes) {
    const query = parseQuery(text);
    const request = { query, scope, limit: 20, snippets: 2 } as const;
    const total = await index.count(query, scope);
    const relevance: number[] = [];
    const date: number[] = [];
    const facet: number[] = [];
    for (let round = 0; round < rounds; round++) {
      relevance.push(await timed(() => index.search({ ...request, sort: 'relevance' })));
      date.push(await timed(() => index.search({ ...request, sort: 'date' })));
      facet.push(await timed(() => index.facet(query, scope, 'type')));
    }
    console.log(
      `${name.padEnd(20)} ${String(total).padStart(6)} ${figure(relevance, 0.5).padStart(8)}` +
        `${figure(relevance, 0.95).padStart(8)}${figure(date, 0.5).padStart(13)}${figure(facet, 0.5).padStart(12)}`,
    );
  }
}

const folder = mkdtempSync(join(tmpdir(), 'evidex-bench-'));
try {
  const path = join(folder, 'index.sqlite');
  const index = openSqliteIndex(path);
  const { bytes, seconds } = await fill(index);
  console.log(
    `${documents} documents, ${(bytes / 1e6).toFixed(1)} MB of text: ${seconds.toFixed(1)} s, ` +
      `${Math.round(documents / seconds)} documents/s, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`,
  );
  await measure(index);
  await index.close();
  const size = statSync(path).size;
  console.log(
    `index ${(size / 1e6).toFixed(1)} MB, ${(size / bytes).toFixed(2)} of the text; ` +
      `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
