/** The environment variables by which the set-up of a test run tells the tests what runs, and what does not. */

export const services = ['elasticsearch', 'tika', 'chromium'] as const;
export type Service = (typeof services)[number];

/** For people. */
export const title: Readonly<Record<Service, string>> = {
  elasticsearch: 'Elasticsearch',
  tika: 'Tika Server',
  chromium: 'Chromium',
};

/** Holds the address. Where it is set beforehand, the service there is used, and none is started. */
export const urlVariable = (service: Service): string => `EVIDEX_TEST_${service.toUpperCase()}`;

/** Holds why there is none, and how to get it. */
export const missingVariable = (service: Service): string => `EVIDEX_TEST_NO_${service.toUpperCase()}`;

/** Test files that need the service have its name between dots. */
export const needs = (path: string, service: Service): boolean => path.includes(`.${service}.`);
