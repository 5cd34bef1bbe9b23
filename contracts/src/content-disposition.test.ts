import { expect, test } from 'vitest';
import { attachmentDisposition } from './content-disposition.ts';

test.each([
  ['scope.png', 'attachment; filename="scope.png"'],
  ['파형.csv', 'attachment; filename="--.csv"; filename*=UTF-8\'\'%ED%8C%8C%ED%98%95.csv'],
  ['a"; x="b(1)\r\n', 'attachment; filename="a---x--b-1---"; filename*=UTF-8\'\'a%22%3B%20x%3D%22b%281%29%0D%0A'],
  ['\ud800', 'attachment; filename="-"; filename*=UTF-8\'\'%EF%BF%BD'],
])('a file called %j is saved as %s', (name, header) => {
  expect(attachmentDisposition(name)).toBe(header);
});
