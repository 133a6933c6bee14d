// Who is believed at /api/messages: tokens of the connector, checked over real HTTP against a key server.
import { SignJWT } from 'jose';
import { type Connector, channelCustomer, openConnector } from './connector.ts';
import { type KeyServer, openKeyServer } from './key-server.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const APP_ID = '11111111-2222-3333-4444-555555555555';
const env = {
  MICROSOFT_APP_ID: APP_ID,
  MICROSOFT_APP_PASSWORD: 'secret',
  MICROSOFT_APP_TENANT_ID: '66666666-7777-8888-9999-000000000000',
};
const HOUR = 3_600_000;
let keyServer: KeyServer;
let connector: Connector;
let server: TestServer;

/** A server that has read no keys yet; its replies go out unsigned. */
const start = () =>
  startTestServer({
    env,
    botAuthentication: {
      openIdUrl: keyServer.openIdUrl,
      credentials: {
        isValidAppId: async () => true,
        isAuthenticationDisabled: async () => false,
        createCredentials: async () => ({ signRequest: async (request: unknown) => request }),
      } as never,
    },
  });

beforeAll(async () => {
  connector = await openConnector();
});
beforeEach(async () => {
  keyServer = await openKeyServer();
  await keyServer.publish('current');
  server = await start();
});
afterEach(async () => {
  await server.stop();
  await keyServer.close();
});
afterAll(async () => {
  await connector.close();
  removeFolders();
});

/** What the connector claims, `ahead` milliseconds from now. */
const claims = (ahead = 0) => {
  const seconds = Math.floor((Date.now() + ahead) / 1000);
  return {
    iss: 'https://api.botframework.com',
    aud: APP_ID,
    serviceurl: connector.url,
    nbf: seconds - 10,
    exp: seconds + 3600,
  };
};

/** Sends a message with this token, and tells how it was answered. */
async function send(token: string | undefined, channelId = 'test') {
  const ann = channelCustomer(server, connector, channelId);
  const { status, body, headers } = await ann.send({ type: 'message', text: 'hello', id: 'x' }, { token });
  const kept = await server.storage.conversation(ann.conversationId);
  expect(kept !== undefined).toBe(status === 200);
  return { status, code: body?.error?.code, retryAfter: headers.get('retry-after') };
}

const good = { status: 200, code: undefined, retryAfter: null };
const refused = { status: 401, code: 'BadArgument', retryAfter: null };
const later = { status: 503, code: 'ServiceUnavailable', retryAfter: '10' };
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

test('a token of the connector is believed', async () => {
  expect(await send(await keyServer.sign('current', claims()))).toEqual(good);
});

test.each<[string, (made: ReturnType<typeof claims>) => Promise<string> | string | undefined]>([
  ['none', () => undefined],
  ['nonsense', () => 'nonsense'],
  ['three parts that are nothing', () => 'a.b.c'],
  ['an expired one', (made) => keyServer.sign('current', { ...made, exp: made.exp - 3600 - 301 })],
  ['one that never expires', ({ exp: _exp, ...made }) => keyServer.sign('current', made)],
  ['one of the future', (made) => keyServer.sign('current', { ...made, nbf: made.nbf + 320 })],
  ['one for another bot', (made) => keyServer.sign('current', { ...made, aud: 'another' })],
  ['one of another issuer', (made) => keyServer.sign('current', { ...made, iss: 'https://sts.windows.net/x/' })],
  ['one of no issuer', ({ iss: _iss, ...made }) => keyServer.sign('current', made)],
  ['one for another connector', (made) => keyServer.sign('current', { ...made, serviceurl: 'https://evil.example' })],
  ['one for no connector', ({ serviceurl: _url, ...made }) => keyServer.sign('current', made)],
  ['one with a key that is not published', (made) => keyServer.sign('never', made)],
  ['one without a signature', (made) => `${encode({ alg: 'none', kid: 'current' })}.${encode(made)}.`],
  [
    'one that says it has no signature, and carries one',
    (made) => `${encode({ alg: 'none', kid: 'current' })}.${encode(made)}.c2ln`,
  ],
  [
    'one signed with the published key as a password',
    async (made) => {
      const { keys } = (await (
        await fetch(keyServer.openIdUrl.replace('.well-known/openidconfiguration', 'keys'))
      ).json()) as {
        keys: { n: string }[];
      };
      const password = new TextEncoder().encode(keys[0]?.n);
      return new SignJWT(made).setProtectedHeader({ alg: 'HS256', kid: 'current' }).sign(password);
    },
  ],
  [
    'one whose claims were changed',
    async (made) => {
      const [head, , signature] = (await keyServer.sign('current', { ...made, aud: 'another' })).split('.');
      return `${head}.${encode(made)}.${signature}`;
    },
  ],
])('%s is refused', async (_what, make) => {
  expect(await send(await make(claims()))).toEqual(refused);
});

test('a clock that is four minutes off is believed', async () => {
  const made = claims();
  expect(await send(await keyServer.sign('current', { ...made, exp: made.exp - 3600 - 240 }))).toEqual(good);
  expect(await send(await keyServer.sign('current', { ...made, nbf: made.nbf + 240 }))).toEqual(good);
});

test('a key speaks for the channels that it was made for', async () => {
  await keyServer.publish('current', ['webchat', 'test']);
  expect(await send(await keyServer.sign('current', claims()))).toEqual(good);
  expect(await send(await keyServer.sign('current', claims()), 'msteams')).toEqual(refused);
});

test('keys are read once, a new one when it is used for the first time, and no stranger has them read at will', async () => {
  const token = await keyServer.sign('current', claims());
  await Promise.all([send(token), send(token), send(token)]);
  expect(keyServer.asked()).toBe(1);
  const next = await keyServer.sign('next', claims());
  for (let number = 0; number < 5; number += 1) expect(await send(next)).toEqual(refused);
  expect(keyServer.asked()).toBe(1);
  await keyServer.publish('next');
  server.pass(31_000);
  expect(await send(next)).toEqual(good);
  expect(keyServer.asked()).toBe(2);
});

test('a key that is withdrawn is believed for a day at most', async () => {
  expect(await send(await keyServer.sign('current', claims()))).toEqual(good);
  await keyServer.publish('next');
  const token = await keyServer.sign('current', claims(25 * HOUR));
  keyServer.withdraw('current');
  server.pass(25 * HOUR);
  expect(await send(token)).toEqual(refused);
  expect(await send(await keyServer.sign('next', claims(25 * HOUR)))).toEqual(good);
});

test('before the key server answered once, a connector is told to come again', async () => {
  const token = await keyServer.sign('current', claims());
  keyServer.answer(500);
  expect(await send(token)).toEqual(later);
  keyServer.answer(null);
  expect(await send(token)).toEqual(good);
});

test('a key server that never answers keeps nobody waiting', async () => {
  keyServer.answer(0);
  expect(await send(await keyServer.sign('current', claims()))).toEqual(later);
}, 15_000);

test('while the key server is down the known keys are believed, for five days', async () => {
  expect(await send(await keyServer.sign('current', claims()))).toEqual(good);
  keyServer.answer(503);
  server.pass(4 * 24 * HOUR);
  expect(await send(await keyServer.sign('current', claims(4 * 24 * HOUR)))).toEqual(good);
  server.pass(25 * HOUR);
  expect(await send(await keyServer.sign('current', claims(5.1 * 24 * HOUR)))).toEqual(later);
});
