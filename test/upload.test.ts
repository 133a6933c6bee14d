// Uploads over real HTTP: taken by content, kept with the conversation, given back only as downloads.
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { cleanName, kindOf } from '../src/channels/file-kind.ts';
import { checkDigit } from '../src/rules/entry-number.ts';
import { request, startCustomer } from './direct-line-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const MEGABYTE = 1024 * 1024;
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

interface Upload {
  name: string;
  bytes: Uint8Array | string;
  type?: string;
}

function upload(
  customer: { conversation: string; token: string; userId: string },
  files: Upload[],
  activity?: object,
): ReturnType<typeof request> {
  const form = new FormData();
  if (activity)
    form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
  for (const { name, bytes, type = 'application/octet-stream' } of files)
    form.append('file', new Blob([bytes as BlobPart], { type }), name);
  const { token } = customer;
  return request(`${customer.conversation}/upload?userId=${customer.userId}`, 'POST', { token, body: form });
}

/** How many files and pieces of files the database holds. */
function countKept({ dataDir } = server): unknown[] {
  const database = new DatabaseSync(join(dataDir, 'ace.sqlite'), { readOnly: true });
  const counts = ['files', 'file_chunks'].map((table) =>
    database.prepare(`select count(*) as kept from ${table}`).get(),
  );
  database.close();
  return counts;
}

async function attachments(customer: Awaited<ReturnType<typeof startCustomer>>) {
  return (await customer.poll('1')).activities.flatMap((activity) => activity.attachments ?? []);
}

test('files come as attachments of the activity they are sent with', async () => {
  const customer = await startCustomer(server.url);
  const activity = { type: 'message', text: 'my letter', channelData: { clientActivityID: 'one' } };
  const files = [
    { name: 'letter.pdf', bytes: pdf },
    { name: 'photo.png', bytes: png },
  ];
  const { status, body } = await upload(customer, files, activity);
  expect(status).toBe(200);
  const [kept] = (await customer.poll('1')).activities;
  expect(kept).toMatchObject({ id: body.id, text: 'my letter', from: { id: customer.userId } });
  expect(kept?.channelData).toEqual({ clientActivityID: 'one' });
  expect(kept?.attachments?.map(({ name, contentType }) => [name, contentType])).toEqual([
    ['letter.pdf', 'application/pdf'],
    ['photo.png', 'image/png'],
  ]);
  for (const [index, { contentUrl = '' }] of (kept?.attachments ?? []).entries()) {
    const response = await fetch(contentUrl);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(files[index]?.bytes);
    expect(response.headers.get('content-disposition')).toContain('attachment;');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  }
});

