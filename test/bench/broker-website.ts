// A broker's website with a chat behind a button: ours by its tag, or BotFramework-WebChat as its documents say.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const bundles = ['webchat.js', 'webchat-minimal.js'];

export interface BrokerWebsite {
  origin: string;
  stop(): void;
}

/** Serves `/ours`, and a page for each bundle of WebChat, all asking for the server at `?http://...`. */
export async function startBrokerWebsite(): Promise<BrokerWebsite> {
  const scripts = new Map(
    bundles.map((name) => [`/${name}`, gzipSync(readFileSync(`node_modules/botframework-webchat/dist/${name}`))]),
  );
  const server = createServer((request, response) => {
    const [path = '/', chat = ''] = (request.url ?? '').split('?');
    const script = scripts.get(path);
    if (script) {
      response.writeHead(200, { 'Content-Type': 'text/javascript', 'Content-Encoding': 'gzip' });
      response.end(script);
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/html' });
    const own = `<script src="${chat}/widget.js" defer></script>`;
    response.end(
      `<!doctype html><meta charset="utf-8"><title>Website</title><link rel="icon" href="data:,"><h1>Broker</h1>${
        path === '/ours' ? own : webChat(`${path}.js`, chat)
      }`,
    );
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

/** WebChat in a panel of the size of ours; the token is asked for while the script loads, and brings the customer back after a reload. */
function webChat(bundle: string, url: string): string {
  return `
<button id="launcher">Chat with us</button>
<div id="chat" style="position: fixed; right: 1rem; bottom: 5.25rem; width: 26rem; height: calc(100vh - 6.5rem)"></div>
<script>
const kept = JSON.parse(sessionStorage.getItem('grant') ?? 'null');
async function show() {
  const script = document.createElement('script');
  const loaded = new Promise((resolve) => { script.onload = resolve; });
  script.src = '${bundle}';
  document.head.append(script);
  const body = JSON.stringify(kept ? { resume: kept.resume } : {});
  const headers = { 'Content-Type': 'application/json' };
  const grant = await (await fetch('${url}/chat/token', { method: 'POST', headers, body })).json();
  sessionStorage.setItem('grant', JSON.stringify(grant));
  await loaded;
  const { token, conversationId } = grant;
  const options = { domain: '${url}/v3/directline', token, ...(kept ? { conversationId } : {}) };
  WebChat.renderWebChat({ directLine: WebChat.createDirectLine(options), userID: grant.userId }, document.getElementById('chat'));
}
document.getElementById('launcher').onclick = show;
if (kept) show();
</script>`;
}
