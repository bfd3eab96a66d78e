/** What is asked of Elasticsearch for many texts at once: no request without a bound. */
import { expect, test } from '@jest/globals';
import { connect } from '../../search/elasticsearch/server/connection.ts';
import { TextReader } from '../../search/elasticsearch/text-store.ts';
import { startFake } from './faulty-server.ts';

test('texts of a unit each are asked for by a thousand ids in one request, and all of them', async () => {
  const asked: number[] = [];
  const server = await startFake(({ body }) => {
    const { ids } = JSON.parse(body.toString('utf8')) as { ids: readonly string[] };
    asked.push(ids.length);
    const docs = ids.map((_id) => ({ _id, found: true, _source: { of: 'header', units: 1, text: 'x' } }));
    return { body: { docs } };
  });
  const connection = connect({ nodes: [server.url] });
  try {
    const names = { texts: 'texts' } as ConstructorParameters<typeof TextReader>[0]['names'];
    const texts = Array.from({ length: 2_500 }, (_, at) => ({ id: `${at}`, units: 1 }));
    const whole = await new TextReader({ client: connection.client, names }).wholeOf(texts);
    expect(whole.size).toBe(2_500);
    expect(asked).toEqual([1_000, 1_000, 500]);
  } finally {
    await connection.close();
    await server.stop();
  }
});
