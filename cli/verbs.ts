/** The verbs of the command line, in the order of its help. A verb's module is loaded only when it is called. */
import type { Verb } from './frame/verb.ts';

export interface VerbRow {
  readonly summary: string;
  readonly load: () => Promise<{ readonly verb: Verb }>;
}

/** To add a verb: its file and its row here; `test/cli/verbs.test.ts` checks every row. */
export const verbs: Readonly<Record<string, VerbRow>> = {
  ingest: {
    summary: 'read a folder of evidence into a case, or go on where a run stopped',
    load: () => import('./ingest.ts'),
  },
  retag: {
    summary: 'tag the stored texts again under other lists, without the evidence',
    load: () => import('./retag.ts'),
  },
  report: {
    summary: 'coverage: how every item ended, and whether anything is unaccounted for',
    load: () => import('./report.ts'),
  },
  search: {
    summary: 'find documents by words, phrases, fields, entities, dates',
    load: () => import('./search.ts'),
  },
  terms: {
    summary: 'what each term of a list finds, and what could not be searched',
    load: () => import('./terms.ts'),
  },
  show: {
    summary: 'the text or the metadata of one document',
    load: () => import('./show.ts'),
  },
  diff: {
    summary: 'what differs between two documents, word by word',
    load: () => import('./diff.ts'),
  },
  near: {
    summary: 'near-duplicates: documents whose texts are nearly the same, in groups or of one document',
    load: () => import('./near.ts'),
  },
  serve: {
    summary: 'the case in a browser of this machine: search, documents, coverage',
    load: () => import('./serve.ts'),
  },
  accounts: {
    summary: 'who may log in to a server for a team, and with which role in which case',
    load: () => import('./accounts.ts'),
  },
  label: {
    summary: 'put labels on families, items or contents, or take them off',
    load: () => import('./label.ts'),
  },
  withhold: {
    summary: 'keep what is privileged from readers without its scope, or release it',
    load: () => import('./withhold.ts'),
  },
  note: {
    summary: 'write a note on a family, an item or a content',
    load: () => import('./note.ts'),
  },
  remove: {
    summary: 'take an item or a source out of the case for good, and certify it',
    load: () => import('./remove.ts'),
  },
  export: {
    summary: 'hand items over: bytes, texts, lists and a manifest, under numbers of their own',
    load: () => import('./export.ts'),
  },
  prove: {
    summary: 'one page on an item for a witness statement',
    load: () => import('./prove.ts'),
  },
  watchlist: {
    summary: 'a register of others as a watchlist, and what its names find in a case',
    load: () => import('./watchlist.ts'),
  },
  mentions: {
    summary: 'every place where an entity is named or personal data stands',
    load: () => import('./mentions.ts'),
  },
  personal: {
    summary: 'a census of personal data: kinds, different values, holders, special categories; no values',
    load: () => import('./personal.ts'),
  },
  entities: {
    summary: 'who is named, and what personal data there is, with counts',
    load: () => import('./entities.ts'),
  },
  relations: {
    summary: 'who is named with whom and who wrote to whom, each with where it stands',
    load: () => import('./relations.ts'),
  },
  identities: {
    summary: 'who is who in the mail: addresses of one person, with what states it',
    load: () => import('./identities.ts'),
  },
  identity: {
    summary: 'say which addresses are of one person, or of two, and take it back',
    load: () => import('./identity.ts'),
  },
  datasets: {
    summary: 'the tables: whose data they hold, how many people, who is in two of them',
    load: () => import('./datasets.ts'),
  },
  tracing: {
    summary: 'allow that the people of a table are traced over the case, for a purpose, or shut it',
    load: () => import('./tracing.ts'),
  },
  timeline: {
    summary: 'what happened when: histogram, list, export for Timesketch',
    load: () => import('./timeline.ts'),
  },
  explain: {
    summary: 'what happened to an item at every stage',
    load: () => import('./explain.ts'),
  },
  custody: {
    summary: 'what became of a source since it was received; add to it, or correct its intake record',
    load: () => import('./custody.ts'),
  },
  verify: {
    summary: 'compare the sources, or the index, with the ledger',
    load: () => import('./verify.ts'),
  },
  reindex: {
    summary: 'move the index between the case folder and Elasticsearch, or build it anew',
    load: () => import('./reindex.ts'),
  },
  compare: {
    summary: 'whether two runs, or two cases, came to the same',
    load: () => import('./compare.ts'),
  },
  retry: {
    summary: 'parse again just what ended in a certain way',
    load: () => import('./retry.ts'),
  },
  config: {
    summary: 'show the settings in force and where each comes from',
    load: () => import('./config.ts'),
  },
  doctor: {
    summary: 'what this system closes around the parsers, and what is open',
    load: () => import('./doctor.ts'),
  },
  survey: {
    summary: 'look a folder over: counts, types, dates, estimated time and disk; parses nothing',
    load: () => import('./survey.ts'),
  },
  audit: {
    summary: 'show who did what to a case, and check that the log is unbroken',
    load: () => import('./audit.ts'),
  },
  tag: {
    summary: 'find names and personal data in texts from stdin, without a case',
    load: () => import('./tag.ts'),
  },
};
