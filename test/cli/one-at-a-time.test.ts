/** Who asks while something is done gets what began behind their question, and many get the same. */
import { expect, test } from '@jest/globals';
import { oneAtATime } from '../../cli/serving/one-at-a-time.ts';

/** Work that ends when the test says so. */
function working() {
  const begun: PromiseWithResolvers<number>[] = [];
  const ask = oneAtATime(() => {
    const one = Promise.withResolvers<number>();
    begun.push(one);
    return one.promise;
  });
  return { begun, ask };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('work that runs is not the answer of who asks meanwhile; the next is, of all of them', async () => {
  const { begun, ask } = working();
  const first = ask();
  await turn();
  const [second, third] = [ask(), ask()];
  await turn();
  expect(begun).toHaveLength(1);
  begun[0]?.resolve(1);
  expect(await first).toBe(1);
  await turn();
  expect(begun).toHaveLength(2);
  begun[1]?.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  await turn();
  expect(begun).toHaveLength(2);
});

test('who asked for work that fails is told, and the next is done all the same', async () => {
  const { begun, ask } = working();
  const first = ask();
  await turn();
  const second = ask();
  begun[0]?.reject(new Error('no room'));
  await expect(first).rejects.toThrow('no room');
  await turn();
  begun[1]?.resolve(2);
  expect(await second).toBe(2);
});
