// Waits longer after each failure, never in step with other pages, and not at all once there is a reason to try now.

const LONGEST_MS = 20_000;

export interface BackOff {
  /** Resolves after the next wait, or at once on `hurry`; `atLeast` in milliseconds. */
  wait(atLeast?: number): Promise<void>;
  /** Ends the running wait, and the next one is short again. */
  hurry(): void;
  /** It worked: the next wait is short again. */
  reset(): void;
}

/** Waits of about 0.5, 1, 2, 4 ... 20 seconds. */
export function createBackOff(): BackOff {
  let failures = 0;
  let wake = () => {};
  return {
    wait(atLeast = 0) {
      const longest = Math.min(LONGEST_MS, 500 * 2 ** failures);
      failures += 1;
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.max(atLeast, longest * (0.5 + Math.random() / 2)));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    hurry() {
      failures = 0;
      wake();
    },
    reset() {
      failures = 0;
    },
  };
}
