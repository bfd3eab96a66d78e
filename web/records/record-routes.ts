/**
 * The pages of one kind of case record: its list, the form, what a form does, a page that shows both where two people
 * changed one at a time, and the history.
 */
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { z } from 'zod';
import { everyRecord } from '../../case/every-record.ts';
import { escapeLines } from '../../cli/frame/escape.ts';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { codeOf, Problem } from '../../schemas/problem.ts';
import { recordKinds } from '../../schemas/record-kinds.ts';
import { type Given } from '../asked.ts';
import type { AnyRecordChange } from '../case-change.ts';
import { fromForm } from '../from-form.ts';
import { evidence, type Html } from '../page.ts';
import { type Answer, type AnyRoute, defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { checkCited, citationHtml, citationIn, citationOf } from './citations.ts';
import { byHtml, type Draft, formHtml, linesHtml, removeHtml, wordsHtml } from './record-form.ts';
import { type KindOfRecord, worded, type WordedRecord, type Words } from './record-kind.ts';

/** Of a list that is still read; a chronology of more has parts. */
const maxListed = 5_000;

/** All that an address or a form says; which names there are, the kind knows. */
const anything = z.record(z.string(), z.array(z.string())).transform((given): Given => given);

const one = (given: Given, name: string): string => given[name]?.[0] ?? '';

const wordsIn = ({ fields }: KindOfRecord, given: Given): Words =>
  Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = one(given, name);
      return value.trim() === '' ? [] : [[name, value]];
    }),
  );

/** The last versions of all, in the order in which they were first written. */
export async function* everyWorded(
  { ledger, scope }: Reading,
  kind: KindOfRecord,
): AsyncGenerator<WordedRecord, void> {
  for await (const record of everyRecord(ledger, kind.kind, scope)) yield worded(record);
}

/** The first of them, in the order of the kind. */
export async function listed(reading: Reading, kind: KindOfRecord): Promise<readonly WordedRecord[]> {
  const found: WordedRecord[] = [];
  for await (const record of everyWorded(reading, kind)) if (found.push(record) >= maxListed) break;
  return found.sort((a, b) => kind.compare(a.words, b.words));
}

async function recordHtml(reading: Reading, kind: KindOfRecord, record: WordedRecord): Promise<Html> {
  const { to } = reading;
  const [first, ...others] = kind.fields;
  const cited: Html[] = [];
  for (const cite of record.cites) cited.push(html`<li>${await citationHtml(reading, cite)}</li>`);
  const title = first ? (record.words[first.name] ?? '') : '';
  return html`<li>
    <p><strong>${linesHtml(title)}</strong></p>
    ${wordsHtml({ ...kind, fields: others.filter(({ name }) => name !== kind.partedBy) }, record.words)}
    ${
      cited.length > 0
        ? html`<ul>
            ${cited}
          </ul>`
        : ''
    }
    <p class="quiet">
      ${byHtml(record)} <a href="${to(`${kind.path}/edit`, { id: record.id })}">Change</a>
      <a href="${to(`${kind.path}/history`, { id: record.id })}">History</a>
    </p>
  </li>`;
}

async function listPage(reading: Reading, kind: KindOfRecord, given: Given): Promise<Shown> {
  const { to } = reading;
  const all = await listed(reading, kind);
  const { partedBy = '' } = kind;
  const part = one(given, partedBy);
  const parts = [...new Set(all.map(({ words }) => words[partedBy] ?? ''))]
    .filter((name) => name !== '')
    .sort();
  const shown = all.filter(({ words }) => part === '' || words[partedBy] === part);
  const rows: Html[] = [];
  for (const record of shown) rows.push(await recordHtml(reading, kind, record));
  const body = html`<h1>${kind.title}: ${formatCount(shown.length)}</h1>
    <p>
      <a href="${to(`${kind.path}/edit`, { [partedBy]: part })}">Write ${kind.one}</a>
      ${(kind.ways ?? []).map(({ path, asked, words, isFile }) => html`<a href="${to(path, { ...asked, [partedBy]: part })}" ${isFile ? 'download' : ''}>${words}</a> `)}
    </p>
    ${
      parts.length > 1 || part !== ''
        ? html`<p>
            <a href="${to(kind.path)}">all</a>
            ${parts.map((name) => html`<a href="${to(kind.path, { [partedBy]: name })}">${evidence(name)}</a> `)}
          </p>`
        : ''
    }
    ${all.length >= maxListed ? html`<p class="note warn">The first ${formatCount(maxListed)} that were written are shown; what is exported has all.</p>` : ''}
    ${rows.length === 0 ? html`<p class="note">Nothing that is open to you was written.</p>` : ''}
    <ol class="records">
      ${rows}
    </ol>`;
  return { body, resultCount: shown.length };
}

