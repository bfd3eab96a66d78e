/** The page of who is who in the mail: identities with their addresses, and what is stated and not used, as `evidex identities`. */
import { html } from 'hono/html';
import { z } from 'zod';
import { Identities, type JudgedPairing, nameOf } from '../../case/identities.ts';
import { formatCount } from '../../cli/frame/quantities.ts';
import { allIdentities, type ListedIdentity, unusedOf } from '../../cli/run/identity-list.ts';
import { pairingWords, unusedWords } from '../../cli/run/identity-words.ts';
import { oneNumber, oneText } from '../asked.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { identityAddress, messagesOf, searchFor } from './entity-parts.ts';

const asked = z.object({
  /** What an address must hold. */
  address: oneText,
  /** Only those with more than one. */
  several: oneText,
  page: oneNumber,
});
type Asked = z.output<typeof asked>;

const pageRows = 200;
const maxUnused = 100;

const form = (to: To, { address, several }: Asked): Html =>
  html`<form action="${to('/identities')}" method="get">
      <label class="wide">Address holds <input name="address" value="${address}" /></label>
      <label
        ><input type="checkbox" name="several" value="1" ${several === '' ? '' : 'checked'} /> more than one
        address</label
      >
      <button>Show</button>
    </form>
    <form action="${to('/identity')}" method="get">
      <label class="wide">Who is (a whole address or name) <input name="who" required /></label>
      <button>Look up</button>
    </form>`;

const unusedHtml = (to: To, unused: readonly JudgedPairing[]): Html =>
  tableOf<JudgedPairing>(
    `Stated and not used${unused.length > maxUnused ? `, the first ${maxUnused} of ${formatCount(unused.length)}` : ''}`,
    [
      {
        title: 'address',
        cell: ({ one }) => html`<a href="${identityAddress(to, one)}">${evidence(one)}</a>`,
      },
      {
        title: 'address',
        cell: ({ other }) => html`<a href="${identityAddress(to, other)}">${evidence(other)}</a>`,
      },
      { title: 'stated by', cell: (pairing) => pairingWords(pairing) },
      { title: 'not used', cell: ({ because }) => (because ? unusedWords(because) : '') },
    ],
    unused.slice(0, maxUnused),
  );

async function identitiesPage({ ledger, scope, to }: Reading, given: Asked): Promise<Shown> {
  const all = await allIdentities(ledger, await Identities.openWhole(ledger, scope), scope);
  const unused = unusedOf(all);
  const wanted = given.address.trim().toLowerCase();
  const found = all.filter(
    ({ addresses }) =>
      (given.several === '' || addresses.length > 1) &&
      (wanted === '' || addresses.some((address) => address.includes(wanted))),
  );
  const skip = given.page * pageRows;
  const shown: (ListedIdentity & { readonly name: string })[] = [];
  for (const one of found.slice(skip, skip + pageRows))
    shown.push({
      ...one,
      name: nameOf(one.addresses, await ledger.participants.mailboxes(one.addresses, scope)),
    });
  const way = (page: number, words: string): Html =>
    html`<a href="${to('/identities', { ...given, page })}">${words}</a> `;
  const body = html`<h1>${found.length === 1 ? '1 identity' : `${formatCount(found.length)} identities`}</h1>
    ${form(to, given)}
    ${
      found.length === 0
        ? html`<p>
            No message that is open to you names ${all.length > 0 ? 'such an address' : 'an address'}.
          </p>`
        : tableOf<(typeof shown)[number]>(
            'Identities, most documents (messages and contact cards) first',
            [
              {
                title: 'identity',
                cell: ({ name, addresses: [first = ''] }) =>
                  html`<a href="${identityAddress(to, first)}">${evidence(name)}</a>`,
              },
              {
                title: 'documents',
                isNumber: true,
                cell: ({ documents }) => formatCount(documents),
              },
              {
                // Contact cards are among the documents, and no search for people finds them.
                title: 'as search',
                cell: ({ addresses: [first = ''] }) =>
                  html`<a href="${searchFor(to, messagesOf(first))}">messages</a>`,
              },
              {
                title: 'addresses',
                cell: ({ addresses }) =>
                  html`${addresses.map((address) => html`${evidence(address)}<br />`)}`,
              },
            ],
            shown,
          )
    }
    <p>
      ${given.page > 0 ? way(given.page - 1, 'Those before') : ''}
      ${skip + shown.length < found.length ? way(given.page + 1, 'Further identities') : ''}
    </p>
    ${unused.length === 0 ? '' : unusedHtml(to, unused)}`;
  return { body, resultCount: found.length };
}

export const identitiesRoute = defineRoute({
  method: 'get',
  path: '/identities',
  least: 'reader',
  title: 'Identities',
  navigation: 'Identities',
  isOfWholeCase: true,
  asked,
  words: ({ address, several, page }) => [
    'identities',
    ...(address === '' ? [] : [`address ${address}`]),
    ...(several === '' ? [] : ['--several']),
    ...(page === 0 ? [] : [`page ${page}`]),
  ],
  answer: identitiesPage,
});
