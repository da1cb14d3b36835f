// urql: by POST, by GET, by persisted query, a mutation, a subscription as an event stream.

import assert from 'node:assert/strict';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { FOLLOW, QUERY, RUN, isFlorence, isWhole, names, remembering, request, started, url }
  from './asked.mjs';

const made = (fetch, more = {}) => new Client({
  url,
  fetch,
  exchanges: [fetchExchange],
  preferGetMethod: false,
  ...more,
});
const answered = async (question) => {
  const { data, error } = await question.toPromise();
  assert.equal(error, undefined, String(error));
  return data;
};

for (const method of ['POST', 'GET']) {
  const [fetch, sent] = remembering();
  const client = made(fetch, { preferGetMethod: method === 'GET' ? 'force' : false });
  isFlorence(await answered(client.query(QUERY, names)));
  assert.deepEqual(sent.map((each) => each.method), [method]);
}

// A document of its own, which the server has to be taught first.
const own = QUERY.replace('Named', 'NamedByUrql');
for (const times of [2, 1]) {
  const [fetch, sent] = remembering();
  const exchanges = [persistedExchange({ preferGetForPersistedQueries: true }), fetchExchange];
  isFlorence(await answered(made(fetch, { exchanges }).query(own, names)));
  assert.equal(sent.length, times);
  assert.equal(sent[0].method, 'GET');
  assert.equal(sent[0].parameters.get('query'), null);
}

const job = started(await answered(made(fetch).mutation(RUN, { request })));

const events = [];
const streaming = made(fetch, { fetchSubscriptions: true });
await new Promise((resolve, reject) => {
  // At the end of a stream urql tells the last answer once more, without a next.
  streaming.subscription(FOLLOW, { job }).subscribe(({ data, error, hasNext }) => {
    if (error) reject(error);
    else if (hasNext) events.push(data);
    else resolve();
  });
});
isWhole(events);

const { error } = await made(fetch).query('{ modle { id } }', {}).toPromise();
assert.match(error.message, /Did you mean 'model'/);
