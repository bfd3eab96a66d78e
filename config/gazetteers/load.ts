/** Reads the shipped gazetteers: one JSON Lines file per kind or region, one entity a line. */
import { readFileSync } from 'node:fs';
import type { EntityKind } from '../../schemas/mention.ts';
import type { GazetteerCues, GazetteerEntity, GazetteerList } from '../../schemas/gazetteer.ts';

/** The files, and the kind of everything in each. */
export const gazetteerFiles: readonly { readonly file: string; readonly kind: EntityKind }[] = [
  { file: 'parties-britain-ireland.jsonl', kind: 'party' },
  { file: 'parties-europe.jsonl', kind: 'party' },
  { file: 'parties-asia.jsonl', kind: 'party' },
  { file: 'parties-americas-oceania.jsonl', kind: 'party' },
  { file: 'parties-africa.jsonl', kind: 'party' },
  { file: 'data-brokers.jsonl', kind: 'data-broker' },
  { file: 'analytics-firms.jsonl', kind: 'analytics-firm' },
  { file: 'platforms.jsonl', kind: 'platform' },
  { file: 'campaign-groups.jsonl', kind: 'campaign-group' },
  { file: 'regulators.jsonl', kind: 'regulator' },
];

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const lines = (file: string): readonly object[] =>
  read(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as object);

const empty = {
  names: [],
  titles: [],
  acronyms: [],
  ambiguous: [],
  domains: [],
  not: [],
  places: [],
  weight: 0,
};

/** Rows of one file as they stand, with the kind added and defaults filled in; a test checks them with zod. */
export function readGazetteerFile(file: string, kind: EntityKind): readonly GazetteerEntity[] {
  return (lines(file) as readonly Partial<GazetteerEntity>[]).map((row) => ({
    entity: '',
    ...empty,
    ...row,
    kind,
  }));
}

/** The cue words by topic and place. */
export function readCues(): GazetteerCues {
  return JSON.parse(read('cues.json')) as GazetteerCues;
}

/** Sources by id: title and as-at date. */
export function readSources(): Record<string, { readonly title: string; readonly asAt: string }> {
  return JSON.parse(read('sources.json')) as Record<string, { title: string; asAt: string }>;
}

/** Everything that is shipped, as one list. */
export function loadGazetteers(): readonly GazetteerList[] {
  return [
    {
      id: 'evidex',
      method: 'gazetteer',
      entities: gazetteerFiles.flatMap(({ file, kind }) => readGazetteerFile(file, kind)),
      decoys: (lines('decoys.jsonl') as readonly { phrases: readonly string[] }[]).flatMap(
        (row) => row.phrases,
      ),
      cues: readCues(),
    },
  ];
}
