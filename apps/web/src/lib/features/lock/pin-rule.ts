export const pinLength = { least: 6, most: 12 } as const;

/** Why a PIN is not taken, or null. The obvious ones are what somebody with the tablet in his hands tries first. */
export function pinFault(pin: string): 'too_short' | 'obvious' | null {
  if (!/^\d+$/.test(pin) || pin.length < pinLength.least) return 'too_short';
  return isObvious(pin) ? 'obvious' : null;
}

function isObvious(pin: string): boolean {
  const digits = [...pin].map(Number);
  const steps = digits.slice(1).map((digit, at) => (digit - (digits[at] ?? 0) + 10) % 10);
  const isRun = steps.every((step) => step === steps[0] && (step <= 1 || step === 9));
  return isRun || isRepeated(pin) || isYearOrDate(pin) || new Set(pin).size <= 2;
}

/** 121212, 123123, 456456 … */
function isRepeated(pin: string): boolean {
  return [1, 2, 3].some(
    (length) => pin.length % length === 0 && pin === pin.slice(0, length).repeat(pin.length / length),
  );
}

/** A birthday as six or eight digits: day, month, year. */
function isYearOrDate(pin: string): boolean {
  const found = /^(\d\d)(\d\d)(\d\d|19\d\d|20\d\d)$/.exec(pin);
  const day = Number(found?.[1]);
  const month = Number(found?.[2]);
  return found !== null && day >= 1 && day <= 31 && month >= 1 && month <= 12;
}
