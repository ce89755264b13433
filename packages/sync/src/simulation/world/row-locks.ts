/** `SELECT ... FOR UPDATE`: one holder a row, the others wait in line, and a circle of waiting is a deadlock. */
export class DeadlockFound extends Error {
  override readonly name = 'DeadlockFound';
}

type Waiting<Session> = { readonly session: Session; readonly go: () => void };

export class RowLocks<Session extends object> {
  /** Circles found. The engine locks in one order, so that there is never any. */
  deadlocks = 0;
  /** Two rows that were locked in one order here and in the other there: a circle that only waits for its moment. */
  disorder: string | null = null;
  readonly #after = new Map<string, Set<string>>();
  readonly #holders = new Map<string, Session>();
  readonly #lines = new Map<string, Waiting<Session>[]>();
  readonly #waitsFor = new Map<Session, string>();

  take(session: Session, row: string): Promise<void> | undefined {
    this.#noteOrder(session, row);
    const holder = this.#holders.get(row);
    if (holder === undefined || holder === session) {
      this.#holders.set(row, session);
      return undefined;
    }
    if (this.#closesCircle(session, holder)) {
      this.deadlocks += 1;
      throw new DeadlockFound(row);
    }
    this.#waitsFor.set(session, row);
    return new Promise((go) => {
      const line = this.#lines.get(row);
      if (line === undefined) this.#lines.set(row, [{ session, go }]);
      else line.push({ session, go });
    });
  }

  releaseAll(session: Session): void {
    const waited = this.#waitsFor.get(session);
    if (waited !== undefined) {
      const line = this.#lines.get(waited) ?? [];
      this.#lines.set(
        waited,
        line.filter((one) => one.session !== session),
      );
      this.#waitsFor.delete(session);
    }
    for (const [row, holder] of this.#holders) if (holder === session) this.#passOn(row);
  }

  #noteOrder(session: Session, row: string): void {
    for (const [held, holder] of this.#holders) {
      if (holder !== session || held === row) continue;
      if (this.#after.get(row)?.has(held) === true) this.disorder = `${held} before ${row}, and after it`;
      const after = this.#after.get(held);
      if (after === undefined) this.#after.set(held, new Set([row]));
      else after.add(row);
    }
  }

  #passOn(row: string): void {
    const next = this.#lines.get(row)?.shift();
    if (next === undefined) {
      this.#holders.delete(row);
      return;
    }
    this.#holders.set(row, next.session);
    this.#waitsFor.delete(next.session);
    next.go();
  }

  #closesCircle(session: Session, holder: Session): boolean {
    for (let at: Session | undefined = holder; at !== undefined;) {
      if (at === session) return true;
      const row = this.#waitsFor.get(at);
      at = row === undefined ? undefined : this.#holders.get(row);
    }
    return false;
  }
}
