// A broker's website of its own origin, with the published clients of Direct Line on it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const files: Record<string, { type: string; read: () => string | Buffer }> = {
  '/': {
    type: 'text/html',
    read: () =>
      '<!doctype html><meta charset="utf-8"><title>Website</title><link rel="icon" href="data:,">' +
      '<script src="/webchat.js"></script><script src="/directline.js"></script>' +
      '<div id="chat" style="height: 600px; width: 400px"></div>',
  },
  '/webchat.js': {
    type: 'text/javascript',
    read: () => readFileSync('node_modules/botframework-webchat/dist/webchat.js'),
  },
  '/directline.js': {
    type: 'text/javascript',
    read: () => readFileSync('node_modules/botframework-directlinejs/dist/directline.js'),
  },
};

/** Serves BotFramework-WebChat and botframework-directlinejs as they were published. */
export async function startWebsite(): Promise<{ origin: string; stop: () => void }> {
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    response.writeHead(file ? 200 : 404, {
      'Content-Type': file?.type ?? 'text/plain',
      'Cache-Control': 'max-age=3600',
    });
    response.end(file?.read());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