const nothing = (kind: KindOfRecord): Problem =>
  new Problem(
    'not-found',
    `there is no such page of ${kind.title.toLowerCase()}`,
    'It may be gone, or not open to you.',
  );

async function editPage(reading: Reading, kind: KindOfRecord, given: Given): Promise<Shown> {
  const id = one(given, 'id');
  const last = id === '' ? undefined : await reading.ledger.records.last(kind.kind, id, reading.scope);
  if (id !== '' && !last) throw nothing(kind);
  const named = one(given, 'document');
  const added = named === '' ? [] : [await citationOf(reading, named)];
  const record = last && worded(last);
  const draft: Draft = {
    id: record?.id ?? randomUUID(),
    basedOn: record?.version ?? 0,
    words: record?.words ?? wordsIn(kind, given),
    cites: [...(record?.cites ?? []), ...added],
  };
  const body = html`<h1>${record ? 'Change' : 'Write'} ${kind.one}</h1>
    ${record?.gone === undefined ? '' : html`<p class="note warn">It was taken out; keeping it brings it back.</p>`}
    ${await formHtml(reading, kind, draft)}
    ${record && record.gone === undefined ? removeHtml(reading.to, kind, record) : ''}`;
  return { body, resultCount: 1 };
}

/** Both, side by side: what was kept meanwhile, and what was to be kept, to be sent again on top of it. */
async function conflictPage(reading: Reading, kind: KindOfRecord, draft: Draft): Promise<Shown> {
  const last = await reading.ledger.records.last(kind.kind, draft.id, reading.scope);
  if (!last) throw nothing(kind);
  const record = worded(last);
  const body = html`<h1>Not kept yet: it was changed meanwhile</h1>
    <p class="note warn">
      Nothing of yours is lost: it stands in the form below. Take over what was written meanwhile, and keep
      it.
    </p>
    <div class="both">
      <section>
        <h2>Kept meanwhile</h2>
        <p class="quiet">${byHtml(record)}${record.gone === undefined ? '' : ': taken out'}</p>
        ${wordsHtml(kind, record.words)}
      </section>
      <section>
        <h2>Yours, written on top of version ${draft.basedOn}</h2>
        ${await formHtml(reading, kind, { ...draft, basedOn: record.version })}
      </section>
    </div>`;
  return { body, title: 'Changed meanwhile', status: 409, resultCount: 0 };
}

async function draftIn(reading: Reading, kind: KindOfRecord, given: Given): Promise<Draft> {
  const named = one(given, 'document').trim();
  const carried = (given['cite'] ?? []).map(citationIn);
  for (const cited of carried) await checkCited(reading, cited);
  return {
    id: one(given, 'id'),
    basedOn: Number(one(given, 'basedOn')),
    words: wordsIn(kind, given),
    cites: [...carried, ...(named === '' ? [] : [await citationOf(reading, named)])],
  };
}

/** Where the writing failed since another came before: the page that shows both. */
async function keeping(
  reading: Reading,
  kind: KindOfRecord,
  draft: Draft,
  work: () => Promise<unknown>,
): Promise<Answer> {
  try {
    await work();
  } catch (error) {
    if (codeOf(error) !== 'conflict') throw error;
    return conflictPage(reading, kind, draft);
  }
  const part = kind.partedBy === undefined ? undefined : draft.words[kind.partedBy];
  const query =
    part === undefined ? '' : `?${new URLSearchParams({ [kind.partedBy ?? '']: part }).toString()}`;
  return { goTo: `${kind.path}${query}`, resultCount: 1 };
}

