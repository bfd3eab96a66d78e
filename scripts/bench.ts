/** `npm run bench [-- MEASUREMENT]`: text found and speed against Apache Tika Server, what kills leave, the indexes, start-up. */
import yargs from 'yargs';
import { corporaFolder } from './bench/corpus.ts';

const folderOf = (given: string | undefined): string => {
  const folder = given ?? corporaFolder();
  if (folder === undefined) throw new Error('no corpora: set EVIDEX_CORPORA, or name a folder with --folder');
  return folder;
};

/** Of Tika's words over all formats that we read, in per cent; below it the whole run ends with exit code 1. */
const markPercent = 97;

const shared = {
  folder: { type: 'string', describe: 'files to run over; default EVIDEX_CORPORA or ../shared/corpora' },
  port: { type: 'number', describe: 'port of a Tika Server that may be running already' },
} as const;

await yargs(process.argv.slice(2))
  .scriptName('npm run bench --')
  .command(
    // The one that is run where none is named.
    ['text', '$0'],
    "words of Tika's text that we have too, format by format",
    {
      ...shared,
      only: { type: 'string', describe: 'only files whose path contains this' },
      format: { type: 'string', describe: 'only files of this format' },
      worst: { type: 'number', default: 3, describe: 'worst files to show of each format' },
    },
    async ({ folder, port, only, format, worst }) => {
      const { benchText } = await import('./bench/text.ts');
      const found = await benchText({
        folder: folderOf(folder),
        worst,
        only,
        format,
        port,
      });
      console.log(`\nFound over all formats: ${(found * 100).toFixed(2)} %; the mark is ${markPercent} %`);
      if (only === undefined && format === undefined && found * 100 < markPercent) process.exitCode = 1;
    },
  )
  .command(
    'disk-full',
    'a small ingest on disks of growing size, then with room: equal to the undisturbed case; takes root',
    {
      from: { type: 'number', default: 64, describe: 'KiB of the smallest disk' },
      step: { type: 'number', default: 64, describe: 'KiB more each time' },
      to: { type: 'number', default: 16_384, describe: 'KiB of the largest' },
    },
    async ({ from, step, to }) => {
      const { benchDiskFull } = await import('./bench/disk-full.ts');
      if (!(await benchDiskFull({ fromKib: from, stepKib: step, toKib: to }))) process.exitCode = 1;
    },
  )
  .command(
    'kill-commands',
    'kill -9 at random moments of every command that writes; equal to the undisturbed case, audit unbroken',
    {
      kills: { type: 'number', default: 100, describe: 'kills that hit' },
      seed: { type: 'number', default: 1, describe: 'of the moments' },
      index: { type: 'string', describe: 'address of an Elasticsearch; the embedded index without' },
    },
    async ({ kills, seed, index }) => {
      const { benchKillCommands } = await import('./bench/kill-commands.ts');
      if (!(await benchKillCommands({ kills, seed, index }))) process.exitCode = 1;
    },
  )
  .command(
    'members',
    'items and what lies in them of each PST, OST, MSG and TNEF: by us, readpst, pffexport and Tika, as far as they are there',
    {
      ...shared,
      damage: { type: 'boolean', describe: 'each store with 40 holes, and without its last third, too' },
    },
    async ({ folder, port, damage }) => {
      const { benchMembers } = await import('./bench/members.ts');
      if (!(await benchMembers({ folder: folderOf(folder), port, damage }))) process.exitCode = 1;
    },
  )
  .command(
    'mailcopies',
    'made pairs of copies of one mail, and as many of mails that are nearly the same: precision and recall of the message hash',
    {
      pairs: { type: 'number', default: 3_000, describe: 'pairs of each sort' },
      seed: { type: 'number', default: 1, describe: 'of what they say' },
    },
    async ({ pairs, seed }) => {
      const { benchMailCopies } = await import('./bench/mail-copies.ts');
      if (!(await benchMailCopies({ pairs, seed }))) process.exitCode = 1;
    },
  )
  .command(
    'near',
    'near-duplicates among made documents: time, memory, planted pairs found, precision against counted shingles',
    {
      documents: {
        type: 'number',
        array: true,
        default: [10_000, 100_000],
        describe: 'how many, one after the other',
      },
      changed: {
        type: 'number',
        default: 0.01,
        describe: 'share of the words of a planted pair that differ',
      },
      seed: { type: 'number', default: 1, describe: 'of what they say' },
    },
    async ({ documents, changed, seed }) => {
      const { benchNear } = await import('./bench/near.ts');
      if (!(await benchNear(documents, seed, changed))) process.exitCode = 1;
    },
  )
  .command(
    'labels',
    'labels that four processes write beside an ingest with two kills: none lost',
    {
      folder: shared.folder,
      work: { type: 'string', describe: 'where the case goes; default a folder of its own' },
      labels: { type: 'number', default: 250, describe: 'labels of each process' },
      processes: { type: 'number', default: 4, describe: 'processes that label' },
    },
    async ({ folder, work, labels, processes }) => {
      const { benchLabels } = await import('./bench/labels.ts');
      if (!(await benchLabels(folderOf(folder), { work, labels, processes }))) process.exitCode = 1;
    },
  )
  .command(
    'web-labels',
    'people who label the same documents in browsers beside an ingest, the server killed: none lost, none twice',
    {
      folder: shared.folder,
      work: { type: 'string', describe: 'where the case goes; default a folder of its own' },
      people: { type: 'number', default: 20, describe: 'people who label' },
      documents: { type: 'number', default: 1_000, describe: 'documents that each of them labels' },
      kills: { type: 'number', default: 3, describe: 'times that the server is killed' },
    },
    async ({ folder, work, people, documents, kills }) => {
      const { benchWebLabels } = await import('./bench/web-labels.ts');
      if (!(await benchWebLabels(folderOf(folder), { work, people, documents, kills }))) process.exitCode = 1;
    },
  )
  .command(
    'web-load',
    'pages under people in an open loop, pages of PDF files never drawn before, memory over many requests',
    {
      folder: shared.folder,
      work: { type: 'string', describe: 'where evidence and case go and stay; default a folder of its own' },
      documents: { type: 'number', default: 300_000, describe: 'messages in the case' },
      people: { type: 'number', default: 20, describe: 'people who ask for a page every five seconds' },
      seconds: { type: 'number', default: 300, describe: 'how long they ask' },
      requests: { type: 'number', default: 20_000, describe: 'requests over which memory is watched' },
      index: { type: 'string', describe: 'address of an Elasticsearch; the embedded index without' },
    },
    async ({ folder, index, ...options }) => {
      const { benchWebLoad } = await import('./bench/web-load.ts');
      const corpora = folder ?? corporaFolder();
      await benchWebLoad({
        ...options,
        ...(corpora === undefined ? {} : { corpora }),
        ...(index === undefined ? {} : { index }),
      });
    },
  )
  .command(
    'speed',
    'ingest against Tika Server with two clients, over the same files',
    {
      ...shared,
      rounds: { type: 'number', default: 3, describe: 'interleaved rounds; medians are shown' },
      tika: { type: 'boolean', default: true, describe: 'run Tika Server too' },
      ingest: { type: 'boolean', default: true, describe: 'run our ingest too' },
    },
    async ({ folder, port, rounds, tika, ingest }) => {
      const { benchSpeed } = await import('./bench/speed.ts');
      await benchSpeed({
        folder: folderOf(folder),
        rounds,
        tika,
        ingest,
        port,
      });
    },
  )
  .command(
    'disk',
    'what ledger and index take on disk for each class of files, against what survey says before',
    {
      folder: shared.folder,
      only: { type: 'string', describe: 'only classes whose name contains this' },
      most: { type: 'number', describe: 'files of each class, evenly picked; default all' },
    },
    async ({ folder, only, most }) => {
      const { benchDisk } = await import('./bench/disk.ts');
      if (!(await benchDisk({ folder: folderOf(folder), only, most }))) process.exitCode = 1;
    },
  )
  .command(
    'budget',
    'what comes of a file against its bytes: honest ones, none cut, and hostile ones; peaks of the coordinator',
    {
      megabytes: { type: 'number', default: 200, describe: 'MiB of each, before it is packed' },
      only: { type: 'string', describe: 'only evidence whose name contains this' },
    },
    async ({ megabytes, only }) => {
      const { benchBudget } = await import('./bench/budget.ts');
      if (!(await benchBudget({ megabytes, only }))) process.exitCode = 1;
    },
  )
  .command(
    'startup',
    'from the installed command through the Node of the system to its end, caches warm and cold',
    { starts: { type: 'number', default: 20, describe: 'starts of each verb, warm and cold' } },
    async ({ starts }) => {
      const { benchStartup } = await import('./bench/startup.ts');
      if (!benchStartup({ starts })) process.exitCode = 1;
    },
  )
  .command(
    'search',
    'the embedded index on made documents: writing, size, latency of thirteen shapes of query',
    {
      folder: shared.folder,
      documents: { type: 'number', default: 100_000, describe: 'documents to make' },
      file: { type: 'string', describe: 'an index that is kept: filled where it is not there, else asked' },
    },
    async ({ folder, documents, file }) => {
      const { benchSearch } = await import('./bench/search.ts');
      const corpora = folder ?? corporaFolder();
      await benchSearch({ documents, corpora, file });
    },
  )
  .command(
    'terms',
    'a report of many search terms over made documents: time and memory',
    {
      folder: shared.folder,
      documents: { type: 'number', default: 300_000, describe: 'documents to make' },
      terms: { type: 'number', default: 500, describe: 'words to search, the most frequent first' },
      file: { type: 'string', describe: 'an index that is kept: filled where it is not there, else asked' },
    },
    async ({ folder, documents, terms, file }) => {
      const { benchTerms } = await import('./bench/terms.ts');
      const corpora = folder ?? corporaFolder();
      await benchTerms({ documents, terms, corpora, file });
    },
  )
  .command(
    'kill',
    'kill -9 at random moments, resume, compare with an undisturbed run',
    {
      folder: { type: 'string', describe: 'evidence to ingest; default a made folder of some hundred files' },
      kills: { type: 'number', default: 20, describe: 'kills in all' },
      seed: { type: 'number', default: 1, describe: 'of the moments' },
    },
    async ({ folder, kills, seed }) => {
      const { benchKill } = await import('./bench/kill.ts');
      await benchKill({ kills, seed, folder });
    },
  )
  .command(
    'elasticsearch',
    'indexing against a bare loop and the bulk helper, whole ingest and latency against the embedded index',
    {
      folder: shared.folder,
      rounds: { type: 'number', default: 3, describe: 'interleaved rounds; medians are shown' },
      documents: { type: 'number', default: 20_000, describe: 'documents indexed in each round' },
      searched: { type: 'number', default: 300_000, describe: 'documents searched for the latencies' },
      ingest: { type: 'boolean', default: true, describe: 'whole ingest of the folder into both indexes' },
    },
    async ({ folder, rounds, documents, searched, ingest }) => {
      const { benchElasticsearch } = await import('./bench/elasticsearch.ts');
      const corpora = folder ?? corporaFolder();
      await benchElasticsearch({
        rounds,
        documents,
        searched,
        ...(corpora === undefined ? {} : { corpora, ...(ingest ? { ingest: corpora } : {}) }),
      });
    },
  )
  .command(
    'index-bytes',
    'what takes the bytes of an index: tables, classes of terms, and fields in Elasticsearch',
    {
      case: { type: 'string', demandOption: true, describe: 'a case with an embedded index' },
      url: { type: 'string', describe: 'an Elasticsearch that is running, for a copy; default: none' },
    },
    async (options) => {
      const { benchIndexBytes } = await import('./bench/index-bytes.ts');
      await benchIndexBytes(options.case, options.url);
    },
  )
  .command(
    'slow-index',
    'peak memory of an ingest while Elasticsearch answers each bulk request late',
    {
      folder: shared.folder,
      delay: { type: 'number', array: true, default: [0, 2_000], describe: 'milliseconds; one run for each' },
    },
    async ({ folder, delay }) => {
      const { benchSlowIndex } = await import('./bench/slow-index.ts');
      await benchSlowIndex({ folder: folderOf(folder), delaysMs: delay });
    },
  )
  .command(
    'index-kill',
    'kill -9 of Elasticsearch at random moments of ingests, restarted each time; compared with an undisturbed run',
    {
      folder: { type: 'string', describe: 'evidence to ingest; default a made folder of some hundred files' },
      kills: { type: 'number', default: 10, describe: 'kills in all' },
      seed: { type: 'number', default: 1, describe: 'of the moments' },
    },
    async ({ folder, kills, seed }) => {
      const { benchIndexKill } = await import('./bench/index-kill.ts');
      await benchIndexKill({ kills, seed, folder });
    },
  )
  .command(
    'analysis',
    'our tokens of all texts against those of a live Elasticsearch',
    {
      folder: shared.folder,
      case: { type: 'string', describe: 'a case with an embedded index; default: one made of the folder' },
      url: { type: 'string', describe: 'an Elasticsearch that is running; default: one started for this' },
    },
    async ({ folder, case: casePath, url }) => {
      const { benchAnalysis } = await import('./bench/analysis.ts');
      const { differences } = await benchAnalysis({
        ...(casePath === undefined ? { folder: folderOf(folder) } : { case: casePath }),
        url,
      });
      if (differences.length > 0) process.exitCode = 1;
    },
  )
  .command(
    'parity',
    'the same queries to the embedded index and to a live Elasticsearch: sets, counts, facets, orders, snippets',
    {
      folder: shared.folder,
      case: { type: 'string', describe: 'a case with an embedded index; default: one made of the folder' },
      url: { type: 'string', describe: 'an Elasticsearch that is running; default: one started for this' },
      queries: { type: 'number', default: 300, describe: 'queries to make from what is in the index' },
      seed: { type: 'number', default: 1, describe: 'of the queries' },
    },
    async ({ folder, case: casePath, url, queries, seed }) => {
      const { benchParity } = await import('./bench/parity.ts');
      const differences = await benchParity({
        queries,
        seed,
        ...(casePath === undefined ? { folder: folderOf(folder) } : { case: casePath }),
        url,
      });
      if (differences > 0) process.exitCode = 1;
    },
  )
  .strict()
  .parseAsync();
