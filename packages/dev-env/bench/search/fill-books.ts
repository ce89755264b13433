/** A connection of the database. */
type Database = { query(text: string, values: readonly unknown[]): Promise<unknown> };

/** Entries in books of their own posts, written straight into the log: what searches them is measured, not what wrote them. */
export async function fillBooks(
  client: Database,
  { books, rows }: { readonly books: number; readonly rows: number },
): Promise<void> {
  await client.query(
    'insert into scope (id, epoch, born) select $1 || n, 1, 1 from generate_series(1, $2::integer) n on conflict do nothing',
    [bookPrefix, books],
  );
  for (let from = 1; from <= rows; from += rowsAtOnce)
    await client.query(insertRows, [
      from,
      Math.min(rows, from + rowsAtOnce - 1),
      books,
      sentences,
      names,
      bookPrefix,
    ]);
  await client.query(
    `update scope set head = (select coalesce(max(seq), 0) from leaf where leaf.scope = scope.id)
    where id like $1 || '%'`,
    [bookPrefix],
  );
}

export const bookPrefix = 'post:tim-';
const rowsAtOnce = 50_000;

/** Some 200 characters each: a sentence, a name, a place, a number that no two share, and what was done. */
const sentences = [
  'Đã quan sát vòng, bình thường. Các phòng đóng cửa, hành lang không có người, đèn sáng đủ.',
  'Nhắc nhở người được cách ly đeo khẩu trang và giữ khoảng cách khi ra sân, đã chấp hành.',
  'Camera mất tín hiệu từ 02 giờ 15 phút, đã báo đơn vị viễn thông và người quản lý cơ sở.',
  'Phát hiện người nhà đưa đồ ăn qua hàng rào phía sau, đã báo ngay công an trực và lập biên bản.',
  'Nhân viên y tế vào đo thân nhiệt, lấy mẫu xét nghiệm lần hai, ra khỏi khu lúc 09 giờ 40 phút.',
  'Xe cứu thương chuyển người có triệu chứng sốt ra bệnh viện đa khoa, khử khuẩn lối đi sau đó.',
];
const names = [
  'Rơ Mah Thu',
  'Ksor H’Lan',
  'Nay Hòa',
  'Siu Dũng',
  'Trần Thị Đào',
  'Nguyễn Văn Đường',
  'Rcom Blưng',
  'Lê Quang',
];

const insertRows = `
  insert into leaf (scope, seq, op_id, dev, inst, n, fork, header, body, salt, hash, chain, status, recv_at)
  select book, seq, op_id, '00000000-0000-4000-8000-000000000001', 1, n, false,
    convert_to(json_build_object('opId', op_id, 'dev', '00000000-0000-4000-8000-000000000001', 'inst', 1, 'n', n,
      'prev', repeat('0', 64), 'hlc', json_build_object('t', at, 'c', 0), 'wall', at, 'mono', 1, 'off', 0, 'err', 5,
      'actor', 'nguoi-ghi', 'lease', null, 'scope', book, 'kind', 'logbook.entry', 'v', 1, 'commit', repeat('0', 64))::text, 'UTF8'),
    convert_to(json_build_object('text', ($4::text[])[1 + n % 6] || ' ' || ($5::text[])[1 + (n / 7) % 8] || ', phòng ' || n % 640
      || ', ca số ' || n || case when n % 9973 = 0 then ', thang máy kẹt' else '' end, 'phrase', null, 'camera', null)::text, 'UTF8'),
    '', sha256(convert_to(n::text, 'UTF8')), sha256(convert_to('c' || n, 'UTF8')), 'accepted', at
  from (select n, $6 || (1 + n % $3::integer) as book, (n + $3::integer - 1) / $3::integer as seq, gen_random_uuid() as op_id,
    1600000000000 + n * 60000::bigint as at from generate_series($1::integer, $2::integer) n) made`;
