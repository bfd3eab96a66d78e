/** What crosses between the server and a process that exports for it. */
import type { ExportResult } from '../../cli/export/export-case.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { CaseToRead, SentProblem } from '../readers/messages.ts';

/** Once for each process, which ends by it. */
export interface ExportAsked {
  readonly of: CaseToRead;
  readonly scope: Scope;
  /** The folder to make, or to go on with. */
  readonly folder: string;
  readonly wanted: RecordBody<'case-export'>;
}

export interface ExportProgress {
  readonly stage: string;
  readonly done: number;
  readonly all: number;
}

export type ExportTold =
  | { readonly progress: ExportProgress }
  | { readonly result: ExportResult }
  | { readonly problem: SentProblem };
