/**
 * What of the program a parser process may read: the code that it runs and the packages that this loads. Not the whole
 * folder, in which a clone has its history, and perhaps cases that were made inside it.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
/** What all rooms lie in. */
export const programFolder = join(dirname(here), '..', '..');
/** Of a file of the program: `.ts`, or `.js` where it was built. */
const extension = extname(here);

/** The file that a parser process runs where no other is named. */
export const parserEntry = join(programFolder, 'pipeline', 'parser', `parser-main${extension}`);

/** The file that keeps what Node makes of the code of parsers. */
export const keeperEntry = join(programFolder, 'pipeline', 'parser', `keep-code${extension}`);

/** The file that a renderer runs. */
export const rendererEntry = join(programFolder, 'pipeline', 'renderer', `renderer-main${extension}`);

/** The packages that a renderer loads beside those of a parser. */
export const rendererPackages: readonly string[] = ['@silvia-odwyer/photon-node'];

/** The rooms whose code a parser runs; `test/pipeline/sandbox/program-files.test.ts` reads its imports. */
export const parserFolders: readonly string[] = [
  'config',
  'formats',
  'pipeline/parser',
  'pipeline/protocol',
  'schemas',
  'sources',
  'tagging',
];

/** The packages that this code loads; what they load themselves is found in their own manifests. */
export const parserPackages: readonly string[] = [
  '@embedpdf/pdfium',
  'chardetng-wasm',
  'exifreader',
  'file-type',
  'htmlparser2',
  'iconv-lite',
  'libarchive-wasm',
  'numfmt',
  'postal-mime',
  'saxes',
  'seek-bzip',
  'xz-decompress',
  'zod',
];

/** Where Node finds a package: beside the folder that asks for it, or above. */
function packageFolder(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

/** The packages of these names, and of the names that their manifests depend on. */
function packagesOf(names: readonly string[], from: string, known: Set<string>): void {
  for (const name of names) {
    const folder = packageFolder(name, from);
    if (folder === undefined || known.has(folder)) continue;
    known.add(folder);
    const real = realpathSync(folder);
    known.add(real);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
      optionalDependencies?: Record<string, string>;
    };
    packagesOf(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }), real, known);
  }
}

/** The manifests that say how the modules of a folder are to be read: its own, and those above it. */
function manifestsAbove(folder: string): string[] {
  const above = dirname(folder);
  const here = join(folder, 'package.json');
  return [...(existsSync(here) ? [here] : []), ...(above === folder ? [] : manifestsAbove(above))];
}

const packagesFound = new Map<boolean, ReadonlySet<string>>();

/** Looked up once: it reads a manifest for each. */
function packages(isRenderer: boolean): ReadonlySet<string> {
  const known = packagesFound.get(isRenderer);
  if (known) return known;
  const found = new Set<string>();
  packagesOf([...parserPackages, ...(isRenderer ? rendererPackages : [])], programFolder, found);
  packagesFound.set(isRenderer, found);
  return found;
}

/** Absolute paths of the files and folders of the program that a parser which runs `entry` may read. */
export function programFiles(entry: string): string[] {
  return [
    ...parserFolders.map((folder) => join(programFolder, folder)),
    ...(entry === parserEntry ? [] : [dirname(entry)]),
    ...manifestsAbove(programFolder),
    ...packages(entry === rendererEntry),
  ];
}
