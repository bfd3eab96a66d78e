/** Who asks, as the server knows them, and what each may do. */
import type { Operator } from '../cli/frame/operator.ts';
import { type Role, roles } from '../schemas/account.ts';
import type { Scope } from '../schemas/scope.ts';

/** Somebody who was let in, in one case. */
export interface Person {
  /** As pages show it, and marks keep it. */
  readonly name: string;
  /** As the audit log keeps it. */
  readonly who: Operator;
  readonly role: Role;
  /** What of the withheld is open to them. */
  readonly scope: Scope;
}

export const isAtLeast = (role: Role, least: Role): boolean => roles.indexOf(role) >= roles.indexOf(least);
