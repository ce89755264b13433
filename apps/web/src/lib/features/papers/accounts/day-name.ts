/** "15/06/2021" of the day `2021-06-15`, in both languages. */
export function dayName(day: string): string {
  return day.split('-').toReversed().join('/');
}
