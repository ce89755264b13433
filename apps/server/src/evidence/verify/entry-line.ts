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
  const [tag, recvAt, h = '', b = '', s = '', chainMark = '', outcomesMark = ''] = parts;
  const [seq, status = '', , place, dev = '', inst, n, stray = ''] = parts.slice(7);
  if (tag !== 'e' || parts.length !== 15) return 'a line that is no entry’s';
  const isRedacted = b === 'x' && s === 'x';
  const header = lineEnd + 1;
  const body = header + lengthOf(h);
  const salt = body + (isRedacted ? 0 : lengthOf(b));
  const end = salt + (isRedacted ? 0 : lengthOf(s));
  const numbers = [recvAt, seq, inst, n].map(Number);
  if (!(end < octets.length) || !numbers.every(Number.isSafeInteger)) return 'a line that is no entry’s';
  const standingAt =
    8 + (recvAt?.length ?? 0) + h.length + b.length + s.length + chainMark.length + outcomesMark.length;
  const [recvAtMs = 0, seqNumber = 0, instNumber = 0, nNumber = 0] = numbers;
  return {
    ...{
      recvAt: recvAtMs,
      chainMark,
      outcomesMark,
      standing: text.slice(standingAt),
      seq: seqNumber,
      status,
    },
    ...{
      isFork: place === 'fork',
      dev,
      inst: instNumber,
      n: nNumber,
      stray,
      header,
      body,
      salt,
      end,
      isRedacted,
    },
  };
}

/** NaN, which fits nowhere, when it is no length. */
function lengthOf(text: string): number {
  const length = Number(text);
  return Number.isSafeInteger(length) && length >= 0 && text !== '' ? length : Number.NaN;
}
