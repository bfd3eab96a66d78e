/** Puts what a supplier's load files say of their files into the case, when a run over the production has ended. */
import type { CaseFolder } from '../../case/case-folder.ts';
import { listsInside } from '../../case/lists-inside.ts';
import { productionStatements } from '../../case/production-statements.ts';
import { keptPath } from '../../case/received-files.ts';
import type { Config } from '../../schemas/config.ts';
import type { KeptIntake } from '../../schemas/intake.ts';
import type { Annotator } from '../../schemas/label.ts';
import { codeOf } from '../../schemas/problem.ts';
import type { SourceRoot } from '../../sources/open-root.ts';
import type { Output } from '../frame/output.ts';
import { countOf } from '../frame/quantities.ts';
import { showChange } from './index-lock.ts';

export interface StatedProduction {
  readonly caseFolder: CaseFolder;
  readonly config: Config;
  readonly root: SourceRoot;
  /** Its id. */
  readonly source: string;
  readonly intake: KeptIntake;
  readonly out: Output;
  readonly signal: AbortSignal;
  readonly by: Annotator;
}

/** What is so already stays untouched, so that a later run adds what an interrupted one left. */
export async function stateProduction(stated: StatedProduction): Promise<void> {
  const { caseFolder, config, root, source, intake, out, signal, by } = stated;
  if (!intake.keptLoadFiles || signal.aborted) return;
  const kept = [...(intake.keptManifests ?? []), ...intake.keptLoadFiles];
  const named = await Promise.all(kept.map(async (file) => ({ path: await keptPath(caseFolder.paths.received, file), ...file }))); // prettier-ignore
  const loadFiles = named.slice(named.length - intake.keptLoadFiles.length);
  const isOwn = await listsInside(root, named);
  const catalogue = await caseFolder.openCatalogue();
  try {
    let change = 0;
    let items = 0;
    for await (const { item, labels } of productionStatements(root, source, loadFiles, { signal, isOwn })) {
      const target = { covers: 'item', id: item } as const;
      try {
        const result = await catalogue.label({ targets: [target], add: labels, remove: [] }, by);
        change = Math.max(change, result.change);
        items += 1;
      } catch (error) {
        // It was taken out of the case, or a rule left it out: there is nothing to state it of.
        if (codeOf(error) !== 'not-found') throw error;
      }
      if (items % 1_000 === 0) out.progress(`${countOf(items, 'item')} with what the load files say of them`);
    }
    await showChange({ caseFolder, config, catalogue, out, signal }, change);
  } finally {
    await catalogue.close();
  }
}
