/** Near-duplicates among hits: of each group the document that the others are near to is shown, and these below it. */
import type { Scope } from '../../schemas/scope.ts';
import type { Hit, IndexReader } from '../../search/port.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { NearDocuments, type NearAsking, type NearGroup } from './near-documents.ts';
import { type NearCopy, nearCopies, notComparedWords, placeWords, similarityWords } from './near-words.ts';
import type { Query } from '../../search/query/ast.ts';

/** Of one hit; all of them: `evidex near CASE DOCUMENT`. */
const maxShown = 100;
const inWords = 10;

export interface NearFolded {
  /** Near-duplicates among the hits that this one stands for. */
  readonly total: number;
  /** The first 100, the nearest first. */
  readonly members: readonly NearCopy[];
}

export interface NearFoldCounts {
  /** Hits that another one stands for. */
  readonly nearDuplicates: number;
  /** Hits that stand for others. */
  readonly nearGroups: number;
}

export class NearFold {
  readonly #index: IndexReader;
  readonly #scope: Scope;
  /** By the document that is shown. */
  readonly #groups: ReadonlyMap<string, NearGroup>;
  readonly #folded: ReadonlySet<string>;
  /** What could not be compared. */
  readonly notes: readonly string[];

  private constructor({ index, scope }: NearAsking, groups: readonly NearGroup[], notes: readonly string[]) {
    this.#index = index;
    this.#scope = scope;
    this.#groups = new Map(groups.map((group) => [group.document, group]));
    this.#folded = new Set(groups.flatMap(({ members }) => members.map(({ document }) => document)));
    this.notes = notes;
  }

  /** Groups are made among all that match: so the one that is shown is a hit, whatever the page. */
  static async of(asking: NearAsking, query: Query): Promise<NearFold> {
    const near = await NearDocuments.read(asking, query);
    const { groups, notCompared } = await near.groups();
    return new NearFold(asking, groups, notComparedWords(near.counts, notCompared));
  }

  get counts(): NearFoldCounts {
    return { nearDuplicates: this.#folded.size, nearGroups: this.#groups.size };
  }

  isFolded({ document }: Hit): boolean {
    return this.#folded.has(document);
  }

  /** Undefined for a hit that stands for itself alone. */
  async foldedBelow({ document }: Hit): Promise<NearFolded | undefined> {
    const group = this.#groups.get(document);
    if (!group) return undefined;
    const members = await nearCopies(this.#index, group.members, maxShown, this.#scope);
    return { total: group.members.length, members };
  }
}

/** `, of them 40 near-duplicates of 12 others`. */
export const nearFoldWords = ({ nearDuplicates, nearGroups }: NearFoldCounts): string =>
  nearDuplicates === 0
    ? ', no near-duplicates among them'
    : `, of them ${countOf(nearDuplicates, 'near-duplicate')} of ${countOf(nearGroups, 'other')}`;

/** Lines below a hit. */
export const nearFoldedWords = ({ total, members }: NearFolded): string[] => [
  `     ${countOf(total, 'near-duplicate')} among the hits`,
  ...members
    .slice(0, inWords)
    .map((copy) => `       ${similarityWords(copy.similarity)}  ${placeWords(copy)}`),
  ...(total > inWords ? [`       … and ${formatCount(total - inWords)} more: evidex near`] : []),
];
