/** What the pages of time are asked, and the events that are meant by it. */
import { z } from 'zod';
import type { SpanDigits, Timeline } from '../../case/ledger/timeline.ts';
import { displayZoneOf } from '../../cli/run/display-zone.ts';
import { documentsOf, readQuery } from '../../cli/run/query.ts';
import { timeZone } from '../../schemas/config.ts';
import { Problem } from '../../schemas/problem.ts';
import { stretchOf } from '../../search/query/dates.ts';
import { manyTexts, oneNumber, oneOf, oneText } from '../asked.ts';
import type { To } from '../route.ts';
import type { Reading } from '../served-case.ts';

export const timelineAsked = z.object({
  /** Year, month, day, hour or minute; empty for all time. */
  span: oneText,
  /** Empty for the one in which the case is shown. */
  zone: oneText,
  kind: manyTexts,
  /** `noCustodian` for sources without one. */
  custodian: manyTexts,
  /** Only events of documents that match. */
  q: oneText,
  lanes: oneOf(['kind', 'custodian', 'zone']),
  /** Of silence, where no kind is named: whether times of files are events too. */
  files: oneOf(['no', 'too']),
  /** Of the list, from 0. */
  page: oneNumber,
});
export type TimelineAsked = z.output<typeof timelineAsked>;

/** Stands in an address, where an empty text is left out. */
export const noCustodian = '(none)';

/** An address of the same question with some of it changed; a narrower one begins with the first page of its list. */
export const addressOfTime = (
  to: To,
  path: string,
  asked: TimelineAsked,
  change: Partial<TimelineAsked>,
): string => {
  const { span, zone, kind, custodian, q, lanes, files, page } = { ...asked, page: 0, ...change };
  return to(path, {
    q,
    span,
    zone,
    kind,
    custodian,
    ...(lanes === 'kind' ? {} : { lanes }),
    ...(files === 'no' ? {} : { files }),
    ...(page === 0 ? {} : { page }),
  });
};

const spanShape = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d)?)?)?)?$/u;

/** Throws `wrong-value` for what no calendar has. */
function checkSpan(span: string): void {
  if (span === '' || (spanShape.test(span) && span >= '0001' && stretchOf(span) !== undefined)) return;
  throw new Problem(
    'wrong-value',
    `no span of time: ${span.slice(0, 40)}`,
    'A year, month, day, hour or minute: 2016, 2016-06, 2016-06-23, 2016-06-23T10, 2016-06-23T10:15.',
  );
}

/** Throws `wrong-value` for a zone that is not known. */
export async function zoneAsked({ ledger, scope, displayZone }: Reading, zone: string): Promise<string> {
  if (zone === '') return displayZoneOf(displayZone, ledger, scope);
  if (timeZone.safeParse(zone).success) return zone;
  throw new Problem(
    'wrong-value',
    `no time zone: ${zone.slice(0, 40)}`,
    'For example Europe/London, or UTC.',
  );
}

export interface AskedEvents {
  readonly timeline: Timeline;
  readonly zone: string;
}

/** The events that are asked for, opened for `work`. */
export async function withEvents<T>(
  reading: Reading,
  asked: TimelineAsked,
  work: (events: AskedEvents) => Promise<T>,
  contentsAlone = false,
): Promise<T> {
  const { ledger, index, scope } = reading;
  checkSpan(asked.span);
  const zone = await zoneAsked(reading, asked.zone);
  const documents = asked.q.trim() === '' ? undefined : await documentsOf(index, readQuery(asked.q), scope);
  const timeline = await ledger.timeline.open(
    {
      ...(asked.span === '' ? {} : { within: { span: asked.span, zone } }),
      ...(asked.kind.length === 0 ? {} : { kinds: asked.kind }),
      contentsAlone,
      ...(asked.custodian.length === 0
        ? {}
        : { custodians: asked.custodian.map((one) => (one === noCustodian ? '' : one)) }),
      ...(documents === undefined ? {} : { documents }),
    },
    scope,
  );
  try {
    return await work({ timeline, zone });
  } finally {
    await timeline.close();
  }
}

/** By what the events of a span are told apart: months of a year, days of a month. */
export const finerDigits = (span: string): SpanDigits =>
  (({ 4: 7, 7: 10, 10: 13 }) as const)[span.length as 4 | 7 | 10] ?? 16;
