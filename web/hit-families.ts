/** The family below a hit: its members, and which of them meets which condition of the query. */
import { html } from 'hono/html';
import { countOf, formatCount } from '../cli/frame/quantities.ts';
import { asksFamilies, HitFamilies, type HitFamily } from '../cli/run/hit-family.ts';
import { answering } from '../cli/run/query.ts';
import type { Hit } from '../search/port.ts';
import type { Query } from '../search/query/ast.ts';
import { evidence, type Html } from './page.ts';
import type { To } from './route.ts';
import type { Reading } from './served-case.ts';

/** The family of each hit, where the query asks families; else none. */
export async function familiesOf(
  { index, scope }: Reading,
  query: Query,
  hits: readonly Hit[],
): Promise<readonly HitFamily[]> {
  if (!asksFamilies(query)) return [];
  const families = new HitFamilies({ index, scope, query });
  const found: HitFamily[] = [];
  for (const hit of hits) found.push(await answering(() => families.of(hit)));
  return found;
}

/** Nothing where the hit is alone. */
export function familyHtml(to: To, { id, total, members }: HitFamily): Html | string {
  if (total < 2) return '';
  const more = total - members.length;
  return html`<details>
    <summary>Family of ${countOf(total, 'document')}</summary>
    <ul>
      ${members.map(
        ({ document, source, path, meets }) =>
          html`<li>
            <a href="${to(`/document/${document}`, {})}">${evidence(`${source}/${path}`)}</a>
            ${meets.length === 0 ? '' : html`<strong>[${evidence(meets.join('; '))}]</strong>`}
          </li>`,
      )}
      ${more > 0 ? html`<li class="quiet">… and ${formatCount(more)} more</li>` : ''}
    </ul>
    <a href="${to('/', { q: `family:${id}`, sort: 'path' })}">As a search</a>
  </details>`;
}
