/** The script that pages load: keys for what they have, and completion of queries. Its files are as the browser gets them. */
import { readFileSync } from 'node:fs';

export const clientScript = ['./keys.js', './complete.js']
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n');
