/** Orders that the ports state: counts downwards, text by its bytes in UTF-8. */
export const byBytes = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Of several orders, the first that tells two apart. */
export const inOrderOf =
  <T>(...orders: readonly ((one: T, other: T) => number)[]) =>
  (one: T, other: T): number => {
    for (const order of orders) {
      const difference = order(one, other);
      if (difference !== 0) return difference;
    }
    return 0;
  };

export const mostFirst =
  <T>(countOf: (value: T) => number) =>
  (one: T, other: T): number =>
    countOf(other) - countOf(one);

export const byText =
  <T>(textOf: (value: T) => string) =>
  (one: T, other: T): number =>
    byBytes(textOf(one), textOf(other));
