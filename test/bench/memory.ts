// What a server holds in memory: idle, and with so many customers who have the chat open.
import { execFileSync } from 'node:child_process';
import { WebSocket } from 'ws';
import { startConversation } from './direct-line-customer.ts';
import { open } from './post.ts';

/** Megabytes of the process that are in memory. */
export function residentMegabytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** Starts so many conversations, each with a socket that has its greeting; returns how to close them. */
export async function openSockets(url: string, count: number): Promise<() => void> {
  const connection = await open(url);
  const sockets: WebSocket[] = [];
  for (let number = 0; number < count; number++) {
    const { streamUrl } = await startConversation(connection, url);
    const socket = new WebSocket(streamUrl);
    sockets.push(socket);
    await new Promise((resolve, reject) => {
      socket.once('message', resolve);
      socket.once('error', reject);
    });
  }
  return () => {
    for (const socket of sockets) socket.terminate();
  };
}
