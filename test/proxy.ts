// A real proxy before several servers: Caddy with the file in deploy/, or, where Caddy is not installed, one from a package.
import { spawn, spawnSync } from 'node:child_process';
import { Agent, createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createProxyServer } from 'http-proxy-3';
import { freePort } from './postgres.ts';

export interface Front {
  name: string;
  url: string;
  stop(): Promise<void>;
}

/** Passes on to these ports of 127.0.0.1, each in its turn while it takes connections. */
export async function startProxy(ports: number[]): Promise<Front> {
  const port = await freePort();
  const hasCaddy = spawnSync('caddy', ['version']).status === 0;
  return hasCaddy ? startCaddy(port, ports) : startPackage(port, ports);
}

async function startCaddy(port: number, ports: number[]): Promise<Front> {
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    CADDY_ADMIN: 'off',
    SITE: url,
    NODES: ports.map((one) => `127.0.0.1:${one}`).join(' '),
  };
  const child = spawn('caddy', ['run', '--config', 'deploy/Caddyfile', '--adapter', 'caddyfile'], {
    env,
    stdio: 'pipe',
  });
  let said = '';
  child.stderr.on('data', (piece) => (said += piece));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!(await takesConnections(port))) if (child.exitCode !== null) throw new Error(said);
  return {
    name: 'Caddy',
    url,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

async function startPackage(port: number, ports: number[]): Promise<Front> {
  const proxy = createProxyServer({ ws: true, xfwd: true, agent: new Agent({ keepAlive: true }) });
  const sockets = new Set<Socket>();
  let turn = 0;
  async function target(): Promise<{ target: string }> {
    for (;;) {
      const next = ports[turn++ % ports.length];
      if (await takesConnections(next)) return { target: `http://127.0.0.1:${next}` };
    }
  }
  const headersOf = ({ headers }: IncomingMessage) => ({ 'x-forwarded-host': headers.host ?? '' });
  const server = createServer(async (request, response) => {
    proxy.web(request, response, { ...(await target()), headers: headersOf(request) }, () => response.destroy());
  });
  server.on('upgrade', async (request, socket, head) => {
    proxy.ws(request, socket, head, { ...(await target()), headers: headersOf(request) }, () => socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    name: 'http-proxy-3',
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (is: boolean) => {
      socket.destroy();
      setTimeout(resolve, is ? 0 : 20, is);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
