/** Opens what is kept of near-duplicates, as the case lies there. */
import type { CaseFolder } from '../../case/case-folder.ts';
import type { SketchStore } from '../../search/likeness/sketch-store.ts';
import { openSketchFile } from '../../search/likeness/sqlite/sketch-file.ts';

/** Of a case that nothing is written to, what has to be made lies outside of it and goes when it is closed. */
export const openSketches = ({ paths, readOnly }: Pick<CaseFolder, 'paths' | 'readOnly'>): SketchStore =>
  openSketchFile(paths.near, readOnly);
