// With what the bot's own requests to a connector are signed: tokens from a token server, kept, renewed, and tried anew.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AppCredentials, CertificateAppCredentials } from 'botframework-connector';
import { ownCredentials } from '../src/channels/bot-framework/adapter.ts';
import { readCertificate } from '../src/config/bot-account.ts';
import { type Connector, channelCustomer, openConnector } from './connector.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

let connector: Connector;
let tokenServer: Server;
let server: TestServer;
let issued: number;
/** Seconds that the next tokens hold. */
let holds: number;
let isDown: boolean;

/** The SDK's credentials, of an app of its own for each test: it keeps tokens for the whole process. */
class LocalCredentials extends AppCredentials {
  protected async refreshToken() {
    const { port } = tokenServer.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/token`, { method: 'POST' });
    if (!response.ok) throw new Error(`The token server answered ${response.status}.`);
    const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
    return { accessToken: access_token, expiresOn: new Date(Date.now() + expires_in * 1000) } as never;
  }
}

let count = 0;
beforeEach(async () => {
  [issued, holds, isDown] = [0, 3600, false];
  tokenServer = createServer((_request, response) => {
    response.writeHead(isDown ? 500 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ access_token: `token-${++issued}`, expires_in: holds }));
  });
  await new Promise<void>((resolve) => tokenServer.listen(0, '127.0.0.1', resolve));
  connector = await openConnector();
  const credentials = new LocalCredentials(`app-${++count}`);
  server = await startTestServer({
    botAuthentication: {
      credentials: {
        isValidAppId: async () => true,
        isAuthenticationDisabled: async () => false,
        createCredentials: async () => credentials,
      },
    },
  });
});
afterEach(async () => {
  await server.stop();
  await connector.close();
  await new Promise((resolve) => tokenServer.close(resolve));
});
afterAll(removeFolders);

const shown = () => connector.requests.map(({ authorization }) => authorization);
const logged = async (words: string) => {
  while (!server.logged().includes(words)) await new Promise((resolve) => setImmediate(resolve));
};

test('all replies, in all conversations, carry one token', async () => {
  await Promise.all([1, 2, 3].map(() => channelCustomer(server, connector).say('what does an account cost')));
  await connector.arrive(6);
  expect(new Set(shown())).toEqual(new Set(['Bearer token-1']));
  await channelCustomer(server, connector).say('hello');
  await connector.arrive(7);
  expect(shown()[6]).toBe('Bearer token-1');
  expect(issued).toBe(1);
});

test('five minutes before it runs out a token is replaced', async () => {
  holds = 299;
  const ann = channelCustomer(server, connector);
  await ann.say('hello');
  await connector.arrive(1);
  holds = 3600;
  await ann.say('what does an account cost');
  await connector.arrive(2);
  await ann.say('what does an account cost');
  await connector.arrive(3);
  expect(shown()).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-2']);
});

test('a token that a connector refuses is replaced once, and the reply goes out at once', async () => {
  connector.refuse([401]);
  await channelCustomer(server, connector).say('hello');
  await connector.arrive(1);
  expect(shown()).toEqual(['Bearer token-1', 'Bearer token-2']);
  await channelCustomer(server, connector).say('hello');
  await connector.arrive(2);
  expect(shown()[2]).toBe('Bearer token-2');
});

test('a reply is kept while a connector refuses every token: the operator may correct the account', async () => {
  connector.refuse([401], [401]);
  await channelCustomer(server, connector).say('hello');
  await logged('it is tried again');
  expect(shown()).toEqual(['Bearer token-1', 'Bearer token-2']);
  server.pass(5_000);
  await connector.arrive(1);
  expect(connector.taken[0]?.channelData).toMatchObject({ kind: 'greeting' });
});

test('a reply waits while there is no token to be had', async () => {
  isDown = true;
  await channelCustomer(server, connector).say('hello');
  await logged('it is tried again');
  expect(connector.requests).toEqual([]);
  isDown = false;
  server.pass(5_000);
  await connector.arrive(1);
  expect(server.logged()).not.toContain('token-');
});

test('an app with a certificate signs with it', async () => {
  const appCertificate = readCertificate(join(__dirname, 'fixtures/bot-certificate/good.pem'), '/');
  const account = { appId: 'app', appPassword: null, appCertificate, appType: 'SingleTenant', appTenantId: 'tenant' };
  const credentials = await ownCredentials(account).createCredentials('app', 'audience', '', true);
  expect(credentials).toBeInstanceOf(CertificateAppCredentials);
  expect(credentials).toMatchObject({
    certificateThumbprint: appCertificate?.thumbprint,
    certificatePrivateKey: appCertificate?.privateKey,
    x5c: appCertificate?.chain,
    tenant: 'tenant',
  });
});
