/**
 * How a secret is shown wherever a person may read it: the vendor's public prefix, if it has one, and three stars.
 * The length and the rest of the value never show. `prefix` is used only where the value does start with it.
 */
export function mask(value: string, prefix = ''): string {
  return value.length > prefix.length && value.startsWith(prefix) ? `${prefix}***` : '***';
}
