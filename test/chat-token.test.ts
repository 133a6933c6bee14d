// POST /chat/token: a customer's browser opens a conversation, and comes back to it days later.
import { request, startCustomer } from './direct-line-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const DAY = 86_400_000;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

const ask = (body?: unknown) => request(`${server.url}/chat/token`, 'POST', { body });

test('a new customer gets exactly what the contract names', async () => {
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(['token', 'conversationId', 'userId', 'expires_in', 'resume']);
  expect(body.expires_in).toBe(1800);
  expect((await ask({})).body.conversationId).not.toBe(body.conversationId);
});

test('days later the resume secret opens the same conversation for the same user', async () => {
  const customer = await startCustomer(server.url);
  await customer.say('is the account free');
  server.pass(9 * DAY);
  const { status, body } = await ask({ resume: customer.resume });
  expect([status, body.conversationId, body.userId]).toEqual([200, customer.conversationId, customer.userId]);
  const again = await request(`${customer.conversation}/activities`, 'GET', { token: body.token });
  expect(again.body.activities).toHaveLength(3);
});

test('a resume secret works once, and the next one after it', async () => {
  const first = (await ask()).body;
  const second = (await ask({ resume: first.resume })).body;
  const refused = await ask({ resume: first.resume });
  expect([refused.status, refused.body.error.code]).toEqual([403, 'ResumeRefused']);
  expect((await ask({ resume: second.resume })).status).toBe(200);
});

test('of two uses at the same time one succeeds', async () => {
  const { resume } = (await ask()).body;
  const answers = await Promise.all([ask({ resume }), ask({ resume })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
});

test('whoever lost the answer on the way gets another for the same attempt', async () => {
  const { resume, conversationId } = (await ask()).body;
  const lost = await ask({ resume, attempt: 'attempt-1' });
  const again = await ask({ resume, attempt: 'attempt-1' });
  expect([again.status, again.body.conversationId]).toEqual([200, conversationId]);
  // Whichever of the two answers arrives: the secret in it is the one that holds.
  expect(lost.body.resume).toBe(again.body.resume);
  expect((await ask({ resume: again.body.resume })).status).toBe(200);
  expect((await ask({ resume, attempt: 'attempt-1' })).status).toBe(403);
});

test('another attempt with a used secret is refused, and so is the same one after a day', async () => {
  const { resume, conversationId } = (await ask()).body;
  await server.conversations.receive({ conversationId, activity: { type: 'message', text: 'hello' } });
  await ask({ resume, attempt: 'attempt-1' });
  expect((await ask({ resume, attempt: 'attempt-2' })).status).toBe(403);
  expect((await ask({ resume })).status).toBe(403);
  server.pass(23 * 3_600_000);
  expect((await ask({ resume, attempt: 'attempt-1' })).status).toBe(200);
  server.pass(25 * 3_600_000);
  expect((await ask({ resume, attempt: 'attempt-1' })).status).toBe(403);
});

test.each([
  ['an unknown secret', { resume: 'abc.def' }, 403],
  ['a secret without an id', { resume: 'abc' }, 403],
  ['a secret that is no string', { resume: { $ne: '' } }, 400],
  ['a secret that is too long', { resume: 'x'.repeat(10_000) }, 400],
])('%s is refused', async (_what, body, status) => {
  const refused = await ask(body);
  expect([refused.status, Object.keys(refused.body.error)]).toEqual([status, ['code', 'message']]);
});

test('the secret is kept only as a hash', async () => {
  const { resume, conversationId } = (await ask()).body;
  const kept = JSON.stringify((await server.storage.conversation(conversationId))?.resume);
  expect(kept).not.toContain(resume);
  expect(kept).not.toContain(resume.split('.')[1]);
});

test('a conversation that nobody started is gone after a day, one that was started stays', async () => {
  // Its row is due first, so it was looked at when the other is gone.
  const customer = await startCustomer(server.url);
  const unstarted = (await ask()).body;
  server.pass(DAY + 60_000);
  for (;;) {
    if (!(await server.storage.conversation(unstarted.conversationId))) break;
    await new Promise(setImmediate);
  }
  expect(await server.storage.conversation(customer.conversationId)).toBeDefined();
});

test('tokens survive a restart, also without configured secrets', async () => {
  const first = await startTestServer();
  const customer = await startCustomer(first.url);
  await first.stop();
  const second = await startTestServer({ dataDir: first.dataDir, port: first.port });
  expect((await customer.poll()).activities).toHaveLength(1);
  await second.stop();
});

test('secrets can be rotated: the first signs, the others still verify', async () => {
  const [one, two] = ['one:11111111111111111111111111111111', 'two:22222222222222222222222222222222'];
  const first = await startTestServer({ env: { TOKEN_SECRETS: one } });
  const customer = await startCustomer(first.url);
  await first.stop();
  const next = { dataDir: first.dataDir, port: first.port };
  const second = await startTestServer({ ...next, env: { TOKEN_SECRETS: `${two},${one}` } });
  const refreshed = await request(`${second.url}/v3/directline/tokens/refresh`, 'POST', { token: customer.token });
  expect(refreshed.status).toBe(200);
  await second.stop();
  const third = await startTestServer({ ...next, env: { TOKEN_SECRETS: two } });
  const ask = (token: string) => request(`${customer.conversation}/activities`, 'GET', { token });
  expect([(await ask(customer.token)).status, (await ask(refreshed.body.token)).status]).toEqual([403, 200]);
  await third.stop();
});
