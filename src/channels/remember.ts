// Keeps what was read for a moment, so that many who ask at once cost one read.

export interface Remembered<T> {
  read(): Promise<T>;
  /** The next read is a new one. */
  forget(): void;
}

/** Reads anew where the last read began `milliseconds` ago; a read that fails is not kept. */
export function remember<T>(milliseconds: number, now: () => number, read: () => Promise<T>): Remembered<T> {
  let kept: { at: number; value: Promise<T> } | undefined;
  return {
    read() {
      const at = now();
      if (kept && at - kept.at < milliseconds && at >= kept.at) return kept.value;
      const reading = { at, value: read() };
      kept = reading;
      reading.value.catch(() => {
        if (kept === reading) kept = undefined;
      });
      return reading.value;
    },
    forget() {
      kept = undefined;
    },
  };
}
