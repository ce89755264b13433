/** Days of the province's calendar, `YYYY-MM-DD`, and the moments at which they begin. Gregorian, years 1970 to 9999. */

/** Asia/Ho_Chi_Minh has had no other offset since 1975, and no summer time. */
export const provinceOffsetMs = 7 * 60 * 60_000;
export const dayMs = 24 * 60 * 60_000;

/** Days of 400 years, and of the years within them when a year begins in March: leap days are then its last. */
const eraDays = 146_097;
/** From 1 March of the year 0 to 1 January 1970. */
const epochDays = 719_468;

/** The province's day of a moment. */
export function dayOf(at: number): string {
  const days = Math.floor((at + provinceOffsetMs) / dayMs) + epochDays;
  const era = Math.floor(days / eraDays);
  const ofEra = days - era * eraDays;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [padded(year, 4), padded(month, 2), padded(day, 2)].join('-');
}

/** The moment at which the province's day begins. */
export function startOfDay(name: string): number {
  const [year = 0, month = 1, day = 1] = name.split('-').map(Number);
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear;
  return (era * eraDays + ofEra - epochDays) * dayMs - provinceOffsetMs;
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
