/** Frames of a parser that evidence has taken over: small on the pipe, large in memory. */
import { expect, test } from '@jest/globals';
import { encodeFrame, FrameReader } from '../../../pipeline/protocol/framing.ts';

const frameOf = (header: string): Buffer => {
  const frame = Buffer.alloc(8 + header.length);
  frame.writeUInt32LE(header.length, 0);
  frame.write(header, 8, 'latin1');
  return frame;
};

test.each([
  ['nothing but opened brackets', '['.repeat(2_000_000)],
  ['empty lists', `[${'[],'.repeat(1_600_000)}0]`],
  ['numbers', `[${'0,'.repeat(1_600_000)}0]`],
  ['depth', `${'['.repeat(33)}"${'x'.repeat(1_100_000)}"${']'.repeat(33)}`],
])('a large header of %s is refused before it is read', (_, header) => {
  expect(() => new FrameReader().push(frameOf(header))).toThrow(
    expect.objectContaining({ code: 'bad-frame' }),
  );
});

test('a large header of long strings is read, whatever stands in them', () => {
  const header = { name: '[[[{{{,,,"\\'.repeat(300_000), list: [1, 2] };
  expect(new FrameReader().push(encodeFrame(header))[0]?.header).toEqual(header);
});

test('what the coordinator writes is read however many values it has', () => {
  const header = { watchlist: Array.from({ length: 1_600_000 }, () => 0) };
  expect(new FrameReader(true).push(encodeFrame(header))).toHaveLength(1);
});
