/** Withholding by query: what is kept from all readers but those of a scope, and what is released to everybody again. */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { matchedTargets, pagesOf } from '../../cli/run/marked-targets.ts';
import type { WithheldCount } from '../../case/ledger/coverage.ts';
import { groundName, type MarkCovers, markCovers, scopeName } from '../../schemas/label.ts';
import { Problem } from '../../schemas/problem.ts';
import { maybeNumber, maybeText, oneOf, oneText } from '../asked.ts';
import type { CaseChange } from '../case-change.ts';
import { fromForm } from '../from-form.ts';
import { evidence, type Html, link, tableOf } from '../page.ts';
import { defineRoute, type GoTo, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { maxTargets } from './label-routes.ts';
import { coversOf, coversWords } from './targets.ts';

const least = 'lead';
const maxReasonUnits = 1_000;

const coversField = (chosen: MarkCovers): Html =>
  html`<label
    >Covers
    <select name="covers">
      ${markCovers.options.map((one) => html`<option value="${one}" ${one === chosen ? 'selected' : ''}>${coversWords[one]}</option>`)}
    </select></label
  >`;

const reasonField = html`<label class="wide"
  >Reason <input name="reason" maxlength="${maxReasonUnits}" required />
</label>`;

const withholdForm = ({ to }: Reading, q: string, covers: MarkCovers): Html =>
  html`<form action="${to('/withhold')}" method="post">
    <h2>Withhold all that match</h2>
    <input type="hidden" name="q" value="${q}" />
    ${coversField(covers)}
    <label>For the readers of <input name="scope" placeholder="counsel" maxlength="64" required /></label>
    <label
      >Ground, which all see <input name="ground" placeholder="privilege" maxlength="64" required
    /></label>
    ${reasonField}
    <button>Withhold</button>
  </form>`;

/** Of the scopes that are open to who asks: what others keep back nobody releases unseen. */
const releaseForm = ({ to, scope }: Reading, q: string, covers: MarkCovers): Html | string =>
  scope.open.length === 0
    ? html`<p class="note">
        No scope is open to you: what is withheld is released by who has opened its scope.
      </p>`
    : html`<form action="${to('/release')}" method="post">
        <h2>Release all that match</h2>
        <input type="hidden" name="q" value="${q}" />
        ${coversField(covers)}
        <label
          >From
          ${
            scope.open.includes('*')
              ? html`<input name="scope" maxlength="64" required />`
              : html`<select name="scope">
                  ${scope.open.map((one) => html`<option>${one}</option>`)}
                </select>`
          }</label
        >
        ${reasonField}
        <button>Release</button>
      </form>`;

async function matchHtml(reading: Reading, q: string, covers: MarkCovers): Promise<Html> {
  const { targets, documents, copiesOutside } = await matchedTargets(reading.index, q, reading.scope, covers, maxTargets); // prettier-ignore
  const outside =
    copiesOutside > 0 && covers !== 'content'
      ? html` ${countOf(copiesOutside, 'other place')} of the same documents
        ${copiesOutside === 1 ? 'is' : 'are'} not covered: “${coversWords.content}” takes them in.`
      : '';
  const families = targets.length === 1 ? '1 family' : `${formatCount(targets.length)} families`;
  const through = covers === 'family' ? families : countOf(targets.length, 'place');
  return html`<p>
      <a href="${reading.to('/', { q })}">${countOf(documents, 'document')}</a>
      ${documents === 1 ? 'matches' : 'match'}, through ${through}.${outside}
    </p>
    ${targets.length === 0 ? '' : html`${withholdForm(reading, q, covers)} ${releaseForm(reading, q, covers)}`}`;
}

const asked = z.object({
  q: oneText,
  covers: oneText.transform(coversOf),
  /** What a form did. */
  changed: maybeNumber,
  later: maybeText,
});

async function withholdingPage(
  reading: Reading,
  { q, covers, changed, later }: z.output<typeof asked>,
): Promise<Shown> {
  const { ledger, scope, to } = reading;
  const withheld = await ledger.coverage.withheld(scope);
  const body = html`<h1>Withholding</h1>
    ${changed === undefined ? '' : html`<p class="note">${formatCount(changed)} changed.${later === undefined ? '' : ' A run that writes the index shows it when it comes to it.'}</p>`}
    <form action="${to('/withholding')}" method="get">
      <label class="wide">Search <input name="q" value="${q}" required /></label>
      ${coversField(covers)}
      <button>See what matches</button>
    </form>
    ${q === '' ? '' : await matchHtml(reading, q, covers)}
    ${tableOf<WithheldCount>(
      'Withheld from you',
      [
        { title: 'source', cell: ({ source }) => evidence(source) },
        { title: 'ground', cell: ({ grounds }) => evidence(grounds.join(', ')) },
        { title: 'items', isNumber: true, cell: ({ items }) => formatCount(items) },
      ],
      withheld,
    )}`;
  return { body, resultCount: withheld.length };
}

export const withholdingRoute = defineRoute({
  method: 'get',
  path: '/withholding',
  least,
  title: 'Withholding',
  navigation: 'Withholding',
  asked,
  words: ({ q, covers }) => ['withholding', ...(q === '' ? [] : [q, '--covers', covers])],
  answer: withholdingPage,
});

const reasonText = z.string().trim().min(1).max(maxReasonUnits);
const withheldSo = z.object({ scope: scopeName, ground: groundName, reason: reasonText });
const titles = { scope: 'For the readers of', ground: 'Ground', reason: 'Reason' };

/** Writes one change for each page of what matches. Throws `wrong-value` where nothing does. */
async function change(
  reading: Reading,
  q: string,
  covers: MarkCovers,
  changeOf: (targets: Parameters<typeof pagesOf>[0]) => CaseChange,
): Promise<GoTo> {
  const { targets } = await matchedTargets(reading.index, q, reading.scope, covers, maxTargets);
  if (targets.length === 0) throw new Problem('wrong-value', 'nothing that is open to you matches');
  const { changed, shown } = await reading.write([...pagesOf(targets)].map(changeOf));
  const goTo = link('/withholding', { q, covers, changed, ...(shown ? {} : { later: '1' }) });
  return { goTo, resultCount: changed };
}

const changeAsked = z.object({
  q: oneText,
  covers: oneOf(markCovers.options as ['item', 'family', 'content']),
  scope: oneText,
  ground: oneText,
  reason: oneText,
});

/** A scope that is named stands first: the words are for its readers, as those of the command. */
const wordsOf = (
  verb: 'withhold' | 'release',
  { q, covers, scope, ground, reason }: z.output<typeof changeAsked>,
): string[] =>
  scopeName.safeParse(scope).success
    ? [`--open=${scope}`, verb, '--query', q, '--covers', covers, ...(ground === '' ? [] : ['--ground', ground]), '--reason', reason] // prettier-ignore
    : // For whose readers they are is not said: they are told to nobody.
      [verb, 'for no scope'];

export const withholdRoute = defineRoute({
  method: 'post',
  path: '/withhold',
  least,
  title: 'Withholding',
  asked: changeAsked,
  words: (said) => wordsOf('withhold', said),
  answer(reading, { q, covers, ...said }) {
    const so = fromForm(withheldSo, said, titles);
    return change(reading, q, covers, (targets) => ({ withhold: { targets, ...so } }));
  },
});

export const releaseRoute = defineRoute({
  method: 'post',
  path: '/release',
  least,
  title: 'Withholding',
  asked: changeAsked,
  words: (said) => wordsOf('release', said),
  answer(reading, { q, covers, ...said }) {
    const { scope } = fromForm(withheldSo.omit({ ground: true }), said, { ...titles, scope: 'From' });
    const { open } = reading.scope;
    if (!open.includes(scope) && !open.includes('*'))
      throw new Problem(
        'wrong-value',
        'this scope is not open to you',
        'Who has opened it releases from it.',
      );
    return change(reading, q, covers, (targets) => ({ release: { targets, scope } }));
  },
});
