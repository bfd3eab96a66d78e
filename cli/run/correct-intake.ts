/** Corrects fields of the intake record of a source, as `FIELD=VALUE`. */
import type { CaseFolder } from '../../case/case-folder.ts';
import type { SourceRow } from '../../case/catalogue/sources.ts';
import type { CustodyStatement, ReceivedFile } from '../../schemas/custody.ts';
import { intake, type KeptIntake } from '../../schemas/intake.ts';
import { Problem } from '../../schemas/problem.ts';
import { keepLoadFiles, keepManifests } from './source-intake.ts';

const allowed = Object.keys(intake.shape).filter((field) => field !== 'reference');

/** What a value of the command line is in the record. */
function readValue(field: string, text: string): unknown {
  if (text === '') return undefined;
  if (field === 'production') return text.split(',').map((path) => path.trim());
  if (field === 'seals') return text.split(',').map((seal) => seal.trim());
  if (field === 'clockOffsetSeconds') return Number(text);
  if (field !== 'acquisitionHash') return text;
  const [algorithm, value] = text.split(':');
  return { algorithm, value };
}

/** Fields whose files the case keeps, and where. */
const lists: Readonly<Record<string, 'keptManifests' | 'keptLoadFiles'>> = {
  manifest: 'keptManifests',
  production: 'keptLoadFiles',
};

/** Undefined where the field is taken out. */
async function keep(folder: string, value: unknown): Promise<readonly ReceivedFile[] | undefined> {
  if (typeof value === 'string') return keepManifests(folder, value);
  return value === undefined ? undefined : keepLoadFiles(folder, value as string[]);
}

/** Throws `wrong-value` for a field that there is not, or a value that is not allowed. */
export async function correctIntake(
  caseFolder: CaseFolder,
  { reference, intake: before }: SourceRow,
  corrections: readonly string[],
): Promise<{ readonly intake: KeptIntake; readonly statements: readonly CustodyStatement[] }> {
  let corrected: KeptIntake = before;
  const statements: CustodyStatement[] = [];
  for (const correction of corrections) {
    const at = correction.indexOf('=');
    const field = correction.slice(0, at);
    if (field === 'reference')
      throw new Problem('wrong-value', 'the reference cannot be corrected: every id of the source is made from it', 'Say what is right with --note, or ingest the evidence under the right reference into a new case.'); // prettier-ignore
    if (!allowed.includes(field))
      throw new Problem('wrong-value', `--correct: "${field}" is no field of an intake record`, `Allowed are ${allowed.join(', ')}.`); // prettier-ignore
    const value = readValue(field, correction.slice(at + 1));
    const { keptManifests, keptLoadFiles, ...record } = corrected;
    const checked = intake.safeParse({ ...record, [field]: value });
    const [issue] = checked.error?.issues ?? [];
    if (!checked.success)
      throw new Problem('wrong-value', `--correct ${field}: ${issue?.message ?? 'is not allowed'}`);
    const kept = { keptManifests, keptLoadFiles };
    const list = lists[field];
    const before = list === undefined ? (corrected as Record<string, unknown>)[field] : (kept[list] ?? record[field as keyof typeof record]); // prettier-ignore
    if (list !== undefined) kept[list] = await keep(caseFolder.paths.received, value);
    const is = list === undefined ? (checked.data as Record<string, unknown>)[field] : kept[list];
    corrected = { ...checked.data, reference, ...kept };
    statements.push({ kind: 'corrected', field, was: before, is });
  }
  return { intake: corrected, statements };
}
