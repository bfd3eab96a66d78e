/** Finds out whether a folder that seems new holds what a source of the case held before it moved. */
import { existsSync } from 'node:fs';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { everyScope } from '../../schemas/scope.ts';
import { Problem } from '../../schemas/problem.ts';
import { lookAt } from '../../sources/folder.ts';
import type { SourceRoot } from '../../sources/open-root.ts';
import { joinRaw } from '../../sources/raw-path.ts';
import { quoted } from './mark-targets.ts';

/** Of each source that is away: enough files to tell it by. */
const maxLookedFor = 50;
/** Of those, the share that must lie here under the same names. */
const sameShare = 0.8;

async function firstFilesOf(
  ledger: Ledger,
  references: ReadonlySet<string>,
): Promise<Map<string, Uint8Array[]>> {
  const files = new Map<string, Uint8Array[]>();
  for await (const { source, rawPath } of ledger.sources.files(everyScope)) {
    if (!references.has(source)) continue;
    const known = files.get(source) ?? [];
    if (known.length < maxLookedFor) files.set(source, [...known, rawPath]);
    else if (files.size === references.size && [...files.values()].every((all) => all.length >= maxLookedFor)) break; // prettier-ignore
  }
  return files;
}

/** Throws `wrong-value`: as a source of its own the evidence would be in the case twice, and the first one lost. */
export async function refuseMoved(caseFolder: CaseFolder, root: SourceRoot): Promise<void> {
  if (root.kind === 'file') return;
  const ledger = await caseFolder.openLedger();
  try {
    const away = (await ledger.sources.all(everyScope)).filter((source) => !existsSync(source.root));
    const files = await firstFilesOf(ledger, new Set(away.map(({ reference }) => reference)));
    for (const { reference, root: before } of away) {
      const known = files.get(reference) ?? [];
      const here = known.filter((rawPath) => lookAt(joinRaw(root.raw, rawPath), Buffer.from(rawPath)).kind === 'file'); // prettier-ignore
      if (here.length === 0 || here.length < known.length * sameShare) continue;
      throw new Problem(
        'wrong-value',
        `this folder holds what the source "${reference}" held at ${before}, where nothing is any more`,
        `If it is the same evidence, say --reference ${quoted(reference)}; else give it a reference of its own with --reference.`,
      );
    }
  } finally {
    await ledger.close();
  }
}
