/** `evidex explain PATH`: what happened to an item at every stage. */
import { z } from 'zod';
import type { LedgerAttempt, LedgerDocument, LedgerText } from '../case/ledger/documents.ts';
import type { LedgerItem } from '../case/ledger/items.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { LedgerRun } from '../case/ledger/runs.ts';
import type { Deletion } from '../schemas/deletion.ts';
import type { Scope } from '../schemas/scope.ts';
import { meaningOf } from '../schemas/status.ts';
import type { CustodyEntry } from '../schemas/custody.ts';
import { escapeLine } from './frame/escape.ts';
import { formatCount, formatDuration } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { deletionWords } from './run/place-words.ts';
import { custodyWords } from './run/custody-words.ts';
import { type ItemZones, notedMoment, timeWords, zonesOf } from './run/display-zone.ts';
import { languageShares } from './run/language-words.ts';
import { notHeld } from './run/not-held.ts';
import { itemsAt, itemsByHash } from './run/items-at.ts';

const maxItems = 100;
const maxPlaces = 20;
const maxRevisions = 20;

interface Explanation {
  readonly item: LedgerItem;
  /** Its other revisions, `maxRevisions` at most. */
  readonly others: readonly LedgerItem[];
  /** Paths, the first `maxPlaces`. */
  readonly places: readonly string[];
  /** What says of which path that it was deleted. */
  readonly deletions: readonly (Deletion & { readonly path: string })[];
  /** Those of `places` that are gone, or of an earlier revision. */
  readonly pastPlaces: readonly string[];
  readonly morePlaces: number;
  readonly document?: LedgerDocument;
  readonly firstCarrier?: string;
  readonly attempts: readonly LedgerAttempt[];
  readonly texts: readonly LedgerText[];
}

const custodyLines = (custody: readonly CustodyEntry[], display: string): string[] =>
  custody
    .flatMap((entry) => custodyWords(entry, display))
    .map((line, at) => `${at === 0 ? '  custody     ' : '              '}${line}`);

async function explain(ledger: Ledger, item: LedgerItem, scope: Scope): Promise<Explanation> {
  const { sha256 } = item;
  const places = await ledger.places.ofItem(item, maxPlaces, scope);
  const paths = places.map(({ path }) => path);
  const pastPlaces = places.flatMap(({ path, past }) => (past ? path : []));
  const deletions = places.flatMap(({ path, deletions: all }) => all.map((one) => ({ path, ...one })));
  const more = (await ledger.places.count(item, scope)) - places.length;
  const document = sha256 === undefined ? undefined : await ledger.documents.get(sha256, scope);
  const revisions = await ledger.items.byHash(item.id, maxRevisions, scope);
  const others = revisions.filter(({ id, revision }) => id === item.id && revision !== item.revision);
  const lying = { item, others, places: paths, deletions, pastPlaces, morePlaces: more };
  if (!document) return { ...lying, attempts: [], texts: [] };
  const [first] = await ledger.items.byHash(document.sha256, 1, scope);
  const isCopy = first && (first.id !== item.id || first.revision !== item.revision);
  return {
    ...lying,
    document,
    firstCarrier: isCopy ? `${first.source}/${first.path}${sinceWords(first)}` : undefined,
    attempts: await ledger.documents.attempts(document.sha256, scope),
    texts: await ledger.documents.texts(document.sha256, scope),
  };
}

const sinceWords = ({ superseded, gone }: LedgerItem): string =>
  `${superseded ? ', an earlier revision' : ''}${gone ? ', gone from the source' : ''}`;

const revisionWords = ({ revision, size }: LedgerItem): string =>
  `revision ${revision}${size === undefined ? '' : `, ${formatCount(size)} bytes`}`;

const whyWords = (code: string, detail: string | undefined): string =>
  `${code}: ${meaningOf(code)}${detail ? ` (${detail})` : ''}`;

function itemLines(
  { item, others, places, deletions, pastPlaces, morePlaces, firstCarrier }: Explanation,
  zones: ItemZones,
): string[] {
  const times = Object.entries(item.times)
    .map(([name, time]) => `${name} ${timeWords(time, zones)}`)
    .join(', ');
  const shownPlace = (path: string): string =>
    pastPlaces.includes(path) ? `${path} (gone or replaced)` : path;
  return [
    `${item.source}/${item.path}`,
    `  status      ${item.status}${item.code ? `, ${whyWords(item.code, item.detail)}` : ''}${sinceWords(item)}`,
    ...deletions.map(
      ({ path, ...deletion }) =>
        `  deleted     ${deletionWords(deletion).replace(/^deleted, /u, '')}${places.length > 1 ? `, at ${path}` : ''}`,
    ),
    ...(firstCarrier ? [`  same as     ${firstCarrier}`] : []),
    `  item        ${item.id}, ${item.kind}, ${revisionWords(item)}`,
    ...others.map(
      (other) =>
        `  ${other.revision < item.revision ? 'earlier' : 'later  '}     ${revisionWords(other)}${other.sha256 === undefined ? '' : `, SHA-256 ${other.sha256}`}`,
    ),
    ...(times ? [`  times       ${times}`] : []),
    ...item.warnings.map(({ code, detail }) => `  warning     ${whyWords(code, detail)}`),
    ...(places.length > 1
      ? [
          `  also at     ${places.slice(1).map(shownPlace).join(', ')}${morePlaces > 0 ? `, and ${formatCount(morePlaces)} more places` : ''}`,
        ]
      : []),
  ];
}

