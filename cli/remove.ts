/** `evidex remove`: takes an item or a source out of the case for good, and certifies it. */
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Catalogue } from '../case/catalogue.ts';
import type { RemovalPlan } from '../case/catalogue/removals.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { Annotator } from '../schemas/label.ts';
import { codeOf, Problem, problemCodes } from '../schemas/problem.ts';
import { removalWords } from '../schemas/removal.ts';
import type { Scope } from '../schemas/scope.ts';
import type { IndexReader } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatBytes, formatCount } from './frame/quantities.ts';
import { type Context, defineVerb, type VerbResult } from './frame/verb.ts';
import { openIndexToRead, writeIndexSettings } from './open/open-index.ts';
import { takeIndexLock } from './run/index-lock.ts';
import { describeCertificate, type RemovalCertificate } from './run/removal-certificate.ts';
import { endRemovals, packWork, type RemovalWork } from './run/removal-end.ts';
import { describeKept } from './run/removal-words.ts';
import { itemToRemove, needlesOf, type RemovalTarget, sourceToRemove } from './run/removal-facts.ts';

interface Planned {
  readonly target: RemovalTarget;
  readonly plan: RemovalPlan;
}

const see = 'See `evidex remove --help`.';

const describePlan = ({ target, plan: { kind, items, documents, kept, bytes, marks } }: Planned): string =>
  `${kind} ${escapeLine(target.shown)}: ${countOf(items, 'item')}, ${countOf(documents, 'content')} that nothing else carries (${formatBytes(bytes)}), ${formatCount(marks)} of labels, notes and withholding; ${describeKept(kept)}`;

/** What is already gone by this name is said; what was never there is an error. */
async function resolveTarget(
  { catalogue, ledger, scope }: { catalogue: Catalogue; ledger: Ledger; scope: Scope },
  name: string,
  isSource: boolean,
): Promise<RemovalTarget | { readonly gone: string }> {
  try {
    return isSource ? await sourceToRemove(ledger, name) : await itemToRemove(ledger, name, scope);
  } catch (error) {
    if (codeOf(error) !== 'not-found') throw error;
    const before = (await catalogue.tombstones([name])).get(name);
    if (!before) throw error;
    return {
      gone: `${escapeLine(name)} was ${escapeLine(removalWords(before))} (removal ${before.removal})`,
    };
  }
}

function checkHolds({ target, plan: { holds, scopes } }: Planned, { open }: Scope): void {
  const shown = escapeLine(target.shown);
  if (holds.length > 0)
    throw new Problem(
      'held',
      `${shown} is held by ${holds.map((label) => `the label "${escapeLine(label)}"`).join(', ')}, on it, on what lies in it or on what it lies in`,
      'Nothing was removed. When the hold has ended, take the label off with `evidex label --remove`.',
    );
  const closed = scopes.filter((scope) => !open.includes(scope));
  if (closed.length > 0 && !open.includes('*'))
    throw new Problem(
      'held',
      `some of ${shown} is not open to you`,
      'Nothing was removed. Only who opens the scopes that it is kept for can remove it, with --open.',
    );
}

