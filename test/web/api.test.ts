/** What programs are given says what the command line says, in the form that is stated. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusal } from '../../web/json-route.ts';
import { jsonRoutes } from '../../web/json-routes.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serve(small.casePath);
});

const ask = async (path: string): Promise<{ readonly status: number; readonly given: unknown }> => {
  const answer = await served.get(path);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return { status: answer.status, given: JSON.parse(await answer.text()) as unknown };
};

test.each(['budget', 'Harbour Analytica', 'type:pdf', 'status:*', 'nothinglikeit'])(
  '%s: the hits, counts and what could not be searched, as of the command line',
  async (q) => {
    const { given } = await ask(`/api/search?q=${encodeURIComponent(q)}`);
    const whole = ({ document, entry, labels, occurrences, places }: Record<string, unknown>) => ({
      document,
      entry,
      labels,
      occurrences,
      places,
    });
    const hits = await small.json('search', q);
    expect((given as { hits: Record<string, unknown>[] }).hits.map(whole)).toEqual(hits.map(whole));
    const [{ count, items, folders, unsearched } = {}] = await small.json<Record<string, number>>('search', q, '--count'); // prettier-ignore
    expect(given).toMatchObject({ documents: count, items, folders, unsearched });
  },
);

test('values of a field are those of the command line', async () => {
  const { given } = await ask('/api/facet?q=status:*&field=type');
  expect([given]).toEqual(await small.json('search', 'status:*', '--facet', 'type'));
});

test('a document, and its text whole from its stretches', async () => {
  const { given } = await ask('/api/search?q=budget');
  const [{ document }] = (given as { hits: [{ document: string }] }).hits;
  const { given: entry } = await ask(`/api/document/${document}`);
  const { texts } = entry as { texts: { id: string; units: number }[] };
  expect(texts.length).toBeGreaterThan(0);
  for (const [number, { id, units }] of texts.entries()) {
    const { given: one } = await ask(`/api/document/${document}/text/${number}`);
    expect(one).toMatchObject({ id, from: 0, to: units, units });
    expect((one as { text: string }).text).toHaveLength(units);
    expect(await ask(`/api/document/${document}/text/${number}?from=2`)).toMatchObject({
      given: { from: 2, text: (one as { text: string }).text.slice(2) },
    });
  }
});

test('what is not answered is said as JSON, with what to do', async () => {
  expect(await ask('/api/search?q=%22open')).toMatchObject({
    status: 400,
    given: { error: { code: 'wrong-value' } },
  });
  for (const path of ['/api/document/00', '/api/document/00/text/0'])
    expect(await ask(path)).toMatchObject({ status: 404, given: { error: { code: 'not-found' } } });
});

test('who has no session is told in JSON, too', async () => {
  const answer = await fetch(`${served.origin}/case/any/api/search?q=a`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    401,
    'application/json; charset=utf-8',
  ]);
  expect(await answer.json()).toEqual({
    error: { code: 'not-let-in', message: 'no session, or one that ended' },
  });
});

test('each route says what may be asked of it, and OpenAPI has all of them', async () => {
  const { paths } = (await (await served.get('/openapi.json')).json()) as {
    paths: Record<string, { get: { parameters: { name: string; in: string }[] } }>;
  };
  expect(Object.keys(paths)).toEqual(jsonRoutes.map(({ path }) => path.replaceAll(/:(\w+)/gu, '{$1}')));
  for (const { path, json } of jsonRoutes) {
    const named = [...path.matchAll(/:(\w+)/gu)].map(([, name]) => name);
    expect(Object.keys(json?.parameters ?? {})).toEqual(expect.arrayContaining(named));
    const said = paths[path.replaceAll(/:(\w+)/gu, '{$1}')]?.get.parameters ?? [];
    expect(said.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(named);
  }
});

test('of a document the first of its places, and how many there are', async () => {
  const { given } = await ask('/api/search?q=status:*');
  const { hits } = given as { hits: { document: string; places: number; occurrences: unknown[] }[] };
  for (const { document, places, occurrences } of hits)
    expect(await ask(`/api/document/${document}`)).toMatchObject({ given: { places, occurrences } });
});

test.each(['/api/nothing', '/api', '/api/document', '/case/nowhere/api/search?q=x'])(
  '%s: that nothing is there is said in the same form',
  async (path) => {
    const { status, given } = await ask(path);
    expect([status, refusal.parse(given).error.code]).toEqual([404, 'not-found']);
  },
);
