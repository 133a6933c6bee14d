// The link in an e-mail: opens its conversation once, and leaves the customer's own browser as it was.
import { request, startCustomer } from './direct-line-client.ts';
import { SECRET, signIdentity } from './identity.ts';
import { startSmtp, type TestSmtp } from './smtp.ts';
import { addStaff } from './staff.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const DAY = 86_400_000;
let smtp: TestSmtp;
let server: TestServer;

beforeAll(async () => {
  smtp = await startSmtp();
  server = await startTestServer({
    env: {
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      MAIL_FROM: 'desk@example.com',
      IDENTITY_SECRETS: `website:${SECRET}`,
      PUBLIC_URL: 'https://chat.example.com',
    },
  });
});
afterAll(async () => {
  await server.stop();
  await smtp.stop();
  removeFolders();
});

const ask = (body: unknown) => request(`${server.url}/chat/token`, 'POST', { body });

/** The code in the link of a mail that comes to this conversation's customer. */
async function mailed(conversationId: string, now = Date.now()): Promise<string> {
  const before = smtp.letters.length;
  await server.storage.turn(conversationId, (turn) =>
    turn.mails.add({
      kind: 'reply',
      address: 'dana@example.org',
      addressKey: 'key',
      case: null,
      code: null,
      office: null,
      madeAt: now,
    }),
  );
  const letters = await smtp.come(before + 1);
  const [, code = ''] = /\nhttps:\/\/chat\.example\.com\/chat#code=(\S+)\n/.exec(letters.at(-1)?.text ?? '') ?? [];
  return code;
}

test('it opens the conversation once, for the same user, and its secret brings the customer back later', async () => {
  const customer = await startCustomer(server.url);
  await customer.say('is the account free');
  const code = await mailed(customer.conversationId);
  const opened = await ask({ code });
  expect([opened.status, opened.body.conversationId, opened.body.userId]).toEqual([
    200,
    customer.conversationId,
    customer.userId,
  ]);
  const { body } = await request(`${customer.conversation}/activities`, 'GET', { token: opened.body.token });
  expect(body.activities).toHaveLength(3);
  const second = await ask({ code });
  expect([second.status, second.body.error.code]).toEqual([403, 'LinkRefused']);
  const later = await ask({ resume: opened.body.resume });
  expect([later.status, later.body.conversationId]).toEqual([200, customer.conversationId]);
  expect((await ask({ resume: opened.body.resume })).status).toBe(403);
});

test('the browser in which the conversation began comes back all the same', async () => {
  const customer = await startCustomer(server.url);
  const opened = await ask({ code: await mailed(customer.conversationId) });
  const own = await ask({ resume: customer.resume });
  expect(own.status).toBe(200);
  const link = await ask({ resume: opened.body.resume });
  expect(link.status).toBe(200);
  expect((await ask({ resume: own.body.resume })).status).toBe(200);
  // A second link takes the place of the first.
  await ask({ code: await mailed(customer.conversationId) });
  expect((await ask({ resume: link.body.resume })).status).toBe(403);
});

test('whoever lost the answer on the way gets another for the same attempt', async () => {
  const customer = await startCustomer(server.url);
  const code = await mailed(customer.conversationId);
  const lost = await ask({ code, attempt: 'attempt-1' });
  const again = await ask({ code, attempt: 'attempt-1' });
  expect([again.status, again.body.resume]).toEqual([200, lost.body.resume]);
  expect((await ask({ code, attempt: 'attempt-2' })).status).toBe(403);
});

