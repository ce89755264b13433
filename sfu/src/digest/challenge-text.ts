/** One challenge of a WWW-Authenticate header, in the device's own words. Names are lower case; the last of a name counts. */
export type ChallengeText = { readonly scheme: string; readonly fields: ReadonlyMap<string, string> };

/** No device's challenge comes near it; what is longer is not read at all. */
const maxHeaderLength = 8 * 1024;
const maxChallenges = 16;

const separators = /[\s,]*/y;
const token = /[\w!#$%&'*+.^`|~-]+/y;
const equals = /\s*=\s*/y;
const bareValue = /[^\s,"]*/y;

/**
 * Reads the challenges of one header (RFC 7235, 4.1), parted by the commas that also part their fields. It walks the text
 * once: a device that writes it to be slow is read as fast as any other.
 */
export function readChallenges(header: string): ChallengeText[] {
  if (header.length > maxHeaderLength) return [];
  const challenges: { scheme: string; fields: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(header)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  for (;;) {
    take(separators);
    if (at >= header.length) return challenges;
    const word = take(token);
    if (word === undefined) at += 1;
    else if (take(equals) === undefined) {
      if (challenges.length === maxChallenges) return challenges;
      challenges.push({ scheme: word.toLowerCase(), fields: new Map() });
    } else {
      const quoted = readQuoted(header, at);
      if (quoted !== undefined) at = quoted.end;
      const value = quoted === undefined ? (take(bareValue) ?? '') : quoted.value;
      challenges.at(-1)?.fields.set(word.toLowerCase(), value);
    }
  }
}

/** The text within the quotes that begin at `start`, without its escapes. One that does not end takes all that follows. */
function readQuoted(
  text: string,
  start: number,
): { readonly value: string; readonly end: number } | undefined {
  if (text[start] !== '"') return undefined;
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return { value, end: at + 1 };
    if (text[at] === '\\') at += 1;
    value += text[at] ?? '';
  }
  return { value: '', end: text.length };
}
