/**
 * Makes V8 wait longer before it optimises a function fully, in the whole process. Parsers and the coordinator of a run
 * run most of their code a little, over formats of every kind, and V8's helper threads take about a fifth of a parser's
 * processor time; what is hot over a whole run is optimised still. Measured for parsers over a quarter of the corpora's
 * files, three runs each in turn: 8 % less processor time. V8's default is 3,000; another Node that has no such flag says
 * so on standard error, and goes on.
 */
export const lateOptimisation = '--invocation-count-for-turbofan=30000';
