/** A process that writes versions of one record, each on top of what it read last: `write-records.ts CATALOGUE NAME COUNT`. */
import { SqliteCatalogue } from '../../../case/sqlite/sqlite-catalogue.ts';
import { openSqliteLedger } from '../../../case/sqlite/sqlite-ledger.ts';
import { codeOf } from '../../../schemas/problem.ts';
import { everyScope } from '../../../schemas/scope.ts';

const [path = '', name = '', count = ''] = process.argv.slice(2);
const catalogue = new SqliteCatalogue(path);
const ledger = await openSqliteLedger(path);
let conflicts = 0;
for (let number = 0; number < Number(count);) {
  const last = await ledger.records.last('comment', 'shared', everyScope);
  const text = `${last?.body?.text ?? ''} ${name}${number}`;
  const change = { kind: 'comment', id: 'shared', basedOn: last?.version ?? 0, body: { text } } as const;
  try {
    await catalogue.writeRecord(change, { by: name, at: new Date().toISOString(), record: 1 });
    number++;
  } catch (error) {
    if (codeOf(error) !== 'conflict') throw error;
    conflicts++;
  }
}
await ledger.close();
await catalogue.close();
process.stdout.write(String(conflicts));
