/** `docs/codes.md`: statuses and the codes that say why, from `schemas/status.ts`. */
import { codes, itemStatus } from '../../schemas/status.ts';
import type { ItemStatus } from '../../schemas/status.ts';
import { code, generatedFrom, table } from './markdown.ts';

/** What each status means to the reader of a report; the type makes sure that none is missing. */
const statusMeanings: Readonly<Record<ItemStatus, string>> = {
  indexed: 'read; its text can be searched',
  container: 'holds other items and has no text of its own',
  empty: 'read to the end; it holds no text; what a picture shows is not looked at',
  unsupported: 'no extractor reads it, or its container could not give it; hashes and metadata only',
  encrypted: 'needs a password that is not known; its copies say so too',
  failed: 'could not be read; the code says why; its copies say so too',
  duplicate: 'carries a content whose outcome another item shows: the first one in evidence order',
  known: 'its content is on a hash set of known files; hashed, not parsed',
  skipped: 'left out by a rule of the run, or not a file; the rule or reason is named',
  pending: 'not read yet: the run was interrupted; the next one goes on',
  'awaiting content': 'its content is being parsed, or was when the run was interrupted',
};

export function generatedCodes(): string {
  return `${generatedFrom('schemas/status.ts')}
# Statuses and codes

Every item ends in exactly one status. \`evidex report\` counts them, \`evidex explain PATH\` shows one.

${table(
  ['Status', 'Means'],
  itemStatus.options.map((status) => [code(status), statusMeanings[status]]),
)}
A code says why an item is \`failed\`, \`unsupported\`, \`encrypted\` or \`skipped\`, or what a warning is about. It means the same wherever it stands.

${table(
  ['Code', 'Means'],
  Object.entries(codes).map(([name, means]) => [code(name), means]),
)}`;
}
