/** What one sentence states of two parties, with the sentences that look alike and state something else, or nothing that a rule can tell. */
import { expect, test } from '@jest/globals';
import { assertionsIn, type PartySpan } from '../../../search/relations/assertions.ts';

const pronouns = /^(?:i|we|us|me|you)$/iu;

/** Parties stand in braces; the agent is told first: `paid Ace > Bee stated`, with `by` whose word it is. */
function told(marked: string): readonly string[] {
  const spans: (PartySpan & { name: string })[] = [];
  let sentence = '';
  for (const part of marked.split(/(\{[^}]+\})/u)) {
    const name = /^\{(.+)\}$/u.exec(part)?.[1];
    if (name !== undefined)
      spans.push({ start: sentence.length, end: sentence.length + name.length, name, isPronoun: pronouns.test(name) });
    sentence += name ?? part;
  }
  const nameOf = (at: number): string => spans[at]?.name ?? '';
  return assertionsIn(sentence, spans).map(
    ({ verb, agent, patient, polarity, saidBy }) =>
      `${verb} ${nameOf(agent)} > ${nameOf(patient)} ${polarity}${saidBy === undefined ? '' : ` by ${nameOf(saidBy)}`}`,
  );
} // prettier-ignore

const stated: readonly (readonly [string, string])[] = [
  // Who did it to whom, active and passive.
  ['{Ace} paid {Bee}.', 'paid Ace > Bee stated'],
  ['{Ace} was paid by {Bee}.', 'paid Bee > Ace stated'],
  ['In May 2016 {Ace} paid £40,000 to {Bee} for advertising.', 'paid Ace > Bee stated'],
  ['{Ace} has already paid a fee of $5m to {Bee}.', 'paid Ace > Bee stated'],
  ['{Ace} paid {Bee} £40,000 in May.', 'paid Ace > Bee stated'],
  ['{Ace} was paid £40,000 by {Bee}.', 'paid Bee > Ace stated'],
  ['£40,000 was paid by {Ace} to {Bee}.', 'paid Ace > Bee stated'],
  ['The invoice was paid to {Ace} by {Bee}.', 'paid Bee > Ace stated'],
  ['{Ace} received £40,000 from {Bee}.', 'paid Bee > Ace stated'],
  ['{Ace}, which was paid by {Bee}, closed in June.', 'paid Bee > Ace stated'],
  ['{Ace} did pay {Bee}.', 'paid Ace > Bee stated'],
  ['{We} paid {Bee}.', 'paid We > Bee stated'],
  ['{We} pay {Bee} each month.', 'paid We > Bee stated'],
  ['{I} have engaged {Bee} as of June.', 'engaged I > Bee stated'],
  ['{Ace} paid {Bee}’s invoice.', 'paid Ace > Bee stated'],
  ['{Ace} engaged {Bee} to build a model.', 'engaged Ace > Bee stated'],
  ['{Ace} hired the Canadian firm {Bee}.', 'engaged Ace > Bee stated'],
  ['{Bee} was engaged in 2016 by {Ace}.', 'engaged Ace > Bee stated'],
  ['{Ace} retained the services of {Bee}.', 'engaged Ace > Bee stated'],
  ['{Ace} entered into a services agreement with {Bee}.', 'contracted-with Ace > Bee stated'],
  ['{Ace} worked for {Bee} on the campaign.', 'worked-for Ace > Bee stated'],
  ['{Ace} invoiced {Bee} for the work.', 'invoiced Ace > Bee stated'],
  ['{Ace} sent an invoice to {Bee}.', 'invoiced Ace > Bee stated'],
  ['{Ace} was invoiced by {Bee}.', 'invoiced Bee > Ace stated'],
  ['{Ace} licensed voter data from {Bee}.', 'gave-data Bee > Ace stated'],
  ['{Ace} sold personal data of 50 million users to {Bee}.', 'gave-data Ace > Bee stated'],
  ['{Ace} gave {Bee} the membership list.', 'gave-data Ace > Bee stated'],
  ['{Ace} was supplied with data by {Bee}.', 'gave-data Bee > Ace stated'],
  ['The data was supplied by {Ace} to {Bee}.', 'gave-data Ace > Bee stated'],
  ['{Ace} donated £5,000 to {Bee}.', 'donated Ace > Bee stated'],
  ['{Ace} gave written consent to {Bee}.', 'consented Ace > Bee stated'],
  ['{Ace} consented to {Bee}’s use of it.', 'consented Ace > Bee stated'],
  ['{We} confirm that {Ace} paid {Bee}.', 'paid Ace > Bee stated'],
  ['It was {Ace} that paid {Bee}.', 'paid Ace > Bee stated'],
  ['Unlike {Cee}, {Ace} paid {Bee}.', 'paid Ace > Bee stated'],
  ['{Ace} gave {Bee} permission to use it.', 'consented Ace > Bee stated'],
  ['Friends of {Cee} left, and {Ace} paid {Bee}.', 'paid Ace > Bee stated'],
];

