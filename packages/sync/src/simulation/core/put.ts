/** Stores at a place without a leap, at which V8 would make a slow table of the list. */
export function put<T>(list: (T | undefined)[], place: number, value: T): void {
  while (list.length < place) list.push(undefined);
  list[place] = value;
}
