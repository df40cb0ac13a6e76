const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Longer values are files; what they hold shows at their beginning. */
const MAX_LENGTH = 100_000;

/** The bytes of a base64 text, one character for each; `undefined` when it is none. Line breaks inside are fine. */
export function decodeBase64(text: string): string | undefined {
  const packed = text.slice(0, MAX_LENGTH).replace(/[\s=]+/g, '');
  let decoded = '';
  let bits = 0;
  let count = 0;
  for (const character of packed) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    decoded += String.fromCharCode((bits >> count) & 0xff);
  }
  return decoded;
}
