/** All that the server answers of a case, in the order of the navigation. */
import { acceptedExceptions } from './coverage/accepted.ts';
import { threadRoute } from './thread.ts';
import { coverageRoute } from './coverage/coverage-page.ts';
import { issueRoute } from './coverage/issue-report.ts';
import { runsRoute } from './coverage/runs-page.ts';
import { sourcesRoute } from './coverage/sources-page.ts';
import { datasetRoute, overlapRoute } from './datasets/dataset-page.ts';
import { datasetsRoute } from './datasets/datasets-page.ts';
import { diffRoute } from './diff-page.ts';
import { documentRoute } from './document-page.ts';
import { entitiesRoute } from './entities/entities-page.ts';
import { entityRoute } from './entities/entity-page.ts';
import { mergeEntityRoute, restoreEntityRoute, sayEntityRoute } from './entities/entity-rulings-parts.ts';
import { identitiesRoute } from './entities/identities-page.ts';
import {
  categoryRoute,
  identityRoute,
  sayIdentityRoute,
  undoIdentityRoute,
} from './entities/identity-page.ts';
import { candidatesRoute, restoreCandidateRoute, sayCandidateRoute } from './entities/candidates-page.ts';
import { relationsRoute } from './entities/relations-page.ts';
import { acceptAssertionRoute, restoreAssertionRoute } from './entities/rely-routes.ts';
import { graphRoute } from './entities/graph-page.ts';
import { censusRoute } from './entities/census-page.ts';
import { personalDataRoute } from './entities/personal-data-page.ts';
import { beginExportRoute, exportFileRoute, exportsRoute } from './exports/exports-page.ts';
import { findRoute } from './find-page.ts';
import { commentRoute, writeCommentRoute } from './review/comment-routes.ts';
import { batchRoute, batchStateRoute, drawRoute, splitRoute } from './review/batch-routes.ts';
import { defineFieldRoute, setFieldRoute } from './review/field-routes.ts';
import { reviewRoute } from './review/review-page.ts';
import { lookRoute } from './review/second-look.ts';
import { releaseRoute, withholdingRoute, withholdRoute } from './review/withholding-page.ts';
import { viewsRoute } from './review/views-page.ts';
import { historyRoute } from './review/history-page.ts';
import { labelManyRoute, labelRoute, noteRoute } from './review/label-routes.ts';
import { heldRoute } from './held-items.ts';
import { hitListRoute } from './hit-list.ts';
import { jsonRoutes } from './json-routes.ts';
import { chronologyExportRoute } from './records/chronology-export.ts';
import { chronology, questions, register } from './records/kinds.ts';
import { recordRoutes } from './records/record-routes.ts';
import { runSearchRoute, savedSearchRoute, saveSearchRoute, searchesRoute } from './review/searches-page.ts';
import { countListRoute, listRoute, saveListRoute } from './review/term-lists.ts';
import { originalRoutes } from './original-routes.ts';
import { nearRoute } from './near-page.ts';
import { peopleRoute } from './people-page.ts';
import type { AnyRoute } from './route.ts';
import { searchRoute } from './search-page.ts';
import { silenceRoute } from './timeline/silence-page.ts';
import { timelineRoute } from './timeline/timeline-page.ts';

export const routes: readonly AnyRoute[] = [
  searchRoute,
  hitListRoute,
  documentRoute,
  diffRoute,
  nearRoute,
  peopleRoute,
  heldRoute,
  threadRoute,
  searchesRoute,
  savedSearchRoute,
  saveSearchRoute,
  runSearchRoute,
  listRoute,
  saveListRoute,
  countListRoute,
  reviewRoute,
  defineFieldRoute,
  setFieldRoute,
  splitRoute,
  batchRoute,
  batchStateRoute,
  drawRoute,
  lookRoute,
  exportsRoute,
  beginExportRoute,
  exportFileRoute,
  withholdingRoute,
  withholdRoute,
  releaseRoute,
  timelineRoute,
  silenceRoute,
  entitiesRoute,
  entityRoute,
  sayEntityRoute,
  mergeEntityRoute,
  restoreEntityRoute,
  candidatesRoute,
  sayCandidateRoute,
  restoreCandidateRoute,
  relationsRoute,
  acceptAssertionRoute,
  restoreAssertionRoute,
  personalDataRoute,
  censusRoute,
  datasetsRoute,
  datasetRoute,
  overlapRoute,
  graphRoute,
  identitiesRoute,
  identityRoute,
  sayIdentityRoute,
  categoryRoute,
  undoIdentityRoute,
  ...[chronology, register, questions].flatMap(recordRoutes),
  ...originalRoutes,
  chronologyExportRoute,
  coverageRoute,
  runsRoute,
  sourcesRoute,
  issueRoute,
  ...recordRoutes(acceptedExceptions),
  findRoute,
  historyRoute,
  viewsRoute,
  commentRoute,
  writeCommentRoute,
  labelRoute,
  labelManyRoute,
  noteRoute,
  ...jsonRoutes,
];
