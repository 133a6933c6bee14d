// {broker} and {broker_full} in texts: which there are, and what stands for them.
import type { Broker } from './broker.ts';
import { didYouMean, type ParsedFile, type Path, type Report } from './parsed.ts';

const pattern = /\{([^{}\n]*)\}/g;
const known = ['broker', 'broker_full'];

/** Reports placeholders that nobody fills. */
export function checkPlaceholders(file: ParsedFile, report: Report): void {
  const walk = (value: unknown, path: Path): void => {
    if (typeof value === 'string') {
      for (const [whole, name = ''] of value.matchAll(pattern)) {
        if (!known.includes(name)) report(file, path, `${whole} is not a placeholder. ${didYouMean(name, known)}`);
      }
    } else if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  walk(file.data, []);
}

/** The same value with the broker's names in all its texts. */
export function fillPlaceholders<T>(value: T, broker: Broker): T {
  if (typeof value === 'string') {
    return value.replaceAll(pattern, (whole, name) =>
      name === 'broker' ? broker.short_name : name === 'broker_full' ? broker.name : whole,
    ) as T;
  }
  if (Array.isArray(value)) return value.map((one) => fillPlaceholders(one, broker)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillPlaceholders(inner, broker)])) as T;
}
