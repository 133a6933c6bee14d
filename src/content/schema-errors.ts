// Turns a schema's findings into sentences for people who write no code.
import { z } from 'zod';
import { closestName } from '../rules/closest-name.ts';

type Issue = z.core.$ZodIssue;
interface Finding {
  path: PropertyKey[];
  text: string;
}

/** Says what an issue means, at the path where it stands; one finding for each unknown key. */
export function explainIssue(issue: Issue, data: unknown, schema: z.ZodType): Finding[] {
  const path = [...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      text: `"${key}" is not a key here. ${instead(key, known)}`,
    }));
  }
  if (issue.code === 'invalid_union') {
    const inner = nearestOption(issue.errors);
    return inner.flatMap((one) => explainIssue({ ...one, path: [...path, ...one.path] } as Issue, data, schema));
  }
  return [{ path, text: sentence(issue, valueAt(data, path)) }];
}

function instead(key: string, known: string[]): string {
  const near = closestName(key, known);
  return near === null ? `Use one of: ${known.join(', ')}.` : `Did you mean "${near}"?`;
}

/** Of the alternatives of a union the one with the fewest violations, and rather one of the right type. */
function nearestOption(options: Issue[][]): Issue[] {
  const cost = (issues: Issue[]) =>
    issues.length * 2 + (issues.some((one) => one.path.length === 0 && one.code === 'invalid_type') ? 3 : 0);
  return options.toSorted((a, b) => cost(a) - cost(b))[0] ?? [];
}

function sentence(issue: Issue, value: unknown): string {
  const key = issue.path.findLast((part) => typeof part === 'string');
  const name = key === undefined ? 'the file' : `"${String(key)}"`;
  if (value === undefined) return `${name} is missing. Add it.`;
  if (value === null) return `${name} is empty. Write something after it, or take the line out.`;
  const shown = typeof value === 'object' ? name : `${name}: ${JSON.stringify(value)}`;
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, value, name);
    case 'invalid_value':
      return `${shown} is not known here. ${instead(String(value), issue.values.map(String))}`;
    case 'too_small':
    case 'too_big':
      return wrongSize(issue, value, name);
    default:
      return endSentence(`${shown} ${issue.message}`);
  }
}

function wrongType(expected: string, value: unknown, name: string): string {
  if (expected === 'string' && typeof value !== 'object') {
    return `${name}: ${value} is read as a ${typeof value} here. Put it in quotes: "${value}".`;
  }
  const is = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a group of keys' : `a ${typeof value}`;
  const words: Record<string, string> = {
    array: 'a list. Begin each line with "- "',
    object: 'a group of keys ("key: value" lines, indented alike)',
    string: 'a text. If it holds a colon, put it in quotes',
    number: 'a number, without quotes',
    boolean: 'true or false, without quotes',
  };
  return endSentence(`${name} is ${is}, but must be ${words[expected] ?? expected}`);
}

function wrongSize(issue: Issue & { code: 'too_small' | 'too_big' }, value: unknown, name: string): string {
  const unit = Array.isArray(value) ? 'lines' : 'characters';
  const size = Array.isArray(value) || typeof value === 'string' ? `has ${value.length} ${unit}` : `is ${value}`;
  return issue.code === 'too_small'
    ? `${name} ${size}, but needs at least ${issue.minimum}. Add more.`
    : `${name} ${size}, but may have at most ${issue.maximum}. Make it shorter.`;
}

function endSentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function valueAt(data: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part],
    data,
  );
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** The keys that a schema allows where the path leads. */
function keysAt(schema: z.ZodType, path: PropertyKey[]): string[] {
  let here = [z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as JsonSchema];
  const spread = (one: JsonSchema): JsonSchema[] => (one.anyOf ? one.anyOf.flatMap(spread) : [one]);
  for (const part of path) {
    here = here
      .flatMap(spread)
      .flatMap((one) => (typeof part === 'number' ? one.items : one.properties?.[String(part)]) ?? []);
  }
  return here.flatMap(spread).flatMap((one) => Object.keys(one.properties ?? {}));
}