const turned: readonly (readonly [string, string])[] = [
  // Not so.
  ['{Ace} never engaged {Bee}.', 'engaged Ace > Bee negated'],
  ['{Ace} did not pay {Bee}.', 'paid Ace > Bee negated'],
  ['{Ace} didn’t pay {Bee}.', 'paid Ace > Bee negated'],
  ['{Ace} has not been paid by {Bee}.', 'paid Bee > Ace negated'],
  ['{Ace} paid no money to {Bee}.', 'paid Ace > Bee negated'],
  ['{Ace} received no data from {Bee}.', 'gave-data Bee > Ace negated'],
  ['{Ace} refused to pay {Bee}.', 'paid Ace > Bee negated'],
  ['At no time did {Ace} pay {Bee}.', 'paid Ace > Bee negated'],
  ['{Ace} will not pay {Bee}.', 'paid Ace > Bee negated'],
  ['{Ace} gave {Bee} no data.', 'gave-data Ace > Bee negated'],
  // Denied, by whom.
  ['{Ace} denies having paid {Bee}.', 'paid Ace > Bee denied by Ace'],
  ['{Ace} denied that it was ever paid by {Bee}.', 'paid Bee > Ace denied by Ace'],
  ['{Ace} has always denied engaging {Bee}.', 'engaged Ace > Bee denied by Ace'],
  ['{Cee} denies that {Ace} paid {Bee}.', 'paid Ace > Bee denied by Cee'],
  ['{Ace} says it never paid {Bee}.', 'paid Ace > Bee denied by Ace'],
  ['It is not true that {Ace} paid {Bee}.', 'paid Ace > Bee denied'],
  ['There is no evidence that {Ace} paid {Bee}.', 'paid Ace > Bee denied'],
  ['The claim that {Ace} paid {Bee} is false.', 'paid Ace > Bee denied'],
  // Somebody’s word.
  ['{Cee} says that {Ace} paid {Bee}.', 'paid Ace > Bee reported by Cee'],
  ['{Cee} said {Ace} paid {Bee}.', 'paid Ace > Bee reported by Cee'],
  ['According to {Cee}, {Ace} paid {Bee}.', 'paid Ace > Bee reported by Cee'],
  ['{Ace} claims to have paid {Bee}.', 'paid Ace > Bee reported by Ace'],
  ['{Ace} is said to have paid {Bee}.', 'paid Ace > Bee reported'],
  ['{Ace} allegedly paid {Bee}.', 'paid Ace > Bee reported'],
  ['Allegedly {Ace} paid {Bee}.', 'paid Ace > Bee reported'],
  ['“{Ace} paid {Bee},” said a witness.', 'paid Ace > Bee reported'],
  ['{Ace} paid {Bee}, he said.', 'paid Ace > Bee reported'],
  ['{Cee} told {Dee} {Ace} paid {Bee}.', 'paid Ace > Bee reported'],
  ['{Ace} failed to disclose that {Cee} paid {Bee}.', 'paid Cee > Bee reported'],
  ['{Ace} paid {Bee}, it is claimed.', 'paid Ace > Bee reported'],
  // Asked.
  ['Did {Ace} pay {Bee}?', 'paid Ace > Bee questioned'],
  ['Was {Ace} paid by {Bee}?', 'paid Bee > Ace questioned'],
  ['{Ace} paid {Bee}?', 'paid Ace > Bee questioned'],
  ['They asked whether {Ace} paid {Bee}.', 'paid Ace > Bee questioned'],
  ['Please confirm that {Ace} paid {Bee}.', 'paid Ace > Bee questioned'],
  ['{Cee} would not confirm that {Ace} paid {Bee}.', 'paid Ace > Bee questioned'],
  ['True or false: {Ace} paid {Bee}.', 'paid Ace > Bee questioned'],
  // To come, or only perhaps.
  ['{Ace} will pay {Bee}.', 'paid Ace > Bee intended'],
  ['{Ace} agreed to pay {Bee}.', 'paid Ace > Bee intended'],
  ['{Ace} is considering hiring {Bee}.', 'engaged Ace > Bee intended'],
  ['{Bee} is to be engaged by {Ace}.', 'engaged Ace > Bee intended'],
  ['{Ace} would have paid {Bee}.', 'paid Ace > Bee conditional'],
  ['{Ace} may have engaged {Bee}.', 'engaged Ace > Bee conditional'],
  ['If {Ace} paid {Bee}, it was wrong.', 'paid Ace > Bee conditional'],
  ['Had {Ace} paid {Bee}, we would know.', 'paid Ace > Bee conditional'],
  ['{Ace} pays {Bee} if the work is done.', 'paid Ace > Bee conditional'],
  ['Perhaps {Ace} paid {Bee}.', 'paid Ace > Bee conditional'],
  // Handed over, and what turns it round.
  ['No one says the data was supplied by {Ace} to {Bee}.', 'gave-data Ace > Bee questioned'],
  ['{Ace} received an invoice from {Bee}.', 'invoiced Bee > Ace stated'],
  ['{Ace} paid the final invoice to {Bee}.', 'paid Ace > Bee stated'],
  ['The data was not supplied by {Ace} to {Bee}.', 'gave-data Ace > Bee negated'],
  ['{Cee} demanded that the data was supplied by {Ace} to {Bee}.', 'gave-data Ace > Bee intended'],
  ['{Ace} shared data with {Bee}, according to {Cee}.', 'gave-data Ace > Bee reported'],
  ['Before {Ace} paid {Bee}, nothing was known.', 'paid Ace > Bee conditional'],
];

