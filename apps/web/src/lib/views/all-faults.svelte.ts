import { FaultAccessSchema, type FaultAccess } from '@truc/domain/api';
import {
  checksOf,
  isOpen,
  runningSubstitutes,
  type ParentLink,
  type Substitute,
} from '@truc/domain/fault-log';
import type { Permit } from '@truc/domain/intervention';
import type { FaultAction } from '@truc/domain/policy';
import * as v from 'valibot';
import type { App } from '#lib/bootstrap/tokens.ts';
import { FaultController } from '#lib/features/fault-log/fault-controller.svelte.ts';
import type { FaultView } from '#lib/features/fault-log/read-faults.ts';
import { systemRandomBytes } from '#lib/ports/system.ts';

export type PlacedFault = { readonly faults: FaultController; readonly view: FaultView };
type Due = { readonly substitute: Substitute; readonly dueAt: number; readonly isOverdue: boolean };
export type DueCheck = PlacedFault & Due;
export type DueWorkCheck = Due & { readonly faults: FaultController; readonly permit: Permit };

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
          return { faults, view, ...dueOf(substitute, now) };
        }),
      )
      .toSorted((a, b) => a.dueAt - b.dueAt);
  }

  /** The same upon substitutes of permits, where he may make them. */
  workChecks(now: number): readonly DueWorkCheck[] {
    return this.logs
      .filter((faults) => faults.may('work_under_permit'))
      .flatMap((faults) =>
        Object.values(faults.book.works.permits).flatMap((permit) => {
          const { substitute } = permit;
          const runs = substitute !== null && substitute.until === null;
          return runs ? [{ faults, permit, ...dueOf(substitute, now) }] : [];
        }),
      )
      .toSorted((a, b) => a.dueAt - b.dueAt);
  }
}

function dueOf(substitute: Substitute, now: number): Due {
  const { dueAt, isOverdue } = checksOf(substitute, now);
  return { substitute, isOverdue, dueAt: dueAt ?? now };
}

/** One log of faults, permits and devices, for whoever works here now. */
export function openFaults(app: App, access: FaultAccess, person: string): FaultController {
  const { sync, faultLogs, keys, gate, ticker } = app;
  return new FaultController({
    access,
    person,
    sync,
    logs: faultLogs,
    isOpen: () => keys.isOpen(access.scope),
    gate,
    random: systemRandomBytes,
    now: () => ticker.now,
  });
}
