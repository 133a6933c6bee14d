// What holds for all routes: pages, websites that may call, limits, health, metrics, and a graceful end.
import { createHash } from 'node:crypto';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { request, startCustomer } from './direct-line-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const WEBSITE = 'https://www.example.com';
const SECRETS = 'one:11111111111111111111111111111111';
const METRICS_TOKEN = 'a-token-for-metrics-in-these-tests-only';
let server: TestServer;
/** In production, so that limits hold for this machine too. */
let limited: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { ALLOWED_ORIGINS: WEBSITE, METRICS_TOKEN } });
  const env = { NODE_ENV: 'production', ALLOWED_ORIGINS: WEBSITE, TOKEN_SECRETS: SECRETS, TRUST_PROXY: '1' };
  limited = await startTestServer({ env });
});
afterAll(async () => {
  await Promise.all([server.stop(), limited.stop()]);
  removeFolders();
});

/** Sends the head of a request, and resolves with the status of its answer. */
const statusOf = (options: RequestOptions) =>
  new Promise<number | undefined>((resolve, reject) => {
    const asked = httpRequest({ host: '127.0.0.1', ...options }, (response) => {
      resolve(response.statusCode);
      asked.destroy();
    });
    asked.on('error', reject);
    if (options.method === 'POST') asked.flushHeaders();
    else asked.end();
  });

describe('pages', () => {
  test('that are not built are asked for in words', async () => {
    const starting = startTestServer({ pagesDir: 'dist/nowhere' });
    await expect(starting).rejects.toThrow(
      'dist/nowhere: the pages are not built. Start with "npm start", which builds them.',
    );
  });

  test.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/chat', 'text/html; charset=utf-8', 'no-cache'],
    ['/staff', 'text/html; charset=utf-8', 'no-cache'],
    ['/widget.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/assets/chat-ABC123.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
  ])('%s comes as %s', async (path, type, cache) => {
    const { status, headers } = await request(server.url + path);
    expect(status).toBe(200);
    expect([headers.get('content-type'), headers.get('cache-control')]).toEqual([type, cache]);
    expect(headers.get('content-encoding')).toBe('gzip');
    const etag = headers.get('etag') ?? '';
    expect((await request(server.url + path, 'GET', { headers: { 'If-None-Match': etag } })).status).toBe(304);
    expect((await request(server.url + path, 'HEAD')).status).toBe(200);
  });

  test('the chat may be framed by allowed websites only, and runs no foreign script', async () => {
    const csp = (await request(`${server.url}/chat`)).headers.get('content-security-policy') ?? '';
    expect(csp).toContain(`frame-ancestors 'self' ${WEBSITE};`.slice(0, -1));
    expect(csp).toContain("script-src 'self';");
    expect(csp).not.toContain('unsafe');
  });

  test('the console may be framed by the server itself alone, and takes no inline style but an empty one', async () => {
    const csp = (await request(`${server.url}/staff`)).headers.get('content-security-policy') ?? '';
    expect(csp).toMatch(/frame-ancestors 'self'$/);
    const empty = createHash('sha256').digest('base64');
    expect(csp).toContain(`script-src 'self';style-src 'self' 'sha256-${empty}';`);
    expect(csp).not.toContain('unsafe');
  });

  test.each(['/nothing', '/assets/nothing.js', '/assets/..%2Findex.html', '/v3/directline', '/%E0%A4%A'])(
    '%s is not found',
    async (path) => {
      const { status, body } = await request(server.url + path);
      expect([400, 404]).toContain(status);
      expect(Object.keys(body.error)).toEqual(['code', 'message']);
    },
  );

  test('a method that a route does not take is refused with 405', async () => {
    const { status, body } = await request(`${server.url}/chat/token`);
    expect([status, body.error.code]).toEqual([405, 'MethodNotAllowed']);
  });
});

