// What the set-up says: one aligned line per step, redrawn while it works on a terminal, sparse everywhere else.

const nameWidth = 15;
const sparseIntervalMs = 30_000;

/**
 * @typedef {object} StepLine
 * @property {(text: string) => void} begin a new stage
 * @property {(text: string) => void} progress within a stage; without a terminal said at most every 30 s
 * @property {(text: string) => void} done
 */

/**
 * @param {string} name
 * @returns {StepLine}
 */
export function step(name) {
  const label = name.padEnd(nameWidth);
  const isTerminal = process.stdout.isTTY === true;
  let lastSaidAtMs = 0;
  /** @param {string} text */
  const show = (text) => {
    lastSaidAtMs = Date.now();
    if (isTerminal) redraw(`… ${label} ${text}`);
    else console.log(`… ${label} ${text}`);
  };
  return {
    begin: show,
    progress(text) {
      if (isTerminal || Date.now() - lastSaidAtMs >= sparseIntervalMs) show(text);
    },
    done(text) {
      closeLine();
      console.log(`✓ ${label} ${text}`);
    },
  };
}

/** @param {string} message */
export function sayFailure(message) {
  closeLine();
  console.error(`✗ ${message}`);
}

/** @param {string} text */
export function say(text) {
  closeLine();
  console.log(text);
}

/** @param {number} sinceMs */
export function secondsSince(sinceMs) {
  const seconds = (Date.now() - sinceMs) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

let lineIsOpen = false;

/** @param {string} text */
function redraw(text) {
  const width = Math.max(20, (process.stdout.columns || 80) - 1);
  process.stdout.write(`\r\x1b[2K${text.slice(0, width)}`);
  lineIsOpen = true;
}

function closeLine() {
  if (lineIsOpen) process.stdout.write('\r\x1b[2K');
  lineIsOpen = false;
}
