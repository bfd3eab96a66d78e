/** Tags a labelled set (JSON Lines of `{id,text}`) and writes predictions for its scorer; with `--show` prints what differs. */
import { readFileSync } from 'node:fs';
import { loadGazetteers } from '../config/gazetteers/load.ts';
import { createTagger, tagText } from '../tagging/tagger.ts';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly trap?: boolean;
  readonly mentions?: readonly Span[];
  readonly spans?: readonly Span[];
}
interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  readonly entity?: string;
}

const [file, ...flags] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node scripts/tag-score.ts LABELLED.jsonl [--show] [--only odd|even]');
  process.exit(2);
}
const tagger = createTagger(loadGazetteers());
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row);
const describe = (text: string, spans: readonly Span[]): string =>
  spans
    .map(
      (one) =>
        `${one.kind}:${JSON.stringify(text.slice(one.start, one.end))}${one.entity === undefined ? '' : `=${one.entity}`}`,
    )
    .join(' | ');
for (const row of rows) {
  const { mentions, personalData } = tagText(tagger, row.text);
  const found: readonly Span[] = row.spans === undefined ? mentions : personalData;
  const truth = row.mentions ?? row.spans ?? [];
  if (!flags.includes('--show')) {
    console.log(
      JSON.stringify(
        row.spans === undefined ? { id: row.id, mentions } : { id: row.id, spans: personalData },
      ),
    );
    continue;
  }
  const key = (one: Span): string => `${one.start}-${one.end}-${one.kind}`;
  const keys = new Set(found.map(key));
  const wanted = new Set(truth.map(key));
  const extra = found.filter((one) => !wanted.has(key(one)));
  const missing = truth.filter((one) => !keys.has(key(one)));
  if (extra.length + missing.length > 0) {
    console.log(
      `${row.id} ${row.trap === true ? 'TRAP ' : ''}${JSON.stringify(row.text)}\n   missing ${describe(row.text, missing)}\n   extra ${describe(row.text, extra)}`,
    );
  }
}
