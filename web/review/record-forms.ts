/** What pages of case records share: that somebody else wrote meanwhile, and who wrote which version. */
import { html } from 'hono/html';
import { notedMoment } from '../../cli/run/display-zone.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import type { RecordKind } from '../../schemas/record-kinds.ts';
import { codeOf } from '../../schemas/problem.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import type { Answer, Shown } from '../route.ts';

/** Of a record, the last first. `said`: what a version says. */
export const versionsTable = <Kind extends RecordKind>(
  versions: readonly RecordVersion<Kind>[],
  zone: string,
  said: (body: NonNullable<RecordVersion<Kind>['body']>) => Html | string,
): Html =>
  tableOf(
    'Versions, the last first',
    [
      { title: 'version', isNumber: true, cell: ({ version }) => String(version) },
      { title: 'when', cell: ({ at }) => evidence(notedMoment(at, zone)) },
      { title: 'who', cell: ({ by }) => evidence(by) },
      {
        title: 'said',
        cell: ({ body, gone }) =>
          body ? said(body) : html`<em>${gone === 'removed' ? 'removed' : 'gone with the evidence'}</em>`,
      },
      { title: 'audit record', isNumber: true, cell: ({ record }) => String(record) },
    ],
    versions,
  );

/** Does a write; where somebody wrote another version meanwhile, `both` shows that and what was to be written. */
export async function unlessConflict(
  write: () => Promise<Answer>,
  both: () => Promise<Html>,
): Promise<Answer> {
  try {
    return await write();
  } catch (error) {
    if (codeOf(error) !== 'conflict') throw error;
    const shown: Shown = {
      body: html`<h1>Changed meanwhile</h1>
        <p class="note warn">
          Somebody wrote another version while you had this one. Nothing of yours is kept yet: see what is
          there, and write again.
        </p>
        ${await both()}`,
      status: 409,
    };
    return shown;
  }
}
