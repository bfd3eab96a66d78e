/** Reads xz: one child, concatenated and padded streams joined. */
import type { Extract } from '../contract.ts';
import { extractSingleMember } from './single-member.ts';
import { decodeXz } from './xz-decoder.ts';

export const version = '1';

export const extract: Extract = (input, sink) =>
  extractSingleMember(input, sink, {}, (report) => decodeXz(input.content, report));
