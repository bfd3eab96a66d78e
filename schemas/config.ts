/** Every setting of Evidex: the one schema from which flags, environment names, help and checks are generated. */
import { z } from 'zod';
import { gib, kib, mib, tib } from './byte-units.ts';

/** A number of bytes; written as a plain number or with a unit (`512MB`, `1.5GiB`). */
const bytes = (min: number, max: number) => z.number().int().min(min).max(max).meta({ unit: 'bytes' });
/** A number of milliseconds; written as a plain number or with a unit (`500ms`, `30s`, `2m`, `1h`). */
const milliseconds = (min: number, max: number) =>
  z.number().int().min(min).max(max).meta({ unit: 'milliseconds' });
const count = (min: number, max: number) => z.number().int().min(min).max(max);

/** True for a zone that this program's ICU knows: `Europe/London`, `UTC`, `+05:30`. */
function isTimeZone(name: string): boolean {
  // The default, in most commands: to ask for it loads the zones.
  if (name === 'UTC') return true;
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

/**
 * An address with a path, a query or credentials is none: the path is Tika's own, and credentials would stand in the
 * run's record.
 */
const serverAddress = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?\/?$/i;

/** `sqlite`, or addresses of nodes of one Elasticsearch, with a comma between them. */
function isIndexPlace(value: string): boolean {
  if (value === 'sqlite') return true;
  return value.split(',').every((address) => {
    const url = URL.parse(address.trim());
    return url !== null && (url.protocol === 'http:' || url.protocol === 'https:');
  });
}

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
  maxCaseRatio: count(2, 1_000_000).describe(
    'bytes of the case for each byte of a file of the source, and for each that a content inside holds when packed; stops the small file that fills the disk',
  ),
  maxDepth: count(1, 256).describe('levels of nesting below a source; stops the archive that holds itself'),
  maxMembers: count(1, 1_000_000_000).describe(
    'members of one container; stops the archive of countless empty files',
  ),
  spoolBytes: bytes(mib, 1024 * tib).describe('disk that the spool may take'),
  requireSandbox: z
    .enum(['none', 'full'])
    .describe('full: no run where a ring around its parsers is open, see evidex doctor'),
  batchItems: count(1, 100_000).describe('items committed to the ledger at one time'),
  batchBytes: bytes(64 * kib, gib).describe('text sent to the index at one time'),
  index: z
    .string()
    .max(10_000)
    .refine(isIndexPlace, { error: 'sqlite, or addresses such as https://one:9200,https://two:9200' })
    .describe('where the index is: sqlite (in the case folder), or the nodes of an Elasticsearch 9')
    .meta({ placeholder: 'ADDRESS', mayHoldPassword: true }),
  indexApiKey: z.string().max(10_000).describe('API key for Elasticsearch').meta({ secret: true }),
  indexUser: z.string().max(1_000).describe('user for Elasticsearch, where no API key is given'),
  indexPassword: z.string().max(1_000).describe('that user’s password').meta({ secret: true }),
  indexFingerprint: z
    .string()
    .regex(/^(?:(?:[\da-f]{2}:?){31}[\da-f]{2})?$/i, '64 hex digits, with or without colons')
    .describe('SHA-256 of the certificate that signed the one of Elasticsearch')
    .meta({ placeholder: 'HEX' }),
  indexCaFile: z
    .string()
    .describe('certificate of the authority that signed the one of Elasticsearch, PEM')
    .meta({ placeholder: 'FILE' }),
  indexPrefix: z
    .string()
    .max(150)
    .describe(
      'start of the names of the indices in Elasticsearch; evidex- and the id of the case where empty',
    )
    .meta({ placeholder: 'NAME' }),
  indexShards: count(1, 1_024).describe('shards of each index that is made in Elasticsearch'),
  indexReplicas: count(0, 16).describe('copies of each of these shards'),
  indexWaitMs: milliseconds(1000, 24 * 3_600_000).describe(
    'time for which an Elasticsearch that takes nothing is waited for, before the run ends to be resumed',
  ),
  gazetteers: z.boolean().describe('tag with the gazetteers that come with Evidex'),
  personalData: z.boolean().describe('find personal data'),
  tika: z
    .string()
    .refine((value) => value === 'off' || value === 'auto' || serverAddress.test(value), {
      error: 'off, auto, or an address such as http://127.0.0.1:9998',
    })
    .describe(
      'Tika Server for the formats that Evidex does not read: off, auto (one of its own), or its address',
    )
    .meta({ placeholder: 'ADDRESS' }),
  prefer: z
    .string()
    .regex(/^(?:none|tika=[a-z0-9-]+(?:,[a-z0-9-]+)*)$/, 'none, or tika= and formats such as tika=pdf,doc')
    .describe('formats that go to Tika although Evidex reads them itself')
    .meta({ placeholder: 'tika=FORMATS' }),
  tikaJar: z
    .string()
    .describe('the jar of Tika Server for --tika auto; looked for in the cache folders where empty')
    .meta({ placeholder: 'FILE' }),
  tikaMemoryBytes: bytes(128 * mib, tib).describe('Java heap of the Tika Server of --tika auto'),
  tikaTimeoutMs: milliseconds(1000, 24 * 3_600_000).describe(
    'time that Tika may take for one content; stops the file that hangs it',
  ),
  tikaWaitMs: milliseconds(1000, 24 * 3_600_000).describe(
    'time for which a Tika Server that is gone is waited for, before the run ends to be resumed',
  ),
  tikaMaxBytes: bytes(kib, 4 * gib).describe('largest content that is sent to Tika'),
  tikaAnswerBytes: bytes(64 * kib, 256 * mib).describe(
    'largest answer of Tika that is taken; stops the answer that fills a parser’s memory',
  ),
  displayZone: z
    .string()
    .max(100)
    .refine((value) => value === 'case' || isTimeZone(value), {
      error:
        'an IANA time zone such as "Europe/London" or "UTC", or "case" for the zone that the sources declare',
    })
    .meta({ placeholder: 'ZONE' })
    .describe('time zone in which times are shown; "case" for the one that the sources declare, else UTC'),
  progressMs: milliseconds(100, 3_600_000).describe('time between two lines of progress without a terminal'),
});
export type Config = z.infer<typeof config>;

/**
 * What a case's own file may set, since a case is a folder that may come from others: `any` value, or only a `lower` one
 * than holds without it. Nothing that names a program, a file or an address, that carries a secret, or that tells what is
 * looked for; what is not named here, a new setting among it, is refused.
 */
export const caseMaySet: Readonly<Partial<Record<keyof Config, 'any' | 'lower'>>> = {
  displayZone: 'any',
  parserProcesses: 'lower',
  parserMemoryBytes: 'lower',
  parserTimeoutMs: 'lower',
  maxCrashes: 'lower',
  maxHeldBytes: 'lower',
  maxExpandedBytes: 'lower',
  maxRatio: 'lower',
  maxCaseRatio: 'lower',
  maxDepth: 'lower',
  maxMembers: 'lower',
  spoolBytes: 'lower',
  batchItems: 'lower',
  batchBytes: 'lower',
  tikaMemoryBytes: 'lower',
  tikaTimeoutMs: 'lower',
  tikaMaxBytes: 'lower',
  tikaAnswerBytes: 'lower',
};
