/**
 * What a message of a parser comes to in the case: bytes of ledger and index, by weights that were measured
 * (docs/decisions/0009). Nothing but what the message says decides, so that a content costs the same on every machine.
 */
import { mib } from '../../schemas/byte-units.ts';
import type { DocumentResult, FoundItem } from '../../schemas/findings.ts';

/** What a small file may come to, by weights, which are what the disk takes, or more. */
const roomFloorBytes = 64 * mib;
/** The row of an item and its keys. */
const itemBytes = 220;
/** The entry of an item that ended without a content; a content has one, and its places stand in that. */
const ownEntryBytes = 650;
/** The row of a document, its attempt, its entry in the index with the keys of that. */
const documentBytes = 1_000;
/** The rows of a text, beside its bytes. */
const textRowBytes = 300;
/** A name stands in the row, in the paths of entries, and in the index. */
const copiesOfName = 3;
/** Metadata stands in the ledger and in the index; each value is a keyword there, with rows of its own. */
const copiesOfMetadata = 2;
const valueBytes = 65;
/** Tags are packed where they are many; what a parser sends of them is JSON. */
const tagShare = 1 / 8;
const unpackedTagBytes = 2_048;
/** Of what is named, or of a kind of personal data: its rows in the ledger and in the index. */
const entityBytes = 120;
/** Of a warning: its code, and the key of that in the index. */
const warningBytes = 50;

/** Bytes of case that may come of a file of the source with all that lies in it. `size`: as it lies in the source. */
export const fileRoomBytes = (size: number, maxCaseRatio: number): number =>
  Math.max(roomFloorBytes, maxCaseRatio * size);

export const costOfText = (bytes: number): number => bytes;

export const costOfTags = (bytes: number): number =>
  Math.max(Math.min(bytes, unpackedTagBytes), Math.ceil(bytes * tagShare));

export const costOfEvents = (bytes: number): number => bytes;

const costOfWarnings = (warnings: FoundItem['warnings']): number =>
  warnings.reduce((sum, { detail = '' }) => sum + warningBytes + detail.length, 0);

/** Names and details count by units, at the least that they take. */
export function costOfItem({ name, locator = '', rawName = '', warnings, hashes, ended }: FoundItem): number {
  const units = name.length + locator.length + rawName.length;
  return (
    itemBytes +
    (hashes ? 0 : ownEntryBytes) +
    copiesOfName * units +
    costOfWarnings(warnings) +
    (ended?.detail?.length ?? 0)
  );
}

const countValues = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, inside) => sum + countValues(inside), 0)
    : 1;

/** Without its texts' content, tags and events, which were charged as they went. */
export function costOfDocument({ metadata, texts, detail = '', warnings }: CostlyOutcome): number {
  const ofTexts = texts.reduce(
    (sum, { anchors, entities, personalData }) =>
      sum +
      textRowBytes +
      2 * anchors.length +
      entityBytes * (entities.length + personalData.length) +
      entities.reduce((units, { entity }) => units + entity.length, 0),
    0,
  );
  const ofMetadata = copiesOfMetadata * JSON.stringify(metadata).length + valueBytes * countValues(metadata);
  return documentBytes + ofMetadata + ofTexts + detail.length + costOfWarnings(warnings);
}

type CostlyOutcome = Pick<DocumentResult, 'metadata' | 'texts' | 'detail' | 'warnings'>;
