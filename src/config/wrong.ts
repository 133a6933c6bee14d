// What is said of a setting that cannot be used.

/** What is wrong with a value and what to do, without the value. */
export class Wrong extends Error {}
