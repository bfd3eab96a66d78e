/** Whatever is written to a case, and in whatever order: a page that was kept is the page that would be made anew. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { casePathsOf } from '../../case/case-paths.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { openDatasets } from '../../cli/open/open-datasets.ts';
import { openIndexToRead } from '../../cli/open/open-index.ts';
import { defaults as config } from '../../config/defaults.ts';
import { servedState } from '../../cli/serving/served-state.ts';

import { itemId } from '../../sources/item-id.ts';
import { randomOf } from '../../scripts/bench/kill.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { link } from '../../web/page.ts';
import { KeptAnswers } from '../../web/readers/kept-answers.ts';
import { makeAnswer } from '../../web/readers/answer-questions.ts';
import type { MadeAnswer } from '../../web/readers/messages.ts';
import { routes } from '../../web/routes.ts';
import { changesNothing } from '../../web/served-case.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

const asked: readonly (readonly [path: string, given: Record<string, readonly string[]>])[] = [
  ['/timeline', {}],
  ['/timeline', { q: ['label:seen OR budget'], lanes: ['custodian'] }],
  ['/silence', {}],
  ['/coverage', {}],
  ['/entities', {}],
  ['/personal-data', {}],
  ['/census', {}],
  ['/datasets', {}],
  ['/relations', { name: ['Harbour Analytica'] }],
  ['/graph', { entity: ['Harbour Analytica'] }],
];

/** A page made now, as the process that reads makes it. */
async function made(at: (typeof asked)[number], open: readonly string[]): Promise<MadeAnswer> {
  const paths = casePathsOf(small.casePath);
  const [path, given] = at;
  const route = routes.find((one) => one.path === path && one.method === 'get');
  if (!route?.isOfWholeCase) throw new Error(`${path} is no page of a whole case`);
  const openLedger = () => sqliteStores.openLedger(paths);
  const ledger = await openLedger();
  const toRead = { id: '', path: small.casePath, paths, readOnly: false, openLedger };
  const index = await openIndexToRead(toRead, config);
  try {
    const scope = { open };
    return await makeAnswer(route, given, {
      ledger,
      index,
      scope,
      displayZone: config.displayZone,
      person: { name: 'Bo', who: { operator: 'Bo', host: '', platform: '' } as never, role: 'lead', scope },
      to: (below, parameters) => link(`/case/case${below}`, parameters),
      record: 1,
      heldItems: () => [],
      openDatasets: () => openDatasets(toRead),
      openSketches: () => {
        throw new Error('no page of a whole case compares its documents');
      },
      auditRecords: () => {
        throw new Error('no page of a whole case reads it');
      },
      write: changesNothing,
    });
  } finally {
    await index.close();
    await ledger.close();
  }
}

/** Everything that can be done to a case beside the pages. */
function changes(): (() => Promise<unknown>)[] {
  let times = 0;
  const file = (name: string) => itemId(itemId('evidex source', 'EX-1'), Buffer.from(name));
  const by = () => ({ by: 'Bo', at: new Date().toISOString(), record: 1 });
  const written = async <T>(work: (catalogue: Awaited<ReturnType<typeof sqliteStores.openCatalogue>>) => Promise<T>) => {
    const catalogue = await sqliteStores.openCatalogue(casePathsOf(small.casePath));
    try {
      return await work(catalogue);
    } finally {
      await catalogue.close();
    }
  }; // prettier-ignore
  const run = async (...words: string[]) => {
    const open = words[0] === 'ingest' ? [] : ['--open', 'privilege', '--open', 'counsel'];
    const { exitCode, stderr } = await small.run(...words, ...open);
    expect([words.join(' '), exitCode, exitCode === 0 ? '' : stderr]).toEqual([words.join(' '), 0, '']);
  };
  return [
    () => run('label', 'cards.csv', '--add', `seen ${(times += 1)}`),
    () => run('label', 'mail.eml', '--add', 'seen'),
    () => run('label', 'mail.eml', '--remove', 'seen'),
    () => run('note', 'cards.csv', 'looked at'),
    () => run('withhold', 'mail.eml', '--scope', 'privilege', '--reason', 'advice'),
    () => run('withhold', 'mail.eml', '--scope', 'privilege', '--release', '--reason', 'waived'),
    () => run('withhold', 'cards.csv', '--scope', 'privilege', '--reason', 'advice'),
    () =>
      written((catalogue) => {
        const body = { what: 'password-required', reason: `no password ${(times += 1)}`, items: '1' };
        return catalogue.writeRecord({ kind: 'accepted-exception', basedOn: 0, body }, by());
      }),
    () =>
      written((catalogue) => {
        const target = { covers: 'item', id: file('cards.csv') } as const;
        return catalogue.withhold({ targets: [target], scope: 'counsel', reason: 'advice' }, by());
      }),
    () =>
      written((catalogue) =>
        catalogue.addCustody(
          { reference: 'EX-1', statements: [{ kind: 'noted', note: `seen ${(times += 1)}` }] },
          by(),
        ),
      ),
    async () => {
      writeFiles(small.source, { [`more/${(times += 1)}.txt`]: `Harbour Analytica has budget ${times}` });
      await run(...small.ingestWords.slice(0, 2), ...small.ingestWords.slice(4));
    },
    async () => {
      rmSync(join(small.source, 'notes'), { recursive: true, force: true });
      await run(...small.ingestWords.slice(0, 2), ...small.ingestWords.slice(4));
    },
  ];
}

test('after any write each page, for whoever sees more or less, is as it is made anew', async () => {
  const paths = casePathsOf(small.casePath);
  const openLedger = () => sqliteStores.openLedger(paths);
  const kept = new KeptAnswers(servedState({ paths, openLedger }, config), 0);
  const random = randomOf(5);
  const some = changes();
  let [pages, makings] = [0, 0];
  const compare = async (after: string): Promise<void> => {
    for (const at of asked)
      for (const open of [[], ['privilege']]) {
        const key = JSON.stringify([at, open]);
        const answer = await kept.answer(key, () => {
          makings += 1;
          return made(at, open);
        });
        pages += 1;
        expect([after, key, answer]).toEqual([after, key, await made(at, open)]);
      }
  };
  await compare('the start');
  for (let step = 0; step < 24; step++) {
    // Each once, in an order of chance, then any.
    const at = step < some.length ? (step * 7 + 3) % some.length : Math.floor(random() * some.length);
    await some[at]?.();
    await compare(`step ${step}, change ${at}`);
  }
  // Some were kept: else nothing was looked at here.
  expect(makings).toBeLessThan(pages * 0.8);
}, 120_000);
