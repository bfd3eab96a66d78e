/** `evidex near`: documents whose texts are nearly the same, in groups or of one document. */
import { z } from 'zod';
import type { Ledger } from '../case/ledger/ledger.ts';
import { Problem } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import type { IndexReader } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import type { Output } from './frame/output.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import { openSketches } from './open/near-store.ts';
import { notReadWords, unsearchable } from './run/entry-counts.ts';
import { findDocument } from './run/find-document.ts';
import { NearDocuments, type NearGroup } from './run/near-documents.ts';
import { nearCopies, nearPlace, notComparedWords, placeWords, similarityWords } from './run/near-words.ts';
import { readQuery } from './run/query.ts';

/** Groups that are shown to people who named no number. */
const defaultGroups = 20;
const membersInWords = 10;
const membersInJson = 1_000;

interface Listing {
  readonly near: NearDocuments;
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly out: Output;
  readonly signal: AbortSignal;
  readonly limit: number | undefined;
}

/** What the texts of the case do not say, since they were not read. */
async function noteUnread({ index, scope, out, near }: Listing, notCompared: number): Promise<void> {
  for (const words of notComparedWords(near.counts, notCompared)) out.note(words);
  const words = notReadWords(await index.count(unsearchable, scope), 'nothing is told of what is in there');
  if (words !== undefined) out.note(words);
}

async function showGroup({ index, scope, out }: Listing, group: NearGroup, number: number): Promise<void> {
  const place = await nearPlace(index, group.document, scope);
  if (!place) return;
  const most = out.form === 'json' ? membersInJson : membersInWords;
  const total = group.members.length;
  const members = await nearCopies(index, group.members, most, scope);
  await out.row({ ...place, total, members }, () =>
    [
      `${number}. ${placeWords(place)}  SHA-256 ${place.document.slice(0, 16)}…`,
      ...members.map((copy) => `     ${similarityWords(copy.similarity)}  ${placeWords(copy)}`),
      ...(total > members.length
        ? [
            `     … and ${formatCount(total - members.length)} more: evidex near CASE ${place.document.slice(0, 16)}`,
          ]
        : []),
    ].join('\n'),
  );
}

async function showGroups(listing: Listing): Promise<number> {
  const { near, out, signal, limit = out.form === 'json' ? Infinity : defaultGroups } = listing;
  const { groups, notCompared } = await near.groups();
  const copies = groups.reduce((sum, { members }) => sum + members.length, 0);
  await out.say(
    `${countOf(groups.length, 'group')}: ${countOf(copies, 'near-duplicate')} of ${countOf(groups.length, 'other document')}; ${formatCount(near.counts.documents)} compared.`,
  );
  let shown = 0;
  for (const group of groups) {
    if (shown >= limit || signal.aborted) break;
    shown += 1;
    await showGroup(listing, group, shown);
  }
  if (shown < groups.length)
    out.note(`${formatCount(shown)} of ${countOf(groups.length, 'group')} shown. More: --limit`);
  await noteUnread(listing, notCompared);
  const counts = { ...near.counts, copies, notCompared };
  await out.summary({ shown, total: groups.length, whole: shown === groups.length, ...counts });
  return shown;
}

async function showOne(listing: Listing, ledger: Ledger, name: string): Promise<number> {
  const { near, index, scope, out, signal, limit = Infinity } = listing;
  const { document, item } = await findDocument(ledger, name, scope);
  const found = await near.nearTo(document.sha256);
  if (!found)
    throw new Problem(
      'not-found',
      `${escapeLine(item.path)} has no text that could be compared`,
      'See `evidex explain` for why.',
    );
  await out.say(
    `${countOf(found.near.length, 'near-duplicate')} of ${escapeLine(`${item.source}/${item.path}`)}; ${formatCount(near.counts.documents)} compared.`,
  );
  let shown = 0;
  for (const member of found.near) {
    if (shown >= limit || signal.aborted) break;
    const [copy] = await nearCopies(index, [member], 1, scope);
    if (!copy) continue;
    shown += 1;
    await out.row(
      copy,
      () => `${similarityWords(copy.similarity)}  ${placeWords(copy)}  ${copy.document.slice(0, 16)}…`,
    );
  }
  if (shown > 0) await out.say('What differs: evidex diff, with two of these.');
  await noteUnread(listing, found.notCompared);
  const counts = { ...near.counts, notCompared: found.notCompared };
  await out.summary({ shown, total: found.near.length, whole: shown === found.near.length, ...counts });
  return shown;
}

export const verb = defineVerb({
  details:
    'Groups of documents whose bodies are nearly the same: at least 0.80 of their shingles (five words in a row, as the index compares words) in common, counted on the texts. Each group is shown by one document, and every other one is that near to it; the same groups come out whatever the order of ingest. What is near to a member alone is in no group of its: with DOCUMENT come all that are near to it, whatever their groups. Signatures (behind "-- ") and notices to whoever got a mail by mistake are left out of the comparison, what speaks of consent stays; `evidex diff` shows two in full. The first time reads all texts; what was made of them is kept in the case (near.sqlite) and extended for what is new. With --read-only it is kept outside of the case while the command lasts.',
  positionals: ['case', 'document'],
  options: z.strictObject({
    document: z.string().min(1).optional().describe('path, hash or id: what is near to this one'),
    query: z.string().min(1).optional().describe('only among the documents that it finds'),
    limit: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe(
        `at most so many groups, or near-duplicates of one; default ${defaultGroups} groups, with --json all`,
      ),
  }),
  settings: readIndexSettings,
  access: 'read',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex near CASE', 'all groups, the largest first'],
    ['evidex near CASE contracts/offer.docx', 'drafts and other versions of one document'],
    ["evidex near CASE --query 'type:docx AND custodian:ann' --json", 'among some, for a program'],
  ],
  async run({ caseFolder, options, config, out, signal, scope }) {
    // Before the ledger is read: what is removed meanwhile comes into no file that stays.
    const store = openSketches(caseFolder);
    const ledger = await caseFolder.openLedger();
    const index = await openIndexToRead(caseFolder, config);
    try {
      if (caseFolder.readOnly)
        out.note('What is made of the texts is kept outside of the case, until the command has ended.');
      const onProgress = (done: number): void => out.progress(`${formatCount(done)} documents sketched`);
      const query = options.query === undefined ? ({ op: 'all' } as const) : readQuery(options.query);
      const near = await NearDocuments.read({ ledger, index, store, scope, signal, onProgress }, query);
      const listing = { near, index, scope, out, signal, limit: options.limit };
      const resultCount =
        options.document === undefined
          ? await showGroups(listing)
          : await showOne(listing, ledger, options.document);
      return { resultCount };
    } finally {
      store.close();
      await ledger.close();
      await index.close();
    }
  },
});
