/** The page of names that no list has, each with its rule, and the forms by which somebody accepts or dismisses one, as `evidex entities --candidates`. */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { anchorWords } from '../../cli/run/anchor-words.ts';
import { candidateNamed } from '../../cli/run/candidate-saying.ts';
import { acceptedHint, candidateGaps, candidateSpan, rulesWords } from '../../cli/run/candidate-words.ts';
import { type Candidate, type CandidateExample, findCandidates } from '../../cli/run/case-candidates.ts';
import { judgementWords } from '../../cli/run/entity-ruling-words.ts';
import { checkedEntityRulings, rulingsToRestore } from '../../cli/run/entity-saying.ts';
import { notReadWords, unsearchable } from '../../cli/run/entry-counts.ts';
import { answering, readQuery } from '../../cli/run/query.ts';
import { entityKind } from '../../schemas/mention.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Query } from '../../search/query/ast.ts';
import { oneNumber, oneOf, oneText } from '../asked.ts';
import { evidence, type Html, link, tableOf } from '../page.ts';
import { isAtLeast } from '../person.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { searchFor } from './entity-parts.ts';
import { hiddenField, reasonField, reasonOf } from './entity-rulings-parts.ts';
import { PlaceWays } from './place-ways.ts';

const leastToJudge = 'reviewer';
/** All their texts are read, those that come first by their hashes; the command line reads all. */
const maxDocuments = 2_000;
const pageRows = 100;

const candidatesAsked = z.object({
  /** Only in documents that match. */
  q: oneText,
  page: oneNumber,
});
type CandidatesAsked = z.output<typeof candidatesAsked>;

const judgeForm = ({ to, person }: Reading, { q }: CandidatesAsked, { name }: Candidate): Html | string =>
  isAtLeast(person.role, leastToJudge)
    ? html`<details>
        <summary>Judge</summary>
        <form action="${to('/candidates/say')}" method="post">
          ${hiddenField('q', q)}${hiddenField('name', name)}
          <label
            ><select name="says" aria-label="What is said of it">
              <option value="dismiss">Dismiss: no evidence</option>
              <option value="accept">Accept, of the kind</option>
            </select></label
          >
          <label
            ><select name="kind" aria-label="Kind of the entity that it becomes">
              <option value="other">other</option>
              ${entityKind.options.filter((kind) => kind !== 'other').map((kind) => html`<option value="${kind}">${kind}</option>`)}
            </select></label
          >
          ${reasonField}
          <button>Say so</button>
        </form>
      </details>`
    : '';

const judgedHtml = (reading: Reading, asked: CandidatesAsked, one: Candidate): Html | string => {
  const { judgement } = one;
  if (!judgement) return judgeForm(reading, asked, one);
  return html`${evidence(judgementWords(judgement))}
  ${
    isAtLeast(reading.person.role, leastToJudge)
      ? html`<form action="${reading.to('/candidates/restore')}" method="post">
          ${hiddenField('q', asked.q)}${hiddenField('id', judgement.id)} ${reasonField}<button>
            Take back
          </button>
        </form>`
      : ''
  }`;
};

const placeWords = ({ source, path, text, anchor }: CandidateExample): string =>
  [`${source}/${path}`, text === undefined || text === 'body' ? '' : text, anchorWords(anchor)].filter(Boolean).join(', '); // prettier-ignore

async function rowsHtml(reading: Reading, asked: CandidatesAsked, caption: string, candidates: readonly Candidate[]): Promise<Html> {
  const ways = new PlaceWays(reading);
  const rows: { readonly one: Candidate; readonly places: readonly Html[] }[] = [];
  for (const one of candidates) {
    const places: Html[] = [];
    for (const example of one.examples)
      places.push(html`<li><a href="${await ways.addressOf(example)}">${evidence(placeWords(example))}</a></li>`);
    rows.push({ one, places });
  }
  return tableOf<(typeof rows)[number]>(
    caption,
    [
      { title: 'name', isLong: true, cell: ({ one }) => evidence(one.name) },
      { title: 'kind', cell: ({ one }) => one.kind },
      { title: 'documents', isNumber: true, cell: ({ one }) => formatCount(one.documents) },
      { title: 'mentions', isNumber: true, cell: ({ one }) => formatCount(one.mentions) },
      { title: 'when', cell: ({ one }) => candidateSpan(one) ?? '' },
      { title: 'rule', isLong: true, cell: ({ one }) => rulesWords(one) },
      { title: 'where', isLong: true, cell: ({ places }) => html`<ul>${places}</ul>` },
      { title: 'said of it', isLong: true, cell: ({ one }) => judgedHtml(reading, asked, one) },
    ],
    rows,
  );
} // prettier-ignore

