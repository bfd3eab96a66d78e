/** Reads the intake record of a source, and makes one from what the command line states. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { intake, type Intake } from '../schemas/intake.ts';
import { parseJsonText } from '../schemas/json-text.ts';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';

/** An intake record is a page; anything larger is another file named by mistake. */
const maxIntakeBytes = 1024 * 1024;

export interface LoadedIntake {
  readonly intake: Intake;
  /** Absolute path of the manifest, where the intake names one. */
  readonly manifestPath?: string;
  /** The same of its load files. */
  readonly loadFilePaths?: readonly string[];
}

/** `--custodian`, `--reference`, `--timezone`, `--production`. */
export interface IntakeShorthands {
  readonly custodian?: string | undefined;
  readonly reference?: string | undefined;
  readonly timezone?: string | undefined;
  /** Load files, by paths that count from the working folder. */
  readonly production?: readonly string[] | undefined;
}

/** Reads and checks an intake file. Throws `bad-file`, naming the field and what is allowed. */
export function readIntake(path: string): LoadedIntake {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > maxIntakeBytes)
      throw new Problem('bad-file', `${path} is no intake record: it is larger than 1 MiB`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem(
      'bad-file',
      `the intake ${path} cannot be read: ${messageOf(error)}`,
      'Check the path given with --intake.',
    );
  }
  const record = parseJsonText(text, intake, path);
  return {
    intake: record,
    ...(record.manifest !== undefined && { manifestPath: resolve(dirname(path), record.manifest) }),
    ...(record.production !== undefined && {
      loadFilePaths: record.production.map((one) => resolve(dirname(path), one)),
    }),
  };
}

/**
 * The intake of the file with what the shorthands add. A shorthand that contradicts the file is an error: which of
 * the two is right is for a person to say. Throws `wrong-value` for that, and for a wrong zone.
 */
export function completeIntake(loaded: LoadedIntake | undefined, shorthands: IntakeShorthands): LoadedIntake {
  const stated = {
    reference: shorthands.reference,
    custodian: shorthands.custodian,
    timeZone: shorthands.timezone,
  };
  const record: Record<string, unknown> = { ...loaded?.intake };
  for (const [field, value] of Object.entries(stated)) {
    if (value === undefined) continue;
    const known = loaded?.intake[field as keyof typeof stated];
    const flag = field === 'timeZone' ? '--timezone' : `--${field}`;
    if (known !== undefined && known !== value) {
      throw new Problem(
        'wrong-value',
        `${flag} says "${value}", the intake file says "${known}"`,
        'Leave the flag out, or correct the intake file.',
      );
    }
    const checked = intake.safeParse({ [field]: value });
    if (!checked.success) {
      throw new Problem(
        'wrong-value',
        `${flag}: "${value}" is not allowed`,
        `Allowed is ${checked.error.issues[0]?.message ?? 'text'}.`,
      );
    }
    record[field] = value;
  }
  const loadFilePaths = shorthands.production?.map((one) => resolve(one));
  if (!loadFilePaths) return { ...loaded, intake: intake.parse(record) };
  if (loaded?.loadFilePaths)
    throw new Problem(
      'wrong-value',
      '--production and the intake file both name load files',
      'Leave the flag out, or name all of them in the intake file.',
    );
  return { ...loaded, loadFilePaths, intake: intake.parse({ ...record, production: shorthands.production }) };
}
