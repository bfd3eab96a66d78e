/**
 * The catalogue port: the writing side of a case's ledger. Its parts by topic: runs and the rules of every write
 * (`catalogue/runs.ts`), sources and their listing, their custody, what is to be done, commits, tags found again, screening, upkeep, marks (labels,
 * notes, withholding), what goes over of them, numbers of what goes out, case records, and removals.
 *
 * Every method may take its time: what a caller has learned may have changed by the next answer, but for what its own
 * run alone writes. A method that fails has changed nothing, and may be called again; errors are told apart by code.
 */
import type { AuditHeads } from './catalogue/audit-heads.ts';
import type { Carrying } from './catalogue/carrying.ts';
import type { Commits } from './catalogue/commits.ts';
import type { Custody } from './catalogue/custody.ts';
import type { Marks } from './catalogue/marks.ts';
import type { Numbers } from './catalogue/numbers.ts';
import type { Records } from './catalogue/records.ts';
import type { Removals } from './catalogue/removals.ts';
import type { Retags } from './catalogue/retags.ts';
import type { Runs } from './catalogue/runs.ts';
import type { Screening } from './catalogue/screening.ts';
import type { Sources } from './catalogue/sources.ts';
import type { Upkeep } from './catalogue/upkeep.ts';
import type { Work } from './catalogue/work.ts';

export interface Catalogue
  extends
    Runs,
    Sources,
    Custody,
    Work,
    Commits,
    Screening,
    Carrying,
    Upkeep,
    Marks,
    Numbers,
    Records,
    Removals,
    Retags,
    AuditHeads {
  close(): Promise<void>;
}