describe('websites that call', () => {
  const token = (headers: Record<string, string>, url = server.url) =>
    request(`${url}/chat/token`, 'POST', { headers, body: {} });

  test('an allowed website gets a token, and may read the answer', async () => {
    const { status, headers } = await token({ Origin: WEBSITE });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe(WEBSITE);
    expect(headers.get('vary')).toContain('Origin');
  });

  test.each(['https://evil.example', 'https://www.example.com.evil.example', 'http://www.example.com', 'null'])(
    'the website %s is refused with 403',
    async (Origin) => {
      const generate = 'directline/tokens/generate';
      for (const path of ['/chat/token', `/v3/${generate}`, `/%763/${generate}`, '/v3/directline/conversations']) {
        const { status, body, headers } = await request(server.url + path, 'POST', { headers: { Origin }, body: {} });
        expect([status, body.error.code]).toEqual([403, 'OriginNotAllowed']);
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );

  test("the server's own pages get a token, and so does who is no browser", async () => {
    expect((await token({ Origin: server.url })).status).toBe(200);
    expect((await token({})).status).toBe(200);
  });

  test('behind a proxy the own origin is what the proxy says, or PUBLIC_URL', async () => {
    const host = new URL(limited.url).host;
    const behind = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '192.0.2.77' };
    expect((await token({ Origin: `https://${host}`, ...behind }, limited.url)).status).toBe(200);
    expect((await token({ Origin: `https://${host}`, 'X-Forwarded-Proto': 'https' })).status).toBe(403);
    const named = await startTestServer({ env: { PUBLIC_URL: 'https://chat.example.com' } });
    expect((await token({ Origin: 'https://chat.example.com' }, named.url)).status).toBe(200);
    const { streamUrl } = await startCustomer(named.url);
    expect(streamUrl).toMatch(/^wss:\/\/chat\.example\.com\/v3\//);
    await named.stop();
  });

  test('a preflight names what the published clients send', async () => {
    const path = `${server.url}/v3/directline/conversations`;
    const { status, headers } = await request(path, 'OPTIONS', { headers: { Origin: WEBSITE } });
    expect(status).toBe(204);
    for (const name of ['authorization', 'content-type', 'x-ms-bot-agent', 'x-requested-with'])
      expect(headers.get('access-control-allow-headers')).toContain(name);
    expect((await request(path, 'OPTIONS', { headers: { Origin: 'https://evil.example' } })).status).toBe(403);
  });
});

/** Sends these bytes as they are and gives the first line of the answer. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
    socket.once('data', (piece) => {
      resolve(piece.toString().split('\r\n', 1)[0] ?? '');
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test.each([
  ['a Host that is no host', 'GET /healthz HTTP/1.1\r\nHost: a:b\r\n\r\n'],
  ['a Host with a blank', 'GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n'],
  ['a Host that looks like an address', 'POST /chat/token HTTP/1.1\r\nHost: 999.1.1.1\r\nContent-Length: 0\r\n\r\n'],
  ['a whole address that is none', 'GET http://[/ HTTP/1.1\r\nHost: localhost\r\n\r\n'],
])('%s is refused with 400, and the server goes on', async (_, bytes) => {
  expect(await raw(bytes)).toBe('HTTP/1.1 400 Bad Request');
  expect((await request(`${server.url}/healthz`)).status).toBe(200);
});

test('a client that offers another protocol is served all the same', async () => {
  const headers = {
    Upgrade: 'h2c',
    Connection: 'Upgrade, HTTP2-Settings',
    'HTTP2-Settings': 'AAMAAABkAAQCAAAAAAIAAAAA',
  };
  expect(await statusOf({ port: server.port, path: '/healthz', headers })).toBe(200);
});

describe('limits', () => {
  const from = (address: string) => ({ 'X-Forwarded-For': address });
  const token = (address: string) => request(`${limited.url}/chat/token`, 'POST', { headers: from(address), body: {} });

  test('sixty tokens a minute for one address, then 429 with the time to wait', async () => {
    for (let number = 0; number < 60; number += 1) expect((await token('192.0.2.1')).status).toBe(200);
    const refused = await token('192.0.2.1');
    expect([refused.status, refused.body.error.code]).toEqual([429, 'TooManyRequests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // What a client writes in front of what the proxy adds is not believed.
    expect((await token('198.51.100.9, 192.0.2.1')).status).toBe(429);
    expect((await token('192.0.2.2')).status).toBe(200);
    limited.pass(61_000);
    expect((await token('192.0.2.1')).status).toBe(200);
  });

  test('an Authorization header that is no secret dodges no limit', async () => {
    const headers = { ...from('192.0.2.7'), Authorization: 'Bearer nonsense' };
    const ask = (path: string) => request(limited.url + path, 'POST', { headers, body: {} });
    for (let number = 0; number < 30; number += 1) {
      expect((await ask('/chat/token')).status).toBe(200);
      expect((await ask('/v3/directline/tokens/generate')).status).toBe(403);
    }
    expect((await ask('/chat/token')).status).toBe(429);
    expect((await ask('/v3/directline/tokens/generate')).status).toBe(429);
  });

  test('thirty messages a minute in one conversation; a retry of an accepted one is acknowledged all the same', async () => {
    const customer = await startCustomer(limited.url);
    const first = await customer.say('message 0', 'id-0');
    for (let number = 1; number < 30; number += 1)
      expect((await customer.say(`message ${number}`, `id-${number}`)).status).toBe(200);
    const refused = await customer.say('one too many', 'id-30');
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    const retried = await customer.say('message 0', 'id-0');
    expect([retried.status, retried.body.id]).toEqual([200, first.body.id]);
    limited.pass(61_000);
    expect((await customer.say('one too many', 'id-30')).status).toBe(200);
  });

  test('an upload that the limit refuses is refused before its file comes', async () => {
    const customer = await startCustomer(limited.url);
    for (let number = 0; number < 30; number += 1) await customer.say(`message ${number}`);
    const headers = { Authorization: `Bearer ${customer.token}`, 'Content-Type': 'text/plain', 'Content-Length': 1000 };
    const path = `${new URL(customer.conversation).pathname}/upload`;
    expect(await statusOf({ port: limited.port, method: 'POST', path, headers })).toBe(429);
  });

  test('a retry does not use up the limit', async () => {
    const customer = await startCustomer(limited.url);
    for (let number = 0; number < 40; number += 1) expect((await customer.say('again', 'same')).status).toBe(200);
    expect((await customer.say('another', 'other')).status).toBe(200);
  });

  test('this machine has no limits outside production', async () => {
    const customer = await startCustomer(server.url);
    for (let number = 0; number < 40; number += 1) expect((await customer.say(`message ${number}`)).status).toBe(200);
  });
});

describe('help', () => {
  const help = (at: string) => request(`${server.url}/chat/help?at=${encodeURIComponent(at)}`);

  test('lists every desk and office with when it opens and closes in its own zone', async () => {
    expect((await help('2026-03-08T03:30:00Z')).body).toEqual([
      {
        id: 'ace-support-desk',
        name: 'Portal Support Desk',
        kind: 'desk',
        open: false,
        opensAt: '2026-03-08T05:00:00-04:00',
        closesAt: '2026-03-14T22:00:00-04:00',
        phone: '+1 202-555-0142',
        email: 'desk@example.com',
      },
      {
        id: 'newark',
        name: 'Newark office (sample)',
        kind: 'office',
        open: false,
        opensAt: '2026-03-09T08:00:00-04:00',
        closesAt: '2026-03-09T18:00:00-04:00',
        phone: '+1 973-555-0101',
        email: 'newark@example.com',
      },
    ]);
  });

  test('an offset counts, also with a plus sign that nobody escaped', async () => {
    const open = async (query: string) => (await request(`${server.url}/chat/help?at=${query}`)).body[1].open;
    expect(await open('2026-03-09T08:30:00-04:00')).toBe(true);
    expect(await open('2026-03-09T08:30:00+04:00')).toBe(false);
    expect(await open('2026-03-09T17:30:00+04:00')).toBe(true);
  });

  test('without a time it answers for now', async () => {
    expect((await request(`${server.url}/chat/help`)).body).toHaveLength(2);
  });

  test.each(['yesterday', '2026-13-01T00:00:00Z', '2026-03-09T08:30:00', ''])('%p is refused with 400', async (at) => {
    const { status, body } = await help(at);
    expect([status, body.error.code]).toEqual([400, 'BadArgument']);
  });
});

describe('health and metrics', () => {
  test('the server says that it lives and what it serves', async () => {
    expect((await request(`${server.url}/healthz`)).status).toBe(200);
    const { status, body } = await request(`${server.url}/readyz`);
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ready', database: 'ok', content: expect.stringMatching(/^[0-9a-f]{12}$/) });
  });

  test('the server is not ready while its database fails', async () => {
    const own = await startTestServer();
    await own.storage.close();
    const { status, body } = await request(`${own.url}/readyz`);
    expect([status, body.database]).toEqual([503, 'failed']);
    await own.stop().catch(() => {});
  });

  test('metrics tell turns, replies by kind, streams and the outbox', async () => {
    const customer = await startCustomer(server.url);
    await customer.say('is the account free');
    const { body } = await request(`${server.url}/metrics`);
    for (const line of [/^turn_duration_seconds_count\{outcome="done"\} \d/m, /^replies_total\{kind="answer"\} \d/m])
      expect(body).toMatch(line);
    for (const line of [/^sockets_open 0/m, /^outbox_pending 0/m, /^content_info\{version="\w+"\} 1/m])
      expect(body).toMatch(line);
  });

  test('metrics are closed to who comes through a proxy, and open with the token', async () => {
    const headers = { 'X-Forwarded-For': '192.0.2.1' };
    expect((await request(`${server.url}/metrics`, 'GET', { headers })).status).toBe(403);
    expect((await request(`${server.url}/metrics`, 'GET', { headers, token: METRICS_TOKEN })).status).toBe(200);
    expect((await request(`${limited.url}/metrics`, 'GET', { headers, token: 'wrong' })).status).toBe(403);
  });
});

test('a server that stops finishes running turns, refuses new ones, and says that it is not ready', async () => {
  const own = await startTestServer();
  const customer = await startCustomer(own.url);
  // A turn that runs until the test lets it end.
  let letGo = () => {};
  const held = own.storage.turn(customer.conversationId, async () => new Promise<void>((resolve) => (letGo = resolve)));
  const running = customer.say('is the account free');
  await untilReceived(own);
  const stopped = own.stop();
  const refused = await request(`${customer.conversation}/activities`, 'POST', {
    token: customer.token,
    body: { type: 'message', text: 'late' },
  });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect((await request(`${own.url}/readyz`)).body.status).toBe('stopping');
  letGo();
  await held;
  expect((await running).status).toBe(200);
  await stopped;
  await expect(request(own.url)).rejects.toThrow();

  /** Resolves once the server has taken what was sent before, which the answer to a later request shows. */
  async function untilReceived({ url }: TestServer): Promise<void> {
    for (let number = 0; number < 5; number += 1) await request(`${url}/healthz`);
  }
});

test('a port that is taken and an address of another machine are refused in words', async () => {
  const taken = startTestServer({ port: server.port });
  await expect(taken).rejects.toThrow(
    `PORT: ${server.port} is taken by another program. Stop it, or choose another port.`,
  );
  const foreign = startTestServer({ env: { HOST: '192.0.2.1' } });
  await expect(foreign).rejects.toThrow('HOST: "192.0.2.1" is no address of this machine.');
});

test('a client that says its body is longer than allowed is refused before it sends it', async () => {
  const { conversation, token } = await startCustomer(server.url);
  const status = await new Promise((resolve, reject) => {
    const headers = {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Content-Length': 50_000_000,
    };
    const sending = httpRequest(`${conversation}/activities`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      sending.destroy();
    });
    sending.on('error', reject);
    sending.write('{"type":');
  });
  expect(status).toBe(413);
});
