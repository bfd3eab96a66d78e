/** `evidex withhold`: keeps families, items or contents from all readers but those of a review scope, and releases them. */
import { z } from 'zod';
import { groundName, markCovers, scopeName } from '../schemas/label.ts';
import { Problem } from '../schemas/problem.ts';
import type { Query } from '../search/query/ast.ts';
import type { Scope } from '../schemas/scope.ts';
import type { Output } from './frame/output.ts';
import { defineVerb } from './frame/verb.ts';
import { showChange } from './run/index-lock.ts';
import {
  checkPlaces,
  describeTargets,
  findTargets,
  laterWords,
  type MarkedCase,
  withMarkedCase,
} from './run/marked-case.ts';
import { itemsNamed } from './run/find-document.ts';
import { quoted } from './run/mark-targets.ts';
import { pagesOf } from './run/marked-targets.ts';
import { readQuery } from './run/query.ts';
import { refuseVolume } from './run/volume-words.ts';
import { writeIndexSettings } from './open/open-index.ts';

/** Refuses volumes that are named, and says of those that a query finds where the rest of it lies. */
async function mindVolumes(
  { ledger, index }: Pick<MarkedCase, 'ledger' | 'index'>,
  {
    places = [],
    query,
  }: { readonly places?: readonly string[] | undefined; readonly query?: string | undefined },
  scope: Scope,
  out: Output,
): Promise<void> {
  for (const place of places)
    for (const item of await itemsNamed(ledger, place, scope))
      await refuseVolume(ledger, item, 'Name the set: its volumes go out as it does.');
  if (query === undefined) return;
  const volumes: Query = {
    op: 'and',
    of: [readQuery(query), { op: 'match', field: 'code', text: 'volume' }],
  };
  const count = await index.count(volumes, scope);
  if (count > 0)
    out.note(
      `Among these are volumes (${count}): what was read of them lies in their sets, "NAME (volumes)", which are withheld only where the query finds them too.`,
    );
}

export const verb = defineVerb({
  details:
    'PLACE is named as for `evidex label`, and what is covered is chosen in the same way: the family of the place, with --covers item the place alone, with --covers content the content wherever it lies. What is withheld leaves no trace in what is read without its scope: `evidex search --open SCOPE` opens it. Say why with --reason, which only they see; it is kept with the withholding and in the audit log. Of what is withheld `evidex report` tells everybody else how many items of which source it is, by the word of --ground, and nothing more. --release ends it, and both stay on record. When the command has ended nobody sees what was withheld, also beside a run.',
  positionals: ['places'],
  options: z.strictObject({
    places: z.array(z.string().min(1)).optional().describe('paths, hashes or ids; - for stdin'),
    query: z.string().min(1).optional().describe('all places that match'),
    scope: scopeName.describe('the review scope whose readers go on seeing it, such as privilege'),
    ground: groundName
      .optional()
      .describe('a word that everybody sees with the count, such as privilege or private'),
    covers: markCovers
      .default('family')
      .describe('what is withheld: this item, its family, the content wherever it lies'),
    release: z.boolean().default(false).describe('end the withholding'),
  }),
  settings: writeIndexSettings,
  access: 'mark',
  isSealed: true,
  isScoped: true,
  output: 'report',
  examples: [
    [
      'evidex withhold mail/letter.eml --scope privilege --ground privilege --reason "advice of counsel" --case CASE',
      'withhold a message and what it holds',
    ],
    ['evidex withhold mail/letter.eml --scope privilege --release --reason waived --case CASE', 'release it'],
  ],
  check({ options: { places, query, release, ground } }) {
    const see = 'See `evidex withhold --help`.';
    if (release && ground !== undefined)
      throw new Problem('usage', '--ground is of what is withheld, not of a release', see);
    checkPlaces({ places, query }, 'nothing says what to withhold', see);
  },
  async run(context) {
    const { caseFolder, config, options, out, signal, reason } = context;
    if (reason === undefined)
      throw new Problem('usage', '--reason is missing: say on what ground', 'See `evidex withhold --help`.');
    const { scope, ground, covers, release } = options;
    // What the scope withholds must be seen to be released.
    const seeing = { open: [scope, ...context.scope.open] };
    return withMarkedCase(context, { verb: 'withhold', scope: seeing }, async (marked, by) => {
      const { catalogue } = marked;
      if (!release) await mindVolumes(marked, options, seeing, out);
      const words = [
        '--scope',
        quoted(scope),
        ...(ground === undefined ? [] : ['--ground', quoted(ground)]),
        ...(release ? ['--release'] : []),
        '--reason',
        quoted(reason),
      ];
      const found = await findTargets(marked, options, words);
      const sum = { change: 0, changed: 0, documents: 0 };
      for (const targets of pagesOf(found.targets)) {
        if (signal.aborted) break;
        const result = release
          ? await catalogue.release({ targets, scope }, by)
          : await catalogue.withhold({ targets, scope, ground, reason }, by);
        sum.change = Math.max(sum.change, result.change);
        sum.changed += result.changed;
        sum.documents += result.documents;
      }
      const shown = await showChange({ caseFolder, config, catalogue, out, signal }, sum.change);
      const { changed, documents } = sum;
      const result = {
        scope,
        ...(ground === undefined ? {} : { ground }),
        covers,
        released: release,
        targets: found.targets.length,
        changed,
        documents,
        shown,
      };
      await out.report({ ...result, ...found.outside }, () =>
        [
          `${release ? 'Released from' : 'Withheld for'} ${scope}: ${describeTargets(covers, found.targets.length, changed, documents)}`,
          ...(shown ? [] : [laterWords]),
          ...found.outsideWords,
        ].join('\n'),
      );
      return { resultCount: changed };
    });
  },
});
