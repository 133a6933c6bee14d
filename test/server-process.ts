// Starts a server in a process of its own and tells where it listens.
import { type ChildProcess, spawn } from 'node:child_process';

export interface ServerProcess {
  url: string;
  process: ChildProcess;
  /** From the start of the process to the line that tells the address, in milliseconds. */
  startedIn: number;
  /** The last of what it wrote, both streams. */
  output: () => string;
  /** Sends the signal and resolves with how the process ended, and how many milliseconds that took. */
  stop: (signal?: NodeJS.Signals) => Promise<End & { milliseconds: number }>;
}

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Where and as whom a server runs, instead of here and as whoever tests. */
export interface Place {
  /** The Node that runs it. */
  node?: string;
  cwd?: string;
  uid?: number;
  gid?: number;
}

/** Runs `node ...args` and resolves once it printed its address; throws with its output where it ends before. */
export function startServer(
  args: string[],
  env: Record<string, string | undefined> = {},
  { node = process.execPath, ...place }: Place = {},
): Promise<ServerProcess> {
  const began = performance.now();
  const child = spawn(node, args, {
    ...place,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<End>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const pieces: string[] = [];
  const output = () => pieces.join('');
  let listening = false;
  return new Promise((resolve, reject) => {
    const read = (piece: Buffer) => {
      pieces.push(String(piece));
      if (pieces.length > 500) pieces.shift();
      if (listening) return;
      // The piece may end inside the port's digits.
      const url = /http:\/\/127\.0\.0\.1:[1-9]\d*(?=\D)/.exec(output())?.[0];
      if (!url) return;
      listening = true;
      resolve({
        url,
        process: child,
        startedIn: performance.now() - began,
        output,
        stop: async (signal = 'SIGTERM') => {
          const stopped = performance.now();
          child.kill(signal);
          return { ...(await ended), milliseconds: performance.now() - stopped };
        },
      });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    ended.then(({ code, signal }) =>
      reject(new Error(`node ${args.join(' ')}: ended with ${code ?? signal} before it listened.\n${output()}`)),
    );
  });
}
