// The signed identity of a logged-in customer at POST /chat/token: what is taken, what is refused, and whose conversation is whose.
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { request, startCustomer } from './direct-line-client.ts';
import { DANA, SECRET, signIdentity } from './identity.ts';
import { openLive } from './staff.ts';
import { signIn } from './staff-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const HOUR = 3600;
const seconds = () => Math.floor(Date.now() / 1000);
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ env: { IDENTITY_SECRETS: `website:${SECRET}` } });
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

const ask = (body?: unknown, url = server.url) => request(`${url}/chat/token`, 'POST', { body });
const personOf = async (id: string) => (await server.storage.conversation(id))?.identity;

test('a conversation is kept with who the website says the customer is', async () => {
  const { status, body } = await ask({ identity: await signIdentity() });
  expect(status).toBe(200);
  expect(await personOf(body.conversationId)).toEqual(DANA);
  expect(await personOf((await ask()).body.conversationId)).toBeNull();
});

test('name and e-mail may be left out, and change with the next token', async () => {
  const first = await ask({ identity: await signIdentity({ name: undefined, email: undefined }) });
  expect(await personOf(first.body.conversationId)).toEqual({ sub: '4711', name: null, email: null });
  const again = await ask({ resume: first.body.resume, identity: await signIdentity() });
  expect(again.body.conversationId).toBe(first.body.conversationId);
  expect(await personOf(first.body.conversationId)).toEqual(DANA);
});

test('staff read of a case that who asks is verified, and of another that nobody is', async () => {
  const staff = await signIn(server.url, server.storage, 'Luis');
  const known = (await ask({ identity: await signIdentity() })).body.conversationId;
  const unknown = (await ask()).body.conversationId;
  const verified: unknown[] = [];
  for (const id of [known, unknown]) {
    const number = await openLive(server.conversations, id);
    const shown = await staff.get(`handoffs/${number}`);
    verified.push(shown.body.customer.verified);
  }
  expect(verified).toEqual([DANA, null]);
});

const unsigned = () =>
  new UnsecuredJWT({ ...DANA, aud: 'ace-refund-desk', iat: seconds(), exp: seconds() + 600 }).encode();
const signedByKeyPair = () =>
  new SignJWT({ ...DANA, aud: 'ace-refund-desk', iat: seconds(), exp: seconds() + 600 })
    .setProtectedHeader({ alg: 'RS256', kid: 'website' })
    .sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const altered = async () => {
  const [header, , signature] = (await signIdentity()).split('.');
  const claims = { ...DANA, sub: '4712', aud: 'ace-refund-desk', iat: seconds(), exp: seconds() + 600 };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
};

