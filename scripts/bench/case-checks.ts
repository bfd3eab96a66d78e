/** What must hold of a case whose commands were disturbed: it is that of one that nobody disturbed, and its log is unbroken. */
import { runProgram } from './kill.ts';

/** The faults; none if all is well. Audit first: the other checks are written to the log themselves. */
export async function faultsOfCase(
  undisturbed: string,
  casePath: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const checks = [
    ['audit', casePath, '--head'],
    ['compare', undisturbed, casePath],
    ['verify', casePath, '--index'],
  ];
  const faults: string[] = [];
  for (const words of checks) {
    const { code, output } = await runProgram(words, undefined, environment);
    if (code !== 0) faults.push(`${words[0]}: exit ${code}\n${output.slice(0, 2000)}`);
  }
  return faults;
}
