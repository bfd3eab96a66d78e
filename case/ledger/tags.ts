/** Reading port: what was tagged in the contents of the case, with its places and counts. */
import type { Anchor } from '../../schemas/anchor.ts';
import type { Mention, PersonalDatum } from '../../schemas/mention.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Judgement } from '../entity-rulings.ts';

export interface EntityCount {
  readonly entity: string;
  readonly kind: string;
  readonly documents: number;
  readonly mentions: number;
  /** Names of lists that people call so, where they are others. */
  readonly listedAs?: readonly string[];
  /** What people say of it. */
  readonly judgement?: Judgement;
}

/** A mention under the name that people gave its entity. */
export interface RuledMention extends Mention {
  /** The name of the list, where it is another. */
  readonly listedAs?: string;
  readonly dismissed?: true;
}

export interface PersonalDataCount {
  readonly kind: string;
  readonly documents: number;
  readonly values: number;
}

/** Tags of a stretch of one text, with what is needed to cite them. */
export interface TaggedText {
  readonly document: string;
  /** The first place of the document that shows; absent while that is not settled. */
  readonly place?: { readonly source: string; readonly path: string; readonly past?: Occurrence['past'] };
  readonly textId: string;
  readonly kind: string;
  readonly run: number;
  readonly listVersion: string;
  readonly extractor: string;
  readonly anchors: readonly Anchor[];
  readonly mentions: readonly RuledMention[];
  readonly personalData: readonly PersonalDatum[];
}

export interface TextsOf {
  readonly sha256?: string;
  /** Those that name one of them. */
  readonly entities?: readonly string[];
  /** Those that name any: personal data alone, which most messages have, is not asked for. */
  readonly isNaming?: boolean;
  /** By SHA-256. */
  readonly documents?: ReadonlySet<string>;
}

/** The highest confidence of the mentions of one name, of any kind, that were looked at. */
export interface Surest {
  readonly confidence: number;
  /** The same by kind. */
  readonly byKind: Readonly<Record<string, number>>;
  /** All its mentions were looked at, or one was found that is sure enough. */
  readonly isWhole: boolean;
}

export interface TagReading {
  /** Most documents first, then most mentions, then by name and kind. */
  entities(scope: Scope): Promise<readonly EntityCount[]>;
  /**
   * How sure the surest mention of an entity is, of as many stretches of text as `most` of those that name it; what
   * reaches `enough` ends the looking.
   */
  surest(
    entity: string,
    bounds: { readonly enough: number; readonly most: number },
    scope: Scope,
  ): Promise<Surest>;
  /** Documents that name one of the entities as one of the kind. */
  documentsNaming(entities: readonly string[], kind: string, scope: Scope): Promise<number>;
  /** Most documents first, then by kind. */
  personalData(scope: Scope): Promise<readonly PersonalDataCount[]>;
  /**
   * Texts with tags, by a cursor: of one document, of the documents that name an entity, of those that name any, of those of a set, or of all. By
   * SHA-256, then as the document gave them, then by the version of the lists and the place in the text.
   */
  texts(of: TextsOf, scope: Scope): AsyncIterable<TaggedText>;
}
