/** Keeps what a verb is asked that answers many questions: each as a record of its own, and one of its end. */
import type { AuditLog } from '../../case/audit-log.ts';
import type { AuditRecord } from '../../schemas/audit-record.ts';
import type { Operator } from './operator.ts';
import type { QuestionEnd } from './verb.ts';

/** Where the records of the verb go, and the one that says it began. */
interface VerbRecords {
  readonly log: AuditLog;
  readonly started: AuditRecord;
}

/** Resolves when the question is on the disk; nothing is kept of a verb without a case. */
export async function recordQuestion(
  records: VerbRecords | undefined,
  who: Operator,
  words: readonly string[],
): Promise<(end: QuestionEnd) => Promise<void>> {
  if (!records) return () => Promise.resolve();
  const { log, started } = records;
  const asked = await log.append({ ...who, verb: started.verb, event: 'started', args: [...words] });
  return async (end) => {
    await log.append({ ...who, verb: started.verb, event: 'ended', of: asked.seq, ...end });
  };
}
