// Runs once before all test files: every server and command they start finds its code compiled already.
import { join } from 'node:path';

export default function setUp(): void {
  process.env.NODE_COMPILE_CACHE ??= join(process.cwd(), 'node_modules/.cache/node-compile');
}
