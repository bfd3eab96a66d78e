/** The name and version of this program, from its package file. */
import { existsSync, readFileSync } from 'node:fs';

/** `package.json` lies one folder up from here, or two where this runs as built (`dist/config/program.js`). */
const packageFile = ['../package.json', '../../package.json']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));

export const programVersion: string = packageFile
  ? String((JSON.parse(readFileSync(packageFile, 'utf8')) as { version: unknown }).version)
  : 'unknown';
