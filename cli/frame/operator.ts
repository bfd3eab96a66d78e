/** Who runs a command: whom the system says it is, and what they call themselves. */
import { userInfo } from 'node:os';
import type { AuditEntry } from '../../schemas/audit-record.ts';

export type Operator = Pick<AuditEntry, 'user' | 'authenticatedBy' | 'operator'>;

/** `EVIDEX_OPERATOR` is whatever somebody wrote there: it stands beside the system's user and never in its place. */
export function operatorOf(environment: Readonly<Record<string, string | undefined>>): Operator {
  const named = environment['EVIDEX_OPERATOR'];
  const claimed = named ? { operator: named } : {};
  try {
    return { user: userInfo().username, authenticatedBy: 'operating-system', ...claimed };
  } catch {
    const uid = process.getuid?.();
    return {
      user: `uid ${uid ?? 'unknown'}`,
      authenticatedBy: uid === undefined ? 'nothing' : 'operating-system',
      ...claimed,
    };
  }
}
