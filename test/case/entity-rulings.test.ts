/** What people say of entities, as names and judgements come of it. */
import { expect, test } from '@jest/globals';
import { type EntityRuling, EntityRulings } from '../../case/entity-rulings.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';

const rulings = (...said: readonly RecordBody<'entity-ruling'>[]): EntityRulings =>
  new EntityRulings(
    said.map((body, at): EntityRuling => ({
      kind: 'entity-ruling',
      id: `r${at}`,
      version: 1,
      body,
      cites: [],
      by: 'ann',
      at: '2026-11-28T10:00:00Z',
      record: at,
    })),
  );
const merge = (name: string, ...entities: string[]) => ({ says: 'merge', entities, name, reason: 'x' }) as const; // prettier-ignore
const rename = (name: string, ...entities: string[]) => ({ says: 'rename', entities, name, reason: 'x' }) as const; // prettier-ignore
const dismiss = (entity: string) => ({ says: 'dismiss' as const, entities: [entity], reason: 'a word' });
const accept = (entity: string) => ({ says: 'accept' as const, entities: [entity], reason: 'seen' });

test.each([
  ['nothing said', [], 'A', 'A', ['A']],
  ['a merger', [merge('Both', 'A', 'B')], 'B', 'Both', ['B', 'A', 'Both']],
  ['in any case', [merge('Both', 'A', 'B')], 'both', 'Both', ['both', 'A', 'B', 'Both']],
  ['two mergers that meet', [merge('X', 'A', 'B'), merge('Y', 'B', 'C')], 'A', 'Y', ['A', 'B', 'X', 'C', 'Y']],
  ['a name given later', [merge('X', 'A', 'B'), rename('Z', 'A', 'B')], 'A', 'Z', ['A', 'B', 'X', 'Z']],
  ['a name that another has: they are one', [rename('B', 'A')], 'B', 'B', ['B', 'A']],
])('%s', (_, said, asked, name, members) => {
  const all = rulings(...said);
  expect([all.nameOf(asked), all.membersOf(asked)]).toEqual([name, members]);
}); // prettier-ignore

test('a judgement is of all that is one; dismissed goes before accepted', () => {
  const all = rulings(accept('A'), merge('Both', 'A', 'B'), dismiss('C'));
  expect(all.judgementOf('both')).toMatchObject({ says: 'accept', by: 'ann', reason: 'seen', id: 'r0' });
  expect(all.isDismissed('B')).toBe(false);
  expect(all.isDismissed('c')).toBe(true);
  expect(rulings(accept('A'), dismiss('B'), rename('B', 'A')).isDismissed('A')).toBe(true);
  expect(all.rulingsOf('B').map(({ id }) => id)).toEqual(['r0', 'r1']);
  expect(all.judgementOf('D')).toBeUndefined();
});