/** Look alike and state nothing of the two, or nothing that a rule can tell. */
const nothing: readonly string[] = [
  '{Ace} paid attention to {Bee}.',
  '{Ace} paid {Bee} a visit.',
  '{Ace} paid {Bee} nothing.',
  '{Ace} paid {Bee} staff.',
  '{Ace} paid {Bee}’s employees.',
  '{Ace}’s lawyer paid {Bee}.',
  'The director of {Ace} paid {Bee}.',
  'A lawyer for {Ace} paid {Bee}.',
  'Friends of {Cee} and {Ace} paid {Bee}.',
  'Neither {Cee} nor {Ace} paid {Bee}.',
  'Either {Cee} or {Ace} paid {Bee}.',
  '{Ace} almost paid {Bee}.',
  '{Ace} not only paid {Bee}.',
  '{Ace} does not deny having paid {Bee}.',
  '{Ace} did not fail to pay {Bee}.',
  '{Ace} stopped paying {Bee}.',
  '{Ace} paid for {Bee}.',
  '{Ace} was paid for by {Bee}.',
  '{Ace} paid {Bee} or {Cee}.',
  '{Ace} paid the rival of {Bee}.',
  '{Ace} engaged with {Bee}.',
  '{Ace} engaged in talks with {Bee}.',
  '{Ace} engaged {Bee} in talks.',
  '{Ace} billed {Bee} as the best.',
  '{Ace} bought {Bee}.',
  '{Ace} licensed {Bee}.',
  '{Ace} received complaints about data from {Bee}.',
  '{Ace} and {Bee} paid.',
  '{Ace}, {Bee} paid.',
  '{Ace} pay {Bee}.',
  'We ask that {Ace} pay {Bee}.',
  'The man {Ace} paid left {Bee}.',
  'ex-{Ace} paid {Bee}.',
  'The {Ace}-owned firm paid {Bee}.',
  'Payments to {Ace} exceeded those to {Bee}.',
  '{Ace} told {Bee} that it paid.',
  '{Cee} denies that {Ace} never paid {Bee}.',
  '{Ace} sold shares to {Bee}.',
  '{Ace} passed a message to {Bee}.',
  '{Ace} gave evidence to {Bee}.',
  '{Ace} sent {Bee} a letter.',
  '{Ace} consented.',
  '{Ace} did not pay {Bee} until May.',
  '{Ace} has yet to pay {Bee}.',
  '{Ace} never denied having paid {Bee}.',
  'It was not {Ace} that paid {Bee}.',
  '{Ace} rather than {Cee} paid {Bee}.',
  '{Ace} (not {Cee}) paid {Bee}.',
  '{Ace} hired, and {Cee} paid, {Bee}.',
  '{Ace} was hired by, but never paid by, {Bee}.',
  '{Ace} engaged {Bee} on the issue.',
  '{Ace} advised {Bee} of the risk.',
  '{Ace} advised {Bee} on Monday that it rained.',
  '{Ace} gave false information to {Bee}.',
  '{Ace} sent {Bee} an invoice from {Cee}.',
  '{Ace} paid {Bee} too little.',
  '{Ace} paid {Bee}-backed firms.',
  '{Ace} acquired {Bee} data.',
  // Denials that no rule has read.
  '{Cee} withdrew the claim that {Ace} paid {Bee}.',
  '{Cee} rejected the claim that {Ace} paid {Bee}.',
  'It is unlikely that {Ace} paid {Bee}.',
  'It is impossible that {Ace} paid {Bee}.',
  'Far from it being the case, {Ace} paid {Bee}.',
  'The allegation that {Ace} paid {Bee} is not false.',
  '{Ace} paid {Bee} (not true).',
  'The data of {Cee} was supplied to {Ace} by {Bee}.',
  'Never before had {Ace} paid {Bee}.',
  '{Ace} provided an invoice to {Bee}.',
  '{Ace} delivered the bill to {Bee}.',
  '{Ace} passed an invoice to {Bee}.',
  '{Ace} transferred an invoice to {Bee}.',
  '{Ace} gave the final bill to {Bee}.',
  'An invoice was sent to {Bee} by {Ace}.',
  'No data was supplied by {Ace} to {Bee}.',
  'No money was paid to {Bee} by {Ace}.',
  'None of the data was supplied by {Ace} to {Bee}.',
  'No personal data was ever sold by {Ace} to {Bee}.',
  '{Cee} did not deny that {Ace} paid {Bee}.',
  'It is not disputed that {Ace} paid {Bee}.',
  'Nobody disputes that {Ace} paid {Bee}.',
  'I do not doubt that {Ace} paid {Bee}.',
  'No one doubts {Ace} paid {Bee}.',
  'I can not rule out that {Ace} paid {Bee}.',
  'I am not surprised that {Ace} paid {Bee}.',
  'It does not matter that {Ace} paid {Bee}.',
  'It is not only true that {Ace} paid {Bee}.',
  "Don't mention that {Ace} paid {Bee}.",
  'It is wrong that {Ace} paid {Bee}.',
  'It is hard to deny that {Ace} paid {Bee}.',
  '{Cee} refused to deny that {Ace} paid {Bee}.',
  'There is no doubt that {Ace} paid {Bee}.',
  '{Ace} shared the {Bee} data.',
  '{Ace} sent the {Bee} files to {Cee}.',
  '{Ace} sold the {Bee} lists to {Cee}.',
  '{Ace} transferred {Bee} contacts to {Cee}.',
  '{Ace} licensed {Bee} records.',
  '{Ace} gave {Bee} data to {Cee}.',
  'Only then did {Ace} pay {Bee}.',
  'Only in May did {Ace} pay {Bee}.',
  'Not only did {Ace} pay {Bee}.',
  'Not until May did {Ace} pay {Bee}.',
  'It was never {Ace} that paid {Bee}.',
  'At no time {Ace} paid {Bee}.',
  '{Ace} paid {Bee} in no way.',
  '{Ace} shared its data with {Bee} under no circumstances.',
  'There is little evidence {Ace} paid {Bee}.',
  'We found nothing to show {Ace} paid {Bee}.',
  '{Ace} paid {Bee}, {Cee} denies.',
  '{Ace} paid {Bee}, though {Cee} denies it.',
  '{Ace} paid {Bee} – a lie.',
  '{Ace} paid {Bee}, which never happened.',
  '{Ace} paid {Bee} according to rumours.',
  '{Cee} denied yesterday that {Ace} paid {Bee}.',
  '{Ace} paid {Bee} for a report that was false.',
  '{Ace} paid {Bee}, which was wrong.',
  '{Ace} paid {Bee}, which denied any wrongdoing.',
];

test.each(stated)('%s', (sentence, expected) => {
  expect(told(sentence).join('; ')).toBe(expected);
});
test.each(turned)('%s', (sentence, expected) => {
  expect(told(sentence).join('; ')).toBe(expected);
});
test.each(nothing.map((sentence) => [sentence] as const))('nothing: %s', (sentence) => {
  expect(told(sentence)).toEqual([]);
});

test('a sentence of names and blanks without end is read in bounded time', () => {
  const name = '{Ace} paid #0 , of the ';
  expect(told(name.repeat(2_000))).toEqual([]);
  expect(told(`{Ace} ${'has '.repeat(50)}${' '.repeat(100_000)}paid {Bee}.`)).toEqual([]);
});
