/** Makes the sample case: `node scripts/make-samples.ts` writes `samples/` anew, the same bytes each time. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clientFiles } from './samples/clients.ts';
import { mailFiles } from './samples/mail-files.ts';
import { officeFiles } from './samples/office-files.ts';
import { file, type SampleFile } from './samples/sample-file.ts';
import { systemFiles } from './samples/system-files.ts';

const delivered = '2019-10-21T09:00:00Z';

/** The seized share of an invented consultancy: every person, firm, number and address in it is made up. */
export const shareFiles = (): readonly SampleFile[] =>
  [...clientFiles(), ...mailFiles(), ...officeFiles(), ...systemFiles()].sort((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );

const intake = `{
  "reference": "QS/1",
  "seals": ["S-204417"],
  "seizedFrom": "Quillmere Strategy Ltd, an invented consultancy",
  "seizedBy": "R. Sample, investigator",
  "seizedAt": "2019-10-18T10:30:00+01:00",
  "seizedWhere": "2 Tannery Yard, Northfold",
  "authority": "Warrant SAMPLE/2019/1, invented",
  "custodian": "Quillmere shared drive",
  "examiner": "E. Sample",
  "tool": "make-samples.ts",
  "manifest": "manifest.sha256",
  "timeZone": "Europe/London",
  "notes": "Sample evidence of our own making; see scripts/make-samples.ts."
}
`;

/** As `sha256sum` writes it. */
const manifestOf = (files: readonly SampleFile[]): string =>
  files.map(({ path, bytes }) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`).join('');

/** All of `samples/` by path below it. */
export function sampleFiles(): readonly SampleFile[] {
  const share = shareFiles();
  return [
    ...share.map((row) => ({ ...row, path: `share/${row.path}` })),
    file('manifest.sha256', delivered, manifestOf(share)),
    file('intake.json', delivered, intake),
  ];
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..', 'samples');
  rmSync(join(root, 'share'), { recursive: true, force: true });
  for (const { path, bytes, modified } of sampleFiles()) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    utimesSync(target, new Date(modified), new Date(modified));
  }
}
