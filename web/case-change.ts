/** What a form changes, as plain data: the process that reads for it makes it, the server writes it. */
import { setImmediate as pause } from 'node:timers/promises';
import type { Catalogue } from '../case/catalogue.ts';
import type { GroundedWithholding, LabelChange, Withholding } from '../case/catalogue/marks.ts';
import type { RecordChange, RecordKey } from '../case/catalogue/records.ts';
import type { Annotator, MarkTarget } from '../schemas/label.ts';
import { Problem } from '../schemas/problem.ts';
import type { RecordKind } from '../schemas/record-kinds.ts';

/** Of whatever kind. */
export type AnyRecordChange = { [Kind in RecordKind]: RecordChange<Kind> }[RecordKind];

/** Each is one short transaction of the catalogue. */
export type CaseChange =
  | { readonly label: LabelChange }
  | { readonly note: { readonly target: MarkTarget; readonly text: string } }
  | { readonly write: AnyRecordChange }
  | { readonly remove: RecordKey }
  | { readonly withhold: GroundedWithholding }
  | { readonly release: Withholding };

export interface Written {
  /** Targets that have other labels than before, or are withheld from others. */
  readonly changed: number;
  /** False where a run that writes the index shows it later. */
  readonly shown: boolean;
}

/** Writes for one question. Aborted when the server ends: what has not begun by then is not written. */
export type WriteChanges = (changes: readonly CaseChange[], signal: AbortSignal) => Promise<Written>;

/** How many targets have other marks. */
async function writeOne(catalogue: Catalogue, change: CaseChange, by: Annotator): Promise<number> {
  if ('label' in change) return (await catalogue.label(change.label, by)).changed;
  if ('withhold' in change) return (await catalogue.withhold(change.withhold, by)).changed;
  if ('release' in change) return (await catalogue.release(change.release, by)).changed;
  if ('note' in change) await catalogue.note(change.note.target, change.note.text, by);
  else if ('write' in change) await catalogue.writeRecord<RecordKind>(change.write, by);
  else await catalogue.removeRecord(change.remove, by);
  return 0;
}

/** One after the other; other questions, and the end of the server, are heard between two. How many targets changed. */
export async function writeAll(
  catalogue: Catalogue,
  changes: readonly CaseChange[],
  by: Annotator,
  signal: AbortSignal,
): Promise<number> {
  let changed = 0;
  for (const change of changes) {
    if (signal.aborted) throw new Problem('interrupted', 'stopped in the midst of what was to be written');
    changed += await writeOne(catalogue, change, by);
    await pause();
  }
  return changed;
}