describe('a list of entries is checked for CAPE', () => {
  const list = 'Entry Number\r\nABC-1234567-6\r\nABC-1234567-5\r\nSP7-0000001-4\r\nabc 1234567 6\r\n';
  const report = async (customer: Awaited<ReturnType<typeof startCustomer>>) =>
    (await customer.poll('1')).activities.filter(
      ({ from, channelData }) => from?.role === 'bot' && channelData?.kind !== 'greeting',
    );

  test('the customer reads what is wrong where, and downloads a corrected file', async () => {
    const customer = await startCustomer(server.url);
    const sent = await upload(customer, [{ name: 'my list.csv', bytes: list }], {
      type: 'message',
      text: 'please check',
    });
    expect(sent.status).toBe(200);
    const [reply, ...more] = await report(customer);
    expect(more).toEqual([]);
    expect(reply?.channelData?.kind).toBe('notice');
    expect(reply?.text).toContain('row 3: The check digit does not fit');
    expect(reply?.text).toContain('row 5: The same entry number as in row 2.');
    expect(reply?.attachments?.map(({ name }) => name)).toEqual(['my list-corrected.csv']);
    expect(reply?.text).toContain(`[the check page](${server.url}/chat/cape-check)`);
    const corrected = await fetch(reply?.attachments?.[0]?.contentUrl ?? '');
    expect(await corrected.text()).toBe('Entry Number\r\nABC12345676\r\nSP700000014\r\n');
    expect(corrected.headers.get('content-disposition')).toContain('attachment;');
    expect(corrected.headers.get('cache-control')).toBe('no-store');
  });

  test('nothing of it is in the database or the log, and the corrected file is gone after a quarter of an hour', async () => {
    const own = await startTestServer();
    const customer = await startCustomer(own.url);
    await upload(customer, [{ name: 'list.csv', bytes: list }]);
    const [reply] = await report(customer);
    const url = reply?.attachments?.[0]?.contentUrl ?? '';
    expect((await fetch(url)).status).toBe(200);
    const [{ kept: during } = { kept: 0 }] = countKept(own) as { kept: number }[];
    expect(during).toBe(1);
    own.pass(15 * 60_000 + 1_000);
    const refused = await fetch(url);
    expect(refused.status).toBe(404);
    while ((countKept(own) as { kept: number }[]).some(({ kept }) => kept > 0)) await customer.poll('1');
    expect(own.logged()).not.toMatch(/1234567|0000001/);
    await own.stop();
    for (const name of readdirSync(own.dataDir))
      expect(readFileSync(join(own.dataDir, name), 'latin1')).not.toMatch(/ABC-?1234567|SP7-?0000001/);
  });

  test('a retry is the same message, and leaves no second corrected file', async () => {
    const before = countKept(server);
    const customer = await startCustomer(server.url);
    const activity = { type: 'message', channelData: { clientActivityID: 'again' } };
    const first = await upload(customer, [{ name: 'list.csv', bytes: list }], activity);
    const once = countKept(server);
    expect(once).not.toEqual(before);
    expect((await upload(customer, [{ name: 'list.csv', bytes: list }], activity)).body.id).toBe(first.body.id);
    expect(countKept(server)).toEqual(once);
  });

  test('more than 9,999 come back as several files', async () => {
    const customer = await startCustomer(server.url);
    const numbers = Array.from({ length: 10_001 }, (_, index) => `ABC${String(index).padStart(7, '0')}`);
    const bytes = `Entry Number\n${numbers.map((ten) => ten + checkDigit(ten)).join('\n')}`;
    await upload(customer, [{ name: 'all.csv', bytes }]);
    const [reply] = await report(customer);
    const texts = await Promise.all(
      (reply?.attachments ?? []).map(async ({ contentUrl }) => (await fetch(contentUrl ?? '')).text()),
    );
    expect(texts.map((text) => text.trim().split('\r\n').length - 1)).toEqual([9_999, 2]);
  });

  test('while a file of nearly a megabyte is checked, the server goes on with everything else', async () => {
    const customer = await startCustomer(server.url);
    const numbers = Array.from({ length: 75_000 }, (_, index) => `ABC${String(index).padStart(7, '0')}`);
    const bytes = `Entry Number\n${numbers.map((ten) => `${ten}${checkDigit(ten)}`).join('\n')}`;
    let longest = 0;
    let last = performance.now();
    const start = last;
    let isDone = false;
    const sent = upload(customer, [{ name: 'all.csv', bytes }]).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise(setImmediate);
      const now = performance.now();
      [longest, last] = [Math.max(longest, now - last), now];
    }
    expect((await sent).status).toBe(200);
    // Checked in between, it would take nearly all of the time in one piece.
    expect(longest).toBeLessThan((performance.now() - start) / 2);
    expect((await report(customer))[0]?.attachments).toHaveLength(8);
  });

  test.each([
    ['a workbook that calls itself CSV', Buffer.from('PK\u0003\u0004 and so on'), 'This is an Excel workbook'],
    ['a file of a megabyte', `Entry Number\n${'ABC-1234567-6\n'.repeat(80_000)}`, 'The file is too big'],
    ['an empty file', '', 'There are no entry numbers in the file'],
  ])('%s is refused with what to do, and not kept', async (_what, bytes, words) => {
    const before = countKept(server);
    const customer = await startCustomer(server.url);
    expect((await upload(customer, [{ name: 'entries.csv', bytes }])).status).toBe(200);
    const [reply] = await report(customer);
    expect(reply?.text).toContain('**I could not check this file.**');
    expect(reply?.text).toContain(words);
    expect(countKept(server)).toEqual(before);
  });

  test('no client can say that the server has checked a file', async () => {
    const customer = await startCustomer(server.url);
    await request(`${customer.conversation}/activities`, 'POST', {
      token: customer.token,
      body: { type: 'message', text: 'hello', channelData: { checked: [{ name: 'x' }] } },
    });
    const [message] = (await customer.poll('1')).activities;
    expect(message?.channelData).toBeUndefined();
  });
});

