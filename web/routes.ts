/** All that the server answers of a case, in the order of the navigation. */
import { coverageRoute } from './coverage-page.ts';
import { documentRoute } from './document-page.ts';
import { findRoute } from './find-page.ts';
import { historyRoute } from './review/history-page.ts';
import { labelManyRoute, labelRoute, noteRoute } from './review/label-routes.ts';
import { jsonRoutes } from './json-routes.ts';
import type { AnyRoute } from './route.ts';
import { searchRoute } from './search-page.ts';
import { silenceRoute } from './silence-page.ts';
import { timelineRoute } from './timeline-page.ts';

export const routes: readonly AnyRoute[] = [
  searchRoute,
  documentRoute,
  timelineRoute,
  silenceRoute,
  coverageRoute,
  findRoute,
  historyRoute,
  labelRoute,
  labelManyRoute,
  noteRoute,
  ...jsonRoutes,
];
