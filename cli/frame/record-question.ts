/** Keeps what a verb is asked that answers many questions: each as a record of its own, and one of its end. */
import type { AuditLog } from '../../case/audit-log.ts';
import { hashOfEnd, newSeal } from '../../case/audit-seal.ts';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { AuditRecord } from '../../schemas/audit-record.ts';
import type { Operator } from './operator.ts';

/** How one question ended that a verb was asked. */
export interface QuestionEnd {
  readonly exitCode: number;
  /** Hits, items or rows that it gave. */
  readonly resultCount?: number;
  /** The code of the problem. */
  readonly problem?: string;
}

/** A question that is on the disk. */
export interface RecordedQuestion {
  /** Sequence number of its record; 0 where nothing is kept. */
  readonly record: number;
  /** Keeps how it ended. */
  end(end: QuestionEnd): Promise<void>;
}

export interface Question {
  readonly words: readonly string[];
  readonly who: Operator;
  /** What it writes to the ledger under its record is bound to the log when it ends; see `case/audit-seal.ts`. */
  readonly isSealed: boolean;
}

/** Where the records of the verb go, and the one that says it began. */
interface VerbRecords {
  readonly folder: Pick<CaseFolder, 'openLedger'>;
  readonly log: AuditLog;
  readonly started: AuditRecord;
}

/** Resolves when the question is on the disk. */
export async function recordQuestion(
  { folder, log, started: { verb } }: VerbRecords,
  { words, who, isSealed }: Question,
): Promise<RecordedQuestion> {
  const started = await log.append({
    ...who,
    verb,
    event: 'started',
    args: [...words],
    ...(isSealed && { seal: newSeal() }),
  });
  return {
    record: started.seq,
    async end(end) {
      const wrote = await hashOfEnd({ folder, started });
      await log.append({
        ...who,
        verb,
        event: 'ended',
        of: started.seq,
        ...end,
        ...(wrote !== undefined && { wrote }),
      });
    },
  };
}
