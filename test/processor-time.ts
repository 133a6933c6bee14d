// What work costs this process, whatever else the machine has to do meanwhile.

/** Milliseconds of processor time that the work takes; the clock on the wall would count other processes too. */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
