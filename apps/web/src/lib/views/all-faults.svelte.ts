import { FaultAccessSchema, type FaultAccess } from '@truc/domain/api';
import {
  checksOf,
  isOpen,
  runningSubstitutes,
  type ParentLink,
  type Substitute,
} from '@truc/domain/fault-log';
import type { FaultAction } from '@truc/domain/policy';
import * as v from 'valibot';
import type { App } from '#lib/bootstrap/tokens.ts';
import { FaultController } from '#lib/features/fault-log/fault-controller.svelte.ts';
import type { FaultView } from '#lib/features/fault-log/read-faults.ts';
import { systemRandomBytes } from '#lib/ports/system.ts';

export type PlacedFault = { readonly faults: FaultController; readonly view: FaultView };
export type DueCheck = PlacedFault & { readonly substitute: Substitute; readonly isOverdue: boolean };

/** The faults of all logs that this person reads, as they lie on this device. */
export class AllFaults {
  readonly #app: App;
  readonly #needed: FaultAction;
  /** As a text: a server that says the same again keeps what is derived from it, and what is being typed there. */
  #known = $derived.by(() => JSON.stringify(this.#app.session.me?.faults ?? []));
  readonly logs: readonly FaultController[] = $derived.by(() => {
    const person = this.#app.session.me?.person.id;
    if (person === undefined) return [];
    return v
      .parse(v.array(FaultAccessSchema), JSON.parse(this.#known))
      .filter(({ may }) => may.includes(this.#needed))
      .map((access) => openFaults(this.#app, access, person));
  });
  readonly all: readonly PlacedFault[] = $derived.by(() =>
    this.logs.flatMap((faults) => faults.book.faults.map((view) => ({ faults, view }))),
  );

  /** `needed`: of which logs, by what he may do there. */
  constructor(app: App, needed: FaultAction = 'read_fault') {
    this.#app = app;
    this.#needed = needed;
  }

  get isRead(): boolean {
    return this.logs.every(({ isRead }) => isRead);
  }

  find(id: string): PlacedFault | undefined {
    return this.all.find(({ view }) => view.id === id);
  }

  /** Those that are joined to it, in whichever log. */
  childrenOf(scope: string, id: string): readonly PlacedFault[] {
    return this.all.filter(
      ({ view: { shown } }) =>
        shown.parent?.fault === id && shown.parent.scope === scope && shown.status === 'merged',
    );
  }

  parentOf({ shown: { parent } }: FaultView): FaultView | null {
    return parent === null ? null : (this.find(parent.fault)?.view ?? null);
  }

  /** What a fault of this log can be joined to: open faults of its recorders, of its line, and of the central system. */
  parentsFor({ faults, view }: PlacedFault): readonly (PlacedFault & { readonly link: ParentLink })[] {
    return this.all
      .filter(({ faults: { access }, view: { id, shown } }) => {
        const kind = shown.report?.asset.kind;
        const isHere = access.scope === faults.access.scope;
        const isAble = kind === 'central' || (isHere && (kind === 'line' || kind === 'recorder'));
        return (
          isAble && id !== view.id && isOpen(shown) && shown.status !== 'merged' && shown.restored === null
        );
      })
      .map((placed) => ({ ...placed, link: { scope: placed.faults.access.scope, fault: placed.view.id } }));
  }

  /** Oldest first: whoever coordinates takes what waited longest (GL-45). */
  get open(): readonly PlacedFault[] {
    return this.all
      .filter(({ view: { shown } }) => isOpen(shown))
      .toSorted((a, b) => (a.view.shown.report?.since ?? 0) - (b.view.shown.report?.since ?? 0));
  }

  /** Substitutes that run, those first whose check is due longest. */
  checks(now: number): readonly DueCheck[] {
    return this.all
      .flatMap(({ faults, view }) =>
        runningSubstitutes(view.shown).map((substitute) => {
          const { dueAt, isOverdue } = checksOf(substitute, now);
          return { faults, view, substitute, isOverdue, dueAt: dueAt ?? now };
        }),
      )
      .toSorted((a, b) => a.dueAt - b.dueAt);
  }
}

/** One log of faults, permits and devices, for whoever works here now. */
export function openFaults(app: App, access: FaultAccess, person: string): FaultController {
  const { sync, commandLogs, keys, gate, ticker } = app;
  return new FaultController({
    access,
    person,
    sync,
    source: commandLogs,
    isOpen: () => keys.isOpen(access.scope),
    gate,
    random: systemRandomBytes,
    now: () => ticker.now,
  });
}
