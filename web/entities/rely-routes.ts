/** The forms by which somebody relies on an assertion, and takes it back, as `evidex relations accept` and `restore`. */
import { z } from 'zod';
import { acceptance, acceptanceToRestore, assertionNamed } from '../../cli/relations/accept.ts';
import { AcceptedAssertions } from '../../cli/relations/accepted.ts';
import { People } from '../../cli/relations/ends.ts';
import { foldedBelow } from '../../cli/run/confidence.ts';
import { oneText } from '../asked.ts';
import { link } from '../page.ts';
import { defineRoute } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { reasonOf } from './entity-rulings-parts.ts';

export const leastToRely = 'reviewer';

const acceptedIn = async ({ ledger, scope }: Reading): Promise<AcceptedAssertions> =>
  AcceptedAssertions.open(ledger, await People.open(ledger, scope), scope);

export const acceptAssertionRoute = defineRoute({
  method: 'post',
  path: '/relations/accept',
  least: leastToRely,
  title: 'Relations',
  asked: z.object({ name: oneText, assertion: oneText, reason: oneText }),
  words: ({ assertion, reason }) => ['relations', 'accept', assertion, '--reason', reason],
  async answer(reading, { name, assertion, ...form }) {
    const reason = reasonOf(form);
    const { ledger, index, scope, person } = reading;
    const { signal } = new AbortController();
    const named = await assertionNamed({ ledger, index, scope, signal, least: foldedBelow }, await acceptedIn(reading), assertion);
    await reading.write([{ write: acceptance(named, { by: person.name, reason }) }]);
    return { goTo: link('/relations', { name, kind: 'assertion' }), resultCount: 1 };
  },
}); // prettier-ignore

export const restoreAssertionRoute = defineRoute({
  method: 'post',
  path: '/relations/restore',
  least: leastToRely,
  title: 'Relations',
  asked: z.object({ name: oneText, id: oneText, reason: oneText }),
  words: ({ id, reason }) => ['relations', 'restore', id, '--reason', reason],
  async answer(reading, { name, id, ...form }) {
    reasonOf(form);
    const { record } = acceptanceToRestore(await acceptedIn(reading), id);
    await reading.write([{ remove: { kind: record.kind, id: record.id, basedOn: record.version } }]);
    return { goTo: link('/relations', { name, kind: 'assertion' }), resultCount: 1 };
  },
}); // prettier-ignore
