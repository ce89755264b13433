/** From the figures of facilities to the lines of the board: what a cell says, and how loudly. */
import type { BoardResponse, BoardRow } from '@truc/domain/api';
import { answerWithinMs, attentionOf, countByAge, orderBoard } from '@truc/domain/board';
import type { Severity } from '@truc/ui';

/** `count`: null where it is not this person's to see. `severity`: null while nothing is wrong. */
export type BoardCell = {
  readonly count: number | null;
  readonly of: number | null;
  readonly severity: Severity | null;
  readonly since: number | null;
};

export type BoardLine = {
  readonly id: string;
  readonly name: string;
  readonly cameras: BoardCell;
  /** Open cases by age, the youngest first; null where they are not this person's to see. */
  readonly cases: readonly BoardCell[];
  readonly faults: BoardCell;
  readonly posts: BoardCell;
  /** When the facility was last heard of; null: never. */
  readonly heardAt: number | null;
};

export type BoardLines = {
  /** Facilities in which something is open, the loudest first. */
  readonly lines: readonly BoardLine[];
  readonly calm: number;
  readonly total: BoardLine;
};

/** [ĐX] A facility that has been silent for longer has figures that nobody should trust. */
export const silentAfterMs = 10 * 60_000;
const bandCount = 4;

export function linesOf({ rows }: BoardResponse, now: number): BoardLines {
  const ordered = orderBoard(rows, now);
  const open = ordered.filter((row) => attentionOf(row, now) !== 'calm');
  return {
    lines: open.map((row) => lineOf(row, now)),
    calm: rows.length - open.length,
    total: totalOf(rows, now),
  };
}

function lineOf(row: BoardRow, now: number): BoardLine {
  const { cameras, faults, posts } = row;
  return {
    id: row.facility,
    name: row.name,
    cameras: cell(cameras?.down, {
      of: cameras === null ? null : cameras.up + cameras.down + cameras.unknown,
      severity: 'high',
      since: cameras?.downSince,
    }),
    cases: casesOf([row], now),
    faults: cell(faults?.bare, { severity: 'urgent', since: faults?.bareSince }),
    posts: cell(posts?.unmanned, { severity: 'urgent', since: posts?.unmannedSince }),
    heardAt: row.heardAt,
  };
}

function totalOf(rows: readonly BoardRow[], now: number): BoardLine {
  const sum = (numbers: readonly (number | null | undefined)[]) => {
    const known = numbers.filter((number) => number !== undefined && number !== null);
    return known.length === 0 ? undefined : known.reduce((all, number) => all + number, 0);
  };
  const down = sum(rows.map(({ cameras }) => cameras?.down));
  const all = sum(rows.map(({ cameras }) => cameras && cameras.up + cameras.down + cameras.unknown));
  const heard = rows.flatMap(({ heardAt }) => heardAt ?? []);
  return {
    id: 'total',
    name: '',
    cameras: cell(down, { of: all ?? null, severity: 'high' }),
    cases: casesOf(rows, now),
    faults: cell(sum(rows.map(({ faults }) => faults?.bare)), { severity: 'urgent' }),
    posts: cell(sum(rows.map(({ posts }) => posts?.unmanned)), { severity: 'urgent' }),
    heardAt: heard.length === 0 ? null : Math.max(...heard),
  };
}

/** A case that nobody has answered in time makes its band loud; the others are only counted. */
function casesOf(rows: readonly BoardRow[], now: number): readonly BoardCell[] {
  const cases = rows.flatMap((row) => row.cases ?? []);
  if (cases.length === 0) return Array.from({ length: bandCount }, () => cell(undefined, {}));
  const late = cases
    .flatMap(({ unansweredSince }) => unansweredSince ?? [])
    .filter((since) => now - since > answerWithinMs);
  const lateBands = countByAge(late, now);
  return countByAge(
    cases.flatMap(({ openedAt }) => openedAt),
    now,
  ).map((count, band) =>
    cell(count, { severity: (lateBands[band] ?? 0) > 0 ? 'urgent' : 'attention', since: null }),
  );
}

type CellParts = {
  readonly of?: number | null;
  readonly severity?: Severity;
  readonly since?: number | null | undefined;
};

function cell(count: number | undefined, { of = null, severity, since = null }: CellParts): BoardCell {
  const isWrong = count !== undefined && count > 0;
  return { count: count ?? null, of, severity: isWrong ? (severity ?? null) : null, since };
}