test('of many uses at the same time one succeeds', async () => {
  const customer = await startCustomer(server.url);
  const code = await mailed(customer.conversationId);
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask({ code })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('fetching the page of the link uses nothing up', async () => {
  const customer = await startCustomer(server.url);
  const code = await mailed(customer.conversationId);
  for (const method of ['GET', 'HEAD']) await fetch(`${server.url}/chat?code=${code}#code=${code}`, { method });
  expect((await ask({ code })).status).toBe(200);
});

test('a link that was changed, is of another conversation or is older than seven days opens nothing', async () => {
  const customer = await startCustomer(server.url);
  const other = await startCustomer(server.url);
  const code = await mailed(customer.conversationId);
  const [, mail, signature] = code.split('.');
  for (const forged of [
    `${other.conversationId}.${mail}.${signature}`,
    `${code.slice(0, -2)}AA`,
    `${customer.conversationId}.${mail}.`,
    `${customer.conversationId}.${mail}`,
    code.replace(/\./g, ''),
    'x',
    '',
  ])
    expect((await ask({ code: forged })).body.error.code).toBe('LinkRefused');
  expect((await ask({ code: 5 })).status).toBe(400);
  expect((await ask({ code: 'x'.repeat(201) })).status).toBe(400);
  expect((await ask({ code })).status).toBe(200);
  const old = await mailed(customer.conversationId, Date.now() - 7 * DAY);
  expect((await ask({ code: old })).body.error.code).toBe('LinkRefused');
  const fresh = await mailed(customer.conversationId, Date.now() - 7 * DAY + 60_000);
  expect((await ask({ code: fresh })).status).toBe(200);
});

test('where the conversation is forgotten the link opens nothing', async () => {
  const customer = await startCustomer(server.url);
  const code = await mailed(customer.conversationId);
  await server.storage.turn(customer.conversationId, (turn) => turn.forget());
  expect((await ask({ code })).status).toBe(403);
});

test('a logged-in customer opens it without being logged in, and nobody opens it who is logged in as somebody else', async () => {
  const identity = await signIdentity();
  const { body } = await ask({ identity });
  await server.conversations.receive({
    conversationId: body.conversationId,
    activity: { type: 'message', text: 'is the account free' },
  });
  const code = await mailed(body.conversationId);
  expect((await ask({ code, identity: await signIdentity({ sub: 'somebody-else' }) })).status).toBe(403);
  const opened = await ask({ code });
  expect([opened.status, opened.body.conversationId]).toEqual([200, body.conversationId]);
  expect((await ask({ resume: opened.body.resume })).status).toBe(200);
  // What the website keeps still needs the person.
  expect((await ask({ resume: body.resume })).status).toBe(403);
  expect((await ask({ resume: body.resume, identity })).status).toBe(200);
});

test('whoever has left the chat reads of an answer by e-mail and comes back by its link; whoever is there does not', async () => {
  const dana = await addStaff(server.storage, 'Dana', Date.now());
  const customers = [await startCustomer(server.url), await startCustomer(server.url)] as const;
  // Whoever is there is looked after first.
  const [here, gone] = customers;
  for (const [index, customer] of customers.entries())
    for (const text of ['leave a message', 'It is late', `customer-${index}@example.org`, 'skip', 'Send it'])
      await customer.say(text);
  const answeredAt = Date.now();
  for (const { conversationId } of customers) {
    const [found] = await server.storage.turn(conversationId, (turn) => turn.cases(1));
    const number = found?.number ?? 0;
    await server.conversations.staffAct(number, dana, { kind: 'confirm-email' });
    await server.conversations.staffAct(number, dana, { kind: 'claim' });
    await server.conversations.staffAct(number, dana, { kind: 'message', text: 'Good morning.' });
  }
  await here.poll();
  const seenAt = () => server.storage.turn(here.conversationId, (turn) => turn.mails.seenAt());
  while (((await seenAt()) ?? 0) < answeredAt) await new Promise((resolve) => setTimeout(resolve, 50));
  while ((await server.storage.mails.countWaiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  const before = smtp.letters.length;
  server.pass(4 * 60_000);
  await smtp.come(before + 1);
  const letters = smtp.letters.filter(({ to }) => to[0]?.startsWith('customer-'));
  expect(letters.map(({ to, headers }) => [to[0], headers.subject])).toEqual([
    ['customer-1@example.org', expect.stringContaining('You have a reply from')],
  ]);
  const [, code] = /#code=(\S+)\n/.exec(letters[0]?.text ?? '') ?? [];
  const opened = await ask({ code });
  expect(opened.body.conversationId).toBe(gone.conversationId);
  const { body } = await request(`${gone.conversation}/activities`, 'GET', { token: opened.body.token });
  expect(body.activities.at(-1).text).toBe('Good morning.');
});
