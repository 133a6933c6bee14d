// How somebody is reached: whether now, in words, and the link that dials a phone.
import { describeOpening, type Hours } from './hours.ts';

/** Whether somebody is there at `at` (milliseconds since 1970), until or from when: "open now, until 5:00 PM ET". */
export function describeReach(
  { hours, phone }: { hours: Hours; phone?: string | undefined },
  at: number,
  customerZone?: string | null,
): string {
  if (hours.open !== 'never') return describeOpening(hours, at, customerZone);
  return phone ? 'we do not know its hours' : 'by e-mail only';
}

/** The link that dials: "tel:+13172981200,4015", with a pause before an extension. */
export function phoneLink(phone: string): string {
  const digits = phone.replace(/ ext\. /, ',').replace(/[^0-9+,]/g, '');
  return `tel:${/^1\d{10}/.test(digits) ? `+${digits}` : digits}`;
}
