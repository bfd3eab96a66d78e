/** A model of evidence and of what a case must know of it: plain maps and recursion, nothing of the product's counting. */

/**
 * A text, an archive with its members by name, or null, of which there is no content: a link, in an archive a folder that
 * holds nothing.
 */
export type Made = string | null | { readonly [name: string]: Made };

export const isArchive = (made: Made): made is { readonly [name: string]: Made } =>
  typeof made === 'object' && made !== null;

/** Files by path below the source, `/` between parts. */
export type Files = Map<string, Made>;

/** One source as it is, and as the case last saw it. */
export interface ModelSource {
  readonly reference: string;
  readonly files: Files;
  seen: Files;
  /** Folders that cannot be listed now. */
  readonly locked: Set<string>;
  /** Some ingest of it has ended, though it may have seen nothing in it. */
  isKnown: boolean;
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const isLocked = ({ locked }: ModelSource, path: string): boolean => locked.has(folderOf(path));

/** An ingest of the source has ended: below a locked folder the case knows what it knew. */
export function see(source: ModelSource): void {
  const seen: Files = new Map();
  for (const [path, made] of source.seen) if (isLocked(source, path)) seen.set(path, made);
  for (const [path, made] of source.files) if (!isLocked(source, path)) seen.set(path, made);
  source.seen = seen;
  source.isKnown = true;
}

/** What the case knows lies below a locked folder, and something else or nothing lies there: it cannot be read again. */
export const hasStale = (source: ModelSource): boolean =>
  [...source.seen].some(([path, made]) => isLocked(source, path) && source.files.get(path) !== made);

/** A content at one of its places. */
export interface ModelPlace {
  readonly source: string;
  readonly path: string;
  /** Absent for a link and a folder. */
  readonly content?: string;
  readonly isHeld: boolean;
}

const contentOf = (made: Made): string | undefined => (made === null ? undefined : JSON.stringify(made));

function* placesIn(source: string, path: string, made: Made, isHeld: boolean): Generator<ModelPlace> {
  yield { source, path, content: contentOf(made), isHeld };
  if (!isArchive(made)) return;
  for (const [name, member] of Object.entries(made)) yield* placesIn(source, `${path}/${name}`, member, true);
}

export function placesOf(sources: readonly ModelSource[]): ModelPlace[] {
  return sources.flatMap(({ reference, seen }) =>
    [...seen].flatMap(([path, made]) => [...placesIn(reference, path, made, false)]),
  );
}

/** What the totals of a report must say. */
export function sumsOf(sources: readonly ModelSource[]) {
  const places = placesOf(sources);
  const contents = (of: readonly ModelPlace[]): number =>
    new Set(of.flatMap(({ content }) => content ?? [])).size;
  const links = places.filter(({ content }) => content === undefined).length;
  return {
    items: places.length,
    documents: contents(places),
    links,
    duplicates: places.length - links - contents(places),
    bySource: sources
      .filter(({ isKnown }) => isKnown)
      .map(({ reference }) => {
        const own = places.filter(({ source }) => source === reference);
        return {
          source: reference,
          files: own.filter(({ isHeld }) => !isHeld).length,
          heldItems: own.filter(({ isHeld }) => isHeld).length,
          documents: contents(own),
        };
      }),
  };
}