async function write(reading: Reading, kind: KindOfRecord, given: Given): Promise<Answer> {
  const draft = await draftIn(reading, kind, given);
  const { id, basedOn, cites } = draft;
  // Nobody writes on what does not show to them.
  if (basedOn > 0 && !(await reading.ledger.records.last(kind.kind, id, reading.scope))) throw nothing(kind);
  const words = kind.filled ? await kind.filled(reading, draft.words, cites) : draft.words;
  const titles = Object.fromEntries(kind.fields.map(({ name, title }) => [name, title]));
  const body = fromForm<unknown>(recordKinds[kind.kind], words, titles);
  const change = { kind: kind.kind, id, basedOn, body, cites } as AnyRecordChange;
  return keeping(reading, kind, draft, () => reading.write([{ write: change }]));
}

async function remove(reading: Reading, kind: KindOfRecord, given: Given): Promise<Answer> {
  const last = await reading.ledger.records.last(kind.kind, one(given, 'id'), reading.scope);
  if (!last) throw nothing(kind);
  const { id, words, cites } = worded(last);
  const basedOn = Number(one(given, 'basedOn'));
  return keeping(reading, kind, { id, basedOn, words, cites }, () =>
    reading.write([{ remove: { kind: kind.kind, id, basedOn } }]),
  );
}

async function historyPage({ ledger, scope, to }: Reading, kind: KindOfRecord, given: Given): Promise<Shown> {
  const { records, next } = await ledger.records.history(kind.kind, one(given, 'id'), scope);
  if (records.length === 0) throw nothing(kind);
  const versions = records.map(worded);
  const body = html`<h1>${countOf(versions.length, 'version')}</h1>
    <p><a href="${to(kind.path)}">${kind.title}</a></p>
    <ol class="records">
      ${versions.map(
        (version) =>
          html`<li>
            <p class="quiet">${byHtml(version)}, record ${version.record} of the audit log</p>
            ${version.gone === 'removed' ? html`<p class="warn">Taken out.</p>` : ''}
            ${version.gone === 'evidence' ? html`<p class="warn">What it cited was removed from the case, and its words with it.</p>` : ''}
            ${wordsHtml(kind, version.words)}
            <p class="quiet">Cites ${countOf(version.cites.length, 'place')}.</p>
          </li>`,
      )}
    </ol>
    ${next === undefined ? '' : html`<p class="quiet">Earlier versions are kept, and not shown here.</p>`}`;
  return { body, resultCount: versions.length };
}

const refusedHtml = (message: string, hint: string | undefined): Html =>
  html`<h1>Not kept</h1>
    <pre class="warn">${escapeLines(message)}</pre>
    ${hint === undefined ? '' : html`<p>${hint}</p>`}
    <p>Go back in the browser: what was typed stands there.</p>`;

type Page = (reading: Reading, kind: KindOfRecord, given: Given) => Promise<Answer>;

/** All addresses of a kind; its list stands in the navigation. */
export function recordRoutes(kind: KindOfRecord): readonly AnyRoute[] {
  const { path, title } = kind;
  const word = path.slice(1);
  const about = (given: Given): string[] => [one(given, 'id')].filter((id) => id !== '');
  const read = (below: `/${string}` | '', least: 'reader' | 'reviewer', answer: Page) =>
    defineRoute({
      method: 'get',
      path: `${path}${below}` as const,
      least,
      title,
      ...(below === '' && !kind.isApart ? { navigation: title } : {}),
      asked: anything,
      words: (given) => [`${word}${below}`, ...about(given)],
      answer: (reading, given) => answer(reading, kind, given),
    });
  const change = (below: `/${string}`, answer: Page) =>
    defineRoute({
      method: 'post',
      path: `${path}${below}` as const,
      least: 'reviewer',
      title,
      asked: anything,
      words: (given) => [`${word}${below}`, ...about(given), `on version ${one(given, 'basedOn')}`],
      answer: (reading, given) => answer(reading, kind, given),
      refused: (_to, _given, message, hint) => refusedHtml(message, hint),
    });
  return [
    read('', 'reader', listPage),
    read('/edit', 'reviewer', editPage),
    read('/history', 'reader', historyPage),
    change('/write', write),
    change('/remove', remove),
  ];
}
