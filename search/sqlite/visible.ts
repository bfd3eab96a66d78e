/** What a scope shows, as SQL. */
import type { Scope } from '../../schemas/scope.ts';
import { opensAll } from '../place-marks.ts';
import type { Condition } from './condition.ts';
import type { Statements } from './statements.ts';

export const everything: Condition = { sql: '1', parameters: [] };

/** Whether anything is withheld from the scope. */
export const hidesAny = (statements: Statements, scope: Scope): boolean =>
  !opensAll(scope) && statements.get('SELECT 1 FROM document WHERE withheld = 1 LIMIT 1') !== undefined;

/** A condition on `occurrence o`: a place that is withheld shows only to a reader with one of its scopes. */
export function visiblePlaceIn(statements: Statements, scope: Scope): Condition {
  if (!hidesAny(statements, scope)) return everything;
  return {
    sql: `(o.withheld = 0 OR EXISTS (SELECT 1 FROM withheld w WHERE w.doc = o.doc AND w.place = o.place
      AND w.scope IN (SELECT j.value FROM json_each(?) j)))`,
    parameters: [JSON.stringify(scope.open)],
  };
}

/** A condition on `document d`: it shows where one of its places does. */
export function visibleIn(statements: Statements, scope: Scope): Condition {
  if (!hidesAny(statements, scope)) return everything;
  const { sql, parameters } = visiblePlaceIn(statements, scope);
  return {
    sql: `(d.withheld = 0 OR EXISTS (SELECT 1 FROM occurrence o WHERE o.doc = d.doc AND ${sql}))`,
    parameters,
  };
}
