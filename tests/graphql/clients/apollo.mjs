// Apollo Client: by POST, by GET, by persisted query, a mutation, a subscription over a socket.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { FOLLOW, QUERY, RUN, isFlorence, isWhole, names, remembering, request, socket, started, url }
  from './asked.mjs';

const made = (link) => new ApolloClient({ link, cache: new InMemoryCache() });
const ask = (client) => client.query({ query: gql(QUERY), variables: names });
const persisting = (fetch) => made(
  ApolloLink.from([
    new PersistedQueryLink({
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      useGETForHashedQueries: true,
    }),
    new HttpLink({ uri: url, fetch }),
  ]),
);

for (const useGETForQueries of [false, true]) {
  const [fetch, sent] = remembering();
  isFlorence((await ask(made(new HttpLink({ uri: url, fetch, useGETForQueries })))).data);
  assert.deepEqual(sent.map((each) => each.method), [useGETForQueries ? 'GET' : 'POST']);
}

// The server learns a document from whom it tells that it doesn't know it ...
const [first, taught] = remembering();
isFlorence((await ask(persisting(first))).data);
assert.equal(taught.length, 2);
assert.equal(taught[0].parameters.get('query'), null);

// ... and the next client asks by its hash alone.
const [second, known] = remembering();
isFlorence((await ask(persisting(second))).data);
assert.deepEqual(known.map((each) => [each.method, each.status]), [['GET', 200]]);
assert.equal(known[0].parameters.get('query'), null);

const client = made(new HttpLink({ uri: url }));
const job = started((await client.mutate({ mutation: gql(RUN), variables: { request } })).data);

const sockets = createClient({ url: socket });
const events = [];
await new Promise((resolve, reject) => {
  made(new GraphQLWsLink(sockets))
    .subscribe({ query: gql(FOLLOW), variables: { job } })
    .subscribe({
      next: ({ data, error }) => (error ? reject(error) : events.push(data)),
      error: reject,
      complete: resolve,
    });
});
isWhole(events);
await sockets.dispose();

await assert.rejects(client.query({ query: gql`{ modle { id } }` }), /Did you mean 'model'/);
