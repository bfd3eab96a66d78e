/** How the reading ports get what a scope shows at the moment of a question. */
import type { Scope } from '../../../schemas/scope.ts';
import type { Shown } from './shown.ts';

export type Ask = (scope: Scope) => Promise<Shown>;
