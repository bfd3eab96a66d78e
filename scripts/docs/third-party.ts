/** `docs/third-party.md`: what others wrote and Evidex brings along, by licence and size, from `package-lock.json`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../../cli/frame/quantities.ts';
import { elasticsearchVersion } from '../services/elasticsearch/installation.ts';
import { tikaVersion } from '../services/tika.ts';
import { lockedPackages, type LockedPackage, shippedPackages } from '../packages/locked-packages.ts';
import { measuredSizes } from '../packages/package-sizes.ts';
import { code, generatedFrom, table } from './markdown.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/** The packages that are a Node, each for one system. */
export const isNode = ({ name, isOptional }: LockedPackage): boolean =>
  isOptional && /^node-(?:bin-)?(?:darwin|linux|win)-/u.test(name);

const rowOf = (
  one: LockedPackage,
  size: number | undefined,
  direct: ReadonlySet<string>,
): readonly string[] => {
  const why = direct.has(one.name) ? 'Evidex' : 'another package';
  return [code(one.name), one.version, one.license ?? '', size === undefined ? '' : formatBytes(size), why];
};

export function generatedThirdParty(root: string): string {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const direct = new Set(Object.keys(dependencies));
  const shipped = shippedPackages(root);
  const libraries = shipped.filter((one) => !isNode(one));
  const sizes = measuredSizes();
  const sizeOf = ({ name, version }: LockedPackage): number | undefined => sizes[`${name}@${version}`];
  const all = libraries.reduce((sum, one) => sum + (sizeOf(one) ?? 0), 0);
  const withScripts = lockedPackages(root).filter(({ hasInstallScript }) => hasInstallScript);
  return `${generatedFrom('package-lock.json and scripts/packages/package-sizes.json')}
# What others wrote

What an installation of Evidex brings along, with the licence that each package states (as an SPDX expression) and the bytes that it takes on disk. The texts of the licences lie in the packages. Nothing here is under the GPL or the AGPL; \`test/scripts/lock-file.test.ts\` holds that, and that each package has a hash in the lock file which npm holds what it fetches to. After a change of packages, measure them with \`node scripts/run.mjs scripts/packages/package-sizes.ts\`.

## Libraries

${libraries.length} packages, ${formatBytes(all)} in all.

${table(
  ['Package', 'Version', 'Licence', 'Size', 'Needed by'],
  libraries.map((one) => rowOf(one, sizeOf(one), direct)),
)}
Some carry compiled code of others: \`@embedpdf/pdfium\` is PDFium (Apache-2.0 and BSD-3-Clause) with FreeType, OpenJPEG, libpng, zlib and others in it, \`libarchive-wasm\` is libarchive (BSD-2-Clause) with zlib, bzip2 and liblzma, \`xz-decompress\` is XZ Embedded (0BSD), \`chardetng-wasm\` is chardetng with encoding_rs (Apache-2.0 or MIT).

## Node

One of these is installed, for the system that it is; none runs a script to get there ([0085](decisions/0085-hand-over-from-an-older-node.md)). Its file \`LICENSE\` has the licences of all that is compiled into it (V8, OpenSSL, ICU, libuv, zlib, nghttp2, undici and others), all permissive. The two files in the source of ICU that are under the GPL, with its exception for configuration scripts, serve to build it and are not in the binary.

${table(
  ['Package', 'Version', 'Licence', 'Size', 'Needed by'],
  shipped.filter(isNode).map((one) => rowOf(one, sizeOf(one), new Set([one.name]))),
)}
A size is missing where no such system was at hand to measure it.

## Programs that do not ship

- **Apache Tika Server ${tikaVersion}** (Apache-2.0, with libraries of many licences inside its jar) is used with \`--tika\` where the user has it. Evidex neither contains nor fetches it; tests and benchmarks fetch it for themselves.
- **Elasticsearch ${elasticsearchVersion}** (AGPL-3.0, SSPL-1.0 or Elastic License 2.0, as the user chooses) is a server of the user's, spoken to over HTTP. It is fetched by tests and benchmarks alone; what ships is its client, which is under the Apache licence.

## Scripts of packages

A package may ask to run a script when it is installed. The set-up of a working copy runs none (\`npm ci --ignore-scripts\`), and none is needed. These ask: ${withScripts.map(({ name, isForWork }) => `${code(name)}${isForWork ? ' (for work on the project alone)' : ''}`).join(', ')}. An installed Evidex brings \`exifreader\` alone of these; what it asks to run makes a smaller build of itself for whoever configures one, and does nothing otherwise.
`;
}
