// A stub of the Bot Framework connector: takes every reply, keeps none, and prints where it listens.
import { openStub } from './stub-connector.ts';

console.log(`connector at ${(await openStub()).url}`);
