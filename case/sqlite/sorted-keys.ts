/** Questions with many keys take them in order, each once: two that ask at a time lock in the same order. */
export function checkSorted(keys: readonly string[]): void {
  const wrong = keys.findIndex((key, at) => at > 0 && key <= (keys[at - 1] ?? ''));
  if (wrong < 0) return;
  throw Object.assign(new Error(`the keys are not in ascending order, each once, from number ${wrong} on`), {
    code: 'keys-not-sorted',
  });
}