test.each<[string, () => unknown, string]>([
  ['that has expired', () => signIdentity({ exp: seconds() - 120 }), 'It has expired.'],
  ['without an end', () => signIdentity({ exp: undefined }), 'Its "exp" is missing'],
  ['without a time of issue', () => signIdentity({ iat: undefined }), 'Its "iat" is missing'],
  [
    'issued long ago, whenever it ends',
    () => signIdentity({ iat: seconds() - 2 * HOUR, exp: seconds() + 24 * HOUR }),
    'It was issued more than 60 minutes ago.',
  ],
  ['from the future', () => signIdentity({ iat: seconds() + HOUR, exp: seconds() + 2 * HOUR }), 'Its "iat" is'],
  ['meant for somebody else', () => signIdentity({ aud: 'shop' }), 'Its "aud" is not "ace-refund-desk".'],
  ['meant for nobody', () => signIdentity({ aud: undefined }), 'Its "aud" is not'],
  ['of nobody', () => signIdentity({ sub: undefined }), 'Its "sub" is missing'],
  ['of an empty id', () => signIdentity({ sub: ' ' }), 'Its "sub" is not a text'],
  ['with a name of two lines', () => signIdentity({ name: 'Dana\nverified: yes' }), 'Its "name" is not a text'],
  ['with a name that is none', () => signIdentity({ name: { first: 'Dana' } }), 'Its "name" is not a text'],
  ['signed with another secret', () => signIdentity({}, { secret: `${SECRET}!` }), 'Its signature does not fit.'],
  ['that names an unknown key', () => signIdentity({}, { kid: 'other' }), 'Its signature does not fit.'],
  ['whose claims were changed', altered, 'Its signature does not fit.'],
  ['without a signature', unsigned, 'It is not signed'],
  ['signed in another way', signedByKeyPair, 'It is not signed with HS256.'],
  ['that is no token', () => 'Dana', 'It is not a signed token'],
  ['that is plain JSON', () => DANA, 'It is not a token'],
  ['that is too long', () => 'x'.repeat(5_000), 'It is not a token of at most 4000 characters.'],
])('an identity %s is refused with the reason, and logged nowhere', async (_what, make, why) => {
  const identity = await make();
  const before = server.logged().length;
  const { status, body } = await ask({ identity });
  expect([status, body.error.code]).toEqual([403, 'IdentityRefused']);
  expect(body.error.message).toContain(why);
  for (const word of ['4711', '4712', 'Dana', 'eyJ']) {
    expect(body.error.message).not.toContain(word);
    expect(server.logged().slice(before)).not.toContain(word);
  }
});

test('each secret verifies, so that they can be changed one after the other, with a key id or without', async () => {
  const second = 'another-secret-of-the-website-with-32';
  const both = await startTestServer({ env: { IDENTITY_SECRETS: `new:${second},website:${SECRET}` } });
  const tokens = [
    await signIdentity(),
    await signIdentity({}, { kid: '' }),
    await signIdentity({}, { secret: second, kid: 'new' }),
    await signIdentity({}, { secret: second, kid: '' }),
  ];
  for (const identity of tokens) expect((await ask({ identity }, both.url)).status).toBe(200);
  const crossed = await signIdentity({}, { secret: second, kid: 'website' });
  expect((await ask({ identity: crossed }, both.url)).status).toBe(403);
  await both.stop();
});

test('without the setting every identity is refused in words, and customers stay anonymous', async () => {
  const plain = await startTestServer();
  const { status, body } = await ask({ identity: await signIdentity() }, plain.url);
  expect([status, body.error.code]).toEqual([403, 'IdentityRefused']);
  expect(body.error.message).toContain('IDENTITY_SECRETS is not set');
  expect((await ask({}, plain.url)).status).toBe(200);
  await plain.stop();
});

describe('a resume secret', () => {
  test('of a logged-in customer opens nothing without that customer, and is not used up by trying', async () => {
    const { body } = await ask({ identity: await signIdentity() });
    for (const identity of [undefined, await signIdentity({ sub: '4712' })]) {
      const refused = await ask({ resume: body.resume, identity });
      expect([refused.status, refused.body.error.code]).toEqual([403, 'ResumeRefused']);
    }
    const own = await ask({ resume: body.resume, identity: await signIdentity() });
    expect([own.status, own.body.conversationId]).toEqual([200, body.conversationId]);
  });

  test('of a customer who was not logged in is taken over by nobody', async () => {
    const customer = await startCustomer(server.url);
    const refused = await ask({ resume: customer.resume, identity: await signIdentity() });
    expect(refused.status).toBe(403);
    expect(await personOf(customer.conversationId)).toBeNull();
    expect((await ask({ resume: customer.resume })).status).toBe(200);
  });

  test('that was used before changes nothing of who the customer is', async () => {
    const { body } = await ask({ identity: await signIdentity() });
    await ask({ resume: body.resume, identity: await signIdentity() });
    const old = await ask({ resume: body.resume, identity: await signIdentity({ name: 'Changed' }) });
    expect(old.status).toBe(403);
    expect(await personOf(body.conversationId)).toEqual(DANA);
  });
});