test('a single file may be the body itself', async () => {
  const customer = await startCustomer(server.url);
  const { status } = await request(`${customer.conversation}/upload?userId=x`, 'POST', {
    token: customer.token,
    body: png,
    headers: { 'Content-Type': 'image/png', 'Content-Disposition': 'name="file"; filename="photo.png"' },
  });
  expect(status).toBe(200);
  expect(await attachments(customer)).toMatchObject([{ name: 'photo.png', contentType: 'image/png' }]);
});

test.each([
  ['a picture that calls itself a page', 'page.html', png, 'text/html', 'image/png'],
  [
    'a page that calls itself a picture',
    'photo.png',
    '<html><script>alert(1)</script>',
    'image/png',
    'application/octet-stream',
  ],
  ['an SVG', 'logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml', 'application/octet-stream'],
  ['XML', 'a.xml', '<?xml version="1.0"?><a/>', 'text/xml', 'application/octet-stream'],
  ['a script', 'run.js', 'alert(1)', 'text/javascript', 'application/octet-stream'],
  ['text', 'note.txt', 'hello', 'text/plain', 'text/plain; charset=utf-8'],
  ['CSV', 'entries.csv', 'entry,amount\n1,2\n', 'text/csv', 'text/csv; charset=utf-8'],
])('%s is kept as what it is', async (_what, name, bytes, type, kept) => {
  const customer = await startCustomer(server.url);
  expect((await upload(customer, [{ name, bytes, type }])).status).toBe(200);
  const [attachment] = await attachments(customer);
  expect(attachment?.contentType).toBe(kept);
  expect((await fetch(attachment?.contentUrl ?? '')).headers.get('content-type')).toBe(kept);
});

test.each([
  ['a program', 'setup.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200, 1)])],
  ['a program that calls itself a PDF', 'letter.pdf', Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(200, 2)])],
  [
    'an installer in the container of old Office files',
    'a.msi',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
  ],
])('%s is refused with 415, and nothing is kept', async (_what, name, bytes) => {
  const customer = await startCustomer(server.url);
  const before = countKept();
  const { status, body } = await upload(customer, [
    { name: 'ok.png', bytes: png },
    { name, bytes },
  ]);
  expect([status, body.error.code]).toEqual([415, 'UnsupportedMediaType']);
  expect(countKept()).toEqual(before);
  expect((await customer.poll()).activities).toHaveLength(1);
});

test('25 MB are taken, more is refused with 413', async () => {
  const customer = await startCustomer(server.url);
  const large = Buffer.concat([pdf, Buffer.alloc(25 * MEGABYTE - pdf.length)]);
  expect((await upload(customer, [{ name: 'large.pdf', bytes: large }])).status).toBe(200);
  const [{ contentUrl = '' } = {}] = await attachments(customer);
  expect(Buffer.from(await (await fetch(contentUrl)).arrayBuffer()).equals(large)).toBe(true);
  const halves = [large, large].map((bytes) => ({ name: 'half.pdf', bytes: bytes.subarray(0, 12.6 * MEGABYTE) }));
  const before = countKept();
  const refused = await upload(customer, halves);
  expect(refused.status).toBe(413);
  expect(countKept()).toEqual(before);
  expect((await customer.poll()).activities).toHaveLength(3);
});

test('more than 25 MB are refused with 413 also where the length is not said beforehand', async () => {
  const customer = await startCustomer(server.url);
  const before = countKept();
  let pieces = 26;
  const body = new ReadableStream({
    pull(controller) {
      if (pieces === 0) return controller.close();
      pieces -= 1;
      controller.enqueue(new Uint8Array(MEGABYTE).fill(120));
    },
  });
  const headers = { Authorization: `Bearer ${customer.token}`, 'Content-Type': 'text/plain' };
  const options = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  expect((await fetch(`${customer.conversation}/upload`, options)).status).toBe(413);
  expect(countKept()).toEqual(before);
});

test('a retried upload is acknowledged with the first id, and its files are kept once', async () => {
  const customer = await startCustomer(server.url);
  const activity = { type: 'message', channelData: { clientActivityID: 'same' } };
  const first = await upload(customer, [{ name: 'photo.png', bytes: png }], activity);
  const before = countKept();
  const again = await upload(customer, [{ name: 'photo.png', bytes: png }], activity);
  expect(countKept()).toEqual(before);
  expect([again.status, again.body.id]).toEqual([200, first.body.id]);
  const [attachment, ...others] = await attachments(customer);
  expect(others).toEqual([]);
  expect((await fetch(attachment?.contentUrl ?? '')).status).toBe(200);
});

