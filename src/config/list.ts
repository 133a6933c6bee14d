// Settings that hold several values.

/** The parts between commas; empty ones are none. */
export const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
