/** Whether the log that a line was made of is the beginning of the log now, or from where it is not. */
import type { AuditRecord } from '../schemas/audit-record.ts';
import { type AuditLineHead, lineHeadOf } from './audit-line.ts';
import type { AuditCheck } from './audit-log.ts';

/** `holds`: the log then is the beginning of the log now. Else `wrong` says what is not so. */
export interface LineResult {
  readonly seq: number;
  readonly at: string;
  readonly holds: boolean;
  readonly wrong?: string;
}

function compare(line: AuditLineHead, record: AuditRecord, caseId: string): string | undefined {
  const now = lineHeadOf(caseId, record);
  if (now.digest !== line.digest)
    return `record ${line.seq} is another one now: it, or one before it, was changed`;
  // The hash is of the time too.
  return now.at === line.at ? undefined : `record ${line.seq} is of ${now.at}`;
}

/** `records`, which are read where there are lines alone, are those that `check` has confirmed, in their order. The results are in the order of the records. */
export async function checkLines(
  lines: readonly AuditLineHead[],
  caseId: string,
  check: AuditCheck,
  records: AsyncIterable<AuditRecord>,
): Promise<readonly LineResult[]> {
  if (lines.length === 0) return [];
  const asked = new Set(lines.map(({ seq }) => seq));
  const found = new Map<number, AuditRecord>();
  for await (const record of records) if (asked.has(record.seq)) found.set(record.seq, record);
  const wrongOf = (line: AuditLineHead): string | undefined => {
    if (line.case !== caseId.slice(0, 8))
      return `the line is of case ${line.case}, this is ${caseId.slice(0, 8)}`;
    const record = found.get(line.seq);
    if (record) return compare(line, record, caseId);
    return check.broken
      ? `the log is broken before record ${line.seq}, at record ${check.broken.seq}`
      : `the log ends with record ${check.records}: ${line.seq - check.records} that were written are missing`;
  };
  return lines
    .toSorted((a, b) => a.seq - b.seq)
    .map((line) => {
      const wrong = wrongOf(line);
      return {
        seq: line.seq,
        at: line.at,
        holds: wrong === undefined,
        ...(wrong !== undefined && { wrong }),
      };
    });
}

/** Between which records the log was changed, as far as the lines tell: the last that holds, and the first that does not. */
export function changedBetween(
  results: readonly LineResult[],
): { readonly after: number; readonly upTo: number } | undefined {
  const first = results.find(({ holds }) => !holds);
  if (!first) return undefined;
  const last = results.findLast(({ holds, seq }) => holds && seq < first.seq);
  return { after: last?.seq ?? 0, upTo: first.seq };
}