test('the activity cannot name other attachments than the files that come with it', async () => {
  const customer = await startCustomer(server.url);
  const activity = {
    type: 'message',
    text: 'x',
    attachments: [{ contentType: 'text/html', contentUrl: 'upload:abc' }],
  };
  await upload(customer, [{ name: 'photo.png', bytes: png }], activity);
  expect(await attachments(customer)).toMatchObject([{ name: 'photo.png' }]);
});

test.each([
  ['without a file', (form: FormData) => form.append('nothing', 'here'), 400],
  [
    'with a broken activity',
    (form: FormData) => form.append('activity', new Blob(['{'], { type: 'application/vnd.microsoft.activity' })),
    400,
  ],
  [
    'with eleven files',
    (form: FormData) => Array.from({ length: 11 }, () => form.append('file', new Blob([png]), 'a.png')),
    413,
  ],
])('an upload %s is refused', async (_what, fill, status) => {
  const customer = await startCustomer(server.url);
  const form = new FormData();
  fill(form);
  const refused = await request(`${customer.conversation}/upload`, 'POST', { token: customer.token, body: form });
  expect(refused.status).toBe(status);
  expect((await customer.poll()).activities).toHaveLength(1);
});

test.each([
  ['a form without a boundary', 'multipart/form-data', 'nothing'],
  [
    'a form that ends inside a file',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhalf',
  ],
])('%s is refused with 400', async (_, type, body) => {
  const { conversation, token } = await startCustomer(server.url);
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': type };
  expect((await fetch(`${conversation}/upload`, { method: 'POST', headers, body })).status).toBe(400);
});

test('the name of a file keeps its letters in every language', async () => {
  const customer = await startCustomer(server.url);
  await upload(customer, [{ name: 'Größe-関税.png', bytes: png }]);
  expect((await attachments(customer)).map(({ name }) => name)).toEqual(['Größe-関税.png']);
});

test('an upload needs a token for the conversation', async () => {
  const [one, other] = [await startCustomer(server.url), await startCustomer(server.url)];
  const foreign = { ...one, token: other.token };
  expect((await upload(foreign, [{ name: 'photo.png', bytes: png }])).status).toBe(403);
  expect((await request(`${one.conversation}/upload`, 'POST', { body: png })).status).toBe(401);
});

test('an upload that breaks off leaves nothing behind', async () => {
  const customer = await startCustomer(server.url);
  const before = countKept();
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const head =
    `POST ${new URL(customer.conversation).pathname}/upload HTTP/1.1\r\nHost: ${hostname}\r\n` +
    `Authorization: Bearer ${customer.token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 900000\r\n\r\n` +
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n';
  socket.write(head + 'x'.repeat(400_000));
  await new Promise<void>((resolve) => socket.once('drain', () => resolve()));
  socket.destroy();
  const path = `${new URL(customer.conversation).pathname}/upload","status":400`;
  while (!server.logged().includes(path)) await new Promise(setImmediate);
  expect(countKept()).toEqual(before);
  expect((await customer.poll()).activities).toHaveLength(1);
});

test('a link to a file holds for a day and cannot be made up', async () => {
  const own = await startTestServer();
  const customer = await startCustomer(own.url);
  await upload(customer, [{ name: 'photo.png', bytes: png }]);
  const [{ contentUrl = '' } = {}] = await attachments(customer);
  const longer = new URL(contentUrl);
  longer.searchParams.set('until', String(Number(longer.searchParams.get('until')) + 1));
  expect((await fetch(longer)).status).toBe(404);
  expect((await fetch(contentUrl.split('?')[0] ?? '')).status).toBe(404);
  own.pass(25 * 3_600_000);
  expect((await fetch(contentUrl)).status).toBe(404);
  await own.stop();
});

test('names lose folders, control characters and marks that turn text around', () => {
  expect(cleanName('../../etc/pass\u0000wd')).toBe('passwd');
  expect(cleanName('C:\\Users\\me\\invoice\u202Efdp.exe')).toBe('invoicefdp.exe');
  expect(cleanName('')).toBe('file');
  expect(cleanName('x'.repeat(500))).toHaveLength(120);
});

test('text in the old Windows encoding is text', () => {
  expect(kindOf(undefined, Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]), 'a.csv')).toBe('text/csv; charset=utf-8');
});
