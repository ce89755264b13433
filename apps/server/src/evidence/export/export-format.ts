/**
 * The file that proves itself (docs/evidence.md describes it octet by octet). A spine of lines; after each `block` line the
 * octets of its entries, which the line names by their digest, so that blocks can be read alone and in any order.
 */
export const magic = 'truc-evidence 1';
/** Entries and octets of one block, at most (an entry alone may be longer). */
export const blockEntries = 4_096;
export const blockOctets = 2 * 1024 * 1024;
/** Octets of one line of the spine, at most. */
export const lineLimit = 2_048;

/** What the manifest's text begins with after the log's name: it can never be taken for a checkpoint. */
export const manifestSuffix = '/export';

export type EntryParts = {
  readonly recvAt: number;
  readonly header: Uint8Array;
  /** Null when they were taken out by a decision. */
  readonly body: Uint8Array | null;
  readonly salt: Uint8Array | null;
  /** As it was hashed (`writeStanding`). */
  readonly standing: string;
  /** First octets of the running hashes after this entry, in hexadecimal: they tell which entry is the first bad one. */
  readonly chainMark: string;
  readonly outcomesMark: string;
};

export const markLength = 16;

/** One entry: a line, then header, body and salt as they were received, and a line feed. */
export function writeEntry(entry: EntryParts): readonly Uint8Array[] {
  const { recvAt, header, body, salt, standing, chainMark, outcomesMark } = entry;
  const lengths = `${header.length} ${body?.length ?? 'x'} ${salt?.length ?? 'x'}`;
  const line = `e ${recvAt} ${lengths} ${chainMark} ${outcomesMark} ${standing}\n`;
  const empty = Buffer.alloc(0);
  return [Buffer.from(line, 'latin1'), header, body ?? empty, salt ?? empty, Buffer.from('\n')];
}

export type BlockLine = {
  readonly from: number;
  readonly count: number;
  readonly octets: number;
  /** SHA-256 of the block's octets, hexadecimal. */
  readonly digest: string;
  /** The running hashes before the first entry, hexadecimal, so that blocks can be checked side by side. */
  readonly chain: string;
  readonly outcomes: string;
};

export function writeBlockLine(line: BlockLine): string {
  const { from, count, octets, digest, chain, outcomes } = line;
  return `block ${from} ${count} ${octets} ${digest} ${chain} ${outcomes}\n`;
}
