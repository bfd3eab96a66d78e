/** The index in Elasticsearch against a live node: the contract of the port, and what only this adapter can meet. */
import { randomUUID } from 'node:crypto';
import { openElasticsearchIndex } from '../../search/elasticsearch/elasticsearch-index.ts';
import { indexContract } from '../contracts/index-contract.ts';
import { describeElasticsearch, elasticsearchUrl } from '../services.ts';

describeElasticsearch('with Elasticsearch', () => {
  indexContract('Elasticsearch', () => {
    const caseId = randomUUID();
    return openElasticsearchIndex({
      connection: { nodes: [elasticsearchUrl()] },
      set: { prefix: `evidex-test-${caseId}`, caseId, shards: 1, replicas: 0 },
      create: true,
    });
  });
});
