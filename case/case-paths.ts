/** The parts of a case folder: what lies where in it. */
import { join } from 'node:path';

/** Each an absolute path. */
export interface CasePaths {
  readonly file: string;
  readonly catalogue: string;
  readonly index: string;
  /** Sketches of texts, for near-duplicates; made when they are asked for. */
  readonly near: string;
  /** What is known of its tables; follows from the texts, so that it may be deleted. */
  readonly datasets: string;
  readonly audit: string;
  readonly auditDetails: string;
  readonly auditHead: string;
  readonly hashSets: string;
  /** Files that came with evidence, each under its SHA-256. */
  readonly received: string;
  readonly spool: string;
  /** Certificates of what was removed. */
  readonly removals: string;
  /** Files that are being read. */
  readonly inHand: string;
  readonly lock: string;
  readonly indexLock: string;
}

/** Of the case folder at `path`, absolute. */
export const casePathsOf = (path: string): CasePaths => ({
  file: join(path, 'evidex.json'),
  catalogue: join(path, 'catalogue.sqlite'),
  index: join(path, 'index.sqlite'),
  near: join(path, 'near.sqlite'),
  datasets: join(path, 'datasets.sqlite'),
  audit: join(path, 'audit.jsonl'),
  auditDetails: join(path, 'audit-details.jsonl'),
  auditHead: join(path, 'audit-head.sqlite'),
  hashSets: join(path, 'hash-sets'),
  received: join(path, 'received'),
  spool: join(path, 'spool'),
  removals: join(path, 'removals'),
  inHand: join(path, 'in-hand.json'),
  lock: join(path, 'lock'),
  indexLock: join(path, 'index-lock'),
});
