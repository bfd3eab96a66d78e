/** Names that no list has: what each rule takes, and what looks alike and is none. */
import { describe, expect, test } from '@jest/globals';
import {
  CandidateFinder,
  candidateKey,
  type FoundCandidate,
  statedCandidates,
} from '../../../search/candidates/find-candidates.ts';
import { withoutLegalForm } from '../../../search/candidates/legal-form-names.ts';

function found(text: string, piece = text.length || 1): FoundCandidate[] {
  const finder = new CandidateFinder();
  const all: FoundCandidate[] = [];
  for (let at = 0; at < text.length; at += piece) all.push(...finder.find(text.slice(at, at + piece)));
  return [...all, ...finder.end()];
}
const named = (text: string, rule: string): string[] =>
  found(text).flatMap((one) => (one.rule === rule ? [one.name] : []));

test.each([
  ['We met Harbour Analytica Ltd in May.', ['Harbour Analytica Ltd']],
  ['Between Quay Metrics, Inc. and Müller & Söhne GmbH, both', ['Quay Metrics, Inc.', 'Müller & Söhne GmbH']],
  ['Siemens AG and E.ON Energie AG agreed', ['Siemens AG', 'E.ON Energie AG']],
  ['by Zorblat (India) Pvt. Ltd. and AES Corp. (AES) and Quay Inc.', ['Zorblat (India) Pvt. Ltd.', 'AES Corp.', 'Quay Inc.']],
  ['India) Pvt. Ltd.', []],
  ['paid to Zorblat Partners Pvt. Ltd. in full', ['Zorblat Partners Pvt. Ltd.']],
  ['Comercial Azul S.A. de C.V. signed', ['Comercial Azul S.A. de C.V.']],
  ['the offer of Mason & Co. Ltd., of the City', ['Mason & Co. Ltd.']],
  ['According to the New Quay System Operator, Inc. today', ['New Quay System Operator, Inc.']],
  ['a sentence so long that it is broken in the midst of New\n> Quay Data Ltd and goes on', ['New Quay Data Ltd']],
  ['Head of Sales\nThink Quay, Inc.', ['Think Quay, Inc.']],
  ['the liability of Harbour is Limited to', []],
  ['Harbour Limited Partnership', []],
  ['covering CA, NV, AZ', []],
  ['bills AB 8X and AB 31', []],
  ['SEATS WILL BE LIMITED TO TWO', []],
  ['we, inc. or ltd. are none', []],
  ['LLC', []],
  ['Leeds-based Quay Corp. of the Quay Corporation.', ['Quay Corp.', 'Quay Corporation']],
  ['EIN for Quay Ltd; note ECN687a. Corp', ['Quay Ltd']],
  ['Shots5100.8330.0Quay Inc', []],
])('legal form: %j', (text, names) => expect(named(text, 'legal-form')).toEqual(names)); // prettier-ignore

test.each([
  ['Dear Mr. Arnold: for Mrs Jane van Dyke, and Dr. Jo B. Quill.', ['Mr. Arnold', 'Jane van Dyke', 'Jo B. Quill']],
  ['Shri Ravi Kumar met Smt. Asha Rao', ['Ravi Kumar', 'Asha Rao']],
  ["Mr Lay's office; Tom Miller Sr. Network Administrator", ['Mr Lay']],
  ['Miss the train on Monday, Mr. March', []],
  ['mr smith, MRS, Dr. 5, Lady Tonight', []],
  ["Mrs. Fields' cakes", ['Mrs. Fields']],
])('honorific: %j', (text, names) => expect(named(text, 'honorific')).toEqual(names)); // prettier-ignore

test.each([
  ['Kind regards,\n\nJane Quill\nHead of Data', ['Jane Quill']],
  ['Thanks\nJo B. Quill, PhD', ['Jo B. Quill']],
  ['Mit freundlichen Grüßen\nUwe Müller', ['Uwe Müller']],
  ['Thanks,\nJane', []],
  ['Thanks for the Harbour\nJane Quill', []],
  ['Regards,\n\n\n\nJane Quill', []],
  ['Thanks,\nSee You Monday', []],
  ['Thanks,\nCustomer Relations', []],
  ['Thank you\nQuay 7 Data', []],
])('signature: %j', (text, names) => expect(named(text, 'signature')).toEqual(names)); // prettier-ignore

test.each([
  ['vcard', { company: 'Quay  Data' }, [['card', 'organisation', 'Quay Data']]],
  ['docx', { company: 'Quay Data', authors: ['Jane Quill', 'jquill', 'Administrator'], lastAuthor: 'Jane Quill' }, [['field', 'organisation', 'Quay Data'], ['field', 'person', 'Jane Quill']]],
  ['docx', { company: '-' }, []],
])('what a document states of itself: %s %j', (format, metadata, expected) => {
  expect([...statedCandidates(format, metadata)].map(({ rule, kind, name }) => [rule, kind, name])).toEqual(expected);
}); // prettier-ignore

test('the same by whatever pieces a text comes in, with the places of its names', () => {
  const text =
    'Dear Mr. Arnold,\nHarbour Analytica Ltd and Quay Metrics, Inc. write.\nBest regards,\nJane Quill\n';
  const whole = found(text);
  expect(whole.map(({ name }) => name)).toEqual(['Mr. Arnold', 'Harbour Analytica Ltd', 'Quay Metrics, Inc.', 'Jane Quill']); // prettier-ignore
  for (const { name, start, end } of whole) expect(text.slice(start, end)).toBe(name);
  for (const piece of [1, 7, 30]) expect(found(text, piece)).toEqual(whole);
});

describe('hostile texts are read in bounded steps', () => {
  test.each([
    ['one line', `${'Harbour '.repeat(200_000)}Ltd`],
    ['forms alone', 'Inc. '.repeat(200_000)],
    ['ampersands', 'A & '.repeat(200_000)],
    ['honorifics', 'Mr. '.repeat(200_000)],
    ['blanks', `${' '.repeat(500_000)}Ltd`],
    ['a word', 'A'.repeat(1_000_000)],
    ['lines', 'Thanks,\n\n'.repeat(100_000)],
  ])('%s', (_, text) => {
    for (const { name } of found(text, 65_536)) expect(name.length).toBeLessThanOrEqual(120);
  });
});

test.each([
  ['Enron Corp.', 'Enron  Corp', true],
  ['Quay Metrics, Inc.', 'quay metrics inc', true],
  ['Quay Metrics', 'Quay Metrics Ltd', false],
])('%s and %s are one name: %s', (one, other, are) =>
  expect(candidateKey(one) === candidateKey(other)).toBe(are),
);

test('a name without its legal form', () => {
  expect([withoutLegalForm('Quay Metrics, Inc.'), withoutLegalForm('Quay Metrics Pvt. Ltd.'), withoutLegalForm('Quay')]).toEqual(['Quay Metrics', 'Quay Metrics', 'Quay']); // prettier-ignore
});
