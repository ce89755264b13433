/** What other people's operations make of those that needed a person: which were adopted, refused, or chosen between. */
import { incidentKinds, settledCommands, type CommandLeaf } from '@truc/domain/incident';
import { adoptedKind, readCarried } from '@truc/domain/quarantine';
import type { ReplicaLeaf, SettledBy, SettledOperation } from '@truc/sync/client';
import { readHeader, type ScopeId, type WireOperation } from '@truc/sync/protocol';
import type { Book } from './sync-storage/read-book.ts';

/** Where the leaves lie that were stored before: a choice is told from all of its log. */
export type LogSource = { read(scope: ScopeId, limit: number): Promise<Book> };

/** `needsNobody`: nothing that was written here is unsent or waits for a person. */
export type SettledByOptions = {
  readonly logs: LogSource;
  readonly needsNobody: () => Promise<boolean>;
};

const everything = 1_000_000;

export function createSettledBy({ logs, needsNobody }: SettledByOptions): SettledBy {
  return async ({ scope, leaves }) => {
    const carried = leaves.flatMap((leaf) => settledByManager(leaf) ?? []);
    if (!leaves.some(isChoice) || (await needsNobody())) return carried;
    const from = leaves[0]?.seq ?? 1;
    const { rows } = await logs.read(scope, everything);
    const before = rows.flatMap(({ op, place }) =>
      place.state === 'on_server' && place.seq < from ? [{ op, seq: place.seq }] : [],
    );
    return [...carried, ...settledByChoice([...before.sort((a, b) => a.seq - b.seq), ...leaves], leaves)];
  };
}

/** Most of a book are entries: their headers are not read for this. */
function settledByManager({ op, seq, recvAt, status }: ReplicaLeaf): SettledOperation | null {
  if (!op.h.includes('"kind":"quarantine.') || status === 'rejected') return null;
  const header = readHeader(op);
  const carried = header === null ? null : readCarried({ ...header, body: op.b });
  const ours = carried === null ? null : readHeader(carried.op);
  if (carried === null || ours === null) return null;
  const { dev, inst, n, opId } = ours;
  const by = carried.word === 'adopted' ? 'adoption' : 'refusal';
  return { dev, inst, n, opId, by, leaf: { seq, recvAt } };
}

/** Or may be one: a choice that waited in quarantine is made by whoever adopts it. Whether it is, the fold of the log tells. */
function isChoice({ op, status }: ReplicaLeaf): boolean {
  if (status !== 'accepted' && status !== 'merged') return false;
  const { kind } = incidentKinds.resolve;
  return (
    op.h.includes(`"kind":"${kind}"`) || (op.h.includes(`"kind":"${adoptedKind}"`) && op.b.includes(kind))
  );
}

type Placed = { readonly op: WireOperation; readonly seq: number };

function settledByChoice(log: readonly Placed[], arriving: readonly ReplicaLeaf[]): SettledOperation[] {
  const from = arriving[0]?.seq ?? 1;
  const headers = new Map<number, NonNullable<ReturnType<typeof readHeader>>>();
  const commands = log.flatMap(({ op, seq }): CommandLeaf[] => {
    const header = readHeader(op);
    if (header === null) return [];
    headers.set(seq, header);
    const { opId, dev, inst, n, actor, kind, v, base = {} } = header;
    return [{ opId, dev, inst, n, actor, kind, v, base, body: op.b, seq }];
  });
  return settledCommands(commands, from).flatMap(({ command, settledBy }): SettledOperation[] => {
    const header = headers.get(command.seq);
    const leaf = arriving.find(({ seq }) => seq === settledBy);
    if (header === undefined || leaf === undefined) return [];
    const { dev, inst, n, opId } = header;
    return [{ dev, inst, n, opId, by: 'resolution', leaf }];
  });
}
