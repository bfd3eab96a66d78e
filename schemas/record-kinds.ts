/**
 * The kinds of case records, each with the schema of its body. A new kind is a file in `records/` and its row here;
 * ledgers, removal and the audit log need nothing else. A kind that cases have keeps reading what they hold: fields are
 * only added to it, as optional ones.
 */
import type { z } from 'zod';
import { acceptedAssertion } from './records/accepted-assertion.ts';
import { acceptedException } from './records/accepted-exception.ts';
import { caseExport } from './records/case-export.ts';
import { caseQuestion } from './records/case-question.ts';
import { chronologyLine } from './records/chronology-line.ts';
import { comment } from './records/comment.ts';
import { entityRuling } from './records/entity-ruling.ts';
import { identityRuling } from './records/identity-ruling.ts';
import { issuedReport } from './records/issued-report.ts';
import { registerEntry } from './records/register-entry.ts';
import { reviewBatch } from './records/review-batch.ts';
import { reviewField } from './records/review-field.ts';
import { secondLook } from './records/second-look.ts';
import { searchRun } from './records/search-run.ts';
import { savedSearch } from './records/saved-search.ts';
import { termList } from './records/term-list.ts';
import { tracePermission } from './records/trace-permission.ts';
import { termReport } from './records/term-report.ts';

export const recordKinds = {
  comment,
  'saved-search': savedSearch,
  'chronology-line': chronologyLine,
  'register-entry': registerEntry,
  'case-question': caseQuestion,
  'accepted-assertion': acceptedAssertion,
  'accepted-exception': acceptedException,
  'review-field': reviewField,
  'review-batch': reviewBatch,
  'second-look': secondLook,
  'search-run': searchRun,
  'term-list': termList,
  'term-report': termReport,
  'issued-report': issuedReport,
  'case-export': caseExport,
  'identity-ruling': identityRuling,
  'entity-ruling': entityRuling,
  'trace-permission': tracePermission,
} as const;

export type RecordKind = keyof typeof recordKinds;
export type RecordBody<Kind extends RecordKind> = z.infer<(typeof recordKinds)[Kind]>;
