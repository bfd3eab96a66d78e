/** Reads bzip2: one child, concatenated streams (pbzip2) joined. */
import type { Extract } from '../contract.ts';
import { decodeBzip2 } from './bzip2-decoder.ts';
import { extractSingleMember } from './single-member.ts';
import { readSlices } from './slices.ts';

export const version = '1';

const sliceBytes = 65_536;

export const extract: Extract = (input, sink) => {
  const { content } = input;
  return extractSingleMember(input, sink, {}, (report) =>
    decodeBzip2(readSlices(content)(0, content.size, sliceBytes), report),
  );
};
