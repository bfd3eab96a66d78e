/** The script that pages load: keys for what they have. It is a file of its own, as the browser gets it. */
import { readFileSync } from 'node:fs';

export const clientScript = readFileSync(new URL('./keys.js', import.meta.url), 'utf8');
