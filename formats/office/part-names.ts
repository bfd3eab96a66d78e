/** Names of the parts of one package, as references in it give them (OPC, ECMA-376 part 2, 6.2 and 6.3). */

/** Resolves a reference against the folder of the part that makes it; never leaves the package. */
export function resolvePartName(base: string, target: string): string {
  const steps = target.startsWith('/') ? [] : base.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

/** Without its percent signs; as it stands where they are none of a name. */
export const decodePartName = (target: string): string => {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
};
