/** The certificate of removals: what was taken out, how that was checked, and what it does not reach. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { removal } from '../../schemas/removal.ts';
import { replaceFile } from '../../case/replace-file.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatBytes } from '../frame/quantities.ts';
import { describeKept } from './removal-words.ts';

const found = z.strictObject({
  file: z.string().describe('below the case folder'),
  kind: z.enum(['word', 'name', 'path', 'hash']),
  times: z.number().int().positive(),
  text: z.string().optional().describe('what was found; only outside of the case'),
});

export const removalCertificate = z.strictObject({
  version: z.literal(1),
  case: z.uuid(),
  program: z.string().describe('its version'),
  at: z.iso.datetime().describe('when it was checked, UTC'),
  by: z.string().describe('the operator'),
  record: z.number().int().nonnegative().describe('of the audit log'),
  removals: z.array(
    removal.extend({ was: z.string().optional().describe('source and path; only outside of the case') }),
  ),
  index: z.strictObject({
    left: z.number().int().nonnegative().describe('deleted entries that the store says it still has'),
    additional: z.number().int().nonnegative().describe('entries of nothing in the ledger, taken out too'),
  }),
  searched: z
    .strictObject({
      strings: z.number().int().nonnegative().describe('words, names, paths and hashes of what went'),
      elsewhere: z.number().int().nonnegative().describe('others, which what stays has too'),
      files: z.number().int().nonnegative(),
      bytes: z.number().int().nonnegative(),
      unpacked: z.number().int().nonnegative().describe('compressed values'),
      notUnpacked: z.number().int().nonnegative(),
      found: z.array(found),
    })
    .optional()
    .describe('absent while it is not known: the same command makes it known'),
  lists: z.array(z.string()).describe('prepared lists and received files that were deleted'),
  auditRecords: z
    .array(z.number().int().positive())
    .describe('of the audit log that named it, and whose words were taken out'),
  beyond: z.array(z.string()).describe('what it does not reach'),
});
export type RemovalCertificate = z.infer<typeof removalCertificate>;

const maxFound = 100;

/** Without what only those outside of the case may read. */
const within = (certificate: RemovalCertificate): RemovalCertificate => ({
  ...certificate,
  removals: certificate.removals.map(({ was: _was, ...rest }) => rest),
  ...(certificate.searched && {
    searched: {
      ...certificate.searched,
      found: certificate.searched.found.map(({ text: _text, ...rest }) => rest),
    },
  }),
});

export function describeCertificate(certificate: RemovalCertificate): string {
  const { removals, searched, index, lists, auditRecords, beyond } = certificate;
  const taken = removals.map(({ removal: number, kind, was, at, by, reason, items, documents, kept, key }) =>
    [
      `Removal ${number}: ${was === undefined ? `${kind} ${key.slice(0, 12)}` : `${kind} ${escapeLine(was)}`}`,
      `  on ${at} by ${escapeLine(by)}: ${escapeLine(reason)}`,
      `  ${countOf(items, 'item')}, ${countOf(documents, 'content')} of its own; ${describeKept(kept)}.`,
    ].join('\n'),
  );
  return [
    `Certificate of removal, case ${certificate.case}, audit record ${certificate.record}, ${certificate.at}`,
    ...taken,
    ...describeSearch(searched),
    ...(index.left > 0 ? [`The index still has ${countOf(index.left, 'deleted entry')} in its files.`] : []),
    ...(auditRecords.length > 0
      ? [`The words of records ${auditRecords.join(', ')} of the audit log, which named it, were taken out.`]
      : []),
    ...lists.map((name) => `Deleted with it: ${escapeLine(name)}`),
    'It does not reach:',
    ...beyond.map((words) => `  ${escapeLine(words)}`),
  ].join('\n');
}

function describeSearch(searched: RemovalCertificate['searched']): string[] {
  if (!searched) return ['Not checked yet: run the same command again.'];
  const { strings, elsewhere, files, bytes, unpacked, notUnpacked, found: left } = searched;
  return [
    `Checked: ${countOf(strings, 'string')} of it looked for in every byte of ${countOf(files, 'file')} (${formatBytes(bytes)}) and in ${countOf(unpacked, 'compressed value')}, as UTF-8 and UTF-16; ${countOf(elsewhere, 'string')} that what stays has too left out.`,
    ...(notUnpacked > 0 ? [`${countOf(notUnpacked, 'compressed value')} could not be unpacked.`] : []),
    ...(left.length === 0 ? ['None was found.'] : left.slice(0, maxFound).map(describeFound)),
    ...(left.length > maxFound ? [`… and ${left.length - maxFound} more`] : []),
  ];
}

const describeFound = ({ file, kind, text, times }: z.infer<typeof found>): string =>
  `STILL THERE: a ${kind}${text === undefined ? '' : ` (${escapeLine(text)})`} in ${escapeLine(file)}, ${countOf(times, 'time')}`;

const jsonOf = (certificate: RemovalCertificate): string => `${JSON.stringify(certificate, undefined, 2)}\n`;

/** Into the folder of the case, without names; and, where `outside` names a file, there with them. As JSON and as text. */
export function writeCertificate(
  folder: string,
  certificate: RemovalCertificate,
  outside: string | undefined,
): void {
  const number = certificate.removals.at(-1)?.removal ?? 0;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const inside = within(certificate);
  replaceFile(join(folder, `removal-${number}.json`), jsonOf(inside));
  replaceFile(join(folder, `removal-${number}.txt`), `${describeCertificate(inside)}\n`);
  if (outside === undefined) return;
  writeFileSync(`${outside}.json`, jsonOf(certificate), { mode: 0o600 });
  writeFileSync(`${outside}.txt`, `${describeCertificate(certificate)}\n`, { mode: 0o600 });
}
