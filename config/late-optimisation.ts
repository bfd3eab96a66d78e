/** Optimises late in this process. Imported for its effect, before anything else is; a parser is started with the flag. */
import { setFlagsFromString } from 'node:v8';
import { lateOptimisation } from './late-optimisation-flag.ts';

setFlagsFromString(lateOptimisation);
