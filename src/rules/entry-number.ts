// Says whether an entry number is well formed; whether the entry exists, or CAPE takes it, nobody can see from that.

export type EntryFault =
  /** Excel wrote it as a rounded number ("1.23E+10"): its digits are lost. */
  | 'rounded'
  /** Something other than letters, digits, dashes and spaces. */
  | 'characters'
  /** Digits alone, and too few: Excel drops zeros in front. */
  | 'zeros-dropped'
  | 'too-short'
  | 'too-long'
  /** A letter after the filer code, where only digits stand. */
  | 'letter'
  | 'check-digit';

/** The 11 characters as CBP compares them: capitals, without dashes, spaces and Excel's apostrophe. */
export function plainEntryNumber(text: string): string {
  return text.toUpperCase().replace(/^'|[\s\p{Pd}]/gu, '');
}

/** What is wrong with an entry number; null where it is well formed. */
export function entryFault(text: string): EntryFault | null {
  const number = plainEntryNumber(text);
  if (/^\d+([.,]\d+)?E\+\d+$/.test(number.replaceAll(' ', ''))) return 'rounded';
  if (!/^[A-Z0-9]*$/.test(number)) return 'characters';
  if (number.length > 11) return 'too-long';
  if (number.length < 11) return /^\d{8,10}$/.test(number) ? 'zeros-dropped' : 'too-short';
  // 19 CFR 142.3a: filer code of three letters or digits, seven digits, check digit.
  if (!/^.{3}\d{8}$/.test(number)) return 'letter';
  return Number(number[10]) === checkDigit(number) ? null : 'check-digit';
}

/** The digit that belongs after the first ten characters: their sum by Luhn, letters counted as CBP counts them. */
export function checkDigit(number: string): number {
  const sum = [...number.slice(0, 10)].reduce((total, character, index) => {
    const value = digitOf(character);
    const counted = index % 2 === 1 ? value * 2 : value;
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/** A to I are 1 to 9, J to R again, and S to Z are 2 to 9. */
function digitOf(character: string): number {
  const place = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(character);
  if (place < 0) return Number(character);
  return place < 18 ? (place % 9) + 1 : place - 16;
}
