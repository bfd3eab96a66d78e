/** Why the bytes of an item cannot be had, in words, with what to do about it. */
import type { LedgerItem } from '../../case/ledger/items.ts';
import { isProblem, Problem, type ProblemCode } from '../../schemas/problem.ts';
import { type Code, meaningOf } from '../../schemas/status.ts';

/**
 * A code of the ledger, or one of: `mismatch` (the bytes are not those that the case has), `source-missing` (the source is
 * not where it was), `no-content` (nothing was ever read of it), `no-way` (what it lies in is not there for who asks, or
 * gave it when another program helped to read it), `holds-withheld` (with its bytes would go what is withheld from who asks),
 * `over-size` (more than who asks takes).
 */
export type OriginalReason =
  Code | 'mismatch' | 'source-missing' | 'no-content' | 'no-way' | 'holds-withheld' | 'over-size';

const again = 'Ingest the source again, so that the case has it as it is now, or bring back the file.';
const elsewhere =
  'Mount the source where it was, or name its new place: evidex ingest NEWPLACE --reference REFERENCE --case CASE.';

interface Words {
  readonly code: ProblemCode;
  readonly says: string;
  readonly hint?: string;
}

const words: Readonly<Partial<Record<OriginalReason, Words>>> = {
  mismatch: { code: 'mismatch', says: 'its bytes are not those that the case has', hint: again },
  'source-missing': { code: 'source-missing', says: 'its source is not where it was', hint: elsewhere },
  vanished: { code: 'source-missing', says: 'it is not in the source any more', hint: again },
  'changed-while-reading': { code: 'mismatch', says: 'it changed while it was read', hint: again },
  unreadable: {
    code: 'source-unreadable',
    says: 'its source cannot be read',
    hint: 'Check the rights to the source and the disk that it lies on.',
  },
  link: { code: 'source-unreadable', says: 'a link stands where it was, and links are not followed' },
  'not-a-file': { code: 'source-unreadable', says: 'it is no regular file any more' },
  'password-required': {
    code: 'failed',
    says: 'it lies encrypted in what holds it, and no password is known',
  },
  'no-content': { code: 'not-found', says: 'nothing was read of it, so there are no bytes to compare with' },
  'no-way': {
    code: 'not-found',
    says: 'what holds it did not give it',
    hint: 'What Tika opened, an earlier version of a reader, or larger limits gave is not opened here.',
  },
  'holds-withheld': {
    code: 'not-found',
    says: 'not all that it holds is open to you',
    hint: 'Take what it holds one by one, or ask somebody to whom all of it is open.',
  },
  'over-size': { code: 'failed', says: 'it is larger than is taken' },
  'disk-full': {
    code: 'disk-full',
    says: 'the disk has no room for its bytes',
    hint: 'Make room, or put them elsewhere.',
  },
};

/** `details.reason` of the problem is the reason, for programs. */
export function problemOf(
  item: Pick<LedgerItem, 'source' | 'path'>,
  reason: OriginalReason,
  detail?: string,
): Problem {
  const { code, says, hint } = words[reason] ?? { code: 'failed', says: meaningOf(reason) };
  const path = `${item.source}/${item.path}`;
  const more = detail === undefined || detail === '' ? '' : ` (${detail})`;
  return new Problem(code, `the bytes of ${path} cannot be had: ${says}${more}`, hint, {
    named: [path],
    reason,
  });
}

/** The reason of a problem that came of a request for bytes; `failed` where it is another. */
export function reasonOf(problem: unknown): string {
  const reason = isProblem(problem) ? problem.details?.['reason'] : undefined;
  return typeof reason === 'string' ? reason : 'failed';
}
