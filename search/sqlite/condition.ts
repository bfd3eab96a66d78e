/** Conditions of SQL with their parameters. */
import type { Parameter } from './statements.ts';

/** A condition with its parameters, in order. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

export const condition = (sql: string, ...parameters: readonly Parameter[]): Condition => ({
  sql,
  parameters,
});
/** Halved again and again: SQLite refuses expressions more than 1,000 deep, and a plain chain is one deep each. */
export function joined(operator: 'AND' | 'OR', parts: readonly Condition[]): Condition {
  if (parts.length > 2) {
    const middle = parts.length >> 1;
    return joined(operator, [
      joined(operator, parts.slice(0, middle)),
      joined(operator, parts.slice(middle)),
    ]);
  }
  return {
    sql: `(${parts.map(({ sql }) => sql).join(` ${operator} `)})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}
