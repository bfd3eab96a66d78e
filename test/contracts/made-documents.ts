/** Documents for the tests of indexes: made of a few words, with ids that follow from their names. */
import { createHash } from 'node:crypto';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export interface Made {
  /** A short name that tests use instead of the hash. */
  readonly name: string;
  readonly texts?: Partial<Record<IndexEntry['texts'][number]['kind'], string>>;
  readonly anchors?: IndexEntry['texts'][number]['anchors'];
  readonly places?: readonly (Partial<Occurrence> & { path: string })[];
  /** Of each of its places that states none of its own. */
  readonly labels?: readonly string[];
  readonly withheld?: readonly string[];
  readonly entry?: Partial<IndexEntry>;
}

export const idOf = (name: string): string => sha256(`document ${name}`);

export const placeOf = (name: string, place: Partial<Occurrence> & { path: string }): Occurrence => ({
  item: sha256(`item ${name} ${place.path} ${place.source ?? ''}`),
  name: place.path.split('/').at(-1) ?? '',
  source: 'EX-1',
  family: sha256(`item ${name} ${place.path} ${place.source ?? ''}`),
  ...place,
});

export function entryOf(made: Made): IndexEntry {
  const texts = Object.entries(made.texts ?? {}).map(([kind, text]) => ({
    kind: kind as IndexEntry['texts'][number]['kind'],
    id: sha256(text),
    units: text.length,
    anchors: made.anchors ?? [],
  }));
  return {
    document: idOf(made.name),
    format: 'text',
    mediaType: 'text/plain',
    size: 100,
    status: 'indexed',
    run: 1,
    revision: 1,
    metadata: {},
    entities: [],
    personalData: [],
    codes: [],
    dates: [],
    ...made.entry,
    texts,
    occurrences: (made.places ?? [{ path: `${made.name}.txt` }]).map((place) => ({
      ...marksOf(made),
      ...placeOf(made.name, place),
    })),
  };
}

const marksOf = ({ labels = [], withheld = [] }: Pick<Made, 'labels' | 'withheld'>) => ({
  ...(labels.length > 0 ? { labels: [...labels] } : {}),
  ...(withheld.length > 0 ? { withheld: [...withheld] } : {}),
});

/** The operation that gives all places of a document these marks and no others. */
export const marking = (
  made: Made,
  revision: number,
  marks: Pick<Made, 'labels' | 'withheld'>,
): IndexOperation => ({
  op: 'occurrences',
  document: idOf(made.name),
  revision,
  occurrences: entryOf({ ...made, labels: [], withheld: [], ...marks }).occurrences,
});

/** The operations that bring a document in, its texts in chunks of `chunkUnits`. */
export function operationsOf(made: Made, chunkUnits = 65_536): IndexOperation[] {
  const operations: IndexOperation[] = [];
  for (const [kind, text] of Object.entries(made.texts ?? {})) {
    const handle = `${made.name} ${kind}`;
    for (let at = 0, seq = 0; at < text.length; at += chunkUnits, seq++) {
      operations.push({ op: 'text', handle, seq, chunk: text.slice(at, at + chunkUnits) });
    }
    operations.push({ op: 'seal', handle, id: sha256(text) });
  }
  return [...operations, { op: 'entry', entry: entryOf(made) }];
}

/** Writes documents; none may be rejected. */
export async function writeAll(index: SearchIndex, documents: readonly Made[]): Promise<void> {
  for (let at = 0; at < documents.length; at += 100) {
    const { rejected } = await index.write(
      documents.slice(at, at + 100).flatMap((made) => operationsOf(made)),
    );
    if (rejected.length > 0) throw new Error(JSON.stringify(rejected));
  }
}
