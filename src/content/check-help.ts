// Checks who helps where: places that do not exist or that two offices claim, and desks that fit what does not exist.
import { within } from '../rules/find-office.ts';
import { prefixRange, stateOfPrefix, usStates } from '../rules/us-states.ts';
import type { Office } from './help.ts';
import { didYouMean, type ParsedFile, type Path, type Report } from './parsed.ts';

interface Claim {
  office: Office;
  path: Path;
}

/** Reports wrong and double claims; an office that nobody can be led to gets a warning. */
export function checkOffices(file: ParsedFile, offices: readonly Office[], report: Report): void {
  checkStates(file, offices, report);
  checkZips(file, offices, report);
  checkCities(file, offices, report);
  if (offices.length < 2) return;
  offices.forEach((office, index) => {
    const { states, zips, cities } = office.covers;
    if (states.length + zips.length + cities.length > 0) return;
    const text = `office "${office.id}" covers no place, so that only the list shows it. Name its states under "covers".`;
    report(file, ['offices', index], text, 'warning');
  });
}

function checkStates(file: ParsedFile, offices: readonly Office[], report: Report): void {
  const codes = usStates.map(({ code }) => code);
  const claims = new Map<string, Claim[]>();
  each(offices, 'states', (office, state, path) => {
    if (!codes.includes(state)) {
      const byName = usStates.find(({ name }) => name.toLowerCase() === state.toLowerCase())?.code;
      const upper = state.toUpperCase();
      const right = byName ?? (codes.includes(upper) ? upper : null);
      const remedy = right ? `Did you mean "${right}"?` : 'Write its two letters, such as NJ.';
      return report(file, path, `"${state}" is no state. ${remedy}`);
    }
    const others = claims.get(state) ?? [];
    // One of them may have the rest of the state, where all others say which ZIP codes are theirs.
    const silent = (one: Office) => !one.covers.zips.some((range) => within(range, state));
    const other = others.find((claim) => silent(claim.office));
    if (other && silent(office))
      report(file, path, twice(file, state, other, 'Give one of them the ZIP codes it has there'));
    claims.set(state, [...others, { office, path }]);
  });
}

function checkZips(file: ParsedFile, offices: readonly Office[], report: Report): void {
  const claims = new Map<number, Claim>();
  each(offices, 'zips', (office, range, path) => {
    const [from, to] = prefixRange(range);
    if (to < from) return report(file, path, `"${range}" ends before it begins. Write the lower number first.`);
    const none = between(from, to).filter((prefix) => !stateOfPrefix(prefix));
    if (none.length === to - from + 1)
      return report(file, path, `no ZIP code begins with ${range}. Look up the first three digits.`);
    const taken = between(from, to).find((prefix) => claims.has(prefix));
    const other = taken === undefined ? undefined : claims.get(taken);
    if (taken !== undefined && other)
      report(file, path, twice(file, `ZIP ${String(taken).padStart(3, '0')}`, other, 'Leave it to one of them'));
    for (const prefix of between(from, to)) if (!claims.has(prefix)) claims.set(prefix, { office, path });
  });
}

function checkCities(file: ParsedFile, offices: readonly Office[], report: Report): void {
  const claims = new Map<string, Claim>();
  each(offices, 'cities', (office, city, path) => {
    const other = claims.get(city.toLowerCase());
    if (other) report(file, path, twice(file, city, other, 'Leave it to one of them'));
    else claims.set(city.toLowerCase(), { office, path });
  });
}

function each(
  offices: readonly Office[],
  key: 'states' | 'zips' | 'cities',
  check: (office: Office, value: string, path: Path) => void,
): void {
  offices.forEach((office, index) => {
    office.covers[key].forEach((value, number) => {
      check(office, value, ['offices', index, 'covers', key, number]);
    });
  });
}

function twice(file: ParsedFile, what: string, { office, path }: Claim, remedy: string): string {
  return `${what} is claimed already by office "${office.id}" in ${file.name}:${file.line(path)}. ${remedy}.`;
}

function between(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Reports desks that fit what does not exist. */
export function checkFits(
  file: ParsedFile,
  desks: readonly { fits: string[] }[],
  known: Set<string>,
  report: Report,
): void {
  desks.forEach(({ fits }, index) => {
    fits.forEach((id, number) => {
      if (!known.has(id))
        report(
          file,
          ['desks', index, 'fits', number],
          `"${id}" is no topic, answer, guide or step. ${didYouMean(id, known)}`,
        );
    });
  });
}
