/** A process that reads, of which a test knows how it answers: by the path it is asked for. */
import type { ReaderReady, ReaderReply, ToReader } from '../../web/readers/messages.ts';

process.on('message', (told: ToReader) => {
  if (!('question' in told)) return;
  const { path } = told.question;
  if (path === '/never') return;
  const residentBytes = path === '/worn' ? 2 ** 40 : 0;
  process.send?.({ made: { page: `${path} of ${process.pid}` }, residentBytes } satisfies ReaderReply);
});
process.send?.({ ready: true } satisfies ReaderReady);
