// A stub of the Bot Framework connector: takes every reply, keeps none, and prints where it listens.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let taken = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const body = JSON.stringify({ id: String(++taken) });
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  });
});
// The bot may leave a connection idle for as long as a run takes.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  console.log(`connector at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
