/** The page of one identity of mail: its addresses, what states them, and what people say; the forms by which they say it. */
import { html } from 'hono/html';
import { z } from 'zod';
import { identitiesMeant } from '../../case/identities.ts';
import { formatCount } from '../../cli/frame/quantities.ts';
import { checkedRuling, rulingInForce } from '../../cli/run/identity-saying.ts';
import {
  type IdentitySeen,
  pairingWords,
  type RulingSeen,
  rulingWords,
  seeIdentity,
  unusedWords,
} from '../../cli/run/identity-words.ts';
import { personCategories } from '../../schemas/records/identity-ruling.ts';
import { noteText } from '../../schemas/label.ts';
import { Problem } from '../../schemas/problem.ts';
import { oneOf, oneText } from '../asked.ts';
import { fromForm } from '../from-form.ts';
import { evidence, type Html, link, tableOf } from '../page.ts';
import { isAtLeast } from '../person.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { messagesOf, searchFor } from './entity-parts.ts';

/** What is said holds for the queries of all. */
const leastToSay = 'lead';
/** People who are called alike and are shown on one page. */
const maxShown = 20;

const reasonField = html`<label class="wide"
  >Reason <input name="reason" maxlength="1000" required
/></label>`;

const sayForm = ({ to }: Reading, { addresses }: IdentitySeen): Html =>
  html`<form action="${to('/identity/say')}" method="post">
    <label
      >Address
      <select name="address">
        ${addresses.map(({ address }) => html`<option value="${address}">${evidence(address)}</option>`)}
      </select></label
    >
    <label
      ><select name="says" aria-label="What is said of both">
        <option value="one-person">is of one person with</option>
        <option value="apart">is of somebody else than</option>
      </select></label
    >
    <label class="wide">Other address <input name="other" maxlength="1000" required /></label>
    ${reasonField}
    <button>Say so</button>
  </form>`;

const categoryForm = ({ to }: Reading, address: string): Html =>
  html`<form action="${to('/identity/category')}" method="post">
    <input type="hidden" name="address" value="${address}" />
    <label
      >In this case
      <select name="category">
        ${personCategories.map((one) => html`<option value="${one}">${one}</option>`)}
      </select></label
    >
    ${reasonField}
    <button>Say so</button>
  </form>`;

const rulingHtml = (reading: Reading, who: string, ruling: RulingSeen): Html =>
  html`<li>
    ${evidence(rulingWords(ruling))}
    ${
      isAtLeast(reading.person.role, leastToSay)
        ? html`<form action="${reading.to('/identity/undo')}" method="post">
            <input type="hidden" name="id" value="${ruling.id}" /><input
              type="hidden"
              name="who"
              value="${who}"
            />
            ${reasonField}<button>Take back</button>
          </form>`
        : ''
    }
  </li>`;

function identityHtml(reading: Reading, seen: IdentitySeen): Html {
  const { to } = reading;
  const first = seen.addresses[0]?.address ?? '';
  return html`<h2>${evidence(seen.name)}</h2>
    ${seen.categories.length === 0 ? '' : html`<p class="note">In this case: ${seen.categories.join(', ')}, said by hand.</p>`}
    <p>
      ${seen.documents === 1 ? '1 document names' : `${formatCount(seen.documents)} documents name`} this
      identity, contact cards included. As search:
      <a href="${searchFor(to, messagesOf(first))}">its messages</a>.
      <a href="${to('/relations', { name: first })}">Relations</a>
    </p>
    ${tableOf<IdentitySeen['addresses'][number]>(
      'Addresses',
      [
        { title: 'address', cell: ({ address }) => evidence(address) },
        { title: 'documents', isNumber: true, cell: ({ documents }) => formatCount(documents) },
        {
          title: 'names beside it',
          cell: ({ names }) =>
            html`${names.slice(0, 20).map(({ name, documents }) => html`${evidence(name)} (${formatCount(documents)})<br />`)}`,
        },
      ],
      seen.addresses,
    )}
    ${tableOf<IdentitySeen['pairings'][number]>(
      'What is stated of them',
      [
        { title: 'address', cell: ({ one }) => evidence(one) },
        { title: 'address', cell: ({ other }) => evidence(other) },
        { title: 'used', cell: ({ because }) => (because ? `no: ${unusedWords(because)}` : 'yes') },
        { title: 'stated by', cell: (pairing) => pairingWords(pairing) },
        {
          title: 'documents',
          cell: ({ documents }) =>
            html`${documents.map(({ document, source, path }) => html`<a href="${to(`/document/${document}`)}">${evidence(`${source}/${path}`)}</a><br />`)}`,
        },
      ],
      seen.pairings,
    )}
    ${
      seen.rulings.length === 0
        ? ''
        : html`<ul>
            ${seen.rulings.map((ruling) => rulingHtml(reading, first, ruling))}
          </ul>`
    }
    ${isAtLeast(reading.person.role, leastToSay) ? sayForm(reading, seen) : ''}
    ${isAtLeast(reading.person.role, leastToSay) && seen.categories.length === 0 ? categoryForm(reading, first) : ''}`;
}

