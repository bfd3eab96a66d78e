/** Every setting of Evidex: the one schema from which flags, environment names, help and checks are generated. */
import { z } from 'zod';

/** A number of bytes; written as a plain number or with a unit (`512MB`, `1.5GiB`). */
const bytes = (min: number, max: number) => z.number().int().min(min).max(max).meta({ unit: 'bytes' });
/** A number of milliseconds; written as a plain number or with a unit (`500ms`, `30s`, `2m`, `1h`). */
const milliseconds = (min: number, max: number) =>
  z.number().int().min(min).max(max).meta({ unit: 'milliseconds' });
const count = (min: number, max: number) => z.number().int().min(min).max(max);

const kib = 1024;
const mib = 1024 * kib;
const gib = 1024 * mib;
const tib = 1024 * gib;

/** True for a zone that this program's ICU knows: `Europe/London`, `UTC`, `+05:30`. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** An IANA time zone or a fixed offset. */
export const timeZone = z
  .string()
  .max(100)
  .refine(isTimeZone, { error: 'an IANA time zone such as "Europe/London", "Asia/Kolkata" or "UTC"' })
  .meta({ placeholder: 'ZONE' });

/** Keys are the settings' names: `maxDepth` is the flag `--max-depth` and the variable `EVIDEX_MAX_DEPTH`. */
export const config = z.strictObject({
  parserProcesses: count(1, 256).describe('parser processes working at one time'),
  parserMemoryBytes: bytes(128 * mib, tib).describe(
    'resident memory at which a parser process is stopped; stops the memory bomb',
  ),
  parserTimeoutMs: milliseconds(1000, 24 * 3_600_000).describe(
    'time without progress after which a parser process is stopped; stops the file that hangs its parser',
  ),
  maxCrashes: count(1, 1_000_000).describe(
    'parser processes that one container may kill before the rest of it is left; stops the poisoned archive',
  ),
  maxHeldBytes: bytes(mib, 4 * gib).describe(
    'content that may be held in memory, larger goes to the spool; stops the oversized member',
  ),
  maxExpandedBytes: bytes(mib, 1024 * tib).describe(
    'bytes that one file of the source may expand to in all; stops the archive bomb',
  ),
  maxRatio: count(2, 1_000_000).describe(
    'expanded bytes for each compressed byte, above 64 MiB; stops the archive bomb early',
  ),
  maxDepth: count(1, 256).describe('levels of nesting below a source; stops the archive that holds itself'),
  maxMembers: count(1, 1_000_000_000).describe(
    'members of one container; stops the archive of countless empty files',
  ),
  spoolBytes: bytes(mib, 1024 * tib).describe('disk that the spool may take'),
  batchItems: count(1, 100_000).describe('items committed to the ledger at one time'),
  batchBytes: bytes(64 * kib, gib).describe('text sent to the index at one time'),
  gazetteers: z.boolean().describe('tag with the gazetteers that come with Evidex'),
  personalData: z.boolean().describe('find personal data'),
  displayZone: timeZone.describe('time zone in which times are shown'),
  progressMs: milliseconds(100, 3_600_000).describe('time between two lines of progress without a terminal'),
});
export type Config = z.infer<typeof config>;

/** The settings that a case's own file may hold: any of them, none needed. */
export const caseSettings = config.partial();
