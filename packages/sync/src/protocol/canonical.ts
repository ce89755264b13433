/** What an operation may carry: plain data, so that it means the same on every device and in every year. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one text form of a value: keys sorted by UTF-16 code unit, no spaces, whole numbers only (RFC 8785 for that subset).
 * Hashes are taken over these octets, so two devices that mean the same write the same.
 * @throws when a number is not a safe integer: that is a programming error, never a user's.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`Not a safe integer: ${value}`);
    return String(value === 0 ? 0 : value);
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) throw new Error(`Not a value: ${key}`);
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

function isList(value: readonly Json[] | { readonly [key: string]: Json }): value is readonly Json[] {
  return Array.isArray(value);
}
