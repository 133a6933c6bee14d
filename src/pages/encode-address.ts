// Encodes what may not stand in an address as the browser does, in place of a library's own tables.

/** The address with what was encoded already as it was. */
export default function encodeAddress(address: string): string {
  return encodeURI(address).replaceAll('%25', '%');
}
