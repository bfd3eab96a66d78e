/**
 * The Elasticsearch, the Tika Server and the Chromium that all tests of a run share. `test/services-setup.ts` starts them
 * when a test file that is named for them is selected: `NAME.elasticsearch.test.ts`, `NAME.tika.test.ts`,
 * `NAME.chromium.test.ts`, or several in one. Their tests stand in `describeElasticsearch`, `describeTika` or `describeChromium`, use names of their own, and leave the servers'
 * settings as they were; a test that has to kill a server starts its own, with `scripts/services/`.
 */
import { describe, test } from '@jest/globals';
import { missingVariable, type Service, title as titleOf, urlVariable } from './services-environment.ts';

function url(service: Service): string {
  const value = process.env[urlVariable(service)];
  if (value === undefined) throw new Error(`${titleOf[service]} does not run: see test/services.ts`);
  return value;
}

/** Where the shared Elasticsearch answers, without a slash at the end; inside tests and hooks only. */
export const elasticsearchUrl = (): string => url('elasticsearch');

/** Where the shared Tika Server answers, without a slash at the end; inside tests and hooks only. */
export const tikaUrl = (): string => url('tika');

/** Where the shared Chromium is connected to; inside tests and hooks only. */
export const chromiumUrl = (): string => url('chromium');

/**
 * `describe` where the service runs. Where this machine cannot run it the tests are skipped, which the run says;
 * in continuous integration that is a failure.
 */
function describeWith(service: Service, title: string, body: () => void, isOptional = false): void {
  const missing = process.env[missingVariable(service)];
  if (missing === undefined) describe(title, body);
  else if (process.env.CI && !isOptional) {
    test(`${title}: ${titleOf[service]} runs`, () => {
      throw new Error(missing);
    });
  } else describe.skip(title, body);
}

export const describeElasticsearch = (title: string, body: () => void): void =>
  describeWith('elasticsearch', title, body);

export const describeTika = (title: string, body: () => void): void => describeWith('tika', title, body);

/** Only who may install packages gets one: skipped, and said to be, in continuous integration as well. */
export const describeChromium = (title: string, body: () => void): void =>
  describeWith('chromium', title, body, true);
