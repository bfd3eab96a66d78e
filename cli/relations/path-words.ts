/** Ways between two ends as they are told, with what each step rests on. */
import { countOf } from '../frame/quantities.ts';
import { maxSteps, type PathsFound, type Step } from './paths.ts';
import { endWords, exampleWords, relationName } from './relation-words.ts';

const stepWords = ({ from, to, relations }: Step): readonly string[] => [
  `  ${endWords(from)} → ${endWords(to)}`,
  ...relations.flatMap((one) => [
    `    ${relationName(one)}: ${countOf(one.documents, 'document')}`,
    ...one.examples.map((example) => `      ${exampleWords(example)}`),
  ]),
];

export const pathWords = (steps: readonly Step[], number: number): string =>
  [`${number}. ${countOf(steps.length, 'step')}`, ...steps.flatMap(stepWords)].join('\n');

/** What none, or no shorter one, means. */
export const pathGaps = ({ looked, documents, isCut }: PathsFound): string =>
  isCut
    ? `The search was cut: the relations of ${countOf(looked, 'end')} in ${countOf(documents, 'document')} were looked at, at most ${maxSteps} steps; there may be other ways, or shorter ones.`
    : `The relations of ${countOf(looked, 'end')} in ${countOf(documents, 'document')} were looked at, as far as there are any.`;
