// graphql-sse: a query, a mutation and a subscription as event streams of their own.

import assert from 'node:assert/strict';
import { createClient } from 'graphql-sse';
import { FOLLOW, QUERY, RUN, isFlorence, isWhole, names, request, started, url } from './asked.mjs';

const client = createClient({ url, retryAttempts: 0 });

async function all(query, variables) {
  const answers = [];
  for await (const { data, errors } of client.iterate({ query, variables })) {
    assert.equal(errors, undefined, JSON.stringify(errors));
    answers.push(data);
  }
  return answers;
}

const [answer] = await all(QUERY, names);
isFlorence(answer);

const [made] = await all(RUN, { request });
const job = started(made);
isWhole(await all(FOLLOW, { job }));
isWhole(await all(FOLLOW, { job, after: 1 }), 1);

await assert.rejects(all('{ modle { id } }'), /400/);
client.dispose();