function documentLines({ document, attempts, texts }: Explanation, { display }: ItemZones): string[] {
  if (!document) return ['  content     not read'];
  const { members } = document;
  const held =
    members &&
    `${members.expected === undefined ? '' : `${formatCount(members.expected)} expected, `}${formatCount(members.emitted)} read, ${formatCount(members.skipped)} skipped, ${formatCount(members.failed)} failed; ${document.completeness ?? 'unknown'}`;
  return [
    `  identified  ${document.format} (${document.mediaType})`,
    ...(document.metadata?.languages ? [`  language    ${languageShares(document.metadata.languages)}, of the passages whose language is known`] : []),
    `  digest      SHA-256 ${document.sha256}`,
    `              SHA-1 ${document.sha1}, MD5 ${document.md5}`,
    ...(document.known ? [`  known       on the list ${document.known}: not parsed`] : []),
    ...(document.notable ? [`  NOTABLE     on the list ${document.notable}`] : []),
    ...(document.carriers > 1 ? [`  copies      ${formatCount(document.carriers)} items carry this content`] : []),
    ...attempts.map(({ run, worker, at, status, code, extractor, milliseconds: { read, identify, extract, enrich } }) =>
      `  parsed      run ${run}, ${notedMoment(at, display)}, parser ${worker}, by ${extractor ?? 'no extractor'}: ${status}${code ? ` (${code})` : ''}; read ${formatDuration(read)}, identify ${formatDuration(identify)}, extract ${formatDuration(extract)}, tag ${formatDuration(enrich)}`),
    ...(held ? [`  members     ${held}`] : []),
    ...texts.map(({ id, kind, units, extractor, run, superseded }) => `  text        ${kind}, ${formatCount(units)} characters, ${id} by ${extractor} in run ${run}${superseded ? ', replaced since' : ', in the index'}`),
    ...(texts.length === 0 && document.status !== undefined ? ['  text        none'] : []),
  ]; // prettier-ignore
}

/** A run that parsed the item; of its record, who ran it. */
function involvedRun({ record, ...run }: LedgerRun) {
  const { operator } = record;
  return { ...run, operator: typeof operator === 'string' ? operator : undefined };
}

const runLine = (
  { run, id, verb, operator, started, outcome }: ReturnType<typeof involvedRun>,
  display: string,
): string =>
  `  run ${run}       ${verb}${operator === undefined ? '' : ` by ${operator}`} of ${notedMoment(started, display)}, ${outcome ?? 'not ended'}, ${id}`;

export const verb = defineVerb({
  details:
    'PATH is a path below a source, with or without the reference of the source before it, or as the file lies on disk; or a SHA-256, SHA-1, MD5 or item id, or its first 6 digits or more, for the first carrier of that content. Shows each stage: what was done, by which extractor and version, in whose run, how long it took, where the text is, and the custody of its source.',
  positionals: ['path'],
  options: z.strictObject({ path: z.string().min(1).describe('path, hash or id of the item') }),
  settings: ['displayZone'],
  access: 'read',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex explain "mail/inbox.mbox/00001234.eml" --case CASE', 'an item inside a mailbox'],
    ['evidex explain 9f86d0 --case CASE', 'by the beginning of a hash'],
  ],
  async run({ caseFolder, config, options, out, scope }) {
    const ledger = await caseFolder.openLedger();
    try {
      const found = await itemsAt(ledger, options.path, scope);
      const items = found.length > 0 ? found : await itemsByHash(ledger, options.path, maxItems, scope);
      if (items.length === 0) {
        throw notHeld(options.path);
      }
      const runs = new Map((await ledger.runs.all(scope)).map((run) => [run.run, involvedRun(run)]));
      for (const item of items) {
        const explanation = await explain(ledger, item, scope);
        const involved = [...new Set(explanation.attempts.map(({ run }) => run))].flatMap(
          (run) => runs.get(run) ?? [],
        );
        const zones = await zonesOf(ledger, item.source, config.displayZone, scope);
        const lines = [
          ...itemLines(explanation, zones),
          ...documentLines(explanation, zones),
          ...involved.map((run) => runLine(run, zones.display)),
        ];
        const custody = await ledger.sources.custody(item.source, scope);
        await out.row({ ...explanation, runs: involved, custody }, () =>
          [...lines, ...custodyLines(custody, zones.display)].map(escapeLine).join('\n'),
        );
      }
      return { resultCount: items.length };
    } finally {
      await ledger.close();
    }
  },
});
