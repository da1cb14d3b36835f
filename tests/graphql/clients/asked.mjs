// What each client asks, and where: node CLIENT.mjs URL MODEL TASK IMAGE

import assert from 'node:assert/strict';

export const [url, model, task, image] = process.argv.slice(2);
export const socket = url.replace('http', 'ws');

export const QUERY = `query Named($name: String!) {
  model(by: { name: $name }) { __typename id name }
}`;

export const RUN = `mutation Run($request: RunRequest!) {
  runComparison(request: $request) {
    __typename
    ... on Job { id runs { __typename id } }
    ... on RunRefused { code message }
  }
}`;

export const FOLLOW = `subscription Follow($job: ID!, $after: Int! = 0) {
  runProgress(job: $job, after: $after) { __typename sequence state final }
}`;

export const request = { models: [model], task, images: [image], fresh: true };

export const names = { name: 'florence-2' };

export function isFlorence(data) {
  assert.equal(data.model.id, 'microsoft/florence-2');
  assert.equal(data.model.name, 'Florence-2');
}

export function started(data) {
  assert.equal(data.runComparison.__typename, 'Job', JSON.stringify(data));
  assert.equal(data.runComparison.runs.length, 1);
  return data.runComparison.id;
}

// Events are numbered without gaps, the last one alone is final, and the job went well.
export function isWhole(events, after = 0) {
  assert.ok(events.length > 0);
  assert.deepEqual(
    events.map((each) => each.runProgress.sequence),
    events.map((_, at) => after + at + 1),
  );
  assert.deepEqual(
    events.map((each) => each.runProgress.final),
    events.map((_, at) => at === events.length - 1),
  );
  assert.equal(events.at(-1).runProgress.state, 'SUCCEEDED');
}

// A fetch that remembers how each request was sent: its method, parameters, body and status.
export function remembering() {
  const sent = [];
  const remembered = async (address, options = {}) => {
    const response = await fetch(address, options);
    sent.push({
      method: options.method ?? 'GET',
      parameters: new URL(address).searchParams,
      body: options.body ? JSON.parse(options.body) : null,
      status: response.status,
    });
    return response;
  };
  return [remembered, sent];
}
