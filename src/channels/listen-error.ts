// Says why the server cannot listen.

/** The setting that is wrong, and what to do. */
export function explainListening(
  { code, message }: NodeJS.ErrnoException,
  { host, port }: { host: string; port: number },
): string {
  if (code === 'EADDRINUSE') return `PORT: ${port} is taken by another program. Stop it, or choose another port.`;
  if (code === 'EACCES') return `PORT: ${port} may not be opened by this user. Choose one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST: "${host}" is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all networks.`;
  return `HOST and PORT: ${host}:${port} cannot be opened (${message}).`;
}
