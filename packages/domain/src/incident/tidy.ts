/** One spelling of each diacritic, no blanks around. */
export function tidy(text: string): string {
  return text.trim().normalize('NFC');
}
