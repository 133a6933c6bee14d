// What staff see and do about e-mail to a customer, over HTTP: the address, who confirmed it, and what became of mails.
import { startCustomer } from './direct-line-client.ts';
import { startSmtp, type TestSmtp } from './smtp.ts';
import { type Person, signIn } from './staff-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

let smtp: TestSmtp;
let server: TestServer;
let dana: Person;

beforeAll(async () => {
  smtp = await startSmtp();
  server = await startTestServer({
    env: {
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      MAIL_FROM: 'desk@example.com',
      PUBLIC_URL: 'https://chat.example.com',
    },
  });
  dana = await signIn(server.url, server.storage, 'Dana', { office: 'newark' });
});
afterAll(async () => {
  await server.stop();
  await smtp.stop();
  removeFolders();
});

/** A message that a customer left, by its number. */
async function leaveMessage(contact: string, at: TestServer = server): Promise<number> {
  const customer = await startCustomer(at.url);
  for (const text of ['leave a message', 'It is late', contact, 'skip', 'Send it']) await customer.say(text);
  const [found] = await at.storage.turn(customer.conversationId, (turn) => turn.cases(1));
  return found?.number ?? 0;
}

const mailOf = async (number: number) => (await dana.get(`handoffs/${number}`)).body.mail;

test('staff see the address that came with a case, confirm it, and find both in the trail', async () => {
  const number = await leaveMessage('Dana@Example.org, 973 555 0100');
  expect(await mailOf(number)).toEqual({ on: true, address: 'dana@example.org', confirmed: null });
  const { status, body } = await dana.post(`handoffs/${number}/confirm-email`);
  expect([status, body.mail]).toEqual([200, { on: true, address: 'dana@example.org', confirmed: 'staff' }]);
  const event = { actor: 'Dana', actorId: 'dana', what: 'email-confirmed', detail: { address: 'dana@example.org' } };
  expect(body.trail).toContainEqual(expect.objectContaining(event));
  // A double click changes nothing.
  const again = await dana.post(`handoffs/${number}/confirm-email`);
  expect(again.body.version).toBe(body.version);
});

test('staff name another address, and one that is none is refused in words', async () => {
  const number = await leaveMessage('973 555 0100');
  expect(await mailOf(number)).toEqual({ on: true, address: null, confirmed: null });
  const confirm = (body?: unknown) => dana.post(`handoffs/${number}/confirm-email`, body);
  for (const body of [undefined, {}, { email: 'dana' }, { email: 'a@example.org, b@example.org' }])
    expect([await confirm(body)].map((answer) => [answer.status, answer.body.error.code])).toEqual([
      [400, 'no-address'],
    ]);
  for (const email of [5, '', 'x'.repeat(300)]) expect((await confirm({ email })).status).toBeGreaterThanOrEqual(400);
  expect((await confirm({ email: 'dana@example.org' })).body.mail).toMatchObject({ confirmed: 'staff' });
  expect((await dana.post('handoffs/999/confirm-email')).status).toBe(404);
});

test('an address that was confirmed by a code, or by the website, says so', async () => {
  const number = await leaveMessage('dana@example.org');
  const { conversationId } = (await server.storage.case(number)) ?? { conversationId: '' };
  const keep = (confirmed: { address: string; by: string; at: number } | null) =>
    server.storage.turn(conversationId, (turn) => turn.mails.keepAddress({ confirmed, asked: null }));
  await keep({ address: 'dana@example.org', by: 'code', at: 1 });
  expect(await mailOf(number)).toMatchObject({ confirmed: 'code' });
  await keep(null);
  await server.storage.turn(conversationId, (turn) =>
    turn.update({ identity: { sub: '1', name: null, email: 'Other@example.org' } }),
  );
  expect(await mailOf(number)).toEqual({ on: true, address: 'other@example.org', confirmed: 'identity' });
});

test('without SMTP staff see that no e-mail is sent, and cannot confirm', async () => {
  const silent = await startTestServer();
  const luis = await signIn(silent.url, silent.storage, 'Luis');
  const number = await leaveMessage('dana@example.org', silent);
  expect((await luis.get(`handoffs/${number}`)).body.mail).toMatchObject({ on: false, confirmed: null });
  const { status, body } = await luis.post(`handoffs/${number}/confirm-email`);
  expect([status, body.error.code]).toEqual([409, 'mail-off']);
  await silent.stop();
});
