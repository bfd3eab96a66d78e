/** What people say of an entity, on its page, and the forms by which they say it and take it back. */
import { html } from 'hono/html';
import { z } from 'zod';
import { entityRulings } from '../../case/ruled-ledger.ts';
import {
  type EntityRulingSeen,
  entityRulingsSeen,
  entityRulingWords,
} from '../../cli/run/entity-ruling-words.ts';
import { checkedEntityRulings, rulingsToRestore } from '../../cli/run/entity-saying.ts';
import { noteText } from '../../schemas/label.ts';
import { Problem } from '../../schemas/problem.ts';
import { entityName } from '../../schemas/records/entity-ruling.ts';
import { oneOf, oneText } from '../asked.ts';
import { fromForm } from '../from-form.ts';
import { evidence, type Html, link } from '../page.ts';
import { isAtLeast } from '../person.ts';
import { defineRoute, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';

const leastToJudge = 'reviewer';
/** What is made one is another question for the searches of all. */
const leastToMerge = 'lead';

export const reasonField = html`<label class="wide"
  >Reason <input name="reason" maxlength="1000" required
/></label>`;

export const hiddenField = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}" />`;

/** What `reasonField` gave. Throws `wrong-value`. */
export const reasonOf = (form: Readonly<Record<'reason', string>>): string =>
  fromForm(z.object({ reason: noteText }), form, { reason: 'Reason' }).reason;

const judgeForm = (to: To, name: string): Html =>
  html`<form action="${to('/entity/say')}" method="post">
    ${hiddenField('name', name)}
    <label
      ><select name="says" aria-label="What is said of it">
        <option value="dismiss">Dismiss: no evidence</option>
        <option value="accept">Accept: named here</option>
      </select></label
    >
    ${reasonField}
    <button>Say so</button>
  </form>`;

const mergeForm = (to: To, name: string): Html =>
  html`<form action="${to('/entity/merge')}" method="post">
    ${hiddenField('name', name)}
    <label class="wide">Is one with (empty for none) <input name="other" maxlength="1000" /></label>
    <label class="wide">and called <input name="as" maxlength="1000" value="${name}" required /></label>
    ${reasonField}
    <button>Say so</button>
  </form>`;

const isJudgement = ({ says }: Pick<EntityRulingSeen, 'says'>): boolean =>
  says === 'accept' || says === 'dismiss';

const rulingHtml = ({ to, person }: Reading, name: string, ruling: EntityRulingSeen): Html =>
  html`<li>
    ${evidence(entityRulingWords(ruling))}
    ${
      isAtLeast(person.role, isJudgement(ruling) ? leastToJudge : leastToMerge)
        ? html`<form action="${to('/entity/restore')}" method="post">
            ${hiddenField('name', name)}${hiddenField('id', ruling.id)} ${reasonField}<button>
              Take back
            </button>
          </form>`
        : ''
    }
  </li>`;

export async function entityRulingsHtml(reading: Reading, name: string): Promise<Html> {
  const { ledger, scope, to, person } = reading;
  const rulings = await entityRulings(ledger, scope);
  const said = entityRulingsSeen(rulings.rulingsOf(name));
  const isDismissed = rulings.isDismissed(name);
  return html`${isDismissed ? html`<p class="note warn">Dismissed: folded in lists and counts; its documents stay as they are.</p>` : ''}
    ${said.length === 0 ? '' : html`<ul>${said.map((ruling) => rulingHtml(reading, name, ruling))}</ul>`}
    ${isAtLeast(person.role, leastToJudge) && !said.some(isJudgement) ? judgeForm(to, name) : ''}
    ${isAtLeast(person.role, leastToMerge) && !isDismissed ? mergeForm(to, name) : ''}`;
} // prettier-ignore

const nameAsked = z.object({ reason: noteText, as: entityName });
const titles = { reason: 'Reason', as: 'Name' };

export const sayEntityRoute = defineRoute({
  method: 'post',
  path: '/entity/say',
  least: leastToJudge,
  title: 'Entity',
  asked: z.object({ name: oneText, says: oneOf(['accept', 'dismiss']), reason: oneText }),
  words: ({ name, says, reason }) => ['entities', says, name, '--reason', reason],
  async answer(reading, { name, says, ...form }) {
    const reason = reasonOf(form);
    const said = await checkedEntityRulings(reading.ledger, { says, names: [name], reason }, reading.scope);
    await reading.write(said.map(({ body }) => ({ write: { kind: 'entity-ruling', basedOn: 0, body } })));
    return { goTo: link('/entity', { name }), resultCount: said.length };
  },
}); // prettier-ignore

export const mergeEntityRoute = defineRoute({
  method: 'post',
  path: '/entity/merge',
  least: leastToMerge,
  title: 'Entity',
  asked: z.object({ name: oneText, other: oneText, as: oneText, reason: oneText }),
  words: ({ name, other, as, reason }) => [
    'entities',
    ...(other.trim() === '' ? ['rename', name] : ['merge', name, other]),
    '--as',
    as,
    '--reason',
    reason,
  ],
  async answer(reading, { name, other, ...form }) {
    const { reason, as } = fromForm(nameAsked, form, titles);
    const isOne = other.trim() === '';
    const given = { says: isOne ? 'rename' : 'merge', names: isOne ? [name] : [name, other.trim()], as, reason } as const;
    const said = await checkedEntityRulings(reading.ledger, given, reading.scope);
    await reading.write(said.map(({ body }) => ({ write: { kind: 'entity-ruling', basedOn: 0, body } })));
    return { goTo: link('/entity', { name: as }), resultCount: said.length };
  },
}); // prettier-ignore

export const restoreEntityRoute = defineRoute({
  method: 'post',
  path: '/entity/restore',
  least: leastToJudge,
  title: 'Entity',
  asked: z.object({ name: oneText, id: oneText, reason: oneText }),
  words: ({ id, reason }) => ['entities', 'restore', id, '--reason', reason],
  async answer(reading, { name, id, ...form }) {
    reasonOf(form);
    const found = await rulingsToRestore(reading.ledger, id, reading.scope);
    if (!entityRulingsSeen(found).every(isJudgement) && !isAtLeast(reading.person.role, leastToMerge))
      throw new Problem('not-allowed', 'what was made one is taken apart by a lead');
    await reading.write(found.map(({ kind, version, id: own }) => ({ remove: { kind, id: own, basedOn: version } })));
    // It may be called otherwise by now.
    const [first] = found.flatMap(({ body }) => body?.entities ?? []);
    return { goTo: link('/entity', { name: first ?? name }), resultCount: found.length };
  },
}); // prettier-ignore
