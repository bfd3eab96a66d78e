/** Reads bzip2: one child, concatenated streams (pbzip2) joined. */
import type { Extract } from '../../formats/contract.ts';
import { decodeBzip2 } from './archive/bzip2-decoder.ts';
import { extractSingleMember } from './archive/single-member.ts';
import { readSlices } from './archive/slices.ts';

export const version = '1';

const sliceBytes = 65_536;

export const extract: Extract = (input, sink) => {
  const { content } = input;
  return extractSingleMember(input, sink, {}, (report) =>
    decodeBzip2(readSlices(content)(0, content.size, sliceBytes), report),
  );
};