async function identityPage(reading: Reading, { who }: { readonly who: string }): Promise<Shown> {
  const { ledger, scope } = reading;
  const found: IdentitySeen[] = [];
  for (const identity of (await identitiesMeant(ledger, who, scope)).slice(0, maxShown))
    found.push(await seeIdentity(ledger, identity, scope));
  if (found.length === 0)
    throw new Problem('not-found', 'no message that is open to you names this address or name as it is');
  const body = html`<h1>Identity</h1>
    ${found.length > 1 ? html`<p class="note">${formatCount(found.length)} identities are called so: a name joins no addresses.</p>` : ''}
    ${found.map((seen) => identityHtml(reading, seen))}`;
  return { body, resultCount: found.length };
}

export const identityRoute = defineRoute({
  method: 'get',
  path: '/identity',
  least: 'reader',
  title: 'Identity',
  asked: z.object({ who: oneText }),
  words: ({ who }) => ['identity', who],
  answer: identityPage,
});

const saidSo = z.object({ reason: noteText, other: z.string().trim().min(1).max(1_000) });
const titles = { reason: 'Reason', other: 'Other address' };

export const sayIdentityRoute = defineRoute({
  method: 'post',
  path: '/identity/say',
  least: leastToSay,
  title: 'Identity',
  asked: z.object({
    address: oneText,
    other: oneText,
    says: oneOf(['one-person', 'apart']),
    reason: oneText,
  }),
  words: ({ address, other, says, reason }) => [
    ...(says === 'apart'
      ? ['identity', '--apart', address, '--from', other]
      : ['identity', '--merge', address, '--merge', other]),
    '--reason',
    reason,
  ],
  async answer(reading, { address, says, ...form }) {
    const { other, reason } = fromForm(saidSo, form, titles);
    const given = says === 'apart' ? { apart: [address], from: [other] } : { merge: [address, other] };
    const body = await checkedRuling(reading.ledger, { ...given, reason }, reading.scope);
    await reading.write([{ write: { kind: 'identity-ruling', basedOn: 0, body } }]);
    return { goTo: link('/identity', { who: address }), resultCount: 1 };
  },
});

export const categoryRoute = defineRoute({
  method: 'post',
  path: '/identity/category',
  least: leastToSay,
  title: 'Identity',
  asked: z.object({ address: oneText, category: oneOf(personCategories), reason: oneText }),
  words: ({ address, category, reason }) => [
    'identity', '--category', category, '--of', address, '--reason', reason,
  ], // prettier-ignore
  async answer(reading, { address, category, ...form }) {
    const { reason } = fromForm(saidSo.pick({ reason: true }), form, titles);
    const body = await checkedRuling(reading.ledger, { category, of: address, reason }, reading.scope);
    await reading.write([{ write: { kind: 'identity-ruling', basedOn: 0, body } }]);
    return { goTo: link('/identity', { who: address }), resultCount: 1 };
  },
});

export const undoIdentityRoute = defineRoute({
  method: 'post',
  path: '/identity/undo',
  least: leastToSay,
  title: 'Identity',
  asked: z.object({ id: oneText, who: oneText, reason: oneText }),
  words: ({ id, reason }) => ['identity', '--undo', id, '--reason', reason],
  async answer(reading, { id, who, reason }) {
    fromForm(saidSo.pick({ reason: true }), { reason }, titles);
    const { kind, version } = await rulingInForce(reading.ledger, id, reading.scope);
    await reading.write([{ remove: { kind, id, basedOn: version } }]);
    return { goTo: link('/identity', { who }), resultCount: 1 };
  },
});
