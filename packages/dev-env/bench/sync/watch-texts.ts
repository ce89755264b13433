/** What watches write: phrases of the demonstration with times, places and people filled in, told together until long enough. */
const times = () => `${two(below(24))}:${two(below(60))}`;
const names = ['Trần Văn Khánh', 'Nay H’Bia', 'Rơ Mah H’Phương', 'Siu Thị Lan', 'Lê Quang Minh', 'Ksor Dũng'];
const places = [
  'cổng chính',
  'hành lang tầng 2',
  'nhà xe',
  'khu cách ly B',
  'kho vật tư',
  'sân sau',
  'phòng trực',
];
const states = [
  'bình thường',
  'đèn tắt một bóng',
  'khóa đã kiểm tra',
  'có tiếng động lạ, đã soi đèn',
  'mưa nhỏ',
];
const phrases: readonly (() => string)[] = [
  () => `Đã quan sát vòng lúc ${times()}, ${one(places)} ${one(states)}.`,
  () => `Bàn giao chìa khóa số ${1 + below(40)} cho ${one(names)}.`,
  () => `${one(names)} báo ${one(places)}: ${one(states)}.`,
  () => `Tiếp nhận ${1 + below(12)} suất ăn lúc ${times()}, giao tận ${one(places)}.`,
  () => `Đo thân nhiệt ${1 + below(30)} người, cao nhất 37,${below(9)} độ, không ai ho sốt.`,
  () =>
    `Xe biển số 81A-${two(below(100))}${two(below(100))}${below(10)} vào ${times()}, ra ${times()}, đã ghi sổ.`,
  () => `Camera ${one(places)} mờ, đã báo kỹ thuật lúc ${times()}.`,
];

let state = 20_210_615;

/** About `length` characters. The same run gives the same texts, so that two measurements weigh the same. */
export function watchText(length: number): string {
  let text = '';
  while (text.length < length) text += `${text === '' ? '' : ' '}${one(phrases)()}`;
  return text;
}

function one<T>(all: readonly T[]): T {
  const chosen = all[below(all.length)];
  if (chosen === undefined) throw new Error('Nothing to choose from');
  return chosen;
}

function below(limit: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
