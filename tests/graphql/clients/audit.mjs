// The whole audit of GraphQL over HTTP; whatever is not "ok", also of SHOULD and MAY, is told.
// node audit.mjs http://127.0.0.1:8000/graphql

import assert from 'node:assert/strict';
import { serverAudits } from 'graphql-http';

const [url] = process.argv.slice(2);
const failed = [];
const audits = serverAudits({ url, fetchFn: fetch });
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status !== 'ok') failed.push(`${audit.id} ${audit.name}: ${result.reason}`);
}

assert.equal(audits.length, 61);
assert.deepEqual(failed, []);
