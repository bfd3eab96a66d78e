/** Who runs a command: whom the system says it is, and what they call themselves. */
import { userInfo } from 'node:os';
import type { RecordOfVersion2, Whose } from '../../schemas/audit-record.ts';

/** Of whom a record is. */
export type Operator = Whose;
/** As whose user this process runs. */
export type ProcessOperator = Pick<RecordOfVersion2, 'user' | 'authenticatedBy' | 'operator'>;

/** `EVIDEX_OPERATOR` is whatever somebody wrote there: it stands beside the system's user and never in its place. */
export function operatorOf(environment: Readonly<Record<string, string | undefined>>): ProcessOperator {
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
