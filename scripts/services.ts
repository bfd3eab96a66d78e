/** `node scripts/services.ts elasticsearch|tika`: starts one in the foreground, prints its address, ends it on Ctrl-C. */
import yargs from 'yargs';
import { startElasticsearch } from './services/elasticsearch.ts';
import { startTika } from './services/tika.ts';

interface Service {
  stop(): Promise<void>;
}

/** Ends with SIGINT or SIGTERM; a second one ends at once, and the service with it. */
async function untilStopped(service: Service): Promise<void> {
  // Signals alone do not keep a process alive; the service does.
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
  await service.stop();
}

const port = { type: 'number', describe: 'default: a free one' } as const;
const heap = { type: 'number', describe: 'Java heap in MiB' } as const;

await yargs(process.argv.slice(2))
  .scriptName('node scripts/services.ts')
  .command(
    'elasticsearch',
    'a real Elasticsearch on this machine',
    {
      port,
      heap,
      nodes: { choices: [1, 3] as const, default: 1 as const, describe: 'nodes of the cluster' },
      data: { type: 'string', describe: 'folder of the data, which stays; default: a temporary one' },
    },
    async ({ port, heap, nodes, data }) => {
      const service = await startElasticsearch({
        nodes,
        port,
        heapMiB: heap,
        dataFolder: data,
      });
      console.log(`Elasticsearch ${service.version}: ${service.urls.join(',')}\nCtrl-C ends it.`);
      await untilStopped(service);
    },
  )
  .command('tika', 'Apache Tika Server on this machine', { port, heap }, async ({ port, heap }) => {
    const service = await startTika({
      port,
      heapMiB: heap,
    });
    console.log(`${service.version}: ${service.url}\nCtrl-C ends it.`);
    await untilStopped(service);
  })
  .demandCommand(1, 'Name a service: elasticsearch or tika.')
  .strict()
  .fail((message, error: Error | undefined, parser) => {
    // What is missing here is said in a line; anything else with its stack.
    if (error && (error as { code?: unknown }).code !== 'missing-tool') throw error;
    if (!error) console.error(parser.help());
    console.error(error?.message ?? message);
    process.exit(1);
  })
  .parseAsync();