async function candidatesPage(reading: Reading, asked: CandidatesAsked): Promise<Shown> {
  const { ledger, index, scope, to } = reading;
  const query: Query = asked.q === '' ? { op: 'all' } : readQuery(asked.q);
  const { signal } = new AbortController();
  const found = await findCandidates({ ledger, index, scope, signal }, query, maxDocuments);
  const isDismissed = ({ judgement }: Candidate): boolean => judgement?.says === 'dismiss';
  const [left, dismissed] = [found.candidates.filter((one) => !isDismissed(one)), found.candidates.filter(isDismissed)];
  const skip = asked.page * pageRows;
  const shown = left.slice(skip, skip + pageRows);
  const unread = notReadWords(await index.count(unsearchable, scope), 'names in there are not found');
  const way = (page: number, words: string): Html => html`<a href="${to('/candidates', { q: asked.q, page })}">${words}</a> `;
  const body = html`<h1>${countOf(left.length, 'candidate')} in ${countOf(found.documents, 'document')}</h1>
    <form action="${to('/candidates')}" method="get">
      <label class="wide">Only in documents that match <input name="q" value="${asked.q}" /></label> <button>Look</button>
    </form>
    <p class="quiet">
      Names that no list has, found by rule in the texts; none of them is an entity until somebody accepts it.
      ${acceptedHint}
    </p>
    ${found.isStopped ? html`<p class="note warn">Of the documents the first ${formatCount(found.documents)} by their hashes were read here: others may name more. <code>evidex entities --candidates</code> reads all.</p>` : ''}
    ${candidateGaps({ ...found, isStopped: false }).map((words) => html`<p class="note">${words}</p>`)}
    ${unread === undefined ? '' : html`<p class="note"><a href="${searchFor(to, unsearchable)}">${unread}</a></p>`}
    ${shown.length === 0 ? '' : await rowsHtml(reading, asked, 'Most documents first', shown)}
    <p>
      ${asked.page > 0 ? way(asked.page - 1, 'Those before') : ''}
      ${skip + shown.length < left.length ? way(asked.page + 1, 'Further candidates') : ''}
    </p>
    ${
      dismissed.length === 0
        ? ''
        : html`<details>
            <summary>${formatCount(dismissed.length)} dismissed</summary>
            ${await rowsHtml(reading, asked, 'Candidates that people dismissed', dismissed.slice(0, pageRows))}
            ${dismissed.length > pageRows ? html`<p class="quiet">… and ${formatCount(dismissed.length - pageRows)} more.</p>` : ''}
          </details>`
    }`;
  return { body, resultCount: found.candidates.length };
} // prettier-ignore

export const candidatesRoute = defineRoute({
  method: 'get',
  path: '/candidates',
  least: 'reader',
  title: 'Candidates',
  isOfWholeCase: true,
  asked: candidatesAsked,
  words: ({ q, page }) => [
    'entities',
    '--candidates',
    ...(q === '' ? [] : ['--query', q]),
    ...(page === 0 ? [] : [`page ${page}`]),
  ],
  answer: (reading, asked) => answering(() => candidatesPage(reading, asked)),
});

export const sayCandidateRoute = defineRoute({
  method: 'post',
  path: '/candidates/say',
  least: leastToJudge,
  title: 'Candidates',
  asked: z.object({ q: oneText, name: oneText, says: oneOf(['dismiss', 'accept']), kind: oneOf(['other', ...entityKind.options]), reason: oneText }),
  words: ({ name, says, kind, reason }) => ['entities', says, name, ...(says === 'accept' ? ['--kind', kind] : []), '--reason', reason],
  async answer(reading, { q, name, says, kind, ...form }) {
    const reason = reasonOf(form);
    const { ledger, index, scope } = reading;
    const { signal } = new AbortController();
    const candidate = (asked: string) => candidateNamed({ index, scope, signal }, asked);
    const said = await checkedEntityRulings(ledger, { says, names: [name], kind, reason, candidate }, scope);
    await reading.write(said.map(({ body, cites }) => ({ write: { kind: 'entity-ruling', basedOn: 0, body, ...(cites && { cites }) } })));
    return { goTo: link('/candidates', { q }), resultCount: said.length };
  },
}); // prettier-ignore

export const restoreCandidateRoute = defineRoute({
  method: 'post',
  path: '/candidates/restore',
  least: leastToJudge,
  title: 'Candidates',
  asked: z.object({ q: oneText, id: oneText, reason: oneText }),
  words: ({ id, reason }) => ['entities', 'restore', id, '--reason', reason],
  async answer(reading, { q, id, ...form }) {
    reasonOf(form);
    const found = await rulingsToRestore(reading.ledger, id, reading.scope);
    if (!found.every(({ body }) => body?.says === 'accept' || body?.says === 'dismiss'))
      throw new Problem('not-allowed', 'this is not said of a candidate');
    await reading.write(found.map(({ kind, version, id: own }) => ({ remove: { kind, id: own, basedOn: version } })));
    return { goTo: link('/candidates', { q }), resultCount: found.length };
  },
}); // prettier-ignore