export const verb = defineVerb({
  details:
    'PLACE is a path, the id of an item or the hash of a content that lies at one item alone; what lies in it goes with it. A source goes by its reference with --source. Ledger, index and all other files of the case are written anew, which takes time and twice their room on the disk; then words, names and hashes of what went are looked for in every byte. A content that lies elsewhere too stays there. A tombstone is left, by which a later ingest does not bring it back. Not removed is what has a label `hold` or `hold:NAME`, or lies in or holds something that has. Stopped or killed at any time, the same command goes on. A certificate is written into the folder `removals` of the case, without names; with --certificate also outside, with names, as FILE.json and FILE.txt.',
  positionals: ['places'],
  options: z.strictObject({
    places: z.array(z.string().min(1)).optional().describe('paths, or ids of items'),
    source: z
      .array(z.string().min(1))
      .optional()
      .describe('a source with all that is in it, by its reference'),
    dryRun: z.boolean().default(false).describe('say what would go, and change nothing'),
    certificate: z
      .string()
      .min(1)
      .optional()
      .describe('where to write the certificate with names')
      .meta({ placeholder: 'FILE' }),
  }),
  settings: writeIndexSettings,
  access: 'write',
  isSealed: true,
  isScoped: true,
  namesEvidence: true,
  output: 'report',
  examples: [
    ['evidex remove mail/letter.eml --reason "order of 3 May" --dry-run --case CASE', 'what would go'],
    [
      'evidex remove mail/letter.eml --reason "order of 3 May" --certificate letter --case CASE',
      'take it out',
    ],
    ['evidex remove --source EX-7 --reason "returned to its owner" --case CASE', 'a whole source'],
  ],
  exitCodes: { 3: 'a string of what was removed still stands in the case; the certificate says where' },
  check({ options: { places, source, dryRun }, reason }) {
    if (!places && !source && dryRun) throw new Problem('usage', 'nothing says what to remove', see);
    if (reason === undefined && !dryRun)
      throw new Problem('usage', '--reason is missing: say on what ground', see);
  },
  async run(context) {
    const { caseFolder, config, options, out, signal, stores, operator, who, auditRecord } = context;
    const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    const indexLock = await takeIndexLock(caseFolder, signal);
    const catalogue = await caseFolder.openCatalogue();
    try {
      const { gone, ended } = await removeNamed(context, catalogue, by);
      if (ended) return ended;
      for (const words of gone) out.note(`Already gone: ${words}.`);
      if ((await catalogue.openRemovals()).length === 0) {
        if (gone.length === 0) throw new Problem('usage', 'nothing says what to remove', see);
        await out.report({ gone }, () => 'Nothing to remove.');
        return { resultCount: 0 };
      }
      const outside = options.certificate === undefined ? undefined : resolve(options.certificate);
      const certificate = await endRemovals({
        caseFolder,
        stores,
        config,
        catalogue,
        out,
        signal,
        by,
        who,
        outside,
      });
      await out.report({ gone, certificate }, () => describeCertificate(certificate));
      return endOf(certificate);
    } finally {
      await catalogue.close();
      indexLock.release();
    }
  },
});

type Options = Parameters<NonNullable<(typeof verb)['check']>>[0]['options'];

/** Plans all that is named before it touches any; with `ended` where that was all. */
async function removeNamed(
  { caseFolder, config, options, out, signal, scope, reason = '' }: Context<Options, 'write'>,
  catalogue: Catalogue,
  by: Annotator,
): Promise<{ readonly gone: readonly string[]; readonly ended?: VerbResult }> {
  const planned: Planned[] = [];
  const gone: string[] = [];
  const ledger = await caseFolder.openLedger();
  const index = await openIndexToRead(caseFolder, config);
  try {
    const { places = [], source = [] } = options;
    for (const [at, name] of [...places, ...source].entries()) {
      const target = await resolveTarget({ catalogue, ledger, scope }, name, at >= places.length);
      if ('gone' in target) gone.push(target.gone);
      else planned.push({ target, plan: await catalogue.planRemoval(target.id) });
    }
    for (const one of planned) checkHolds(one, scope);
    if (!options.dryRun) {
      await removeAll({ catalogue, ledger, index }, planned, { reason, by, signal });
      return { gone };
    }
    const targets = planned.map(({ target, plan }) => ({ was: target.shown, ...plan }));
    await out.report({ dryRun: true, gone, targets }, () =>
      ['Would be removed:', ...planned.map((one) => `  ${describePlan(one)}`), ...gone].join('\n'),
    );
    return { gone, ended: { resultCount: planned.length } };
  } finally {
    await index.close();
    await ledger.close();
  }
}

async function removeAll(
  { catalogue, ledger, index }: { catalogue: Catalogue; ledger: Ledger; index: IndexReader },
  planned: readonly Planned[],
  { reason, by, signal }: { reason: string; by: Annotator; signal: AbortSignal },
): Promise<void> {
  for (const { target, plan } of planned) {
    signal.throwIfAborted();
    const needles = await needlesOf({ ledger, index }, target, plan);
    const work: RemovalWork = { was: target.shown, needles };
    const words = needles.filter(({ kind }) => kind !== 'word').map(({ text }) => text);
    try {
      const { id, names } = target;
      await catalogue.remove({ target: id, reason, names, words, work: packWork(work) }, by);
    } catch (error) {
      // It went with another that was named too.
      if (codeOf(error) !== 'not-found') throw error;
    }
  }
}

function endOf({ removals, searched, index }: RemovalCertificate): {
  resultCount: number;
  exitCode: number;
  named: string[];
} {
  const isLeft = (searched?.found.length ?? 0) > 0 || index.left > 0;
  return {
    resultCount: removals.length,
    exitCode: isLeft ? problemCodes.mismatch : 0,
    named: removals.map(({ removal, kind, key }) => `removal ${removal}: ${kind} ${key}`),
  };
}
