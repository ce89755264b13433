/** One entry's line, read; places are in the block. Strict enough that nothing is read beyond the block and nothing is no number. */
export type EntryLine = {
  readonly recvAt: number;
  readonly chainMark: string;
  readonly outcomesMark: string;
  /** As it was hashed. */
  readonly standing: string;
  readonly seq: number;
  readonly status: string;
  readonly isFork: boolean;
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  readonly stray: string;
  /** Where header, body and salt begin, and where the salt ends. */
  readonly header: number;
  readonly body: number;
  readonly salt: number;
  readonly end: number;
  readonly isRedacted: boolean;
};

const longestLine = 512;

/** A text says what is wrong with it. */
export function readLine(octets: Buffer, start: number): EntryLine | string {
  const lineEnd = octets.indexOf(10, start);
  if (lineEnd < 0 || lineEnd - start > longestLine) return 'an entry without its line';
  const text = octets.toString('latin1', start, lineEnd);
  const parts = text.split(' ');
  if (parts.length !== 15 || parts[0] !== 'e') return 'a line that is no entry’s';
  const part = (at: number): string => parts[at] ?? '';
  const [h, b, s] = [part(2), part(3), part(4)];
  const isRedacted = b === 'x' && s === 'x';
  const header = lineEnd + 1;
  const body = header + countOf(h);
  const salt = body + (isRedacted ? 0 : countOf(b));
  const end = salt + (isRedacted ? 0 : countOf(s));
  const [recvAt, seq, inst, n] = [countOf(part(1)), countOf(part(7)), countOf(part(12)), countOf(part(13))];
  // A text that is no number is NaN, which is below nothing.
  if (!(end < octets.length) || !(recvAt + seq + inst + n >= 0)) return 'a line that is no entry’s';
  let standingAt = 7;
  for (let at = 0; at < 7; at += 1) standingAt += part(at).length;
  return {
    recvAt,
    chainMark: part(5),
    outcomesMark: part(6),
    standing: text.slice(standingAt),
    seq,
    status: part(8),
    isFork: part(10) === 'fork',
    dev: part(11),
    inst,
    n,
    stray: part(14),
    header,
    body,
    salt,
    end,
    isRedacted,
  };
}

/** NaN, which fits nowhere, when it is no count. */
function countOf(text: string): number {
  const count = Number(text);
  return Number.isSafeInteger(count) && count >= 0 && text !== '' ? count : Number.NaN;
}
