// graphql-ws: a query, a mutation and a subscription over one socket, and going on after a break.

import assert from 'node:assert/strict';
import { createClient } from 'graphql-ws';
import { FOLLOW, QUERY, RUN, isFlorence, isWhole, names, request, socket, started }
  from './asked.mjs';

const client = createClient({ url: socket, lazy: true, retryAttempts: 0 });

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

await assert.rejects(all('{ modle { id } }'), (errors) => /Did you mean 'model'/.test(errors[0].message));
await client.dispose();
