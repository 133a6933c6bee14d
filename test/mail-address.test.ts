// E-mail addresses that mail may go to.
import fc from 'fast-check';
import { findMailAddress, mailboxOf, readMailAddress } from '../src/rules/mail-address.ts';

test.each([
  ['dana@example.com', 'dana@example.com'],
  [" Dana.O'Neil+refund@Mail-1.Example.CO.UK ", "dana.o'neil+refund@mail-1.example.co.uk"],
  ['dana', null],
  ['dana@localhost', null],
  ['dana@@example.com', null],
  ['.dana@example.com', null],
  ['da..na@example.com', null],
  ['dana@-example.com', null],
  ['dana@example.com, all@example.com', null],
  ['dana@example.com\r\nBcc: all@example.com', null],
  ['dana@example.com\u0000', null],
  ['"dana"@example.com', null],
  ['<dana@example.com>', null],
  ['dana@exämple.com', null],
  [`${'d'.repeat(65)}@example.com`, null],
  [`dana@${'example.'.repeat(40)}com`, null],
])('%j is the address %j', (text, address) => {
  expect(readMailAddress(text)).toBe(address);
});

test('whatever is read as an address holds nothing that a header or an SMTP command ends at', () => {
  const odd = fc.string({ unit: fc.constantFrom(...'da.@\r\n\0 <>,;:"()\\'), maxLength: 12 });
  fc.assert(
    fc.property(odd, fc.constantFrom('example.com', '@example.com', ''), odd, (before, host, after) => {
      const address = readMailAddress(before + host + after);
      expect(address === null || /^[a-z0-9.@-]+$/.test(address)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['dana@example.com, 1-973-555-0100', 'dana@example.com'],
  ['1-973-555-0100', null],
  ['dana @ example,com', null],
  ['', null],
])('in the contact %j there is the address %j', (contact, address) => {
  expect(findMailAddress(contact)).toBe(address);
});

test('what follows a plus, points at Gmail and capital letters make no other mailbox', () => {
  const spellings = ['dana@gmail.com', 'D.A.N.A@gmail.com', 'dana+x@gmail.com', 'da.na+x+y@googlemail.com'];
  expect(new Set(spellings.map(mailboxOf))).toEqual(new Set(['dana@gmail.com']));
  expect(mailboxOf('Dana+x@example.com')).toBe('dana@example.com');
  expect(mailboxOf('da.na@example.com')).toBe('da.na@example.com');
});
