/**
 * What a message of a parser comes to in the case: bytes of ledger and index, by weights that were measured
 * (docs/decisions/0009). Nothing but what the message says decides, so that a content costs the same on every machine.
 */
import type { DocumentResult, FoundItem } from '../../schemas/findings.ts';

/** The row of an item, its keys, and its entry or its place in one. */
const itemBytes = 600;
/** The row of a document, its attempt, its entry in the index. */
const documentBytes = 1_500;
/** A name stands in the row, in the paths of entries, and in the index. */
const copiesOfName = 3;
/** Metadata stands in the ledger and in the index. */
const copiesOfMetadata = 2;
/** Tags are packed; what a parser sends of them is JSON. */
const tagShare = 1 / 8;
const entityBytes = 60;

export const costOfText = (bytes: number): number => bytes;

export const costOfTags = (bytes: number): number => Math.ceil(bytes * tagShare);

export const costOfEvents = (bytes: number): number => bytes;

/** Names count by units, at the least that they take. */
export function costOfItem({ name, locator = '', rawName = '', warnings }: FoundItem): number {
  return itemBytes + copiesOfName * (name.length + locator.length + rawName.length) + 50 * warnings.length;
}

/** Without its texts' content, tags and events, which were charged as they went. */
export function costOfDocument({ metadata, texts, detail = '' }: CostlyOutcome): number {
  const ofTexts = texts.reduce(
    (sum, { anchors, entities, personalData }) =>
      sum + 2 * anchors.length + entityBytes * (entities.length + personalData.length),
    0,
  );
  return documentBytes + copiesOfMetadata * JSON.stringify(metadata).length + ofTexts + detail.length;
}

type CostlyOutcome = Pick<DocumentResult, 'metadata' | 'texts' | 'detail'>;
